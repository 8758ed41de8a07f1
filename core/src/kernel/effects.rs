//! What each choice does to the world.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Choice, Cx, Effect, Envelope, EnvelopeId, File, Input, Node, NodeId, Outbox, Packet, Place,
    Protocol, Refused, Runnable, Shared, Slot, Stamp, Status, Step, StepIndex, Unhashed, Via,
    World, message, take_at,
};

/// To whom a step gives what; without an input the node boots.
type Given<P> = (NodeId, Option<Input<P>>);

impl<P: Protocol> World<P> {
    /// Does what the step's choice says; what that gives to a node is still to be given.
    pub(super) fn perform(&mut self, step: &mut Step<P>) -> Result<Option<Given<P>>, Refused> {
        match &step.choice {
            Choice::Deliver(id) => {
                let place = self.wire.place(*id).ok_or(Refused::NoSuchEnvelope)?;
                return Ok(self.deliver(place, step));
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
                let place = place.ok_or(Refused::NoSuchTask)?;
                return Ok(Some(self.run(*node, place, step)));
            }
            Choice::Fire { node, timer } => {
                let mut timers = self.nodes[node.index()].timers.iter();
                let place = timers.position(|armed| armed.timer == *timer);
                let place = place.ok_or(Refused::NoSuchTimer)?;
                return Ok(Some(self.fire(*node, place, step)));
            }
            Choice::Flush { node, file, count } => self.flush(*node, *file, *count, step),
            Choice::Crash(node) => self.crash(*node, step),
            Choice::Tear { node, file } => {
                let (node, file) = (*node, *file);
                let cause = self.tear(node, file).ok_or(Refused::NothingToTear)?;
                step.cause = Some(cause);
                self.crash(node, step);
            }
            Choice::Restart(node) => return Ok(Some((*node, None))),
            Choice::Submit { node, request } => {
                return Ok(Some((*node, Some(Input::Request(request.clone())))));
            }
            Choice::Break(_)
            | Choice::Cut { .. }
            | Choice::Mend { .. }
            | Choice::Pause(_)
            | Choice::Resume(_)
            | Choice::Wipe(_) => self.change(&step.choice),
        }
        Ok(None)
    }

    /// Does what a choice says that gives nothing to anybody.
    fn change(&mut self, choice: &Choice<P>) {
        if let Choice::Break(conn) = choice {
            self.break_connection(*conn);
        } else if let Choice::Cut { from, to } = choice {
            self.wire.cuts.insert((*from, *to), ());
        } else if let Choice::Mend { from, to } = choice {
            self.wire.cuts.remove(&(*from, *to));
        } else if let Choice::Pause(node) = choice {
            self.touch(*node).status = Status::Paused;
        } else if let Choice::Resume(node) = choice {
            self.touch(*node).status = Status::Up;
        } else if let Choice::Wipe(node) = choice {
            self.wipe(*node);
        }
    }

    /// Does what is in a slot of the agenda; what that gives to a node is still to be given.
    pub(super) fn happen(&mut self, slot: Slot, step: &mut Step<P>) -> Option<Given<P>> {
        match slot {
            Slot::Task { node, place } => {
                let task = self.nodes[node.index()].tasks[place].task.clone();
                step.choice = Choice::Run { node, task };
                Some(self.run(node, place, step))
            }
            Slot::Flush { node, place } => {
                let waits = &self.nodes[node.index()];
                let file = waits.pending[place].file;
                let count = waits.waiting(file);
                step.choice = Choice::Flush { node, file, count };
                self.flush(node, file, count, step);
                None
            }
            Slot::Envelope(place) => self.deliver(place, step),
            Slot::Timer { node, place } => {
                let timer = self.nodes[node.index()].timers[place].timer.clone();
                step.choice = Choice::Fire { node, timer };
                Some(self.fire(node, place, step))
            }
        }
    }

    fn run(&mut self, node: NodeId, place: usize, step: &mut Step<P>) -> Given<P> {
        let runnable = self.touch(node).tasks.remove(place);
        step.cause = Some(runnable.born.0);
        (node, Some(Input::Task(runnable.task)))
    }

    fn fire(&mut self, node: NodeId, place: usize, step: &mut Step<P>) -> Given<P> {
        let armed = self.touch(node).timers.remove(place);
        step.cause = Some(armed.born.0);
        (node, Some(Input::Timer(armed.timer)))
    }

    /// Takes an envelope off the wire and to its receiver.
    fn deliver(&mut self, place: Place, step: &mut Step<P>) -> Option<Given<P>> {
        let envelope = self.wire.take(place)?;
        let id = envelope.id;
        step.choice = Choice::Deliver(id);
        step.cause = Some(envelope.born);
        let (from, via) = (id.from, id.via);
        let node = id.to();
        let input = match (envelope.packet, via) {
            (Packet::Message(body), _) => Some(Input::Message { from, via, body }),
            (packet, Via::Stream(conn)) => self.news(conn, node, &packet),
            // Datagrams hold nothing but messages.
            (_, Via::Datagram { .. }) => None,
        };
        if input.is_none() {
            step.effect = Effect::Undelivered { node, body: None };
        }
        Some((node, Some(input?)))
    }

    /// Gives a node what a step brings it, and carries out what it wants. The effect, outputs and
    /// reactions of the step are empty before.
    pub(super) fn give(&mut self, me: NodeId, input: Option<Input<P>>, step: &mut Step<P>) {
        let Self {
            setting,
            nodes,
            wire,
            agenda,
            ..
        } = self;
        let (now, config) = (step.at, &setting.config);
        let cx = Cx { config, me, now };
        let node = Shared::touch(&mut nodes[me.index()]);
        let mut out = Outbox {
            me,
            dials: core::mem::take(&mut node.dials),
            outputs: core::mem::take(&mut step.outputs),
            reactions: core::mem::take(&mut step.reactions),
        };
        let effect = match (input, &mut node.memory) {
            (Some(input), Some(memory)) => {
                P::react(cx, Shared::touch(memory), input.clone(), &mut out);
                debug_assert!(!out.reactions.is_empty(), "no rule named for {input:?}");
                Effect::Input { node: me, input }
            }
            (Some(Input::Message { via, body, .. }), None) if via == (Via::Datagram { to: me }) => {
                let (node, body) = (me, Some(body));
                Effect::Undelivered { node, body }
            }
            (Some(input), None) => Effect::Input { node: me, input },
            (None, memory) => {
                *memory = Some(Shared::new(P::boot(cx, &node.disk, &mut out)));
                node.status = Status::Up;
                Effect::Booted { node: me }
            }
        };
        let stamp = Stamp {
            setting,
            now,
            step: step.index,
        };
        stamp.absorb((wire, agenda), node, me, &out.outputs, &mut step.sent);
        agenda.note(me, node);
        // What is written over here is empty.
        core::mem::forget(core::mem::replace(&mut node.dials, out.dials));
        core::mem::forget(core::mem::replace(&mut step.outputs, out.outputs));
        core::mem::forget(core::mem::replace(&mut step.reactions, out.reactions));
        core::mem::forget(core::mem::replace(&mut step.effect, effect));
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
        change: impl FnOnce(&mut Envelope<P::Message>),
    ) -> Result<(), Refused> {
        let envelope = self.wire.find_mut(id).ok_or(Refused::NoSuchEnvelope)?;
        change(envelope);
        let body = message(&envelope.packet);
        step.effect = Effect::Handled { body };
        step.cause = Some(envelope.born);
        Ok(())
    }

    fn flush(&mut self, node: NodeId, file: File, count: u16, step: &mut Step<P>) {
        let mut records = self.records.take().unwrap_or_default();
        let touched = self.touch(node);
        let mut followers = 0;
        for _ in 0..count {
            let Some(place) = touched.pending.iter().position(|write| write.file == file) else {
                break;
            };
            let Some(pending) = take_at(&mut touched.pending, place) else {
                break;
            };
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
        self.agenda.note(node, &self.nodes[node.index()]);
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
        self.agenda.note(node, &self.nodes[node.index()]);
        let unflushed: Vec<_> = pending.map(|pending| pending.write.record).collect();
        let (stamp, wire) = self.stamp();
        stamp.end_connections(wire, node);
        step.effect = Effect::Crashed { node, unflushed };
    }
}
