//! What is on its way: datagrams, connections, cuts.
//!
//! Invariants: (1) a connection loses nothing but a tail, doubles nothing and keeps order;
//! (2) nothing of one connection arrives on another; (3) each end learns of an end by itself, by
//! a packet of its own; (4) counters of envelopes and times never tell states apart.

use alloc::{vec, vec::Vec};
use core::hash::{Hash, Hasher};

use crate::sorted::SortedMap;

use super::{
    Aside, Busy, Conn, Data, Direction, Envelope, EnvelopeId, Link, NodeId, Packet, Refused,
    StepIndex, Ticks, Via,
};

/// Where an envelope waits: among the datagrams, or on a connection (by its place) on the side of
/// its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    Datagrams,
    Stream(Direction),
}

/// The place of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) queue: Queue,
    pub(super) nth: u32,
}

/// Takes one out of a short list; mostly it is the only one.
pub fn take_at<T>(list: &mut Vec<T>, place: usize) -> Option<T> {
    if place >= list.len() {
        return None;
    }
    // One way out only, so that what is large is moved once.
    for at in place + 1..list.len() {
        list.swap(at - 1, at);
    }
    list.pop()
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
    /// Where the connection last used from one node to another was found, pair by pair.
    pub(super) lines: Vec<Aside<u32>>,
    /// Where anything waits on a connection.
    pub(super) busy: Busy,
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
            lines: (0..population * population)
                .map(|_| Aside::default())
                .collect(),
            busy: Busy::default(),
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
        self.queue(place.queue)?.get(place.nth as usize)
    }

    pub(super) fn find_mut(&mut self, id: EnvelopeId) -> Option<&mut Envelope<M>> {
        let place = self.place(id)?;
        self.queue_mut(place.queue)?.get_mut(place.nth as usize)
    }

    /// Where an envelope is.
    pub(super) fn place(&self, id: EnvelopeId) -> Option<Place> {
        let queue = match id.via {
            Via::Datagram { .. } => Queue::Datagrams,
            Via::Stream(conn) => Queue::Stream(self.direction(conn, id.from)?),
        };
        let mut envelopes = self.queue(queue)?.iter();
        let nth = envelopes.position(|envelope| envelope.id == id)? as u32;
        Some(Place { queue, nth })
    }

    fn queue(&self, queue: Queue) -> Option<&Vec<Envelope<M>>> {
        match queue {
            Queue::Datagrams => Some(&self.datagrams),
            Queue::Stream(direction) => self.queue_of(direction),
        }
    }

    fn queue_mut(&mut self, queue: Queue) -> Option<&mut Vec<Envelope<M>>> {
        match queue {
            Queue::Datagrams => Some(&mut self.datagrams),
            Queue::Stream(direction) => self.queue_of_mut(direction),
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

    /// Takes an envelope off the wire; on a connection, the first one.
    #[inline(always)]
    pub(super) fn take(&mut self, place: Place) -> Option<Envelope<M>> {
        let queue = match place.queue {
            Queue::Datagrams => &mut self.datagrams,
            Queue::Stream(direction) => {
                let link = self.links.nth_mut(direction.link())?;
                let queue = link.queues.get_mut(direction.side())?;
                self.busy.pass(direction, queue.get(1).map(|next| next.due));
                queue
            }
        };
        take_at(queue, place.nth as usize)
    }

    /// The place of a pair of nodes among all.
    pub(super) fn pair(&self, from: NodeId, to: NodeId) -> usize {
        from.index() * self.population + to.index()
    }

    pub(super) fn next_datagram(&mut self, from: NodeId, to: NodeId) -> EnvelopeId {
        let pair = self.pair(from, to);
        let count = &mut self.counts[pair];
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
}
