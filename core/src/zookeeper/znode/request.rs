//! What a client asks for, what the leader makes of it, and what comes back.

use alloc::{rc::Rc, vec::Vec};

use super::{
    acl::{Acl, Entry},
    error::Error,
    node::{Data, Stat},
    tree::Birth,
};

/// How a node is to be created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Until it is deleted.
    #[default]
    Persistent,
    /// As long as the session.
    Ephemeral,
    /// Until its last child is gone.
    Container,
    /// With a time to live, in ms, as the client has it.
    Ttl(i64),
}

/// A write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Write {
    /// create, create2, createContainer, createTTL.
    Create {
        /// The path, or what comes before the number.
        path: Rc<str>,
        /// The data.
        data: Data,
        /// The access list; none is as bad as an empty one.
        acl: Option<Rc<[Entry]>>,
        /// How.
        mode: Mode,
        /// Whether a number is appended.
        sequential: bool,
        /// Whether the answer holds the node's stat.
        stat: bool,
    },
    /// delete.
    Delete {
        /// The path.
        path: Rc<str>,
        /// The version it must have; -1 for any.
        version: i32,
    },
    /// setData.
    SetData {
        /// The path.
        path: Rc<str>,
        /// The data.
        data: Data,
        /// The version it must have; -1 for any.
        version: i32,
    },
    /// setACL.
    SetAcl {
        /// The path.
        path: Rc<str>,
        /// The access list.
        acl: Option<Rc<[Entry]>>,
        /// The version of the list it must have; -1 for any.
        version: i32,
    },
    /// check.
    Check {
        /// The path.
        path: Rc<str>,
        /// The version it must have; -1 for any.
        version: i32,
    },
    /// multi: all of them or none.
    Multi(Vec<Write>),
    /// createSession.
    CreateSession {
        /// Its time-out in ms.
        timeout: u32,
    },
    /// closeSession.
    CloseSession,
    /// The leader removes a container or a node whose time is over.
    DeleteContainer {
        /// The path.
        path: Rc<str>,
    },
}

/// What a transaction does: the outcome, not the request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// A node appears.
    Create {
        /// The node.
        birth: Birth,
        /// Whether the answer holds its stat.
        stat: bool,
    },
    /// A node goes.
    Delete {
        /// Its path.
        path: Rc<str>,
    },
    /// Data is set.
    SetData {
        /// The path.
        path: Rc<str>,
        /// The data.
        data: Data,
        /// The version it makes.
        version: i32,
    },
    /// An access list is set.
    SetAcl {
        /// The path.
        path: Rc<str>,
        /// The list.
        acl: Acl,
        /// The version it makes.
        version: i32,
    },
    /// A version was right.
    Check,
    /// Several changes at once.
    Multi(Vec<Change>),
    /// A multi that failed at this operation of so many.
    MultiFailed {
        /// The place of the operation.
        at: usize,
        /// How many there were.
        of: usize,
        /// Why.
        error: Error,
    },
    /// A session begins.
    CreateSession {
        /// Its time-out in ms.
        timeout: u32,
    },
    /// A session ends, and these nodes with it.
    CloseSession {
        /// Their paths.
        paths: Vec<Rc<str>>,
    },
    /// The request failed.
    Failed(Error),
}

/// The answer to a write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Done, and nothing to be said.
    Done,
    /// The path created.
    Path(Rc<str>),
    /// The path created and its stat.
    Created(Rc<str>, Stat),
    /// The node's stat.
    Stat(Stat),
    /// The answers of a multi; after a failure nothing was done.
    Results(Vec<Result<Answer, Error>>),
    /// It failed.
    Failed(Error),
}
