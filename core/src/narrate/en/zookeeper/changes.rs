//! What the network and the disks do, where an ensemble has more to say of it than the kernel.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::teller::{Id, Name, appended};
use crate::{
    kernel::{Choice, Conn, Effect, NodeId, Status, Step, Via, World},
    narrate::Sentence,
    zookeeper::{
        Zookeeper,
        leader::Phase,
        message::{QUORUM, Record},
        server::Role,
    },
};

/// The sentence of a step; `None` if the kernel's says as much.
pub(super) fn sentence(step: &Step<Zookeeper>, world: &World<Zookeeper>) -> Option<Sentence> {
    let (headline, detail) = told(step, world)?;
    Some(Sentence {
        headline,
        detail: detail.into(),
        source: String::new(),
    })
}

fn told(step: &Step<Zookeeper>, world: &World<Zookeeper>) -> Option<(String, &'static str)> {
    if let Effect::Undelivered { node, body: None } = &step.effect
        && let Via::Stream(conn) = step.choice.envelope()?.via
    {
        return Some(refused(world, *node, conn));
    }
    if let Effect::Flushed { node, records, .. } = &step.effect {
        return flushed(world, *node, records.last()?);
    }
    if let Effect::Crashed { node, unflushed } = &step.effect {
        return crashed(&step.choice, Name(*node), unflushed);
    }
    if let Choice::Break(conn) = step.choice
        && conn.port == QUORUM
    {
        let (learner, leader) = (Name(conn.dialler), Name(conn.acceptor));
        return Some((
            format!("The connection of {learner} to its leader {leader} breaks."),
            "What was on it is lost. Each end notices in its own time; then the learner goes back \
             to the election.",
        ));
    }
    let leads = |node: &NodeId| {
        let memory = world.nodes().get(node.index())?.memory.as_deref()?;
        memory.leader()
    };
    if let Choice::Pause(node) = &step.choice
        && leads(node).is_some()
    {
        return Some((
            format!("{} is paused, while it leads.", Name(*node)),
            "It hears nothing and pings nobody, but keeps its memory: *it will still think that \
             it leads*.",
        ));
    }
    if let Choice::Resume(node) = &step.choice
        && leads(node).is_some_and(|leader| leader.phase == Phase::Broadcast)
    {
        return Some((
            format!("{} goes on as a leader.", Name(*node)),
            "It does not know that time has passed. Another one may lead by now, and *without a \
             quorum it can commit nothing*.",
        ));
    }
    None
}

/// A call that nobody takes.
fn refused(world: &World<Zookeeper>, node: NodeId, conn: Conn) -> (String, &'static str) {
    let (me, caller) = (Name(node), Name(conn.dialler));
    let up = (world.nodes().get(node.index())).is_some_and(|node| node.status == Status::Up);
    if up && conn.port == QUORUM {
        return (
            format!("{me} does not lead: {caller} calls it in vain."),
            "Only a leader takes calls from learners.",
        );
    }
    (
        format!("{me} is down: {caller} calls it in vain."),
        "The caller is told that nobody listens there.",
    )
}

fn flushed(
    world: &World<Zookeeper>,
    node: NodeId,
    record: &Record,
) -> Option<(String, &'static str)> {
    let me = Name(node);
    let server = world.nodes().get(node.index())?.memory.as_deref()?;
    Some(match record {
        Record::Append(txn) => (
            format!("{me} has its log on disk up to {}.", Id(txn.zxid)),
            match &server.role {
                Role::Leading(_) => "*Only now* it may count itself.",
                Role::Learning(_) if server.observer => "Nobody waits for an observer.",
                Role::Learning(_) => "*Only now* it may acknowledge that.",
                Role::Leaving { .. } => "The election may begin when all is written.",
                Role::Looking(_) | Role::Resting => "Its vote was cast before that.",
            },
        ),
        Record::Truncate { zxid, .. } => (
            format!("{me} has its log on disk cut off after {}.", Id(*zxid)),
            "What came after it cannot come back from there.",
        ),
        Record::Snapshot { snapshot, received } => (
            format!("{me} has a snapshot up to {} on disk.", Id(snapshot.zxid)),
            match received {
                true => "*Only now* its epoch may follow.",
                false => "A start may begin from it and needs no older log.",
            },
        ),
        Record::AcceptedEpoch(epoch) => (
            format!("{me} has on disk that it accepted epoch {epoch}."),
            "*Only now* the promise counts: no crash undoes it.",
        ),
        Record::CurrentEpoch(epoch) => (
            format!("{me} has {epoch} on disk as its current epoch."),
            "Its next vote will say so.",
        ),
    })
}

fn crashed(
    choice: &Choice<Zookeeper>,
    me: Name,
    unflushed: &[Record],
) -> Option<(String, &'static str)> {
    if let Choice::Tear { .. } = choice {
        let torn = unflushed.iter().find_map(appended)?;
        return Some((
            format!("{me} crashes while it writes {} to its log.", Id(torn)),
            "Half of it is on the disk. Its next start *must notice that* and leave it out.",
        ));
    }
    let lost: Vec<String> = unflushed.iter().map(written).collect();
    let lost = match lost.as_slice() {
        [] => return None,
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, .., last] => format!("{one} to {last}, {} writes", lost.len()),
    };
    Some((
        format!("{me} crashes before it has written {lost}."),
        "That is gone with its memory. What was on the disk stays.",
    ))
}

/// A write, in a few words.
fn written(record: &Record) -> String {
    match record {
        Record::Append(txn) => Id(txn.zxid).to_string(),
        Record::Truncate { zxid, .. } => format!("the cut after {}", Id(*zxid)),
        Record::Snapshot { snapshot, .. } => format!("the snapshot up to {}", Id(snapshot.zxid)),
        Record::AcceptedEpoch(epoch) => format!("the accepted epoch {epoch}"),
        Record::CurrentEpoch(epoch) => format!("the current epoch {epoch}"),
    }
}
