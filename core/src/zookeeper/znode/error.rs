//! The error codes of ZooKeeper (`KeeperException.java`).

/// Why a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Error {
    /// In a multi: an operation after the one that failed.
    RuntimeInconsistency,
    /// The connection was lost with the request on its way; its outcome is unknown.
    ConnectionLoss,
    /// TTL nodes, without extended types.
    Unimplemented,
    /// A bad path, or a bad time to live.
    BadArguments,
    /// There is no such node.
    NoNode,
    /// The access list does not allow it.
    NoAuth,
    /// The version is another one.
    BadVersion,
    /// Ephemeral nodes have no children.
    NoChildrenForEphemerals,
    /// The node is there already.
    NodeExists,
    /// The node has children.
    NotEmpty,
    /// The session is over.
    SessionExpired,
    /// A bad access list.
    InvalidAcl,
    /// The authentication was refused.
    AuthFailed,
    /// The session has moved to another server.
    SessionMoved,
    /// There is no such watch.
    NoWatcher,
    /// A hard quota would be exceeded.
    QuotaExceeded,
}

impl Error {
    /// Its number on the wire.
    pub const fn code(self) -> i32 {
        match self {
            Self::RuntimeInconsistency => -2,
            Self::ConnectionLoss => -4,
            Self::Unimplemented => -6,
            Self::BadArguments => -8,
            Self::NoNode => -101,
            Self::NoAuth => -102,
            Self::BadVersion => -103,
            Self::NoChildrenForEphemerals => -108,
            Self::NodeExists => -110,
            Self::NotEmpty => -111,
            Self::SessionExpired => -112,
            Self::InvalidAcl => -114,
            Self::AuthFailed => -115,
            Self::SessionMoved => -118,
            Self::NoWatcher => -121,
            Self::QuotaExceeded => -125,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RuntimeInconsistency => "RUNTIMEINCONSISTENCY",
            Self::ConnectionLoss => "CONNECTIONLOSS",
            Self::Unimplemented => "UNIMPLEMENTED",
            Self::BadArguments => "BADARGUMENTS",
            Self::NoNode => "NONODE",
            Self::NoAuth => "NOAUTH",
            Self::BadVersion => "BADVERSION",
            Self::NoChildrenForEphemerals => "NOCHILDRENFOREPHEMERALS",
            Self::NodeExists => "NODEEXISTS",
            Self::NotEmpty => "NOTEMPTY",
            Self::SessionExpired => "SESSIONEXPIRED",
            Self::InvalidAcl => "INVALIDACL",
            Self::AuthFailed => "AUTHFAILED",
            Self::SessionMoved => "SESSIONMOVED",
            Self::NoWatcher => "NOWATCHER",
            Self::QuotaExceeded => "QUOTAEXCEEDED",
        }
    }
}
