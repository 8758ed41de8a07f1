//! The replica: what is chosen, slot by slot, executed in the order of the slots (M6), and caught
//! up on (M8).
//!
//! Invariants: (1) a slot is executed after all lower ones; (2) what is known to be chosen never
//! changes. Its memory is lost in a crash; it executes everything again when it has caught up.

use alloc::{vec, vec::Vec};

use super::{
    Multi, Server, Stage,
    message::{Message, Slot, Timer, is_no_op},
    rule::Rule,
};
use crate::{
    kernel::{Cx, NodeId, Outbox},
    paxos::{config::Bug, message::Value, proposer::grown},
    sorted::SortedMap,
};

/// A replica's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Replica {
    /// What it knows to be chosen.
    pub chosen: SortedMap<Slot, Value>,
    /// The lowest slot of each command that it knows to be chosen.
    places: SortedMap<Value, Slot>,
    /// The slots it has executed, in the order in which it has.
    pub executed: Vec<Slot>,
    /// Up to which slot it knows all that is chosen.
    pub upto: Slot,
    /// The highest slot of which it knows that something is chosen there.
    pub known: Slot,
    /// How often it has asked for what it lacks, as long as it does.
    pub asks: Option<u32>,
}

impl Replica {
    /// Takes a slot's command for chosen; whether that is news.
    fn learn(&mut self, slot: Slot, value: &Value) -> bool {
        if self.chosen.contains_key(&slot) {
            return false;
        }
        self.chosen.insert(slot, value.clone());
        let place = self.places.get(value).copied().unwrap_or(slot);
        self.places.insert(value.clone(), place.min(slot));
        self.known = self.known.max(slot);
        while self.chosen.contains_key(&self.upto.next()) {
            self.upto = self.upto.next();
        }
        true
    }

    /// The slot in which a command is chosen.
    pub fn slot_of(&self, value: &Value) -> Option<Slot> {
        self.places.get(value).copied()
    }

    /// Whether it has executed a slot.
    pub fn has_executed(&self, slot: Slot) -> bool {
        let nth = slot.0.wrapping_sub(1) as usize;
        self.executed.get(nth) == Some(&slot) || self.executed.contains(&slot)
    }

    /// What it has executed, in order.
    pub fn history(&self) -> impl Iterator<Item = &Value> {
        self.executed
            .iter()
            .filter_map(|slot| self.chosen.get(slot))
    }

    /// The slot it may execute next.
    fn next(&self, over_gaps: bool) -> Option<Slot> {
        if over_gaps {
            let mut known = self.chosen.keys();
            return known.find(|slot| !self.has_executed(**slot)).copied();
        }
        let next = Slot(self.executed.len() as u32).next();
        (next <= self.upto).then_some(next)
    }
}

impl Server {
    /// R5: a replica is told what is chosen.
    pub(super) fn learn(
        &mut self,
        cx: Cx<'_, Multi>,
        first: Slot,
        values: Vec<Value>,
        out: &mut Outbox<'_, Multi>,
    ) {
        let slots = (first.0..).map(Slot);
        let told: Vec<(Slot, Value)> = slots.zip(values).collect();
        let is_new = |(slot, value): &(Slot, Value)| self.replica.learn(*slot, value);
        let news: Vec<(Slot, Value)> = told.into_iter().filter(is_new).collect();
        if news.is_empty() {
            return out.ignored(Rule::KnownAlready { first });
        }
        let slots: Vec<Slot> = news.iter().map(|(slot, _)| *slot).collect();
        out.applied(Rule::Learn { news });
        self.settled(cx, &slots, out);
    }

    /// What follows when slots have become known to be chosen.
    pub(super) fn settled(
        &mut self,
        cx: Cx<'_, Multi>,
        slots: &[Slot],
        out: &mut Outbox<'_, Multi>,
    ) {
        if let Stage::Leading { pending, .. } = &mut self.leader.stage {
            for slot in slots {
                pending.remove(slot);
            }
        }
        self.execute(cx, slots, out);
        self.fill(cx, out);
        self.rest(out);
        self.mind_gaps(cx, out);
    }

    /// The leader sees a slot chosen.
    pub(super) fn choose(
        &mut self,
        cx: Cx<'_, Multi>,
        slot: Slot,
        value: Value,
        out: &mut Outbox<'_, Multi>,
    ) {
        self.replica.learn(slot, &value);
        for server in cx.config.others(cx.me) {
            let (first, values) = (slot, vec![value.clone()]);
            out.send(server, Message::Learn { first, values });
        }
        self.settled(cx, &[slot], out);
    }

    /// M6.
    fn execute(&mut self, cx: Cx<'_, Multi>, slots: &[Slot], out: &mut Outbox<'_, Multi>) {
        let over_gaps = cx.config.paxos.bugs.has(Bug::ExecuteOverGap);
        while let Some(slot) = self.replica.next(over_gaps) {
            let Some(value) = self.replica.chosen.get(&slot).cloned() else {
                break;
            };
            let again = !is_no_op(&value) && self.replica.slot_of(&value) < Some(slot);
            let missing = self.replica.upto.next();
            let over = (missing < slot).then_some(missing);
            self.replica.executed.push(slot);
            out.applied(Rule::Execute {
                slot,
                value: value.clone(),
                again,
                over,
            });
            self.answer(value, out);
        }
        let missing = self.replica.upto.next();
        let waiting = slots
            .iter()
            .filter(|slot| !self.replica.has_executed(**slot));
        if let Some(slot) = waiting.min() {
            let slot = *slot;
            out.applied(Rule::Await { slot, missing });
        }
    }

    /// Asks for what it lacks, after a while; stops asking when it lacks nothing.
    pub(super) fn mind_gaps(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        let leads = matches!(self.leader.stage, Stage::Leading { .. });
        let lacks = self.replica.known > self.replica.upto && !leads;
        match (lacks, self.replica.asks) {
            (true, None) => {
                self.replica.asks = Some(0);
                out.arm(Timer::CatchUp, cx.config.paxos.retry);
            }
            (false, Some(_)) => {
                self.replica.asks = None;
                out.disarm(Timer::CatchUp);
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// M8: it has waited long enough. It asks the leader, then one server after the other.
    pub(super) fn catch_up(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        let nth = self.replica.asks.take().unwrap_or(0);
        let others: Vec<NodeId> = cx.config.others(cx.me).collect();
        let leader = self.leader.follows.map(|(_, leader)| leader);
        let leader = leader.filter(|leader| nth == 0 && *leader != cx.me);
        let next = others.get(nth as usize % others.len().max(1)).copied();
        let Some(of) = leader.or(next) else {
            return out.ignored(Rule::NothingToDo);
        };
        let from = self.replica.upto.next();
        out.applied(Rule::AskMissing { from, of });
        out.send(of, Message::CatchUp { from });
        if self.replica.known > self.replica.upto {
            self.replica.asks = Some(nth + 1);
            out.arm(Timer::CatchUp, grown(cx.config.paxos.retry, nth + 1));
        }
    }

    /// M8: another replica lacks something.
    pub(super) fn tell(&mut self, to: NodeId, from: Slot, out: &mut Outbox<'_, Multi>) {
        let slots = (from.0..=self.replica.known.0).map(Slot);
        let values = slots.map_while(|slot| self.replica.chosen.get(&slot).cloned());
        let values: Vec<Value> = values.collect();
        if values.is_empty() {
            return out.ignored(Rule::NothingNewer { from });
        }
        let last = Slot(from.0 + values.len() as u32 - 1);
        let first = from;
        out.applied(Rule::SendChosen { first, last, to });
        out.send(to, Message::Learn { first, values });
    }
}
