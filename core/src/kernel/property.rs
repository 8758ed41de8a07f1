//! What must hold of a run, stated outside the nodes.

use alloc::vec::Vec;

use super::{NodeId, Protocol, StepIndex, World};

/// When a property must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expect {
    /// At every step.
    Always,
    /// At some step of some run; it exposes an `Always` that holds because nothing ever happens.
    Sometimes,
    /// Once faults have ended and links are healed.
    Eventually,
    /// Never: others promise it, this protocol does not. It is judged, for comparison, where the
    /// configuration asks for that, and to break it is no mistake.
    NotPromised,
}

/// What breaks a property, or witnesses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// A node.
    Node(NodeId),
    /// A step.
    Step(StepIndex),
}

/// Whether a property holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It does.
    Holds,
    /// It does not, and these show it.
    Fails {
        /// The witnesses, two where there are two.
        evidence: Vec<Evidence>,
    },
}

/// A property of a world, judged from its nodes and its ghost.
pub struct Property<P: Protocol> {
    /// A stable name for scripts, e.g. `agreement`.
    pub name: &'static str,
    /// Where it is stated.
    pub source: &'static str,
    /// When it must hold.
    pub expect: Expect,
    /// Judges it; cheap, since it runs at every step.
    pub check: fn(&World<P>) -> Verdict,
}
