//! The tree in memory, with the last committed transactions ready for synchronisation.
//!
//! Source: `ZKDatabase.java`, `DataTree.java`.

use alloc::rc::Rc;

use super::{
    config::{COMMIT_LOG_COUNT, Config},
    history::{Entry, History, Txn, Value},
    memo::{Memo, Memos},
    message::{OWN_PATH, Snapshot},
    znode::{
        node::Data,
        request::{Answer, Change, Write},
        tree::Tree,
    },
    zxid::Zxid,
};

/// The znode `/x`, as the clients inside servers see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Register {
    /// Its data: a word is made of it only where it is shown.
    pub data: Data,
    /// Its version.
    pub version: u32,
}

impl Register {
    /// Reads it.
    pub fn of(tree: &Tree) -> Self {
        tree.get(OWN_PATH).map_or_else(Self::default, |node| Self {
            data: node.data.clone(),
            version: node.version as u32,
        })
    }

    /// Reads it after this: where that has written it there is nothing to be looked for.
    pub fn after(applied: Option<(&Txn, &Answer)>, tree: &Tree) -> Self {
        if let Some((txn, Answer::Stat(_))) = applied
            && let Change::SetData {
                path,
                data,
                version,
            } = &txn.change
            && **path == *OWN_PATH
        {
            return Self {
                data: data.clone(),
                version: *version as u32,
            };
        }
        Self::of(tree)
    }

    /// Its data as a word.
    pub fn value(&self) -> Option<Value> {
        self.data.as_deref().map(word)
    }
}

fn word(data: &[u8]) -> Value {
    Value(alloc::string::String::from_utf8_lossy(data).into())
}

impl Entry {
    /// The word that the client inside a server wrote to `/x`, or wanted to.
    pub fn word(&self) -> Option<Value> {
        let (path, data): (&Rc<str>, _) = match (&self.change, self.wanted.as_deref()) {
            (Change::SetData { path, data, .. }, _)
            | (Change::Failed(_), Some(Write::SetData { path, data, .. })) => (path, data),
            (_, _) => return None,
        };
        (&**path == OWN_PATH && Config::is_own(self.session)).then(|| data.as_deref().map(word))?
    }
}

/// The tree with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Database {
    /// The tree.
    pub tree: Tree,
    /// Every transaction that made it.
    pub history: History,
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
        Self {
            loaded: snapshot.history.len(),
            on_log: snapshot.history.len(),
            tree: snapshot.tree.clone(),
            history: snapshot.history.clone(),
            last_processed: snapshot.zxid,
        }
    }

    /// A snapshot of it.
    pub fn snapshot(&self) -> Rc<Snapshot> {
        Rc::new(Snapshot {
            zxid: self.last_processed,
            tree: self.tree.clone(),
            history: self.history.clone(),
        })
    }

    /// Applies a transaction: the answer to who asked for it, and what watches are told.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn apply(&mut self, txn: Txn, memos: &Memos) -> Rc<Memo> {
        let applied = txn.apply_shared(&mut self.tree, memos);
        self.last_processed = txn.zxid;
        self.history.push(txn);
        applied
    }

    /// Drops what is after a zxid; the tree is made again from a fresh one.
    pub fn truncate(&mut self, zxid: Zxid, fresh: Tree) {
        let mut history = self.history.clone();
        history.truncate(history.upto(zxid));
        let snapshot = Snapshot::made_by(zxid, history, fresh);
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

impl Snapshot {
    /// What a history makes of a fresh tree.
    pub fn made_by(zxid: Zxid, history: History, fresh: Tree) -> Self {
        let mut tree = fresh;
        for txn in history.iter() {
            txn.apply(&mut tree);
        }
        Self {
            zxid,
            tree,
            history,
        }
    }
}
