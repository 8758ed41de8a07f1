//! What happens next by itself: whatever is due first.
//!
//! Mostly that is the first of a few things that wait, and all that has to be found out is whether
//! it can happen now. Only if it cannot, or if a timer might come first, everything is looked at.

use super::{
    Aside, Choice, Direction, Envelope, Node, NodeId, Offered, Packet, Place, Protocol, Queue,
    Shared, Status, Ticks, Via, World,
};

/// What saves looking at everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Agenda {
    /// The nodes with tasks or unflushed writes, a bit each.
    waiting: u64,
    /// No timer is due before this; not known if it is not set.
    alarm: Aside<Ticks>,
}

impl Agenda {
    /// To be called when the tasks or writes of a node have changed.
    pub(super) fn note<P: Protocol>(&mut self, id: NodeId, node: &Node<P>) {
        let bit = 1 << id.0;
        if node.tasks.is_empty() && node.pending.is_empty() {
            self.waiting &= !bit;
        } else {
            self.waiting |= bit;
        }
    }

    /// To be called when a timer is armed.
    pub(super) fn expect(&self, deadline: Ticks) {
        if let Some(alarm) = self.alarm.get()
            && deadline < alarm
        {
            self.alarm.set(deadline);
        }
    }
}

/// Something that happens by itself, by its place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Task {
        node: NodeId,
        place: usize,
    },
    /// All writes to the file of this one.
    Flush {
        node: NodeId,
        place: usize,
    },
    Envelope(Place),
    Timer {
        node: NodeId,
        place: usize,
    },
}

const TASK: u8 = 0;
const FLUSH: u8 = 1;
const ENVELOPE: u8 = 2;
const TIMER: u8 = 3;

/// A slot as a number: on equal times the smaller one goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key(u64);

impl Key {
    const NONE: Self = Self(u64::MAX);

    const fn new(rank: u8, whose: u8, place: usize) -> Self {
        Self((rank as u64) << 56 | (whose as u64) << 48 | place as u64)
    }

    fn slot(self) -> Slot {
        let place = self.0 & 0xffff_ffff_ffff;
        let whose = (self.0 >> 48) as u8;
        let (node, at) = (NodeId(whose), place as usize);
        match self.0 >> 56 {
            0 => Slot::Task { node, place: at },
            1 => Slot::Flush { node, place: at },
            2 => Slot::Envelope(match whose {
                0 => Place {
                    queue: Queue::Datagrams,
                    nth: place as u32,
                },
                _ => Place {
                    queue: Queue::Stream(Direction::at(at)),
                    nth: 0,
                },
            }),
            _ => Slot::Timer { node, place: at },
        }
    }
}

/// What is due first of all that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Best {
    due: Ticks,
    key: Key,
}

impl Best {
    const NONE: Self = Self {
        due: Ticks(u64::MAX),
        key: Key::NONE,
    };

    fn take(&mut self, due: Ticks, key: Key) {
        if self.loses_to(due, key) {
            *self = Self { due, key };
        }
    }

    fn loses_to(&self, due: Ticks, key: Key) -> bool {
        (due, key.0) < (self.due, self.key.0)
    }
}

impl<P: Protocol> Node<P> {
    /// Whether it takes an input now.
    pub(super) fn ready(&self, offered: &Offered<'_, P>) -> bool {
        (self.memory.as_ref()).is_none_or(|memory| P::ready(memory, offered))
    }

    /// Offers its tasks and writes.
    fn offer(&self, id: u8, mut offer: impl FnMut(Ticks, Key)) {
        for (place, pending) in self.pending.iter().enumerate() {
            offer(pending.due.0, Key::new(FLUSH, id, place));
        }
        for (place, runnable) in self.tasks.iter().enumerate() {
            offer(runnable.due.0, Key::new(TASK, id, place));
        }
    }
}

impl<P: Protocol> World<P> {
    /// What the schedule does next, and when: whatever is due first, with latencies from the
    /// seed. `None` when nothing happens by itself any more.
    pub fn pick(&self) -> Option<(Choice<P>, Ticks)> {
        let (due, slot) = self.next()?;
        Some((self.choice_at(slot)?, due))
    }

    /// Whether only timers would go on: nothing is under way, and nothing waits for a disk.
    pub fn is_still(&self) -> bool {
        let idle = |node: &Shared<Node<P>>| match node.status {
            Status::Down => true,
            Status::Paused => node.pending.is_empty(),
            Status::Up => node.pending.is_empty() && node.tasks.is_empty(),
        };
        let mut heads = self.wire.heads();
        self.nodes.iter().all(idle) && !heads.any(|head| !head.held && self.arrives(head))
    }

    pub(super) fn next(&self) -> Option<(Ticks, Slot)> {
        let first = self.first();
        let (due, key) = (first.due, first.key);
        // On equal times a timer comes last.
        let silent = (self.agenda.alarm.get()).is_some_and(|alarm| due <= alarm);
        let found = if silent && self.is_possible(key) {
            first
        } else {
            let (found, alarm) = self.search();
            self.agenda.alarm.set(alarm);
            found
        };
        debug_assert_eq!(found, self.search().0, "something was forgotten");
        (found.key != Key::NONE).then(|| (found.due, found.key.slot()))
    }

    /// What is due first of all but timers, whether it can happen or not.
    fn first(&self) -> Best {
        let mut best = Best::NONE;
        let mut waiting = self.agenda.waiting;
        while waiting != 0 {
            let id = waiting.trailing_zeros() as u8;
            waiting &= waiting - 1;
            self.nodes[usize::from(id)].offer(id, |due, key| best.take(due, key));
        }
        for (place, envelope) in self.wire.datagrams.iter().enumerate() {
            best.take(envelope.due, Key::new(ENVELOPE, 0, place));
        }
        for head in &self.wire.busy {
            best.take(head.due, Key::new(ENVELOPE, 1, head.direction.index()));
        }
        best
    }

    /// What is due first of all that can happen, from looking at everything; and when the first
    /// timer is due.
    fn search(&self) -> (Best, Ticks) {
        let mut best = Best::NONE;
        let mut offer = |due, key| {
            if best.loses_to(due, key) && self.is_possible(key) {
                best = Best { due, key };
            }
        };
        let mut alarm = Ticks(u64::MAX);
        for (node, id) in self.nodes.iter().zip(0..) {
            node.offer(id, &mut offer);
            for (place, armed) in node.timers.iter().enumerate() {
                let due = armed.deadline.0;
                alarm = alarm.min(due);
                offer(due, Key::new(TIMER, id, place));
            }
        }
        for (place, envelope) in self.wire.datagrams.iter().enumerate() {
            offer(envelope.due, Key::new(ENVELOPE, 0, place));
        }
        self.wire
            .each_head(|head| offer(head.due, Key::new(ENVELOPE, 1, head.direction.index())));
        (best, alarm)
    }

    /// Whether what is there can happen now.
    fn is_possible(&self, key: Key) -> bool {
        if key == Key::NONE {
            return true;
        }
        let at = |node: NodeId| &self.nodes[node.index()];
        let up = |node: NodeId| at(node).status == Status::Up;
        match key.slot() {
            Slot::Task { node, place } => {
                up(node) && at(node).ready(&Offered::Task(&at(node).tasks[place].task))
            }
            Slot::Flush { node, .. } => at(node).status != Status::Down,
            Slot::Envelope(place) => {
                let envelope = self.wire.at(place);
                envelope.is_some_and(|envelope| !envelope.held && self.arrives(envelope))
            }
            Slot::Timer { node, place } => {
                up(node) && at(node).ready(&Offered::Timer(&at(node).timers[place].timer))
            }
        }
    }

    /// Whether a choice is the schedule's own; then where it is, and when it is due.
    pub(super) fn own(&self, choice: &Choice<P>) -> Option<(Ticks, Slot)> {
        let by_itself = matches!(
            choice,
            Choice::Deliver(_) | Choice::Run { .. } | Choice::Flush { .. } | Choice::Fire { .. }
        );
        let (due, slot) = by_itself.then(|| self.next())??;
        (self.choice_at(slot)? == *choice).then_some((due, slot))
    }

    /// The choice of a slot.
    fn choice_at(&self, slot: Slot) -> Option<Choice<P>> {
        let at = |node: NodeId| self.nodes.get(node.index());
        Some(match slot {
            Slot::Task { node, place } => Choice::Run {
                node,
                task: at(node)?.tasks.get(place)?.task.clone(),
            },
            Slot::Flush { node, place } => {
                let file = at(node)?.pending.get(place)?.file;
                Choice::Flush {
                    node,
                    file,
                    count: at(node)?.waiting(file),
                }
            }
            Slot::Envelope(place) => Choice::Deliver(self.wire.at(place)?.id),
            Slot::Timer { node, place } => Choice::Fire {
                node,
                timer: at(node)?.timers.get(place)?.timer.clone(),
            },
        })
    }

    /// Whether an envelope at the head of its line would be taken now.
    fn arrives(&self, envelope: &Envelope<P::Message>) -> bool {
        let (id, to) = (envelope.id, envelope.id.to());
        !self.wire.is_cut(id.from, to)
            && self.nodes[to.index()].status != Status::Paused
            && self.nodes[to.index()].ready(&offered(envelope))
    }
}

/// An envelope as it waits for a node.
pub(super) fn offered<P: Protocol>(envelope: &Envelope<P::Message>) -> Offered<'_, P> {
    match (&envelope.packet, envelope.id.via) {
        (Packet::Message(body), via) => Offered::Message {
            from: envelope.id.from,
            via,
            body,
        },
        (_, Via::Stream(conn)) => Offered::News(conn),
        // Datagrams hold nothing but messages.
        (_, Via::Datagram { to }) => Offered::News(super::Conn {
            dialler: envelope.id.from,
            acceptor: to,
            port: super::Port(0),
            nth: 0,
        }),
    }
}
