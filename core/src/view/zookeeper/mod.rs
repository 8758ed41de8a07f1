//! An ensemble of ZooKeeper as it shows.

mod bonds;
mod chain;
mod client_fields;
mod clients;
mod console;
mod election;
mod fields;
mod gestures;
mod lag;
mod messages;
mod strips;
mod sync;
mod tally;
mod tree;
mod watching;
mod znode;

use alloc::{format, string::String, vec::Vec};

use super::{
    Caused, ChainView, CompletionView, Condition, FieldView, Gesture, Glyph, Kin, NodeView,
    PhaseView, Present, Seat, StageView, StripView, Target, TimerView, Tone, TreeAsk, TreeView,
    hue, node,
};
use crate::{
    drive::timeline::Timeline,
    kernel::{Expected, Node, NodeId, Shared, Step, Worded, World},
    narrate::{Language, Term},
    sorted::sort_by_key,
    zookeeper::{
        Zookeeper,
        config::Config,
        leader::Phase,
        message::{Message, Timer},
        name,
        server::{Role, Server},
    },
};

impl Present for Zookeeper {
    fn stage(
        before: &World<Self>,
        steps: &[Step<Self>],
        world: &World<Self>,
        language: Language,
    ) -> StageView {
        let last = steps.last();
        let touched = last.and_then(Step::node);
        let painter = Painter::of(world, language);
        let was = Painter::of(before, language);
        let ids = || world.config().servers();
        let nodes = ids().map(|id| painter.node(&was, id, steps, touched == Some(id)));
        let clients = world.config().clients();
        let clients = clients.map(|id| painter.client_node(&was, id, touched == Some(id)));
        let mut tallies: Vec<_> = ids().flat_map(|id| painter.tallies(id)).collect();
        sort_by_key(&mut tallies, |tally| Some(NodeId(tally.node)) != touched);
        let envelopes = world.wire().envelopes();
        StageView {
            nodes: nodes.chain(clients).collect(),
            links: painter.links(),
            envelopes: envelopes
                .map(|each| node::envelope(world, each, language))
                .collect(),
            tallies,
            arrived: last.and_then(|step| node::arrived(before, step, language)),
            pointers: painter.pointers(&was),
            syncs: painter.syncs(),
            matter: last.map_or_else(String::new, messages::matter_of),
        }
    }

    fn fields(world: &World<Self>, node: NodeId, language: Language) -> Vec<FieldView> {
        Painter::of(world, language).fields(node)
    }

    fn message_fields(_: &Config, message: &Message, language: Language) -> Vec<FieldView> {
        messages::fields(message, language)
    }

    fn delivered(world: &World<Self>, language: Language) -> Vec<StripView> {
        let painter = Painter::of(world, language);
        let servers = world.config().servers();
        servers.map(|id| painter.delivered(id)).collect()
    }

    fn tree(
        before: &World<Self>,
        world: &World<Self>,
        asked: &TreeAsk,
        language: Language,
    ) -> Option<TreeView> {
        Painter::of(world, language).tree(&Painter::of(before, language), asked)
    }

    fn effects(world: &World<Self>, target: &Target) -> Vec<Caused> {
        chain::effects(world, target)
    }

    fn chain(timeline: &Timeline<Self>, of: &Caused, language: Language) -> Option<ChainView> {
        chain::chain(timeline, of, language)
    }

    fn gestures(world: &World<Self>, node: NodeId, language: Language) -> Vec<Gesture<Self>> {
        Painter::of(world, language).gestures(node)
    }

    fn prompt(world: &World<Self>, node: NodeId) -> Option<(String, usize)> {
        console::prompt(world, node)
    }

    fn complete(world: &World<Self>, node: NodeId, typed: &str) -> CompletionView {
        console::complete(world, node, typed)
    }

    fn command(config: &Config, typed: &str) -> Result<String, (usize, Expected)> {
        console::command(config, typed)
    }

    fn seat(config: &Config, node: NodeId) -> Seat {
        if config.is_client(node) {
            Seat::Outside
        } else if config.votes(node) {
            Seat::Ring
        } else {
            Seat::Guest
        }
    }

    fn hue(config: &Config, node: NodeId) -> u8 {
        let place = node.index().checked_sub(config.members.len());
        place.map_or(0, |place| hue(place as u8))
    }

    fn look(message: &Message) -> (Tone, Glyph) {
        messages::look(message)
    }

    fn kin(message: &Message) -> Kin {
        messages::kin(message)
    }

    fn matter(message: &Message) -> String {
        messages::matter(message)
    }

    fn short(message: &Message) -> String {
        messages::short(message)
    }
}

/// Everything that is asked again and again.
#[derive(Clone, Copy)]
struct Painter<'a> {
    config: &'a Config,
    world: &'a World<Zookeeper>,
    language: Language,
}

impl<'a> Painter<'a> {
    fn of(world: &'a World<Zookeeper>, language: Language) -> Self {
        Self {
            config: world.config(),
            world,
            language,
        }
    }

    fn say(&self, term: Term) -> String {
        self.language.term(term)
    }

    fn at(&self, id: NodeId) -> &'a Shared<Node<Zookeeper>> {
        &self.world.nodes()[id.index()]
    }

    fn name(&self, id: NodeId) -> String {
        Zookeeper::node_name(self.config, id)
    }

    fn server(&self, id: NodeId) -> Option<&'a Server> {
        self.at(id).server()
    }

    fn node(&self, was: &Self, id: NodeId, steps: &[Step<Zookeeper>], touched: bool) -> NodeView {
        let server = self.server(id);
        let condition = node::condition(self.at(id).status);
        let (tone, glyph) = server.map_or((Tone::Quiet, Glyph::Cross), look);
        let earlier = was.strips(id);
        let mut strips = self.strips(id);
        for (strip, old) in strips.iter_mut().zip(&earlier) {
            mark(strip, old);
        }
        let phase = self.phase(id);
        NodeView {
            id: id.0,
            name: name(id),
            role: self.role(server, condition),
            badge: self.epochs_brief(id),
            tone,
            glyph,
            seat: Zookeeper::seat(self.config, id),
            condition,
            foremost: Some(self.foremost(server)),
            strips,
            phase: Some(PhaseView {
                changed: phase.at != was.phase(id).at,
                ..phase
            }),
            remark: if touched {
                election::remark(self.config, steps)
            } else {
                Default::default()
            },
            timers: self.timers(id),
            touched,
            watches: self.watches(was, id, steps),
            ..NodeView::default()
        }
    }

    fn role(&self, server: Option<&Server>, condition: Condition) -> String {
        let Some(server) = server else {
            return self.say(Term::Down);
        };
        if condition == Condition::Paused {
            return self.say(Term::Paused);
        }
        let term = match &server.role {
            Role::Looking(_) => {
                let (looking, round) = (self.say(Term::Looking), self.say(Term::Round));
                return format!("{looking}: {round} {}", server.round);
            }
            Role::Leading(_) => Term::Leading,
            Role::Learning(_) if server.observer => Term::Observing,
            Role::Learning(_) => Term::Following,
            Role::Leaving { .. } => Term::Leaving,
            Role::Resting => Term::Resting,
        };
        self.say(term)
    }

    /// Where a server is on its way from the election to serving; nowhere if it is down.
    fn phase(&self, id: NodeId) -> PhaseView {
        let (at, term) = match self.server(id).map(phase) {
            None => (0, Term::Down),
            Some(None) => (1, Term::Election),
            Some(Some(Phase::Discovery)) => (2, Term::Discovery),
            Some(Some(Phase::Synchronisation)) => (3, Term::Synchronisation),
            Some(Some(Phase::Broadcast)) => (4, Term::Broadcast),
        };
        PhaseView {
            at,
            of: 4,
            label: if at == 0 {
                String::new()
            } else {
                self.say(term)
            },
            changed: false,
        }
    }

    #[inline(never)]
    fn timers(&self, id: NodeId) -> Vec<TimerView> {
        let now = self.world.now().0;
        let mut timers: Vec<TimerView> = (self.at(id).timers.iter())
            .filter_map(|armed| {
                Some(TimerView {
                    label: self.say(timer(&armed.timer)?),
                    left_ticks: armed.deadline.0.0.saturating_sub(now),
                    span_ticks: armed.span_ticks.0.max(1),
                })
            })
            .collect();
        sort_by_key(&mut timers, |timer| timer.left_ticks);
        timers
    }
}

/// The hue and the shape of what a server is about.
fn look(server: &Server) -> (Tone, Glyph) {
    match &server.role {
        Role::Looking(_) if server.observer => (Tone::Look, Glyph::Square),
        Role::Looking(_) => (Tone::Look, Glyph::Triangle),
        Role::Leading(_) => (Tone::Lead, Glyph::Diamond),
        Role::Learning(_) if server.observer => (Tone::Follow, Glyph::Square),
        Role::Learning(_) => (Tone::Follow, Glyph::Ring),
        Role::Leaving { .. } | Role::Resting => (Tone::Quiet, Glyph::Bar),
    }
}

/// The phase of Zab that a server is in; none before.
fn phase(server: &Server) -> Option<Phase> {
    match &server.role {
        Role::Leading(leader) => Some(leader.phase),
        Role::Learning(learner) => Some(learner.phase()),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => None,
    }
}

/// The timers that tell something by draining; the others are in the inspector's list of choices.
fn timer(timer: &Timer) -> Option<Term> {
    Some(match timer {
        Timer::Notify => Term::NotifyTimer,
        Timer::Finalize => Term::FinalizeTimer,
        Timer::Rejoin => Term::RejoinTimer,
        Timer::Redial => Term::RedialTimer,
        Timer::Read => Term::ReadTimer,
        Timer::Quorum => Term::QuorumTimer,
        Timer::Tick => Term::TickTimer,
        Timer::Patience => Term::PatienceTimer,
        Timer::Connect(_)
        | Timer::Silence(_)
        | Timer::NewLeader(_)
        | Timer::Sessions
        | Timer::Containers
        | Timer::KeepAlive => return None,
    })
}

/// Marks the cells that differ from those before.
fn mark(strip: &mut StripView, old: &StripView) {
    let same = strip.label == old.label;
    for (place, cell) in strip.cells.iter_mut().enumerate() {
        let before = old.cells.get(place);
        let equal = before.is_some_and(|old| (&old.text, old.ink) == (&cell.text, cell.ink));
        cell.changed = same && !equal;
    }
}
