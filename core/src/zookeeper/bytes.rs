//! How many bytes things take, on the wire and on disk, as ZooKeeper's Jute encodes them.
//!
//! Sources: `zookeeper.jute`, `QuorumPacket`, `FileTxnLog.java`, `SerializeUtils.java`.

use alloc::rc::Rc;

use super::{
    history::Entry,
    message::{Call, Operation, Reply},
    znode::{
        acl::Entry as Right,
        node::Data,
        read::{Read, Seen},
        request::{Answer, Change, Write},
        tree::Tree,
    },
};

/// Bytes of a snapshot besides its nodes and their data: header, sessions, access lists, the nodes
/// that ZooKeeper itself makes, the checksum.
const SNAPSHOT_BYTES: u64 = 482;
/// Bytes of a node in a snapshot besides its path and data: lengths, access list, stat.
const NODE_BYTES: u64 = 76;
/// `Stat`.
const STAT_BYTES: u32 = 68;
/// `TxnHeader` and `TxnDigest`.
const TXN_BYTES: u32 = 32 + 12;

fn text(text: &str) -> u32 {
    4 + text.len() as u32
}

fn buffer(data: &Data) -> u32 {
    4 + data.as_ref().map_or(0, |data| data.len() as u32)
}

fn rights(list: &[Right]) -> u32 {
    let each = list
        .iter()
        .map(|right| 4 + text(&right.scheme) + text(&right.id));
    4 + each.sum::<u32>()
}

impl Entry {
    /// Its bytes in a proposal.
    pub fn bytes(&self) -> u32 {
        TXN_BYTES + self.change.bytes()
    }
}

impl Change {
    fn bytes(&self) -> u32 {
        match self {
            Self::Create { birth, .. } => {
                text(&birth.path) + buffer(&birth.data) + rights(&birth.acl) + 1 + 4
            }
            Self::Delete { path } => text(path),
            Self::SetData { path, data, .. } => text(path) + buffer(data) + 4,
            Self::SetAcl { path, acl, .. } => text(path) + rights(acl) + 4,
            Self::Multi(changes) => 4 + changes.iter().map(|one| 8 + one.bytes()).sum::<u32>(),
            Self::MultiFailed { of, .. } => 4 + 12 * *of as u32,
            Self::CloseSession { paths } => 4 + paths.iter().map(|path| text(path)).sum::<u32>(),
            Self::Check | Self::CreateSession { .. } | Self::Failed(_) => 4,
        }
    }
}

impl Write {
    /// Its bytes in a request, the header not counted.
    pub fn bytes(&self) -> u32 {
        match self {
            Self::Create {
                path, data, acl, ..
            } => text(path) + buffer(data) + acl.as_ref().map_or(4, |acl| rights(acl)) + 4,
            Self::SetData { path, data, .. } => text(path) + buffer(data) + 4,
            Self::SetAcl { path, acl, .. } => {
                text(path) + acl.as_ref().map_or(4, |acl| rights(acl)) + 4
            }
            Self::Delete { path, .. } | Self::Check { path, .. } => text(path) + 4,
            Self::Multi(writes) => 9 + writes.iter().map(|one| 9 + one.bytes()).sum::<u32>(),
            Self::CreateSession { .. } => 4,
            Self::CloseSession => 0,
            Self::DeleteContainer { path } => text(path),
        }
    }
}

impl Operation {
    /// Its bytes in a REQUEST, the header not counted.
    pub fn bytes(&self) -> u32 {
        match self {
            Self::Write(write) => write.bytes(),
            Self::Sync => 6,
        }
    }
}

/// Bytes of a call, with its length and header.
pub(super) fn call(call: &Call) -> u64 {
    let paths = |paths: &[Rc<str>]| 4 + paths.iter().map(|path| text(path)).sum::<u32>();
    8 + u64::from(match call {
        Call::Write(write) => write.bytes(),
        Call::Read(read) => self::read(read),
        Call::Sync(path) => text(path),
        Call::Auth {
            scheme,
            credentials,
        } => 4 + text(scheme) + text(credentials),
        Call::SetWatches(rearm) => {
            let lists = [&rearm.data, &rearm.exist, &rearm.child];
            let more = [&rearm.persistent, &rearm.recursive];
            let all = lists.into_iter().chain(more);
            8 + all.map(|list| paths(list)).sum::<u32>()
        }
        Call::Ping => 0,
    })
}

fn read(read: &Read) -> u32 {
    match read {
        Read::Exists { path, .. } | Read::GetData { path, .. } | Read::GetChildren { path, .. } => {
            text(path) + 1
        }
        Read::GetAcl { path } | Read::GetAllChildrenNumber { path } => text(path),
        Read::GetEphemerals { prefix } => text(prefix),
        Read::AddWatch { path, .. }
        | Read::RemoveWatches { path, .. }
        | Read::CheckWatches { path, .. } => text(path) + 4,
        Read::Multi(reads) => 9 + reads.iter().map(|one| 9 + self::read(one)).sum::<u32>(),
        Read::WhoAmI => 0,
    }
}

/// Bytes of an answer, with its length and header.
pub(super) fn reply(reply: &Reply) -> u32 {
    4 + 16
        + match reply {
            Reply::Answer(answer) => self::answer(answer),
            Reply::Seen(Ok(seen)) => self::seen(seen),
            Reply::Synced(path) => text(path),
            Reply::Seen(Err(_)) | Reply::Done | Reply::Failed(_) => 0,
        }
}

fn answer(answer: &Answer) -> u32 {
    match answer {
        Answer::Done | Answer::Failed(_) => 0,
        Answer::Path(path) => text(path),
        Answer::Created(path, _) => text(path) + STAT_BYTES,
        Answer::Stat(_) => STAT_BYTES,
        Answer::Results(results) => {
            let each = results
                .iter()
                .map(|result| result.as_ref().map_or(4, self::answer));
            9 + each.map(|bytes| 9 + bytes).sum::<u32>()
        }
    }
}

fn seen(seen: &Seen) -> u32 {
    let names = |names: &[Rc<str>]| 4 + names.iter().map(|name| text(name)).sum::<u32>();
    match seen {
        Seen::Done => 0,
        Seen::Stat(_) => STAT_BYTES,
        Seen::Data(data, _) => buffer(data) + STAT_BYTES,
        Seen::Children(children, stat) => names(children) + stat.map_or(0, |_| STAT_BYTES),
        Seen::Acl(acl, _) => rights(acl) + STAT_BYTES,
        Seen::Results(results) => {
            let each = results
                .iter()
                .map(|result| result.as_ref().map_or(4, self::seen));
            9 + each.map(|bytes| 9 + bytes).sum::<u32>()
        }
        Seen::Paths(paths) => names(paths),
        Seen::Number(_) => 4,
        Seen::Identities(all) => {
            let each = all.iter().map(|(scheme, user)| text(scheme) + text(user));
            4 + each.sum::<u32>()
        }
    }
}

/// Bytes of a snapshot of a tree.
pub(super) fn snapshot(tree: &Tree) -> u64 {
    let mut bytes = SNAPSHOT_BYTES;
    tree.walk(&mut |path, node| {
        if path != "/" && !path.starts_with("/zookeeper") {
            let data = node.data.as_ref().map_or(0, |data| data.len() as u64);
            bytes += NODE_BYTES + path.len() as u64 + data;
        }
    });
    bytes
}
