//! What is asked of servers, and what they answer.

use alloc::rc::Rc;

use super::{
    client::command::Command,
    config::Config,
    history::Value,
    znode::{
        acl::Identity,
        error::Error,
        node::SessionId,
        read::{Read, Seen},
        request::{Answer, Write},
        watch::Rearm,
    },
};

/// What goes through the leader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A write.
    Write(Write),
    /// `sync()`.
    Sync,
}

/// A request on its way to the leader: what a session wants done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Errand {
    /// The session.
    pub session: SessionId,
    /// The number of the request in the session.
    pub cxid: u32,
    /// As whom its connection is authenticated.
    pub identities: Rc<[Identity]>,
    /// What is asked.
    pub operation: Operation,
}

/// The same as the leader looks at it, whether it came on the way or was asked there.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    /// The session.
    pub(super) session: SessionId,
    /// The number of the request in the session.
    pub(super) cxid: u32,
    /// As whom its connection is authenticated.
    pub(super) identities: &'a [Identity],
    /// The write; none is a `sync()`.
    pub(super) write: Option<&'a Write>,
}

impl Errand {
    /// What it wants.
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish {
            session: self.session,
            cxid: self.cxid,
            identities: &self.identities,
            write: match &self.operation {
                Operation::Write(write) => Some(write),
                Operation::Sync => None,
            },
        }
    }
}

/// What is asked from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// By the client inside a server.
    Own(Own),
    /// By a person at a client.
    Command(Rc<Command>),
}

/// What the client inside a server asks, about `/x`. It has a session that only its server knows,
/// as ZooKeeper's local sessions are, so that one sees the ensemble at work without clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Own {
    /// Set the data, perhaps only if it has this version.
    Set {
        /// The data.
        value: Value,
        /// The version it must have.
        expected: Option<u32>,
    },
    /// `sync()`.
    Sync,
    /// Read the data, answered by the server itself.
    Get,
    /// The leader looks for containers and nodes whose time is over now, instead of in a minute.
    Reap,
}

/// A call of a session to its server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// Something for the leader.
    Write(Write),
    /// `sync()`, with the path that is given back.
    Sync(Rc<str>),
    /// Something the server answers by itself.
    Read(Read),
    /// addAuth.
    Auth {
        /// The scheme.
        scheme: Rc<str>,
        /// E.g. `user:password`.
        credentials: Rc<str>,
    },
    /// setWatches.
    SetWatches(Rc<Rearm>),
    /// A sign of life.
    Ping,
}

/// The answer to a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// To a write.
    Answer(Answer),
    /// To a read.
    Seen(Result<Seen, Error>),
    /// To a sync: its path.
    Synced(Rc<str>),
    /// Done, and nothing to be said.
    Done,
    /// The request did not come so far.
    Failed(Error),
}

impl Reply {
    /// Why it failed, if it did. A multi fails by the first of its operations that did.
    pub fn error(&self) -> Option<Error> {
        match self {
            Self::Answer(Answer::Failed(error)) | Self::Seen(Err(error)) | Self::Failed(error) => {
                Some(*error)
            }
            Self::Answer(Answer::Results(results)) => results
                .iter()
                .find_map(|result| result.as_ref().err())
                .copied(),
            Self::Answer(_) | Self::Seen(Ok(_)) | Self::Synced(_) | Self::Done => None,
        }
    }
}

impl Call {
    /// Its name in ZooKeeper.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Write(write) => match write {
                Write::Create { stat: true, .. } => "create2",
                Write::Create { .. } => "create",
                Write::Delete { .. } => "delete",
                Write::SetData { .. } => "setData",
                Write::SetAcl { .. } => "setACL",
                Write::Check { .. } => "check",
                Write::Multi(_) => "multi",
                Write::CreateSession { .. } => "createSession",
                Write::CloseSession => "closeSession",
                Write::DeleteContainer { .. } => "deleteContainer",
            },
            Self::Sync(_) => "sync",
            Self::Read(read) => match read {
                Read::Exists { .. } => "exists",
                Read::GetData { .. } => "getData",
                Read::GetChildren { stat: true, .. } => "getChildren2",
                Read::GetChildren { .. } => "getChildren",
                Read::GetAcl { .. } => "getACL",
                Read::Multi(_) => "multiRead",
                Read::GetEphemerals { .. } => "getEphemerals",
                Read::GetAllChildrenNumber { .. } => "getAllChildrenNumber",
                Read::AddWatch { .. } => "addWatch",
                Read::RemoveWatches { .. } => "removeWatches",
                Read::CheckWatches { .. } => "checkWatches",
                Read::WhoAmI => "whoAmI",
            },
            Self::Auth { .. } => "auth",
            Self::SetWatches(_) => "setWatches",
            Self::Ping => "ping",
        }
    }
}

/// A request that has not been answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Whose.
    pub session: SessionId,
    /// Its number in the session.
    pub cxid: u32,
    /// What was asked.
    pub call: Call,
}

/// The path of [`Own`] requests.
pub const OWN_PATH: &str = "/x";

impl Own {
    /// What it comes to.
    ///
    /// `None` for what is no request of a session.
    pub fn call(&self, config: &Config) -> Option<Call> {
        let path = Rc::clone(&config.memos.own_path);
        Some(match self {
            Self::Set { value, expected } => Call::Write(Write::SetData {
                path,
                data: Some(Rc::clone(&value.0).into()),
                version: expected.map_or(-1, |version| version as i32),
            }),
            Self::Sync => Call::Sync(path),
            Self::Get => Call::Read(Read::GetData { path, watch: false }),
            Self::Reap => return None,
        })
    }
}
