//! What a person asks of a client.

use alloc::{rc::Rc, vec::Vec};

use super::{Client, Outcome};
use crate::{
    kernel::{Cx, NodeId},
    zookeeper::{
        Zookeeper,
        message::{Call, Reply, Request},
        znode::{
            acl::{self, Entry, Perms},
            node::Data,
            read::Read,
            request::{Answer, Mode, Write},
        },
    },
};

/// A command.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// A new handle, and with it a session.
    Connect {
        /// The connect string; all servers if it is empty.
        servers: Vec<NodeId>,
        /// The time-out asked for, in ms.
        timeout: i64,
    },
    /// To this server, with the session it has; the old connection is left to itself.
    Move {
        /// The server.
        to: NodeId,
        /// The time-out asked for there, in ms; the one it had, if none is said.
        timeout: Option<i64>,
    },
    /// The connection is dropped, and no other one looked for.
    Disconnect,
    /// addAuth.
    AddAuth {
        /// The scheme.
        scheme: Rc<str>,
        /// E.g. `user:password`.
        credentials: Rc<str>,
    },
    /// A request.
    Call(Call),
    /// The same, and whoever asked wants to see the stat that comes with the answer (`-s`).
    WithStat(Call),
    /// Several requests one after another, through a node and all below it.
    Walk {
        /// The node.
        path: Rc<str>,
        /// What is done.
        walk: Walk,
    },
}

/// What is done with a node and all below it (`ZKUtil`). The tree may change meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Walk {
    /// `ls -R`: their paths, parents first.
    List {
        /// Whether each is watched: the data of the first, the children of all.
        watch: bool,
    },
    /// `setAcl -R`: parents first.
    SetAcl {
        /// The list.
        acl: Option<Rc<[Entry]>>,
        /// The version it must have everywhere; -1 for any.
        version: i32,
    },
    /// `deleteall`: when all are known, from the leaves up.
    Delete {
        /// So many in one multi; each by itself if it is 0.
        batch: u32,
    },
}

impl From<Command> for Request {
    fn from(command: Command) -> Self {
        Self::Command(Rc::new(command))
    }
}

/// The time-out that is asked for unless something else is said, in ms (`zkCli.sh`).
pub const TIMEOUT: i64 = 30_000;

/// The paths that a menu is about, one after the other.
const OFFERED: [&str; 2] = ["/a", "/b"];

/// What a menu offers: of each kind of request one, about a path that changes with every request.
pub(in crate::zookeeper) fn offers(cx: Cx<'_, Zookeeper>, client: &Client) -> Vec<Request> {
    if !client.alive() {
        return alloc::vec![Request::from(Command::Connect {
            servers: Vec::new(),
            timeout: TIMEOUT,
        })];
    }
    let nth = client.next_xid as usize;
    let path: Rc<str> = OFFERED[nth % OFFERED.len()].into();
    let reads = reads(&path).into_iter().map(Call::Read);
    let writes = writes(client, &path, nth).into_iter().map(Call::Write);
    let calls = reads.chain([Call::Sync("/".into())]).chain(writes);
    let moves = cx
        .config
        .servers()
        .map(|to| Command::Move { to, timeout: None });
    let all = calls.map(Command::Call).chain(moves);
    all.map(Request::from).collect()
}

fn reads(path: &Rc<str>) -> [Read; 4] {
    let (path, watch) = (path.clone(), true);
    [
        Read::GetChildren {
            path: "/".into(),
            watch,
            stat: false,
        },
        Read::GetData {
            path: path.clone(),
            watch: false,
        },
        Read::GetData {
            path: path.clone(),
            watch,
        },
        Read::Exists { path, watch },
    ]
}

fn writes(client: &Client, path: &Rc<str>, nth: usize) -> Vec<Write> {
    let word = [b'A' + (nth % 26) as u8];
    let data: Data = Some(Rc::new(word));
    let create = |path: &Rc<str>, mode, sequential| Write::Create {
        path: path.clone(),
        data: data.clone(),
        acl: Some(acl::world(Perms::ALL)),
        mode,
        sequential,
        stat: false,
    };
    let delete = |path: &Rc<str>| Write::Delete {
        path: path.clone(),
        version: -1,
    };
    let set = Write::SetData {
        path: path.clone(),
        data: data.clone(),
        version: -1,
    };
    let numbered: Rc<str> = "/n".into();
    let mut writes = alloc::vec![
        create(path, Mode::Persistent, false),
        create(path, Mode::Ephemeral, false),
        create(&numbered, Mode::Persistent, true),
        create(&numbered, Mode::Ephemeral, true),
        set.clone(),
        delete(path),
        Write::Multi(alloc::vec![set, create(&numbered, Mode::Persistent, true)]),
        Write::CloseSession,
    ];
    // What it has made last can be taken away again.
    if let Some(Outcome {
        reply: Reply::Answer(Answer::Path(made)),
        ..
    }) = &client.answered
    {
        writes.push(delete(made));
    }
    writes
}
