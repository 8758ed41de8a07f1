//! One znode, and what is told of it.

use alloc::{rc::Rc, vec::Vec};

use super::{acl::Acl, chart::Chart};
use crate::{kernel::Shared, zookeeper::zxid::Zxid};

/// A session, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// The data of a znode. Null and empty are different.
pub type Data = Option<Rc<[u8]>>;

/// How long a znode lives. On disk it is encoded in `ephemeralOwner` (`EphemeralType.java`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Life {
    /// Until it is deleted.
    #[default]
    Persistent,
    /// As long as this session.
    Ephemeral(SessionId),
    /// Until its last child is gone.
    Container,
    /// Until it has been left alone for so many milliseconds.
    Ttl(u64),
}

/// A znode.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Znode {
    /// Its data.
    pub data: Data,
    /// Its access list.
    pub acl: Acl,
    /// The transaction that created it.
    pub czxid: Zxid,
    /// The last setData.
    pub mzxid: Zxid,
    /// The last creation or deletion of a child.
    pub pzxid: Zxid,
    /// When it was created, in ms.
    pub ctime: u64,
    /// When its data was set last, in ms.
    pub mtime: u64,
    /// How often its data was set.
    pub version: i32,
    /// How many children were ever created: the stored `cversion`, and the next sequence number.
    pub created: i32,
    /// How often its access list was set.
    pub aversion: i32,
    /// How long it lives.
    pub life: Life,
    /// Its children by their names.
    pub children: Chart<Shared<Znode>>,
}

/// What a client is told of a znode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stat {
    /// See [`Znode::czxid`].
    pub czxid: Zxid,
    /// See [`Znode::mzxid`].
    pub mzxid: Zxid,
    /// See [`Znode::pzxid`].
    pub pzxid: Zxid,
    /// See [`Znode::ctime`].
    pub ctime: u64,
    /// See [`Znode::mtime`].
    pub mtime: u64,
    /// See [`Znode::version`].
    pub version: i32,
    /// Creations and deletions of children: 2 × creations − children.
    pub cversion: i32,
    /// See [`Znode::aversion`].
    pub aversion: i32,
    /// The owner of an ephemeral; containers and TTL nodes do not show theirs.
    pub ephemeral_owner: Option<SessionId>,
    /// Bytes of its data.
    pub data_length: u32,
    /// How many children it has.
    pub num_children: u32,
}

impl Znode {
    /// What a client is told.
    pub fn stat(&self) -> Stat {
        let children = self.children.len();
        Stat {
            czxid: self.czxid,
            mzxid: self.mzxid,
            pzxid: self.pzxid,
            ctime: self.ctime,
            mtime: self.mtime,
            version: self.version,
            cversion: self.created.wrapping_mul(2).wrapping_sub(children as i32),
            aversion: self.aversion,
            ephemeral_owner: match self.life {
                Life::Ephemeral(owner) => Some(owner),
                Life::Persistent | Life::Container | Life::Ttl(_) => None,
            },
            data_length: self.data.as_ref().map_or(0, |data| data.len() as u32),
            num_children: children as u32,
        }
    }

    /// The names of its children, ascending.
    pub fn names(&self) -> Vec<Rc<str>> {
        self.children.iter().map(|(name, _)| name.clone()).collect()
    }

    /// How long its data is.
    pub fn bytes(&self) -> i64 {
        self.data.as_ref().map_or(0, |data| data.len() as i64)
    }

    /// Adds how many nodes it has with itself, and how many bytes they hold.
    pub(super) fn measure(&self, count: &mut i64, bytes: &mut i64) {
        *count += 1;
        *bytes += self.bytes();
        for (_, child) in self.children.iter() {
            child.measure(count, bytes);
        }
    }

    /// How many nodes lie below it.
    pub fn descendants(&self) -> usize {
        let below = |(_, child): (&Rc<str>, &Shared<Self>)| 1 + child.descendants();
        self.children.iter().map(below).sum()
    }
}
