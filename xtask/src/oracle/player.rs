//! A case is played on the real server.
//!
//! A step is over when its answer is there and every watch event that it caused: a ping on each
//! connection is answered after them.

use super::connection::{Connection, Ticket, XID_AUTH, XID_WATCHES};
use super::reply::{Names, plain, result};
use super::request::{op, request, watches};
use super::server::Server;
use super::wire::{CLOSE, Writer, operation};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// A time-out that does not pass, in ms.
const TIMEOUT: i32 = 30_000;
const CONNECTION_LOSS: i32 = -4;
const SESSION_EXPIRED: i32 = -112;

/// In these steps the order of events means nothing.
pub(crate) const UNORDERED: [&str; 3] = ["close", "expire", "advance"];

enum Session {
    Connected(Connection),
    Disconnected(Ticket),
    Over(Ticket),
}

struct Player {
    server: Server,
    sessions: BTreeMap<String, Session>,
    names: Names,
    /// The last zxid.
    last: i64,
    /// What a session was told that has just been closed.
    parting: Vec<Value>,
}

/// What a fresh server answers to these steps.
pub(crate) fn play(settings: &Value, steps: &[Value], below: &Path) -> Result<Vec<Value>> {
    let server = Server::start(settings, below)?;
    let base = server.zxid()?;
    let names = Names {
        base,
        ..Names::default()
    };
    let mut player = Player {
        server,
        sessions: BTreeMap::new(),
        names,
        last: base,
        parting: Vec::new(),
    };
    let timed = settings.get("containerCheckIntervalMs").is_some();
    let mut results = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        // Between two steps that let time pass, no check may happen by itself.
        if timed && (at == 0 || op(&steps[at - 1]) == "advance") {
            player.server.sleep_past_check();
        }
        let result = player.step(step);
        results.push(result.with_context(|| format!("step {at} {step}"))?);
    }
    Ok(results)
}

impl Player {
    fn step(&mut self, step: &Value) -> Result<Value> {
        let mut result = self.act(step)?;
        for session in self.sessions.values_mut() {
            if let Session::Connected(connection) = session {
                connection.ping()?;
            }
        }
        let zxid = self.server.zxid()?;
        if op(step) != "advance" && !(self.last..=self.last + 1).contains(&zxid) {
            bail!("the zxid went from {} to {zxid}", self.last);
        }
        self.last = zxid;
        result["zxid"] = json!(zxid - self.names.base);
        let events = self.events(step);
        if !events.is_empty() {
            result["events"] = json!(events);
        }
        Ok(result)
    }

    fn events(&mut self, step: &Value) -> Vec<Value> {
        let mut told = Vec::new();
        for (name, session) in &mut self.sessions {
            if let Session::Connected(connection) = session {
                let mut events = std::mem::take(&mut connection.events);
                if UNORDERED.contains(&op(step)) {
                    events.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
                }
                let events = events.into_iter();
                told.extend(
                    events
                        .map(|(kind, path)| json!({ "session": name, "type": kind, "path": path })),
                );
            }
        }
        // A session that has just been closed was still told.
        told.append(&mut self.parting);
        told
    }

    fn act(&mut self, step: &Value) -> Result<Value> {
        if op(step) == "advance" {
            self.advance(step["ms"].as_u64().context("advance by how much?")?)?;
            return plain(0);
        }
        let name = step["session"].as_str().context("whose step?")?.to_owned();
        if op(step) == "connect" {
            return self.connect(name, step);
        }
        let session = self.sessions.remove(&name).context("never connected")?;
        let (session, result) = match (op(step), session) {
            (_, Session::Over(ticket)) => {
                // A client finds this out when it connects again.
                if Connection::open(self.server.port, TIMEOUT, &ticket)?.is_some() {
                    bail!("a session that was over lives");
                }
                (Session::Over(ticket), plain(SESSION_EXPIRED)?)
            }
            ("reconnect", session) => self.reconnect(session, step)?,
            ("expire", session) => (self.expire(session)?, plain(0)?),
            (_, Session::Disconnected(ticket)) => {
                (Session::Disconnected(ticket), plain(CONNECTION_LOSS)?)
            }
            ("disconnect", Session::Connected(connection)) => (self.drop(connection)?, plain(0)?),
            ("close", Session::Connected(connection)) => self.close(connection, &name)?,
            (_, Session::Connected(connection)) => self.ask(connection, step)?,
        };
        self.sessions.insert(name, session);
        Ok(result)
    }

    fn connect(&mut self, name: String, step: &Value) -> Result<Value> {
        let wanted = step.get("timeout").and_then(Value::as_i64);
        let timeout = i32::try_from(wanted.unwrap_or(i64::from(TIMEOUT)))?;
        let connection = Connection::open(self.server.port, timeout, &Ticket::default())?;
        let connection = connection.context("no session was granted")?;
        let number = connection.ticket.session;
        self.names.sessions.insert(number, name.clone());
        let mut result = plain(0)?;
        if wanted.is_some() {
            result["timeout"] = json!(connection.timeout);
        }
        self.sessions.insert(name, Session::Connected(connection));
        Ok(result)
    }

    /// Ends a connection, not the session, and waits until the server knows.
    fn drop(&self, connection: Connection) -> Result<Session> {
        let ticket = connection.ticket.clone();
        drop(connection);
        self.server.await_end_of(ticket.session)?;
        Ok(Session::Disconnected(ticket))
    }

    fn reconnect(&self, session: Session, step: &Value) -> Result<(Session, Value)> {
        let (ticket, old) = match session {
            Session::Connected(old) => (old.ticket.clone(), Some(old)),
            Session::Disconnected(ticket) => (ticket, None),
            Session::Over(_) => bail!("the session is over"),
        };
        let Some(mut new) = Connection::open(self.server.port, TIMEOUT, &ticket)? else {
            return Ok((Session::Over(ticket), plain(SESSION_EXPIRED)?));
        };
        if let Some(old) = old {
            old.drain()?;
        }
        if let Some(wanted) = step.get("watches") {
            let body = watches(wanted, ticket.zxid)?.0;
            let answer = new.call_as(XID_WATCHES, operation("setWatches")?, &body)?;
            let error = answer.context("the connection was lost")?.error;
            return Ok((Session::Connected(new), plain(error)?));
        }
        Ok((Session::Connected(new), plain(0)?))
    }

    /// The session takes the shortest time-out there is, and falls silent.
    fn expire(&self, session: Session) -> Result<Session> {
        let ticket = match session {
            Session::Connected(connection) => connection.ticket,
            Session::Disconnected(ticket) => ticket,
            Session::Over(_) => bail!("the session is over"),
        };
        let before = self.server.zxid()?;
        let last = Connection::open(self.server.port, 1, &ticket)?;
        drop(last.context("the session is gone already")?);
        self.server.await_zxid(before + 1)?;
        Ok(Session::Over(ticket))
    }

    fn close(&mut self, mut open: Connection, name: &str) -> Result<(Session, Value)> {
        let answer = open.call(CLOSE, &[])?;
        let error = answer.context("the connection was lost")?.error;
        open.events
            .sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
        let events = std::mem::take(&mut open.events).into_iter();
        let events =
            events.map(|(kind, path)| json!({ "session": name, "type": kind, "path": path }));
        self.parting.extend(events);
        let ticket = open.ticket.clone();
        drop(open);
        self.server.await_end_of(ticket.session)?;
        Ok((Session::Over(ticket), plain(error)?))
    }

    fn ask(&self, mut open: Connection, step: &Value) -> Result<(Session, Value)> {
        let answer = if op(step) == "addAuth" {
            let mut body = Writer::default();
            let word = |key: &str| step[key].as_str().unwrap_or_default();
            body.int(0).text(word("scheme")).text(word("auth"));
            open.call_as(XID_AUTH, operation("auth")?, &body.0)?
        } else {
            let (number, body) = request(step, self.names.base)?;
            open.call(number, &body)?
        };
        let Some(answer) = answer else {
            return Ok((self.drop(open)?, plain(CONNECTION_LOSS)?));
        };
        let result = result(&self.names, step, answer.error, &answer.body)?;
        // The server ends a connection whose credentials it does not accept.
        if op(step) == "addAuth" && answer.error != 0 {
            return Ok((self.drop(open)?, result));
        }
        Ok((Session::Connected(open), result))
    }

    /// Time passes, until two checks in a row have found nothing to delete.
    fn advance(&self, ms: u64) -> Result<()> {
        if !self.server.looks_for_containers() {
            bail!("the server of this case looks for no containers");
        }
        std::thread::sleep(Duration::from_millis(ms));
        let mut zxid = self.server.zxid()?;
        loop {
            self.server.sleep_past_check();
            self.server.sleep_past_check();
            let now = self.server.zxid()?;
            if now == zxid {
                return Ok(());
            }
            zxid = now;
        }
    }
}
