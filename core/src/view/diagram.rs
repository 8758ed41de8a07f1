//! The space–time diagram as data.

use alloc::{string::String, vec::Vec};

use super::{Condition, Fate, Kin, Tone};

/// A lane of the space–time diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneView {
    /// The node.
    pub node: u8,
    /// Its name.
    pub name: String,
    /// The colour of its own; 0 if it has none. See [`super::hue`].
    pub hue: u8,
}

/// One message in the space–time diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrowView {
    /// The envelope's key.
    pub key: String,
    /// Sender.
    pub from: u8,
    /// Receiver.
    pub to: u8,
    /// Column where it was sent; may lie before the window.
    pub sent: u32,
    /// Column where it ended; `None` while in flight at the end of the run.
    pub ended: Option<u32>,
    /// What became of it.
    pub fate: Fate,
    /// Its hue.
    pub tone: Tone,
    /// Type and short content, for pointing at it.
    pub label: String,
    /// What it is to those who want to see fewer.
    pub kin: Kin,
    /// What it is about; may be empty.
    pub matter: String,
}

/// Something that happened at one node without a message, e.g. a flush or a timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DotView {
    /// The node.
    pub node: u8,
    /// The column.
    pub column: u32,
    /// Its hue.
    pub tone: Tone,
    /// What happened, for pointing at it.
    pub label: String,
}

/// A stretch of one lane in which the node was not itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandView {
    /// The node.
    pub node: u8,
    /// First column.
    pub from: u32,
    /// Column of its end; `None` when it lasts to the end of the run.
    pub until: Option<u32>,
    /// `Down` or `Paused`.
    pub condition: Condition,
    /// E.g. `crashed`.
    pub label: String,
}

/// A moment worth jumping to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneView {
    /// The column.
    pub column: u32,
    /// E.g. `A chosen`.
    pub label: String,
    /// Whether a property broke here.
    pub broken: bool,
}

/// A window of the space–time diagram. Columns are *stops*: steps that the reader sees singly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeView {
    /// What it is a diagram of: the branch, its end, and the window. Of the same, only the cursor
    /// can be elsewhere.
    pub of: [u32; 4],
    /// The lanes from top to bottom.
    pub lanes: Vec<LaneView>,
    /// First column shown.
    pub first: u32,
    /// Number of columns in the whole run (column 0 is the start).
    pub columns: u32,
    /// Column of the cursor.
    pub cursor: u32,
    /// Messages that touch the window.
    pub arrows: Vec<ArrowView>,
    /// Local events in the window.
    pub dots: Vec<DotView>,
    /// Bands that touch the window.
    pub bands: Vec<BandView>,
    /// All milestones of the run.
    pub milestones: Vec<MilestoneView>,
}
