//! Basic Paxos: one value, agreed on by a majority of acceptors.
//!
//! | rule | who | what |
//! |---|---|---|
//! | R1 | proposer | picks a ballot above all it used or saw, saves its round, sends `Prepare` |
//! | R2 | acceptor | promises a ballot above all it promised, on disk, then answers |
//! | R2′ | acceptor | repeats the promise of the same ballot, refuses a lower one |
//! | R3 | proposer | after a quorum of promises fixes the value: the highest ballot's, or its own |
//! | R4 | acceptor | accepts at or above its promise, on disk, then answers |
//! | R4′ | acceptor | refuses below its promise |
//! | R5 | learner | learns a value that a quorum accepted in one and the same ballot |
//! | R6 | proposer | refused or timed out: waits, then R1 above the ballot in the way |
//!
//! Source: Lamport, "Paxos Made Simple" (2001), §2. Left out: changing the set of acceptors. Many
//! values, one after the other, are Multi-Paxos, a protocol of its own in `multi`.

pub mod acceptor;
pub mod config;
pub mod decree;
pub mod learner;
pub mod message;
pub mod multi;
pub mod property;
pub mod proposer;
pub mod rule;
mod script;
mod words;

use alloc::{vec, vec::Vec};

use crate::kernel::{Cx, File, Input, NodeId, Nodes, Outbox, Property, Protocol, Shared, Step};
use acceptor::Acceptor;
use config::Config;
use learner::{Client, Learner};
use message::{Disk, Message, Record, Request, Task, Timer, Value};
use proposer::{Proposer, Stage};
use rule::Rule;

pub use words::{FILE_ACCEPTOR, FILE_PROPOSER, ballot_text, proposal_text};

/// Basic Paxos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Paxos;

/// A node's memory: what it holds for each role it plays.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Memory {
    /// As a proposer.
    pub proposer: Option<Proposer>,
    /// As an acceptor.
    pub acceptor: Option<Acceptor>,
    /// As a learner.
    pub learner: Option<Learner>,
    /// As a client.
    pub client: Option<Client>,
}

impl Protocol for Paxos {
    type Config = Config;
    type Durable = Disk;
    type Record = Record;
    type Volatile = Memory;
    type Message = Message;
    type Timer = Timer;
    type Task = Task;
    type Request = Request;
    type Rule = Rule;
    type Ghost = property::History;

    fn population(config: &Config) -> u8 {
        config.members.len() as u8
    }

    fn format(_: Cx<'_, Self>) -> Disk {
        Disk::default()
    }

    fn store(disk: &mut Disk, record: &Record) {
        match record {
            Record::Round(round) => disk.round = *round,
            Record::Promise(ballot) => disk.promised = Some(*ballot),
            Record::Accept(proposal) => {
                disk.promised = Some(proposal.ballot);
                disk.accepted = Some(proposal.clone());
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
        let roles = cx.config.roles(cx.me);
        let acceptor = roles.acceptor.then(|| Acceptor::boot(cx.config, disk));
        let read = acceptor.clone().unwrap_or_default();
        out.applied(Rule::Recover {
            promised: read.promised,
            accepted: read.accepted,
        });
        Memory {
            proposer: roles.proposer.then(|| Proposer::boot(disk)),
            acceptor,
            learner: roles.learner.then(Learner::default),
            client: roles.client.then(Client::default),
        }
    }

    fn react(
        cx: Cx<'_, Self>,
        memory: &mut Memory,
        input: &Input<Self>,
        out: &mut Outbox<'_, Self>,
    ) {
        match input {
            Input::Message { from, body, .. } => message(cx, memory, *from, body.clone(), out),
            Input::Request(request) => asked(cx, memory, request.clone(), out),
            Input::Timer(timer) => fired(cx, memory, *timer, out),
            Input::Task(task) => flushed(cx, memory, task.clone(), out),
            // Paxos uses datagrams only.
            Input::Opened(_) | Input::Accepted(_) | Input::Refused(_) | Input::Closed(_) => {
                out.ignored(Rule::NothingToDo);
            }
        }
    }

    fn requests(cx: Cx<'_, Self>, memory: &Memory) -> Vec<Request> {
        // Each proposer has two wishes of its own: of two, p1 wants A or C, p2 wants B or D.
        let proposers = cx.config.proposers().count();
        let letter = |nth: usize| char::from(b'A' + (nth % 26) as u8);
        let value = |nth| Value(alloc::format!("{}", letter(nth)).into());
        if let Some(proposer) = &memory.proposer {
            let nth = cx
                .config
                .proposers()
                .position(|node| node == cx.me)
                .unwrap_or(0);
            return match proposer.stage {
                Stage::Idle => {
                    vec![
                        Request::Propose(value(nth)),
                        Request::Propose(value(nth + proposers)),
                    ]
                }
                Stage::Saving(_)
                | Stage::Preparing { .. }
                | Stage::Accepting { .. }
                | Stage::BackingOff(_)
                | Stage::Done(_) => Vec::new(),
            };
        }
        match &memory.client {
            Some(client) if client.asking.is_none() && client.answer.is_none() => {
                let proposers = cx.config.proposers().enumerate();
                proposers
                    .map(|(nth, node)| Request::Ask(value(nth), Some(node)))
                    .collect()
            }
            Some(_) | None => Vec::new(),
        }
    }

    fn takes(config: &Config, node: NodeId, request: &Request) -> bool {
        match request {
            Request::Propose(_) => config.roles(node).proposer,
            Request::Ask(_, proposer) => {
                config.roles(node).client && proposer.is_none_or(|node| config.roles(node).proposer)
            }
        }
    }

    fn observe(
        config: &Config,
        history: &mut Shared<property::History>,
        step: &Step<Self>,
        after: &Nodes<Self>,
    ) {
        Shared::touch(history).observe(config, step, after);
    }

    fn properties() -> &'static [Property<Self>] {
        property::PROPERTIES
    }
}

fn message(
    cx: Cx<'_, Paxos>,
    memory: &mut Memory,
    from: NodeId,
    body: Message,
    out: &mut Outbox<'_, Paxos>,
) {
    let Memory {
        proposer,
        acceptor,
        learner,
        client,
    } = memory;
    match (body, proposer, acceptor, client) {
        (Message::Ask { value }, Some(proposer), _, _) => {
            proposer.wish(cx, value, Some(from), out);
        }
        (Message::Prepare { ballot }, _, Some(acceptor), _) => {
            acceptor.prepare(cx, from, ballot, out)
        }
        (Message::Promise { ballot, accepted }, Some(proposer), _, _) => {
            proposer.promised(cx, from, ballot, accepted, out);
        }
        (Message::Nack { ballot, promised }, Some(proposer), _, _) => {
            proposer.refused(cx, ballot, promised, out);
        }
        (Message::Accept { proposal }, _, Some(acceptor), _) => {
            acceptor.accept(cx, from, proposal, out)
        }
        (Message::Accepted { proposal }, proposer, _, _) => {
            if let Some(learner) = learner {
                learner.accepted(cx, from, &proposal, out);
            }
            if let Some(proposer) = proposer {
                proposer.accepted(cx, from, &proposal, out);
            }
        }
        (Message::Learn { value }, _, _, Some(client)) => client.told(value, out),
        // Nobody sends these to nodes without the role.
        (_, _, _, _) => out.ignored(Rule::NothingToDo),
    }
}

fn asked(cx: Cx<'_, Paxos>, memory: &mut Memory, request: Request, out: &mut Outbox<'_, Paxos>) {
    match (request, &mut memory.proposer, &mut memory.client) {
        (Request::Propose(value), Some(proposer), _) => proposer.wish(cx, value, None, out),
        (Request::Ask(value, proposer), _, Some(client)) => client.ask(cx, value, proposer, out),
        (Request::Propose(_), None, _) | (Request::Ask(..), _, None) => {
            out.ignored(Rule::NothingToDo);
        }
    }
}

fn fired(cx: Cx<'_, Paxos>, memory: &mut Memory, timer: Timer, out: &mut Outbox<'_, Paxos>) {
    match (timer, &mut memory.proposer, &mut memory.client) {
        (Timer::Retry, Some(proposer), _) => proposer.retry(cx, out),
        (Timer::Again, _, Some(client)) => client.again(cx, out),
        (Timer::Retry, None, _) | (Timer::Again, _, None) => out.ignored(Rule::NothingToDo),
    }
}

fn flushed(cx: Cx<'_, Paxos>, memory: &mut Memory, task: Task, out: &mut Outbox<'_, Paxos>) {
    match (task, &mut memory.proposer) {
        (Task::Prepare(ballot), Some(proposer)) => proposer.saved(cx, ballot, out),
        (Task::Prepare(_), None) => out.ignored(Rule::NothingToDo),
        (Task::Promise(to, ballot, accepted), _) => {
            acceptor::send_promise(cx, to, ballot, accepted, out);
        }
        (Task::Accepted(to, proposal), _) => acceptor::send_accepted(cx, to, &proposal, out),
    }
}
