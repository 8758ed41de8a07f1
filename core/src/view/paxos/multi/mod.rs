//! Multi-Paxos as it shows.

mod fields;
mod messages;
mod strips;

use alloc::{format, string::String, vec::Vec};

use super::parts;
use crate::{
    kernel::{Node, NodeId, NodeSet, Packet, Shared, Step, World},
    narrate::{Language, Term},
    paxos::{
        ballot_text,
        message::Ballot,
        multi::{
            Memory, Multi, Server,
            config::Config,
            entry_text,
            leader::Stage,
            message::{Message, Record, Slot, Task, Timer},
            rule::Rule,
        },
    },
    sorted::sort_by_key,
    view::{
        Condition, FieldView, Glyph, Kin, NodeView, Present, Seat, StageView, StripView, TallyView,
        Tick, Tone, node,
    },
};

impl Present for Multi {
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
        let ids = || (0..world.nodes().len() as u8).map(NodeId);
        let nodes = ids().map(|id| painter.node(&was, id, touched == Some(id)));
        let pairs = ids().flat_map(|a| ids().map(move |b| (a, b)));
        let pairs = pairs.filter(|(a, b)| painter.talks(*a, *b));
        let envelopes = world.wire().envelopes();
        let tallies = ids().filter_map(|id| painter.tally(id, last));
        let mut tallies: Vec<TallyView> = tallies.collect();
        sort_by_key(&mut tallies, |tally| Some(NodeId(tally.node)) != touched);
        StageView {
            nodes: nodes.collect(),
            links: node::links(world, pairs),
            envelopes: envelopes
                .map(|each| node::envelope(world, each, language))
                .collect(),
            tallies,
            arrived: last.and_then(|step| node::arrived(before, step, language)),
            matter: last.map_or_else(String::new, messages::matter_of),
            ..StageView::default()
        }
    }

    fn fields(world: &World<Self>, id: NodeId, language: Language) -> Vec<FieldView> {
        Painter::of(world, language).fields(id)
    }

    fn message_fields(config: &Config, message: &Message, language: Language) -> Vec<FieldView> {
        messages::fields(config, message, language)
    }

    /// What the replicas have executed. A no-op is delivered to nobody.
    fn delivered(world: &World<Self>, language: Language) -> Vec<StripView> {
        let painter = Painter::of(world, language);
        let servers = world.config().servers();
        servers.map(|id| painter.delivered(id)).collect()
    }

    fn seat(config: &Config, node: NodeId) -> Seat {
        match config.serves(node) {
            true => Seat::Ring,
            false => Seat::Outside,
        }
    }

    fn look(message: &Message) -> (Tone, Glyph) {
        messages::look(message)
    }

    fn kin(message: &Message) -> Kin {
        match matches!(message, Message::Heartbeat { .. }) {
            true => Kin::Heartbeat,
            false => Kin::Story,
        }
    }

    fn matter(message: &Message) -> String {
        messages::matter(message)
    }
}

/// Everything that is asked again and again.
#[derive(Clone, Copy)]
struct Painter<'a> {
    config: &'a Config,
    world: &'a World<Multi>,
    language: Language,
}

impl<'a> Painter<'a> {
    fn of(world: &'a World<Multi>, language: Language) -> Self {
        Self {
            config: world.config(),
            world,
            language,
        }
    }

    fn say(&self, term: Term) -> String {
        self.language.term(term)
    }

    fn at(&self, id: NodeId) -> &'a Shared<Node<Multi>> {
        &self.world.nodes()[id.index()]
    }

    fn memory(&self, id: NodeId) -> Option<&'a Memory> {
        self.at(id).memory.as_deref()
    }

    fn server(&self, id: NodeId) -> Option<&'a Server> {
        self.memory(id).and_then(Memory::server)
    }

    fn name(&self, id: NodeId) -> String {
        self.config.paxos.name(id).into()
    }

    fn ballot(&self, ballot: Ballot) -> String {
        ballot_text(&self.config.paxos, ballot)
    }

    /// Servers talk to each other, a client to the server it asks, or would ask.
    fn talks(&self, a: NodeId, b: NodeId) -> bool {
        let asked = match self.memory(a) {
            Some(Memory::Client(client)) => client.asking.as_ref().map(|(_, server)| *server),
            Some(Memory::Server(_)) | None => None,
        };
        let asked = asked.or_else(|| self.config.servers().next());
        self.config.serves(b) && (self.config.serves(a) || asked == Some(b))
    }

    fn node(&self, was: &Self, id: NodeId, touched: bool) -> NodeView {
        let condition = node::condition(self.at(id).status);
        let (tone, glyph) = match (condition, self.memory(id)) {
            (Condition::Down, _) | (_, None) => (Tone::Quiet, Glyph::Cross),
            (_, Some(Memory::Client(_))) => (Tone::Client, Glyph::Disc),
            (_, Some(Memory::Server(server))) => look(server),
        };
        let ballot = self.server(id).and_then(|server| server.leader.ballot());
        NodeView {
            id: id.0,
            name: self.name(id),
            role: self.role(id, condition),
            badge: ballot.map_or_else(String::new, |ballot| self.ballot(ballot)),
            tone,
            glyph,
            seat: Multi::seat(self.config, id),
            condition,
            strips: self.strips(was, id),
            foremost: self.config.serves(id).then_some(strips::LOG),
            timers: parts::timers(self.at(id), self.world.now(), &|timer| self.timer(*timer)),
            touched,
            ..NodeView::default()
        }
    }

    fn role(&self, id: NodeId, condition: Condition) -> String {
        self.say(match self.memory(id) {
            None => Term::Down,
            Some(_) if condition == Condition::Paused => Term::Paused,
            Some(Memory::Client(client)) => parts::client_role(client),
            Some(Memory::Server(server)) => match &server.leader.stage {
                Stage::Following if server.leader.follows.is_some() => Term::Following,
                Stage::Following => Term::Server,
                Stage::Saving { .. } => Term::Saving,
                Stage::Preparing { .. } => Term::Preparing,
                Stage::Leading { .. } => Term::Leading,
                Stage::BackingOff { .. } => Term::BackingOff,
            },
        })
    }

    fn timer(&self, timer: Timer) -> String {
        self.say(match timer {
            Timer::Retry => Term::RetryTimer,
            Timer::CatchUp => Term::CatchUpTimer,
            Timer::Heartbeat => Term::HeartbeatTimer,
            Timer::Suspect => Term::SuspectTimer,
            Timer::Again => Term::AgainTimer,
        })
    }

    /// What a server counts: promises, or the votes for the slot that the last step was about, or
    /// else for the newest.
    fn tally(&self, id: NodeId, last: Option<&Step<Multi>>) -> Option<TallyView> {
        let stage = &self.server(id)?.leader.stage;
        if let Stage::Preparing {
            ballot, promises, ..
        } = stage
        {
            let have = promises.iter().map(|(acceptor, _)| *acceptor).collect();
            let title = format!("{} {}", self.say(Term::Promises), self.ballot(*ballot));
            return Some(self.count(id, title, have, *ballot, None));
        }
        let Stage::Leading {
            ballot, pending, ..
        } = stage
        else {
            return None;
        };
        let told = last.filter(|step| step.node() == Some(id));
        let about = told
            .and_then(counted)
            .filter(|slot| pending.contains_key(slot));
        let slot = about.or_else(|| pending.keys().next_back().copied())?;
        let (value, votes) = pending.get(&slot)?;
        let title = format!(
            "{} {} · {}",
            self.say(Term::Votes),
            self.ballot(*ballot),
            entry_text(slot, value)
        );
        Some(self.count(id, title, *votes, *ballot, Some(slot)))
    }

    fn count(
        &self,
        id: NodeId,
        title: String,
        have: NodeSet,
        ballot: Ballot,
        slot: Option<Slot>,
    ) -> TallyView {
        let missing = |acceptor: NodeId| {
            if self.is_coming(acceptor, id, ballot, slot) {
                Tick::Coming
            } else if self.server(acceptor).is_none() {
                Tick::Cannot
            } else {
                Tick::Not
            }
        };
        let config = &self.config.paxos;
        parts::tally(config, self.language, (id, title), have, &missing)
    }

    /// Whether an acceptor's voice is on its way: as a message, or as its own write to the disk.
    fn is_coming(&self, from: NodeId, to: NodeId, ballot: Ballot, slot: Option<Slot>) -> bool {
        if from == to {
            let node = self.at(from);
            let mut writes = node.pending.iter().map(|pending| &pending.write.record);
            let mut tasks = node.tasks.iter().map(|runnable| &runnable.task);
            return writes.any(|record| match record {
                Record::Round(_) => false,
                Record::Promise(promised) => slot.is_none() && *promised == ballot,
                Record::Accept(entry) => {
                    Some(entry.slot) == slot && entry.proposal.ballot == ballot
                }
            }) || tasks.any(|task| match task {
                Task::Prepare(_) => false,
                Task::Promise(to, promised, _) => {
                    slot.is_none() && *to == from && *promised == ballot
                }
                Task::Accepted(to, entry) => {
                    *to == from && Some(entry.slot) == slot && entry.proposal.ballot == ballot
                }
            });
        }
        self.world.wire().envelopes().any(|envelope| {
            envelope.id.from == from
                && envelope.id.to() == to
                && matches!(&envelope.packet, Packet::Message(body)
                    if messages::votes_for(body, ballot, slot))
        })
    }
}

/// The slot whose votes a step was about.
fn counted(step: &Step<Multi>) -> Option<Slot> {
    step.out.reactions.iter().find_map(|reaction| {
        if let Rule::CountVote { entry, .. } | Rule::SeeChosen { entry } = reaction.rule() {
            Some(entry.slot)
        } else {
            None
        }
    })
}

/// The hue and the shape of what a server is about.
fn look(server: &Server) -> (Tone, Glyph) {
    match &server.leader.stage {
        Stage::Saving { .. } | Stage::Preparing { .. } => (Tone::Look, Glyph::Triangle),
        Stage::Leading { .. } => (Tone::Lead, Glyph::Diamond),
        Stage::Following | Stage::BackingOff { .. } => (Tone::Follow, Glyph::Ring),
    }
}
