//! What happens next by itself: whatever is due first.
//!
//! Mostly that is the first of a few things that wait, and all that has to be found out is whether
//! it can happen now. Only if it cannot, or if a timer might come first, everything is looked at.

use alloc::vec::Vec;

use super::{
    Aside, Choice, Direction, Envelope, Node, NodeId, Offered, Packet, Place, Protocol, Queue,
    Shared, Status, Ticks, Via, World,
};

/// What saves looking at everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Agenda {
    /// The tasks of all nodes, and the first unflushed write to each file, in no order: there are
    /// few.
    waits: Vec<Best>,
    /// No timer is due before this; not known if it is not set.
    alarm: Aside<Ticks>,
}

impl Agenda {
    /// A write waits at a node, at this place; none to the same file waits before it.
    pub(super) fn add_write(&mut self, id: NodeId, due: Ticks, place: usize) {
        let key = Key::new(FLUSH, id.0, place);
        self.waits.push(Best { due, key });
    }

    /// A task waits at a node, at this place.
    pub(super) fn add_task(&mut self, id: NodeId, due: Ticks, place: usize) {
        let key = Key::new(TASK, id.0, place);
        self.waits.push(Best { due, key });
    }

    /// What had this key is taken, and nothing behind it waits in the same list of its node.
    pub(super) fn done(&mut self, key: Key) {
        if let Some(place) = self.waits.iter().position(|best| best.key == key) {
            self.waits.swap_remove(place);
        }
    }

    /// To be called when what waits at a node has become less.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn note<P: Protocol>(&mut self, id: NodeId, node: &Node<P>) {
        let mut place = 0;
        while let Some(best) = self.waits.get(place) {
            if best.key.node() == id {
                self.waits.swap_remove(place);
            } else {
                place += 1;
            }
        }
        node.offer(id.0, |due, key| self.waits.push(Best { due, key }));
    }

    /// Whether nothing waits at any node.
    fn is_empty(&self) -> bool {
        self.waits.is_empty()
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

/// What comes first where things are due at the same time.
const TASK: u8 = 0;
const FLUSH: u8 = 1;
const DATAGRAM: u8 = 2;
const STREAM: u8 = 3;
const TIMER: u8 = 4;

/// Something that happens by itself, by its place in the world. On equal times the smaller number
/// goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key(u64);

/// The same, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A runnable task of a node.
    Task(NodeId, usize),
    /// All writes to the file of this one.
    Flush(NodeId, usize),
    /// The arrival of an envelope.
    Envelope(Place),
    /// A timer of a node.
    Timer(NodeId, usize),
}

impl Key {
    /// Nothing.
    pub(super) const NONE: Self = Self(u64::MAX);

    const fn new(rank: u8, node: u8, place: usize) -> Self {
        Self((rank as u64) << 56 | (node as u64) << 48 | place as u64)
    }

    /// The node; the first one for an envelope.
    const fn node(self) -> NodeId {
        NodeId((self.0 >> 48) as u8)
    }

    /// What it stands for.
    #[inline]
    pub(super) const fn slot(self) -> Slot {
        let node = self.node();
        let place = self.0 as u32;
        match (self.0 >> 56) as u8 {
            TASK => Slot::Task(node, place as usize),
            FLUSH => Slot::Flush(node, place as usize),
            DATAGRAM => Slot::Envelope(Place {
                queue: Queue::Datagrams,
                nth: place,
            }),
            STREAM => Slot::Envelope(Place {
                queue: Queue::Stream(Direction::at(place as usize)),
                nth: 0,
            }),
            _ => Slot::Timer(node, place as usize),
        }
    }
}

/// What is due first of all that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Best {
    pub(super) due: Ticks,
    pub(super) key: Key,
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
        due <= self.due && (due < self.due || key.0 < self.key.0)
    }
}

impl<P: Protocol> Node<P> {
    /// Whether it takes an input now.
    pub(super) fn ready(&self, offered: &Offered<'_, P>) -> bool {
        (self.memory.as_ref()).is_none_or(|memory| P::ready(memory, offered))
    }

    /// Offers its tasks, and its writes, of those behind each other to one file the first.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn offer(&self, id: u8, mut offer: impl FnMut(Ticks, Key)) {
        let mut before = None;
        for (place, pending) in self.pending.iter().enumerate() {
            if before != Some(pending.file) {
                offer(pending.due.0, Key::new(FLUSH, id, place));
            }
            before = Some(pending.file);
        }
        for (place, runnable) in self.tasks.iter().enumerate() {
            offer(runnable.due.0, Key::new(TASK, id, place));
        }
    }
}

impl<P: Protocol> World<P> {
    /// What the schedule does next, and when: whatever is due first, with latencies from the
    /// seed. `None` when nothing happens by itself any more.
    #[inline(never)]
    pub fn pick(&self) -> Option<(Choice<P>, Ticks)> {
        let likely = self.likely();
        let next = if likely.key != Key::NONE && self.is_possible(likely.key.slot()) {
            likely
        } else {
            self.search_again()
        };
        debug_assert_eq!(next, self.search().0, "something was forgotten");
        Some((self.choice_at(next.key)?, next.due))
    }

    /// Whether only timers would go on: nothing is under way, and nothing waits for a disk.
    pub fn is_still(&self) -> bool {
        let idle = |node: &Shared<Node<P>>| match node.status {
            Status::Down => true,
            Status::Paused => node.pending.is_empty(),
            Status::Up => node.pending.is_empty() && node.tasks.is_empty(),
        };
        if self.agenda.is_empty()
            && self.wire.busy.heads().is_empty()
            && self.wire.datagrams.is_empty()
        {
            return true;
        }
        let mut heads = self.wire.heads();
        self.nodes.iter().all(idle) && !heads.any(|head| !head.held && self.arrives(head))
    }

    /// What happens next by itself, if that can happen.
    #[inline(always)]
    pub(super) fn likely(&self) -> Best {
        let first = self.first();
        // On equal times a timer comes last.
        if (self.agenda.alarm.get()).is_some_and(|alarm| first.due <= alarm)
            && first.key != Key::NONE
        {
            first
        } else {
            self.search_again()
        }
    }

    /// Looks at everything, and remembers when the first timer is due.
    #[cold]
    #[inline(never)]
    pub(super) fn search_again(&self) -> Best {
        let (found, alarm) = self.search();
        self.agenda.alarm.set(alarm);
        found
    }

    /// What is due first of all but timers, whether it can happen or not.
    fn first(&self) -> Best {
        let mut best = Best::NONE;
        for waits in &self.agenda.waits {
            best.take(waits.due, waits.key);
        }
        for (place, envelope) in self.wire.datagrams.iter().enumerate() {
            best.take(envelope.due, Key::new(DATAGRAM, 0, place));
        }
        for head in self.wire.busy.heads() {
            best.take(head.due, Key::new(STREAM, 0, head.direction.index()));
        }
        best
    }

    /// What is due first of all that can happen, from looking at everything; and when the first
    /// timer is due.
    pub(super) fn search(&self) -> (Best, Ticks) {
        let mut best = Best::NONE;
        let mut offer = |due, key| {
            if best.loses_to(due, key) && self.is_possible(key.slot()) {
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
            offer(envelope.due, Key::new(DATAGRAM, 0, place));
        }
        self.wire
            .each_head(|head| offer(head.due, Key::new(STREAM, 0, head.direction.index())));
        (best, alarm)
    }

    /// Whether what is there can happen now.
    pub(super) fn is_possible(&self, slot: Slot) -> bool {
        let at = |node: NodeId| &self.nodes[node.index()];
        match slot {
            Slot::Task(node, place) => {
                let node = at(node);
                node.status == Status::Up && node.ready(&Offered::Task(&node.tasks[place].task))
            }
            Slot::Flush(node, _) => at(node).status != Status::Down,
            Slot::Envelope(place) => {
                let envelope = self.wire.at(place);
                envelope.is_some_and(|envelope| !envelope.held && self.arrives(envelope))
            }
            Slot::Timer(node, place) => {
                let node = at(node);
                node.status == Status::Up && node.ready(&Offered::Timer(&node.timers[place].timer))
            }
        }
    }

    /// When a choice is due, if it is the schedule's own.
    pub(super) fn own(&self, choice: &Choice<P>) -> Option<Ticks> {
        let by_itself = matches!(
            choice,
            Choice::Deliver(_) | Choice::Run { .. } | Choice::Flush { .. } | Choice::Fire { .. }
        );
        let (own, due) = by_itself.then(|| self.pick())??;
        (own == *choice).then_some(due)
    }

    /// Where that is which a choice lets happen; `None` for what happens by no schedule.
    pub(super) fn key_of(&self, choice: &Choice<P>) -> Option<Key> {
        if let Choice::Deliver(id) = choice {
            let place = self.wire.place(*id)?;
            Some(match place.queue {
                Queue::Datagrams => Key::new(DATAGRAM, 0, place.nth as usize),
                Queue::Stream(direction) => Key::new(STREAM, 0, direction.index()),
            })
        } else if let Choice::Run { node, task } = choice {
            let mut tasks = self.nodes.get(node.index())?.tasks.iter();
            let place = tasks.position(|runnable| runnable.task == *task)?;
            Some(Key::new(TASK, node.0, place))
        } else if let Choice::Fire { node, timer } = choice {
            let mut timers = self.nodes.get(node.index())?.timers.iter();
            let place = timers.position(|armed| armed.timer == *timer)?;
            Some(Key::new(TIMER, node.0, place))
        } else {
            None
        }
    }

    /// The choice of a key.
    fn choice_at(&self, key: Key) -> Option<Choice<P>> {
        if key == Key::NONE {
            return None;
        }
        let at = |node: NodeId| self.nodes.get(node.index());
        Some(match key.slot() {
            Slot::Task(node, place) => Choice::Run {
                node,
                task: at(node)?.tasks.get(place)?.task.clone(),
            },
            Slot::Flush(node, place) => {
                let file = at(node)?.pending.get(place)?.file;
                Choice::Flush {
                    node,
                    file,
                    count: at(node)?.waiting(file),
                }
            }
            Slot::Envelope(place) => Choice::Deliver(self.wire.at(place)?.id),
            Slot::Timer(node, place) => Choice::Fire {
                node,
                timer: at(node)?.timers.get(place)?.timer.clone(),
            },
        })
    }

    /// Whether an envelope at the head of its line would be taken now.
    #[inline(always)]
    pub(super) fn arrives(&self, envelope: &Envelope<P::Message>) -> bool {
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
        (_, Via::Datagram { to }) => {
            Offered::News(super::Conn::new(envelope.id.from, to, super::Port(0), 0))
        }
    }
}
