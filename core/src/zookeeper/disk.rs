//! A server's disk, and what a start makes of it.
//!
//! Four files: the transaction log, the snapshot, `acceptedEpoch` and `currentEpoch`. Each is
//! flushed apart, so a crash may come between any two.
//! Source: `FileTxnSnapLog.java`, `FileTxnLog.java`, `QuorumPeer.java#loadDataBase`.

use super::{
    Config,
    database::Database,
    history::{History, Txn},
    message::{Record, Snapshot},
    znode::tree::Tree,
    zxid::Zxid,
};
use crate::kernel::File;

/// The transaction log.
pub const FILE_LOG: File = File(0);
/// The snapshot.
pub const FILE_SNAPSHOT: File = File(1);
/// The epoch promised.
pub const FILE_ACCEPTED: File = File(2);
/// The epoch of the last NEWLEADER acknowledged.
pub const FILE_CURRENT: File = File(3);

/// Bytes of a logged transaction besides what a proposal holds, too: checksum, length, end mark
/// (`FileTxnLog.java`).
const FRAME_BYTES: u64 = 26;

/// What a disk holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Disk {
    /// The log; it may have holes where a snapshot was received.
    pub log: History,
    /// A last record of which only a part was written. It is no part of the log.
    pub torn: Option<Txn>,
    /// The last snapshot.
    pub snapshot: Snapshot,
    /// `acceptedEpoch`, if the file exists.
    pub accepted_epoch: Option<u32>,
    /// `currentEpoch`, if the file exists.
    pub current_epoch: Option<u32>,
    /// Whether the data was created on purpose (the file `initialize`), or with nothing before it.
    pub initialized: bool,
}

impl Disk {
    /// A disk on which nothing was ever written; `fresh` is the tree of a server without data.
    pub fn empty(fresh: Tree) -> Self {
        Self {
            log: History::default(),
            torn: None,
            snapshot: Snapshot::made_by(Zxid::default(), History::default(), fresh),
            accepted_epoch: None,
            current_epoch: None,
            initialized: false,
        }
    }

    /// Whether a server with this disk has lost what it had, or may have, and so has no vote.
    pub fn lost(&self, config: &Config) -> bool {
        !self.initialized && !config.autocreate
    }

    /// What a flushed write does.
    pub(super) fn store(&mut self, record: &Record) {
        match record {
            Record::Append(txn) => {
                // A new log file begins after one with a torn end.
                self.torn = None;
                self.log.push(txn.clone());
            }
            Record::Truncate { snapshot, zxid } => {
                self.torn = None;
                self.log.truncate(self.log.upto(*zxid));
                if let Some(snapshot) = snapshot
                    && self.snapshot.zxid > *zxid
                {
                    self.snapshot = Snapshot::clone(snapshot);
                }
            }
            Record::Snapshot { snapshot, received } => {
                if snapshot.zxid == Zxid::LOST {
                    // A start takes it for none at all (`FileTxnSnapLog.java#restore`).
                    return;
                }
                self.initialized = true;
                if *received {
                    self.torn = None;
                    self.log.truncate(self.log.upto(snapshot.zxid));
                }
                self.snapshot = Snapshot::clone(snapshot);
            }
            Record::AcceptedEpoch(epoch) => self.accepted_epoch = Some(*epoch),
            Record::CurrentEpoch(epoch) => self.current_epoch = Some(*epoch),
        }
    }

    /// What a write leaves that the power cut short; whether it leaves anything.
    pub(super) fn tear(&mut self, record: &Record) -> bool {
        match record {
            Record::Append(txn) => {
                self.torn = Some(txn.clone());
                true
            }
            // The epoch files are written aside and renamed; a snapshot without its end mark is
            // not a snapshot; cutting a file off is one operation.
            Record::Truncate { .. }
            | Record::Snapshot { .. }
            | Record::AcceptedEpoch(_)
            | Record::CurrentEpoch(_) => false,
        }
    }

    /// Bytes of the log after a zxid.
    pub fn log_bytes(log: &History, after: Zxid) -> u64 {
        let value = |txn: &Txn| FRAME_BYTES + u64::from(txn.bytes());
        log.from(log.upto(after)).map(value).sum()
    }
}

/// The tree of a server whose disk cannot be read.
pub(super) fn empty(config: &Config) -> Database {
    Database::load(&Disk::empty(config.fresh()).snapshot)
}

/// What a start reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recovered {
    /// The tree: the snapshot, and all of the log behind it, committed or not.
    pub database: Database,
    /// How many transactions came from the log.
    pub replayed: usize,
    /// `acceptedEpoch`.
    pub accepted_epoch: u32,
    /// `currentEpoch`.
    pub current_epoch: u32,
}

/// Why a server refuses to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unsound {
    /// The last transaction is of a later epoch than `currentEpoch`.
    EpochBehindLog {
        /// `currentEpoch`.
        current: u32,
        /// The last zxid.
        last: Zxid,
    },
    /// `acceptedEpoch` is lower than `currentEpoch`.
    AcceptedBehindCurrent {
        /// `acceptedEpoch`.
        accepted: u32,
        /// `currentEpoch`.
        current: u32,
    },
}

/// Loads a disk: the snapshot, then the log, then the epochs.
pub fn recover(config: &Config, disk: &Disk) -> Result<Recovered, Unsound> {
    let snapshot = &disk.snapshot;
    let mut database = Database::load(snapshot);
    let from = disk.log.upto(snapshot.zxid);
    let replayed = disk.log.len() - from;
    for txn in disk.log.from(from) {
        database.apply(txn.clone(), &config.memos);
    }
    database.on_log = reaches_back(&disk.log, &database.history);
    let last = database.last_processed;
    let current = disk.current_epoch.unwrap_or(last.epoch());
    let accepted = disk.accepted_epoch.unwrap_or(last.epoch());
    if last.epoch() > current {
        return Err(Unsound::EpochBehindLog { current, last });
    }
    if accepted < current {
        return Err(Unsound::AcceptedBehindCurrent { accepted, current });
    }
    if disk.lost(config) && database.history.is_empty() {
        database.last_processed = Zxid::LOST;
    }
    Ok(Recovered {
        database,
        replayed,
        accepted_epoch: accepted,
        current_epoch: current,
    })
}

/// From which transaction of the tree on the log holds all of them.
fn reaches_back(log: &History, history: &History) -> usize {
    let (mut at, mut from) = (log.len(), history.len());
    while at > 0 && from > 0 && log.get(at - 1) == history.get(from - 1) {
        (at, from) = (at - 1, from - 1);
    }
    from
}
