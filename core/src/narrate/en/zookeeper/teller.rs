//! What a sentence may draw upon, and how it is put together.
//!
//! A rule's text is one template with three parts between bars: the headline, the facts, and the
//! rest. Where another rule of the step leads, the rest is left out. `{me}` is the server, `{0}`,
//! `{1}` … are the words. One function fills all of them, so that a rule costs little more than
//! its text.

use alloc::{format, string::String};
use core::cmp::Ordering;

use super::super::template::fill;
use crate::{
    kernel::{Node, NodeId, NodeSet, Reaction, Step, Worded, World},
    zookeeper::{
        Zookeeper,
        config::{Bug, Config},
        election,
        leader::Leader,
        message::{Record, Vote},
        name,
        property::{Law, Past},
        rule::{Comparison, Rule},
        server::Server,
        zxid::Zxid,
        zxid_text,
    },
};

/// What stands for a number in a template.
#[derive(Clone, Copy)]
pub(super) enum Word<'a> {
    /// A server's name.
    Node(NodeId),
    /// A server's vote, e.g. `the vote of s1`.
    VoteOf(NodeId),
    /// A zxid, e.g. `⟨1,2⟩`.
    Id(Zxid),
    /// A number.
    Number(u32),
    /// How two things compare, e.g. `<`.
    Sign(Ordering),
    /// Servers, e.g. `s1, s2 and s4`.
    Names(NodeSet),
    /// How many they are, e.g. `2 of 3, a quorum`.
    Tally(NodeSet),
    /// Both, e.g. `s1 and s3, 2 of 3, a quorum`.
    Who(NodeSet),
    /// Anything else.
    Text(&'a str),
}

/// Whom a vote is for.
pub(super) fn whom(vote: Vote) -> Word<'static> {
    match vote {
        Some(vote) => Word::Node(vote.leader),
        None => Word::Text("nobody"),
    }
}

/// Tells the rules that acted at one server.
pub(super) struct Teller<'a> {
    pub(super) config: &'a Config,
    pub(super) me: NodeId,
    pub(super) step: &'a Step<Zookeeper>,
    /// The server after the step.
    pub(super) node: &'a Node<Zookeeper>,
    /// What happened in truth.
    past: &'a Past,
    /// Everybody else.
    pub(super) world: &'a World<Zookeeper>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        step: &'a Step<Zookeeper>,
        world: &'a World<Zookeeper>,
        me: NodeId,
    ) -> Option<Self> {
        Some(Self {
            config: world.config(),
            me,
            step,
            node: world.nodes().get(me.index())?,
            past: world.ghost(),
            world,
        })
    }

    /// Fills a template.
    pub(super) fn say(&self, template: &str, words: &[Word<'_>]) -> String {
        fill(template, &|place, said| match words.get(place) {
            Some(word) => self.word(said, *word),
            None => *said += &Zookeeper::node_name(self.config, self.me),
        })
    }

    fn word(&self, said: &mut String, word: Word<'_>) {
        match word {
            Word::VoteOf(node) if node == self.me => *said += "its own vote",
            Word::VoteOf(node) => *said += &format!("the vote of {}", name(node)),
            Word::Node(node) => *said += &Zookeeper::node_name(self.config, node),
            Word::Id(zxid) => *said += &zxid_text(zxid),
            Word::Sign(order) => {
                said.push(match order {
                    Ordering::Less => '<',
                    Ordering::Equal => '=',
                    Ordering::Greater => '>',
                });
            }
            Word::Number(number) => *said += &format!("{number}"),
            Word::Names(servers) => names(said, servers),
            Word::Tally(servers) => self.tally(said, servers),
            Word::Who(servers) => {
                names(said, servers);
                *said += ", ";
                self.tally(said, servers);
            }
            Word::Text(text) => *said += text,
        }
    }

    fn tally(&self, said: &mut String, servers: NodeSet) {
        if !self.config.grouped() {
            let have = servers.iter().filter(|node| self.config.votes(*node));
            let all = self.config.voters().count();
            *said += &format!("{} of {all}, ", have.count());
        }
        *said += match self.config.is_quorum(servers) {
            true => "a quorum",
            false => "no quorum",
        };
    }

    /// Its memory; none if the process has ended.
    pub(super) fn server(&self) -> Option<&Server> {
        self.node.server()
    }

    pub(super) fn leader(&self) -> Option<&Leader> {
        self.server()?.leader()
    }

    pub(super) fn has(&self, bug: Bug) -> bool {
        self.config.has(bug)
    }

    pub(super) fn observes(&self) -> bool {
        !self.config.votes(self.me)
    }

    /// Whether a law is broken in this step for the first time, whatever the server believes.
    pub(super) fn breaks(&self, law: Law) -> bool {
        let mut breaches = self.past.breaches.iter();
        breaches.any(|breach| breach.law == law && breach.step == self.step.index)
    }

    /// Whether a vote is for this server.
    pub(super) fn is_for_me(&self, vote: Vote) -> bool {
        vote.is_some_and(|vote| vote.leader == self.me)
    }

    /// Whether this step commits it.
    pub(super) fn commits(&self, zxid: Zxid) -> bool {
        let mut rules = self.step.out.reactions.iter().map(Reaction::rule);
        rules.any(|rule| matches!(rule, Rule::Commit { zxid: other, .. } if *other == zxid))
    }

    /// A vote beside the one it is compared with, e.g. `The vote of s1 for s3 is greater: epoch
    /// 1 = 1, zxid ⟨1,5⟩ > ⟨1,3⟩.`
    pub(super) fn weighed(&self, from: NodeId, new: Vote, old: Vote, than: &str) -> String {
        let verdict = match election::compare(self.config, new, old) {
            Comparison::NotGreater => "not ",
            Comparison::First | Comparison::Epoch | Comparison::Zxid | Comparison::Id => "",
        };
        self.say(
            "The vote of {0} for {1} is {2}greater{3}: {4}.",
            &[
                Word::Node(from),
                whom(new),
                Word::Text(verdict),
                Word::Text(than),
                Word::Text(&self.compared(new, old)),
            ],
        )
    }

    fn compared(&self, new: Vote, old: Vote) -> String {
        let (Some(new), Some(old)) = (new, old) else {
            return "an observer has none".into();
        };
        let histories = [(new.epoch, new.zxid), (old.epoch, old.zxid)];
        let order = new.leader.cmp(&old.leader);
        let [id, than] = [new.leader, old.leader].map(|leader| u32::from(leader.0) + 1);
        self.say(
            if self.config.weight(new.leader) == 0 {
                "who has no weight can never win"
            } else if self.has(Bug::FirstInList) {
                "*nothing is compared*, it is to be the first server of the list"
            } else if self.has(Bug::IdOnly) {
                "id {0} {1} {2}, and *nothing else is looked at*, not even {3}"
            } else if histories[0] == histories[1] {
                "{3}, id {0} {1} {2}"
            } else {
                "{3}"
            },
            &[
                Word::Number(id),
                Word::Sign(order),
                Word::Number(than),
                Word::Text(&self.histories(histories)),
            ],
        )
    }

    /// Two epochs compared, and zxids if the epochs are equal.
    pub(super) fn histories(&self, [new, old]: [(u32, Zxid); 2]) -> String {
        self.say(
            match new.0 == old.0 {
                true => "epoch {0} {1} {2}, zxid {3} {4} {5}",
                false => "epoch {0} {1} {2}",
            },
            &[
                Word::Number(new.0),
                Word::Sign(new.0.cmp(&old.0)),
                Word::Number(old.0),
                Word::Id(new.1),
                Word::Sign(new.1.cmp(&old.1)),
                Word::Id(old.1),
            ],
        )
    }

    /// The last transaction in its log, written or on the way there.
    pub(super) fn log_end(&self) -> Zxid {
        let written = self.appended().max().unwrap_or_default();
        self.node.disk.log.last().max(written)
    }

    /// The transactions that are on the way to its log.
    pub(super) fn appended(&self) -> impl Iterator<Item = Zxid> {
        let pending = self.node.pending.iter();
        pending.filter_map(|pending| appended(&pending.write.record))
    }

    /// Under a planted bug: what its log holds and it does not know of, or the other way round.
    pub(super) fn forgotten(&self) -> String {
        if self.has(Bug::TreeAheadOfDisk) {
            return self.unwritten();
        }
        let known = self.server().map(|server| server.database.last_processed);
        let known = known.unwrap_or_default();
        let bug = self.has(Bug::StaleMemory) || self.has(Bug::LoggerSurvives);
        let end = self.log_end();
        if !bug || end <= known {
            return String::new();
        }
        self.say(
            "*Its log goes to {0}, and it speaks of {1} only*: the rest is forgotten.",
            &[Word::Id(end), Word::Id(known)],
        )
    }

    #[inline(never)]
    fn unwritten(&self) -> String {
        let known = self.server().map(|server| server.database.history.last());
        let known = known.unwrap_or_default();
        let end = (self.log_end()).max(self.node.disk.snapshot.history.last());
        if end >= known {
            return String::new();
        }
        self.say(
            "*It speaks of {1}, and its disk goes to {0} only*: the rest is in memory alone.",
            &[Word::Id(end), Word::Id(known)],
        )
    }
}

fn names(said: &mut String, servers: NodeSet) {
    let last = servers.len().saturating_sub(1);
    for (place, node) in servers.iter().enumerate() {
        *said += match place {
            0 => "",
            _ if place == last => " and ",
            _ => ", ",
        };
        *said += &name(node);
    }
    if servers.is_empty() {
        *said += "nobody";
    }
}

/// The transaction that a write appends to the log.
pub(super) fn appended(record: &Record) -> Option<Zxid> {
    match record {
        Record::Append(txn) => Some(txn.zxid),
        Record::Truncate { .. }
        | Record::Snapshot { .. }
        | Record::AcceptedEpoch(_)
        | Record::CurrentEpoch(_) => None,
    }
}
