//! One node: its disk, its memory, and what waits there.

use alloc::vec::Vec;

use super::{Dials, File, Port, Protocol, Shared, StepIndex, Ticks, Unhashed, Write};

/// Whether a node can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Running.
    Up,
    /// Stopped for a while.
    Paused,
    /// Dead.
    Down,
}

/// An armed timer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Armed<P: Protocol> {
    /// Which.
    pub timer: P::Timer,
    /// When it is due.
    pub deadline: Unhashed<Ticks>,
    /// How long it was armed for, in ticks.
    pub span_ticks: Unhashed<u64>,
    /// The step that armed it.
    pub born: Unhashed<StepIndex>,
}

/// A task that may run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Runnable<P: Protocol> {
    /// Which.
    pub task: P::Task,
    /// Since when.
    pub due: Unhashed<Ticks>,
    /// The step that made it runnable.
    pub born: Unhashed<StepIndex>,
}

/// A write that has not reached the disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pending<P: Protocol> {
    /// The file it goes to.
    pub file: File,
    /// What is written, and what follows.
    pub write: Write<P>,
    /// When the schedule would flush it.
    pub due: Unhashed<Ticks>,
    /// The step that wrote it.
    pub born: Unhashed<StepIndex>,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node<P: Protocol> {
    /// Whether it can act.
    pub status: Status,
    /// What its disk holds.
    pub disk: Shared<P::Durable>,
    /// Its memory; none while it is down.
    pub memory: Option<Shared<P::Volatile>>,
    /// Writes on their way to the disk, oldest first.
    pub pending: Vec<Pending<P>>,
    /// Armed timers in the order of the timers.
    pub timers: Vec<Armed<P>>,
    /// Runnable tasks, oldest first.
    pub tasks: Vec<Runnable<P>>,
    /// Ports it listens on, ascending.
    pub listening: Vec<Port>,
    pub(super) dials: Dials,
    pub(super) arms: Unhashed<u32>,
    pub(super) writes: Unhashed<u32>,
}

impl<P: Protocol> Node<P> {
    pub(super) fn new(disk: P::Durable) -> Self {
        Self {
            status: Status::Down,
            disk: Shared::new(disk),
            memory: None,
            pending: Vec::new(),
            timers: Vec::new(),
            tasks: Vec::new(),
            listening: Vec::new(),
            dials: Dials::default(),
            arms: Unhashed(0),
            writes: Unhashed(0),
        }
    }

    /// How many writes to this file wait.
    pub fn waiting(&self, file: File) -> u16 {
        let own = self.pending.iter().filter(|pending| pending.file == file);
        u16::try_from(own.count()).unwrap_or(u16::MAX)
    }

    /// Forgets everything but the disk; the writes that did not reach it.
    pub(super) fn die(&mut self) -> Vec<Pending<P>> {
        self.status = Status::Down;
        self.memory = None;
        self.timers.clear();
        self.tasks.clear();
        self.listening.clear();
        core::mem::take(&mut self.pending)
    }

    pub(super) fn disarm(&mut self, timer: &P::Timer) {
        let mut timers = self.timers.iter();
        if let Some(place) = timers.position(|armed| armed.timer == *timer) {
            self.take_timer(place);
        }
    }

    pub(super) fn take_timer(&mut self, place: usize) -> Armed<P> {
        self.timers.remove(place)
    }

    /// Arms a timer for so many ticks, by a step at some time.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn arm(&mut self, timer: P::Timer, ticks: u64, deadline: Ticks, step: StepIndex) {
        if let Some(armed) = self.timers.iter_mut().find(|armed| armed.timer == timer) {
            armed.deadline.0 = deadline;
            armed.span_ticks.0 = ticks;
            armed.born.0 = step;
        } else {
            let place = self.timers.partition_point(|other| other.timer < timer);
            let armed = Armed {
                timer,
                deadline: Unhashed(deadline),
                span_ticks: Unhashed(ticks),
                born: Unhashed(step),
            };
            self.timers.insert(place, armed);
        }
    }
}
