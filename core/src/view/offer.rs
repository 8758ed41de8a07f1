//! What may be chosen, and about what.

use alloc::string::String;

/// What a choice acts upon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A message, by its key.
    Envelope(String),
    /// A node.
    Node(u8),
    /// The link between two nodes, the smaller index first.
    Link(u8, u8),
}

/// One thing the reader may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferView {
    /// The choice in its stable text form, to be handed back.
    pub choice: String,
    /// What the button says, e.g. `Deliver`.
    pub label: String,
    /// What it acts upon.
    pub target: Target,
    /// Whether the schedule would pick it next.
    pub next: bool,
}
