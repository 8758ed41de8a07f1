//! Every field of a node, for the inspector.

use alloc::{format, string::String, vec, vec::Vec};

use super::Painter;
use crate::{
    kernel::{NodeId, NodeSet},
    narrate::Term,
    paxos::{
        Memory, ballot_text,
        config::Roles,
        message::{Ballot, Disk, Proposal, Record},
        proposal_text,
        proposer::{Proposer, Stage},
    },
    view::{Condition, FieldView, node},
};

impl Painter<'_> {
    pub(super) fn fields(&self, id: NodeId) -> Vec<FieldView> {
        let node = self.at(id);
        let up = match node::condition(node.status) {
            Condition::Up => Term::Up,
            Condition::Paused => Term::Paused,
            Condition::Down => Term::Down,
        };
        let roles = self.config.roles(id);
        let mut fields = vec![self.field(Term::Condition, self.say(up))];
        if let Some(memory) = node.memory.as_deref() {
            fields.extend(self.proposer_fields(roles, memory));
            fields.extend(self.acceptor_fields(memory));
            fields.extend(self.learner_fields(memory));
            fields.extend(self.client_fields(memory));
        }
        fields.extend(self.disk_fields(roles, &node.disk));
        if !node.pending.is_empty() {
            let records = node
                .pending
                .iter()
                .map(|write| self.record(&write.write.record));
            let records: Vec<String> = records.collect();
            fields.push(self.field(Term::Unflushed, records.join(", ")));
        }
        for timer in self.timers(id) {
            let value = format!("{} ms", timer.left_ticks);
            fields.push(FieldView {
                name: timer.label,
                value,
                was: None,
            });
        }
        fields
    }

    fn field(&self, term: Term, value: String) -> FieldView {
        FieldView {
            name: self.say(term),
            value,
            was: None,
        }
    }

    fn ballot(&self, ballot: Option<Ballot>) -> String {
        let text = ballot.map(|ballot| ballot_text(self.config, ballot));
        text.unwrap_or_else(|| self.say(Term::Nothing))
    }

    fn proposal(&self, proposal: Option<&Proposal>) -> String {
        let text = proposal.map(|proposal| proposal_text(self.config, proposal));
        text.unwrap_or_else(|| self.say(Term::Nothing))
    }

    fn word(&self, word: Option<&str>) -> String {
        word.map_or_else(|| self.say(Term::Nothing), Into::into)
    }

    fn names(&self, nodes: NodeSet) -> String {
        let names: Vec<&str> = nodes.iter().map(|node| self.config.name(node)).collect();
        self.word((!names.is_empty()).then(|| names.join(" ")).as_deref())
    }

    fn proposer_fields(&self, roles: Roles, memory: &Memory) -> Vec<FieldView> {
        let Some(proposer) = &memory.proposer else {
            return Vec::new();
        };
        let alone = Roles {
            acceptor: false,
            ..roles
        };
        let attempt = Proposer::attempt(proposer);
        let mut fields = vec![
            self.field(Term::Phase, self.role(alone, Some(memory), Condition::Up)),
            self.field(Term::Round, format!("{}", proposer.round)),
            self.field(
                Term::Ballot,
                self.ballot(attempt.map(|attempt| attempt.ballot)),
            ),
            self.field(
                Term::Wants,
                self.word(attempt.map(|attempt| &*attempt.own.0)),
            ),
        ];
        if let Stage::Preparing { promises, .. } = &proposer.stage {
            for (node, accepted) in promises {
                let name = format!("{} {}", self.say(Term::Promises), self.config.name(*node));
                let value = self.proposal(accepted.as_ref());
                fields.push(FieldView {
                    name,
                    value,
                    was: None,
                });
            }
        } else if let Stage::Accepting { value, votes, .. } = &proposer.stage {
            fields.push(self.field(Term::Proposes, self.word(Some(&value.0))));
            fields.push(self.field(Term::Votes, self.names(*votes)));
        } else if let Stage::Done(value) = &proposer.stage {
            fields.push(self.field(Term::Chosen, self.word(Some(&value.0))));
        }
        if !proposer.waiting.is_empty() {
            fields.push(self.field(Term::Waiting, self.names(proposer.waiting)));
        }
        fields
    }

    fn acceptor_fields(&self, memory: &Memory) -> Vec<FieldView> {
        let Some(acceptor) = &memory.acceptor else {
            return Vec::new();
        };
        vec![
            self.field(Term::Promised, self.ballot(acceptor.promised)),
            self.field(Term::Accepted, self.proposal(acceptor.accepted.as_ref())),
        ]
    }

    fn learner_fields(&self, memory: &Memory) -> Vec<FieldView> {
        let Some(learner) = &memory.learner else {
            return Vec::new();
        };
        let learned = learner.learned.as_ref().map(|value| &*value.0);
        let mut fields = vec![self.field(Term::Learned, self.word(learned))];
        for (voted, voters) in &learner.votes {
            let name = format!(
                "{} {}",
                self.say(Term::Votes),
                proposal_text(self.config, voted)
            );
            fields.push(FieldView {
                name,
                value: self.names(*voters),
                was: None,
            });
        }
        fields
    }

    fn client_fields(&self, memory: &Memory) -> Vec<FieldView> {
        let Some(client) = &memory.client else {
            return Vec::new();
        };
        let asking = (client.asking.as_ref())
            .map(|(value, node)| format!("{} ({})", value.0, self.config.name(*node)));
        let answer = client.answer.as_ref().map(|value| &*value.0);
        vec![
            self.field(Term::Wants, self.word(asking.as_deref())),
            self.field(Term::Answered, self.word(answer)),
        ]
    }

    fn disk_fields(&self, roles: Roles, disk: &Disk) -> Vec<FieldView> {
        let mut fields = Vec::new();
        let on_disk = |what: Term| format!("{}: {}", self.say(Term::OnDisk), self.say(what));
        let mut add = |what: Term, value: String| {
            fields.push(FieldView {
                name: on_disk(what),
                value,
                was: None,
            });
        };
        if roles.proposer {
            add(Term::Round, format!("{}", disk.round));
        }
        if roles.acceptor {
            add(Term::Promised, self.ballot(disk.promised));
            add(Term::Accepted, self.proposal(disk.accepted.as_ref()));
        }
        fields
    }

    fn record(&self, record: &Record) -> String {
        match record {
            Record::Round(round) => format!("{} {round}", self.say(Term::Round)),
            Record::Promise(ballot) => {
                format!(
                    "{} {}",
                    self.say(Term::Promised),
                    ballot_text(self.config, *ballot)
                )
            }
            Record::Accept(proposal) => {
                format!(
                    "{} {}",
                    self.say(Term::Accepted),
                    proposal_text(self.config, proposal)
                )
            }
        }
    }
}
