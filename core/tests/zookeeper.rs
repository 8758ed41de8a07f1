//! What takes too many steps for a transcript.

use ensemble_core::{lab, narrate::Language};

/// What the leader sends to s1, which has the first of all writes and has missed so many: the
/// source of the rule, and the packets after it.
fn after_missing(writes: u32) -> (String, Vec<String>) {
    let missed = "submit s3 set A\n".repeat(writes as usize);
    let script = format!(
        "zookeeper servers=3
until united
submit s3 set A
until disk s1 log 1.1
crash s1
{missed}until applied s2 1.{last}
restart s1
until phase s1 SYNCHRONISATION
begin
until serving s1
expect zxid s1 1.{last}
",
        last = writes + 1
    );
    let told = lab::tell(&script, None, Language::English);
    assert_eq!(told.faults, []);
    let rules = |step: &lab::StepTold| step.rules.clone();
    let mut synchronised = told.steps.iter().filter_map(|step| {
        let mut rules = rules(step).into_iter();
        let (_, source, _) = rules.find(|(name, _, _)| name == "Synchronise")?;
        Some((source, step.outputs.clone()))
    });
    synchronised.next().expect("a synchronisation")
}

/// A leader holds the last 501 transactions ready: who is at the first of them is sent the rest.
#[test]
fn s3_five_hundred_writes_are_sent() {
    let (source, outputs) = after_missing(500);
    assert!(source.ends_with("S3"), "{source}");
    let proposals = outputs.iter().filter(|sent| sent.contains("PROPOSAL"));
    assert_eq!(proposals.count(), 500);
    assert!(outputs[0].contains("DIFF"), "{}", outputs[0]);
}

/// One more, and the log on disk would have to do; it is longer than a third of the snapshot.
#[test]
fn s5_after_more_a_snapshot_is_sent() {
    let (source, outputs) = after_missing(501);
    assert!(source.ends_with("S5"), "{source}");
    assert_eq!(outputs.len(), 2, "{outputs:?}");
    assert!(outputs[0].contains("SNAP"), "{}", outputs[0]);
    assert!(outputs[1].contains("NEWLEADER"), "{}", outputs[1]);
}
