//! The tree of znodes as a server has applied it, and the way from an effect back to its cause.

use alloc::{string::String, vec::Vec};

use super::{FieldView, Tone};

/// What is to be seen of the trees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeAsk {
    /// Whose tree; the leader's if nothing is said.
    pub server: Option<u8>,
    /// Nodes that the reader opened or closed: whether each is open.
    pub opened: Vec<(String, bool)>,
    /// Only nodes whose path contains this; all if it is empty.
    pub search: String,
    /// The node that is looked at.
    pub selected: Option<String>,
    /// The first row of the window.
    pub first: usize,
    /// How many rows it has.
    pub rows: usize,
}

/// The tree as one server has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeView {
    /// All servers.
    pub servers: Vec<CopyView>,
    /// Whose tree this is.
    pub server: u8,
    /// Why there is nothing to be seen; empty if there is.
    pub nothing: String,
    /// The window of rows.
    pub rows: Vec<ZnodeRow>,
    /// The first row of it.
    pub first: usize,
    /// All rows there are, in the window or not.
    pub total: usize,
    /// The node that is looked at.
    pub selected: Option<ZnodeView>,
}

/// How far a server's tree is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopyView {
    /// The server.
    pub id: u8,
    /// Its name.
    pub name: String,
    /// Whether it leads.
    pub leads: bool,
    /// Whether it has a tree in memory.
    pub up: bool,
    /// How many transactions it lacks that the leader has applied.
    pub behind: usize,
    /// The last zxid it has applied, how far it is behind, and why.
    pub told: String,
}

/// A client, named where something belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientMark {
    /// Its name, or the number of a session that no client speaks for.
    pub name: String,
    /// The colour of this client; 0 if it is none. See [`super::hue`].
    pub hue: u8,
}

/// How long a znode lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZnodeKind {
    /// Until it is deleted.
    #[default]
    Persistent,
    /// As long as its session.
    Ephemeral,
    /// Until its last child is gone.
    Container,
    /// Until it has been left alone for some time.
    Ttl,
}

/// How a znode differs from that of the leader, or of another server if this is the leader's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZnodeMark {
    /// It is not here.
    Missing,
    /// It is only here.
    Extra,
    /// It is older here.
    Older,
    /// It is newer here.
    Newer,
}

/// A row of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZnodeRow {
    /// Its path.
    pub path: String,
    /// Its name, or its path where rows are what a search found.
    pub name: String,
    /// The ten digits at the end of a sequential name, which are not in `name`.
    pub sequence: String,
    /// How far below the root.
    pub depth: u8,
    /// How many children it has.
    pub children: usize,
    /// Whether they are shown.
    pub open: bool,
    /// How long it lives.
    pub kind: ZnodeKind,
    /// That in words; empty for the usual kind.
    pub kind_told: String,
    /// The owner of an ephemeral.
    pub owner: Option<ClientMark>,
    /// The version of its data, e.g. `v2`; empty if it was never set.
    pub version: String,
    /// The beginning of its data.
    pub data: String,
    /// Whose watches on it this server keeps.
    pub watchers: Vec<ClientMark>,
    /// How it differs.
    pub mark: Option<ZnodeMark>,
    /// That in words, with the reason.
    pub marked: String,
    /// Whether something below it differs.
    pub below: bool,
    /// Whether this stop changed it.
    pub changed: bool,
    /// Whether it is looked at.
    pub selected: bool,
}

/// A field of a znode's Stat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatView {
    /// What it is, and its value.
    pub field: FieldView,
    /// Whence it comes, if a transaction made it.
    pub cause: Option<Caused>,
}

/// A znode as one server has it, beside those of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// The server.
    pub name: String,
    /// What it has, e.g. `v2 ⟨1,7⟩`.
    pub value: String,
    /// Why that is not what the leader has; empty if it is.
    pub why: String,
    /// Whether it is the server whose tree is shown.
    pub shown: bool,
    /// Whence it comes.
    pub cause: Option<Caused>,
}

/// Everything of a znode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZnodeView {
    /// Its path.
    pub path: String,
    /// What it is, in words.
    pub kind: String,
    /// The owner of an ephemeral.
    pub owner: Option<ClientMark>,
    /// Its data as text, or as bytes.
    pub data: String,
    /// Its Stat, in ZooKeeper's names; empty if it is not at this server.
    pub stat: Vec<StatView>,
    /// Its access list.
    pub acl: Vec<String>,
    /// The watches on it at this server: whose, and of which kind.
    pub watches: Vec<(ClientMark, String)>,
    /// What each server has.
    pub versions: Vec<VersionView>,
}

/// An effect whose cause can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caused {
    /// A transaction, as a server has applied it.
    Txn {
        /// The server.
        server: u8,
        /// The transaction.
        zxid: i64,
    },
    /// The last answer that a client has had.
    Answer(u8),
    /// The last event that a client has heard of.
    Event(u8),
    /// An answer or an event on its way, by the key of its envelope.
    Envelope(String),
}

/// The steps from a request to an effect of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainView {
    /// The effect.
    pub heading: String,
    /// The steps, the request first.
    pub links: Vec<ChainLink>,
    /// What is not in the record; mostly empty.
    pub note: String,
}

/// A step on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainLink {
    /// The node it happened at.
    pub node: u8,
    /// Its name.
    pub who: String,
    /// What it did.
    pub what: String,
    /// The hue of that.
    pub tone: Tone,
    /// Whether it is one of the acknowledgements that made the quorum.
    pub is_ack: bool,
    /// The stop it belongs to.
    pub stop: u32,
}
