//! What each choice does to the world.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Choice, Cx, Effect, EnvelopeId, File, Input, Node, NodeId, Outbox, Packet, Place, Protocol,
    Refused, Runnable, Shared, Slot, Stamp, Status, Step, StepIndex, Unhashed, Via, World, message,
};

impl<P: Protocol> World<P> {
    /// Does what the step's choice says, and fills in what came of it.
    pub(super) fn perform(&mut self, step: &mut Step<P>) -> Result<(), Refused> {
        match &step.choice {
            Choice::Deliver(id) => {
                let place = self.wire.place(*id).ok_or(Refused::NoSuchEnvelope)?;
                self.deliver(place, step);
            }
            Choice::Hold(id) => self.handle(*id, step, |envelope| envelope.held = true)?,
            Choice::Release(id) => self.handle(*id, step, |envelope| envelope.held = false)?,
            Choice::Drop(id) => {
                let id = *id;
                self.handle(id, step, |_| ())?;
                if let Some(place) = self.wire.place(id) {
                    self.wire.take(place);
                }
            }
            Choice::Duplicate(id) => {
                let id = *id;
                self.handle(id, step, |_| ())?;
                self.wire.duplicate(id).ok_or(Refused::TooManyCopies)?;
            }
            Choice::Run { node, task } => {
                let mut tasks = self.nodes[node.index()].tasks.iter();
                let place = tasks.position(|runnable| runnable.task == *task);
                self.run(*node, place.ok_or(Refused::NoSuchTask)?, step);
            }
            Choice::Fire { node, timer } => {
                let mut timers = self.nodes[node.index()].timers.iter();
                let place = timers.position(|armed| armed.timer == *timer);
                self.fire(*node, place.ok_or(Refused::NoSuchTimer)?, step);
            }
            Choice::Flush { node, file, count } => self.flush(*node, *file, *count, step),
            Choice::Crash(node) => self.crash(*node, step),
            Choice::Tear { node, file } => {
                let (node, file) = (*node, *file);
                let cause = self.tear(node, file).ok_or(Refused::NothingToTear)?;
                step.cause = Some(cause);
                self.crash(node, step);
            }
            Choice::Restart(node) => self.boot(*node, step),
            Choice::Submit { node, request } => {
                let (node, input) = (*node, Input::Request(request.clone()));
                self.give(node, input, step);
            }
            Choice::Break(_)
            | Choice::Cut { .. }
            | Choice::Mend { .. }
            | Choice::Pause(_)
            | Choice::Resume(_)
            | Choice::Wipe(_) => self.change(step),
        }
        Ok(())
    }

    /// Does what the step's choice says, if it gives nothing to anybody.
    fn change(&mut self, step: &mut Step<P>) {
        step.effect = Effect::Changed;
        if let Choice::Break(conn) = &step.choice {
            self.break_connection(*conn);
        } else if let Choice::Cut { from, to } = &step.choice {
            self.wire.cuts.insert((*from, *to), ());
        } else if let Choice::Mend { from, to } = &step.choice {
            self.wire.cuts.remove(&(*from, *to));
        } else if let Choice::Pause(node) = &step.choice {
            self.touch(*node).status = Status::Paused;
        } else if let Choice::Resume(node) = &step.choice {
            self.touch(*node).status = Status::Up;
        } else if let Choice::Wipe(node) = &step.choice {
            self.wipe(*node);
        }
    }

    /// Does what is in a slot of the agenda.
    pub(super) fn happen(&mut self, slot: Slot, step: &mut Step<P>) {
        match slot {
            Slot::Task { node, place } => self.run(node, place, step),
            Slot::Flush { node, file } => {
                let count = self.nodes[node.index()].waiting(file);
                self.flush(node, file, u16::try_from(count).unwrap_or(u16::MAX), step);
            }
            Slot::Envelope(place) => self.deliver(place, step),
            Slot::Timer { node, place } => self.fire(node, place, step),
        }
    }

    fn run(&mut self, node: NodeId, place: usize, step: &mut Step<P>) {
        let runnable = self.touch(node).tasks.remove(place);
        step.cause = Some(runnable.born.0);
        self.give(node, Input::Task(runnable.task), step);
    }

    fn fire(&mut self, node: NodeId, place: usize, step: &mut Step<P>) {
        let armed = self.touch(node).take_timer(place);
        step.cause = Some(armed.born.0);
        self.give(node, Input::Timer(armed.timer), step);
    }

    pub(super) fn touch(&mut self, node: NodeId) -> &mut Node<P> {
        Shared::touch(&mut self.nodes[node.index()])
    }

    fn wipe(&mut self, node: NodeId) {
        let setting = Rc::clone(&self.setting);
        let cx = Cx {
            config: &setting.config,
            me: node,
            now: self.now,
        };
        self.touch(node).disk = Shared::new(P::replace(cx));
    }

    fn handle(
        &mut self,
        id: EnvelopeId,
        step: &mut Step<P>,
        change: impl FnOnce(&mut super::Envelope<P::Message>),
    ) -> Result<(), Refused> {
        let envelope = self.wire.find_mut(id).ok_or(Refused::NoSuchEnvelope)?;
        change(envelope);
        let body = message(&envelope.packet);
        step.effect = Effect::Handled { body };
        step.cause = Some(envelope.born);
        Ok(())
    }

    fn flush(&mut self, node: NodeId, file: File, count: u16, step: &mut Step<P>) {
        let mut records = match core::mem::replace(&mut step.effect, Effect::Changed) {
            Effect::Flushed { mut records, .. } => {
                records.clear();
                records
            }
            Effect::Input { .. }
            | Effect::Undelivered { .. }
            | Effect::Handled { .. }
            | Effect::Crashed { .. }
            | Effect::Booted { .. }
            | Effect::Changed => Vec::new(),
        };
        let touched = self.touch(node);
        let mut followers = 0;
        for _ in 0..count {
            let Some(place) = touched.pending.iter().position(|write| write.file == file) else {
                break;
            };
            let pending = touched.pending.remove(place);
            P::store(Shared::touch(&mut touched.disk), &pending.write.record);
            step.cause = Some(pending.born.0);
            records.push(pending.write.record);
            if let Some(task) = pending.write.then {
                followers += 1;
                touched.tasks.push(Runnable {
                    task,
                    due: Unhashed(step.at),
                    born: Unhashed(step.index),
                });
            }
        }
        step.effect = Effect::Flushed {
            node,
            records,
            followers,
        };
    }

    /// Leaves a part of the oldest write to a file on the disk; the step that wrote it.
    fn tear(&mut self, node: NodeId, file: File) -> Option<StepIndex> {
        let touched = self.touch(node);
        let torn = touched.pending.iter().find(|write| write.file == file)?;
        P::tear(Shared::touch(&mut touched.disk), &torn.write.record);
        Some(torn.born.0)
    }

    fn crash(&mut self, node: NodeId, step: &mut Step<P>) {
        let pending = self.touch(node).die().into_iter();
        let unflushed: Vec<_> = pending.map(|pending| pending.write.record).collect();
        let (stamp, wire) = self.stamp();
        stamp.end_connections(wire, node);
        step.effect = Effect::Crashed { node, unflushed };
    }

    pub(super) fn boot(&mut self, id: NodeId, step: &mut Step<P>) {
        self.act(id, step, |cx, node, out| {
            let memory = P::boot(cx, &node.disk, out);
            node.status = Status::Up;
            node.memory = Some(Shared::new(memory));
        });
        step.effect = Effect::Booted { node: id };
    }

    /// Gives a node an input that it is ready for.
    pub(super) fn give(&mut self, id: NodeId, input: Input<P>, step: &mut Step<P>) {
        self.act(id, step, |cx, node, out| {
            if let Some(memory) = &mut node.memory {
                P::react(cx, Shared::touch(memory), input.clone(), out);
                debug_assert!(!out.reactions.is_empty(), "no rule named for {input:?}");
            }
        });
        step.effect = Effect::Input { node: id, input };
    }

    /// A node acts, and what it wants is carried out.
    fn act(
        &mut self,
        me: NodeId,
        step: &mut Step<P>,
        act: impl FnOnce(Cx<'_, P>, &mut Node<P>, &mut Outbox<P>),
    ) {
        let Self {
            setting,
            nodes,
            wire,
            ..
        } = self;
        let (now, config) = (step.at, &setting.config);
        let stamp = Stamp {
            setting,
            now,
            step: step.index,
        };
        let node = Shared::touch(&mut nodes[me.index()]);
        let mut out = Outbox {
            me,
            dials: core::mem::take(&mut node.dials),
            outputs: core::mem::take(&mut step.outputs),
            reactions: core::mem::take(&mut step.reactions),
        };
        act(Cx { config, me, now }, node, &mut out);
        node.dials = out.dials;
        stamp.absorb(wire, node, me, &out.outputs, &mut step.sent);
        (step.outputs, step.reactions) = (out.outputs, out.reactions);
    }

    fn deliver(&mut self, place: Place, step: &mut Step<P>) {
        step.effect = Effect::Changed;
        let Some(envelope) = self.wire.take(place) else {
            return;
        };
        let id = envelope.id;
        step.cause = Some(envelope.born);
        if let Via::Stream(conn) = id.via {
            self.deliver_packet(conn, envelope, step);
            return;
        }
        let node = id.to();
        match envelope.packet {
            Packet::Message(body) if self.nodes[node.index()].memory.is_some() => {
                let input = Input::Message {
                    from: id.from,
                    via: id.via,
                    body,
                };
                self.give(node, input, step);
            }
            packet @ (Packet::Message(_)
            | Packet::Dial
            | Packet::Answer
            | Packet::Refusal
            | Packet::End) => {
                let body = message(&packet);
                step.effect = Effect::Undelivered { node, body };
            }
        }
    }
}
