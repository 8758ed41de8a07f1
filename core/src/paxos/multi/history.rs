//! What has happened in Multi-Paxos, kept where the servers cannot see it: each slot as a decree of
//! its own, and what the replicas have executed.

use alloc::{vec, vec::Vec};

use super::{
    Config, Memory, Multi, Server,
    message::{Entry, Message, Record, Request, Slot, Task, is_no_op},
};
use crate::{
    kernel::{Choice, Effect, Input, NodeId, Nodes, Output, Shared, Step, StepIndex},
    paxos::{
        decree::Decree,
        message::{Ballot, Value},
    },
    sorted::SortedMap,
};

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// Commands asked for, each with its number, from 0.
    pub asked: SortedMap<Value, usize>,
    /// What has happened to each slot, from slot 1.
    pub decrees: Vec<Shared<Decree>>,
    /// Up to which slot all are chosen.
    pub upto: Slot,
    /// The highest ballot each acceptor has answered, by its index.
    pub answered: Vec<Option<Ballot>>,
    /// Who proposed a command first, and which command the same leader proposed just before it.
    pub origin: SortedMap<Value, (Ballot, Option<Value>)>,
    /// The last command that a leader was the first to propose.
    newest: SortedMap<Ballot, Value>,
    /// How much each replica has executed since it booted, by its index.
    executed: Vec<usize>,
    /// What was executed, by the first replica to get so far.
    pub log: Vec<Value>,
    /// When the network or a node was last meddled with: up to which slot something had been
    /// chosen, and how many commands had been asked for.
    pub(super) calm_since: (Slot, usize),
    /// The first breach of each kind.
    pub breaches: Breaches,
}

/// The first breach of each property.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Breaches {
    /// A second value chosen in a slot: the two steps.
    pub agreement: Option<(Slot, StepIndex, StepIndex)>,
    /// A command that nobody asked for was proposed.
    pub invented: Option<(Slot, StepIndex)>,
    /// A second value in one ballot of a slot: the two steps.
    pub ballot_reused: Option<(Slot, StepIndex, StepIndex)>,
    /// An acceptor fell below what it had answered.
    pub forgotten: Option<(NodeId, StepIndex)>,
    /// A ballot sent a value that P2c forbids: when it was sent, when it was seen.
    pub unsafe_value: Option<(Slot, StepIndex, StepIndex)>,
    /// A replica executed what is not chosen.
    pub not_chosen: Option<Breach>,
    /// A replica executed a slot out of turn.
    pub out_of_order: Option<Breach>,
    /// A replica executed a slot below which something is not chosen yet.
    pub passed_over: Option<Breach>,
    /// Two replicas executed different commands at the same place.
    pub diverged: Option<Breach>,
    /// A replica executed a command without the one that the same leader proposed just before it.
    pub primary_order: Option<(Breach, Value, Value)>,
}

/// A breach by a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Breach {
    /// Which.
    pub node: NodeId,
    /// In which slot.
    pub slot: Slot,
    /// By which step.
    pub step: StepIndex,
}

impl History {
    /// What has happened to a slot, if anything has.
    pub fn decree(&self, slot: Slot) -> Option<&Decree> {
        let place = (slot.0 as usize).checked_sub(1)?;
        self.decrees.get(place).map(|decree| &**decree)
    }

    /// Whether a command is chosen in a slot, whatever the servers believe.
    pub fn is_chosen(&self, slot: Slot, value: &Value) -> bool {
        self.decree(slot)
            .is_some_and(|decree| decree.has_chosen(value))
    }

    /// Whether a command is chosen in some slot.
    pub fn is_in_the_log(&self, value: &Value) -> bool {
        self.decrees.iter().any(|decree| decree.has_chosen(value))
    }

    /// The highest slot in which something is chosen.
    pub fn last(&self) -> Slot {
        let chosen = self
            .decrees
            .iter()
            .rposition(|decree| !decree.chosen.is_empty());
        Slot(chosen.map_or(0, |place| place as u32 + 1))
    }

    /// What is chosen in a slot first.
    pub fn chosen(&self, slot: Slot) -> Option<&Value> {
        let first = self.decree(slot)?.chosen.first()?;
        Some(&first.proposal.value)
    }

    pub(super) fn observe(&mut self, config: &Config, step: &Step<Multi>, after: &Nodes<Multi>) {
        if self.answered.is_empty() {
            self.answered = vec![None; after.len()];
            self.executed = vec![0; after.len()];
        }
        if let Choice::Submit {
            request: Request::Set(value) | Request::Ask(value, _),
            ..
        } = &step.choice
            && !self.asked.contains_key(value)
        {
            self.asked.insert(value.clone(), self.asked.len());
        }
        if meddles(&step.choice) {
            self.calm_since = (self.last(), self.asked.len());
        }
        match &step.effect {
            Effect::Flushed { node, records, .. } => {
                for record in records {
                    if let Record::Accept(entry) = record {
                        self.vote(config, *node, entry, step.index);
                    }
                }
            }
            Effect::Input {
                node,
                input: Input::Task(task),
            } => self.answer(config, *node, task, step.index),
            Effect::Booted { node } => self.executed[node.index()] = 0,
            Effect::Input { .. }
            | Effect::Undelivered { .. }
            | Effect::Handled { .. }
            | Effect::Crashed { .. }
            | Effect::Changed => {}
        }
        let mut told = None;
        for output in &step.out.outputs {
            let entry = proposed(step, output);
            // The same goes to each of the others.
            if let Some(entry) = entry.filter(|entry| told != Some(*entry)) {
                self.issue(config, entry, step.index);
                told = Some(entry);
            }
        }
        if let Some(node) = step.node() {
            self.judge_node(node, step.index, after);
        }
    }

    fn touch(&mut self, slot: Slot) -> &mut Decree {
        let place = slot.0.max(1) as usize - 1;
        while self.decrees.len() <= place {
            self.decrees.push(Shared::new(Decree::default()));
        }
        Shared::touch(&mut self.decrees[place])
    }

    /// An acceptor answers: whether or not it is on disk, others count on it.
    fn answer(&mut self, config: &Config, node: NodeId, task: &Task, step: StepIndex) {
        let ballot = match task {
            Task::Prepare(_) => return,
            Task::Promise(_, ballot, _) => *ballot,
            Task::Accepted(_, entry) => {
                self.vote(config, node, entry, step);
                entry.proposal.ballot
            }
        };
        let highest = &mut self.answered[node.index()];
        *highest = (*highest).max(Some(ballot));
    }

    fn issue(&mut self, config: &Config, entry: &Entry, step: StepIndex) {
        let Entry { slot, proposal } = entry;
        let value = &proposal.value;
        if !is_no_op(value) && !self.origin.contains_key(value) {
            if !self.asked.contains_key(value) {
                self.breaches.invented.get_or_insert((*slot, step));
            }
            let before = self.newest.insert(proposal.ballot, value.clone());
            self.origin.insert(value.clone(), (proposal.ballot, before));
        }
        let decree = self.touch(*slot);
        decree.issue(&config.paxos, proposal, step);
        let (reused, unsafe_value) = (decree.ballot_reused, decree.unsafe_value);
        self.note(*slot, reused, unsafe_value);
    }

    fn vote(&mut self, config: &Config, node: NodeId, entry: &Entry, step: StepIndex) {
        let decree = self.touch(entry.slot);
        decree.vote(&config.paxos, node, &entry.proposal, step);
        let unsafe_value = decree.unsafe_value;
        if let [first, second, ..] = decree.chosen.as_slice() {
            let both = (entry.slot, first.step, second.step);
            self.breaches.agreement.get_or_insert(both);
        }
        self.note(entry.slot, None, unsafe_value);
        while self.chosen(self.upto.next()).is_some() {
            self.upto = self.upto.next();
        }
    }

    fn note(
        &mut self,
        slot: Slot,
        reused: Option<(StepIndex, StepIndex)>,
        unsafe_value: Option<(StepIndex, StepIndex)>,
    ) {
        let at = |(first, second)| (slot, first, second);
        let breaches = &mut self.breaches;
        breaches.ballot_reused = breaches.ballot_reused.or(reused.map(at));
        breaches.unsafe_value = breaches.unsafe_value.or(unsafe_value.map(at));
    }

    fn judge_node(&mut self, node: NodeId, step: StepIndex, after: &Nodes<Multi>) {
        let memory = after[node.index()].memory.as_deref();
        let Some(server) = memory.and_then(Memory::server) else {
            return;
        };
        if server.acceptor.promised < self.answered[node.index()] {
            self.breaches.forgotten.get_or_insert((node, step));
        }
        let seen = self.executed[node.index()];
        for nth in seen..server.replica.executed.len() {
            self.judge_execution(node, server, nth, step);
        }
        self.executed[node.index()] = server.replica.executed.len();
    }

    /// A replica has executed its how-manieth slot.
    fn judge_execution(&mut self, node: NodeId, server: &Server, nth: usize, step: StepIndex) {
        let slot = server.replica.executed[nth];
        let Some(value) = server.replica.chosen.get(&slot) else {
            return;
        };
        let breach = Breach { node, slot, step };
        let is_chosen = self.is_chosen(slot, value);
        let breaches = &mut self.breaches;
        if !is_chosen {
            breaches.not_chosen.get_or_insert(breach);
        }
        if slot.0 as usize != nth + 1 {
            breaches.out_of_order.get_or_insert(breach);
        }
        if slot > self.upto.next() {
            breaches.passed_over.get_or_insert(breach);
        }
        match self.log.get(nth) {
            Some(first) if first != value => {
                breaches.diverged.get_or_insert(breach);
            }
            Some(_) => {}
            None => self.log.push(value.clone()),
        }
        if let Some((_, Some(before))) = self.origin.get(value) {
            // It is mostly the one just before.
            let mut earlier = server.replica.executed[..nth].iter().rev();
            let kept = earlier.any(|slot| server.replica.chosen.get(slot) == Some(before));
            if breaches.primary_order.is_none() && !kept {
                let both = (breach, before.clone(), value.clone());
                breaches.primary_order = Some(both);
            }
        }
    }
}

/// What a leader proposes: to the others by messages, to itself by a write.
fn proposed<'a>(step: &Step<Multi>, output: &'a Output<Multi>) -> Option<&'a Entry> {
    if let Output::Send {
        body: Message::Accept { entry },
        ..
    } = output
    {
        return Some(entry);
    }
    if let Output::Write(write) = output
        && let Record::Accept(entry) = &write.record
    {
        let own = step.node() == Some(entry.proposal.ballot.proposer);
        return own.then_some(entry);
    }
    None
}

/// Whether a choice meddles with the network or a node, instead of letting things happen.
fn meddles(choice: &Choice<Multi>) -> bool {
    match choice {
        Choice::Deliver(_)
        | Choice::Run { .. }
        | Choice::Fire { .. }
        | Choice::Flush { .. }
        | Choice::Submit { .. } => false,
        Choice::Hold(_)
        | Choice::Release(_)
        | Choice::Drop(_)
        | Choice::Duplicate(_)
        | Choice::Break(_)
        | Choice::Cut { .. }
        | Choice::Mend { .. }
        | Choice::Crash(_)
        | Choice::Tear { .. }
        | Choice::Restart(_)
        | Choice::Pause(_)
        | Choice::Resume(_)
        | Choice::Wipe(_) => true,
    }
}
