//! Inputs of servers and clients, handed to those whose matter they are.

use super::{
    Zookeeper, broadcast,
    client::{self, Client},
    discovery, election, following, leader, learner, learning, leave,
    message::{CLIENTS, ELECTION, Message, QUORUM, Request, Task, Timer},
    rule::Rule,
    serve,
    server::{Role, Server},
    session::{self, tracker},
    synchronisation,
};
use crate::kernel::{Conn, Cx, Input, Outbox, Via, take_at};

/// At a server.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn at_server(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    input: &Input<Zookeeper>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match input {
        Input::Message {
            via: Via::Stream(conn),
            body,
            ..
        } => message(cx, server, *conn, body, out),
        Input::Opened(conn) if conn.port() == ELECTION => {
            server.connections.opened(cx, *conn, out);
        }
        Input::Opened(conn) => learner::connected(cx, server, *conn, out),
        Input::Accepted(conn) => accepted(cx, server, *conn, out),
        Input::Refused(conn) | Input::Closed(conn) => ended(cx, server, *conn, out),
        Input::Timer(timer) => fired(cx, server, *timer, out),
        Input::Task(task) => run(cx, server, *task, out),
        Input::Request(Request::Own(own)) => serve::ask(cx, server, own, out),
        // An ensemble uses connections only, and commands are for clients.
        Input::Message {
            via: Via::Datagram { .. },
            ..
        }
        | Input::Request(Request::Command(_)) => out.ignored(Rule::NothingToDo),
    }
}

/// At a client.
pub(super) fn at_client(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    input: &Input<Zookeeper>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match input {
        Input::Message {
            via: Via::Stream(conn),
            body,
            ..
        } => client::message(cx, client, *conn, body, out),
        Input::Opened(conn) => client::line::opened(client, *conn, out),
        Input::Refused(conn) | Input::Closed(conn) => client::line::ended(cx, client, *conn, out),
        Input::Timer(timer) => client::line::fired(cx, client, *timer, out),
        Input::Request(Request::Command(command)) => client::ask(cx, client, command, out),
        Input::Message {
            via: Via::Datagram { .. },
            ..
        }
        | Input::Accepted(_)
        | Input::Task(_)
        | Input::Request(Request::Own(_)) => out.ignored(Rule::NothingToDo),
    }
}

#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if conn.port() == ELECTION {
        if let Message::Notification(notification) = body {
            election::receive(cx, server, conn, *notification, out);
        } else {
            server.connections.greeted(cx, conn, out);
        }
        return;
    }
    if conn.port() == CLIENTS {
        session::message(cx, server, conn, body, out);
        return;
    }
    match &server.role {
        Role::Leading(_) => leader::message(cx, server, conn, body, out),
        Role::Learning(_) => learner::message(cx, server, conn, body, out),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => out.ignored(Rule::NothingToDo),
    }
}

#[inline(never)]
fn accepted(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if conn.port() == CLIENTS {
        session::called(server, conn, out);
        return;
    }
    match &mut server.role {
        Role::Leading(leader) if conn.port() == QUORUM => leader::called(cx, leader, conn, out),
        Role::Leading(_)
        | Role::Looking(_)
        | Role::Learning(_)
        | Role::Leaving { .. }
        | Role::Resting => out.applied(Rule::AwaitHello {
            peer: conn.dialler(),
        }),
    }
}

#[inline(never)]
fn ended(cx: Cx<'_, Zookeeper>, server: &mut Server, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    if conn.port() == ELECTION {
        server.connections.ended(cx, conn, out);
        return;
    }
    if conn.port() == CLIENTS {
        session::ended(cx, server, conn, out);
        return;
    }
    match &mut server.role {
        Role::Leading(leader) => leader::lost(cx, leader, conn, false, out),
        Role::Learning(_) => learner::lost(cx, server, conn, out),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => out.ignored(Rule::NothingToDo),
    }
}

#[inline(never)]
fn fired(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    timer: Timer,
    out: &mut Outbox<'_, Zookeeper>,
) {
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
        Timer::NewLeader(conn) => synchronisation::new_leader(cx, server, conn, out),
        Timer::Tick => broadcast::tick(cx, server, out),
        Timer::Sessions => tracker::expire(cx, server, out),
        Timer::Containers => {
            out.arm(Timer::Containers, cx.config.container_span());
            tracker::reap(cx, server, out);
        }
        Timer::KeepAlive | Timer::Patience => out.ignored(Rule::NothingToDo),
    }
}

/// The oldest write of the log has reached the disk.
fn noticed(server: &mut Server) {
    take_at(&mut server.unlogged, 0);
}

#[inline]
fn run(cx: Cx<'_, Zookeeper>, server: &mut Server, task: Task, out: &mut Outbox<'_, Zookeeper>) {
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
fn saved(cx: Cx<'_, Zookeeper>, server: &mut Server, task: Task, out: &mut Outbox<'_, Zookeeper>) {
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
