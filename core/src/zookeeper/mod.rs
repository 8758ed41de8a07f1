//! A ZooKeeper ensemble: Fast Leader Election and Zab as ZooKeeper 3.8.5 has them.
//!
//! | file | what | rules |
//! |---|---|---|
//! | `connections` | the election's connections | C1–C4 |
//! | `election`, `votes`, `joining` | Fast Leader Election | W1–W5, T1–T2, L0–L7, O1, F1–F2 |
//! | `leader`, `learner` | the two roles, their way in | D1, §8 |
//! | `discovery` | a new epoch | D2–D9 |
//! | `synchronisation`, `learning` | one history, at both ends | S0–S5, N1–N3; Y1–Y8 |
//! | `broadcast`, `following` | proposals and commits, at both ends | B2–B8; B4, B9–B11 |
//! | `call`, `serve` | requests | B1, B12 |
//! | `znode` | the tree | znodes.md |
//! | `session` | a server's clients, sessions, watches | sessions.md |
//! | `client` | a client | sessions.md §7, watches.md §7 |
//! | `leave` | the way back | §8 |
//! | `disk`, `database` | what is kept | §1 |
//! | `history`, `memo` | transactions, and what they made of trees | |
//!
//! Sources: ZooKeeper 3.8, `server/quorum`; Junqueira, Reed, Serafini, "Zab" (DSN 2011). Left out:
//! reconfiguration (W6), the oracle of two-server ensembles (F3), observer masters.

pub mod broadcast;
#[cfg(test)]
mod by_hand;
mod bytes;
pub mod call;
pub mod client;
pub mod config;
pub mod connections;
pub mod database;
pub mod discovery;
pub mod disk;
pub mod election;
mod expect;
pub mod following;
pub mod history;
mod input;
mod joining;
pub mod leader;
pub mod learner;
pub mod learning;
pub mod leave;
pub mod memo;
pub mod message;
pub mod property;
pub mod rule;
mod script;
pub mod serve;
pub mod server;
pub mod session;
mod sources;
pub mod synchronisation;
mod votes;
mod words;
pub mod znode;
pub mod zxid;

use alloc::{rc::Rc, vec::Vec};

use crate::{
    kernel::{
        Cx, File, Input, NodeId, Nodes, Offered, Outbox, Property, Protocol, Shared, Step, Via,
    },
    sorted::SortedMap,
};
use client::Client;
use config::Config;
use connections::Connections;
use disk::{Disk, FILE_ACCEPTED, FILE_CURRENT, FILE_LOG, FILE_SNAPSHOT};
use leader::{Phase, Promise};
use message::{ELECTION, Message, Own, QUORUM, Record, Request, Task, Timer};
use property::Past;
use rule::Rule;
use server::{Actor, Elected, Role, Server};
use znode::watch::Watches;

pub use words::{
    call_text, name, read_text, reply_text, session_text, txn_text, vote_text, write_text,
    zxid_text,
};

/// A ZooKeeper ensemble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zookeeper;

impl Protocol for Zookeeper {
    type Config = Config;
    type Durable = Disk;
    type Record = Record;
    type Volatile = Actor;
    type Message = Message;
    type Timer = Timer;
    type Task = Task;
    type Request = Request;
    type Rule = Rule;
    type Ghost = Past;

    fn population(config: &Config) -> u8 {
        config.members.len() as u8 + config.clients
    }

    fn format(cx: Cx<'_, Self>) -> Disk {
        Disk {
            initialized: true,
            ..Disk::empty(cx.config.fresh())
        }
    }

    fn replace(cx: Cx<'_, Self>) -> Disk {
        Disk::empty(cx.config.fresh())
    }

    fn store(disk: &mut Disk, record: &Record) {
        disk.store(record);
    }

    fn tear(disk: &mut Disk, record: &Record) -> bool {
        disk.tear(record)
    }

    fn file(record: &Record) -> File {
        match record {
            Record::Append(_) | Record::Truncate { .. } => FILE_LOG,
            Record::Snapshot { .. } => FILE_SNAPSHOT,
            Record::AcceptedEpoch(_) => FILE_ACCEPTED,
            Record::CurrentEpoch(_) => FILE_CURRENT,
        }
    }

    fn boot(cx: Cx<'_, Self>, disk: &Disk, out: &mut Outbox<'_, Self>) -> Actor {
        if cx.config.is_client(cx.me) {
            out.applied(Rule::Client(Rc::new(client::rule::Rule::Start)));
            return Actor::Client(Client::new());
        }
        Actor::Server(boot(cx, disk, out))
    }

    fn react(cx: Cx<'_, Self>, actor: &mut Actor, input: &Input<Self>, out: &mut Outbox<'_, Self>) {
        match actor {
            Actor::Server(server) => input::at_server(cx, server, input, out),
            Actor::Client(client) => input::at_client(cx, client, input, out),
        }
    }

    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn ready(actor: &Actor, offered: &Offered<'_, Self>) -> bool {
        let Actor::Server(server) = actor else {
            return true;
        };
        match offered {
            Offered::Message {
                via: Via::Stream(conn),
                ..
            }
            | Offered::News(conn)
                if conn.port() == QUORUM =>
            {
                following::reads(server, *conn)
            }
            Offered::Timer(Timer::Read) => server.learner().is_none_or(|learner| !learner.waits),
            // A leader that writes one of its epochs does nothing else meanwhile.
            Offered::Timer(Timer::Quorum) => server.leader().is_none_or(|leader| {
                let saving = leader.phase == Phase::Synchronisation;
                leader.promise != Promise::Saving
                    && (!saving || server.current_epoch == leader.epoch)
            }),
            Offered::Task(Task::Logged(zxid) | Task::SyncLogged(zxid)) => {
                server.unlogged.first() == Some(zxid)
            }
            Offered::Message { .. }
            | Offered::News(_)
            | Offered::Timer(_)
            | Offered::Task(_)
            | Offered::Request(_) => true,
        }
    }

    fn requests(cx: Cx<'_, Self>, actor: &Actor) -> Vec<Request> {
        let server = match actor {
            Actor::Server(server) => server,
            Actor::Client(client) => return client::command::offers(cx, client),
        };
        if !serve::serves(server) {
            return Vec::new();
        }
        let letter = char::from(b'A' + (server.next_cxid % 26) as u8);
        let value = history::Value(alloc::format!("{letter}").into());
        let expected = None;
        let own = [Own::Set { value, expected }, Own::Sync, Own::Get];
        own.into_iter().map(Request::Own).collect()
    }

    fn takes(config: &Config, node: NodeId, request: &Request) -> bool {
        match request {
            Request::Own(_) => !config.is_client(node),
            Request::Command(_) => config.is_client(node),
        }
    }

    #[inline(always)]
    fn observe(config: &Config, past: &mut Shared<Past>, step: &Step<Self>, after: &Nodes<Self>) {
        if let Some(node) = property::Past::concerns(&step.effect) {
            Shared::touch(past).observe(config, node, step, after);
        }
    }

    fn suspects(past: &Past) -> bool {
        !past.breaches.is_empty()
    }

    fn properties() -> &'static [Property<Self>] {
        property::PROPERTIES
    }
}

/// A start from the disk.
fn boot(cx: Cx<'_, Zookeeper>, disk: &Disk, out: &mut Outbox<'_, Zookeeper>) -> Server {
    let recovered = disk::recover(cx.config, disk);
    let sound = recovered.as_ref().ok();
    let observer = !cx.config.votes(cx.me);
    let mut server = Server {
        role: Role::Resting,
        observer,
        database: sound.map_or_else(|| disk::empty(cx.config), |read| read.database.clone()),
        committed: 0,
        accepted_epoch: sound.map_or(0, |read| read.accepted_epoch),
        current_epoch: sound.map_or(0, |read| read.current_epoch),
        connections: Connections::new(cx.config),
        round: 0,
        elected: Elected::default(),
        own_votes: Vec::new(),
        unlogged: Vec::new(),
        since_snapshot: 0,
        snapshot: disk.snapshot.zxid,
        asked: Vec::new(),
        next_cxid: 0,
        links: SortedMap::new(),
        watches: Watches::default(),
        touched: Vec::new(),
    };
    match recovered {
        Ok(read) => {
            out.applied(Rule::Recover {
                zxid: read.database.last_processed,
                replayed: read.replayed,
                accepted: read.accepted_epoch,
                current: read.current_epoch,
                torn: disk.torn.is_some(),
            });
            out.listen(ELECTION);
            server.elected.vote = election::initial(cx.config, cx.me, &server);
            election::start(cx, &mut server, out);
        }
        Err(unsound) => {
            out.applied(Rule::RefuseStart(unsound));
            out.exit();
        }
    }
    server
}
