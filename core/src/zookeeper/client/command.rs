//! What a person asks of a client.

use alloc::{rc::Rc, vec::Vec};

use super::Client;
use crate::{
    kernel::{Cx, NodeId},
    zookeeper::{
        Zookeeper,
        message::{Call, Request},
        znode::{acl::Entry, read::Read, request::Write},
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

/// What a menu offers.
pub(in crate::zookeeper) fn offers(cx: Cx<'_, Zookeeper>, client: &Client) -> Vec<Request> {
    if !client.alive() {
        return alloc::vec![Request::from(Command::Connect {
            servers: Vec::new(),
            timeout: TIMEOUT,
        })];
    }
    let root: Rc<str> = "/".into();
    let read = Call::Read(Read::GetChildren {
        path: root.clone(),
        watch: false,
        stat: false,
    });
    let calls = [read, Call::Sync(root), Call::Write(Write::CloseSession)];
    let calls = calls.into_iter().map(Command::Call);
    let moves = cx
        .config
        .servers()
        .map(|to| Command::Move { to, timeout: None });
    calls.chain(moves).map(Request::from).collect()
}
