//! A whole world at one moment, and what a choice makes of it.
//!
//! Invariants: (1) `apply` is a function of the world and the choice alone, clock included;
//! (2) a refused choice changes nothing; (3) a step touches at most one node; (4) time never
//! falls.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Armed, Choice, Cx, Digest, Effect, EnvelopeId, Node, NodeId, Offered, Packet, Protocol,
    Reaction, Refused, Sent, Shared, Span, Step, StepIndex, Ticks, Unhashed, Verdict, Wire,
};

/// How fast things go, when nobody meddles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pace {
    /// How long an envelope travels.
    pub latency: Span,
    /// How long a write takes to reach the disk.
    pub flush: Span,
    /// Directions that are slower or faster than the others.
    pub links: Vec<(NodeId, NodeId, Span)>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            latency: Span { min: 8, max: 24 },
            flush: Span { min: 2, max: 6 },
            links: Vec::new(),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting<P: Protocol> {
    pub(super) config: P::Config,
    pub(super) seed: u64,
    pub(super) pace: Pace,
}

/// A whole world at one moment. Cloning it is cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World<P: Protocol> {
    pub(super) setting: Rc<Setting<P>>,
    pub(super) now: Ticks,
    pub(super) step: StepIndex,
    pub(super) nodes: Vec<Shared<Node<P>>>,
    pub(super) wire: Wire<P::Message>,
    pub(super) ghost: Shared<P::Ghost>,
}

/// What came of giving a node something.
pub(super) struct Outcome<P: Protocol> {
    pub(super) effect: Effect<P>,
    pub(super) cause: Option<StepIndex>,
    pub(super) reactions: Vec<Reaction<P::Rule>>,
    pub(super) outputs: Vec<super::Output<P>>,
    pub(super) sent: Sent,
}

impl<P: Protocol> Outcome<P> {
    pub(super) fn quiet(effect: Effect<P>, cause: Option<StepIndex>) -> Self {
        Self {
            effect,
            cause,
            reactions: Vec::new(),
            outputs: Vec::new(),
            sent: Vec::new(),
        }
    }
}

impl<P: Protocol> World<P> {
    /// The world before the first choice: the nodes named in `up` have booted, in this order.
    pub fn new(config: P::Config, seed: u64, pace: Pace, up: &[NodeId]) -> Self {
        let population = P::population(&config);
        let setting = Rc::new(Setting { config, seed, pace });
        let format = |index| {
            let cx = Cx {
                config: &setting.config,
                me: NodeId(index),
                now: Ticks(0),
            };
            Shared::new(Node::new(P::format(cx)))
        };
        let nodes = (0..population).map(format).collect();
        let mut world = Self {
            setting,
            now: Ticks(0),
            step: StepIndex(0),
            nodes,
            wire: Wire::new(population),
            ghost: Shared::new(P::Ghost::default()),
        };
        for node in up {
            world.boot(*node);
        }
        world
    }

    /// The same ensemble before the first choice, with another seed and pace.
    pub fn anew(&self, seed: u64, pace: Pace) -> Self {
        let ids = (0..self.nodes.len() as u8).map(NodeId);
        let up = ids.filter(|node| self.nodes[node.index()].memory.is_some());
        Self::new(self.config().clone(), seed, pace, &up.collect::<Vec<_>>())
    }

    /// The ensemble's configuration.
    pub fn config(&self) -> &P::Config {
        &self.setting.config
    }
    /// What picks latencies and time-outs.
    pub fn seed(&self) -> u64 {
        self.setting.seed
    }
    /// How fast things go.
    pub fn pace(&self) -> &Pace {
        &self.setting.pace
    }
    /// The time.
    pub fn now(&self) -> Ticks {
        self.now
    }
    /// How many choices have been applied.
    pub fn step(&self) -> StepIndex {
        self.step
    }
    /// The nodes in the order of their indices.
    pub fn nodes(&self) -> &[Shared<Node<P>>] {
        &self.nodes
    }
    /// What is on its way.
    pub fn wire(&self) -> &Wire<P::Message> {
        &self.wire
    }
    /// The history kept for properties.
    pub fn ghost(&self) -> &P::Ghost {
        &self.ghost
    }

    /// The running nodes that no cut separates from this one, itself among them.
    pub fn in_touch(&self, node: NodeId) -> Vec<NodeId> {
        let ids = (0..self.nodes.len() as u8).map(NodeId);
        let up = ids.filter(|other| self.nodes[other.index()].status == super::Status::Up);
        let cut = |other: &NodeId| self.wire.is_cut(node, *other) || self.wire.is_cut(*other, node);
        up.filter(|other| !cut(other)).collect()
    }

    /// A number that two worlds share if they cannot be told apart by what may still happen in
    /// them: blind to the clock, to deadlines and to counters of envelopes.
    pub fn fingerprint(&self) -> u64 {
        let nodes = self
            .nodes
            .iter()
            .enumerate()
            .fold(0u64, |sum, (index, node)| {
                sum.wrapping_add(super::scramble(Shared::digest(node) ^ index as u64))
            });
        Digest::of(&(nodes, &self.wire))
    }

    /// The first property that fails here, by its place in [`Protocol::properties`].
    pub fn broken(&self) -> Option<usize> {
        P::properties().iter().position(|property| {
            property.expect == super::Expect::Always && (property.check)(self) != Verdict::Holds
        })
    }

    /// Applies a choice. A refused one changes nothing.
    pub fn apply(&mut self, choice: Choice<P>) -> Result<Step<P>, Refused> {
        let own = self.pick().filter(|(picked, _)| *picked == choice);
        let at = match &own {
            Some((_, due)) => self.now.max(*due),
            None => self.time_of(&choice),
        };
        self.apply_at(choice, at)
    }

    /// Applies the schedule's own pick; `None` when nothing happens by itself any more.
    pub fn advance(&mut self) -> Option<Step<P>> {
        let (choice, due) = self.pick()?;
        let at = self.now.max(due);
        self.apply_at(choice, at).ok()
    }

    /// Applies a choice again at the time it was applied before, which saves finding out whether it
    /// is the schedule's own. The result is that of [`World::apply`] in the same world.
    pub fn replay(&mut self, choice: Choice<P>, at: Ticks) -> Result<Step<P>, Refused> {
        self.apply_at(choice, at.max(self.now))
    }

    fn time_of(&self, choice: &Choice<P>) -> Ticks {
        let Choice::Fire { node, timer } = choice else {
            return self.now;
        };
        let armed = self
            .nodes
            .get(node.index())
            .and_then(|node| node.timers.iter().find(|armed| armed.timer == *timer));
        armed.map_or(self.now, |armed| armed.deadline.0.max(self.now))
    }

    fn apply_at(&mut self, choice: Choice<P>, at: Ticks) -> Result<Step<P>, Refused> {
        self.admissible(&choice)?;
        self.now = at;
        self.step.0 += 1;
        let outcome = self.perform(&choice)?;
        let step = Step {
            index: self.step,
            at,
            choice,
            cause: outcome.cause,
            effect: outcome.effect,
            reactions: outcome.reactions,
            outputs: outcome.outputs,
            sent: outcome.sent,
        };
        let ghost = Shared::touch(&mut self.ghost);
        P::observe(&self.setting.config, ghost, &step, &self.nodes);
        Ok(step)
    }

    /// Whether a node takes an input now.
    pub(super) fn ready(&self, node: NodeId, offered: &Offered<'_, P>) -> bool {
        match &self.nodes[node.index()].memory {
            Some(memory) => P::ready(memory, offered),
            None => true,
        }
    }

    /// How long an envelope travels: a hash of the seed and its identity.
    pub(super) fn latency(&self, id: EnvelopeId) -> u64 {
        let pace = &self.setting.pace;
        let special = (pace.links.iter()).find(|link| link.0 == id.from && link.1 == id.to());
        let span = special.map_or(pace.latency, |link| link.2);
        span.pick(Digest::of(&(self.setting.seed, id)))
    }

    /// A timer as it is armed now.
    pub(super) fn armed(&self, node: NodeId, timer: &P::Timer, after: Span) -> Armed<P> {
        let count = self.nodes[node.index()].arms.0;
        let hash = Digest::of(&(self.setting.seed, node, timer, count));
        let span = after.pick(hash);
        Armed {
            timer: timer.clone(),
            deadline: Unhashed(self.now.plus(span)),
            span_ticks: Unhashed(span),
            born: Unhashed(self.step),
        }
    }
}

/// The protocol's message in a packet, if it holds one.
pub(super) fn message<M: Clone>(packet: &Packet<M>) -> Option<M> {
    match packet {
        Packet::Message(message) => Some(message.clone()),
        Packet::Dial | Packet::Answer | Packet::Refusal | Packet::End => None,
    }
}
