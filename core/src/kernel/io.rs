//! What goes into a node and what comes out of it.

use alloc::{boxed::Box, vec::Vec};

use crate::sorted::SortedMap;

use super::{Conn, Data, EnvelopeId, NodeId, Port, Protocol, Span, Via};

/// What a node is given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input<P: Protocol> {
    /// A message arrived.
    Message {
        /// Its sender.
        from: NodeId,
        /// How it travelled.
        via: Via,
        /// Its content.
        body: P::Message,
    },
    /// A dial of this node was answered.
    Opened(Conn),
    /// Another node dialled this one, which listens.
    Accepted(Conn),
    /// A dial of this node was refused: nobody listens there.
    Refused(Conn),
    /// This end notices that the connection is over.
    Closed(Conn),
    /// A timer fired; it is no longer armed.
    Timer(P::Timer),
    /// A task became runnable and runs.
    Task(P::Task),
    /// Somebody outside asks.
    Request(P::Request),
}

/// An input that waits, for [`Protocol::ready`].
pub enum Offered<'a, P: Protocol> {
    /// A message.
    Message {
        /// Its sender.
        from: NodeId,
        /// How it travels.
        via: Via,
        /// Its content.
        body: &'a P::Message,
    },
    /// News of a connection.
    News(Conn),
    /// A timer that is due.
    Timer(&'a P::Timer),
    /// A runnable task.
    Task(&'a P::Task),
    /// Somebody outside asks.
    Request(&'a P::Request),
}

/// One write to the disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Write<P: Protocol> {
    /// What is written.
    pub record: P::Record,
    /// What becomes runnable when it has reached the disk.
    pub then: Option<P::Task>,
}

/// What a node wants of the world. Its kind is a byte of its own, since it is asked for more often
/// than it is moved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Output<P: Protocol> {
    /// Put a message on the wire at once, whatever is still unflushed.
    Send {
        /// How it travels.
        via: Via,
        /// Its content.
        body: P::Message,
    },
    /// Take calls on this port from now on.
    Listen(Port),
    /// Take no more calls on this port; connections stay.
    Unlisten(Port),
    /// Dial.
    Dial(Conn),
    /// End a connection, or give up a dial.
    Hangup(Conn),
    /// Arm a timer anew.
    Arm {
        /// Which.
        timer: P::Timer,
        /// For how long.
        after: Span,
    },
    /// Disarm a timer.
    Disarm(P::Timer),
    /// Make a task runnable.
    Run(P::Task),
    /// Write to the disk.
    Write(Write<P>),
    /// The process ends, as in a crash of its own making.
    Exit,
}

/// Whether a rule acted or declined to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reaction<R: Data> {
    /// It acted.
    Applied(R),
    /// The input was of no use, for this reason.
    Ignored(R),
}

impl<R: Data> Reaction<R> {
    /// The rule.
    pub fn rule(&self) -> &R {
        match self {
            Self::Applied(rule) | Self::Ignored(rule) => rule,
        }
    }
}

/// What a handler told: a part of the step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Told<P: Protocol> {
    /// The rules that acted or declined.
    pub reactions: Vec<Reaction<P::Rule>>,
    /// What the node wanted of the world.
    pub outputs: Vec<Output<P>>,
}

impl<P: Protocol> Told<P> {
    /// Nothing.
    pub const fn nothing() -> Self {
        Self {
            reactions: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

/// How often a node has dialled each other one on each port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Dials(pub(super) Option<Box<SortedMap<(NodeId, Port), u16>>>);

impl Dials {
    /// The number of a new dial.
    pub(super) fn next(&mut self, to: NodeId, port: Port) -> u16 {
        let count = self.0.get_or_insert_default().or_default((to, port));
        let nth = *count;
        *count = nth.wrapping_add(1);
        nth
    }
}

/// Identities of what a step put on the wire, in the order of its `Send` outputs. A message sent
/// on a connection that is over has none.
pub type Sent = Vec<Option<EnvelopeId>>;
