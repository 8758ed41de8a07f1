//! Multi-Paxos: a log, each slot of which is agreed on as one value is in Paxos, under a leader
//! that stays.
//!
//! | rule | who | what |
//! |---|---|---|
//! | M1 | leader | from its first unknown slot on: one ballot, one `Prepare` for all slots |
//! | M2 | leader | a quorum has promised: slot by slot, the value of the highest ballot reported |
//! | M3 | leader | a gap below a reported slot is filled with a command that does nothing |
//! | M4 | leader | fresh slots take commands, with no phase 1 of their own |
//! | M5 | leader | up to α commands are outstanding; they may be chosen out of order |
//! | M6 | replica | executes a slot only after all lower ones |
//! | M7 | leader | steps down at a higher ballot; whoever waits in vain for it leads instead |
//! | M8 | replica | asks others for what it lacks |
//!
//! R1 to R6 hold in each slot as in Paxos. Every server is proposer, acceptor and replica at once,
//! and answers itself without a message. The leader counts the votes and tells the others what is
//! chosen.
//!
//! Source: Lamport, "Paxos Made Simple" (2001), §3. Left out: changing the set of servers (M9),
//! snapshots: a replica that comes late is sent the commands themselves. A command is known by its
//! word, so one that is chosen twice, since a client asked twice, does nothing the second time.

pub mod acceptor;
pub mod config;
mod follower;
pub mod history;
pub mod leader;
pub mod message;
pub mod property;
pub mod replica;
pub mod rule;
mod script;
mod words;

use alloc::{format, vec, vec::Vec};

use super::{FILE_ACCEPTOR, FILE_PROPOSER, learner::Client, message::Value, proposer::grown};
use crate::kernel::{Cx, File, Input, NodeId, Nodes, Outbox, Property, Protocol, Shared, Step};
use acceptor::Acceptor;
use config::Config;
use leader::{Leader, Stage};
use message::{Disk, Message, Record, Request, Task, Timer};
use replica::Replica;
use rule::Rule;

pub use words::{entry_text, slots_text};

/// Multi-Paxos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Multi;

/// A node's memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Memory {
    /// Of a server.
    Server(Server),
    /// Of a client.
    Client(Client),
}

/// A server's memory: what it holds for each of its roles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    /// As a leader, or as one who follows.
    pub leader: Leader,
    /// As an acceptor.
    pub acceptor: Acceptor,
    /// As a replica.
    pub replica: Replica,
}

impl Memory {
    /// The server's, if it is one.
    pub fn server(&self) -> Option<&Server> {
        match self {
            Self::Server(server) => Some(server),
            Self::Client(_) => None,
        }
    }
}

impl Protocol for Multi {
    type Config = Config;
    type Durable = Disk;
    type Record = Record;
    type Volatile = Memory;
    type Message = Message;
    type Timer = Timer;
    type Task = Task;
    type Request = Request;
    type Rule = Rule;
    type Ghost = history::History;

    fn population(config: &Config) -> u8 {
        config.paxos.members.len() as u8
    }

    fn format(_: Cx<'_, Self>) -> Disk {
        Disk::default()
    }

    fn store(disk: &mut Disk, record: &Record) {
        match record {
            Record::Round(round) => disk.round = *round,
            Record::Promise(ballot) => disk.promised = Some(*ballot),
            Record::Accept(entry) => {
                disk.promised = Some(entry.proposal.ballot);
                disk.accepted.insert(entry.slot, entry.proposal.clone());
            }
        }
    }

    fn file(record: &Record) -> File {
        match record {
            Record::Round(_) => FILE_PROPOSER,
            Record::Promise(_) | Record::Accept(_) => FILE_ACCEPTOR,
        }
    }

    fn boot(cx: Cx<'_, Self>, disk: &Disk, out: &mut Outbox<'_, Self>) -> Memory {
        if !cx.config.serves(cx.me) {
            out.applied(Rule::Recover {
                promised: None,
                accepted: 0,
            });
            return Memory::Client(Client::default());
        }
        let mut server = Server {
            leader: Leader::boot(disk),
            acceptor: Acceptor::boot(cx.config, disk),
            replica: Replica::default(),
        };
        let accepted = server.acceptor.accepted.len();
        out.applied(Rule::Recover {
            promised: server.acceptor.promised,
            accepted,
        });
        // What was chosen while it was away, and before, it has to be told.
        if accepted > 0 && cx.config.others(cx.me).next().is_some() {
            server.replica.asks = Some(0);
            out.arm(Timer::CatchUp, cx.config.paxos.retry);
        }
        if cx.config.heartbeats.is_some() {
            out.arm(Timer::Suspect, cx.config.suspect);
        }
        Memory::Server(server)
    }

    fn react(
        cx: Cx<'_, Self>,
        memory: &mut Memory,
        input: &Input<Self>,
        out: &mut Outbox<'_, Self>,
    ) {
        match memory {
            Memory::Server(server) => match input {
                Input::Message { from, body, .. } => server.message(cx, *from, body.clone(), out),
                Input::Request(Request::Set(value)) => server.wish(cx, value.clone(), None, out),
                Input::Request(Request::Lead) => server.lead_now(cx, out),
                Input::Timer(timer) => server.fired(cx, *timer, out),
                Input::Task(task) => server.flushed(cx, task.clone(), out),
                Input::Request(Request::Ask(..))
                | Input::Opened(_)
                | Input::Accepted(_)
                | Input::Refused(_)
                | Input::Closed(_) => out.ignored(Rule::NothingToDo),
            },
            Memory::Client(client) => attend(cx, client, input.clone(), out),
        }
    }

    fn requests(cx: Cx<'_, Self>, memory: &Memory) -> Vec<Request> {
        match memory {
            Memory::Server(server) => {
                let mut requests = vec![Request::Set(server.fresh(cx))];
                if server.leader.ballot().is_none() {
                    requests.push(Request::Lead);
                }
                requests
            }
            Memory::Client(client) if client.asking.is_none() && client.answer.is_none() => {
                let servers = cx.config.servers().enumerate();
                servers
                    .map(|(nth, server)| Request::Ask(word(nth), Some(server)))
                    .collect()
            }
            Memory::Client(_) => Vec::new(),
        }
    }

    fn takes(config: &Config, node: NodeId, request: &Request) -> bool {
        match request {
            Request::Set(_) | Request::Lead => config.serves(node),
            Request::Ask(_, server) => {
                let fits = server.is_none_or(|server| config.serves(server));
                config.paxos.roles(node).client && fits
            }
        }
    }

    fn observe(
        config: &Config,
        history: &mut Shared<history::History>,
        step: &Step<Self>,
        after: &Nodes<Self>,
    ) {
        Shared::touch(history).observe(config, step, after);
    }

    fn properties() -> &'static [Property<Self>] {
        property::PROPERTIES
    }
}

/// The how-manieth command: A to Z, then A1 to Z1.
fn word(nth: usize) -> Value {
    let letter = char::from(b'A' + (nth % 26) as u8);
    Value(match nth / 26 {
        0 => format!("{letter}").into(),
        more => format!("{letter}{more}").into(),
    })
}

impl Server {
    /// A command that it has not met: of three servers, s1 begins with A, s2 with B, and s1 goes
    /// on with D.
    fn fresh(&self, cx: Cx<'_, Multi>) -> Value {
        let count = cx.config.servers().count().max(1);
        let words = (cx.me.index()..).step_by(count).map(word);
        let met = |value: &Value| {
            let mut accepted = self.acceptor.accepted.values();
            self.replica.slot_of(value).is_some()
                || self.leader.wishes.iter().any(|wish| wish.value == *value)
                || accepted.any(|proposal| proposal.value == *value)
        };
        let mut fresh = words.filter(|value| !met(value));
        fresh.next().unwrap_or_else(|| word(0))
    }

    fn message(
        &mut self,
        cx: Cx<'_, Multi>,
        from: NodeId,
        body: Message,
        out: &mut Outbox<'_, Multi>,
    ) {
        match body {
            Message::Ask { value } => self.wish(cx, value, Some(from), out),
            Message::Prepare {
                ballot,
                from: first,
            } => self.prepare(cx, from, ballot, first, out),
            Message::Promise { ballot, accepted } => {
                self.promised(cx, from, ballot, accepted, out);
            }
            Message::Nack { ballot, promised } => self.refused(cx, ballot, promised, out),
            Message::Accept { entry } => self.accept(cx, from, entry, out),
            Message::Accepted { entry } => self.accepted(cx, from, entry, out),
            Message::Learn { first, values } => self.learn(cx, first, values, out),
            Message::CatchUp { from: first } => self.tell(from, first, out),
            Message::Heartbeat { ballot, chosen } => self.heard(cx, from, ballot, chosen, out),
            // Nobody tells a server what only clients wait for.
            Message::Done { .. } => out.ignored(Rule::NothingToDo),
        }
    }

    fn fired(&mut self, cx: Cx<'_, Multi>, timer: Timer, out: &mut Outbox<'_, Multi>) {
        match timer {
            Timer::Retry => self.retry(cx, out),
            Timer::CatchUp => self.catch_up(cx, out),
            Timer::Heartbeat => self.beat_again(cx, out),
            Timer::Suspect => self.suspect(cx, out),
            Timer::Again => out.ignored(Rule::NothingToDo),
        }
    }

    fn flushed(&mut self, cx: Cx<'_, Multi>, task: Task, out: &mut Outbox<'_, Multi>) {
        match task {
            Task::Prepare(ballot) => self.saved(cx, ballot, out),
            Task::Promise(to, ballot, accepted) => self.send_promise(cx, to, ballot, accepted, out),
            Task::Accepted(to, entry) => self.send_accepted(cx, to, entry, out),
        }
    }
}

/// What a client does: it asks one server after the other until its command is executed.
fn attend(
    cx: Cx<'_, Multi>,
    client: &mut Client,
    input: Input<Multi>,
    out: &mut Outbox<'_, Multi>,
) {
    let config = &cx.config.paxos;
    let (rule, asked): (fn(Value, NodeId) -> Rule, _) = match input {
        Input::Request(Request::Ask(value, server)) => {
            let server = client.begin(config, &value, server);
            (
                |value, server| Rule::Ask { value, server },
                server.map(|server| (value, server)),
            )
        }
        Input::Timer(Timer::Again) => (
            |value, server| Rule::AskNext { value, server },
            client.ask_next(config),
        ),
        Input::Message {
            body: Message::Done { value },
            ..
        } => return done(client, value, out),
        Input::Message { .. }
        | Input::Request(_)
        | Input::Timer(_)
        | Input::Task(_)
        | Input::Opened(_)
        | Input::Accepted(_)
        | Input::Refused(_)
        | Input::Closed(_) => return out.ignored(Rule::NothingToDo),
    };
    let Some((value, server)) = asked else {
        return out.ignored(Rule::NothingToDo);
    };
    out.applied(rule(value.clone(), server));
    out.send(server, Message::Ask { value });
    out.arm(Timer::Again, grown(config.again, client.attempts));
}

/// A client is told that a command is executed.
fn done(client: &mut Client, value: Value, out: &mut Outbox<'_, Multi>) {
    let waits = client.asking.as_ref().map(|(asked, _)| asked);
    if waits != Some(&value) {
        return out.ignored(Rule::AnsweredAlready { value });
    }
    client.asking = None;
    client.answer = Some(value.clone());
    out.applied(Rule::Answered { value });
    out.disarm(Timer::Again);
}

/// Whether a server leads and knows of nobody above it.
pub(crate) fn leads(server: &Server) -> bool {
    matches!(server.leader.stage, Stage::Leading { .. })
}
