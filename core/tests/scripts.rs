//! Scripts: faults name their place and what was expected; nothing panics.

use ensemble_core::{lab, narrate::Language};

const HEADER: &str = "title T\npaxos proposers=1 acceptors=3 learners=1\n";

/// The faults of a script as `line:column: what`.
fn faults(text: &str) -> String {
    let told = lab::tell(text, None, Language::English);
    let told = told.faults.iter().map(|fault| {
        format!(
            "{}:{}: {}",
            fault.line,
            fault.column,
            Language::English.fault(&fault.kind)
        )
    });
    told.collect::<Vec<_>>().join("\n")
}

fn check(body: &str, expected: &str) {
    let found = faults(&format!("{HEADER}{body}"));
    assert!(
        found.starts_with(expected),
        "{body}\n  expected {expected}\n  found    {found}"
    );
}

#[test]
fn headers() {
    assert!(faults("").starts_with("1:1: expected a line that names a protocol"));
    assert!(faults("title T\nraft").starts_with("1:1: expected a line that names a protocol"));
    assert!(faults("paxos acceptors=x").starts_with("1:7: expected acceptors=N"));
    assert!(faults("  paxos acceptors").starts_with("1:9: expected `proposers=N"));
    assert!(faults("paxos acceptors=0").contains("at least one proposer and one acceptor"));
    assert!(faults("paxos proposers=9 acceptors=9").contains("at most 12 nodes"));
    assert!(faults("paxos servers=3 acceptors=3").contains("servers=N | proposers=N"));
    check("seed x", "3:6: expected a number");
    check("bug typo", "3:5: expected a planted bug: no-promise-check");
    check("latency 9..1", "3:9: expected a range of milliseconds");
    check("latency p1>zz 1..2", "3:9: expected the name of a node");
    check("nacks maybe", "3:7: expected `on | off`");
    check("down q9", "3:6: expected the name of a node");
    let both = faults(&format!("{HEADER}seed x\nbug y\n"));
    assert_eq!(
        both.lines().count(),
        2,
        "all faults of a header are told: {both}"
    );
}

#[test]
fn commands() {
    check("jump", "3:1: expected a command");
    check("submit p1 propose ", "3:11: expected `propose VALUE | ask");
    check(
        "submit p1 propose A-B",
        "3:11: expected a value of at most 12 letters and digits",
    );
    check("submit p9 propose A", "3:8: expected the name of a node");
    check(
        "submit a1 propose A",
        "3:1: this cannot happen here: this node takes no such request",
    );
    check(
        "deliver p1>a1 Prepare",
        "3:9: no such message is on its way",
    );
    check("deliver p1>a1 Prepare x", "3:23: expected nothing more");
    check("crash p1 now", "3:10: expected nothing more");
    check("deliver p1-a1", "3:9: expected a direction");
    check(
        "deliver p1>a1#0",
        "3:1: this cannot happen here: no such message",
    );
    check("  crash\t q", "3:10: expected the name of a node");
    check("flush a1", "3:7: expected a node with something to flush");
    check("fire p1 now", "3:9: expected a timer that is armed");
    check("step", "3:1: nothing happens by itself any more");
    check(
        "until never",
        "3:7: expected one of: chosen, learned, answered, still, quiet",
    );
    check(
        "until chosen",
        "3:1: nothing happens by itself any more, and `chosen`",
    );
    check("cut p1 | zz", "3:5: expected the name of a node");
    check("refuse crash p1", "3:1: this should have been refused");
    check("step 99999999999", "3:6: expected a number of steps");
}

#[test]
fn expectations() {
    check(
        "expect chosen A",
        "3:8: the expectation is not met: nothing",
    );
    check(
        "expect agreement broken",
        "3:8: the expectation is not met: agreement holds",
    );
    check(
        "expect beauty broken",
        "3:8: expected a property: agreement",
    );
    check("expect", "3:7: expected `chosen VALUE | promised");
    check("expect learned a9 A", "3:8: expected the name of a node");
    assert_eq!(
        faults(&format!(
            "{HEADER}expect chosen nothing\nexpect agreement holds\n"
        )),
        ""
    );
}

/// What is misspelt is a fault at its place, also where nothing is there that it could be about.
#[test]
fn expectations_of_an_ensemble() {
    let started = "zookeeper servers=3 clients=1\nuntil united\n";
    let down = "zookeeper servers=3 clients=1\ndown s1 s2 s3 c1\n";
    let forms = "3:8: expected `leader NODE|none | state";
    for (line, expected) in [
        ("expect data s9 /a x", "3:8: expected the name of a node"),
        ("expect data c1 /a down", "3:8: expected the name of a node"),
        ("expect disk c1 log 0.0", "3:8: expected the name of a node"),
        ("expect watches s9 0", "3:8: expected the name of a node"),
        ("expect disk s9 log 1.2", "3:8: expected the name of a node"),
        (
            "expect event q1 NodeCreated /a",
            "3:8: expected the name of a node",
        ),
        ("expect data s1 a none", "3:8: expected `/PATH`"),
        ("expect children s1 zookeeper none", "3:8: expected `/PATH`"),
        ("expect owner s1 a/b none", "3:8: expected `/PATH`"),
        ("expect stat s1 a version none", "3:8: expected `/PATH`"),
        (
            "expect stat s1 /a versoin none",
            "3:8: expected one of: czxid, mzxid,",
        ),
        (
            "expect stat s1 /zookeeper Version 0",
            "3:8: expected one of: czxid,",
        ),
        ("expect dta s1 /a none", forms),
        ("expect data s1 /a", forms),
        ("expect stat s1 /a version", forms),
        ("expect wathces s1 0", forms),
        ("expect watches c1 0", forms),
        ("expect answr c1 none", forms),
        ("expect seen s1 1.2", forms),
        ("expect disk s1 lgo 1.2", forms),
        (
            "expect timeout c1 4000",
            "3:8: the expectation is not met: ",
        ),
        (
            "expect data s1 /a x",
            "3:8: the expectation is not met: none",
        ),
        ("expect numbers-ries holds", "3:8: expected a property: "),
        ("until gone s1 a", "3:7: expected one of: elected, serving"),
        ("until gone s9 /a", "3:7: expected one of: elected, serving"),
        (
            "until conected c1",
            "3:7: expected one of: elected, serving",
        ),
        (
            "until stat s1 /a versoin none",
            "3:7: expected one of: elected,",
        ),
    ] {
        let found = faults(&format!("{started}{line}"));
        let place = expected;
        assert!(
            found.starts_with(place),
            "{line}\n  expected {place}\n  found    {found}"
        );
    }
    for line in ["expect sate s1 down", "expect answr c1 down"] {
        let found = faults(&format!("{down}{line}"));
        assert!(found.starts_with(forms), "{line}\n  found    {found}");
    }
    for line in ["state s1 down", "data s1 /a down", "answer c1 down"] {
        assert_eq!(faults(&format!("{down}expect {line}")), "", "{line}");
    }
}

/// So is a value that cannot be.
#[test]
fn values_of_expectations_of_an_ensemble() {
    let started = "zookeeper servers=3 clients=1\nuntil united\n";
    for (line, expected) in [
        (
            "expect state s1 LOKING",
            "3:8: expected one of: LOOKING, FOLLOWING,",
        ),
        (
            "expect state c1 LOOKING",
            "3:8: expected one of: NOT_CONNECTED,",
        ),
        (
            "expect state s1 LOOKING",
            "3:8: the expectation is not met: FOLLOWING",
        ),
        (
            "expect phase s1 SYNC",
            "3:8: expected one of: ELECTION, DISCOVERY,",
        ),
        ("expect leader s9", "3:8: expected the name of a node"),
        ("expect vote s1 c1", "3:8: expected the name of a node"),
        (
            "expect server c1 nowhere",
            "3:8: expected the name of a node",
        ),
        ("expect zxid s1 7", "3:8: expected `EPOCH.COUNTER`"),
        ("expect disk s1 torn x", "3:8: expected `EPOCH.COUNTER`"),
        ("expect round s1 one", "3:8: expected a number"),
        ("expect disk s1 current x", "3:8: expected a number"),
        ("expect stat s1 / version x", "3:8: expected a number"),
        ("expect stat s1 / czxid 3", "3:8: expected `EPOCH.COUNTER`"),
        ("expect owner s1 / x", "3:8: expected the name of a node"),
        (
            "expect event c1 NodeMade /a",
            "3:8: expected one of: NodeCreated,",
        ),
        (
            "expect event c1 NodeCreated /a",
            "3:8: the expectation is not met: none",
        ),
    ] {
        let found = faults(&format!("{started}{line}"));
        assert!(found.starts_with(expected), "{line}\n  found {found}");
    }
}

/// So is such a value that is waited for, in place of a run without an end.
#[test]
fn values_that_are_waited_for() {
    let started = "zookeeper servers=3 clients=1\nuntil united\n";
    for (line, expected) in [
        ("until state s1 LOKING", "3:7: expected one of: LOOKING,"),
        ("until leader s9", "3:7: expected the name of a node"),
        ("until zxid s1 7", "3:7: expected `EPOCH.COUNTER`"),
        ("until round s1 two", "3:7: expected a number"),
        (
            "until event c1 NodeMade /a",
            "3:7: expected one of: NodeCreated,",
        ),
        ("skip until vote s1 s", "3:12: expected the name of a node"),
    ] {
        let found = faults(&format!("{started}{line}"));
        assert!(found.starts_with(expected), "{line}\n  found {found}");
    }
    for goal in ["leader s3", "phase s1 BROADCAST", "state c1 NOT_CONNECTED"] {
        assert_eq!(faults(&format!("{started}until {goal}")), "", "{goal}");
    }
    let multi = "multipaxos servers=3\n";
    for (line, expected) in [
        ("until leading s9", "2:7: expected the name of a node"),
        ("expect leader s9", "2:8: expected the name of a node"),
        ("expect promised s1 2", "2:8: expected `ROUND.NODE`"),
        ("expect promised s1 nothing", ""),
        ("until leading s1", "2:1: nothing happens by itself"),
    ] {
        let found = faults(&format!("{multi}{line}"));
        assert!(found.starts_with(expected), "{line}\n  found {found}");
        assert_eq!(found.is_empty(), expected.is_empty(), "{line}: {found}");
    }
    check("expect promised a1 1p1", "3:8: expected `ROUND.NODE`");
    check("expect promised a1 1.q1", "3:8: expected `ROUND.NODE`");
    check(
        "expect promised a1 1.p1",
        "3:8: the expectation is not met: nothing",
    );
}

#[test]
fn comments_blank_lines_and_indents_are_nothing() {
    assert_eq!(
        faults("\n# a comment\n\n  title T\n\tpaxos servers=3\n\n   # another\n"),
        ""
    );
}

#[test]
fn endless_scripts_end() {
    // Two proposers cut off from all acceptors try again for ever.
    let text =
        "paxos proposers=2 acceptors=3\ncut p1 p2 | a1 a2 a3\nsubmit p1 propose A\nuntil chosen\n";
    assert_eq!(
        faults(text),
        "4:1: the run takes too many steps, and does not end here"
    );
    let long = "x".repeat(300_000);
    assert!(lab::open(&long).is_err());
}

/// Whatever is cut off or mangled, there is a fault or a run, never a panic.
#[test]
fn mangled_scripts_do_not_panic() {
    let mut noise = 9u64;
    let mut roll = |sides: usize| {
        noise = noise
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (noise >> 33) as usize % sides
    };
    for sample in lab::library() {
        for _ in 0..40 {
            let mut letters: Vec<char> = sample.text().chars().collect();
            for _ in 0..=roll(6) {
                let (from, to) = (roll(letters.len()), roll(letters.len()));
                match roll(4) {
                    0 => letters.truncate(from.max(1)),
                    1 => letters.swap(from, to),
                    2 => letters[from] = ['>', '#', '=', 'ß', '\n', '9', '\u{0}'][roll(7)],
                    _ => letters.insert(from, ['|', '.', '-', '火', ' ', '0'][roll(6)]),
                }
            }
            let text: String = letters.into_iter().collect();
            let _ = lab::open(&text).map(|mut lab| lab.seek(u32::MAX));
        }
    }
}
