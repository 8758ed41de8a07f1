//! Connections as the network sees them.

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::{
    Conn, Data, Envelope, EnvelopeId, NodeId, Packet, StepIndex, Ticks, Unhashed, Via, Wire,
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

/// Which side of a connection a node is.
pub(super) fn side(conn: Conn, node: NodeId) -> usize {
    usize::from(conn.dialler() != node)
}

/// One direction of a connection: the place of that among all, and the side of the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Direction(u32);

impl Direction {
    const fn new(link: usize, side: usize) -> Self {
        Self((link as u32) << 1 | side as u32)
    }

    /// The direction of an index.
    pub(super) const fn at(index: usize) -> Self {
        Self(index as u32)
    }

    /// Its index, ascending as connections are.
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) const fn link(self) -> usize {
        self.index() >> 1
    }

    pub(super) const fn side(self) -> usize {
        self.index() & 1
    }
}

/// A direction on which something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) direction: Direction,
    /// When the first envelope is due.
    pub(super) due: Ticks,
}

/// Where anything waits on a connection, in no order: there are few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Busy(Vec<Head>);

impl Busy {
    pub(super) fn heads(&self) -> &[Head] {
        &self.0
    }

    /// Something waits in this direction now.
    fn wake(&mut self, head: Head) {
        self.0.push(head);
    }

    /// The first one in this direction has been taken; the next is due then, if there is one.
    #[inline]
    pub(super) fn pass(&mut self, direction: Direction, due: Option<Ticks>) {
        let Some(place) = (self.0.iter()).position(|head| head.direction == direction) else {
            return;
        };
        match due {
            Some(due) => self.0[place].due = due,
            None => {
                self.0.swap_remove(place);
            }
        }
    }
}

impl<M: Data> Wire<M> {
    /// The direction in which a node sends on a connection.
    pub(super) fn direction(&self, conn: Conn, from: NodeId) -> Option<Direction> {
        let link = self.links.find(&conn)?;
        Some(Direction::new(link, side(conn, from)))
    }

    pub(super) fn queue_of(&self, direction: Direction) -> Option<&Vec<Envelope<M>>> {
        let (_, link) = self.links.entries().get(direction.link())?;
        link.queues.get(direction.side())
    }

    pub(super) fn queue_of_mut(&mut self, direction: Direction) -> Option<&mut Vec<Envelope<M>>> {
        let link = self.links.nth_mut(direction.link())?;
        link.queues.get_mut(direction.side())
    }

    /// To be called when connections have come or gone, or queues have been emptied.
    pub(super) fn recount(&mut self) {
        let mut busy = Busy::default();
        self.each_head(|head| busy.wake(head));
        self.busy = busy;
    }

    /// Shows where anything waits, ascending.
    pub(super) fn each_head(&self, mut look: impl FnMut(Head)) {
        for (link, (_, known)) in self.links.entries().iter().enumerate() {
            for (side, queue) in known.queues.iter().enumerate() {
                if let Some(first) = queue.first() {
                    let (direction, due) = (Direction::new(link, side), first.due);
                    look(Head { direction, due });
                }
            }
        }
    }

    /// The place of a connection; mostly it is the one that this node used last with that one.
    #[inline(always)]
    fn find_line(&self, conn: Conn, from: NodeId) -> Option<usize> {
        let hint = self.lines.get(self.pair(from, conn.peer(from)))?;
        if let Some(place) = hint.get()
            && let Some((known, _)) = self.links.entries().get(place as usize)
            && *known == conn
        {
            return Some(place as usize);
        }
        let place = self.links.find(&conn)?;
        hint.set(place as u32);
        Some(place)
    }

    /// Puts a packet on a connection, if anybody still reads at the other end; `latency` is how
    /// long it would travel if nothing were before it.
    #[inline(always)]
    pub(super) fn post(
        &mut self,
        conn: Conn,
        from: NodeId,
        packet: Packet<M>,
        latency: impl FnOnce(EnvelopeId) -> u64,
        (now, born): (Ticks, StepIndex),
    ) -> Option<EnvelopeId> {
        let me = side(conn, from);
        let place = self.find_line(conn, from)?;
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
            let due = now.plus(latency(id));
            let due = queue.last().map_or(due, |last| last.due.max(due));
            queue.push(Envelope::new(id, packet, due, born));
            if queue.len() == 1 {
                let direction = Direction::new(place, me);
                self.busy.wake(Head { direction, due });
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
