//! What a step does to connections, and what the outputs of a node do to the world.

use super::{
    Conn, Digest, Effect, End, Envelope, EnvelopeId, Input, NodeId, Outcome, Output, Packet,
    Pending, Protocol, Runnable, Sent, Status, Unhashed, Via, World, side,
};

impl<P: Protocol> World<P> {
    /// Carries out what a node wants; the identities of what it sent, in order.
    pub(super) fn absorb(&mut self, node: NodeId, outputs: &[Output<P>]) -> Sent {
        let mut sent = Sent::new();
        for output in outputs {
            match output {
                Output::Send { via, body } => sent.push(self.send(node, *via, body)),
                Output::Listen(port) => {
                    let listening = &mut self.touch(node).listening;
                    if let Err(place) = listening.binary_search(port) {
                        listening.insert(place, *port);
                    }
                }
                Output::Unlisten(port) => {
                    self.touch(node).listening.retain(|other| other != port);
                }
                Output::Dial(conn) => {
                    self.wire.open(*conn);
                    self.post(*conn, node, Packet::Dial);
                }
                Output::Hangup(conn) => self.hang_up(*conn, node),
                Output::Arm { timer, after } => {
                    let armed = self.armed(node, timer, *after);
                    let touched = self.touch(node);
                    touched.arms.0 = touched.arms.0.wrapping_add(1);
                    touched.arm(armed);
                }
                Output::Disarm(timer) => {
                    self.touch(node).disarm(timer);
                }
                Output::Run(task) => {
                    let (due, born) = (Unhashed(self.now), Unhashed(self.step));
                    let runnable = Runnable {
                        task: task.clone(),
                        due,
                        born,
                    };
                    self.touch(node).tasks.push(runnable);
                }
                Output::Write(write) => self.write(node, write),
                Output::Exit => {
                    self.touch(node).die();
                    self.end_connections(node);
                }
            }
        }
        sent
    }

    fn write(&mut self, node: NodeId, write: &super::Write<P>) {
        let file = P::file(&write.record);
        let count = self.nodes[node.index()].writes.0;
        let hash = Digest::of(&(self.setting.seed, node, file, count));
        let due = self.now.plus(self.setting.pace.flush.pick(hash));
        let born = Unhashed(self.step);
        let touched = self.touch(node);
        touched.writes.0 = count.wrapping_add(1);
        let last = touched
            .pending
            .iter()
            .rev()
            .find(|pending| pending.file == file);
        let due = Unhashed(last.map_or(due, |last| last.due.0.max(due)));
        touched.pending.push(Pending {
            file,
            write: write.clone(),
            due,
            born,
        });
    }

    fn send(&mut self, from: NodeId, via: Via, body: &P::Message) -> Option<EnvelopeId> {
        match via {
            Via::Datagram { to } => {
                let id = self.wire.next_datagram(from, to);
                let due = self.now.plus(self.latency(id));
                self.wire.send_datagram(id, body.clone(), due, self.step);
                Some(id)
            }
            Via::Stream(conn) => {
                if !self.wire.carries(conn, from) {
                    return None;
                }
                self.post(conn, from, Packet::Message(body.clone()))
            }
        }
    }

    /// Puts a packet on a connection.
    fn post(&mut self, conn: Conn, from: NodeId, packet: Packet<P::Message>) -> Option<EnvelopeId> {
        let id = self.wire.next_packet(conn, from)?;
        let due = self.now.plus(self.latency(id));
        self.wire.push(conn, id, packet, due, self.step);
        Some(id)
    }

    /// One end hangs up, or dies; the other is told behind everything already sent.
    pub(super) fn hang_up(&mut self, conn: Conn, node: NodeId) {
        let me = side(conn, node);
        let Some(link) = self.wire.links.get(&conn) else {
            return;
        };
        if link.ends[me] == End::Over {
            return;
        }
        if link.ends[1 - me] != End::Over && !link.broken {
            self.post(conn, node, Packet::End);
        }
        self.wire.end(conn, node);
    }

    /// The network forgets a connection: what is on it is lost, and each end that believes in it
    /// is told in its own time.
    pub(super) fn break_connection(&mut self, conn: Conn) {
        let Some(link) = self.wire.links.get_mut(&conn) else {
            return;
        };
        link.broken = true;
        link.queues.iter_mut().for_each(alloc::vec::Vec::clear);
        if link.ends[1] == End::Waiting {
            link.ends[1] = End::Over;
        }
        let ends = link.ends;
        if ends[0] != End::Over {
            self.post(conn, conn.acceptor, Packet::End);
        }
        if ends[1] != End::Over {
            self.post(conn, conn.dialler, Packet::End);
        }
        self.wire.forget(conn);
    }

    /// A packet of a connection arrives.
    pub(super) fn deliver_packet(
        &mut self,
        conn: Conn,
        envelope: Envelope<P::Message>,
    ) -> Outcome<P> {
        let from = envelope.id.from;
        let node = conn.peer(from);
        let cause = Some(envelope.born);
        match envelope.packet {
            Packet::Message(body) => self.give(
                node,
                Input::Message {
                    from,
                    via: Via::Stream(conn),
                    body,
                },
                cause,
            ),
            Packet::Dial => self.answer(conn, cause),
            Packet::Answer => {
                self.set_end(conn, node, End::Open);
                self.give(node, Input::Opened(conn), cause)
            }
            Packet::Refusal => {
                self.wire.end(conn, node);
                self.give(node, Input::Refused(conn), cause)
            }
            Packet::End => {
                let waiting = (self.wire.links.get(&conn))
                    .is_some_and(|link| link.ends[side(conn, node)] == End::Waiting);
                self.wire.end(conn, node);
                let input = if waiting {
                    Input::Refused(conn)
                } else {
                    Input::Closed(conn)
                };
                self.give(node, input, cause)
            }
        }
    }

    fn answer(&mut self, conn: Conn, cause: Option<super::StepIndex>) -> Outcome<P> {
        let node = conn.acceptor;
        let callee = &self.nodes[node.index()];
        let listens = callee.status == Status::Up && callee.listening.contains(&conn.port);
        if listens {
            self.set_end(conn, node, End::Open);
            self.post(conn, node, Packet::Answer);
            return self.give(node, Input::Accepted(conn), cause);
        }
        self.post(conn, node, Packet::Refusal);
        self.wire.end(conn, node);
        Outcome::quiet(Effect::Undelivered { node, body: None }, cause)
    }

    fn set_end(&mut self, conn: Conn, node: NodeId, end: End) {
        if let Some(link) = self.wire.links.get_mut(&conn) {
            link.ends[side(conn, node)] = end;
        }
    }
}
