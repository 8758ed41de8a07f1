//! Every field of a server, for the inspector.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Painter, messages};
use crate::{
    kernel::{NodeId, NodeSet},
    narrate::Term,
    sorted::SortedMap,
    view::{Condition, FieldView, node},
    zookeeper::{
        disk::Disk,
        election::{Ballot, Looking},
        history::{History, Txn},
        leader::Leader,
        learner::Learner,
        message::{Record, State},
        name,
        server::{Role, Server},
        txn_text, vote_text, zxid_text,
    },
};

/// Longer histories are told by their end.
const TXNS_SHOWN: usize = 6;

/// Fields as they are collected.
pub(super) struct List<'a> {
    painter: Painter<'a>,
    fields: Vec<FieldView>,
}

impl List<'_> {
    pub(super) fn add(&mut self, term: Term, value: String) {
        self.named(self.painter.say(term), value);
    }

    pub(super) fn named(&mut self, name: String, value: String) {
        self.fields.push(FieldView {
            name,
            value,
            was: None,
        });
    }

    /// A field of something on disk.
    fn on_disk(&mut self, what: Term, value: String) {
        let (disk, what) = (self.painter.say(Term::OnDisk), self.painter.say(what));
        self.named(format!("{disk}: {what}"), value);
    }
}

impl Painter<'_> {
    pub(super) fn fields(&self, id: NodeId) -> Vec<FieldView> {
        let node = self.at(id);
        let mut list = List {
            painter: *self,
            fields: Vec::new(),
        };
        if let Some(server) = node.server() {
            self.server_fields(id, server, &mut list);
        } else if let Some(client) = node.client() {
            self.client_fields(id, client, &mut list);
        } else {
            list.add(Term::Condition, self.say(Term::Down));
        }
        if node::condition(node.status) == Condition::Paused {
            list.add(Term::Condition, self.say(Term::Paused));
        }
        if self.config.is_client(id) {
            let ending = self.ending(id).map(|ending| self.drain(ending));
            let timers = self.timers(id).into_iter().chain(ending);
            for timer in timers {
                list.named(timer.label, format!("{} ms", timer.left_ticks));
            }
            return list.fields;
        }
        self.disk_fields(&node.disk, &mut list);
        if !node.pending.is_empty() {
            let writes = node.pending.iter();
            let writes = writes.map(|pending| self.record(&pending.write.record));
            list.add(Term::Unflushed, joined(writes));
        }
        for timer in self.timers(id) {
            list.named(timer.label, format!("{} ms", timer.left_ticks));
        }
        list.fields
    }

    fn server_fields(&self, id: NodeId, server: &Server, list: &mut List<'_>) {
        list.add(Term::Phase, self.phase(id).label);
        match &server.role {
            Role::Looking(looking) => self.looking_fields(server, looking, list),
            Role::Leading(leader) => self.leader_fields(id, leader, list),
            Role::Learning(learner) => self.learner_fields(learner, list),
            Role::Leaving { tail, .. } => list.add(Term::Outstanding, self.txns(tail.iter())),
            Role::Resting => {}
        }
        list.add(Term::Accepted, server.accepted_epoch.to_string());
        list.add(Term::CurrentEpoch, server.current_epoch.to_string());
        list.add(Term::LastZxid, zxid_text(server.database.last_processed));
        list.add(Term::Applied, self.history_text(&server.database.history));
        let committed = server.committed.checked_sub(1);
        let committed = committed.and_then(|last| server.database.history.get(last));
        let committed = committed.map(|txn| zxid_text(txn.zxid));
        list.add(
            Term::Committed,
            self.or_nothing(committed.unwrap_or_default()),
        );
        if !server.asked.is_empty() {
            let asked = server.asked.iter().map(|asked| messages::call(&asked.call));
            list.add(Term::Unanswered, joined(asked));
        }
        self.session_fields(id, server, list);
    }

    fn looking_fields(&self, server: &Server, looking: &Looking, list: &mut List<'_>) {
        list.add(Term::Round, server.round.to_string());
        let epoch = looking.proposal.map_or(0, |vote| vote.epoch);
        let vote = format!("{} {epoch}", vote_text(looking.proposal));
        list.add(Term::Vote, vote);
        self.ballots(Term::Votes, server.round, &looking.received, list);
        self.ballots(Term::VotesOutside, server.round, &looking.outside, list);
    }

    fn ballots(
        &self,
        term: Term,
        round: u32,
        ballots: &SortedMap<NodeId, Ballot>,
        list: &mut List<'_>,
    ) {
        for (from, ballot) in ballots.iter() {
            let what = format!("{} {}", self.say(term), name(*from));
            let mut value = vote_text(ballot.vote);
            if ballot.round != round {
                value.push_str(&format!(" · {} {}", self.say(Term::Round), ballot.round));
            }
            if ballot.state != State::Looking {
                value.push_str(&format!(" · {}", messages::state_word(ballot.state)));
            }
            list.named(what, value);
        }
    }

    fn leader_fields(&self, id: NodeId, leader: &Leader, list: &mut List<'_>) {
        list.add(Term::Registered, self.names(leader.connecting));
        list.add(Term::EpochAccepted, self.names(leader.electing));
        list.add(Term::HistoryOnDisk, self.names(leader.acked));
        let outstanding = leader.outstanding.iter().map(|proposal| &proposal.txn);
        list.add(Term::Outstanding, self.txns(outstanding));
        list.add(Term::TickCount, leader.tick().to_string());
        for (conn, handler) in leader.learners.iter() {
            let learner = name(conn.peer(id));
            let what = format!("{learner} {}", self.say(Term::SyncedUntil));
            list.named(what, handler.deadline.to_string());
        }
    }

    fn learner_fields(&self, learner: &Learner, list: &mut List<'_>) {
        list.add(Term::Follows, name(learner.leader));
        list.add(Term::Outstanding, self.txns(learner.pending.iter()));
        if let Some(learning) = &learner.learning {
            let kept = self.txns(learning.not_committed.iter());
            list.add(Term::KeptProposals, kept);
        }
    }

    fn disk_fields(&self, disk: &Disk, list: &mut List<'_>) {
        let epoch = |epoch: Option<u32>| epoch.map_or("–".into(), |epoch| epoch.to_string());
        list.on_disk(Term::Accepted, epoch(disk.accepted_epoch));
        list.on_disk(Term::CurrentEpoch, epoch(disk.current_epoch));
        list.on_disk(Term::Log, self.history_text(&disk.log));
        list.on_disk(Term::Snapshot, zxid_text(disk.snapshot.zxid));
        if let Some(torn) = &disk.torn {
            list.on_disk(Term::TornRecord, zxid_text(torn.zxid));
        }
    }

    fn names(&self, nodes: NodeSet) -> String {
        self.or_nothing(nodes.iter().map(name).collect::<Vec<_>>().join(" "))
    }

    fn txns<'t>(&self, txns: impl Iterator<Item = &'t Txn>) -> String {
        self.or_nothing(joined(txns.map(numbered)))
    }

    fn history_text(&self, history: &History) -> String {
        let first = history.len().saturating_sub(TXNS_SHOWN);
        let shown = self.txns(history.from(first));
        if first > 0 {
            format!("… {shown}")
        } else {
            shown
        }
    }

    pub(super) fn or_nothing(&self, text: String) -> String {
        if text.is_empty() {
            self.say(Term::Nothing)
        } else {
            text
        }
    }

    fn record(&self, record: &Record) -> String {
        match record {
            Record::Append(txn) => numbered(txn),
            Record::Truncate { zxid, .. } => format!("TRUNC {}", zxid_text(*zxid)),
            Record::Snapshot { snapshot, .. } => {
                format!("{} {}", self.say(Term::Snapshot), zxid_text(snapshot.zxid))
            }
            Record::AcceptedEpoch(epoch) => format!("{} {epoch}", self.say(Term::Accepted)),
            Record::CurrentEpoch(epoch) => format!("{} {epoch}", self.say(Term::CurrentEpoch)),
        }
    }
}

fn numbered(txn: &Txn) -> String {
    format!("{} {}", zxid_text(txn.zxid), txn_text(txn))
}

pub(super) fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
