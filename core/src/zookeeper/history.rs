//! Transactions, and sequences of them that moments of a run share.

use alloc::{rc::Rc, vec::Vec};
use core::ops::Deref;

use super::{
    znode::{
        node::SessionId,
        request::{Change, Write},
    },
    zxid::Zxid,
};
use crate::kernel::Shared;

/// What the clients inside servers write to `/x`: a short word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub Rc<str>);

/// A transaction: the outcome the leader computed, not the request. Copies share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Txn(Rc<Entry>);

/// What a transaction says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Its id, fixed when it was made.
    pub zxid: Zxid,
    /// The session that asked for it.
    pub session: SessionId,
    /// The number of the request in that session.
    pub cxid: u32,
    /// The leader's clock when it was made, in ms.
    pub time: u64,
    /// What it does. A request that failed validation changes nothing, and yet takes a zxid and is
    /// proposed, logged, acknowledged and committed.
    pub change: Change,
    /// What was wanted, if that failed. It is in no log of ZooKeeper's; here one wants to see it.
    pub wanted: Option<Write>,
}

impl Txn {
    /// Shares a transaction.
    pub fn new(entry: Entry) -> Self {
        Self(Rc::new(entry))
    }
}

impl Deref for Txn {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.0
    }
}

/// How many transactions are shared at once.
const CHUNK: usize = 32;

/// Transactions in the order of their zxids. Clones share all but the chunk that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    chunks: Vec<Shared<Vec<Txn>>>,
    len: usize,
}

impl History {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The zxid of the last one; zero if there is none.
    pub fn last(&self) -> Zxid {
        let last = self.chunks.last().and_then(|chunk| chunk.last());
        last.map_or(Zxid::default(), |txn| txn.zxid)
    }

    /// The one at a place.
    pub fn get(&self, place: usize) -> Option<&Txn> {
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)
    }

    /// Appends one.
    pub fn push(&mut self, txn: Txn) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Shared::new(Vec::with_capacity(4)));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            Shared::touch(chunk).push(txn);
            self.len += 1;
        }
    }

    /// How many have a zxid up to this one.
    pub fn upto(&self, zxid: Zxid) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle).is_some_and(|txn| txn.zxid <= zxid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Whether it holds a transaction of this zxid.
    pub fn contains(&self, zxid: Zxid) -> bool {
        let before = self.upto(zxid).checked_sub(1);
        before
            .and_then(|place| self.get(place))
            .is_some_and(|txn| txn.zxid == zxid)
    }

    /// Keeps so many.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.chunks.truncate(len.div_ceil(CHUNK));
        self.len = len;
        let rest = len % CHUNK;
        if rest > 0
            && let Some(chunk) = self.chunks.last_mut()
        {
            Shared::touch(chunk).truncate(rest);
        }
    }

    /// Those from a place on.
    pub fn from(&self, place: usize) -> impl Iterator<Item = &Txn> {
        let start = place.min(self.len);
        let chunks = self.chunks.iter().skip(start / CHUNK);
        chunks.flat_map(|chunk| chunk.iter()).skip(start % CHUNK)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Txn> {
        self.from(0)
    }

    /// How many of the first ones are the same in both; what is shared is not compared.
    pub fn common(&self, other: &Self) -> usize {
        let pairs = self.chunks.iter().zip(&other.chunks);
        let mut same = 0;
        for (mine, theirs) in pairs {
            if Shared::same(mine, theirs) {
                same += mine.len();
                continue;
            }
            let equal = mine.iter().zip(theirs.iter()).take_while(|(a, b)| a == b);
            let equal = equal.count();
            same += equal;
            if equal < CHUNK {
                break;
            }
        }
        same
    }
}
