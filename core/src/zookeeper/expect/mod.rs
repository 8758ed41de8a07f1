//! What scripts of an ensemble may wait for and expect.

mod clients;
mod spelling;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Zookeeper,
    database::Register,
    disk::Disk,
    history::History,
    leader::Phase,
    message::State,
    serve,
    server::{Role, Server},
    words::{name, read_zxid, txn_text, zxid_word},
};
use crate::kernel::{Expected, NodeId, Status, Worded, World};
pub(super) use spelling::misspelt;

/// The forms of an expectation.
const EXPECTATIONS: &str = "leader NODE|none | state NODE STATE | round NODE N | vote NODE NODE | \
                            accepted NODE N | current NODE N | zxid NODE ZXID | \
                            history NODE VALUES|nothing | committed NODE N | value NODE VALUE | \
                            phase NODE PHASE | unanswered NODE N | \
                            disk NODE log|torn|snapshot|accepted|current WHAT | \
                            disk NODE values VALUES|nothing | \
                            data NODE PATH DATA|none|null|empty | \
                            children NODE PATH NAMES|nothing|none | owner NODE PATH CLIENT|none | \
                            stat NODE PATH FIELD N | sessions NODE N | watches NODE N | \
                            answer NODE TEXT | answers NODE N | event NODE EVENT PATH | \
                            events NODE N | server NODE NODE|none | seen NODE ZXID | \
                            timeout NODE N | \
                            PROPERTY holds | PROPERTY broken";

/// How the path of a znode is written.
const PATH: &str = "/PATH";

/// Whether a goal is reached; `None` if it is none.
pub(super) fn reached(world: &World<Zookeeper>, goal: &str) -> Option<bool> {
    let words: Vec<&str> = goal.split_whitespace().collect();
    let servers = || world.nodes().iter().filter_map(|node| node.server());
    let running = || {
        world
            .nodes()
            .iter()
            .take(world.config().members.len())
            .filter(|node| node.status == Status::Up)
    };
    Some(match words.as_slice() {
        ["elected"] => servers().any(|server| server.leader().is_some()),
        ["serving"] => servers().any(|server| server.leader().is_some() && serve::serves(server)),
        ["united"] => running().all(|node| node.server().is_some_and(serve::serves)),
        ["answered"] => {
            servers().all(|server| server.asked.is_empty()) && clients::all_answered(world)
        }
        ["serving", who] => serve::serves(memory(world, who)?),
        ["leading", who] => memory(world, who)?.leader().is_some(),
        ["learning", who] => memory(world, who)?.learner().is_some(),
        ["looking", who] => memory(world, who)?.looking().is_some(),
        ["applied", who, zxid] => memory(world, who)?.database.last_processed >= read_zxid(zxid)?,
        ["logged", who, zxid] => disk(world, who)?.log.last() >= read_zxid(zxid)?,
        // What can be expected can be waited for.
        words => {
            let expected = || expect(world, words).ok().map(|met| met.is_ok());
            return clients::reached(world, words).or_else(expected);
        }
    })
}

/// What a script expects: `Err` in `Ok` says what is there instead.
pub(super) fn expect(
    world: &World<Zookeeper>,
    words: &[&str],
) -> Result<Result<(), String>, Expected> {
    let form = Expected::Form(EXPECTATIONS);
    let (found, wanted) = match words {
        ["leader", wanted] => (leader(world), (*wanted).to_string()),
        ["disk", who, what, wanted @ ..] if !wanted.is_empty() => {
            let disk = disk(world, who).ok_or(Expected::Node)?;
            (on_disk(disk, what).ok_or(form)?, wanted.join(" "))
        }
        ["stat", who, path, field, wanted] => (
            of_znode(world, who, ("stat", path), Some(field))?,
            (*wanted).to_string(),
        ),
        [
            what @ ("data" | "children" | "owner"),
            who,
            path,
            wanted @ ..,
        ] if !wanted.is_empty() => (of_znode(world, who, (what, path), None)?, wanted.join(" ")),
        [what, who, wanted @ ..] if !wanted.is_empty() => {
            let node = node(world, who).ok_or(Expected::Node)?;
            let found = match memory(world, who) {
                _ if world.config().is_client(node) => clients::of_client(world, who, what),
                Some(server) => held(server, what),
                None => is_known(what).then(|| "down".into()),
            };
            (found.ok_or(form)?, wanted.join(" "))
        }
        _ => return Err(form),
    };
    Ok(if found == wanted { Ok(()) } else { Err(found) })
}

fn of_znode(
    world: &World<Zookeeper>,
    who: &str,
    (what, path): (&str, &str),
    field: Option<&str>,
) -> Result<String, Expected> {
    server_node(world, who).ok_or(Expected::Node)?;
    // What is misspelt must not pass for what is not there.
    if !path.starts_with('/') {
        return Err(Expected::Form(PATH));
    }
    if field.is_some_and(|field| !clients::FIELDS.contains(&field)) {
        return Err(Expected::OneOf(clients::FIELDS.to_vec()));
    }
    let Some(server) = memory(world, who) else {
        return Ok("down".into());
    };
    clients::of_znode(world, server, (what, path), field).ok_or(Expected::Form(EXPECTATIONS))
}

/// Whether there is such an expectation at all; a node that is down has nothing of it.
fn is_known(what: &str) -> bool {
    let mut forms = EXPECTATIONS.split(" | ");
    forms.any(|form| form.split(' ').next() == Some(what))
}

fn node(world: &World<Zookeeper>, who: &str) -> Option<NodeId> {
    let mut ids = (0..world.nodes().len() as u8).map(NodeId);
    ids.find(|id| Zookeeper::node_name(world.config(), *id) == who)
}

fn memory<'a>(world: &'a World<Zookeeper>, who: &str) -> Option<&'a Server> {
    let node = node(world, who)?;
    world.nodes()[node.index()].server()
}

fn server_node(world: &World<Zookeeper>, who: &str) -> Option<NodeId> {
    node(world, who).filter(|node| !world.config().is_client(*node))
}

fn disk<'a>(world: &'a World<Zookeeper>, who: &str) -> Option<&'a Disk> {
    let node = server_node(world, who)?;
    Some(&world.nodes()[node.index()].disk)
}

/// Who serves as a leader in the highest epoch.
fn leader(world: &World<Zookeeper>) -> String {
    let serving = world
        .nodes()
        .iter()
        .enumerate()
        .filter_map(|(index, node)| {
            let leader = node.server()?.leader()?;
            (leader.phase == Phase::Broadcast).then_some((leader.epoch, NodeId(index as u8)))
        });
    serving.max().map_or("none".into(), |(_, node)| name(node))
}

fn values(history: &History) -> String {
    if history.is_empty() {
        return "nothing".into();
    }
    let values = history.iter().map(|txn| txn_text(txn));
    values.collect::<Vec<_>>().join(" ")
}

fn on_disk(disk: &Disk, what: &str) -> Option<String> {
    let epoch = |epoch: Option<u32>| epoch.map_or("none".into(), |epoch| epoch.to_string());
    Some(match what {
        "log" => zxid_word(disk.log.last()),
        "snapshot" => zxid_word(disk.snapshot.zxid),
        "torn" => disk
            .torn
            .as_ref()
            .map_or("none".into(), |txn| zxid_word(txn.zxid)),
        "values" => values(&disk.log),
        "accepted" => epoch(disk.accepted_epoch),
        "current" => epoch(disk.current_epoch),
        _ => return None,
    })
}

/// The phase of Zab a server is in.
fn phase(server: &Server) -> &'static str {
    let phase = match &server.role {
        Role::Leading(leader) => leader.phase,
        Role::Learning(learner) => learner.phase(),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => return "ELECTION",
    };
    match phase {
        Phase::Discovery => "DISCOVERY",
        Phase::Synchronisation => "SYNCHRONISATION",
        Phase::Broadcast => "BROADCAST",
    }
}

/// What a server holds, in the words of an expectation.
fn held(server: &Server, what: &str) -> Option<String> {
    Some(match what {
        "state" => match (&server.role, server.state()) {
            (Role::Leaving { .. }, _) => "LEAVING",
            (_, State::Looking) => "LOOKING",
            (_, State::Following) => "FOLLOWING",
            (_, State::Leading) => "LEADING",
            (_, State::Observing) => "OBSERVING",
        }
        .into(),
        "phase" => phase(server).into(),
        "round" => server.round.to_string(),
        "vote" => {
            let vote = server
                .looking()
                .map_or(server.elected.vote, |looking| looking.proposal);
            vote.map_or("none".into(), |vote| name(vote.leader))
        }
        "accepted" => server.accepted_epoch.to_string(),
        "current" => server.current_epoch.to_string(),
        "zxid" => zxid_word(server.database.last_processed),
        "history" => values(&server.database.history),
        "committed" => server.committed.to_string(),
        "unanswered" => server.asked.len().to_string(),
        "sessions" => server.database.tree.sessions.len().to_string(),
        "watches" => server.watches.count().to_string(),
        "value" => {
            let value = Register::of(&server.database.tree).value();
            value.map_or("none".into(), |value| value.0.to_string())
        }
        _ => return None,
    })
}
