//! What is on its way: datagrams, connections, cuts.
//!
//! Invariants: (1) a connection loses nothing but a tail, doubles nothing and keeps order;
//! (2) nothing of one connection arrives on another; (3) each end learns of an end by itself, by
//! a packet of its own; (4) counters of envelopes and times never tell states apart.

use alloc::{vec, vec::Vec};
use core::hash::{Hash, Hasher};

use crate::sorted::SortedMap;

use super::{
    Conn, Data, Envelope, EnvelopeId, NodeId, Packet, Refused, StepIndex, Ticks, Unhashed, Via,
};

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

/// Where an envelope waits: among the datagrams, or on a connection (by its place) on the side of
/// its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    Datagrams,
    Stream(usize, usize),
}

/// The place of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    queue: Queue,
    nth: usize,
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
    /// The directions of connections on which anything waits, by place and side, ascending.
    busy: Vec<(u16, u8)>,
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
            busy: Vec::new(),
        }
    }

    /// Whether what `from` sends to `to` stalls.
    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        !self.cuts.is_empty() && self.cuts.contains_key(&(from, to))
    }

    /// Finds an envelope.
    pub fn find(&self, id: EnvelopeId) -> Option<&Envelope<M>> {
        self.at(self.place(id)?)
    }

    pub(super) fn at(&self, place: Place) -> Option<&Envelope<M>> {
        self.queue(place.queue)?.get(place.nth)
    }

    pub(super) fn find_mut(&mut self, id: EnvelopeId) -> Option<&mut Envelope<M>> {
        let place = self.place(id)?;
        self.queue_mut(place.queue)?.get_mut(place.nth)
    }

    /// Where an envelope is.
    pub(super) fn place(&self, id: EnvelopeId) -> Option<Place> {
        let queue = match id.via {
            Via::Datagram { .. } => Queue::Datagrams,
            Via::Stream(conn) => Queue::Stream(self.links.find(&conn)?, side(conn, id.from)),
        };
        let mut envelopes = self.queue(queue)?.iter();
        let nth = envelopes.position(|envelope| envelope.id == id)?;
        Some(Place { queue, nth })
    }

    fn queue(&self, queue: Queue) -> Option<&Vec<Envelope<M>>> {
        match queue {
            Queue::Datagrams => Some(&self.datagrams),
            Queue::Stream(link, side) => self.links.entries().get(link)?.1.queues.get(side),
        }
    }

    fn queue_mut(&mut self, queue: Queue) -> Option<&mut Vec<Envelope<M>>> {
        match queue {
            Queue::Datagrams => Some(&mut self.datagrams),
            Queue::Stream(link, side) => self.links.nth_mut(link)?.queues.get_mut(side),
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

    /// Shows the same with their places, in the same order.
    pub(super) fn each_head(&self, mut look: impl FnMut(Place, &Envelope<M>)) {
        let queue = Queue::Datagrams;
        for (nth, envelope) in self.datagrams.iter().enumerate() {
            look(Place { queue, nth }, envelope);
        }
        debug_assert!(
            self.waiting().eq(self.busy.iter().copied()),
            "a queue was forgotten"
        );
        for (link, side) in &self.busy {
            let queue = Queue::Stream(usize::from(*link), usize::from(*side));
            if let Some(first) = self.queue(queue).and_then(|queue| queue.first()) {
                look(Place { queue, nth: 0 }, first);
            }
        }
    }

    /// What `busy` is.
    fn waiting(&self) -> impl Iterator<Item = (u16, u8)> {
        let links = self.links.values().zip(0..);
        let sides = links.flat_map(|(link, place)| {
            let queues = link.queues.iter().zip(0..);
            queues.map(move |(queue, side)| (queue, (place, side)))
        });
        let waiting = sides.filter(|(queue, _)| !queue.is_empty());
        waiting.map(|(_, direction)| direction)
    }

    /// To be called when connections have come or gone, or queues have been emptied.
    pub(super) fn recount(&mut self) {
        self.busy = self.waiting().collect();
    }

    /// Whether the network would let it arrive now.
    pub(super) fn passable(&self, id: EnvelopeId) -> Result<&Envelope<M>, Refused> {
        let place = self.place(id).ok_or(Refused::NoSuchEnvelope)?;
        let envelope = self.at(place).ok_or(Refused::NoSuchEnvelope)?;
        if place.queue != Queue::Datagrams && place.nth > 0 {
            return Err(Refused::NotFirst);
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
    pub(super) fn take(&mut self, place: Place) -> Option<Envelope<M>> {
        let queue = self.queue_mut(place.queue)?;
        let envelope = (place.nth < queue.len()).then(|| queue.remove(place.nth))?;
        if let (Queue::Stream(link, side), true) = (place.queue, queue.is_empty()) {
            let gone = (link as u16, side as u8);
            self.busy.retain(|direction| *direction != gone);
        }
        Some(envelope)
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

    /// Puts a packet on a connection, if anybody still reads at the other end; `due` is when it
    /// would arrive if nothing were before it.
    pub(super) fn post(
        &mut self,
        conn: Conn,
        from: NodeId,
        packet: Packet<M>,
        due: impl FnOnce(EnvelopeId) -> Ticks,
        born: StepIndex,
    ) -> Option<EnvelopeId> {
        let me = side(conn, from);
        let place = self.links.find(&conn)?;
        let link = self.links.nth_mut(place)?;
        let carried = link.ends[me] == End::Open && link.ends[1 - me] != End::Over && !link.broken;
        if matches!(packet, Packet::Message(_)) && !carried {
            return None;
        }
        let id = EnvelopeId {
            from,
            via: Via::Stream(conn),
            nth: link.counts.0[me],
            copy: 0,
        };
        link.counts.0[me] += 1;
        if link.ends[1 - me] != End::Over {
            let queue = &mut link.queues[me];
            let due = due(id);
            let due = queue.last().map_or(due, |last| last.due.max(due));
            queue.push(Envelope::new(id, packet, due, born));
            if queue.len() == 1 {
                let direction = (place as u16, me as u8);
                let before = self.busy.iter().take_while(|other| **other < direction);
                self.busy.insert(before.count(), direction);
            }
        }
        Some(id)
    }

    pub(super) fn open(&mut self, conn: Conn) {
        let link = Link {
            ends: [End::Waiting; 2],
            queues: [Vec::new(), Vec::new()],
            broken: false,
            counts: Unhashed([0; 2]),
        };
        self.links.insert(conn, link);
        self.recount();
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
        self.recount();
    }

    /// Forgets a connection that nobody believes in.
    pub(super) fn forget(&mut self, conn: Conn) {
        if self.links.get(&conn).is_some_and(|link| {
            link.ends[0] == End::Over
                && (link.ends[1] == End::Over
                    || (link.ends[1] == End::Waiting && link.queues[0].is_empty()))
        }) {
            self.links.remove(&conn);
            self.recount();
        }
    }
}
