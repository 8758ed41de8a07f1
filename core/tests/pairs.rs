//! Two runs side by side: how they are aligned, and what is wrong with a text.

use std::collections::BTreeSet;

use ensemble_core::{
    lab::{self, Chapter, Lab, LinkFault},
    narrate::Language,
    view::Target,
};

/// Left: one stop more in the first part, fewer in the second.
const TEXT: &str = "title Both
about Two of them.
left title One
right title Other
paxos proposers=1 acceptors=3
seed 3

beat Asking.
submit p1 propose A
settle p1
left settle p1
left deliver p1>a1 Prepare
beat
note Both are told this.
right crash a3
right deliver p1>a1 Prepare
settle a1
beat To the end.
until learned
beat That was all.
";

fn pair() -> Box<dyn Lab> {
    lab::open(TEXT).unwrap()
}

fn library() -> Box<dyn Lab> {
    let mut pairs = lab::library().iter();
    let sample = pairs.find(|sample| sample.chapter == Chapter::Compared);
    lab::open(sample.unwrap().text()).unwrap()
}

/// Where both sides stand, and which of them waits.
fn stops(lab: &dyn Lab) -> Vec<(u32, bool)> {
    let sides = lab.sides();
    let stop = |side: &lab::Side<'_>| (side.lab.position().stop, side.waits);
    sides.iter().map(stop).collect()
}

#[test]
fn both_wait_for_each_other_at_every_beat() {
    let mut lab = pair();
    let mut seen = vec![(stops(&*lab), lab.story().headline)];
    while lab.forward() {
        seen.push((stops(&*lab), lab.story().headline));
    }
    let line = |left, right, headline: &str| (vec![left, right], headline.to_owned());
    let (go, wait) = (false, true);
    assert_eq!(
        seen[..8],
        [
            line((0, go), (0, go), "Both"),
            line((1, go), (1, go), "Asking."),
            line((2, go), (2, go), "Asking."),
            line((3, go), (2, wait), "Asking."),
            // A beat without words: the title stands there.
            line((4, go), (3, go), "Both"),
            line((4, wait), (4, go), "Both"),
            line((4, wait), (5, go), "Both"),
            line((5, go), (6, go), "To the end."),
        ]
    );
    assert_eq!(lab.story().headline, "That was all.");
    let position = lab.position();
    assert!(position.quiet && position.stop == position.stops);
    assert_eq!(position.stops as usize, seen.len() - 1);
    for side in lab.sides() {
        let at = side.lab.position();
        assert_eq!(at.stop, at.stops, "both come to their end");
    }
}

#[test]
fn forward_back_and_seek_show_the_same() {
    for mut lab in [pair(), library()] {
        let look = |lab: &dyn Lab| {
            let told = |side: &lab::Side<'_>| {
                let run = side.lab;
                (run.stage(), run.story(), run.counts(), run.delivered())
            };
            let sides: Vec<_> = lab.sides().iter().map(told).collect();
            (lab.position(), lab.story(), lab.properties(), sides)
        };
        let mut seen = vec![look(&*lab)];
        while lab.forward() {
            seen.push(look(&*lab));
        }
        while lab.back() {
            assert_eq!(look(&*lab), seen[lab.position().stop as usize]);
        }
        assert_eq!(lab.position().stop, 0);
        let mut at = 1;
        for _ in 0..40 {
            at = (at * 7 + 3) % seen.len() as u32;
            lab.seek(at);
            assert_eq!(look(&*lab), seen[at as usize], "{at}");
        }
        lab.seek(u32::MAX);
        assert_eq!(lab.position(), seen.last().unwrap().0);
    }
}

#[test]
fn beats_and_the_milestones_of_both_are_jumped_to() {
    let mut lab = pair();
    let mut jumped = BTreeSet::new();
    while lab.milestone(true) {
        jumped.insert(lab.position().stop);
    }
    // Both beats, and where the right one loses a3.
    assert!(jumped.is_superset(&[3, 4, 6].into()), "{jumped:?}");
    assert!(jumped.contains(&lab.position().stops));
    let mut back = BTreeSet::from([lab.position().stops]);
    while lab.milestone(false) {
        back.insert(lab.position().stop);
    }
    back.remove(&0);
    assert_eq!(back, jumped);
}

#[test]
fn what_a_beat_says_is_said_once_and_notes_are_told_by_each() {
    let mut lab = pair();
    let mut notes = vec![Vec::new(); 2];
    while lab.forward() {
        for (place, side) in lab.sides().iter().enumerate() {
            notes[place].push(side.lab.story().note);
        }
    }
    for notes in notes {
        assert!(notes.iter().any(|note| note == "Both are told this."));
        let said = |what: &str| notes.iter().any(|note| note.contains(what));
        // The pair says where both end; neither goes on by itself.
        assert!(!said("Asking") && !said("The script ends"));
    }
}

#[test]
fn they_are_only_looked_at_and_each_opens_alone() {
    let mut lab = pair();
    lab.seek(5);
    assert_eq!(lab.sides().len(), 2);
    assert!(lab.offers(&Target::Node(0)).is_empty());
    assert!(lab.goals().is_empty() && lab.branches().is_empty());
    let refused = lab.choose("crash p1").unwrap_err();
    assert!(refused.reason.contains("only looked at"), "{refused:?}");
    lab.switch(3);
    assert!(!lab.run_until("chosen"));
    assert_eq!(lab.position().stop, 5);
    for side in lab.sides() {
        let mut alone = lab::restore(&side.lab.link()).unwrap();
        assert_eq!(alone.sides().len(), 1);
        assert_eq!(alone.title(), side.lab.title());
        assert_eq!(alone.position(), side.lab.position());
        assert_eq!(alone.counts(), side.lab.counts());
        alone.choose("crash p1").unwrap();
        assert!(!alone.script().contains("left ") && !alone.script().contains("right "));
    }
}

#[test]
fn links_lead_back() {
    let mut lab = library();
    lab.seek(9);
    assert!(lab.link().starts_with("script="), "{}", lab.link());
    for mut lab in [lab, pair()] {
        lab.seek(4);
        let restored = lab::restore(&lab.link()).unwrap();
        assert_eq!(restored.link(), lab.link());
        assert_eq!(restored.script(), lab.script());
        assert_eq!(stops(&*restored), stops(&*lab));
    }
}

#[test]
fn a_link_to_another_run_says_so() {
    let own = pair().link();
    let own = own.strip_prefix("of=paxos-pairs&run=").unwrap();
    // At the end stands the sum of all choices.
    for at in own.len() - 8..own.len() - 1 {
        let mut damaged = format!("run={own}");
        let letter = if own[at..].starts_with('B') { "C" } else { "B" };
        damaged.replace_range(at + 4..=at + 4, letter);
        assert!(lab::restore(&damaged).is_err(), "{at}");
    }
    // What is damaged in the text may make another run, but not one that was never told.
    for at in (2..own.len()).step_by(7) {
        for letter in ["A", "g", "9"] {
            let mut damaged = format!("run={own}");
            damaged.replace_range(at + 4..=at + 4, letter);
            match lab::restore(&damaged) {
                Ok(lab) => assert_eq!(lab.position().stops, pair().position().stops),
                Err(fault) => assert_ne!(fault, LinkFault::Empty),
            }
        }
        assert!(lab::restore(&format!("run={}", &own[..at])).is_err());
    }
}

fn faults(text: &str) -> Vec<String> {
    let told = lab::tell(text, None, Language::English).faults;
    let opened = lab::open(text).err().unwrap_or_default();
    assert_eq!(told, opened);
    let told = told.iter().map(|fault| {
        let what = Language::English.fault(&fault.kind);
        format!("{}:{}: {what}", fault.line, fault.column)
    });
    told.collect()
}

#[test]
fn faults_stand_where_they_are_in_the_text_of_both() {
    let check = |text: &str, expected: &[&str]| {
        let found = faults(text);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                found.starts_with(expected),
                "expected {expected}, found {found}"
            );
        }
    };
    let head = "paxos servers=3\n# both\n\n  left seed 3\n";
    check(
        &format!("{head}crash s9\n"),
        &["5:7: expected the name of a node"],
    );
    check(
        &format!("{head}  right   crash s9\n"),
        &["5:17: expected the name"],
    );
    check(
        &format!("{head}right crash s8\nleft crash s9\n"),
        &["5:13: expected the name", "6:12: expected the name"],
    );
    check(
        &format!("{head}left beat Now\n"),
        &["5:6: expected a command"],
    );
    check(&format!("{head}left\n"), &["5:5: expected a command"]);
    check(
        "left paxos servers=3\n",
        &["1:1: expected a line that names a protocol"],
    );
    check(
        "left paxos servers=3\nright paxos servers=x\n",
        &["2:13: expected servers=N"],
    );
    assert!(lab::walk(head, 0, 1, 1).is_err());
}

/// The transcript of both, with what each has cost, is compared like any other.
#[test]
fn a_pair_is_told_with_what_it_cost() {
    let told = lab::tell(TEXT, None, Language::English);
    assert_eq!(told.faults, []);
    let mut halves = told.text.split("right\n");
    let (left, right) = (halves.next().unwrap(), halves.next().unwrap());
    assert!(left.starts_with("left\n") && left.contains("submit p1 propose A"));
    assert!(right.contains("crash a3") && !left.contains("crash a3"));
    for half in [left, right] {
        assert!(half.contains("1 decided in 2 round trips"), "{half}");
        assert!(half.contains("     l1: A\n"), "{half}");
    }
    let expected = format!("{TEXT}----\n{}", told.text);
    let again = lab::tell(&expected, None, Language::English);
    assert_eq!(again.as_expected, Some(true));
    let wrong = expected.replace("l1: A", "l1: B");
    let again = lab::tell(&wrong, None, Language::English);
    assert_eq!(again.as_expected, Some(false));
}

/// What stands before `begin` is neither seen nor counted, on either side.
#[test]
fn a_pair_begins_where_both_begin() {
    let text = "title Both\npaxos proposers=1 acceptors=3\nseed 3\nbeat Unseen.\n\
        submit p1 propose A\nsettle p1\nleft deliver p1>a1 Prepare\nbegin\n\
        beat Seen.\nright deliver p1>a1 Prepare\nsettle a1\nuntil learned\n";
    let mut lab = lab::open(text).unwrap();
    assert_eq!(lab.story().headline, "Both");
    for side in lab.sides() {
        assert_eq!(side.lab.counts().messages, 0);
    }
    assert!(lab.forward());
    assert_eq!(lab.story().headline, "Seen.");
    assert_eq!(stops(&*lab), [(1, false), (1, false)]);
    lab.seek(u32::MAX);
    for side in lab.sides() {
        let at = side.lab.position();
        assert_eq!(at.stop, at.stops);
        assert_eq!(side.lab.counts().decisions, 1);
        let alone = lab::restore(&side.lab.link()).unwrap();
        assert_eq!(alone.position().stop, at.stop);
    }
}
