//! Paxos as it shows.

mod fields;
mod multi;
mod parts;
mod strips;
mod tally;

use alloc::{string::String, vec, vec::Vec};

use super::{
    Condition, FieldView, Glyph, NodeView, Present, Seat, StageView, StripView, TallyView,
    TimerView, Tone, node,
};
use crate::{
    kernel::{Node, NodeId, Shared, Step, World},
    narrate::{Language, Term},
    paxos::{
        Memory, Paxos, ballot_text,
        config::{Config, Roles},
        message::{Ballot, Message, Timer},
        proposal_text,
        proposer::{Proposer, Stage},
    },
    sorted::sort_by_key,
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
        let pairs = ids()
            .flat_map(|a| ids().map(move |b| (a, b)))
            .filter(|(a, b)| painter.talks(*a, *b));
        let envelopes = world.wire().envelopes();
        let mut tallies: Vec<TallyView> = ids().flat_map(|id| painter.tallies(id)).collect();
        sort_by_key(&mut tallies, |tally| Some(NodeId(tally.node)) != touched);
        StageView {
            nodes,
            links: node::links(world, pairs),
            envelopes: envelopes
                .map(|each| node::envelope(world, each, language))
                .collect(),
            tallies,
            arrived: last.and_then(|step| node::arrived(before, step, language)),
            ..StageView::default()
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

    fn delivered(world: &World<Self>, _: Language) -> Vec<StripView> {
        strips::delivered(world)
    }

    fn seat(config: &Config, node: NodeId) -> Seat {
        if config.roles(node).client {
            Seat::Outside
        } else {
            Seat::Ring
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

    /// Whether one sends the other messages as a matter of course. A client talks to the proposer
    /// it asks, or would ask.
    fn talks(&self, a: NodeId, b: NodeId) -> bool {
        let (from, to) = (self.config.roles(a), self.config.roles(b));
        let memory = self.at(a).memory.as_deref();
        let client = memory.and_then(|memory| memory.client.as_ref());
        let asked = client
            .and_then(|client| client.asking.as_ref())
            .map(|(_, node)| *node);
        let asked = asked.or_else(|| self.config.proposers().next());
        (from.proposer && to.acceptor)
            || (from.acceptor && to.learner)
            || (from.client && Some(b) == asked)
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
        let mut strips = self.strips(id);
        parts::mark(&mut strips, &was.strips(id));
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
            seat: Paxos::seat(self.config, id),
            condition,
            strips,
            timers: self.timers(id),
            touched,
            ..NodeView::default()
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
            (None, Some(client)) => parts::client_role(client),
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
        let name = |timer: &Timer| {
            self.say(match timer {
                Timer::Retry => Term::RetryTimer,
                Timer::Again => Term::AgainTimer,
            })
        };
        parts::timers(self.at(id), self.world.now(), &name)
    }
}
