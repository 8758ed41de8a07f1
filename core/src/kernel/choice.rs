//! Choices: everything that can happen next, as a value; and steps: what a choice did.

use alloc::vec::Vec;

use super::{
    Aside, Conn, EnvelopeId, File, Input, NodeId, Output, Protocol, Sent, StepIndex, Ticks, Told,
    Via,
};

/// One thing that can happen next. All nondeterminism is here. The text form is in `text.rs`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Choice<P: Protocol> {
    /// An envelope arrives.
    Deliver(EnvelopeId),
    /// An envelope is held back until released.
    Hold(EnvelopeId),
    /// A held envelope may travel on.
    Release(EnvelopeId),
    /// A datagram is lost.
    Drop(EnvelopeId),
    /// A datagram is doubled.
    Duplicate(EnvelopeId),
    /// A runnable task runs.
    Run {
        /// Where.
        node: NodeId,
        /// Which.
        task: P::Task,
    },
    /// An armed timer fires, at its deadline or now if that has passed.
    Fire {
        /// Where.
        node: NodeId,
        /// Which.
        timer: P::Timer,
    },
    /// The oldest unflushed writes of a file reach the disk.
    Flush {
        /// Where.
        node: NodeId,
        /// Which file.
        file: File,
        /// How many writes.
        count: u16,
    },
    /// A connection breaks: what is on it is lost, and each end notices by itself.
    Break(Conn),
    /// What one node sends to another stalls.
    Cut {
        /// Sender.
        from: NodeId,
        /// Receiver.
        to: NodeId,
    },
    /// It travels again.
    Mend {
        /// Sender.
        from: NodeId,
        /// Receiver.
        to: NodeId,
    },
    /// A node's process dies: memory and unflushed writes are gone.
    Crash(NodeId),
    /// It dies in the middle of a write: of the oldest one to this file a part is on the disk.
    Tear {
        /// Where.
        node: NodeId,
        /// Which file.
        file: File,
    },
    /// A dead node boots from its disk.
    Restart(NodeId),
    /// A node stops for a while, hearing nothing, keeping its memory.
    Pause(NodeId),
    /// It goes on.
    Resume(NodeId),
    /// A dead node's disk is replaced by an empty one.
    Wipe(NodeId),
    /// Somebody outside asks.
    Submit {
        /// Whom.
        node: NodeId,
        /// What.
        request: P::Request,
    },
}

/// What a choice did to the world, besides what the node it reached made of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect<P: Protocol> {
    /// A node was given an input.
    Input {
        /// The node.
        node: NodeId,
        /// What it was given.
        input: Input<P>,
    },
    /// A message reached a node that is down; a dial a node that does not listen.
    Undelivered {
        /// The node.
        node: NodeId,
        /// The message, if it was one of the protocol.
        body: Option<P::Message>,
    },
    /// An envelope was dropped, held, released or doubled.
    Handled {
        /// The message, if it was one of the protocol.
        body: Option<P::Message>,
    },
    /// Writes reached the disk.
    Flushed {
        /// The node.
        node: NodeId,
        /// What was written.
        records: Vec<P::Record>,
        /// How many tasks this made runnable.
        followers: u16,
    },
    /// A node died, and these writes with it.
    Crashed {
        /// The node.
        node: NodeId,
        /// What had not reached the disk, or not as a whole.
        unflushed: Vec<P::Record>,
    },
    /// A node booted.
    Booted {
        /// The node.
        node: NodeId,
    },
    /// A node was paused, resumed or wiped, a link cut, mended or broken.
    Changed,
}

/// One applied choice: what happened, when, why, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step<P: Protocol> {
    /// Its number, from 1.
    pub index: StepIndex,
    /// When.
    pub at: Ticks,
    /// What was chosen.
    pub choice: Choice<P>,
    /// The step that sent the envelope, armed the timer, wrote the record or made the task
    /// runnable.
    pub cause: Option<StepIndex>,
    /// What it did to the world.
    pub effect: Effect<P>,
    /// What the node made of it.
    pub out: Told<P>,
    /// The identities of its `Send` outputs, in order.
    pub sent: Sent,
}

impl<P: Protocol> Step<P> {
    /// A step to be written over, of which nothing is true.
    pub fn blank() -> Self {
        Self {
            index: StepIndex(0),
            at: Ticks(0),
            choice: Choice::Crash(NodeId(0)),
            cause: None,
            effect: Effect::Changed,
            out: Told::nothing(),
            sent: Sent::new(),
        }
    }

    /// Forgets all but its choice and the room that its lists take; `records` gets that of its
    /// records.
    #[inline(always)]
    pub(super) fn clear(&mut self, records: &Aside<Vec<P::Record>>) {
        self.cause = None;
        let plain = match &mut self.effect {
            Effect::Flushed { records: old, .. } => {
                if old.capacity() > 0 {
                    old.clear();
                    records.set(core::mem::take(old));
                }
                true
            }
            Effect::Input { input, .. } => {
                matches!(input, Input::Task(_)) && !core::mem::needs_drop::<P::Task>()
            }
            Effect::Changed | Effect::Booted { .. } => true,
            Effect::Undelivered { .. } | Effect::Handled { .. } | Effect::Crashed { .. } => false,
        };
        if plain {
            // What holds nothing has nothing to drop.
            core::mem::forget(core::mem::replace(&mut self.effect, Effect::Changed));
        } else {
            self.effect = Effect::Changed;
        }
        // Mostly there is nothing where nobody asks.
        if self.out.reactions.len() + self.out.outputs.len() + self.sent.len() > 0 {
            self.out.reactions.clear();
            self.out.outputs.clear();
            self.sent.clear();
        }
    }

    /// Says what it did; nothing has been said before.
    pub(super) fn tell(&mut self, effect: Effect<P>) {
        debug_assert!(matches!(self.effect, Effect::Changed), "said before");
        // What is written over has nothing to drop.
        core::mem::forget(core::mem::replace(&mut self.effect, effect));
    }

    /// A node that is down was given something: a message of no connection is lost.
    #[cold]
    pub(super) fn unheard(&mut self) {
        if let Effect::Input {
            node,
            input: Input::Message { via, body, .. },
        } = &self.effect
            && *via == (Via::Datagram { to: *node })
        {
            let (node, body) = (*node, Some(body.clone()));
            self.effect = Effect::Undelivered { node, body };
        }
    }

    /// The node it happened at, if it happened at one.
    pub fn node(&self) -> Option<NodeId> {
        match &self.effect {
            Effect::Input { node, .. }
            | Effect::Undelivered { node, .. }
            | Effect::Flushed { node, .. }
            | Effect::Crashed { node, .. }
            | Effect::Booted { node } => Some(*node),
            Effect::Handled { .. } => None,
            Effect::Changed => self.choice.node(),
        }
    }

    /// The messages sent in it, with their identities.
    pub fn messages(&self) -> impl Iterator<Item = (EnvelopeId, &P::Message)> {
        let bodies = self.out.outputs.iter().filter_map(|output| match output {
            Output::Send { body, .. } => Some(body),
            Output::Listen(_)
            | Output::Unlisten(_)
            | Output::Dial(_)
            | Output::Hangup(_)
            | Output::Arm { .. }
            | Output::Disarm(_)
            | Output::Run(_)
            | Output::Write(_)
            | Output::Exit => None,
        });
        self.sent
            .iter()
            .zip(bodies)
            .filter_map(|(id, body)| id.map(|id| (id, body)))
    }
}

impl<P: Protocol> Choice<P> {
    /// The node a choice names, if it is about one node.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::Run { node, .. }
            | Self::Fire { node, .. }
            | Self::Flush { node, .. }
            | Self::Crash(node)
            | Self::Tear { node, .. }
            | Self::Restart(node)
            | Self::Pause(node)
            | Self::Resume(node)
            | Self::Wipe(node)
            | Self::Submit { node, .. } => Some(*node),
            Self::Deliver(id) => Some(id.to()),
            Self::Hold(_)
            | Self::Release(_)
            | Self::Drop(_)
            | Self::Duplicate(_)
            | Self::Break(_)
            | Self::Cut { .. }
            | Self::Mend { .. } => None,
        }
    }

    /// The link it is about, if it is about one: its ends, the smaller index first.
    pub fn link(&self) -> Option<(NodeId, NodeId)> {
        if let Self::Cut { from, to } | Self::Mend { from, to } = self {
            return Some((*from.min(to), *from.max(to)));
        }
        let Self::Break(conn) = self else { return None };
        Some((
            conn.dialler().min(conn.acceptor()),
            conn.dialler().max(conn.acceptor()),
        ))
    }

    /// The envelope it is about, if it is about one.
    pub fn envelope(&self) -> Option<EnvelopeId> {
        match self {
            Self::Deliver(id)
            | Self::Hold(id)
            | Self::Release(id)
            | Self::Drop(id)
            | Self::Duplicate(id) => Some(*id),
            Self::Run { .. }
            | Self::Fire { .. }
            | Self::Flush { .. }
            | Self::Break(_)
            | Self::Cut { .. }
            | Self::Mend { .. }
            | Self::Crash(_)
            | Self::Tear { .. }
            | Self::Restart(_)
            | Self::Pause(_)
            | Self::Resume(_)
            | Self::Wipe(_)
            | Self::Submit { .. } => None,
        }
    }
}

/// Why a choice does not apply here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// No such envelope is in flight.
    NoSuchEnvelope,
    /// It is held.
    Held,
    /// It is not held.
    NotHeld,
    /// Its link is cut.
    LinkCut,
    /// An earlier envelope of the same connection must arrive first.
    NotFirst,
    /// Only datagrams are lost or doubled; a connection breaks as a whole.
    InConnection,
    /// Its doubles are used up.
    TooManyCopies,
    /// The node is down.
    NodeDown,
    /// The node is not down.
    NodeNotDown,
    /// The node is paused.
    NodePaused,
    /// The node is not paused.
    NodeNotPaused,
    /// There is no such node.
    NoSuchNode,
    /// The node waits, e.g. for its disk.
    NotReady,
    /// No such task is runnable.
    NoSuchTask,
    /// No such timer is armed.
    NoSuchTimer,
    /// Fewer writes than that wait.
    NothingToFlush,
    /// There is no such connection.
    NoSuchConnection,
    /// The link is cut already.
    AlreadyCut,
    /// The link is not cut.
    NotCut,
    /// This node takes no such request.
    NoSuchRequest,
    /// Nothing is being written there that could be half written.
    NothingToTear,
}
