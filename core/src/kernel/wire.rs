//! What is on its way: datagrams, connections, cuts.
//!
//! Invariants: (1) a connection loses nothing but a tail, doubles nothing and keeps order;
//! (2) nothing of one connection arrives on another; (3) each end learns of an end by itself, by
//! a packet of its own; (4) counters of envelopes and times never tell states apart.

use alloc::{vec, vec::Vec};
use core::hash::{Hash, Hasher};

use crate::sorted::SortedMap;

use super::{Conn, Data, Digest, EnvelopeId, NodeId, Refused, StepIndex, Ticks, Unhashed, Via};

/// What an envelope holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Packet<M> {
    /// A message of the protocol.
    Message(M),
    /// A call to a listening port.
    Dial,
    /// The call was taken.
    Answer,
    /// Nobody listens there.
    Refusal,
    /// The connection is over.
    End,
}

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<M> {
    /// Its identity.
    pub id: EnvelopeId,
    /// Its content.
    pub packet: Packet<M>,
    /// Whether somebody holds it back.
    pub held: bool,
    /// When the schedule would deliver it.
    pub due: Ticks,
    /// The step it was sent in.
    pub born: StepIndex,
    digest: u64,
}

impl<M: Data> Envelope<M> {
    fn new(id: EnvelopeId, packet: Packet<M>, due: Ticks, born: StepIndex) -> Self {
        let digest = Digest::of(&(id.from, id.via, &packet));
        Self {
            id,
            packet,
            held: false,
            due,
            born,
            digest,
        }
    }

    /// What tells it from others in the eyes of the fingerprint: not its number, not its times.
    fn digest(&self) -> u64 {
        self.digest ^ u64::from(self.held)
    }
}

/// How one end of a connection sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// It has dialled, or has not been told yet.
    Waiting,
    /// Open.
    Open,
    /// Over: it hung up, or was told.
    Over,
}

/// One connection as the network sees it. Index 0 is the dialler's side, 1 the acceptor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<M> {
    /// How each end sees it.
    pub ends: [End; 2],
    /// What each end has sent and the other has not received, oldest first.
    pub queues: [Vec<Envelope<M>>; 2],
    /// Whether it is broken: what is sent now goes nowhere.
    pub broken: bool,
    counts: Unhashed<[u32; 2]>,
}

impl<M: Data> Hash for Link<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ends.hash(state);
        self.broken.hash(state);
        for queue in &self.queues {
            state.write_usize(queue.len());
            queue
                .iter()
                .for_each(|envelope| state.write_u64(envelope.digest()));
        }
    }
}

/// Which side of a connection a node is.
pub(super) fn side(conn: Conn, node: NodeId) -> usize {
    usize::from(conn.dialler != node)
}

/// Everything on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire<M> {
    /// Datagrams in the order they were sent.
    pub datagrams: Vec<Envelope<M>>,
    /// Connections that at least one end believes in.
    pub links: SortedMap<Conn, Link<M>>,
    /// Directions that stall.
    pub cuts: SortedMap<(NodeId, NodeId), ()>,
    counts: Vec<u32>,
    population: usize,
}

impl<M: Data> Hash for Wire<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A sum, since datagrams have no order among each other.
        let sum =
            |sum: u64, envelope: &Envelope<M>| sum.wrapping_add(super::scramble(envelope.digest()));
        state.write_u64(self.datagrams.iter().fold(0, sum));
        self.links.hash(state);
        self.cuts.hash(state);
    }
}

impl<M: Data> Wire<M> {
    pub(super) fn new(population: u8) -> Self {
        let population = usize::from(population);
        Self {
            datagrams: Vec::new(),
            links: SortedMap::new(),
            cuts: SortedMap::new(),
            counts: vec![0; population * population],
            population,
        }
    }

    /// Whether what `from` sends to `to` stalls.
    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        !self.cuts.is_empty() && self.cuts.contains_key(&(from, to))
    }

    /// Finds an envelope.
    pub fn find(&self, id: EnvelopeId) -> Option<&Envelope<M>> {
        match id.via {
            Via::Datagram { .. } => self.datagrams.iter().find(|envelope| envelope.id == id),
            Via::Stream(conn) => {
                let link = self.links.get(&conn)?;
                link.queues[side(conn, id.from)]
                    .iter()
                    .find(|envelope| envelope.id == id)
            }
        }
    }

    pub(super) fn find_mut(&mut self, id: EnvelopeId) -> Option<&mut Envelope<M>> {
        match id.via {
            Via::Datagram { .. } => self.datagrams.iter_mut().find(|envelope| envelope.id == id),
            Via::Stream(conn) => {
                let link = self.links.get_mut(&conn)?;
                link.queues[side(conn, id.from)]
                    .iter_mut()
                    .find(|envelope| envelope.id == id)
            }
        }
    }

    /// Everything on its way: datagrams first, then connection by connection.
    pub fn envelopes(&self) -> impl Iterator<Item = &Envelope<M>> {
        let streams = self
            .links
            .values()
            .flat_map(|link| link.queues.iter().flatten());
        self.datagrams.iter().chain(streams)
    }

    /// The envelopes that nothing of their own connection holds up.
    pub fn heads(&self) -> impl Iterator<Item = &Envelope<M>> {
        let streams = self.links.values().flat_map(|link| &link.queues);
        self.datagrams
            .iter()
            .chain(streams.filter_map(|queue| queue.first()))
    }

    /// Whether the network would let it arrive now.
    pub(super) fn passable(&self, id: EnvelopeId) -> Result<&Envelope<M>, Refused> {
        let envelope = self.find(id).ok_or(Refused::NoSuchEnvelope)?;
        if let Via::Stream(conn) = id.via {
            let queue = self
                .links
                .get(&conn)
                .map(|link| &link.queues[side(conn, id.from)]);
            if queue.and_then(|queue| queue.first()).map(|first| first.id) != Some(id) {
                return Err(Refused::NotFirst);
            }
        }
        if envelope.held {
            return Err(Refused::Held);
        }
        if self.is_cut(id.from, id.to()) {
            return Err(Refused::LinkCut);
        }
        Ok(envelope)
    }

    /// Takes an envelope off the wire.
    pub(super) fn take(&mut self, id: EnvelopeId) -> Option<Envelope<M>> {
        let queue = match id.via {
            Via::Datagram { .. } => &mut self.datagrams,
            Via::Stream(conn) => &mut self.links.get_mut(&conn)?.queues[side(conn, id.from)],
        };
        let place = queue.iter().position(|envelope| envelope.id == id)?;
        Some(queue.remove(place))
    }

    pub(super) fn next_datagram(&mut self, from: NodeId, to: NodeId) -> EnvelopeId {
        let count = &mut self.counts[from.index() * self.population + to.index()];
        let nth = *count;
        *count += 1;
        EnvelopeId {
            from,
            via: Via::Datagram { to },
            nth,
            copy: 0,
        }
    }

    pub(super) fn send_datagram(
        &mut self,
        id: EnvelopeId,
        message: M,
        due: Ticks,
        born: StepIndex,
    ) {
        self.datagrams
            .push(Envelope::new(id, Packet::Message(message), due, born));
    }

    /// The number of the next double of an envelope; `None` when they are used up.
    pub(super) fn next_copy(&self, id: EnvelopeId) -> Option<u8> {
        let copies = self.datagrams.iter().filter(|envelope| {
            (envelope.id.from, envelope.id.via, envelope.id.nth) == (id.from, id.via, id.nth)
        });
        copies
            .map(|envelope| envelope.id.copy)
            .max()?
            .checked_add(1)
    }

    /// A second envelope like this one.
    pub(super) fn duplicate(&mut self, id: EnvelopeId) -> Option<EnvelopeId> {
        let double = EnvelopeId {
            copy: self.next_copy(id)?,
            ..id
        };
        let mut envelope = self.find(id)?.clone();
        envelope.id = double;
        self.datagrams.push(envelope);
        Some(double)
    }

    /// The identity of the next packet that `from` sends on a connection, if that end may send.
    pub(super) fn next_packet(&mut self, conn: Conn, from: NodeId) -> Option<EnvelopeId> {
        let link = self.links.get_mut(&conn)?;
        let count = &mut link.counts.0[side(conn, from)];
        let nth = *count;
        *count += 1;
        Some(EnvelopeId {
            from,
            via: Via::Stream(conn),
            nth,
            copy: 0,
        })
    }

    pub(super) fn push(
        &mut self,
        conn: Conn,
        id: EnvelopeId,
        packet: Packet<M>,
        due: Ticks,
        born: StepIndex,
    ) {
        let Some(link) = self.links.get_mut(&conn) else {
            return;
        };
        let me = side(conn, id.from);
        if link.ends[1 - me] == End::Over {
            return;
        }
        let queue = &mut link.queues[me];
        let due = queue.last().map_or(due, |last| last.due.max(due));
        queue.push(Envelope::new(id, packet, due, born));
    }

    /// Whether a message that `from` sends on this connection would be carried.
    pub(super) fn carries(&self, conn: Conn, from: NodeId) -> bool {
        self.links.get(&conn).is_some_and(|link| {
            let me = side(conn, from);
            link.ends[me] == End::Open && link.ends[1 - me] != End::Over && !link.broken
        })
    }

    pub(super) fn open(&mut self, conn: Conn) {
        let link = Link {
            ends: [End::Waiting; 2],
            queues: [Vec::new(), Vec::new()],
            broken: false,
            counts: Unhashed([0; 2]),
        };
        self.links.insert(conn, link);
    }

    /// Marks one end over; nothing is read there any more. Forgets the connection when neither
    /// end believes in it.
    pub(super) fn end(&mut self, conn: Conn, node: NodeId) {
        let me = side(conn, node);
        if let Some(link) = self.links.get_mut(&conn) {
            link.ends[me] = End::Over;
            link.queues[1 - me].clear();
        }
        self.forget(conn);
    }

    /// Forgets a connection that nobody believes in.
    pub(super) fn forget(&mut self, conn: Conn) {
        if self.links.get(&conn).is_some_and(|link| {
            link.ends[0] == End::Over
                && (link.ends[1] == End::Over
                    || (link.ends[1] == End::Waiting && link.queues[0].is_empty()))
        }) {
            self.links.remove(&conn);
        }
    }
}
