//! The tree in memory, with the last committed transactions ready for synchronisation.
//!
//! Source: `ZKDatabase.java`, `DataTree.java`.

use super::{
    config::COMMIT_LOG_COUNT,
    history::{History, Outcome, Txn, Value},
    message::{Operation, Snapshot},
    zxid::Zxid,
};

/// The znode `/x`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Register {
    /// Its data.
    pub value: Option<Value>,
    /// Its version.
    pub version: u32,
}

impl Register {
    /// What a write comes to: the idempotent outcome that is proposed.
    pub fn prepare(&self, value: Value, expected: Option<u32>) -> Outcome {
        match expected {
            Some(expected) if expected != self.version => Outcome::BadVersion { value, expected },
            Some(_) | None => Outcome::Set {
                value,
                version: self.version + 1,
            },
        }
    }

    /// Applies an outcome.
    pub fn apply(&mut self, outcome: &Outcome) {
        if let Outcome::Set { value, version } = outcome {
            self.value = Some(value.clone());
            self.version = *version;
        }
    }
}

/// The tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Database {
    /// Every transaction that made it.
    pub history: History,
    /// `/x`.
    pub register: Register,
    /// `lastProcessedZxid`. It may be ahead of the history: a new leader sets it to its epoch's 0.
    pub last_processed: Zxid,
    /// Where the transactions begin that were applied since the tree was loaded.
    loaded: usize,
    /// From which one on the log on disk holds all of them.
    pub on_log: usize,
}

impl Database {
    /// A tree as a snapshot has it.
    pub fn load(snapshot: &Snapshot) -> Self {
        let mut register = Register::default();
        for txn in snapshot.history.iter() {
            register.apply(&txn.outcome);
        }
        Self {
            loaded: snapshot.history.len(),
            on_log: snapshot.history.len(),
            history: snapshot.history.clone(),
            register,
            last_processed: snapshot.zxid,
        }
    }

    /// A snapshot of it.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            zxid: self.last_processed,
            history: self.history.clone(),
        }
    }

    /// Applies a transaction.
    pub fn apply(&mut self, txn: Txn) {
        self.register.apply(&txn.outcome);
        self.last_processed = txn.zxid;
        self.history.push(txn);
    }

    /// Drops what is after a zxid.
    pub fn truncate(&mut self, zxid: Zxid) {
        let mut snapshot = self.snapshot();
        snapshot.history.truncate(snapshot.history.upto(zxid));
        snapshot.zxid = zxid;
        let len = snapshot.history.len();
        let (loaded, on_log) = (self.loaded.min(len), self.on_log.min(len));
        *self = Self::load(&snapshot);
        (self.loaded, self.on_log) = (loaded, on_log);
    }

    /// Where `committedLog` begins: the last 500 and one, as far as they were applied since the
    /// tree was loaded.
    pub fn committed_from(&self) -> usize {
        let window = self.history.len().saturating_sub(COMMIT_LOG_COUNT + 1);
        self.loaded.max(window)
    }

    /// The ends of `committedLog`; both are the last processed zxid if it is empty.
    pub fn committed_ends(&self) -> (Zxid, Zxid) {
        match self.history.get(self.committed_from()) {
            Some(first) => (first.zxid, self.history.last()),
            None => (self.last_processed, self.last_processed),
        }
    }
}

/// What a request wants to write, if it writes.
pub fn written(operation: &Operation) -> Option<&Value> {
    match operation {
        Operation::Set { value, .. } => Some(value),
        Operation::Sync => None,
    }
}
