//! `begin` and `skip`: what the reader does not step through is run all the same.

use ensemble_core::{
    lab::{self, Lab},
    narrate::Language,
    view::{Target, TimeView},
};

const HEADER: &str = "title T\nabout A.\npaxos proposers=2 acceptors=3 learners=1\nseed 3\n";
const EARLY: &str = "note Early.\nsubmit p1 propose A\nsettle p1\ndeliver p1>a1 Prepare\n";
const LATE: &str = "deliver p1>a2 Prepare\nsettle a1 a2\nuntil quiet\nexpect chosen A\n";

fn open(commands: &str) -> Box<dyn Lab> {
    lab::open(&format!("{HEADER}{commands}")).unwrap()
}

fn stops(commands: &str) -> u32 {
    open(commands).position().stops
}

/// Forward to the end.
fn walked(lab: &mut dyn Lab) -> u32 {
    let mut count = 0;
    while lab.position().stop < lab.position().stops && lab.forward() {
        count += 1;
    }
    count
}

/// What every node holds.
fn nodes(lab: &dyn Lab) -> Vec<String> {
    let fields = (0..6).flat_map(|node| lab.fields(&Target::Node(node)));
    fields.map(|field| field.value).collect()
}

#[test]
fn a_run_begins_where_it_is_told_to() {
    let mut whole = open(&format!("{EARLY}{LATE}"));
    let mut begun = open(&format!("{EARLY}begin\n{LATE}"));
    let early = stops(EARLY);
    assert!(early > 0);
    assert_eq!(begun.position().stop, 0);
    assert_eq!(begun.position().stops + early, whole.position().stops);
    assert_eq!(begun.story().headline, "T");

    whole.seek(early);
    assert_eq!(nodes(&*whole), nodes(&*begun));
    assert_eq!(whole.stage().envelopes.len(), begun.stage().envelopes.len());
    assert!(!begun.back(), "nothing is before the beginning");
    assert!(!begun.milestone(false));

    for stop in 1..=walked(&mut *begun) {
        begun.seek(stop);
        whole.seek(early + stop);
        assert_eq!(begun.story(), whole.story(), "{stop}");
        assert_eq!(begun.position().step, whole.position().step, "{stop}");
    }
    while begun.back() {}
    assert_eq!(begun.position().stop, 0);
    assert_eq!(nodes(&*begun), nodes(&*open(&format!("{EARLY}begin\n"))));
}

#[test]
fn what_was_before_the_beginning_is_not_told() {
    let mut lab = open(&format!("{EARLY}begin\n{LATE}"));
    let time = lab.time(0, 999, TimeView::default());
    assert_eq!(time.columns, lab.position().stops + 1);
    let underway = time.arrows.iter().filter(|arrow| arrow.sent == 0);
    assert_eq!(underway.count(), lab.stage().envelopes.len());
    for envelope in lab.stage().envelopes {
        let fields = lab.fields(&Target::Envelope(envelope.key));
        assert_eq!(fields.last().unwrap().value, "0", "sent before stop 1");
    }
    walked(&mut *lab);
    let counted = lab.counts();
    let mut whole = open(&format!("{EARLY}{LATE}"));
    walked(&mut *whole);
    assert!(counted.messages > 0 && counted.messages < whole.counts().messages);
    assert_eq!(counted.decisions, whole.counts().decisions);

    let told = |text: &str| lab::tell(&format!("{HEADER}{text}"), None, Language::English);
    let (begun, all) = (
        told(&format!("{EARLY}begin\n{LATE}")),
        told(&format!("{EARLY}{LATE}")),
    );
    assert!(all.text.ends_with(&begun.text) && all.text.len() > begun.text.len());
    assert!(!begun.text.contains("submit p1"));
}

/// A property that breaks before the beginning is broken at the first step.
#[test]
fn what_is_broken_at_the_beginning_is_told_at_the_first_step() {
    let broken = lab::sample("no-promise-check").unwrap().text();
    let text = format!("{broken}begin\ncrash p1\n");
    let mut lab = lab::open(&text).unwrap();
    assert!(lab.forward());
    assert!(!lab.story().alarm.is_empty());
    let told = lab::tell(&text, None, Language::English);
    assert!(told.text.contains("BROKEN: agreement"), "{}", told.text);
}

#[test]
fn links_lead_behind_a_beginning() {
    let mut lab = open(&format!("{EARLY}begin\n{LATE}"));
    lab.seek(2);
    lab.choose("crash a3").unwrap();
    lab.run_until("quiet");
    lab.switch(0);
    lab.seek(0);
    lab.choose("crash a1").unwrap();
    let restored = lab::restore(&lab.link()).unwrap();
    assert_eq!(restored.position(), lab.position());
    assert_eq!(restored.stage(), lab.stage());
    assert_eq!(restored.branches(), lab.branches());
    assert_eq!(restored.branches()[2].fork_stop, 0);
}

#[test]
fn skipped_steps_are_one_stop() {
    let text = format!("{EARLY}note Late.\nskip until learned\nnote After.\nsubmit p2 propose B\n");
    let mut lab = open(&text);
    assert_eq!(lab.position().stops, stops(EARLY) + 2);
    lab.seek(stops(EARLY));
    let before = lab.position().step;
    assert!(lab.forward());
    assert!(lab.position().step > before + 5);
    assert_eq!(lab.story().note, "Late.");
    assert!(
        lab.story()
            .detail
            .contains("steps before this one are not shown.")
    );
    let stop = lab.position().stop;
    let arrows = lab.time(0, 99, TimeView::default()).arrows;
    assert!(arrows.iter().all(|arrow| arrow.ended != Some(arrow.sent)));
    assert!(
        arrows.iter().any(|arrow| arrow.ended == Some(stop)),
        "what was under way arrives"
    );
    assert!(lab.back());
    assert_eq!(lab.position().step, before);

    let one = stops(&format!("{EARLY}skip step 7\n"));
    assert_eq!(one, stops(EARLY) + 1);
    assert_eq!(stops(&format!("{EARLY}skip until quiet\n")), one);
    assert_eq!(
        stops(&format!("{EARLY}skip step 7\nskip step 7\n")),
        one + 1
    );
    let skipped = "skip cut p1 | a1 a2\n skip deliver p1>a3 Prepare\n";
    assert_eq!(stops(&format!("{EARLY}{skipped}")), one + 1);
    let nothing = format!("{EARLY}until quiet\nskip until quiet\n");
    assert_eq!(stops(&nothing), stops(&format!("{EARLY}until quiet\n")));
}

#[test]
fn next_goes_on_to_the_next_stop() {
    // The promise that a1 sends is no stop before its write has reached the disk.
    let early = stops(EARLY);
    assert_eq!(stops(&format!("{EARLY}next\n")), early + 1);
    assert_eq!(stops(&format!("{EARLY}next 3\n")), early + 3);
    let position = |text: &str| {
        open(&format!("{EARLY}{text}\n"))
            .time(0, 99, TimeView::default())
            .columns
    };
    assert!(position("next 3") > position("step 3"));
    let told = lab::tell(&format!("{HEADER}next\n"), None, Language::English);
    let fault = Language::English.fault(&told.faults[0].kind);
    assert!(fault.starts_with("nothing happens by itself"), "{fault}");
}

/// With its Prepares held back, a proposer has only its timer left; without, all is done.
#[test]
fn still_is_when_only_timers_are_left() {
    let held = "submit p1 propose A\nsettle p1\nhold p1>a1\nhold p1>a2\nhold p1>a3\n";
    let still = format!("{held}until still\n");
    assert_eq!(stops(&still), stops(held));
    assert_eq!(stops(&format!("{still}fire p1\n")), stops(held) + 1);
    let free = "submit p1 propose A\nuntil still\n";
    assert_eq!(
        stops(&format!("{free}expect learned l1 A\nuntil quiet\n")),
        stops(free)
    );
}

#[test]
fn what_cannot_begin_or_be_skipped_is_a_fault() {
    let fault = |commands: &str| {
        let told = lab::tell(&format!("{HEADER}{commands}\n"), None, Language::English);
        let fault = told.faults.first().expect(commands).clone();
        let what = Language::English.fault(&fault.kind);
        format!("{}:{}: {what}", fault.line, fault.column)
    };
    assert_eq!(fault("begin now"), "5:7: expected nothing more");
    for word in [
        "",
        "note x",
        "begin",
        "expect chosen A",
        "skip step",
        "beat",
    ] {
        let told = fault(&format!("skip {word}"));
        assert!(told.contains(": expected a command"), "{word}: {told}");
    }
    assert!(fault("skip until never").starts_with("5:12: expected one of"));
    assert!(fault("  skip deliver p1>zz").starts_with("5:16: expected the name of a node"));
    assert!(fault("skip settle a1 a9").starts_with("5:13: expected the name of a node"));
}
