//! Transactions, and sequences of them that moments of a run share.

use alloc::{boxed::Box, rc::Rc, vec::Vec};
use core::ops::Deref;

use super::{
    memo::Memo,
    znode::{
        node::SessionId,
        request::{Change, Write},
    },
    zxid::Zxid,
};
use crate::kernel::{Aside, Shared, Unhashed};

/// What the clients inside servers write to `/x`: a short word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub Rc<str>);

/// A transaction: the outcome the leader computed, not the request. Copies share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Txn(Rc<Body>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Body {
    entry: Entry,
    memo: Aside<Rc<Memo>>,
}

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
    pub wanted: Option<Box<Write>>,
}

impl Txn {
    /// Shares a transaction.
    pub fn new(entry: Entry) -> Self {
        let memo = Aside::default();
        Self(Rc::new(Body { entry, memo }))
    }

    /// What it made of a tree.
    pub(super) fn memo(&self) -> &Aside<Rc<Memo>> {
        &self.0.memo
    }
}

impl Deref for Txn {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.0.entry
    }
}

/// How many transactions are shared at once.
const CHUNK: usize = 32;
/// How many are in as many chunks: a long history is cloned in a few words.
const BLOCK: usize = CHUNK * CHUNK;

type Chunk = Shared<Vec<Txn>>;

/// Transactions in the order of their zxids. Clones share all but the last chunk, if that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// All but those in the last chunk.
    blocks: Vec<Shared<Vec<Chunk>>>,
    /// The last chunk, which is empty only if everything is.
    tail: Chunk,
    len: usize,
    /// The zxid of the last one; zero if there is none.
    last: Unhashed<Zxid>,
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
        self.last.0
    }

    /// How many are in blocks.
    fn settled(&self) -> usize {
        self.len - self.tail.len()
    }

    /// The one at a place.
    pub fn get(&self, place: usize) -> Option<&Txn> {
        if let Some(late) = place.checked_sub(self.settled()) {
            return self.tail.get(late);
        }
        let block = self.blocks.get(place / BLOCK)?;
        block.get(place % BLOCK / CHUNK)?.get(place % CHUNK)
    }

    /// The last ones: those that share a chunk with the last of all. For what is near the end this
    /// is cheaper than to look for places.
    #[inline(always)]
    pub(super) fn tail(&self) -> &[Txn] {
        &self.tail
    }

    /// Appends one.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn push(&mut self, txn: Txn) {
        if self.tail.len() == CHUNK {
            self.settle();
        }
        self.last.0 = txn.zxid;
        let tail = Shared::touch(&mut self.tail);
        if tail.len() == tail.capacity() {
            // A copy has no more room than it needs: it is not to get more than it will need.
            tail.reserve_exact(tail.len().max(4).min(CHUNK - tail.len()));
        }
        tail.push(txn);
        self.len += 1;
    }

    /// The last chunk goes to the others.
    #[cold]
    fn settle(&mut self) {
        if self.settled().is_multiple_of(BLOCK) {
            self.blocks.push(Shared::default());
        }
        let full = core::mem::take(&mut self.tail);
        if let Some(block) = self.blocks.last_mut() {
            Shared::touch(block).push(full);
        }
    }

    /// How many have a zxid up to this one.
    pub fn upto(&self, zxid: Zxid) -> usize {
        // Mostly it is asked about one near the end, and none was left out since.
        let behind = usize::try_from(self.last().0.saturating_sub(zxid.0).max(0));
        if let Some(place) = behind.ok().and_then(|behind| self.len.checked_sub(behind))
            && (place == self.len || self.zxid_before(place) == Some(zxid))
        {
            return place;
        }
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
        self.zxid_before(self.upto(zxid)) == Some(zxid)
    }

    fn zxid_before(&self, place: usize) -> Option<Zxid> {
        Some(self.get(place.checked_sub(1)?)?.zxid)
    }

    /// Keeps so many.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.last.0 = self.zxid_before(len).unwrap_or_default();
        let settled = len.saturating_sub(1) / CHUNK * CHUNK;
        if settled < self.settled() {
            let block = self.blocks.get(settled / BLOCK);
            let chunk = block.and_then(|block| block.get(settled % BLOCK / CHUNK));
            self.tail = chunk.cloned().unwrap_or_default();
            self.blocks.truncate(settled.div_ceil(BLOCK));
            let rest = settled % BLOCK / CHUNK;
            if let Some(block) = self.blocks.last_mut().filter(|_| rest > 0) {
                Shared::touch(block).truncate(rest);
            }
        }
        Shared::touch(&mut self.tail).truncate(len - settled);
        self.len = len;
    }

    /// Those from a place on.
    pub fn from(&self, place: usize) -> impl Iterator<Item = &Txn> {
        let late = place.saturating_sub(self.settled());
        let start = place.min(self.settled());
        let blocks = self.blocks.iter().skip(start / BLOCK);
        let chunks = blocks.flat_map(|block| block.iter());
        let chunks = chunks.skip(start % BLOCK / CHUNK);
        let early = chunks.flat_map(|chunk| chunk.iter()).skip(start % CHUNK);
        early.chain(self.tail.iter().skip(late))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Txn> {
        self.from(0)
    }

    /// How many of the first ones are the same in both; what is shared is not compared.
    pub fn common(&self, other: &Self) -> usize {
        let mut same = 0;
        for (mine, theirs) in self.blocks.iter().zip(&other.blocks) {
            let equal = if Shared::same(mine, theirs) {
                mine.iter().map(|chunk| chunk.len()).sum()
            } else {
                common(mine, theirs)
            };
            same += equal;
            if equal < BLOCK {
                break;
            }
        }
        if same < self.settled().min(other.settled()) {
            return same;
        }
        let rest = self.from(same).zip(other.from(same));
        same + rest.take_while(|(a, b)| a == b).count()
    }
}

/// How many of the first ones of two blocks are the same.
fn common(mine: &[Chunk], theirs: &[Chunk]) -> usize {
    let mut same = 0;
    for (mine, theirs) in mine.iter().zip(theirs) {
        if Shared::same(mine, theirs) {
            same += mine.len();
            continue;
        }
        let equal = mine.iter().zip(theirs.iter());
        let equal = equal.take_while(|(a, b)| a == b).count();
        same += equal;
        if equal < CHUNK {
            break;
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zookeeper::znode::error::Error;

    fn txn(counter: u32, time: u64) -> Txn {
        Txn::new(Entry {
            zxid: Zxid::new(1, counter),
            session: SessionId(0),
            cxid: 0,
            time,
            change: Change::Failed(Error::NoNode),
            wanted: None,
        })
    }

    #[test]
    fn a_history_does_what_a_list_does() {
        let mut history = History::default();
        let mut list = Vec::new();
        for counter in 1..=2_500 {
            history.push(txn(counter, 0));
            list.push(txn(counter, 0));
        }
        let whole = history.clone();
        for len in [
            2_500, 2_499, 2_080, 2_048, 2_047, 1_024, 1_023, 33, 32, 31, 1, 0,
        ] {
            history.truncate(len);
            list.truncate(len);
            assert_eq!(history.len(), len);
            assert!(history.iter().eq(&list));
            assert!(history.from(len / 2).eq(&list[len / 2..]));
            assert!(list.ends_with(history.tail()));
            assert_eq!(history.tail().is_empty(), list.is_empty());
            assert_eq!(history.last(), Zxid::new(u32::from(len > 0), len as u32));
            assert_eq!(history.common(&whole), len);
            assert_eq!(history.upto(Zxid::new(1, 40)), len.min(40));
            let mut other = history.clone();
            other.push(txn(len as u32 + 1, 7));
            assert_eq!(other.common(&whole), len);
        }
    }
}
