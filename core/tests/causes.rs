//! From an effect to its cause: the chain names the very acknowledgements that made the quorum.

use ensemble_core::{
    lab::{self, Lab},
    view::{Caused, ChainView},
};

const FIRST: i64 = (1 << 32) | 1;

/// Opens a script of an ensemble that serves, and goes to its end.
fn run(script: &str) -> Box<dyn Lab> {
    let mut lab = lab::open(script).unwrap_or_else(|faults| panic!("{faults:?}"));
    lab.seek(u32::MAX);
    lab
}

fn told(chain: &ChainView) -> Vec<String> {
    let line = |link: &ensemble_core::view::ChainLink| format!("{} {}", link.who, link.what);
    chain.links.iter().map(line).collect()
}

fn acks(chain: &ChainView) -> Vec<&str> {
    let acks = chain.links.iter().filter(|link| link.is_ack);
    acks.map(|link| link.who.as_str()).collect()
}

/// A write through s1 that s3 leads, with the acknowledgement of one follower late.
fn written(late: &str) -> Box<dyn Lab> {
    run(&format!(
        "zookeeper servers=3\nlatency 10\nlatency s3>{late} 45\ndisk 3\nuntil united\nuntil still\n\
         begin\nsubmit s1 set A\nuntil applied s1 1.1\nuntil applied s2 1.1\n"
    ))
}

#[test]
fn a_version_comes_from_its_request_through_the_quorum_that_counted() {
    let lab = written("s2");
    let of = Caused::Txn {
        server: 1,
        zxid: FIRST,
    };
    let chain = lab.chain(&of).expect("it is in the record");
    let expected = [
        "s1 is asked: set A",
        "s1 forwards it to the leader",
        "s3 proposes ⟨1,1⟩ A",
        "s3 has it on disk: ⟨1,1⟩",
        "s1 has it on disk and acknowledges ⟨1,1⟩",
        "s3 commits ⟨1,1⟩: s1 s3",
        "s2 applies ⟨1,1⟩",
    ];
    assert_eq!(told(&chain), expected);
    assert_eq!(acks(&chain), ["s3", "s1"], "s2 acknowledged, too, but late");
    assert!(chain.note.is_empty());
}

#[test]
fn another_quorum_is_told_as_another_one() {
    let lab = written("s1");
    let of = Caused::Txn {
        server: 2,
        zxid: FIRST,
    };
    let chain = lab.chain(&of).expect("it is in the record");
    assert_eq!(acks(&chain), ["s3", "s2"]);
    let last = told(&chain).pop();
    assert_eq!(last.as_deref(), Some("s3 commits ⟨1,1⟩: s2 s3"));
}

#[test]
fn each_link_leads_to_the_stop_that_it_tells_of() {
    let mut lab = written("s2");
    let of = Caused::Txn {
        server: 1,
        zxid: FIRST,
    };
    let chain = lab.chain(&of).expect("it is in the record");
    let mut last = 0;
    for link in &chain.links {
        assert!(link.stop >= last, "{:?}", told(&chain));
        last = link.stop;
        lab.seek(link.stop);
        assert!(lab.story().headline.contains(&link.who), "{link:?}");
    }
}

#[test]
fn what_never_was_has_no_links_but_says_so() {
    let lab = written("s2");
    let of = Caused::Txn {
        server: 1,
        zxid: FIRST + 7,
    };
    let chain = lab.chain(&of).expect("it is a question");
    assert!(chain.links.is_empty() && !chain.note.is_empty());
}
