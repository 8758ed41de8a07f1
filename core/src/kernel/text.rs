//! The stable text form of choices, for scripts, links and transcripts.
//!
//! `deliver p1>a1#0`, `deliver s2>s1#3@s2-s1:2.0`, `run a1 answer`, `fire p1 retry`,
//! `flush a1 acceptor 1`, `break s2-s1:2.0`, `cut p1>a1`, `crash a1`, `tear s1 log`,
//! `submit p1 propose A`.
//! Reading back what was written gives the same choice, in the world it was written for.

use alloc::{format, string::String};

use super::{Choice, Conn, EnvelopeId, Expected, File, NodeId, Port, Protocol, Via, Worded, World};

/// A choice in its stable text form.
pub fn write<P: Worded>(config: &P::Config, choice: &Choice<P>) -> String {
    let name = |node: &NodeId| P::node_name(config, *node);
    let pair = |from: &NodeId, to: &NodeId| format!("{}>{}", name(from), name(to));
    match choice {
        Choice::Deliver(id) => format!("deliver {}", envelope::<P>(config, *id)),
        Choice::Hold(id) => format!("hold {}", envelope::<P>(config, *id)),
        Choice::Release(id) => format!("release {}", envelope::<P>(config, *id)),
        Choice::Drop(id) => format!("drop {}", envelope::<P>(config, *id)),
        Choice::Duplicate(id) => format!("duplicate {}", envelope::<P>(config, *id)),
        Choice::Run { node, task } => {
            format!("run {} {}", name(node), P::task_text(config, task))
        }
        Choice::Fire { node, timer } => {
            format!("fire {} {}", name(node), P::timer_text(config, timer))
        }
        Choice::Flush { node, file, count } => {
            format!("flush {} {} {count}", name(node), P::file_name(*file))
        }
        Choice::Break(conn) => format!("break {}", connection::<P>(config, *conn)),
        Choice::Cut { from, to } => format!("cut {}", pair(from, to)),
        Choice::Mend { from, to } => format!("mend {}", pair(from, to)),
        Choice::Crash(node) => format!("crash {}", name(node)),
        Choice::Tear { node, file } => format!("tear {} {}", name(node), P::file_name(*file)),
        Choice::Restart(node) => format!("restart {}", name(node)),
        Choice::Pause(node) => format!("pause {}", name(node)),
        Choice::Resume(node) => format!("resume {}", name(node)),
        Choice::Wipe(node) => format!("wipe {}", name(node)),
        Choice::Submit { node, request } => {
            format!("submit {} {}", name(node), P::request_text(config, request))
        }
    }
}

/// An envelope's identity in its stable text form.
pub fn envelope<P: Worded>(config: &P::Config, id: EnvelopeId) -> String {
    let name = |node| P::node_name(config, node);
    let mut text = format!("{}>{}#{}", name(id.from), name(id.to()), id.nth);
    if id.copy > 0 {
        text += &format!("+{}", id.copy);
    }
    if let Via::Stream(conn) = id.via {
        text += &format!("@{}", connection::<P>(config, conn));
    }
    text
}

fn connection<P: Worded>(config: &P::Config, conn: Conn) -> String {
    let name = |node| P::node_name(config, node);
    format!(
        "{}-{}:{}.{}",
        name(conn.dialler()),
        name(conn.acceptor()),
        conn.port().0,
        conn.nth()
    )
}

/// What was expected where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Byte offset into the text.
    pub offset: usize,
    /// What was expected there.
    pub expected: Expected,
}

/// Reads a choice in the world it is meant for. Whether it applies is for [`World::apply`] to say.
pub fn read<P: Worded>(world: &World<P>, text: &str) -> Result<Choice<P>, Unreadable> {
    let mut reader = Reader {
        text,
        offset: 0,
        world,
    };
    let choice = reader.choice()?;
    let (offset, left) = reader.rest();
    if left.is_empty() {
        Ok(choice)
    } else {
        Err(reader.expected(offset, Expected::Nothing))
    }
}

struct Reader<'a, P: Protocol> {
    text: &'a str,
    offset: usize,
    world: &'a World<P>,
}

impl<'a, P: Worded> Reader<'a, P> {
    fn choice(&mut self) -> Result<Choice<P>, Unreadable> {
        Ok(match self.word() {
            "deliver" => Choice::Deliver(self.envelope()?),
            "hold" => Choice::Hold(self.envelope()?),
            "release" => Choice::Release(self.envelope()?),
            "drop" => Choice::Drop(self.envelope()?),
            "duplicate" => Choice::Duplicate(self.envelope()?),
            "run" => self.task()?,
            "fire" => self.timer()?,
            "flush" => self.flush()?,
            "break" => Choice::Break(self.connection()?),
            "cut" => {
                let (from, to) = self.pair()?;
                Choice::Cut { from, to }
            }
            "mend" => {
                let (from, to) = self.pair()?;
                Choice::Mend { from, to }
            }
            "crash" => Choice::Crash(self.node()?),
            "tear" => {
                let (node, file) = (self.node()?, self.file()?);
                Choice::Tear { node, file }
            }
            "restart" => Choice::Restart(self.node()?),
            "pause" => Choice::Pause(self.node()?),
            "resume" => Choice::Resume(self.node()?),
            "wipe" => Choice::Wipe(self.node()?),
            "submit" => {
                let node = self.node()?;
                let (offset, rest) = self.rest();
                let request = P::request(self.world.config(), rest);
                Choice::Submit {
                    node,
                    request: request.map_err(|expected| Unreadable { offset, expected })?,
                }
            }
            _ => return Err(self.expected(0, Expected::Choice)),
        })
    }

    /// The next word; empty at the end.
    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.offset..];
        let start = self.offset + (rest.len() - rest.trim_start().len());
        let length = self.text[start..].find([' ', '\t']);
        self.offset = length.map_or(self.text.len(), |length| start + length);
        &self.text[start..self.offset]
    }

    fn rest(&mut self) -> (usize, &'a str) {
        let rest = &self.text[self.offset..];
        let start = self.offset + (rest.len() - rest.trim_start().len());
        self.offset = self.text.len();
        (start, self.text[start..].trim_end())
    }

    fn expected(&self, offset: usize, what: Expected) -> Unreadable {
        Unreadable {
            offset,
            expected: what,
        }
    }

    fn named(&self, word: &str) -> Result<NodeId, Unreadable> {
        let ids = (0..self.world.nodes().len() as u8).map(NodeId);
        let mut found = ids.filter(|id| P::node_name(self.world.config(), *id) == word);
        let offset = self.offset.saturating_sub(word.len());
        found
            .next()
            .ok_or_else(|| self.expected(offset, Expected::Node))
    }

    fn node(&mut self) -> Result<NodeId, Unreadable> {
        let word = self.word();
        self.named(word)
    }

    fn split(
        &mut self,
        text: &'a str,
        by: char,
        what: Expected,
    ) -> Result<(&'a str, &'a str), Unreadable> {
        let offset = self.offset.saturating_sub(text.len());
        text.split_once(by)
            .ok_or_else(|| self.expected(offset, what))
    }

    fn number<N: core::str::FromStr>(&self, word: &str) -> Result<N, Unreadable> {
        let offset = self.offset.saturating_sub(word.len());
        word.parse()
            .map_err(|_| self.expected(offset, Expected::Number))
    }

    fn pair(&mut self) -> Result<(NodeId, NodeId), Unreadable> {
        let word = self.word();
        let (from, to) = self.split(word, '>', Expected::Direction)?;
        Ok((self.named(from)?, self.named(to)?))
    }

    fn connection_in(&mut self, word: &'a str) -> Result<Conn, Unreadable> {
        let what = Expected::Connection;
        let (ends, rest) = self.split(word, ':', what.clone())?;
        let (dialler, acceptor) = self.split(ends, '-', what.clone())?;
        let (port, nth) = self.split(rest, '.', what.clone())?;
        let number = self.number(port)?;
        if number >= Conn::PORTS {
            return Err(self.expected(self.offset.saturating_sub(port.len()), what));
        }
        let (dialler, acceptor) = (self.named(dialler)?, self.named(acceptor)?);
        Ok(Conn::new(
            dialler,
            acceptor,
            Port(number),
            self.number(nth)?,
        ))
    }

    fn connection(&mut self) -> Result<Conn, Unreadable> {
        let word = self.word();
        self.connection_in(word)
    }

    fn envelope(&mut self) -> Result<EnvelopeId, Unreadable> {
        let word = self.word();
        let (ends, rest) = self.split(word, '#', Expected::Envelope)?;
        let (from, to) = self.split(ends, '>', Expected::Envelope)?;
        let (from, to) = (self.named(from)?, self.named(to)?);
        let (count, conn) = match rest.split_once('@') {
            Some((count, conn)) => (count, Some(self.connection_in(conn)?)),
            None => (rest, None),
        };
        let (nth, copy) = count.split_once('+').unwrap_or((count, "0"));
        let via = conn.map_or(Via::Datagram { to }, Via::Stream);
        Ok(EnvelopeId {
            from,
            via,
            nth: self.number(nth)?,
            copy: self.number(copy)?,
        })
    }

    fn task(&mut self) -> Result<Choice<P>, Unreadable> {
        let node = self.node()?;
        let (offset, rest) = self.rest();
        let config = self.world.config();
        let tasks = self.world.nodes()[node.index()].tasks.iter();
        let found = tasks
            .map(|runnable| &runnable.task)
            .find(|task| P::task_text(config, task) == rest);
        match found {
            Some(task) => Ok(Choice::Run {
                node,
                task: task.clone(),
            }),
            None => Err(self.expected(offset, Expected::Runnable)),
        }
    }

    fn timer(&mut self) -> Result<Choice<P>, Unreadable> {
        let node = self.node()?;
        let (offset, rest) = self.rest();
        let config = self.world.config();
        let timers = self.world.nodes()[node.index()].timers.iter();
        let found = timers
            .map(|armed| &armed.timer)
            .find(|timer| P::timer_text(config, timer) == rest);
        match found {
            Some(timer) => Ok(Choice::Fire {
                node,
                timer: timer.clone(),
            }),
            None => Err(self.expected(offset, Expected::Armed)),
        }
    }

    fn file(&mut self) -> Result<File, Unreadable> {
        let word = self.word();
        let file = P::files().iter().find(|file| P::file_name(**file) == word);
        let offset = self.offset.saturating_sub(word.len());
        (file.copied()).ok_or_else(|| self.expected(offset, Expected::File))
    }

    fn flush(&mut self) -> Result<Choice<P>, Unreadable> {
        let (node, file) = (self.node()?, self.file()?);
        let count = self.word();
        Ok(Choice::Flush {
            node,
            file,
            count: self.number(count)?,
        })
    }
}
