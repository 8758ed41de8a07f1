//! What servers that elect and follow each other show besides cards and messages.

use alloc::{string::String, vec::Vec};

use super::{StripView, Tone};

/// How far a node is on a way of several stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhaseView {
    /// The stage it is in, from 1.
    pub at: u8,
    /// How many there are.
    pub of: u8,
    /// What the stage is called.
    pub label: String,
    /// Whether the last step moved it.
    pub changed: bool,
}

/// A comparison that a node has just made, written out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemarkView {
    /// What did not decide, e.g. `1 = 1,`; may be empty.
    pub lead: String,
    /// What did, e.g. `s3 > s1`; empty if there is nothing to remark.
    pub point: String,
}

/// Whom a node supports: an arrow from it to the other one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointerView {
    /// Who supports.
    pub from: u8,
    /// Whom.
    pub to: u8,
    /// Whom it supported before the last step, if that changed it.
    pub was: Option<u8>,
    /// Whether it knows of a quorum for this.
    pub settled: bool,
    /// What is supported, in words.
    pub label: String,
    /// Its hue.
    pub tone: Tone,
}

/// A pair of nodes with something between them that is not simply open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// One end, the smaller index.
    pub a: u8,
    /// The other end.
    pub b: u8,
    /// Whether messages from `a` to `b` are stalled by a cut.
    pub cut_ab: bool,
    /// Whether messages from `b` to `a` are stalled by a cut.
    pub cut_ba: bool,
    /// What there is besides.
    pub bond: Bond,
    /// The colour of the client at one of its ends, or 0.
    pub hue: u8,
}

/// What there is between two nodes, cuts aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bond {
    /// They talk: a thin line.
    #[default]
    Talk,
    /// Nothing that is drawn.
    Quiet,
    /// One calls the other.
    Calling,
    /// One follows the other.
    Follows,
    /// One is a client of the other, and has its session there.
    Serves,
    /// It is over, and at least one of them does not know that yet.
    Broken,
}

/// What a message is to those who want to see fewer of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kin {
    /// Part of the story.
    #[default]
    Story,
    /// It only sets up a connection.
    Setup,
    /// A heartbeat.
    Heartbeat,
}

/// Where a row of a decision table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applies {
    /// It was looked at, and does not apply.
    No,
    /// It applies.
    Yes,
    /// It was not looked at.
    Unread,
}

/// A row of a decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowView {
    /// Its number in the source, e.g. `S2`.
    pub name: String,
    /// Its condition.
    pub test: String,
    /// What it leads to.
    pub outcome: String,
    /// Whether it applies.
    pub applies: Applies,
}

/// One node is brought to the history of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncView {
    /// Who has the history.
    pub from: u8,
    /// Who gets it.
    pub to: u8,
    /// What it is, in a few words.
    pub title: String,
    /// The two histories, cell for cell: an empty cell stands where one has nothing.
    pub histories: [StripView; 2],
    /// The inputs of the decision, each with its name.
    pub inputs: Vec<(String, String)>,
    /// The table.
    pub rows: Vec<RowView>,
    /// What is sent, in order.
    pub sent: String,
}

/// Where one voter of a tally stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tick {
    /// Counted.
    Have,
    /// Its vote is on its way.
    Coming,
    /// Nothing yet.
    Not,
    /// It cannot vote: down, or it refused.
    Cannot,
}

/// Votes counted against a quorum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TallyView {
    /// The node that counts, beside which the tally stands.
    pub node: u8,
    /// What is counted, e.g. `promises for 1.p1`.
    pub title: String,
    /// The same in a word, where several stand below each other.
    pub brief: String,
    /// The voters, those that count first, so that the threshold is a line between two of them.
    pub ticks: Vec<(String, Tick)>,
    /// How many make a quorum.
    pub quorum: usize,
    /// E.g. `quorum 2 of 3`.
    pub caption: String,
    /// The hue of the votes.
    pub tone: Tone,
    /// How much of its time each voter has left, in the order of the ticks, from 0 to 8; empty if
    /// no time runs.
    pub left: Vec<u8>,
    /// Whether the quorum is about to be lost.
    pub warning: bool,
}
