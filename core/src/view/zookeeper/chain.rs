//! From an effect back to the request: the steps between them, as the record has them.
//!
//! Steps name their causes; what led to a commit besides the last acknowledgement is looked for in
//! the record before it. Nothing is told that is not a rule of a recorded step.

mod way;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    drive::timeline::Timeline,
    kernel::{Choice, Envelope, NodeId, NodeSet, Packet, Step, StepIndex, Worded, World, text},
    narrate::{Language, Term},
    view::{Caused, ChainLink, ChainView, Target, Tone},
    zookeeper::{
        Zookeeper, call_text,
        client::{self, XID_PING},
        history::Txn,
        message::{Call, Message},
        reply_text,
        rule::Rule,
        session, txn_text,
        zxid::Zxid,
        zxid_text,
    },
};

use way::{Way, applied_by, applies, rules};

/// How far back the record is read.
const STEPS_SEARCHED: u32 = 1 << 16;
/// A chain has fewer links; one that has not is cut off.
const LINKS_MAX: usize = 64;

type Record = Timeline<Zookeeper>;

/// The effects at a thing that can be traced.
pub(super) fn effects(world: &World<Zookeeper>, target: &Target) -> Vec<Caused> {
    match target {
        Target::Link(..) => Vec::new(),
        Target::Envelope(key) => {
            let told = envelope(world, key).is_some_and(|it| match &it.packet {
                Packet::Message(Message::Reply { xid, .. }) => *xid != XID_PING,
                Packet::Message(body) => matches!(body, Message::Event { .. }),
                Packet::Dial | Packet::Answer | Packet::Refusal | Packet::End => false,
            });
            let told = told.then(|| Caused::Envelope(key.clone()));
            told.into_iter().collect()
        }
        Target::Node(node) => {
            let client = world.nodes().get(usize::from(*node));
            let Some(client) = client.and_then(|it| it.client()) else {
                return Vec::new();
            };
            let answer = client.answered.is_some().then_some(Caused::Answer(*node));
            let event = client.event.is_some().then_some(Caused::Event(*node));
            answer.into_iter().chain(event).collect()
        }
    }
}

/// An envelope by its key.
fn envelope<'a>(world: &'a World<Zookeeper>, key: &str) -> Option<&'a Envelope<Message>> {
    let named = |it: &&Envelope<Message>| text::envelope::<Zookeeper>(world.config(), it.id) == key;
    world.wire().envelopes().find(named)
}

/// The way from the request to an effect.
pub(super) fn chain(record: &Record, of: &Caused, language: Language) -> Option<ChainView> {
    let mut chain = Chain {
        record,
        language,
        links: Vec::new(),
        note: String::new(),
    };
    let heading = chain.trace(of)?;
    chain.links.reverse();
    Some(ChainView {
        heading,
        links: chain.links,
        note: chain.note,
    })
}

/// A chain as it is made: the last link first.
struct Chain<'a> {
    record: &'a Record,
    language: Language,
    links: Vec<ChainLink>,
    note: String,
}

impl Chain<'_> {
    fn say(&self, term: Term) -> String {
        self.language.term(term)
    }

    fn name(&self, node: NodeId) -> String {
        Zookeeper::node_name(self.record.world().config(), node)
    }

    fn names(&self, nodes: NodeSet) -> String {
        let names: Vec<String> = nodes.iter().map(|node| self.name(node)).collect();
        names.join(" ")
    }

    fn link(&mut self, step: u32, node: NodeId, tone: Tone, what: String) {
        let link = ChainLink {
            node: node.0,
            who: self.name(node),
            what,
            tone,
            is_ack: false,
            stop: self.record.column_of(step),
        };
        if self.links.len() < LINKS_MAX {
            self.links.push(link);
        }
    }

    /// A link of words and what they are about.
    fn told(&mut self, step: &Step<Zookeeper>, tone: Tone, term: Term, about: &str) {
        if let Some(node) = step.node() {
            let what = format!("{} {about}", self.say(term));
            self.link(step.index.0, node, tone, what.trim_end().to_string());
        }
    }

    /// The last step up to the cursor that is wanted.
    fn last(&self, wanted: impl Fn(&Step<Zookeeper>) -> bool) -> Option<Step<Zookeeper>> {
        let mut found = None;
        let mut look = |step: &Step<Zookeeper>| {
            let here = wanted(step);
            if here {
                found = Some(step.clone());
            }
            here
        };
        self.record
            .backwards(self.record.cursor(), STEPS_SEARCHED, &mut look);
        found
    }

    fn cause(&self, step: &Step<Zookeeper>) -> Option<Step<Zookeeper>> {
        self.record.step(step.cause?.0)
    }

    /// Collects the links; the heading.
    fn trace(&mut self, of: &Caused) -> Option<String> {
        match of {
            Caused::Txn { server, zxid } => {
                let (server, zxid) = (NodeId(*server), Zxid(*zxid));
                let applied = self.last(|step| step.node() == Some(server) && applies(step, zxid));
                let until = match &applied {
                    Some(step) => {
                        self.applied(step, zxid);
                        step.index
                    }
                    None => StepIndex(self.record.cursor()),
                };
                self.transaction(zxid, until);
                Some(format!("{} · {}", zxid_text(zxid), self.name(server)))
            }
            Caused::Answer(client) => self.heard(NodeId(*client), |rule| {
                if let client::rule::Rule::Answered { call, reply, .. } = rule {
                    return Some((Term::HasAnswer, answer_text(call, &reply_text(reply))));
                }
                None
            }),
            Caused::Event(client) => self.heard(NodeId(*client), |rule| {
                if let client::rule::Rule::Hear { event, path } = rule {
                    return Some((Term::Hears, format!("{} {path}", event.name())));
                }
                None
            }),
            Caused::Envelope(key) => {
                let found = envelope(self.record.world(), key)?;
                let to = found.id.to();
                let sent = self.record.step(found.born.0)?;
                let Packet::Message(body) = &found.packet else {
                    return None;
                };
                let brief = Zookeeper::message_brief(self.record.world().config(), body);
                let heading = format!("{} {brief} → {}", body.kind(), self.name(to));
                self.sent(sent, to);
                Some(heading)
            }
        }
    }

    /// What a client heard last, by a rule of its own.
    fn heard(
        &mut self,
        client: NodeId,
        told: impl Fn(&client::rule::Rule) -> Option<(Term, String)>,
    ) -> Option<String> {
        let find = |step: &Step<Zookeeper>| {
            let here = step.node() == Some(client);
            let mut rules = rules(step).filter(|_| here);
            rules.find_map(|rule| {
                let Rule::Client(rule) = rule else {
                    return None;
                };
                told(rule)
            })
        };
        let step = self.last(|step| find(step).is_some())?;
        let (term, about) = find(&step)?;
        self.told(&step, Tone::Client, term, &about);
        let heading = format!("{} · {about}", self.name(client));
        if let Some(sent) = self.cause(&step) {
            self.sent(sent, client);
        }
        Some(heading)
    }

    /// What led to a message from a server to a client.
    fn sent(&mut self, sent: Step<Zookeeper>, to: NodeId) {
        self.answered(&sent, to);
        let made = rules(&sent).find_map(applied_by);
        match made.filter(|zxid| applies(&sent, *zxid)) {
            Some(zxid) => {
                self.applied(&sent, zxid);
                self.transaction(zxid, sent.index);
            }
            None => self.back(sent),
        }
    }

    /// What a server told a client: an answer, or that a watch has fired.
    fn answered(&mut self, step: &Step<Zookeeper>, to: NodeId) {
        for rule in rules(step) {
            let Rule::Session(rule) = rule else { continue };
            if let session::rule::Rule::Notify {
                client,
                event,
                path,
            } = rule
                && *client == to
            {
                let about = format!("{}: {} {path}", self.name(to), event.name());
                return self.told(step, Tone::Watch, Term::Fires, &about);
            }
            if let session::rule::Rule::Reply {
                client,
                asked,
                zxid,
                ..
            } = rule
                && *client == to
            {
                return if let Call::Write(_) = asked.call {
                    self.told(step, Tone::Client, Term::Answers, &self.name(to));
                } else {
                    self.told(step, Tone::Follow, Term::AnswersAlone, &zxid_text(*zxid));
                };
            }
        }
    }

    /// How a transaction came into a server's tree.
    fn applied(&mut self, step: &Step<Zookeeper>, zxid: Zxid) {
        // A leader applies what it commits, and that is told of the commit.
        if let Some(term) = way::arrival(step) {
            self.told(step, Tone::Decided, term, &zxid_text(zxid));
        }
    }

    /// From the commit of a transaction to its request.
    fn transaction(&mut self, zxid: Zxid, until: StepIndex) {
        let way = Way::of(self.record, zxid, until);
        if let Some((step, acks)) = way.committed.as_ref().or(way.taken_over.as_ref()) {
            let is_commit = way.committed.is_some();
            let term = if is_commit {
                Term::Commits
            } else {
                Term::TakesOver
            };
            let about = format!("{}: {}", zxid_text(zxid), self.names(*acks));
            self.told(step, Tone::Decided, term, &about);
            for (node, at) in way.acks.iter().filter(|(node, _)| acks.contains(*node)) {
                let term = if Some(*node) == step.node() {
                    Term::HasOnDisk
                } else {
                    Term::Acknowledges
                };
                let what = format!("{} {}", self.say(term), zxid_text(zxid));
                self.link(*at, *node, Tone::Follow, what);
                if let Some(link) = self.links.last_mut() {
                    link.is_ack = true;
                }
            }
        }
        match way.proposed {
            Some(step) => self.back(step),
            None => self.note = self.say(Term::NotRecorded),
        }
    }

    /// From a step to its cause, and on to a request from outside.
    fn back(&mut self, from: Step<Zookeeper>) {
        let mut step = from;
        for _ in 0..LINKS_MAX {
            self.part(&step);
            let is_client = |node| self.record.world().config().is_client(node);
            let asked = matches!(step.choice, Choice::Submit { .. });
            if asked || step.node().is_some_and(is_client) {
                return;
            }
            match self.cause(&step) {
                Some(cause) => step = cause,
                None => return,
            }
        }
    }

    /// What a step had to do with a request on its way to the proposal.
    fn part(&mut self, step: &Step<Zookeeper>) {
        // What came of it last comes first here.
        let reversed = step.out.reactions.iter().rev();
        for rule in reversed.map(|reaction| reaction.rule()) {
            if let Rule::Propose { txn } = rule {
                self.told(step, Tone::Lead, Term::Proposes, &numbered(txn));
            } else if let Rule::Forward { .. } = rule {
                self.told(step, Tone::Follow, Term::Forwards, "");
            } else if let Rule::Session(session::rule::Rule::Expire { session }) = rule {
                let session = crate::zookeeper::session_text(*session);
                self.told(step, Tone::Quiet, Term::Expires, &session);
            } else if let Rule::Client(rule) = rule
                && let client::rule::Rule::Send { to, call } = &**rule
            {
                let about = format!("{}: {}", self.name(*to), call_text(call));
                self.told(step, Tone::Client, Term::Asks, &about);
            } else if let Rule::AnswerSync { .. } = rule {
                self.told(step, Tone::Lead, Term::Answers, "sync");
            }
        }
        if let Choice::Submit { node, request } = &step.choice
            && !self.record.world().config().is_client(*node)
        {
            let asked = Zookeeper::request_text(self.record.world().config(), request);
            self.told(step, Tone::Client, Term::IsAsked, &asked);
        }
    }
}

fn numbered(txn: &Txn) -> String {
    format!("{} {}", zxid_text(txn.zxid), txn_text(txn))
}

fn answer_text(call: &Call, reply: &str) -> String {
    format!("{}: {reply}", call_text(call))
}
