//! How many bytes things take, on the wire and on disk, as ZooKeeper's Jute encodes them.
//!
//! Sources: `zookeeper.jute`, `QuorumPacket`, `FileTxnLog.java`, `SerializeUtils.java`.

use super::{
    history::Entry,
    message::Operation,
    znode::{
        acl::Entry as Right,
        node::Data,
        request::{Change, Write},
        tree::Tree,
    },
};

/// Bytes of a snapshot besides its nodes and their data: header, sessions, access lists, the nodes
/// that ZooKeeper itself makes, the checksum.
const SNAPSHOT_BYTES: u64 = 482;
/// Bytes of a node in a snapshot besides its path and data: lengths, access list, stat.
const NODE_BYTES: u64 = 76;
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
