//! A connection to the real server: one request at a time, nothing checked on this side.

use super::wire::{Reader, Writer, event, operation};
use anyhow::{Result, bail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longer than this a server that works does not take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The request ids with a meaning of their own.
const XID_EVENT: i32 = -1;
/// A ping.
const XID_PING: i32 = -2;
/// Credentials.
pub(crate) const XID_AUTH: i32 = -4;
/// Watches registered anew.
pub(crate) const XID_WATCHES: i32 = -8;

/// A session as its client knows it; all zero for a new one.
#[derive(Clone, Default)]
pub(crate) struct Ticket {
    pub(crate) session: i64,
    pub(crate) password: Vec<u8>,
    /// The last zxid it has seen.
    pub(crate) zxid: i64,
}

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    xid: i32,
    pub(crate) ticket: Ticket,
    /// The time-out that the server granted, in ms.
    pub(crate) timeout: i32,
    /// What watches were told, in the order in which it came: event and path.
    pub(crate) events: Vec<(&'static str, String)>,
}

/// An answer: its error, and its body if it has none.
pub(crate) struct Answer {
    pub(crate) error: i32,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    /// Connects; `None` when the server says that the session is over.
    pub(crate) fn open(port: u16, timeout: i32, ticket: &Ticket) -> Result<Option<Self>> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut connection = Self {
            stream,
            xid: 0,
            ticket: ticket.clone(),
            timeout: 0,
            events: Vec::new(),
        };
        let mut hello = Writer::default();
        hello.int(0).long(ticket.zxid).int(timeout);
        let password = if ticket.session == 0 {
            vec![0; 16]
        } else {
            ticket.password.clone()
        };
        hello
            .long(ticket.session)
            .bytes(Some(&password))
            .bool(false);
        connection.send(&hello.0)?;
        let Some(answer) = connection.receive()? else {
            bail!("the server refused the connection");
        };
        let mut answer = Reader(&answer);
        answer.int()?;
        connection.timeout = answer.int()?;
        connection.ticket.session = answer.long()?;
        connection.ticket.password = answer.bytes()?.unwrap_or_default();
        Ok((connection.ticket.session != 0).then_some(connection))
    }

    /// Asks and waits for the answer; `None` when the server ends the connection instead.
    pub(crate) fn call(&mut self, operation: i32, body: &[u8]) -> Result<Option<Answer>> {
        self.xid += 1;
        self.call_as(self.xid, operation, body)
    }

    /// The same with a request id of its own.
    pub(crate) fn call_as(&mut self, xid: i32, op: i32, body: &[u8]) -> Result<Option<Answer>> {
        let mut request = Writer::default();
        request.int(xid).int(op).0.extend(body);
        self.send(&request.0)?;
        loop {
            let Some(message) = self.receive()? else {
                return Ok(None);
            };
            let mut message = Reader(&message);
            let (got, zxid, error) = (message.int()?, message.long()?, message.int()?);
            if got == XID_EVENT {
                let (kind, _state) = (message.int()?, message.int()?);
                self.events.push((event(kind)?, message.text()?));
                continue;
            }
            if got != xid {
                bail!("request {got} was answered, not {xid}");
            }
            if zxid > 0 {
                self.ticket.zxid = zxid;
            }
            let body = message.0.to_vec();
            return Ok(Some(Answer { error, body }));
        }
    }

    /// A ping is answered after all that was told before it.
    pub(crate) fn ping(&mut self) -> Result<()> {
        match self.call_as(XID_PING, operation("ping")?, &[])? {
            Some(_) => Ok(()),
            None => bail!("the server ended a connection by itself"),
        }
    }

    /// Reads what still comes until the server ends the connection.
    pub(crate) fn drain(mut self) -> Result<()> {
        while self.receive()?.is_some() {}
        Ok(())
    }

    fn send(&mut self, message: &[u8]) -> Result<()> {
        let mut framed = Writer::default();
        framed.bytes(Some(message));
        // A connection that has ended meanwhile shows when the answer is read.
        self.stream.write_all(&framed.0).or_else(if_lost)?;
        Ok(())
    }

    fn receive(&mut self) -> Result<Option<Vec<u8>>> {
        let mut length = [0; 4];
        if !self.fill(&mut length)? {
            return Ok(None);
        }
        let mut message = vec![0; u32::from_be_bytes(length) as usize];
        Ok(self.fill(&mut message)?.then_some(message))
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<bool> {
        match self.stream.read_exact(bytes) {
            Ok(()) => Ok(true),
            Err(error) => if_lost(error).map(|()| false).map_err(Into::into),
        }
    }
}

fn if_lost(error: std::io::Error) -> std::io::Result<()> {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let lost = [
        BrokenPipe,
        ConnectionAborted,
        ConnectionReset,
        UnexpectedEof,
    ];
    if lost.contains(&error.kind()) {
        Ok(())
    } else {
        Err(error)
    }
}
