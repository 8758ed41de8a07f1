//! A walk under way: which choice comes next.

use alloc::vec::Vec;

use super::faults::{Class, Faults};
use crate::kernel::{Choice, File, Node, NodeId, Scripted, Status, World, scramble};

/// Dice: a counter, scrambled.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(scramble(seed ^ 0x5eed))
    }

    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0) % sides.max(1)
    }
}

/// A walk under way.
pub struct Walker<P: Scripted> {
    /// The world as it is.
    pub world: World<P>,
    faults: Faults,
    dice: Dice,
    /// What is left of a choice that takes several: a network that falls into parts.
    queue: Vec<Choice<P>>,
}

impl<P: Scripted> Walker<P> {
    /// A walk that has not begun.
    pub fn new(world: World<P>, faults: Faults, seed: u64) -> Self {
        Self {
            world,
            faults,
            dice: Dice::new(seed),
            queue: Vec::new(),
        }
    }

    /// One choice, applied; `None` if nothing came up in many rolls.
    pub fn step(&mut self) -> Option<Choice<P>> {
        for _ in 0..200 {
            if let Some(choice) = self.queue.pop().or_else(|| self.fault()) {
                if let Ok(step) = self.world.apply(choice) {
                    return Some(step.choice);
                }
            } else if let Some(step) = self.world.advance() {
                return Some(step.choice);
            }
        }
        None
    }

    /// A choice out of turn, or `None` for the schedule's own.
    fn fault(&mut self) -> Option<Choice<P>> {
        let roll = self.dice.roll(1_000) as u32;
        match self.faults.class(roll)? {
            Class::Part => self.part(),
            Class::Cut => self.cut(),
            class @ (Class::Crash | Class::Tear) => {
                let nodes = self.world.nodes().iter();
                let down = nodes.filter(|node| node.status == Status::Down).count();
                let more = down < self.faults.down_max;
                more.then(|| self.any(class)).flatten()
            }
            class @ (Class::Reorder
            | Class::Lose
            | Class::Double
            | Class::Restart
            | Class::Pause
            | Class::Sever
            | Class::Fire
            | Class::Flush
            | Class::Ask
            | Class::Wipe) => self.any(class),
        }
    }

    fn any(&mut self, class: Class) -> Option<Choice<P>> {
        let choices = candidates(&self.world, class);
        self.among(choices)
    }

    fn among(&mut self, mut choices: Vec<Choice<P>>) -> Option<Choice<P>> {
        choices.retain(|choice| self.world.admissible(choice).is_ok());
        if choices.is_empty() {
            return None;
        }
        let place = self.dice.roll(choices.len() as u64) as usize;
        Some(choices.swap_remove(place))
    }

    /// Three mends for a cut, and few cuts at once: a network that is mostly there.
    fn cut(&mut self) -> Option<Choice<P>> {
        let cuts = self.world.wire().cuts.len();
        if cuts >= self.faults.cuts_max || (cuts > 0 && self.dice.roll(4) > 0) {
            return self.among(mends(&self.world));
        }
        self.any(Class::Cut)
    }

    /// The network falls into two or three parts, now and then in one direction only; or, if
    /// anything is cut, it is whole again.
    fn part(&mut self) -> Option<Choice<P>> {
        if !self.world.wire().cuts.is_empty() {
            self.queue = mends(&self.world);
            return self.queue.pop();
        }
        let (parts, both) = (2 + self.dice.roll(4) / 3, self.dice.roll(4) > 0);
        let nodes = 0..self.world.nodes().len();
        let part: Vec<u64> = nodes.map(|_| self.dice.roll(parts)).collect();
        let apart = |(from, to): &(NodeId, NodeId)| {
            let (one, other) = (part[from.index()], part[to.index()]);
            one < other || (both && one > other)
        };
        let cuts = pairs(&self.world).filter(apart);
        self.queue = cuts.map(|(from, to)| Choice::Cut { from, to }).collect();
        self.queue.pop()
    }
}

/// Every direction there is.
pub(super) fn pairs<P: Scripted>(
    world: &World<P>,
) -> impl Iterator<Item = (NodeId, NodeId)> + use<P> {
    let count = world.nodes().len() as u8;
    let directions = (0..count).flat_map(move |from| (0..count).map(move |to| (from, to)));
    let ends = directions.filter(|(from, to)| from != to);
    ends.map(|(from, to)| (NodeId(from), NodeId(to)))
}

/// Mends all that is cut.
pub(super) fn mends<P: Scripted>(world: &World<P>) -> Vec<Choice<P>> {
    let cuts = world.wire().cuts.keys();
    cuts.map(|(from, to)| Choice::Mend {
        from: *from,
        to: *to,
    })
    .collect()
}

/// The choices of a class, those among them that apply and perhaps others, in the order of
/// [`World::enabled`], which would list all there is.
fn candidates<P: Scripted>(world: &World<P>, class: Class) -> Vec<Choice<P>> {
    let envelopes = |choice: fn(_) -> Choice<P>| {
        let ids = world.wire().envelopes().map(|envelope| envelope.id);
        ids.map(choice).collect()
    };
    let heads = || world.wire().heads().map(|envelope| envelope.id);
    let ids = || (0..world.nodes().len() as u8).map(NodeId);
    let at_nodes = |choices: fn(&World<P>, NodeId, &mut Vec<Choice<P>>)| {
        let mut all = Vec::new();
        ids().for_each(|node| choices(world, node, &mut all));
        all
    };
    match class {
        Class::Reorder => heads().map(Choice::Deliver).collect(),
        Class::Lose => envelopes(Choice::Drop),
        Class::Double => envelopes(Choice::Duplicate),
        Class::Crash => ids().map(Choice::Crash).collect(),
        Class::Restart => ids().map(Choice::Restart).collect(),
        Class::Pause => at_nodes(|_, node, all| {
            all.extend([Choice::Pause(node), Choice::Resume(node)]);
        }),
        Class::Cut => pairs(world)
            .map(|(from, to)| Choice::Cut { from, to })
            .collect(),
        Class::Sever => {
            let conns = world.wire().links.keys().copied();
            conns.map(Choice::Break).collect()
        }
        Class::Fire => at_nodes(|world, id, all| {
            let timers = world.nodes()[id.index()].timers.iter();
            all.extend(timers.map(|armed| Choice::Fire {
                node: id,
                timer: armed.timer.clone(),
            }));
        }),
        Class::Flush => at_nodes(flushes),
        Class::Ask => at_nodes(asks),
        Class::Tear => at_nodes(|world, id, all| {
            let files = files(&world.nodes()[id.index()]).into_iter();
            all.extend(files.map(|file| Choice::Tear { node: id, file }));
        }),
        Class::Wipe => ids()
            .filter(|node| P::spares_disk(world, *node))
            .map(Choice::Wipe)
            .collect(),
        Class::Part => Vec::new(),
    }
}

/// The files of a node that wait for their flush.
fn files<P: Scripted>(node: &Node<P>) -> Vec<File> {
    let mut files: Vec<File> = node.pending.iter().map(|pending| pending.file).collect();
    crate::sorted::sort_by_key(&mut files, |file| *file);
    files.dedup();
    files
}

fn flushes<P: Scripted>(world: &World<P>, id: NodeId, all: &mut Vec<Choice<P>>) {
    let node = &world.nodes()[id.index()];
    all.extend(node.tasks.iter().map(|runnable| Choice::Run {
        node: id,
        task: runnable.task.clone(),
    }));
    for file in files(node) {
        let waiting = node.waiting(file);
        all.extend((1..=waiting).map(|count| Choice::Flush {
            node: id,
            file,
            count,
        }));
    }
}

/// What may be asked of a node.
pub(super) fn asks<P: Scripted>(world: &World<P>, id: NodeId, all: &mut Vec<Choice<P>>) {
    all.extend(
        world
            .requests(id)
            .into_iter()
            .map(|request| Choice::Submit { node: id, request }),
    );
}
