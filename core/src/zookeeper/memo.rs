//! What the last transactions made of a tree, so that servers share it.
//!
//! Invariants: (1) who takes a tree from here had an equal one before, and gets an equal one to
//! what it would have made; (2) no more than [`MEMOS`] of them are kept, else no tree would ever be
//! given up.

use alloc::{boxed::Box, rc::Rc, vec::Vec};

use super::{
    history::Txn,
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
pub(super) struct Memo {
    before: Tree,
    after: Tree,
    applied: Rc<Applied>,
}

/// The transactions that remember what they made of a tree: one list for all moments of all runs
/// with this configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Memos(Aside<Kept>);

/// The transactions, and the place of the oldest one when there is room for no more.
#[derive(Default)]
struct Kept {
    txns: Vec<Txn>,
    oldest: usize,
}

impl Memos {
    /// Lets a transaction remember.
    fn keep(&self, txn: &Txn, memo: Memo) {
        let mut kept = self.0.take().unwrap_or_default();
        txn.memo().set(Box::new(memo));
        let place = kept.oldest;
        if kept.txns.len() < MEMOS {
            kept.txns.push(txn.clone());
        } else if let Some(old) = kept.txns.get_mut(place) {
            core::mem::replace(old, txn.clone()).memo().take();
            kept.oldest = (place + 1) % MEMOS;
        }
        self.0.set(kept);
    }
}

impl Txn {
    /// Applies it to a tree: the answer to who asked for it, and what watches are told.
    pub(super) fn apply(&self, tree: &mut Tree) -> Applied {
        apply::change(tree, self.zxid, self.time, self.session, &self.change)
    }

    /// The same, so that whoever applies it to an equal tree comes to share the one it makes.
    pub(super) fn apply_shared(&self, tree: &mut Tree, memos: &Memos) -> Rc<Applied> {
        if let Change::Failed(_) = self.change {
            // The tree stays as it is.
            return Rc::new(self.apply(tree));
        }
        let known = self.memo().take();
        let Some(memo) = known else {
            let before = tree.clone();
            let applied = Rc::new(self.apply(tree));
            let memo = Memo {
                before,
                after: tree.clone(),
                applied: Rc::clone(&applied),
            };
            memos.keep(self, memo);
            return applied;
        };
        // What is shared already is not compared.
        let applied = if memo.before == *tree {
            tree.clone_from(&memo.after);
            Rc::clone(&memo.applied)
        } else {
            Rc::new(self.apply(tree))
        };
        self.memo().set(memo);
        applied
    }
}
