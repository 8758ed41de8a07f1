//! What a sentence may draw upon, and the small words that many of them share.

use alloc::{format, string::String};
use core::{cmp::Ordering, fmt};

use crate::{
    kernel::{Node, NodeId, NodeSet, Reaction, Step, World},
    zookeeper::{
        Zookeeper,
        config::{Bug, Config},
        election,
        leader::Phase,
        message::{Record, Vote},
        rule::{Comparison, Rule},
        server::Server,
        zxid::Zxid,
        zxid_text,
    },
};

/// What is told of one rule. Where another rule leads, the remark is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// What happened.
    pub(super) headline: String,
    /// What decided, with its figures.
    pub(super) facts: String,
    /// Why that is so, or what to look at.
    pub(super) remark: &'static str,
}

impl Told {
    pub(super) fn new(headline: String, facts: String, remark: &'static str) -> Self {
        Self {
            headline,
            facts,
            remark,
        }
    }

    pub(super) fn plain(headline: String, remark: &'static str) -> Self {
        Self::new(headline, String::new(), remark)
    }
}

/// A server's name.
#[derive(Clone, Copy)]
pub(super) struct Name(pub(super) NodeId);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}", self.0.0 + 1)
    }
}

/// Whom a vote is for.
#[derive(Clone, Copy)]
pub(super) struct For(pub(super) Vote);

impl fmt::Display for For {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(vote) => Name(vote.leader).fmt(f),
            None => f.write_str("nobody"),
        }
    }
}

/// A zxid.
#[derive(Clone, Copy)]
pub(super) struct Id(pub(super) Zxid);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&zxid_text(self.0))
    }
}

/// Servers, e.g. `s1, s2 and s4`.
#[derive(Clone, Copy)]
pub(super) struct Names(pub(super) NodeSet);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (place, node) in self.0.iter().enumerate() {
            let between = match place {
                0 => "",
                _ if place == last => " and ",
                _ => ", ",
            };
            write!(f, "{between}{}", Name(node))?;
        }
        if self.0.is_empty() {
            f.write_str("nobody")?;
        }
        Ok(())
    }
}

/// A phase's name.
pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Discovery => "discovery",
        Phase::Synchronisation => "synchronisation",
        Phase::Broadcast => "broadcast",
    }
}

fn sign(order: Ordering) -> char {
    match order {
        Ordering::Less => '<',
        Ordering::Equal => '=',
        Ordering::Greater => '>',
    }
}

/// Epochs compared, and zxids if the epochs are equal; whether both are.
pub(super) fn compared_histories(new: (u32, Zxid), old: (u32, Zxid)) -> (String, bool) {
    let mut text = format!("epoch {} {} {}", new.0, sign(new.0.cmp(&old.0)), old.0);
    if new.0 == old.0 {
        let sign = sign(new.1.cmp(&old.1));
        text += &format!(", zxid {} {sign} {}", Id(new.1), Id(old.1));
    }
    (text, new == old)
}

/// Tells the rules that acted at one server.
pub(super) struct Teller<'a> {
    pub(super) config: &'a Config,
    pub(super) me: Name,
    pub(super) step: &'a Step<Zookeeper>,
    /// The server after the step.
    pub(super) node: &'a Node<Zookeeper>,
    /// Whether another rule of the step leads.
    pub(super) beside: bool,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        step: &'a Step<Zookeeper>,
        world: &'a World<Zookeeper>,
        node: NodeId,
    ) -> Option<Self> {
        Some(Self {
            config: world.config(),
            me: Name(node),
            step,
            node: world.nodes().get(node.index())?,
            beside: false,
        })
    }

    /// Its memory; none if the process has ended.
    pub(super) fn server(&self) -> Option<&Server> {
        self.node.memory.as_deref()
    }

    pub(super) fn has(&self, bug: Bug) -> bool {
        self.config.has(bug)
    }

    pub(super) fn observes(&self) -> bool {
        !self.config.votes(self.me.0)
    }

    /// Whether a rule of this step is like that.
    pub(super) fn with(&self, like: impl Fn(&Rule) -> bool) -> bool {
        self.step.reactions.iter().map(Reaction::rule).any(like)
    }

    /// How many that is, e.g. `2 of 3, a quorum`.
    pub(super) fn tally(&self, servers: NodeSet) -> String {
        let verdict = match self.config.is_quorum(servers) {
            true => "a quorum",
            false => "no quorum",
        };
        if self.config.grouped() {
            return verdict.into();
        }
        let have = servers.iter().filter(|node| self.config.votes(*node));
        let all = self.config.voters().count();
        format!("{} of {all}, {verdict}", have.count())
    }

    /// Who and how many, e.g. `s1 and s3, 2 of 3, a quorum`.
    pub(super) fn who(&self, servers: NodeSet) -> String {
        format!("{}, {}", Names(servers), self.tally(servers))
    }

    /// How many that is and who, after what they did; empty if the rule that leads says it.
    pub(super) fn count(&self, what: &str, servers: NodeSet) -> String {
        match self.beside {
            true => String::new(),
            false => format!("{what} {}.", self.who(servers)),
        }
    }

    /// A vote beside the one it is compared with, e.g. `The vote of s1 for s3 is greater: epoch
    /// 1 = 1, zxid ⟨1,5⟩ > ⟨1,3⟩.`
    pub(super) fn weighed(&self, from: NodeId, new: Vote, old: Vote, than: &str) -> String {
        let verdict = match election::compare(self.config, new, old) {
            Comparison::NotGreater => "not greater",
            Comparison::First | Comparison::Epoch | Comparison::Zxid | Comparison::Id => "greater",
        };
        let (from, whom, by) = (Name(from), For(new), self.compared(new, old));
        format!("The vote of {from} for {whom} is {verdict}{than}: {by}.")
    }

    fn compared(&self, new: Vote, old: Vote) -> String {
        let (Some(new), Some(old)) = (new, old) else {
            return "an observer has none".into();
        };
        if self.config.weight(new.leader) == 0 {
            return "who has no weight can never win".into();
        }
        if self.has(Bug::FirstInList) {
            return "*nothing is compared*, it is to be the first server of the list".into();
        }
        let (mut text, equal) = compared_histories((new.epoch, new.zxid), (old.epoch, old.zxid));
        let (new, old) = (new.leader.0 + 1, old.leader.0 + 1);
        let ids = format!("id {new} {} {old}", sign(new.cmp(&old)));
        if self.has(Bug::IdOnly) {
            return format!("{ids}, and *nothing else is looked at*, not even {text}");
        }
        if equal {
            text += &format!(", {ids}");
        }
        text
    }

    /// The last transaction in its log, written or on the way there.
    pub(super) fn log_end(&self) -> Zxid {
        let pending = self.node.pending.iter();
        let written = pending.filter_map(|pending| appended(&pending.write.record));
        self.node
            .disk
            .log
            .last()
            .max(written.max().unwrap_or_default())
    }

    /// How many transactions are on the way to its log.
    pub(super) fn unwritten(&self) -> usize {
        let pending = self.node.pending.iter();
        let written = pending.filter(|pending| appended(&pending.write.record).is_some());
        written.count()
    }

    /// Under a planted bug: what its log holds and it does not know of.
    pub(super) fn forgotten(&self) -> String {
        let known = self
            .server()
            .map_or(Zxid::default(), |server| server.database.last_processed);
        let bug = self.has(Bug::StaleMemory) || self.has(Bug::LoggerSurvives);
        let end = self.log_end();
        if !bug || end <= known {
            return String::new();
        }
        let (end, known) = (Id(end), Id(known));
        format!("*Its log goes to {end}, and it speaks of {known} only*: the rest is forgotten.")
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

/// Texts that are not empty, as one.
pub(super) fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut whole = String::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole += part;
    }
    whole
}
