//! What each choice does to the world.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Choice, Conn, Cx, Effect, EnvelopeId, File, Input, Node, NodeId, Outbox, Outcome, Packet,
    Protocol, Refused, Runnable, Shared, Status, StepIndex, Unhashed, Via, World, message,
};

impl<P: Protocol> World<P> {
    pub(super) fn perform(&mut self, choice: &Choice<P>) -> Result<Outcome<P>, Refused> {
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
                self.wire.cuts.insert((*from, *to), ());
                changed
            }
            Choice::Mend { from, to } => {
                self.wire.cuts.remove(&(*from, *to));
                changed
            }
            Choice::Crash(node) => self.crash(*node, None),
            Choice::Tear { node, file } => {
                let cause = self.tear(*node, *file).ok_or(Refused::NothingToTear)?;
                self.crash(*node, Some(cause))
            }
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
        self.touch(node).disk = Shared::new(P::replace(cx));
        Outcome::quiet(Effect::Changed, None)
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
        let touched = self.touch(node);
        let mut records = Vec::new();
        let (mut cause, mut followers) = (None, 0);
        for _ in 0..count {
            let Some(place) = touched.pending.iter().position(|write| write.file == file) else {
                break;
            };
            let pending = touched.pending.remove(place);
            P::store(Shared::touch(&mut touched.disk), &pending.write.record);
            cause = Some(pending.born.0);
            records.push(pending.write.record);
            if let Some(task) = pending.write.then {
                followers += 1;
                touched.tasks.push(Runnable {
                    task,
                    due: Unhashed(now),
                    born: Unhashed(step),
                });
            }
        }
        let effect = Effect::Flushed {
            node,
            records,
            followers,
        };
        Outcome::quiet(effect, cause)
    }

    /// Leaves a part of the oldest write to a file on the disk; the step that wrote it.
    fn tear(&mut self, node: NodeId, file: File) -> Option<StepIndex> {
        let touched = self.touch(node);
        let torn = touched.pending.iter().find(|write| write.file == file)?;
        P::tear(Shared::touch(&mut touched.disk), &torn.write.record);
        Some(torn.born.0)
    }

    fn crash(&mut self, node: NodeId, cause: Option<StepIndex>) -> Outcome<P> {
        let pending = self.touch(node).die().into_iter();
        let unflushed = pending.map(|pending| pending.write.record).collect();
        self.end_connections(node);
        Outcome::quiet(Effect::Crashed { node, unflushed }, cause)
    }

    pub(super) fn end_connections(&mut self, node: NodeId) {
        let conns: Vec<Conn> = (self.wire.links.keys().copied())
            .filter(|conn| conn.dialler == node || conn.acceptor == node)
            .collect();
        for conn in conns {
            self.hang_up(conn, node);
        }
    }

    pub(super) fn boot(&mut self, node: NodeId) -> Outcome<P> {
        let setting = Rc::clone(&self.setting);
        let cx = Cx {
            config: &setting.config,
            me: node,
            now: self.now,
        };
        let touched = self.touch(node);
        let mut out = Outbox::new(node, core::mem::take(&mut touched.dials));
        let memory = P::boot(cx, &touched.disk, &mut out);
        touched.status = Status::Up;
        touched.memory = Some(Shared::new(memory));
        touched.dials = out.dials;
        let sent = self.absorb(node, &out.outputs);
        Outcome {
            effect: Effect::Booted { node },
            cause: None,
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
            packet @ (Packet::Message(_)
            | Packet::Dial
            | Packet::Answer
            | Packet::Refusal
            | Packet::End) => {
                let effect = Effect::Undelivered {
                    node,
                    body: message(&packet),
                };
                Outcome::quiet(effect, cause)
            }
        })
    }
}
