//! What happens next by itself: whatever is due first.
//!
//! When the first timer of a node is due is remembered, and timers are looked at only if that is
//! sooner than everything else.

use super::{
    Choice, Envelope, File, Node, NodeId, Offered, Packet, Place, Protocol, Shared, Status, Ticks,
    Via, World,
};

/// Something that happens by itself, by its place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Task { node: NodeId, place: usize },
    Flush { node: NodeId, file: File },
    Envelope(Place),
    Timer { node: NodeId, place: usize },
}

impl Slot {
    /// On equal times the smaller rank goes first, then what was offered first.
    fn rank(self) -> u8 {
        match self {
            Self::Task { .. } => 0,
            Self::Flush { .. } => 1,
            Self::Envelope(_) => 2,
            Self::Timer { .. } => 3,
        }
    }
}

struct Best(Option<(Ticks, Slot)>);

impl Best {
    fn is_later(&self, due: Ticks, slot: Slot) -> bool {
        self.0
            .is_none_or(|(best, held)| due < best || (due == best && slot.rank() < held.rank()))
    }

    fn offer(&mut self, due: Ticks, slot: Slot) {
        if self.is_later(due, slot) {
            self.0 = Some((due, slot));
        }
    }
}

impl<P: Protocol> Node<P> {
    /// Whether it takes an input now.
    pub(super) fn ready(&self, offered: &Offered<'_, P>) -> bool {
        (self.memory.as_ref()).is_none_or(|memory| P::ready(memory, offered))
    }

    fn offer_disk_and_tasks(&self, id: NodeId, best: &mut Best) {
        if self.status == Status::Down {
            return;
        }
        for pending in &self.pending {
            let file = pending.file;
            best.offer(pending.due.0, Slot::Flush { node: id, file });
        }
        if self.status == Status::Paused {
            return;
        }
        for (place, runnable) in self.tasks.iter().enumerate() {
            if self.ready(&Offered::Task(&runnable.task)) {
                best.offer(runnable.due.0, Slot::Task { node: id, place });
            }
        }
    }

    fn offer_timers(&self, id: NodeId, best: &mut Best) {
        let sooner = (best.0).is_none_or(|(due, _)| self.alarm() < due);
        if !sooner || self.status != Status::Up {
            return;
        }
        for (place, armed) in self.timers.iter().enumerate() {
            if self.ready(&Offered::Timer(&armed.timer)) {
                best.offer(armed.deadline.0, Slot::Timer { node: id, place });
            }
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

    /// Timers come last: on equal times all else goes first, and mostly they are far away.
    pub(super) fn next(&self) -> Option<(Ticks, Slot)> {
        let mut best = Best(None);
        let nodes = || {
            self.nodes
                .iter()
                .zip(0..)
                .map(|(node, id)| (node, NodeId(id)))
        };
        nodes().for_each(|(node, id)| node.offer_disk_and_tasks(id, &mut best));
        self.wire.each_head(|place, envelope| {
            let slot = Slot::Envelope(place);
            if best.is_later(envelope.due, slot) && !envelope.held && self.arrives(envelope) {
                best.0 = Some((envelope.due, slot));
            }
        });
        nodes().for_each(|(node, id)| node.offer_timers(id, &mut best));
        best.0
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

    pub(super) fn choice_at(&self, slot: Slot) -> Option<Choice<P>> {
        Some(match slot {
            Slot::Task { node, place } => Choice::Run {
                node,
                task: self.nodes[node.index()].tasks.get(place)?.task.clone(),
            },
            Slot::Flush { node, file } => Choice::Flush {
                node,
                file,
                count: u16::try_from(self.nodes[node.index()].waiting(file)).unwrap_or(u16::MAX),
            },
            Slot::Envelope(place) => Choice::Deliver(self.wire.at(place)?.id),
            Slot::Timer { node, place } => Choice::Fire {
                node,
                timer: self.nodes[node.index()].timers.get(place)?.timer.clone(),
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
