//! Every field of a node, for the inspector.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::Painter;
use crate::{
    kernel::{NodeId, NodeSet},
    narrate::Term,
    paxos::{
        message::{Ballot, Proposal, Value},
        multi::{
            Server, entry_text,
            leader::{Leader, Stage},
            message::{Disk, Entry, Record, Slot},
        },
    },
    sorted::SortedMap,
    view::{Condition, FieldView, node, paxos::parts},
};

/// Longer logs are told by their end.
const SLOTS_SHOWN: usize = 6;

/// Fields as they are collected.
struct List<'a> {
    painter: Painter<'a>,
    fields: Vec<FieldView>,
}

impl Painter<'_> {
    pub(super) fn fields(&self, id: NodeId) -> Vec<FieldView> {
        let node = self.at(id);
        let mut list = List {
            painter: *self,
            fields: Vec::new(),
        };
        let condition = node::condition(node.status);
        list.add(
            Term::Condition,
            self.say(match condition {
                Condition::Up => Term::Up,
                Condition::Paused => Term::Paused,
                Condition::Down => Term::Down,
            }),
        );
        if let Some(server) = self.server(id) {
            list.add(Term::Phase, self.role(id, Condition::Up));
            list.leader(&server.leader);
            list.server(server);
        } else if !self.config.serves(id) {
            // A client's card says all there is.
            for strip in self.strips(self, id) {
                let texts: Vec<String> = strip.cells.into_iter().map(|cell| cell.text).collect();
                list.named(strip.label, texts.join(" "));
            }
        }
        if self.config.serves(id) {
            list.disk(&node.disk);
        }
        let writes = node.pending.iter().map(|pending| &pending.write.record);
        let writes: Vec<String> = writes.map(|record| self.record(record)).collect();
        if !writes.is_empty() {
            list.add(Term::Unflushed, writes.join(", "));
        }
        let name = |timer: &_| self.timer(*timer);
        for timer in parts::timers(node, self.world.now(), &name) {
            list.named(timer.label, format!("{} ms", timer.left_ticks));
        }
        list.fields
    }

    fn record(&self, record: &Record) -> String {
        match record {
            Record::Round(round) => format!("{} {round}", self.say(Term::Round)),
            Record::Promise(ballot) => {
                format!("{} {}", self.say(Term::Promised), self.ballot(*ballot))
            }
            Record::Accept(Entry { slot, proposal }) => {
                format!(
                    "{} {}",
                    self.say(Term::Accepted),
                    self.accepted(*slot, proposal)
                )
            }
        }
    }

    /// E.g. `2 B (1.s1)`.
    fn accepted(&self, slot: Slot, proposal: &Proposal) -> String {
        let ballot = self.ballot(proposal.ballot);
        format!("{} ({ballot})", entry_text(slot, &proposal.value))
    }
}

impl List<'_> {
    fn add(&mut self, term: Term, value: String) {
        self.named(self.painter.say(term), value);
    }

    fn named(&mut self, name: String, value: String) {
        self.fields.push(FieldView {
            name,
            value,
            was: None,
        });
    }

    fn or_nothing(&self, text: Option<String>) -> String {
        text.filter(|text| !text.is_empty())
            .unwrap_or_else(|| self.painter.say(Term::Nothing))
    }

    fn ballot(&self, ballot: Option<Ballot>) -> String {
        self.or_nothing(ballot.map(|ballot| self.painter.ballot(ballot)))
    }

    fn names(&self, nodes: NodeSet) -> String {
        let names: Vec<String> = nodes.iter().map(|node| self.painter.name(node)).collect();
        self.or_nothing(Some(names.join(" ")))
    }

    /// The last of many things.
    fn ends(&self, mut texts: Vec<String>) -> String {
        let more = texts.len().saturating_sub(SLOTS_SHOWN);
        texts.drain(..more);
        let dots = if more > 0 { "… " } else { "" };
        self.or_nothing(Some(format!("{dots}{}", texts.join(", "))))
    }

    fn slots(&self, slots: &SortedMap<Slot, Value>) -> String {
        let told = slots.iter().map(|(slot, value)| entry_text(*slot, value));
        self.ends(told.collect())
    }

    fn proposals(&self, slots: &SortedMap<Slot, Proposal>) -> String {
        let told = slots.iter();
        self.ends(
            told.map(|(slot, proposal)| self.painter.accepted(*slot, proposal))
                .collect(),
        )
    }

    fn leader(&mut self, leader: &Leader) {
        self.add(Term::Round, leader.round.to_string());
        self.add(Term::Ballot, self.ballot(leader.ballot()));
        let follows = leader.follows.map(|(_, node)| self.painter.name(node));
        self.add(Term::Follows, self.or_nothing(follows));
        let wishes = leader.wishes.iter().map(|wish| wish.value.0.to_string());
        self.add(Term::Wants, self.ends(wishes.collect()));
        match &leader.stage {
            Stage::Preparing { promises, .. } => {
                for (node, accepted) in promises {
                    let name = self.painter.name(*node);
                    let name = format!("{} {name}", self.painter.say(Term::Promises));
                    let told = accepted.iter();
                    let told = told.map(|entry| self.painter.accepted(entry.slot, &entry.proposal));
                    self.named(name, self.ends(told.collect()));
                }
            }
            Stage::Leading { pending, .. } => {
                for (slot, (value, votes)) in pending.iter() {
                    let entry = entry_text(*slot, value);
                    let name = format!("{} {entry}", self.painter.say(Term::Votes));
                    self.named(name, self.names(*votes));
                }
            }
            Stage::Following | Stage::Saving { .. } | Stage::BackingOff { .. } => {}
        }
    }

    fn server(&mut self, server: &Server) {
        self.add(Term::Promised, self.ballot(server.acceptor.promised));
        self.add(Term::Accepted, self.proposals(&server.acceptor.accepted));
        self.add(Term::Chosen, self.slots(&server.replica.chosen));
        let executed = server.replica.history().map(|value| value.0.to_string());
        self.add(Term::Executed, self.ends(executed.collect()));
    }

    fn disk(&mut self, disk: &Disk) {
        let on_disk = |list: &Self, term: Term| {
            let painter = &list.painter;
            format!("{}: {}", painter.say(Term::OnDisk), painter.say(term))
        };
        self.named(on_disk(self, Term::Round), disk.round.to_string());
        self.named(on_disk(self, Term::Promised), self.ballot(disk.promised));
        self.named(
            on_disk(self, Term::Accepted),
            self.proposals(&disk.accepted),
        );
    }
}
