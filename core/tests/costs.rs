//! What a run costs and what it delivers, stop by stop.

use std::collections::BTreeMap;

use ensemble_core::{
    lab::{self, Chapter, Counts, Lab, StepTold},
    narrate::Language,
};

/// What a run costs, counted anew from what is told of its steps. Bytes are left out.
fn recounted(steps: &[StepTold]) -> Counts {
    let mut counts = Counts::default();
    // For each step, the messages on its chain of causes, and whether a request began it.
    let mut chains: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
    for step in steps {
        let verb = step.choice.split(' ').next().unwrap_or_default();
        let cause = step.cause.map(|cause| chains[&cause]);
        let chain = match (verb, cause) {
            ("submit", _) => (0, true),
            (_, None) => (0, false),
            ("deliver", Some((hops, asked))) => (hops + 1, asked),
            ("fire", Some((_, false))) => (0, false),
            (_, Some(chain)) => chain,
        };
        chains.insert(step.step, chain);
        counts.flushes += u32::from(verb == "flush");
        let sent = step
            .outputs
            .iter()
            .filter(|output| !output.starts_with("write "));
        counts.messages += sent.count() as u32;
        let learned = ["Learn", "SeeChosen"];
        let decides = |(name, _, _): &(String, String, bool)| learned.contains(&name.as_str());
        // A correct run of Paxos decides once.
        if step.rules.iter().any(decides) && counts.decisions == 0 {
            counts.decisions = 1;
            counts.hops = chain.0;
        }
    }
    counts
}

#[test]
fn costs_are_those_of_the_steps_taken() {
    let correct = |text: &str| !text.contains("\nbug ") && !text.contains("agreement broken");
    let paxos = lab::library()
        .iter()
        .filter(|sample| sample.chapter == Chapter::Paxos);
    for sample in paxos.filter(|sample| correct(sample.text())) {
        let told = lab::tell(sample.text(), None, Language::English);
        let bytes = told.counts.bytes;
        assert_eq!(
            told.counts,
            Counts {
                bytes,
                ..recounted(&told.steps)
            },
            "{}",
            sample.name
        );
        let mut lab = lab::open(sample.text()).unwrap();
        for stop in (0..=lab.position().stops).rev() {
            lab.seek(stop);
            let steps = &told.steps[..lab.position().step as usize];
            let found = lab.counts();
            let bytes = found.bytes;
            assert_eq!(
                found,
                Counts {
                    bytes,
                    ..recounted(steps)
                },
                "{} {stop}",
                sample.name
            );
        }
        assert_eq!(lab.counts(), Counts::default());
        lab.seek(u32::MAX);
        assert_eq!(lab.counts(), told.counts);
    }
}

/// One value, undisturbed: what anybody can count with a pencil.
#[test]
fn an_undisturbed_round_costs_what_the_textbook_says() {
    let text = "paxos proposers=1 acceptors=3 learners=1\nsubmit p1 propose AB\nuntil quiet\n";
    let counts = lab::tell(text, None, Language::English).counts;
    // Prepare, Promise, Accept to and from three acceptors; Accepted to p1 and l1.
    assert_eq!(counts.messages, 3 + 3 + 3 + 6);
    // 4 for the type; 8 for the ballot; 1 for "nothing accepted"; 4 and 2 for the value.
    assert_eq!(counts.bytes, 3 * 12 + 3 * 13 + 3 * 18 + 6 * 18);
    // The round; three promises; three acceptances.
    assert_eq!(counts.flushes, 7);
    assert_eq!((counts.decisions, counts.hops), (1, 4));
}

/// B is on two disks when its leader dies, and nobody knows. The next leader commits it by serving.
#[test]
fn what_a_new_leader_finds_open_is_decided_when_it_serves() {
    let all = lab::library();
    let sample = all
        .iter()
        .find(|it| it.name == "leader-crash-late")
        .unwrap();
    let mut lab = lab::open(sample.text()).unwrap();
    let mut decided = |stop| {
        lab.seek(stop);
        let serves = lab.story().headline.contains("serves as the leader");
        (serves, lab.counts().decisions)
    };
    assert_eq!(decided(16), (false, 0));
    assert_eq!(decided(17), (true, 1), "A was decided before the run began");
    assert_eq!(decided(21), (false, 1), "and nothing is decided twice");
}

/// A branch costs what it shares and what it does itself.
#[test]
fn branches_are_counted_apart() {
    let text = "paxos servers=3\nsubmit s1 propose A\nuntil learned\n";
    let mut lab = lab::open(text).unwrap();
    lab.seek(5);
    let shared = lab.counts();
    lab.choose("crash s2").unwrap();
    assert_eq!(lab.counts(), shared, "a crash costs nothing");
    assert!(lab.run_until("learned"));
    let (there, stop) = (lab.counts(), lab.position().stop);
    assert_eq!(there.decisions, 1);
    lab.switch(0);
    lab.seek(u32::MAX);
    assert_ne!(lab.counts(), there);
    lab.switch(1);
    lab.seek(stop);
    assert_eq!(lab.counts(), there);
    let restored = lab::restore(&lab.link()).unwrap();
    assert_eq!(restored.counts(), there);
}

#[test]
fn nodes_that_delivered_the_same_share_a_strip() {
    let text = "paxos servers=3\nsubmit s1 propose A\nuntil learned\n";
    let mut lab = lab::open(text).unwrap();
    let labels = |lab: &dyn Lab| -> Vec<(String, usize)> {
        let strips = lab.delivered().into_iter();
        strips
            .map(|strip| (strip.label, strip.cells.len()))
            .collect()
    };
    assert_eq!(labels(&*lab), [("s1 s2 s3".to_owned(), 0)]);
    lab.seek(u32::MAX);
    assert_eq!(labels(&*lab), [("s1 s2 s3".to_owned(), 1)]);
    lab.back();
    let before = labels(&*lab);
    assert_eq!(before.len(), 2, "one of them was not there yet: {before:?}");
}
