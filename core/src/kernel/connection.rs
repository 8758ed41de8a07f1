//! What a step does to connections.

use alloc::vec::Vec;

use super::{
    Conn, End, EnvelopeId, Input, NodeId, Packet, Protocol, Setting, Status, StepIndex, Ticks,
    Wire, World, side,
};

/// What is known of a step while it is carried out: in which ensemble, when, which.
pub(super) struct Stamp<'a, P: Protocol> {
    pub(super) setting: &'a Setting<P>,
    pub(super) now: Ticks,
    pub(super) step: StepIndex,
}

impl<P: Protocol> Stamp<'_, P> {
    /// Puts a packet on a connection.
    pub(super) fn post(
        &self,
        wire: &mut Wire<P::Message>,
        conn: Conn,
        from: NodeId,
        packet: Packet<P::Message>,
    ) -> Option<EnvelopeId> {
        let latency = |id| self.setting.latency(id);
        wire.post(conn, from, packet, latency, (self.now, self.step))
    }

    /// One end hangs up, or dies; the other is told behind everything already sent.
    pub(super) fn hang_up(&self, wire: &mut Wire<P::Message>, conn: Conn, node: NodeId) {
        let me = side(conn, node);
        let Some(link) = wire.links.get(&conn) else {
            return;
        };
        if link.ends[me] == End::Over {
            return;
        }
        if link.ends[1 - me] != End::Over && !link.broken {
            self.post(wire, conn, node, Packet::End);
        }
        wire.end(conn, node);
    }

    /// A node hangs up whatever it has.
    pub(super) fn end_connections(&self, wire: &mut Wire<P::Message>, node: NodeId) {
        let conns: Vec<Conn> = (wire.links.keys().copied())
            .filter(|conn| conn.dialler() == node || conn.acceptor() == node)
            .collect();
        for conn in conns {
            self.hang_up(wire, conn, node);
        }
    }
}

impl<P: Protocol> World<P> {
    /// The stamp of the step under way, and the wire.
    pub(super) fn stamp(&mut self) -> (Stamp<'_, P>, &mut Wire<P::Message>) {
        let stamp = Stamp {
            setting: &*self.setting,
            now: self.now,
            step: self.step,
        };
        (stamp, &mut self.wire)
    }

    fn post(&mut self, conn: Conn, from: NodeId, packet: Packet<P::Message>) {
        let (stamp, wire) = self.stamp();
        stamp.post(wire, conn, from, packet);
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
        self.wire.recount();
        if ends[0] != End::Over {
            self.post(conn, conn.acceptor(), Packet::End);
        }
        if ends[1] != End::Over {
            self.post(conn, conn.dialler(), Packet::End);
        }
        self.wire.forget(conn);
    }

    /// News of a connection arrives; what the node is given, unless nobody takes it there.
    pub(super) fn news(
        &mut self,
        conn: Conn,
        node: NodeId,
        packet: &Packet<P::Message>,
    ) -> Option<Input<P>> {
        Some(match packet {
            Packet::Message(_) => return None,
            Packet::Dial => {
                self.answer(conn).then_some(())?;
                Input::Accepted(conn)
            }
            Packet::Answer => {
                self.set_end(conn, node, End::Open);
                Input::Opened(conn)
            }
            Packet::Refusal => {
                self.wire.end(conn, node);
                Input::Refused(conn)
            }
            Packet::End => {
                let waiting = (self.wire.links.get(&conn))
                    .is_some_and(|link| link.ends[side(conn, node)] == End::Waiting);
                self.wire.end(conn, node);
                if waiting {
                    Input::Refused(conn)
                } else {
                    Input::Closed(conn)
                }
            }
        })
    }

    /// Whether a dial is taken; the dialler is told either way.
    fn answer(&mut self, conn: Conn) -> bool {
        let node = conn.acceptor();
        let callee = &self.nodes[node.index()];
        let listens = callee.status == Status::Up && callee.listening.contains(&conn.port());
        if listens {
            self.set_end(conn, node, End::Open);
            self.post(conn, node, Packet::Answer);
        } else {
            self.post(conn, node, Packet::Refusal);
            self.wire.end(conn, node);
        }
        listens
    }

    fn set_end(&mut self, conn: Conn, node: NodeId, end: End) {
        if let Some(link) = self.wire.links.get_mut(&conn) {
            link.ends[side(conn, node)] = end;
        }
    }
}
