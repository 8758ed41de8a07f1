//! The leader's account of all sessions: when each of them ends, and through whom it speaks.
//!
//! Sources: `SessionTrackerImpl.java`, `ExpiryQueue.java`, `LeaderSessionTracker.java`.

use alloc::vec::Vec;

use super::rule::Rule;
use crate::{
    kernel::{Conn, Cx, Outbox, Span},
    sorted::SortedMap,
    zookeeper::{
        Zookeeper, broadcast,
        config::{Bug, Config},
        leader::Leader,
        message::{Timer, Wish},
        rule,
        server::{Role, Server},
        znode::{
            error::Error,
            node::{Life, SessionId},
            request::Write,
            tree::Tree,
        },
    },
};

/// Through whom a session speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// It has not spoken to this leader.
    Nobody,
    /// The leader itself.
    Own,
    /// The learner at the other end.
    Learner(Conn),
}

/// What the leader knows of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tracked {
    /// Its time-out, in ms.
    pub timeout: u32,
    /// When it ends unless it is heard of, on a grid of ticks.
    pub expires: u64,
    /// Through whom it speaks.
    pub owner: Owner,
    /// Whether its end has been proposed.
    pub closing: bool,
}

/// All sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tracker {
    /// By their numbers.
    pub sessions: SortedMap<SessionId, Tracked>,
    /// For when the timer is armed.
    armed: Option<u64>,
}

/// The end of the tick in which a moment lies: sessions end on this grid.
fn bucket(moment: u64, tick: u32) -> u64 {
    (moment / u64::from(tick) + 1) * u64::from(tick)
}

impl Tracker {
    /// A new leader gives every session its whole time again.
    pub(in crate::zookeeper) fn begin(cx: Cx<'_, Zookeeper>, tree: &Tree) -> Self {
        let mut tracker = Self::default();
        for (session, known) in tree.sessions.iter() {
            tracker.track(cx, *session, known.timeout, Owner::Nobody);
            if cx.config.has(Bug::NoFreshTime)
                && let Some(tracked) = tracker.sessions.get_mut(session)
            {
                tracked.expires = bucket(cx.now.0, cx.config.tick);
            }
        }
        tracker
    }

    /// Begins with a session.
    pub(in crate::zookeeper) fn track(
        &mut self,
        cx: Cx<'_, Zookeeper>,
        session: SessionId,
        timeout: u32,
        owner: Owner,
    ) {
        let expires = bucket(cx.now.0 + u64::from(timeout), cx.config.tick);
        let tracked = Tracked {
            timeout,
            expires,
            owner,
            closing: false,
        };
        self.sessions.insert(session, tracked);
    }

    /// A session was heard of. One that is closing is past help.
    pub(in crate::zookeeper) fn touch(&mut self, cx: Cx<'_, Zookeeper>, session: SessionId) {
        let tick = cx.config.tick;
        if let Some(tracked) = self.sessions.get_mut(&session)
            && !tracked.closing
        {
            tracked.expires = bucket(cx.now.0 + u64::from(tracked.timeout), tick);
        }
    }

    /// A learner has heard of these.
    pub(in crate::zookeeper) fn touch_all(
        &mut self,
        cx: Cx<'_, Zookeeper>,
        all: Option<&[SessionId]>,
    ) {
        for session in all.into_iter().flatten() {
            self.touch(cx, *session);
        }
    }

    /// A client has come back with its session: whether it lives, and through whom it speaks now.
    pub(super) fn validate(
        &mut self,
        cx: Cx<'_, Zookeeper>,
        session: SessionId,
        timeout: u32,
        owner: Owner,
    ) -> bool {
        match self.sessions.get_mut(&session) {
            Some(tracked) if !tracked.closing => {
                (tracked.owner, tracked.timeout) = (owner, timeout);
                self.touch(cx, session);
                true
            }
            Some(_) | None => false,
        }
    }

    /// Why a write of a session is not to be prepared.
    pub(in crate::zookeeper) fn check(
        &mut self,
        config: &Config,
        session: SessionId,
        owner: Owner,
    ) -> Option<Error> {
        let strays = config.has(Bug::StrayWrites);
        match self.sessions.get_mut(&session) {
            None => Some(Error::SessionExpired),
            Some(tracked) if tracked.closing => {
                (!config.has(Bug::LateEphemerals)).then_some(Error::SessionExpired)
            }
            Some(tracked) if tracked.owner == Owner::Nobody => {
                tracked.owner = owner;
                None
            }
            Some(tracked) => (tracked.owner != owner && !strays).then_some(Error::SessionMoved),
        }
    }

    fn next(&self) -> Option<u64> {
        let living = self.sessions.values().filter(|tracked| !tracked.closing);
        living.map(|tracked| tracked.expires).min()
    }
}

/// Sees to it that the leader looks at its sessions when the next one may end.
pub(in crate::zookeeper) fn arm(
    cx: Cx<'_, Zookeeper>,
    leader: &mut Leader,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let next = leader.sessions.next();
    // A timer that fires early finds nothing and is set again; only a later one is too late.
    if let Some(next) = next
        && leader.sessions.armed.is_none_or(|armed| armed > next)
    {
        leader.sessions.armed = Some(next);
        out.arm(
            Timer::Sessions,
            Span::exactly(next.saturating_sub(cx.now.0)),
        );
    }
}

/// A client was heard of: the leader notes it, a learner tells the leader with its next ping.
pub(super) fn touch_at(cx: Cx<'_, Zookeeper>, server: &mut Server, session: SessionId) {
    match &mut server.role {
        Role::Leading(leader) => leader.sessions.touch(cx, session),
        Role::Learning(_) if !server.touched.contains(&session) => server.touched.push(session),
        Role::Learning(_) | Role::Looking(_) | Role::Leaving { .. } | Role::Resting => {}
    }
}

/// The next sessions may have come to their end: those that have are closed.
pub(in crate::zookeeper) fn expire(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        out.ignored(rule::Rule::NothingToDo);
        return;
    };
    leader.sessions.armed = None;
    let mut over: Vec<SessionId> = Vec::new();
    for (session, tracked) in leader.sessions.sessions.iter_mut() {
        if !tracked.closing && tracked.expires <= cx.now.0 {
            tracked.closing = true;
            over.push(*session);
        }
    }
    arm(cx, leader, out);
    if over.is_empty() {
        out.applied(rule::Rule::Session(Rule::NoneExpired));
    }
    for session in over {
        out.applied(rule::Rule::Session(Rule::Expire { session }));
        submit(cx, server, session, Write::CloseSession, out);
    }
}

/// The leader wants something written by itself.
fn submit(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    session: SessionId,
    write: Write,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let wanted = Wish {
        session,
        cxid: 0,
        identities: &[],
        write: Some(&write),
    };
    broadcast::request(cx, server, None, wanted, out);
}

/// Containers that had children and have none, and nodes whose time is over, go
/// (`ContainerManager.java`).
pub(in crate::zookeeper) fn reap(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !matches!(server.role, Role::Leading(_)) {
        out.ignored(rule::Rule::NothingToDo);
        return;
    }
    let mut due = Vec::new();
    let now = cx.now.0;
    server.database.tree.walk(&mut |path, node| {
        let over = match node.life {
            Life::Container => node.created > 0,
            Life::Ttl(ttl) => now.saturating_sub(node.mtime) > ttl,
            Life::Persistent | Life::Ephemeral(_) => false,
        };
        if over && node.children.is_empty() {
            due.push(path.into());
        }
    });
    out.applied(rule::Rule::Session(Rule::Reap { count: due.len() }));
    for path in due {
        submit(
            cx,
            server,
            SessionId(0),
            Write::DeleteContainer { path },
            out,
        );
    }
}
