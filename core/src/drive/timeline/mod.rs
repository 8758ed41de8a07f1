//! A run and its branches: the record of choices, and a cursor that goes anywhere in it.
//!
//! Nothing but choices is kept, and a world now and then: any moment is a short replay away.
//! Of the choices only those are written down that the schedule would not make by itself.
//!
//! Invariants: (1) the world at the cursor is what the recorded choices make of the first world;
//! (2) a branch never changes another; (3) no branch is ever lost.

mod backwards;
mod checkpoints;
mod count;
mod record;
mod stops;

pub use checkpoints::{CHECKPOINT_STEPS, OLD_STEPS};
pub use count::Counts;

use alloc::{string::String, vec, vec::Vec};

use crate::kernel::{
    Choice, Milestone, Property, Refused, Scripted, Step, Utterance, World, is_broken,
};
use checkpoints::Checkpoints;
use record::{Record, append, recorded};
use stops::Stops;

/// One branch: what it shares with its parent, and what it has of its own.
#[derive(Clone, Debug)]
pub struct Branch<P: Scripted> {
    /// What the reader calls it.
    pub name: String,
    /// The branch it leaves; the first one leaves none.
    pub parent: Option<usize>,
    /// How many steps it shares with its parent.
    pub fork: u32,
    record: Record<P>,
    checkpoints: Checkpoints<P>,
    /// Own steps that are stops.
    stops: Stops,
    /// Own steps that are milestones, ascending.
    milestones: Vec<(u32, Milestone<P>)>,
    /// What was said on consoles at own steps.
    said: Vec<(u32, Utterance)>,
    /// What own steps cost.
    costs: count::Costs,
    broken: Vec<bool>,
}

/// A run with all its branches and a cursor.
pub struct Timeline<P: Scripted> {
    branches: Vec<Branch<P>>,
    current: usize,
    world: World<P>,
    /// Worlds on the way to where the cursor is or was, all of the current branch.
    near: Vec<World<P>>,
    /// The step at which the run begins for the reader. What is before it is recorded too.
    first: u32,
}

impl<P: Scripted> Timeline<P> {
    /// A run that has not begun.
    pub fn new(world: World<P>, name: String) -> Self {
        let broken = vec![false; P::properties().len()];
        let first = world.step().0;
        let branch = Branch {
            name,
            parent: None,
            fork: first,
            record: Record::new(),
            checkpoints: Checkpoints::new(world.clone()),
            stops: Stops::new(first),
            milestones: Vec::new(),
            said: Vec::new(),
            costs: count::Costs::default(),
            broken,
        };
        Self {
            branches: vec![branch],
            current: 0,
            world,
            near: Vec::new(),
            first,
        }
    }

    /// The world at the cursor.
    pub fn world(&self) -> &World<P> {
        &self.world
    }

    /// The step at the cursor.
    pub fn cursor(&self) -> u32 {
        self.world.step().0
    }

    /// The last recorded step of this branch.
    pub fn last(&self) -> u32 {
        self.end(self.current)
    }

    /// The branches, in the order in which they were made.
    pub fn branches(&self) -> &[Branch<P>] {
        &self.branches
    }

    /// The branch the cursor is in.
    pub fn current(&self) -> usize {
        self.current
    }

    /// The last recorded step of a branch.
    pub fn end(&self, branch: usize) -> u32 {
        let branch = &self.branches[branch];
        branch.fork + branch.record.len()
    }

    /// One recorded step forward; `None` at the end of the record.
    pub fn forward(&mut self) -> Option<Step<P>> {
        let mut step = Step::blank();
        self.forward_into(&mut step).then_some(step)
    }

    /// The same for who does not keep steps: the last one is written over. Whether there was one.
    fn forward_into(&mut self, step: &mut Step<P>) -> bool {
        let next = recorded(&self.branches, self.current, self.cursor() + 1);
        let made = next.is_some_and(|next| next.make(&mut self.world, step));
        self.pass();
        made
    }

    /// One step forward: the recorded one, or at the end of the record the schedule's own.
    pub fn advance(&mut self) -> Option<Step<P>> {
        if self.cursor() < self.last() {
            return self.forward();
        }
        let step = self.world.advance()?;
        self.record(&step, true);
        Some(step)
    }

    /// Plays a choice. Where the record has another one at this place, a new branch begins and
    /// becomes the current one; a refused choice changes nothing.
    pub fn play(&mut self, choice: Choice<P>, name: &str) -> Result<Step<P>, Refused> {
        let cursor = self.cursor();
        if cursor < self.last() {
            if self.choice(cursor + 1).as_ref() == Some(&choice) {
                return self.forward().ok_or(Refused::NoSuchEnvelope);
            }
            self.world.admissible(&choice)?;
            self.fork(String::from(name));
        }
        let mut step = Step::blank();
        let picked = self.world.apply_into(&mut step, choice)?;
        self.record(&step, picked);
        Ok(step)
    }

    /// Makes the step just recorded a part of the one that follows: no stop and no milestone of its
    /// own. For what a script does at once, e.g. cutting a network in two.
    pub fn join_next(&mut self) {
        let cursor = self.cursor();
        let branch = &mut self.branches[self.current];
        branch.stops.truncate(cursor.saturating_sub(1));
        branch.milestones.retain(|(step, _)| *step != cursor);
    }

    /// Makes everything recorded after a step one stop, the last of it; milestones stay.
    pub fn join_after(&mut self, step: u32) {
        let cursor = self.cursor();
        let branch = &mut self.branches[self.current];
        branch.stops.truncate(step);
        if cursor > step {
            branch.stops.push(cursor);
        }
    }

    /// Lets the run begin here: what was recorded stays in the record, and nobody goes back there.
    /// A property that is broken already breaks at the first step.
    pub fn begin(&mut self) {
        self.first = self.cursor();
        let branch = &mut self.branches[self.current];
        branch.stops.clear();
        branch.milestones.clear();
        branch.costs.forgive();
        branch.broken.fill(false);
    }

    /// Begins a branch at the cursor, without a choice yet. The next choice made is its first.
    pub fn begin_branch(&mut self, name: String) {
        if self.cursor() < self.last() {
            self.fork(name);
        }
    }

    fn fork(&mut self, name: String) {
        let mut parent = self.current;
        // A branch that begins where another does leaves the same parent.
        while self.branches[parent].fork >= self.cursor() {
            let Some(grandparent) = self.branches[parent].parent else {
                break;
            };
            parent = grandparent;
        }
        let broken = self.world_broken();
        self.branches.push(Branch {
            name,
            parent: Some(parent),
            fork: self.cursor(),
            record: Record::new(),
            checkpoints: Checkpoints::new(self.world.clone()),
            stops: Stops::new(self.cursor()),
            milestones: Vec::new(),
            said: Vec::new(),
            costs: count::Costs::default(),
            broken,
        });
        self.current = self.branches.len() - 1;
        self.near.clear();
    }

    fn world_broken(&self) -> Vec<bool> {
        let judge = |property: &Property<P>| is_broken(property, &self.world);
        P::properties().iter().map(judge).collect()
    }

    /// Appends what was just applied at the end of the record.
    fn record(&mut self, step: &Step<P>, picked: bool) {
        self.count(step);
        let world = &self.world;
        let branch = &mut self.branches[self.current];
        branch.record.push(step, picked);
        if !P::is_quiet(step) {
            branch.stops.push(step.index.0);
        }
        for said in P::said(step, world) {
            append(&mut branch.said, (step.index.0, said));
        }
        if let Some(milestone) = P::milestone(step, world) {
            append(&mut branch.milestones, (step.index.0, milestone));
        }
        for (place, property) in P::properties().iter().enumerate() {
            if !branch.broken[place] && is_broken(property, world) {
                branch.broken[place] = true;
                let broken = Milestone::Broken(place);
                branch.milestones.push((step.index.0, broken));
            }
        }
        if branch.record.len().is_multiple_of(CHECKPOINT_STEPS) {
            let (world, bytes) = (self.world.clone(), self.counts().bytes);
            let branch = &mut self.branches[self.current];
            branch.checkpoints.push(world, bytes);
        }
    }

    /// One step back; whether there was one.
    pub fn back(&mut self) -> bool {
        let cursor = self.cursor();
        if cursor == self.first {
            return false;
        }
        self.seek(cursor - 1);
        true
    }

    /// Shows another branch, at the same step if both share it, else where it forks.
    pub fn switch(&mut self, branch: usize) {
        if branch >= self.branches.len() || branch == self.current {
            return;
        }
        let shared = self.shared(branch).min(self.cursor());
        self.seek(shared);
        self.current = branch;
        self.near.clear();
        self.seek(shared);
    }

    /// How many steps the current branch has in common with another one.
    fn shared(&self, other: usize) -> u32 {
        let mine = self.lineage(self.current);
        let theirs = self.lineage(other);
        let meet = |(branch, until): &(usize, u32)| {
            mine.iter()
                .find(|(own, _)| own == branch)
                .map(|(_, own)| (*own).min(*until))
        };
        theirs.iter().rev().find_map(meet).unwrap_or(self.first)
    }

    /// Which part of which branch this one consists of, from the first branch on: each with the
    /// last step that belongs to it.
    fn lineage(&self, branch: usize) -> Vec<(usize, u32)> {
        let mut parts = vec![(branch, self.end(branch))];
        let mut branch = branch;
        while let Some(parent) = self.branches[branch].parent {
            parts.push((parent, self.branches[branch].fork));
            branch = parent;
        }
        parts.reverse();
        parts
    }

    /// The milestones of this branch, each with its step.
    pub fn milestones(&self) -> impl Iterator<Item = &(u32, Milestone<P>)> {
        self.lineage(self.current)
            .into_iter()
            .flat_map(|(branch, until)| {
                let own = self.branches[branch].milestones.iter();
                own.take_while(move |(step, _)| *step <= until)
            })
    }

    /// Whether a property breaks in a branch.
    pub fn is_broken(&self, branch: usize) -> bool {
        self.branches[branch].broken.iter().any(|broken| *broken)
    }

    /// The world after a step of this branch; the cursor stays.
    pub fn world_at(&self, step: u32) -> World<P> {
        if step == self.cursor() {
            return self.world.clone();
        }
        let mut world = self.checkpoint(step).clone();
        let mut made = Step::blank();
        while world.step().0 < step && self.again(self.current, &mut world, &mut made) {}
        world
    }

    /// Shows each recorded choice of a branch after one of its own steps, with the world before it.
    pub fn replay(&self, branch: usize, after: u32, look: &mut dyn FnMut(&World<P>, &Choice<P>)) {
        let start = self.branches[branch].checkpoints.before(after);
        let mut world = start.clone().unobserved();
        let mut step = Step::blank();
        while let Some(next) = recorded(&self.branches, branch, world.step().0 + 1) {
            if world.step().0 >= after
                && let Some(choice) = next.choice(&world)
            {
                look(&world, &choice);
            }
            if !next.make(&mut world, &mut step) {
                break;
            }
        }
    }

    /// The steps of this branch from `first` to `last`, both counted; the cursor stays.
    pub fn steps(&self, first: u32, last: u32) -> Vec<Step<P>> {
        let mut steps = Vec::new();
        let first = first.max(self.first + 1);
        let mut world = self.world_at(first - 1);
        while world.step().0 < last.min(self.last()) {
            let mut step = Step::blank();
            if !self.again(self.current, &mut world, &mut step) {
                break;
            }
            steps.push(step);
        }
        steps
    }
}
