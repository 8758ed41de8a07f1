//! Paxos as it shows.

use alloc::{format, string::String, vec, vec::Vec};

use super::{
    CellView, Condition, FieldView, Glyph, Ink, NodeView, Present, Seat, StageView, StripView,
    TallyView, Tick, TimerView, Tone, node,
};
use crate::{
    kernel::{Node, NodeId, Shared, Step, World},
    narrate::{Language, Term},
    paxos::{
        FILE_ACCEPTOR, Memory, Paxos, ballot_text,
        config::{Config, NodeSet, Roles},
        message::{Ballot, Message, Proposal, Record, Timer},
        proposal_text,
        proposer::{Proposer, Stage},
    },
};

impl Present for Paxos {
    fn stage(
        before: &World<Self>,
        steps: &[Step<Self>],
        world: &World<Self>,
        language: Language,
    ) -> StageView {
        let config = world.config();
        let last = steps.last();
        let touched = last.and_then(Step::node);
        let ids = || (0..config.members.len() as u8).map(NodeId);
        let painter = Painter {
            config,
            world,
            language,
        };
        let nodes = ids()
            .map(|id| painter.node(before, id, touched == Some(id)))
            .collect();
        let talk = |a: Roles, b: Roles| {
            (a.proposer && b.acceptor) || (a.acceptor && b.learner) || (a.client && b.proposer)
        };
        let pairs = ids()
            .flat_map(|a| ids().map(move |b| (a, b)))
            .filter(|(a, b)| talk(config.roles(*a), config.roles(*b)));
        let envelopes = world.wire().envelopes();
        let mut tallies: Vec<TallyView> = ids().filter_map(|id| painter.tally(id)).collect();
        tallies.sort_by_key(|tally| Some(NodeId(tally.node)) != touched);
        StageView {
            nodes,
            links: node::links(world, pairs),
            envelopes: envelopes
                .map(|each| node::envelope(world, each, language))
                .collect(),
            tallies,
            arrived: last.and_then(|step| node::arrived(before, step, language)),
        }
    }

    fn fields(world: &World<Self>, id: NodeId, language: Language) -> Vec<FieldView> {
        let painter = Painter {
            config: world.config(),
            world,
            language,
        };
        painter.fields(id)
    }

    fn message_fields(config: &Config, message: &Message, language: Language) -> Vec<FieldView> {
        let field = |term: Term, value: String| FieldView {
            name: language.term(term),
            value,
            was: None,
        };
        let number = |ballot: &Ballot| field(Term::Ballot, ballot_text(config, *ballot));
        match message {
            Message::Ask { value } | Message::Learn { value } => {
                vec![field(Term::Value, value.0.as_ref().into())]
            }
            Message::Prepare { ballot } => vec![number(ballot)],
            Message::Promise { ballot, accepted } => {
                let reports = accepted.as_ref().map_or_else(
                    || language.term(Term::Nothing),
                    |proposal| proposal_text(config, proposal),
                );
                vec![number(ballot), field(Term::Reports, reports)]
            }
            Message::Nack { ballot, promised } => {
                vec![
                    number(ballot),
                    field(Term::Promised, ballot_text(config, *promised)),
                ]
            }
            Message::Accept { proposal } | Message::Accepted { proposal } => {
                vec![
                    number(&proposal.ballot),
                    field(Term::Value, proposal.value.0.as_ref().into()),
                ]
            }
        }
    }

    fn look(message: &Message) -> (Tone, Glyph) {
        match message {
            Message::Ask { .. } => (Tone::Client, Glyph::Disc),
            Message::Learn { .. } => (Tone::Decided, Glyph::Disc),
            Message::Prepare { .. } => (Tone::Look, Glyph::Triangle),
            Message::Promise { .. } => (Tone::Follow, Glyph::Ring),
            Message::Nack { .. } => (Tone::Quiet, Glyph::Bar),
            Message::Accept { .. } => (Tone::Lead, Glyph::Square),
            Message::Accepted { .. } => (Tone::Follow, Glyph::Diamond),
        }
    }
}

struct Painter<'a> {
    config: &'a Config,
    world: &'a World<Paxos>,
    language: Language,
}

impl Painter<'_> {
    fn say(&self, term: Term) -> String {
        self.language.term(term)
    }

    fn at(&self, id: NodeId) -> &Shared<Node<Paxos>> {
        &self.world.nodes()[id.index()]
    }

    fn node(&self, before: &World<Paxos>, id: NodeId, touched: bool) -> NodeView {
        let node = self.at(id);
        let roles = self.config.roles(id);
        let memory = node.memory.as_deref();
        let condition = node::condition(node.status);
        let (tone, glyph) = self.role_look(roles, memory);
        let was = Painter {
            world: before,
            ..*self
        };
        let strips = self.strips(id);
        let earlier = was.strips(id);
        let strips = strips.into_iter().enumerate();
        let mark = |(row, mut strip): (usize, StripView)| {
            for (place, cell) in strip.cells.iter_mut().enumerate() {
                let old = earlier.get(row).and_then(|strip| strip.cells.get(place));
                cell.changed =
                    old.is_some_and(|old| (&old.text, old.ink) != (&cell.text, cell.ink));
            }
            strip
        };
        NodeView {
            id: id.0,
            name: self.config.name(id).into(),
            role: self.role(roles, memory, condition),
            badge: self.badge(memory),
            tone: if condition == Condition::Down {
                Tone::Quiet
            } else {
                tone
            },
            glyph: if condition == Condition::Down {
                Glyph::Cross
            } else {
                glyph
            },
            seat: if roles.client {
                Seat::Outside
            } else {
                Seat::Ring
            },
            condition,
            strips: strips.map(mark).collect(),
            timers: self.timers(id),
            touched,
        }
    }

    fn role_look(&self, roles: Roles, memory: Option<&Memory>) -> (Tone, Glyph) {
        if roles.client {
            return (Tone::Client, Glyph::Disc);
        }
        if let Some(proposer) = memory.and_then(|memory| memory.proposer.as_ref()) {
            let active = proposer.attempt().is_some() || matches!(proposer.stage, Stage::Done(_));
            if active || !roles.acceptor {
                return (Tone::Lead, Glyph::Diamond);
            }
        }
        if roles.acceptor {
            (Tone::Follow, Glyph::Ring)
        } else {
            (Tone::Decided, Glyph::Square)
        }
    }

    fn role(&self, roles: Roles, memory: Option<&Memory>, condition: Condition) -> String {
        let Some(memory) = memory else {
            return self.say(Term::Down);
        };
        if condition == Condition::Paused {
            return self.say(Term::Paused);
        }
        let term = match (&memory.proposer, &memory.client) {
            (Some(proposer), _) => match proposer.stage {
                Stage::Idle if roles.acceptor => Term::Server,
                Stage::Idle => Term::Proposer,
                Stage::Saving(_) => Term::Saving,
                Stage::Preparing { .. } => Term::Preparing,
                Stage::Accepting { .. } => Term::Proposing,
                Stage::BackingOff(_) => Term::BackingOff,
                Stage::Done(_) => Term::Decided,
            },
            (None, Some(client)) if client.asking.is_some() => Term::Waiting,
            (None, Some(client)) if client.answer.is_some() => Term::Answered,
            (None, Some(_)) => Term::Client,
            (None, None) if roles.acceptor => Term::Acceptor,
            (None, None) => Term::Learner,
        };
        self.say(term)
    }

    fn badge(&self, memory: Option<&Memory>) -> String {
        let proposer = memory.and_then(|memory| memory.proposer.as_ref());
        let attempt = proposer.and_then(Proposer::attempt);
        attempt.map_or_else(String::new, |attempt| {
            ballot_text(self.config, attempt.ballot)
        })
    }

    fn timers(&self, id: NodeId) -> Vec<TimerView> {
        let now = self.world.now().0;
        let mut timers: Vec<TimerView> = (self.at(id).timers.iter())
            .map(|armed| TimerView {
                label: self.say(match armed.timer {
                    Timer::Retry => Term::RetryTimer,
                    Timer::Again => Term::AgainTimer,
                }),
                left_ticks: armed.deadline.0.0.saturating_sub(now),
                span_ticks: armed.span_ticks.0.max(1),
            })
            .collect();
        timers.sort_by_key(|timer| timer.left_ticks);
        timers
    }

    fn strips(&self, id: NodeId) -> Vec<StripView> {
        let roles = self.config.roles(id);
        let memory = self.at(id).memory.as_deref();
        let mut strips = Vec::new();
        if roles.client {
            strips.push(self.client_strip(memory));
            return strips;
        }
        if roles.proposer {
            strips.push(self.proposer_strip(memory));
        }
        if roles.acceptor {
            strips.extend(self.acceptor_strips(id));
        }
        if roles.learner {
            let learner = memory.and_then(|memory| memory.learner.as_ref());
            let learned = learner.and_then(|learner| learner.learned.as_ref());
            let text = learned.map(|value| value.0.as_ref().into());
            strips.push(self.strip(Term::Learned, text, Ink::Decided, Tone::Decided));
        }
        strips
    }

    fn strip(&self, label: Term, text: Option<String>, ink: Ink, tone: Tone) -> StripView {
        let ink = if text.is_some() { ink } else { Ink::Empty };
        let text = text.unwrap_or_else(|| "–".into());
        let cell = CellView {
            text,
            ink,
            tone,
            changed: false,
        };
        StripView {
            label: self.say(label),
            cells: vec![cell],
        }
    }

    fn client_strip(&self, memory: Option<&Memory>) -> StripView {
        let client = memory.and_then(|memory| memory.client.as_ref());
        let answer = client.and_then(|client| client.answer.as_ref());
        match answer {
            Some(value) => {
                let text = Some(value.0.as_ref().into());
                self.strip(Term::Answered, text, Ink::Decided, Tone::Decided)
            }
            None => {
                let asking = client.and_then(|client| client.asking.as_ref());
                let text = asking.map(|(value, _)| value.0.as_ref().into());
                self.strip(Term::Wants, text, Ink::Memory, Tone::Client)
            }
        }
    }

    fn proposer_strip(&self, memory: Option<&Memory>) -> StripView {
        let proposer = memory.and_then(|memory| memory.proposer.as_ref());
        let text = |value: &crate::paxos::message::Value| Some(value.0.as_ref().into());
        match proposer.map(|proposer| &proposer.stage) {
            None | Some(Stage::Idle) => self.strip(Term::Wants, None, Ink::Memory, Tone::Lead),
            Some(
                Stage::Saving(attempt)
                | Stage::Preparing { attempt, .. }
                | Stage::BackingOff(attempt),
            ) => self.strip(Term::Wants, text(&attempt.own), Ink::Memory, Tone::Lead),
            Some(Stage::Accepting { value, .. }) => {
                self.strip(Term::Value, text(value), Ink::Memory, Tone::Lead)
            }
            Some(Stage::Done(value)) => {
                self.strip(Term::Chosen, text(value), Ink::Decided, Tone::Decided)
            }
        }
    }

    /// What an acceptor has promised and accepted; what is not on disk yet says so.
    fn acceptor_strips(&self, id: NodeId) -> [StripView; 2] {
        let node = self.at(id);
        let disk = &node.disk;
        let memory = node
            .memory
            .as_deref()
            .and_then(|memory| memory.acceptor.as_ref());
        let (promised, accepted) = match memory {
            Some(acceptor) => (acceptor.promised, acceptor.accepted.as_ref()),
            None => (disk.promised, disk.accepted.as_ref()),
        };
        let ink = |same: bool, waits: bool| match (same, waits) {
            (true, _) => Ink::Disk,
            (false, true) => Ink::Writing,
            (false, false) => Ink::Memory,
        };
        let waiting = node::waiting(&node.pending, FILE_ACCEPTOR);
        let ballot = |ballot: Ballot| ballot_text(self.config, ballot);
        let value =
            |proposal: &Proposal| format!("{} · {}", ballot(proposal.ballot), proposal.value.0);
        [
            self.strip(
                Term::Promised,
                promised.map(ballot),
                ink(disk.promised == promised, !waiting.is_empty()),
                Tone::Follow,
            ),
            self.strip(
                Term::Accepted,
                accepted.map(value),
                ink(
                    disk.accepted.as_ref() == accepted,
                    waiting
                        .iter()
                        .any(|record| matches!(record, Record::Accept(_))),
                ),
                Tone::Follow,
            ),
        ]
    }

    /// What a proposer or a learner counts.
    fn tally(&self, id: NodeId) -> Option<TallyView> {
        let memory = self.at(id).memory.as_deref()?;
        let number = |ballot: Ballot| ballot_text(self.config, ballot);
        if let Some(proposer) = &memory.proposer {
            match &proposer.stage {
                Stage::Preparing { attempt, promises } => {
                    let mut have = NodeSet::default();
                    promises.iter().for_each(|(node, _)| {
                        have.insert(*node);
                    });
                    let title = format!("{} {}", self.say(Term::Promises), number(attempt.ballot));
                    return Some(self.count(id, title, have, attempt.ballot, true));
                }
                Stage::Accepting {
                    attempt,
                    value,
                    votes,
                } => {
                    let title = format!(
                        "{} {} · {}",
                        self.say(Term::Votes),
                        number(attempt.ballot),
                        value.0
                    );
                    return Some(self.count(id, title, *votes, attempt.ballot, false));
                }
                Stage::Idle | Stage::Saving(_) | Stage::BackingOff(_) | Stage::Done(_) => {}
            }
        }
        let (proposal, voters) = memory.learner.as_ref()?.latest()?;
        let title = format!(
            "{} {} · {}",
            self.say(Term::Votes),
            number(proposal.ballot),
            proposal.value.0
        );
        Some(self.count(id, title, *voters, proposal.ballot, false))
    }

    fn count(
        &self,
        id: NodeId,
        title: String,
        have: NodeSet,
        ballot: Ballot,
        promises: bool,
    ) -> TallyView {
        let coming = |acceptor: NodeId| {
            self.world.wire().envelopes().any(|envelope| {
                envelope.id.from == acceptor
                    && envelope.id.to() == id
                    && matches!(&envelope.packet, crate::kernel::Packet::Message(body)
                        if votes_for(body, ballot, promises))
            })
        };
        let state = |acceptor: NodeId| {
            if have.contains(acceptor) {
                Tick::Have
            } else if coming(acceptor) {
                Tick::Coming
            } else if self.at(acceptor).memory.is_none() {
                Tick::Cannot
            } else {
                Tick::Not
            }
        };
        let mut ticks: Vec<(String, Tick)> = (self.config.acceptors())
            .map(|acceptor| (self.config.name(acceptor).into(), state(acceptor)))
            .collect();
        ticks.sort_by_key(|(_, tick)| *tick);
        let quorum = self.config.quorum();
        let caption = format!("{} {quorum} / {}", self.say(Term::Quorum), ticks.len());
        TallyView {
            node: id.0,
            title,
            ticks,
            quorum,
            caption,
            tone: Tone::Follow,
        }
    }

    fn fields(&self, id: NodeId) -> Vec<FieldView> {
        let node = self.at(id);
        let nothing = || self.say(Term::Nothing);
        let field = |term: Term, value: String| FieldView {
            name: self.say(term),
            value,
            was: None,
        };
        let proposal = |proposal: Option<&Proposal>| {
            proposal.map_or_else(nothing, |proposal| proposal_text(self.config, proposal))
        };
        let ballot = |ballot: Option<Ballot>| {
            ballot.map_or_else(nothing, |ballot| ballot_text(self.config, ballot))
        };
        let up = match node::condition(node.status) {
            Condition::Up => Term::Up,
            Condition::Paused => Term::Paused,
            Condition::Down => Term::Down,
        };
        let mut fields = vec![field(Term::Condition, self.say(up))];
        let roles = self.config.roles(id);
        let memory = node.memory.as_deref();
        if let Some(proposer) = memory.and_then(|memory| memory.proposer.as_ref()) {
            fields.push(field(
                Term::Phase,
                self.role(
                    Roles {
                        acceptor: false,
                        ..roles
                    },
                    memory,
                    Condition::Up,
                ),
            ));
            fields.push(field(Term::Round, format!("{}", proposer.round)));
            fields.push(field(
                Term::Ballot,
                ballot(proposer.attempt().map(|attempt| attempt.ballot)),
            ));
            let wants = proposer
                .attempt()
                .map(|attempt| attempt.own.0.as_ref().into());
            fields.push(field(Term::Wants, wants.unwrap_or_else(nothing)));
        }
        if let Some(acceptor) = memory.and_then(|memory| memory.acceptor.as_ref()) {
            fields.push(field(Term::Promised, ballot(acceptor.promised)));
            fields.push(field(Term::Accepted, proposal(acceptor.accepted.as_ref())));
        }
        if roles.acceptor {
            let disk = format!(
                "{} / {}",
                ballot(node.disk.promised),
                proposal(node.disk.accepted.as_ref())
            );
            fields.push(field(Term::OnDisk, disk));
        } else if roles.proposer {
            fields.push(field(Term::OnDisk, format!("{}", node.disk.round)));
        }
        if let Some(learner) = memory.and_then(|memory| memory.learner.as_ref()) {
            let learned = learner
                .learned
                .as_ref()
                .map(|value| value.0.as_ref().into());
            fields.push(field(Term::Learned, learned.unwrap_or_else(nothing)));
            for (voted, voters) in &learner.votes {
                let names: Vec<&str> = voters.iter().map(|node| self.config.name(node)).collect();
                let name = format!(
                    "{} {}",
                    self.say(Term::Votes),
                    proposal_text(self.config, voted)
                );
                fields.push(FieldView {
                    name,
                    value: names.join(" "),
                    was: None,
                });
            }
        }
        if let Some(client) = memory.and_then(|memory| memory.client.as_ref()) {
            let asking = client
                .asking
                .as_ref()
                .map(|(value, node)| format!("{} ({})", value.0, self.config.name(*node)));
            fields.push(field(Term::Wants, asking.unwrap_or_else(nothing)));
            let answer = client.answer.as_ref().map(|value| value.0.as_ref().into());
            fields.push(field(Term::Answered, answer.unwrap_or_else(nothing)));
        }
        if !node.pending.is_empty() {
            let records: Vec<String> = node
                .pending
                .iter()
                .map(|write| self.record(&write.write.record))
                .collect();
            fields.push(field(Term::Unflushed, records.join(", ")));
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

fn votes_for(message: &Message, counted: Ballot, promises: bool) -> bool {
    match message {
        Message::Promise { ballot, .. } => promises && *ballot == counted,
        Message::Accepted { proposal } => !promises && proposal.ballot == counted,
        Message::Ask { .. }
        | Message::Prepare { .. }
        | Message::Nack { .. }
        | Message::Accept { .. }
        | Message::Learn { .. } => false,
    }
}
