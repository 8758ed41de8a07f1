//! A whole world at one moment, and what a choice makes of it.
//!
//! Invariants: (1) `apply` is a function of the world and the choice alone, clock included;
//! (2) a refused choice changes nothing; (3) a step touches at most one node; (4) time never
//! falls.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Armed, Choice, Conn, Cx, Digest, Effect, EnvelopeId, File, Input, Node, NodeId, Offered,
    Outbox, Packet, Protocol, Reaction, Refused, Runnable, Sent, Shared, Span, Status, Step,
    StepIndex, Ticks, Unhashed, Verdict, Via, Wire,
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
    pub(super) before: Option<Shared<Node<P>>>,
    pub(super) reactions: Vec<Reaction<P::Rule>>,
    pub(super) outputs: Vec<super::Output<P>>,
    pub(super) sent: Sent,
}

impl<P: Protocol> Outcome<P> {
    pub(super) fn quiet(effect: Effect<P>, cause: Option<StepIndex>) -> Self {
        Self {
            effect,
            cause,
            before: None,
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
        P::observe(
            &self.setting.config,
            ghost,
            outcome.before.as_deref(),
            &step,
            &self.nodes,
        );
        Ok(step)
    }

    fn perform(&mut self, choice: &Choice<P>) -> Result<Outcome<P>, Refused> {
        let changed = Outcome::quiet(Effect::Changed, None);
        Ok(match choice {
            Choice::Deliver(id) => self.deliver(*id)?,
            Choice::Hold(id) => self.handle(*id, |envelope| envelope.held = true)?,
            Choice::Release(id) => self.handle(*id, |envelope| envelope.held = false)?,
            Choice::Drop(id) => {
                let handled = self.handle(*id, |_| ())?;
                self.wire.take(*id);
                handled
            }
            Choice::Duplicate(id) => {
                let handled = self.handle(*id, |_| ())?;
                self.wire.duplicate(*id).ok_or(Refused::TooManyCopies)?;
                handled
            }
            Choice::Run { node, task } => {
                let touched = self.touch(*node);
                let place = touched
                    .tasks
                    .iter()
                    .position(|runnable| runnable.task == *task);
                let runnable = touched.tasks.remove(place.ok_or(Refused::NoSuchTask)?);
                self.give(*node, Input::Task(runnable.task), Some(runnable.born.0))
            }
            Choice::Fire { node, timer } => {
                let armed = self
                    .touch(*node)
                    .disarm(timer)
                    .ok_or(Refused::NoSuchTimer)?;
                self.give(*node, Input::Timer(armed.timer), Some(armed.born.0))
            }
            Choice::Flush { node, file, count } => self.flush(*node, *file, *count),
            Choice::Break(conn) => {
                self.break_connection(*conn);
                changed
            }
            Choice::Cut { from, to } => {
                self.wire.cuts.insert((*from, *to));
                changed
            }
            Choice::Mend { from, to } => {
                self.wire.cuts.remove(&(*from, *to));
                changed
            }
            Choice::Crash(node) => self.crash(*node),
            Choice::Restart(node) => self.boot(*node),
            Choice::Pause(node) => self.set_status(*node, Status::Paused),
            Choice::Resume(node) => self.set_status(*node, Status::Up),
            Choice::Wipe(node) => self.wipe(*node),
            Choice::Submit { node, request } => {
                self.give(*node, Input::Request(request.clone()), None)
            }
        })
    }

    pub(super) fn touch(&mut self, node: NodeId) -> &mut Node<P> {
        Shared::touch(&mut self.nodes[node.index()])
    }

    fn set_status(&mut self, node: NodeId, status: Status) -> Outcome<P> {
        self.touch(node).status = status;
        Outcome::quiet(Effect::Changed, None)
    }

    fn wipe(&mut self, node: NodeId) -> Outcome<P> {
        let setting = Rc::clone(&self.setting);
        let cx = Cx {
            config: &setting.config,
            me: node,
            now: self.now,
        };
        let before = self.nodes[node.index()].clone();
        self.touch(node).disk = Shared::new(P::format(cx));
        Outcome {
            before: Some(before),
            ..Outcome::quiet(Effect::Changed, None)
        }
    }

    fn handle(
        &mut self,
        id: EnvelopeId,
        change: impl FnOnce(&mut super::Envelope<P::Message>),
    ) -> Result<Outcome<P>, Refused> {
        let envelope = self.wire.find_mut(id).ok_or(Refused::NoSuchEnvelope)?;
        change(envelope);
        let body = message(&envelope.packet);
        Ok(Outcome::quiet(
            Effect::Handled { body },
            Some(envelope.born),
        ))
    }

    fn flush(&mut self, node: NodeId, file: File, count: u16) -> Outcome<P> {
        let (now, step) = (self.now, self.step);
        let before = self.nodes[node.index()].clone();
        let touched = self.touch(node);
        let mut records = Vec::new();
        let mut cause = None;
        for _ in 0..count {
            let Some(place) = touched.pending.iter().position(|write| write.file == file) else {
                break;
            };
            let pending = touched.pending.remove(place);
            P::store(Shared::touch(&mut touched.disk), &pending.write.record);
            cause = Some(pending.born.0);
            records.push(pending.write.record);
            if let Some(task) = pending.write.then {
                touched.tasks.push(Runnable {
                    task,
                    due: Unhashed(now),
                    born: Unhashed(step),
                });
            }
        }
        let effect = Effect::Flushed { node, records };
        Outcome {
            before: Some(before),
            ..Outcome::quiet(effect, cause)
        }
    }

    fn crash(&mut self, node: NodeId) -> Outcome<P> {
        let before = self.nodes[node.index()].clone();
        let unflushed = before
            .pending
            .iter()
            .map(|pending| pending.write.record.clone())
            .collect();
        self.touch(node).die();
        self.end_connections(node);
        let effect = Effect::Crashed { node, unflushed };
        Outcome {
            before: Some(before),
            ..Outcome::quiet(effect, None)
        }
    }

    pub(super) fn end_connections(&mut self, node: NodeId) {
        let conns: Vec<Conn> = (self.wire.links.keys().copied())
            .filter(|conn| conn.dialler == node || conn.acceptor == node)
            .collect();
        for conn in conns {
            self.hang_up(conn, node);
        }
    }

    fn boot(&mut self, node: NodeId) -> Outcome<P> {
        let before = self.nodes[node.index()].clone();
        let setting = Rc::clone(&self.setting);
        let cx = Cx {
            config: &setting.config,
            me: node,
            now: self.now,
        };
        let mut out = Outbox::new(node, before.dials.clone());
        let memory = P::boot(cx, &before.disk, &mut out);
        let touched = self.touch(node);
        touched.status = Status::Up;
        touched.memory = Some(Shared::new(memory));
        touched.dials = out.dials;
        let sent = self.absorb(node, &out.outputs);
        Outcome {
            effect: Effect::Booted { node },
            cause: None,
            before: Some(before),
            reactions: out.reactions,
            outputs: out.outputs,
            sent,
        }
    }

    /// Gives a node an input that it is ready for.
    pub(super) fn give(
        &mut self,
        node: NodeId,
        input: Input<P>,
        cause: Option<StepIndex>,
    ) -> Outcome<P> {
        let before = self.nodes[node.index()].clone();
        let setting = Rc::clone(&self.setting);
        let cx = Cx {
            config: &setting.config,
            me: node,
            now: self.now,
        };
        let touched = self.touch(node);
        let mut out = Outbox::new(node, core::mem::take(&mut touched.dials));
        if let Some(memory) = &mut touched.memory {
            P::react(cx, Shared::touch(memory), input.clone(), &mut out);
            debug_assert!(!out.reactions.is_empty(), "no rule named for {input:?}");
        }
        touched.dials = out.dials;
        let sent = self.absorb(node, &out.outputs);
        Outcome {
            effect: Effect::Input { node, input },
            cause,
            before: Some(before),
            reactions: out.reactions,
            outputs: out.outputs,
            sent,
        }
    }

    fn deliver(&mut self, id: EnvelopeId) -> Result<Outcome<P>, Refused> {
        let envelope = self.wire.take(id).ok_or(Refused::NoSuchEnvelope)?;
        if let Via::Stream(conn) = id.via {
            return Ok(self.deliver_packet(conn, envelope));
        }
        let node = id.to();
        let cause = Some(envelope.born);
        Ok(match envelope.packet {
            Packet::Message(body) if self.nodes[node.index()].memory.is_some() => self.give(
                node,
                Input::Message {
                    from: id.from,
                    via: id.via,
                    body,
                },
                cause,
            ),
            packet => {
                let effect = Effect::Undelivered {
                    node,
                    body: message(&packet),
                };
                Outcome::quiet(effect, cause)
            }
        })
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
