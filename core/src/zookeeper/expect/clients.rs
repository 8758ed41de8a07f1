//! The part about clients and znodes.

use alloc::{format, string::String};

use super::{memory, node};
use crate::{
    kernel::{NodeId, Worded, World},
    zookeeper::{
        Zookeeper,
        client::{Client, Line, State},
        message::Call,
        server::Server,
        words::{reply_text, session_text, zxid_word},
        znode::node::{SessionId, Znode},
    },
};

/// A running client.
fn client<'a>(world: &'a World<Zookeeper>, who: &str) -> Option<&'a Client> {
    world.nodes()[node(world, who)?.index()].client()
}

/// How many of its requests have no answer; pings do not count.
fn unanswered(client: &Client) -> usize {
    let all = client.sent.iter().chain(&client.queued);
    all.filter(|pending| pending.call != Call::Ping).count()
}

/// Whether every request of every client is answered.
pub(super) fn all_answered(world: &World<Zookeeper>) -> bool {
    let mut clients = world.nodes().iter().filter_map(|node| node.client());
    clients.all(|client| unanswered(client) == 0)
}

/// Whether a goal about clients or znodes is reached; `None` if it is none.
pub(super) fn reached(world: &World<Zookeeper>, words: &[&str]) -> Option<bool> {
    Some(match words {
        ["connected", who] => client(world, who)?.state == State::Connected,
        ["answered", who] => unanswered(client(world, who)?) == 0,
        ["closed", who] => client(world, who)?.state == State::Closed,
        [what @ ("there" | "gone"), who, path] if path.starts_with('/') => {
            let there = memory(world, who)?.database.tree.get(path).is_some();
            there == (*what == "there")
        }
        _ => return None,
    })
}

/// What a client has, in the words of an expectation.
pub(super) fn of_client(world: &World<Zookeeper>, who: &str, what: &str) -> Option<String> {
    let Some(client) = client(world, who) else {
        return super::is_known(what).then(|| "down".into());
    };
    let none = || "none".into();
    Some(match what {
        "state" => client.state.name().into(),
        "server" => match client.line {
            Line::Open(conn) => Zookeeper::node_name(world.config(), conn.acceptor()),
            Line::None | Line::Calling(_) | Line::Greeting(_) => none(),
        },
        "answer" => {
            let last = client.answered.as_ref();
            last.map_or_else(none, |last| reply_text(&last.reply))
        }
        "event" => {
            let last = client.event.as_ref();
            last.map_or_else(none, |(event, path)| format!("{} {path}", event.name()))
        }
        "answers" => format!("{}", client.answers),
        "events" => format!("{}", client.events),
        "unanswered" => format!("{}", unanswered(client)),
        "seen" => zxid_word(client.last_zxid),
        "timeout" => format!("{}", client.timeout),
        _ => return None,
    })
}

/// What a server's tree has at a path, in the words of an expectation.
pub(super) fn of_znode(
    world: &World<Zookeeper>,
    server: &Server,
    (what, path): (&str, &str),
    field: Option<&str>,
) -> Option<String> {
    let Some(znode) = server.database.tree.get(path) else {
        return matches!(what, "data" | "children" | "owner" | "stat").then(|| "none".into());
    };
    Some(match what {
        "data" => match &znode.data {
            None => "null".into(),
            Some(data) if data.is_empty() => "empty".into(),
            Some(data) => String::from_utf8_lossy(data).into_owned(),
        },
        "children" if znode.children.is_empty() => "nothing".into(),
        "children" => znode.names().join(" "),
        "owner" => owner(world, znode.stat().ephemeral_owner),
        "stat" => return stat(znode, field?),
        _ => return None,
    })
}

/// Whose session it is: a client's name, or the session's number if no client has it.
fn owner(world: &World<Zookeeper>, session: Option<SessionId>) -> String {
    let Some(session) = session else {
        return "none".into();
    };
    let has = |id: &NodeId| {
        let client = world.nodes()[id.index()].client();
        client.is_some_and(|client| client.session.is_some_and(|(own, _)| own == session))
    };
    let client = world.config().clients().find(has);
    client.map_or_else(
        || session_text(session),
        |id| Zookeeper::node_name(world.config(), id),
    )
}

/// The fields of what a client is told of a znode.
pub(super) const FIELDS: [&str; 11] = [
    "czxid",
    "mzxid",
    "pzxid",
    "ctime",
    "mtime",
    "version",
    "cversion",
    "aversion",
    "ephemeralOwner",
    "dataLength",
    "numChildren",
];

/// One of them.
fn stat(znode: &Znode, field: &str) -> Option<String> {
    let stat = znode.stat();
    let number = match field {
        "czxid" => return Some(zxid_word(stat.czxid)),
        "mzxid" => return Some(zxid_word(stat.mzxid)),
        "pzxid" => return Some(zxid_word(stat.pzxid)),
        "ephemeralOwner" => {
            return Some(stat.ephemeral_owner.map_or("0".into(), session_text));
        }
        "ctime" => stat.ctime as i64,
        "mtime" => stat.mtime as i64,
        "version" => stat.version.into(),
        "cversion" => stat.cversion.into(),
        "aversion" => stat.aversion.into(),
        "dataLength" => stat.data_length.into(),
        "numChildren" => stat.num_children.into(),
        _ => return None,
    };
    Some(format!("{number}"))
}
