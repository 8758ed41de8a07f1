//! A whole world at one moment, and what a choice makes of it.
//!
//! Invariants: (1) `apply` is a function of the world and the choice alone, clock included;
//! (2) a refused choice changes nothing; (3) a step touches at most one node; (4) time never
//! falls.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Agenda, Aside, Best, Choice, Cx, Digest, EnvelopeId, Key, Node, NodeId, Packet, Protocol,
    Refused, Shared, Span, Step, StepIndex, Ticks, Verdict, Wire,
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

impl<P: Protocol> Setting<P> {
    /// How long an envelope travels: a hash of the seed and its identity.
    #[inline(always)]
    pub(super) fn latency(&self, id: EnvelopeId) -> u64 {
        let links = &self.pace.links;
        let special = (links.iter()).find(|link| link.0 == id.from && link.1 == id.to());
        let span = special.map_or(self.pace.latency, |link| link.2);
        if span.min == span.max {
            return span.min;
        }
        self.roll(span, id)
    }

    #[inline(never)]
    fn roll(&self, span: Span, id: EnvelopeId) -> u64 {
        span.pick(|| Digest::of(&(self.seed, id)))
    }
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
    /// Whether history is written.
    pub(super) observed: bool,
    pub(super) agenda: Agenda,
    /// Room for the records of a flush.
    pub(super) records: Aside<Vec<P::Record>>,
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
            observed: true,
            agenda: Agenda::default(),
            records: Aside::default(),
        };
        for node in up {
            world.boot(*node, &mut Step::blank());
        }
        world
    }

    /// The same ensemble before the first choice, with another seed and pace.
    pub fn anew(&self, seed: u64, pace: Pace) -> Self {
        let ids = (0..self.nodes.len() as u8).map(NodeId);
        let up = ids.filter(|node| self.nodes[node.index()].memory.is_some());
        Self::new(self.config().clone(), seed, pace, &up.collect::<Vec<_>>())
    }

    /// The same world without a history, for who judges nothing: no property can be told of it
    /// from here on, steps tell neither rules nor outputs nor what was flushed, and cost less.
    #[must_use]
    pub fn unobserved(mut self) -> Self {
        self.ghost = Shared::new(P::Ghost::default());
        self.observed = false;
        self
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
        if !P::suspects(&self.ghost) {
            return None;
        }
        P::properties().iter().position(|property| {
            property.expect == super::Expect::Always && (property.check)(self) != Verdict::Holds
        })
    }

    /// Applies a choice. A refused one changes nothing.
    pub fn apply(&mut self, choice: Choice<P>) -> Result<Step<P>, Refused> {
        let mut step = Step::blank();
        self.apply_into(&mut step, choice)?;
        Ok(step)
    }

    /// The same for who does not keep steps: the last one is written over. Whether it was the
    /// schedule's own pick.
    pub fn apply_into(&mut self, step: &mut Step<P>, choice: Choice<P>) -> Result<bool, Refused> {
        let own = self.own(&choice);
        let at = match own {
            Some(due) => self.now.max(due),
            None => {
                self.admissible(&choice)?;
                self.time_of(&choice)
            }
        };
        self.enforce(choice, at, step)?;
        Ok(own.is_some())
    }

    /// Applies the schedule's own pick; `None` when nothing happens by itself any more.
    pub fn advance(&mut self) -> Option<Step<P>> {
        let mut step = Step::blank();
        self.advance_into(&mut step).then_some(step)
    }

    /// The same for who does not keep steps: the last one is written over. Whether there was any.
    pub fn advance_into(&mut self, step: &mut Step<P>) -> bool {
        self.take(None, step) == Ok(true)
    }

    /// Applies a choice again at the time it was applied before, which saves finding out whether it
    /// is the schedule's own. The result is that of [`World::apply_into`] in the same world.
    pub fn replay_into(
        &mut self,
        step: &mut Step<P>,
        choice: Choice<P>,
        at: Ticks,
    ) -> Result<(), Refused> {
        self.admissible(&choice)?;
        self.enforce(choice, at.max(self.now), step)
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

    /// A choice is applied that may be.
    fn enforce(&mut self, choice: Choice<P>, at: Ticks, step: &mut Step<P>) -> Result<(), Refused> {
        let key = self.key_of(&choice);
        step.choice = choice;
        self.take(Some((key, at)), step)?;
        Ok(())
    }

    /// A step is taken: what happens by itself, or what has a key, or else the step's choice;
    /// whether there was any. All steps pass here, and what most of them do is called from here
    /// alone, so that it is compiled as one piece.
    fn take(
        &mut self,
        chosen: Option<(Option<Key>, Ticks)>,
        step: &mut Step<P>,
    ) -> Result<bool, Refused> {
        step.clear(&self.records);
        let given = if let Some((None, at)) = chosen {
            self.start(at, step);
            self.perform(step)?
        } else {
            let mut next = match chosen {
                Some((Some(key), due)) => Best { due, key },
                _ => self.likely(),
            };
            // Tests look at everything each time.
            let searched = cfg!(debug_assertions).then(|| self.search().0);
            let given = loop {
                if next.key == Key::NONE {
                    return Ok(false);
                }
                if let Some(given) = self.happen(next, step) {
                    break given;
                }
                if chosen.is_some() {
                    return Err(Refused::NotReady);
                }
                next = self.search_again();
            };
            debug_assert!(
                chosen.is_some() || searched == Some(next),
                "something was forgotten"
            );
            given
        };
        if let Some(node) = given {
            self.give(node, step);
        }
        if self.observed {
            P::observe(&self.setting.config, &mut self.ghost, step, &self.nodes);
        }
        Ok(true)
    }

    /// A step begins.
    #[inline(always)]
    pub(super) fn start(&mut self, at: Ticks, step: &mut Step<P>) {
        self.now = self.now.max(at);
        self.step.0 += 1;
        (step.index, step.at) = (self.step, self.now);
    }
}

/// The protocol's message in a packet, if it holds one.
pub(super) fn message<M: Clone>(packet: &Packet<M>) -> Option<M> {
    match packet {
        Packet::Message(message) => Some(message.clone()),
        Packet::Dial | Packet::Answer | Packet::Refusal | Packet::End => None,
    }
}
