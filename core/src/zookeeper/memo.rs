//! What the last transactions made of a tree, so that servers share it.
//!
//! Invariants: (1) who takes a tree from here had an equal one before, and gets an equal one to
//! what it would have made; (2) no more than [`MEMOS`] of them are kept, else no tree would ever be
//! given up.

use alloc::{rc::Rc, vec::Vec};
use core::ops::Deref;

use super::{
    history::Txn,
    message::OWN_PATH,
    znode::{
        apply::{self, Applied},
        request::Change,
        tree::Tree,
    },
};
use crate::kernel::Aside;

/// How many transactions remember what they made of a tree: no server is further behind for long.
const MEMOS: usize = 512;

/// What a transaction made of a tree.
pub struct Memo {
    before: Tree,
    after: Tree,
    applied: Applied,
}

impl Deref for Memo {
    type Target = Applied;

    fn deref(&self) -> &Applied {
        &self.applied
    }
}

/// The transactions that remember what they made of a tree: one list for all moments of all runs
/// with this configuration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Memos {
    kept: Aside<Kept>,
    /// [`OWN_PATH`], made once.
    pub(super) own_path: Rc<str>,
}

impl Default for Memos {
    fn default() -> Self {
        Self {
            kept: Aside::default(),
            own_path: OWN_PATH.into(),
        }
    }
}

/// The transactions, and the place of the oldest one when there is room for no more.
#[derive(Default)]
struct Kept {
    txns: Vec<Txn>,
    oldest: usize,
}

impl Memos {
    /// Lets a transaction remember.
    fn keep(&self, txn: &Txn, memo: &Rc<Memo>) {
        let mut kept = self.kept.take().unwrap_or_default();
        txn.memo().set(Rc::clone(memo));
        let place = kept.oldest;
        if kept.txns.len() < MEMOS {
            kept.txns.push(txn.clone());
        } else if let Some(old) = kept.txns.get_mut(place) {
            core::mem::replace(old, txn.clone()).memo().take();
            kept.oldest = (place + 1) % MEMOS;
        }
        self.kept.set(kept);
    }
}

impl Txn {
    /// Applies it to a tree: the answer to who asked for it, and what watches are told.
    pub(super) fn apply(&self, tree: &mut Tree) -> Applied {
        apply::change(tree, self.zxid, self.time, self.session, &self.change)
    }

    /// The same, so that whoever applies it to an equal tree comes to share the one it makes.
    pub(super) fn apply_shared(&self, tree: &mut Tree, memos: &Memos) -> Rc<Memo> {
        if let Change::Failed(_) = self.change {
            // The tree stays as it is.
            return self.make(tree);
        }
        let Some(memo) = self.memo().take() else {
            let memo = self.make(tree);
            memos.keep(self, &memo);
            return memo;
        };
        // What is shared already is not compared.
        let made = if memo.before == *tree {
            tree.clone_from(&memo.after);
            Rc::clone(&memo)
        } else {
            self.make(tree)
        };
        self.memo().set(memo);
        made
    }

    fn make(&self, tree: &mut Tree) -> Rc<Memo> {
        let before = tree.clone();
        let applied = self.apply(tree);
        Rc::new(Memo {
            before,
            after: tree.clone(),
            applied,
        })
    }
}
