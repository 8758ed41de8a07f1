//! What each choice does to the world.

use alloc::{rc::Rc, vec::Vec};

#[cfg(test)]
use super::Told;
use super::{
    Best, Choice, Cx, Effect, Envelope, EnvelopeId, File, Input, Key, Node, NodeId, Offered,
    Outbox, Packet, Place, Protocol, Refused, Runnable, Shared, Slot, Stamp, Status, Step,
    StepIndex, Unhashed, Via, World, message, take_at,
};

impl<P: Protocol> World<P> {
    /// Does what the step's choice says, unless that is in a slot; the node that is still to be
    /// given what the effect holds.
    #[inline(never)]
    pub(super) fn perform(&mut self, step: &mut Step<P>) -> Result<Option<NodeId>, Refused> {
        match &step.choice {
            Choice::Deliver(_) => return Err(Refused::NoSuchEnvelope),
            Choice::Run { .. } => return Err(Refused::NoSuchTask),
            Choice::Fire { .. } => return Err(Refused::NoSuchTimer),
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
            Choice::Flush { node, file, count } => {
                self.flush(*node, *file, *count, step);
            }
            Choice::Crash(node) => self.crash(*node, step),
            Choice::Tear { node, file } => {
                let (node, file) = (*node, *file);
                let cause = self.tear(node, file).ok_or(Refused::NothingToTear)?;
                step.cause = Some(cause);
                self.crash(node, step);
            }
            Choice::Restart(node) => {
                let node = *node;
                step.tell(Effect::Booted { node });
                return Ok(Some(node));
            }
            Choice::Submit { node, request } => {
                let (node, input) = (*node, Input::Request(request.clone()));
                step.tell(Effect::Input { node, input });
                return Ok(Some(node));
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

    /// Does what has a key, unless that cannot happen now; the node that is still to be given what
    /// the effect holds.
    #[inline(always)]
    pub(super) fn happen(&mut self, next: Best, step: &mut Step<P>) -> Option<Option<NodeId>> {
        match next.key.slot() {
            Slot::Task(node, place) => {
                let waits = &self.nodes[node.index()];
                let offered = Offered::Task(&waits.tasks.get(place)?.task);
                (waits.status == Status::Up && waits.ready(&offered)).then_some(())?;
                self.start(next.due, step);
                Some(self.run(node, place, next.key, step))
            }
            Slot::Flush(node, place) => {
                let waits = &self.nodes[node.index()];
                (waits.status != Status::Down).then_some(())?;
                let file = waits.pending.get(place)?.file;
                self.start(next.due, step);
                let count = self.flush(node, file, u16::MAX, step);
                step.choice = Choice::Flush { node, file, count };
                Some(None)
            }
            Slot::Envelope(place) => {
                let envelope = self.wire.at(place)?;
                (!envelope.held && self.arrives(envelope)).then_some(())?;
                self.start(next.due, step);
                Some(self.deliver(place, step))
            }
            Slot::Timer(node, place) => {
                let waits = &self.nodes[node.index()];
                let timer = &waits.timers.get(place)?.timer;
                let ready = waits.ready(&Offered::Timer(timer));
                (waits.status == Status::Up && ready).then_some(())?;
                let timer = timer.clone();
                self.start(next.due, step);
                step.choice = Choice::Fire { node, timer };
                Some(Some(self.fire(node, place, step)))
            }
        }
    }

    fn run(&mut self, node: NodeId, place: usize, key: Key, step: &mut Step<P>) -> Option<NodeId> {
        let touched = Shared::touch(&mut self.nodes[node.index()]);
        let runnable = take_at(&mut touched.tasks, place)?;
        if touched.tasks.is_empty() {
            self.agenda.done(key);
        } else {
            self.agenda.note(node, touched);
        }
        let task = runnable.task;
        step.cause = Some(runnable.born.0);
        step.choice = Choice::Run {
            node,
            task: task.clone(),
        };
        let input = Input::Task(task);
        step.tell(Effect::Input { node, input });
        Some(node)
    }

    fn fire(&mut self, node: NodeId, place: usize, step: &mut Step<P>) -> NodeId {
        let armed = self.touch(node).timers.remove(place);
        step.cause = Some(armed.born.0);
        let input = Input::Timer(armed.timer);
        step.tell(Effect::Input { node, input });
        node
    }

    /// Takes an envelope off the wire and to its receiver.
    fn deliver(&mut self, place: Place, step: &mut Step<P>) -> Option<NodeId> {
        let Envelope {
            id, packet, born, ..
        } = self.wire.take(place)?;
        step.choice = Choice::Deliver(id);
        step.cause = Some(born);
        let (from, via) = (id.from, id.via);
        let node = id.to();
        if let Packet::Message(body) = packet {
            let input = Input::Message { from, via, body };
            step.tell(Effect::Input { node, input });
            return Some(node);
        }
        let news = match via {
            Via::Stream(conn) => self.news(conn, node, &packet),
            // Datagrams hold nothing but messages.
            Via::Datagram { .. } => None,
        };
        let Some(input) = news else {
            step.tell(Effect::Undelivered { node, body: None });
            return None;
        };
        step.tell(Effect::Input { node, input });
        Some(node)
    }

    /// Gives a node what the effect of a step brings it; what it wants is carried out meanwhile.
    /// Outputs and reactions of the step are empty before.
    #[inline(always)]
    pub(super) fn give(&mut self, me: NodeId, step: &mut Step<P>) {
        let Effect::Input { input, .. } = &step.effect else {
            return self.boot(me, step);
        };
        let (config, now) = (&self.setting.config, step.at);
        let node = Shared::touch(&mut self.nodes[me.index()]);
        let Some(mut memory) = node.memory.take() else {
            return step.unheard();
        };
        let mut out = Outbox {
            me,
            stamp: Stamp {
                setting: &self.setting,
                now,
                step: step.index,
            },
            node,
            wire: &mut self.wire,
            agenda: &mut self.agenda,
            told: (self.observed).then_some((&mut step.out, &mut step.sent)),
        };
        P::react(
            Cx { config, me, now },
            Shared::touch(&mut memory),
            input,
            &mut out,
        );
        if node.status != Status::Down {
            node.memory = Some(memory);
        }
        debug_assert!(
            !self.observed || !step.out.reactions.is_empty(),
            "no rule named for {:?}",
            step.effect
        );
    }

    /// A node boots.
    #[cold]
    #[inline(never)]
    pub(super) fn boot(&mut self, me: NodeId, step: &mut Step<P>) {
        let (config, now) = (&self.setting.config, step.at);
        let node = Shared::touch(&mut self.nodes[me.index()]);
        node.status = Status::Up;
        let disk = node.disk.clone();
        let mut out = Outbox {
            me,
            stamp: Stamp {
                setting: &self.setting,
                now,
                step: step.index,
            },
            node,
            wire: &mut self.wire,
            agenda: &mut self.agenda,
            told: (self.observed).then_some((&mut step.out, &mut step.sent)),
        };
        let memory = Shared::new(P::boot(Cx { config, me, now }, &disk, &mut out));
        if node.status != Status::Down {
            node.memory = Some(memory);
        }
    }

    /// What a handler tells that is called at a node by a test, beside all that happens.
    #[cfg(test)]
    pub(crate) fn call(&self, me: NodeId, handler: impl FnOnce(&mut Outbox<'_, P>)) -> Told<P> {
        let mut aside = self.clone();
        let (mut told, mut sent) = (Told::nothing(), Vec::new());
        handler(&mut Outbox {
            me,
            stamp: Stamp {
                setting: &self.setting,
                now: self.now,
                step: self.step,
            },
            node: Shared::touch(&mut aside.nodes[me.index()]),
            wire: &mut aside.wire,
            agenda: &mut aside.agenda,
            told: Some((&mut told, &mut sent)),
        });
        told
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
        step.tell(Effect::Handled { body });
        step.cause = Some(envelope.born);
        Ok(())
    }

    /// The oldest writes to a file reach the disk, so many at most; how many there were.
    fn flush(&mut self, node: NodeId, file: File, most: u16, step: &mut Step<P>) -> u16 {
        let mut records = self.records.take().unwrap_or_default();
        let touched = Shared::touch(&mut self.nodes[node.index()]);
        let (mut count, mut followers) = (0, 0);
        while count < most
            && let Some(place) = touched.pending.iter().position(|write| write.file == file)
            && let Some(pending) = take_at(&mut touched.pending, place)
        {
            count += 1;
            P::store(Shared::touch(&mut touched.disk), &pending.write.record);
            step.cause = Some(pending.born.0);
            if self.observed {
                records.push(pending.write.record);
            }
            if let Some(task) = pending.write.then {
                followers += 1;
                touched.tasks.push(Runnable {
                    task,
                    due: Unhashed(step.at),
                    born: Unhashed(step.index),
                });
            }
        }
        self.agenda.note(node, touched);
        step.tell(Effect::Flushed {
            node,
            records,
            followers,
        });
        count
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
        step.tell(Effect::Crashed { node, unflushed });
    }
}
