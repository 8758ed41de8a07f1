//! What a handler wants of the world, carried out as it says so.

use core::hash::Hash;

use super::{
    Agenda, Conn, Digest, EnvelopeId, Node, NodeId, Output, Packet, Pending, Port, Protocol,
    Reaction, Runnable, Sent, Span, Stamp, Told, Unhashed, Via, Wire, Write,
};

/// The duration that the hash of something picks.
#[inline(never)]
fn roll(span: Span, of: &impl Hash) -> u64 {
    span.pick(|| Digest::of(of))
}

/// What a handler tells what it wants of the world. It is carried out at once, and nothing of it
/// can be seen by the handler.
pub struct Outbox<'a, P: Protocol> {
    pub(super) me: NodeId,
    pub(super) stamp: Stamp<'a, P>,
    /// The node, without its memory.
    pub(super) node: &'a mut Node<P>,
    pub(super) wire: &'a mut Wire<P::Message>,
    pub(super) agenda: &'a mut Agenda,
    /// What is kept for the step; nothing is where nobody asks.
    pub(super) told: Option<(&'a mut Told<P>, &'a mut Sent)>,
}

impl<P: Protocol> Outbox<'_, P> {
    /// Whether nobody asks for the rules, so that what takes work only to be told may be left out.
    pub fn is_unheard(&self) -> bool {
        self.told.is_none()
    }

    /// A rule acted.
    #[inline]
    pub fn applied(&mut self, rule: P::Rule) {
        if let Some((told, _)) = &mut self.told {
            told.reactions.push(Reaction::Applied(rule));
        }
    }

    /// An input was of no use.
    #[inline]
    pub fn ignored(&mut self, rule: P::Rule) {
        if let Some((told, _)) = &mut self.told {
            told.reactions.push(Reaction::Ignored(rule));
        }
    }

    /// A rule acted, which is made only if anybody asks: for what happens often.
    #[inline(always)]
    pub fn applied_by(&mut self, rule: impl FnOnce() -> P::Rule) {
        if let Some((told, _)) = &mut self.told {
            told.reactions.push(Reaction::Applied(rule()));
        }
    }

    /// The same of an input that was of no use.
    #[inline(always)]
    pub fn ignored_by(&mut self, rule: impl FnOnce() -> P::Rule) {
        if let Some((told, _)) = &mut self.told {
            told.reactions.push(Reaction::Ignored(rule()));
        }
    }

    #[inline(always)]
    fn tell(&mut self, output: impl FnOnce() -> Output<P>) {
        if let Some((told, _)) = &mut self.told {
            told.outputs.push(output());
        }
    }

    #[inline(always)]
    fn tell_sent(&mut self, id: Option<EnvelopeId>) {
        if let Some((_, sent)) = &mut self.told {
            sent.push(id);
        }
    }

    /// Sends a datagram.
    pub fn send(&mut self, to: NodeId, body: P::Message) {
        let via = Via::Datagram { to };
        self.tell(|| Output::Send {
            via,
            body: body.clone(),
        });
        let id = self.wire.next_datagram(self.me, to);
        let due = self.stamp.now.plus(self.stamp.setting.latency(id));
        self.wire.send_datagram(id, body, due, self.stamp.step);
        self.tell_sent(Some(id));
    }

    /// Sends on a connection; on one that is over it goes nowhere, as with TCP.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn send_on(&mut self, conn: Conn, body: P::Message) {
        let via = Via::Stream(conn);
        self.tell(|| Output::Send {
            via,
            body: body.clone(),
        });
        let packet = Packet::Message(body);
        let id = self.stamp.post(self.wire, conn, self.me, packet);
        self.tell_sent(id);
    }

    /// Listens on a port.
    pub fn listen(&mut self, port: Port) {
        self.tell(|| Output::Listen(port));
        let listening = &mut self.node.listening;
        if let Err(place) = listening.binary_search(&port) {
            listening.insert(place, port);
        }
    }

    /// Stops listening on a port.
    pub fn unlisten(&mut self, port: Port) {
        self.tell(|| Output::Unlisten(port));
        self.node.listening.retain(|other| *other != port);
    }

    /// Dials a node; what comes of it is an input later.
    pub fn dial(&mut self, to: NodeId, port: Port) -> Conn {
        let conn = Conn::new(self.me, to, port, self.node.dials.next(to, port));
        self.tell(|| Output::Dial(conn));
        self.wire.open(conn);
        self.stamp.post(self.wire, conn, self.me, Packet::Dial);
        conn
    }

    /// Ends a connection.
    pub fn hang_up(&mut self, conn: Conn) {
        self.tell(|| Output::Hangup(conn));
        self.stamp.hang_up(self.wire, conn, self.me);
    }

    /// Arms a timer, or re-arms it.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn arm(&mut self, timer: P::Timer, after: Span) {
        self.tell(|| Output::Arm {
            timer: timer.clone(),
            after,
        });
        let (me, seed) = (self.me, self.stamp.setting.seed);
        let count = self.node.arms.0;
        self.node.arms.0 = count.wrapping_add(1);
        let ticks = if after.min == after.max {
            after.min
        } else {
            roll(after, &(seed, me, &timer, count))
        };
        let deadline = self.stamp.now.plus(ticks);
        self.node.arm(timer, ticks, deadline, self.stamp.step);
        self.agenda.expect(deadline);
    }

    /// Disarms a timer; nothing happens if it is not armed.
    pub fn disarm(&mut self, timer: P::Timer) {
        self.node.disarm(&timer);
        self.tell(|| Output::Disarm(timer));
    }

    /// Makes a task runnable.
    pub fn run(&mut self, task: P::Task) {
        self.tell(|| Output::Run(task.clone()));
        let now = self.stamp.now;
        self.agenda.add_task(self.me, now, self.node.tasks.len());
        self.node.tasks.push(Runnable {
            task,
            due: Unhashed(now),
            born: Unhashed(self.stamp.step),
        });
    }

    /// Writes to the disk; `then` becomes runnable by the flush.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn write(&mut self, record: P::Record, then: Option<P::Task>) {
        let write = Write { record, then };
        self.tell(|| Output::Write(write.clone()));
        let (me, setting) = (self.me, self.stamp.setting);
        let file = P::file(&write.record);
        let count = self.node.writes.0;
        self.node.writes.0 = count.wrapping_add(1);
        let flush = setting.pace.flush;
        let ticks = if flush.min == flush.max {
            flush.min
        } else {
            roll(flush, &(setting.seed, me, file, count))
        };
        let due = self.stamp.now.plus(ticks);
        let mut before = self.node.pending.iter().rev();
        let last = before.find(|pending| pending.file == file);
        let due = if let Some(last) = last {
            last.due.0.max(due)
        } else {
            self.agenda.add_write(me, due, self.node.pending.len());
            due
        };
        self.node.pending.push(Pending {
            file,
            write,
            due: Unhashed(due),
            born: Unhashed(self.stamp.step),
        });
    }

    /// Ends the process.
    pub fn exit(&mut self) {
        self.tell(|| Output::Exit);
        self.node.die();
        self.stamp.end_connections(self.wire, self.me);
        self.agenda.note(self.me, self.node);
    }
}
