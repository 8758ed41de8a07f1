//! Clients as they show.

use alloc::{format, string::String, vec::Vec};

use super::{Painter, mark, messages};
use crate::{
    kernel::{End, NodeId},
    narrate::Term,
    view::{
        CellView, ClientView, Condition, Glyph, Ink, NodeView, Present, Seat, StripView, TimerView,
        Tone, node,
    },
    zookeeper::{
        Zookeeper,
        client::{Client, Line, Outcome, Pending, State},
        message::Call,
        reply_text,
        session::tracker::Tracked,
        znode::{error::Error, node::SessionId},
        zxid_text,
    },
};

/// A session, and when it ends.
type Ending = (SessionId, Tracked);

impl<'a> Painter<'a> {
    pub(super) fn client(&self, id: NodeId) -> Option<&'a Client> {
        self.at(id).client()
    }

    /// The colour of a client; 0 if it is none.
    pub(super) fn hue(&self, id: NodeId) -> u8 {
        Zookeeper::hue(self.config, id)
    }

    /// Whose session it is, and in which colour.
    pub(super) fn client_of(&self, session: SessionId) -> Option<NodeId> {
        self.config.client_of(session)
    }

    pub(super) fn client_node(&self, was: &Self, id: NodeId, touched: bool) -> NodeView {
        let (client, before) = (self.client(id), was.client(id));
        let condition = node::condition(self.at(id).status);
        let mut asks = self.asks(before, client);
        let earlier = before.map(|client| was.asks(None, Some(client)));
        mark(&mut asks, &earlier.unwrap_or_default());
        let ending = self.ending(id);
        let known = client.and_then(|client| client.session).map(|(own, _)| own);
        let session = known.or(ending.map(|(session, _)| session));
        let heard =
            before.is_some_and(|before| client.is_some_and(|client| client.events > before.events));
        let brief = client.map(|client| self.brief(client, heard));
        NodeView {
            id: id.0,
            name: self.name(id),
            role: match (client, condition) {
                (None, _) => self.say(Term::Down),
                (Some(_), Condition::Paused) => self.say(Term::Paused),
                (Some(client), Condition::Up | Condition::Down) => state_word(client.state).into(),
            },
            tone: Tone::Client,
            glyph: client.map_or(Glyph::Cross, |client| glyph(client.state)),
            seat: Seat::Outside,
            condition,
            strips: alloc::vec![asks],
            timers: self.timers(id),
            touched,
            hue: self.hue(id),
            client: Some(ClientView {
                session: session.map(short).unwrap_or_default(),
                expires: ending.map(|ending| self.drain(ending)),
                ..brief.unwrap_or_default()
            }),
            ..NodeView::default()
        }
    }

    /// What a card says of a client in a line each.
    #[inline(never)]
    fn brief(&self, client: &Client, is_new: bool) -> ClientView {
        let event = client.event.as_ref();
        let seen = client.last_zxid;
        ClientView {
            seen: if seen > Default::default() {
                zxid_text(seen)
            } else {
                String::new()
            },
            event: event.map_or_else(String::new, |(event, path)| {
                format!("{} {path}", event.name())
            }),
            event_brief: event.map_or_else(String::new, |(event, path)| {
                messages::event_brief(*event, path)
            }),
            is_new,
            ..ClientView::default()
        }
    }

    /// Its last answer, then what has been sent, then what waits. What was sent and will not be
    /// answered any more is told once.
    #[inline(never)]
    fn asks(&self, before: Option<&Client>, client: Option<&Client>) -> StripView {
        let mut cells = Vec::new();
        if let Some(client) = client {
            cells.extend(client.answered.as_ref().map(outcome));
            if client.state == State::Connecting {
                cells.extend(lost(before, client));
            }
            let own = |pending: &&Pending| pending.call != Call::Ping;
            let sent = client.sent.iter().filter(own);
            cells.extend(sent.map(|it| cell(messages::call(&it.call), Ink::Writing)));
            let queued = client.queued.iter().filter(own);
            cells.extend(queued.map(|it| cell(messages::call(&it.call), Ink::Memory)));
        }
        if cells.is_empty() {
            cells.push(CellView {
                text: "–".into(),
                ..CellView::default()
            });
        }
        StripView {
            label: self.say(Term::Requests),
            cells,
            ..StripView::default()
        }
    }

    /// When the leader will end its session: that which it has, or else the last one it had.
    pub(super) fn ending(&self, id: NodeId) -> Option<Ending> {
        let own = self.client(id).and_then(|client| client.session);
        let servers = self.config.servers();
        let leaders = servers.filter_map(|id| self.server(id)?.leader());
        let known = leaders.flat_map(|leader| leader.sessions.sessions.iter());
        let mut ending: Option<Ending> = None;
        for (session, tracked) in known {
            let wanted = match own {
                Some((own, _)) => *session == own,
                None => self.client_of(*session) == Some(id),
            };
            if wanted && ending.is_none_or(|(_, best)| best.expires <= tracked.expires) {
                ending = Some((*session, *tracked));
            }
        }
        ending
    }

    /// What is left of a session at the leader.
    #[inline(never)]
    pub(super) fn drain(&self, (_, tracked): Ending) -> TimerView {
        TimerView {
            label: self.say(Term::SessionTimer),
            left_ticks: tracked.expires.saturating_sub(self.world.now().0),
            span_ticks: u64::from(tracked.timeout.max(1)),
        }
    }

    /// Its connection, in words.
    #[inline(never)]
    pub(super) fn line_text(&self, client: &Client) -> String {
        let conn = match client.line {
            Line::None => return self.say(Term::Nothing),
            Line::Calling(conn) | Line::Greeting(conn) | Line::Open(conn) => conn,
        };
        let link = self.world.wire().links.get(&conn);
        let open = link.is_some_and(|link| link.ends == [End::Open; 2] && !link.broken);
        let state = match client.line {
            Line::Open(_) if open => Term::Open,
            Line::Open(_) => Term::IsOver,
            Line::None | Line::Calling(_) | Line::Greeting(_) => Term::Calls,
        };
        format!("{}: {}", self.name(conn.acceptor()), self.say(state))
    }
}

/// A session's number without its middle.
pub(super) fn short(SessionId(id): SessionId) -> String {
    format!("{:#x}…{:04x}", id >> 56, id & 0xffff)
}

/// A state as ZooKeeper calls it.
pub(super) const fn state_word(state: State) -> &'static str {
    match state {
        State::NotConnected => "NOT_CONNECTED",
        State::Connecting => "CONNECTING",
        State::Connected => "CONNECTED",
        State::Closed => "CLOSED",
        State::AuthFailed => "AUTH_FAILED",
    }
}

const fn glyph(state: State) -> Glyph {
    match state {
        State::NotConnected | State::Connecting => Glyph::Ring,
        State::Connected => Glyph::Disc,
        State::Closed => Glyph::Bar,
        State::AuthFailed => Glyph::Cross,
    }
}

fn cell(text: String, ink: Ink) -> CellView {
    CellView {
        text,
        ink,
        tone: Tone::Client,
        changed: false,
    }
}

/// An answer; where there was none, what has been asked.
#[inline(never)]
fn outcome(outcome: &Outcome) -> CellView {
    match outcome.reply.error() {
        Some(Error::ConnectionLoss) => unknown(&outcome.call),
        // The longest of them has a place to be broken at.
        Some(error) => cell(error.name().replace("NFOR", "N\u{200b}FOR"), Ink::Disk),
        None => cell(reply_text(&outcome.reply), Ink::Decided),
    }
}

fn unknown(call: &Call) -> CellView {
    cell(format!("{} ?", messages::call(call)), Ink::Torn)
}

/// What it had sent on a connection that it has left, unless it has said so in its last answer.
#[inline(never)]
fn lost(before: Option<&Client>, client: &Client) -> Vec<CellView> {
    let Some(before) = before.filter(|before| before.line != client.line) else {
        return Vec::new();
    };
    let settled = client.answers - before.answers.min(client.answers);
    let sent = before.sent.iter().filter(|it| it.call != Call::Ping);
    let gone = sent.filter(|it| client.sent.iter().all(|other| other.xid != it.xid));
    let mut gone: Vec<CellView> = gone.map(|it| unknown(&it.call)).collect();
    if settled > 0 {
        gone.pop();
    }
    gone
}
