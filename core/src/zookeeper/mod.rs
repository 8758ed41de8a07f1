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
//! | `serve` | requests | B1, B12 |
//! | `leave` | the way back | §8 |
//! | `disk`, `database` | what is kept | §1 |
//!
//! Sources: ZooKeeper 3.8, `server/quorum`; Junqueira, Reed, Serafini, "Zab" (DSN 2011). Left out:
//! reconfiguration (W6), the oracle of two-server ensembles (F3), observer masters. Sessions,
//! znodes and watches come above this.

pub mod broadcast;
#[cfg(test)]
mod by_hand;
mod bytes;
pub mod config;
pub mod connections;
pub mod database;
pub mod discovery;
pub mod disk;
pub mod election;
mod expect;
pub mod following;
pub mod history;
mod joining;
pub mod leader;
pub mod learner;
pub mod learning;
pub mod leave;
pub mod message;
pub mod property;
pub mod rule;
mod script;
pub mod serve;
pub mod server;
mod sources;
pub mod synchronisation;
mod votes;
mod words;
pub mod znode;
pub mod zxid;

use alloc::vec::Vec;

use crate::kernel::{
    Conn, Cx, File, Input, NodeId, Nodes, Offered, Outbox, Property, Protocol, Step, Via,
};
use config::Config;
use connections::Connections;
use disk::{Disk, FILE_ACCEPTED, FILE_CURRENT, FILE_LOG, FILE_SNAPSHOT};
use leader::{Phase, Promise};
use message::{ELECTION, Message, Own, QUORUM, Record, Request, Task, Timer};
use property::Past;
use rule::Rule;
use server::{Elected, Role, Server};

pub use words::{name, read_text, txn_text, vote_text, write_text, zxid_text};

/// A ZooKeeper ensemble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zookeeper;

impl Protocol for Zookeeper {
    type Config = Config;
    type Durable = Disk;
    type Record = Record;
    type Volatile = Server;
    type Message = Message;
    type Timer = Timer;
    type Task = Task;
    type Request = Request;
    type Rule = Rule;
    type Ghost = Past;

    fn population(config: &Config) -> u8 {
        config.members.len() as u8
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

    fn boot(cx: Cx<'_, Self>, disk: &Disk, out: &mut Outbox<Self>) -> Server {
        boot(cx, disk, out)
    }

    fn react(cx: Cx<'_, Self>, server: &mut Server, input: &Input<Self>, out: &mut Outbox<Self>) {
        match input {
            Input::Message {
                via: Via::Stream(conn),
                body,
                ..
            } => {
                message(cx, server, *conn, body, out);
            }
            // An ensemble uses connections only.
            Input::Message {
                via: Via::Datagram { .. },
                ..
            } => out.ignored(Rule::NothingToDo),
            Input::Opened(conn) if conn.port == ELECTION => {
                server.connections.opened(cx, *conn, out);
            }
            Input::Opened(conn) => learner::connected(cx, server, *conn, out),
            Input::Accepted(conn) => accepted(cx, server, *conn, out),
            Input::Refused(conn) | Input::Closed(conn) => ended(cx, server, *conn, out),
            Input::Timer(timer) => fired(cx, server, *timer, out),
            Input::Task(task) => run(cx, server, *task, out),
            Input::Request(Request::Own(own)) => serve::ask(cx, server, own, out),
        }
    }

    fn ready(server: &Server, offered: &Offered<'_, Self>) -> bool {
        match offered {
            Offered::Message {
                via: Via::Stream(conn),
                ..
            }
            | Offered::News(conn)
                if conn.port == QUORUM =>
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

    fn requests(_: Cx<'_, Self>, server: &Server) -> Vec<Request> {
        if !serve::serves(server) {
            return Vec::new();
        }
        let letter = char::from(b'A' + (server.next_cxid % 26) as u8);
        let value = history::Value(alloc::format!("{letter}").into());
        let expected = None;
        let own = [Own::Set { value, expected }, Own::Sync, Own::Get];
        own.into_iter().map(Request::Own).collect()
    }

    fn takes(_: &Config, _: NodeId, _: &Request) -> bool {
        true
    }

    fn observe(config: &Config, past: &mut Past, step: &Step<Self>, after: &Nodes<Self>) {
        past.observe(config, step, after);
    }

    fn properties() -> &'static [Property<Self>] {
        property::PROPERTIES
    }
}

/// A start from the disk.
fn boot(cx: Cx<'_, Zookeeper>, disk: &Disk, out: &mut Outbox<Zookeeper>) -> Server {
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

fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<Zookeeper>,
) {
    if conn.port == ELECTION {
        if let Message::Notification(notification) = body {
            election::receive(cx, server, conn, *notification, out);
        } else {
            server.connections.greeted(cx, conn, out);
        }
        return;
    }
    match &server.role {
        Role::Leading(_) => leader::message(cx, server, conn, body, out),
        Role::Learning(_) => learner::message(cx, server, conn, body, out),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => out.ignored(Rule::NothingToDo),
    }
}

fn accepted(cx: Cx<'_, Zookeeper>, server: &mut Server, conn: Conn, out: &mut Outbox<Zookeeper>) {
    match &mut server.role {
        Role::Leading(leader) if conn.port == QUORUM => leader::called(cx, leader, conn, out),
        Role::Leading(_)
        | Role::Looking(_)
        | Role::Learning(_)
        | Role::Leaving { .. }
        | Role::Resting => out.applied(Rule::AwaitHello { peer: conn.dialler }),
    }
}

fn ended(cx: Cx<'_, Zookeeper>, server: &mut Server, conn: Conn, out: &mut Outbox<Zookeeper>) {
    if conn.port == ELECTION {
        server.connections.ended(cx, conn, out);
        return;
    }
    match &mut server.role {
        Role::Leading(leader) => leader::lost(cx, leader, conn, false, out),
        Role::Learning(_) => learner::lost(cx, server, conn, out),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => out.ignored(Rule::NothingToDo),
    }
}

fn fired(cx: Cx<'_, Zookeeper>, server: &mut Server, timer: Timer, out: &mut Outbox<Zookeeper>) {
    match timer {
        Timer::Notify => election::silence(cx, server, out),
        Timer::Finalize => election::finalize(cx, server, out),
        Timer::Connect(peer) => server.connections.timed_out(peer, out),
        Timer::Rejoin => election::start(cx, server, out),
        Timer::Redial => learner::redial(server, out),
        Timer::Read => learner::read_timeout(cx, server, out),
        Timer::Quorum => leader::quorum_timeout(cx, server, out),
        Timer::Silence(conn) => match &mut server.role {
            Role::Leading(leader) => leader::lost(cx, leader, conn, true, out),
            Role::Looking(_) | Role::Learning(_) | Role::Leaving { .. } | Role::Resting => {
                out.ignored(Rule::NothingToDo);
            }
        },
        Timer::Tick => broadcast::tick(cx, server, out),
    }
}

/// The oldest write of the log has reached the disk.
fn noticed(server: &mut Server) {
    if !server.unlogged.is_empty() {
        server.unlogged.remove(0);
    }
}

fn run(cx: Cx<'_, Zookeeper>, server: &mut Server, task: Task, out: &mut Outbox<Zookeeper>) {
    match task {
        Task::OwnVote => election::own_vote(cx, server, out),
        Task::Logged(zxid) => {
            noticed(server);
            match &server.role {
                Role::Leading(_) => broadcast::acknowledge(cx, server, cx.me, zxid, out),
                Role::Learning(_) => following::logged(server, zxid, out),
                Role::Looking(_) | Role::Leaving { .. } | Role::Resting => {
                    leave::logged(cx, server, zxid, out);
                }
            }
        }
        Task::SyncLogged(zxid) => {
            noticed(server);
            match &server.role {
                Role::Learning(_) => learning::sync_logged(server, zxid, out),
                Role::Leading(_) | Role::Looking(_) | Role::Leaving { .. } | Role::Resting => {
                    leave::logged(cx, server, zxid, out);
                }
            }
        }
        Task::AcceptedSaved | Task::CurrentSaved | Task::Truncated | Task::SnapshotSaved => {
            saved(cx, server, task, out);
        }
    }
}

/// A write that the server itself waited for.
fn saved(cx: Cx<'_, Zookeeper>, server: &mut Server, task: Task, out: &mut Outbox<Zookeeper>) {
    match (&server.role, task) {
        (Role::Leading(_), Task::AcceptedSaved) => discovery::accepted_saved(cx, server, out),
        (Role::Leading(_), Task::CurrentSaved) => synchronisation::current_saved(cx, server, out),
        (Role::Learning(_), Task::AcceptedSaved) => learner::accepted_saved(cx, server, out),
        (Role::Learning(_), Task::CurrentSaved) => learning::current_saved(cx, server, out),
        (Role::Learning(_), Task::Truncated) => learning::truncated(server, out),
        (Role::Learning(_), Task::SnapshotSaved) => learning::snapshot_saved(cx, server, out),
        (_, _) => out.ignored(Rule::NothingToDo),
    }
}
