//! Trees that are the same are there once, whichever servers and moments have them.

use ensemble_core::{
    drive::{
        script::{self, Header},
        timeline::Timeline,
    },
    kernel::{Shared, World},
    zookeeper::{Zookeeper, history::History, znode::tree::Tree},
};

const BEGIN: &str = "zookeeper servers=3 clients=1
until united
submit c1 connect s1
until answered
submit c1 create /a one
submit c1 create /a/b two
until answered
until still
";

fn run(more: &str) -> Timeline<Zookeeper> {
    let text = format!("{BEGIN}{more}");
    let lines = script::lines(&text);
    let header: Header<Zookeeper> = script::read_header(&lines, None).expect("a header");
    let run = script::run(header, &lines, String::new(), &mut |_, _| {});
    run.unwrap_or_else(|fault| panic!("{fault:?}")).timeline
}

/// The trees of the servers that run, each with what made it.
fn trees(world: &World<Zookeeper>) -> Vec<(&History, &Tree)> {
    let servers = world.nodes().iter().filter_map(|node| node.server());
    servers
        .map(|server| (&server.database.history, &server.database.tree))
        .collect()
}

/// Whether all servers have the very same tree.
fn is_one(world: &World<Zookeeper>) -> bool {
    let trees = trees(world);
    assert_eq!(trees.len(), 3);
    trees.windows(2).all(|two| {
        assert_eq!(two[0].1, two[1].1);
        Shared::same(two[0].1.root(), two[1].1.root())
    })
}

#[test]
fn servers_share_their_tree() {
    let timeline = run("submit c1 set /a/b three\nuntil answered\nuntil still\n");
    assert!(is_one(timeline.world()));
    let leader = timeline.world().nodes()[2].server().expect("a server");
    let prepared = &leader.leader().expect("a leader").prepared;
    assert!(Shared::same(prepared.root(), leader.database.tree.root()));
}

#[test]
fn of_two_trees_what_is_the_same_is_there_once() {
    let mut timeline = run("submit c1 set /a/b three\n");
    let before = timeline.world().clone();
    while !timeline.world().is_still() {
        timeline.advance();
    }
    let (before, after) = (trees(&before)[0].1, trees(timeline.world())[0].1);
    let same = |path| {
        let both = before.find(path).zip(after.find(path));
        both.is_some_and(|(before, after)| Shared::same(before, after))
    };
    assert!(!same("/a/b") && !same("/a"));
    assert!(same("/zookeeper"));
}

/// A run of so many writes, and so many more one after the other.
fn writes(at_once: u32, then: u32) -> Timeline<Zookeeper> {
    let write = "submit c1 set /a/b x\n";
    let last = format!("{write}until answered\nuntil still\n").repeat(then as usize);
    let at_once = write.repeat(at_once as usize);
    run(&format!("{at_once}until answered\nuntil still\n{last}"))
}

/// With more than are remembered each server makes its own tree. The next write shows that they
/// are the same.
#[test]
fn servers_come_to_share_what_each_has_made_for_itself() {
    assert!(!is_one(writes(600, 0).world()));
    assert!(is_one(writes(600, 1).world()));
}

/// A start makes the tree anew from the disk.
#[test]
fn a_server_that_has_started_again_shares_the_tree_of_the_others() {
    let write = "submit c1 set /a/b x\n".repeat(600);
    let start =
        format!("{write}until answered\nuntil still\ncrash s2\nrestart s2\nuntil serving s2\n");
    assert!(!is_one(run(&start).world()));
    let then = "submit c1 set /a x\nuntil answered\nuntil still\n";
    assert!(is_one(run(&format!("{start}{then}")).world()));
}

/// From moments on at which none of the writes has been committed.
#[test]
fn servers_share_what_they_apply_again() {
    let mut timeline = writes(100, 0);
    let last = timeline.last();
    for place in (0..last / 2).step_by(97) {
        timeline.seek(place);
        let made = trees(timeline.world());
        assert!(made.iter().all(|(history, _)| history.len() < 50));
        for _ in place..last {
            timeline.forward();
        }
        assert_eq!(timeline.cursor(), last);
        assert!(is_one(timeline.world()), "from {place} on");
    }
}
