//! The lab as the page uses it: forward and back by stops, whatever a stop consists of.

use ensemble_core::{
    lab::{self, Lab},
    view::Target,
};

fn every_lab() -> Vec<Box<dyn Lab>> {
    lab::library()
        .iter()
        .map(|sample| lab::open(sample.text()).unwrap())
        .collect()
}

#[test]
fn forward_and_back_go_stop_by_stop_and_show_the_same() {
    for mut lab in every_lab() {
        let stops = lab.position().stops;
        let mut seen = vec![(lab.stage(), lab.story())];
        for stop in 1..=stops {
            assert!(lab.forward(), "{}", lab.title());
            assert_eq!(
                (lab.position().stop, lab.position().stops),
                (stop, stops),
                "{}",
                lab.title()
            );
            seen.push((lab.stage(), lab.story()));
        }
        for stop in (0..stops).rev() {
            assert!(lab.back());
            assert_eq!(lab.position().stop, stop);
            assert_eq!(
                (lab.stage(), lab.story()),
                seen[stop as usize],
                "{} {stop}",
                lab.title()
            );
        }
        assert!(!lab.back());
    }
}

/// A step at which a property breaks says so, and says nothing that reassures.
#[test]
fn what_breaks_is_told_where_it_breaks() {
    for mut lab in every_lab() {
        let mut broken = 0;
        while lab.position().stop < lab.position().stops && lab.forward() {
            let now = lab
                .properties()
                .iter()
                .filter(|property| !property.holds)
                .count();
            let story = lab.story();
            assert_eq!(
                now > broken,
                !story.alarm.is_empty(),
                "{}: {story:?}",
                lab.title()
            );
            if now > broken {
                let told = format!("{} {}", story.headline, story.detail);
                for word in [
                    "in rising",
                    "Nothing can undo",
                    "no later",
                    "one and the same ballot*",
                ] {
                    assert!(!told.contains(word), "{}: {told}", lab.title());
                }
            }
            broken = now;
        }
    }
}

/// Everything that can be asked about anything has an answer, at every stop of every script.
#[test]
fn everything_on_every_stage_can_be_asked_about() {
    for mut lab in every_lab() {
        while lab.position().stop < lab.position().stops && lab.forward() {
            let stage = lab.stage();
            for node in &stage.nodes {
                let target = Target::Node(node.id);
                assert!(!lab.fields(&target).is_empty(), "{}", lab.title());
                assert!(!lab.offers(&target).is_empty(), "{}", lab.title());
            }
            for envelope in &stage.envelopes {
                let target = Target::Envelope(envelope.key.clone());
                assert!(!lab.fields(&target).is_empty(), "{}", lab.title());
            }
        }
    }
}

#[test]
fn a_message_has_all_its_fields_and_offers() {
    let mut lab = lab::open(lab::sample("happy-path").unwrap().text()).unwrap();
    while lab.stage().envelopes.is_empty() {
        lab.forward();
    }
    let envelope = lab.stage().envelopes[0].clone();
    let target = Target::Envelope(envelope.key.clone());
    assert_eq!(lab.fields(&target), envelope.fields);
    let offers = lab.offers(&target);
    let choices: Vec<&str> = offers.iter().map(|offer| offer.choice.as_str()).collect();
    for word in ["deliver", "hold", "drop", "duplicate"] {
        assert!(
            choices.iter().any(|choice| choice.starts_with(word)),
            "{word}: {choices:?}"
        );
    }
    assert!(lab.fields(&Target::Node(99)).is_empty());
    assert!(lab.fields(&Target::Link(0, 99)).is_empty());
    assert!(lab.fields(&Target::Envelope("nonsense".into())).is_empty());
    assert!(lab.choose("deliver nonsense").is_err());
}

#[test]
fn run_until_reaches_its_goals() {
    let mut lab = lab::open(lab::sample("happy-path").unwrap().text()).unwrap();
    let goals: Vec<String> = lab.goals().into_iter().map(|goal| goal.word).collect();
    assert_eq!(
        goals,
        [
            "chosen",
            "learned",
            "answered",
            "milestone",
            "broken",
            "quiet"
        ]
    );
    assert!(lab.run_until("chosen"));
    assert!(lab.story().headline.contains("makes A chosen") || lab.position().stop > 0);
    assert!(lab.run_until("quiet"));
    assert!(lab.position().quiet);
    assert!(!lab.run_until("broken"));
}

/// Heartbeats never end, and none of them is a stop: time passes, and that is told.
#[test]
fn an_ensemble_at_rest_goes_on_for_a_while_at_a_time() {
    let mut lab = lab::open("title Rest\nzookeeper servers=3\nuntil still\n").unwrap();
    lab.seek(u32::MAX);
    assert!(lab.run_until("quiet"));
    for _ in 0..3 {
        let before = lab.position().time_ticks;
        assert!(lab.forward());
        let now = lab.position();
        assert!(now.time_ticks > before);
        assert_eq!(now.stop, now.stops);
        assert!(
            lab.story().note.contains("only heartbeats"),
            "{:?}",
            lab.story()
        );
    }
}

/// The menu knows this without the text.
#[test]
fn what_the_library_tells_of_a_script_stands_in_its_text() {
    for sample in lab::library() {
        let said = |word: &str| {
            let mut lines = sample.text().lines();
            lines.find_map(|line| line.strip_prefix(word)).unwrap()
        };
        assert_eq!(sample.title, said("title "));
        assert_eq!(sample.about, said("about "));
    }
}

#[test]
fn a_text_needs_the_protocols_that_it_names() {
    let pair = lab::sample("multi-paxos-and-zab").unwrap().text();
    assert_eq!(lab::needs(pair), ["multipaxos", "zookeeper", "pairs"]);

    let long = format!("paxos servers=3\n{}", "# ".repeat(100_000));
    for text in ["", "title paxos", &long] {
        assert_eq!(lab::needs(text), [""; 0]);
    }
    assert_eq!(lab::needs("left beat\nright paxos"), ["pairs"]);
    assert_eq!(lab::needs("nonsense\n  zookeeper servers=x"), ["zookeeper"]);
}

#[test]
fn each_witness_of_a_breach_is_named_once() {
    let mut evidence = Vec::new();
    for sample in lab::library() {
        let mut lab = lab::open(sample.text()).unwrap();
        for stop in 1..=lab.position().stops {
            lab.seek(stop);
            evidence.extend(lab.story().alarm.lines().map(str::to_owned));
            evidence.extend(lab.properties().into_iter().map(|it| it.evidence));
        }
    }
    let named = evidence.iter().filter_map(|told| told.split_once(" ("));
    let mut twice = named.filter(|(told, witnesses)| {
        let mut names = witnesses.trim_end_matches([')', '.']).split(" · ");
        names.any(|name| told.contains(name) || witnesses.matches(name).count() > 1)
    });
    assert_eq!(twice.next(), None);
    let broken = evidence.iter().filter(|told| told.contains("is broken"));
    assert!(broken.count() > 20, "there are scripts with bugs");
}

#[test]
fn a_synchronisation_tells_how_much_is_sent() {
    let sent = |name: &str, stop| {
        let mut library = lab::library().iter();
        let sample = library.find(|it| it.name == name).unwrap();
        let mut lab = lab::open(sample.text()).unwrap();
        lab.seek(stop);
        lab.stage().syncs[0].sent.clone()
    };
    assert_eq!(sent("cold-start", 20), "DIFF ⟨0,0⟩, nothing follows");
    assert_eq!(sent("leader-crash-late", 11), "DIFF ⟨1,2⟩, one transaction");
    assert_eq!(sent("recovery-by-diff", 5), "DIFF ⟨1,3⟩, 2 transactions");
    assert_eq!(sent("recovery-by-trunc", 4), "TRUNC ⟨1,1⟩, nothing follows");
}
