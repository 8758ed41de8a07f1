//! Text becomes a command.

use alloc::vec::Vec;

use super::{
    super::command::{Command, TIMEOUT},
    Fault, MULTI, MULTIREAD, WORDS, Word,
    parts::{Parts, form},
    quote::{Arg, split},
};
use crate::{
    kernel::{Expected, NodeId},
    zookeeper::{
        Config,
        message::Call,
        name,
        znode::{read::Read, request::Write},
    },
};

/// Reads a command; `None` if the text is meant for the client inside a server, or has no word of
/// a command.
pub fn read(config: &Config, text: &str) -> Option<Result<Command, Expected>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let own = match words.as_slice() {
        ["get" | "sync" | "reap"] => true,
        ["set", value] | ["set", value, "version", _] => !value.starts_with(['/', '-']),
        [word, ..] => !WORDS.iter().any(|known| known.word == *word),
        [] => true,
    };
    (!own).then(|| parse(config, text).map_err(|fault| fault.expected))
}

/// Reads a command; a fault says where it is none.
pub fn parse(config: &Config, line: &str) -> Result<Command, Fault> {
    let args = split(line)?;
    let mut reader = Reader {
        config,
        args: &args,
        end: line.len(),
    };
    let command = reader.command()?;
    match reader.args.first() {
        None => Ok(command),
        Some(extra) => Err(Fault {
            at: extra.at,
            expected: Expected::Nothing,
        }),
    }
}

struct Reader<'a> {
    config: &'a Config,
    args: &'a [Arg],
    end: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self) -> Option<&'a Arg> {
        let (first, rest) = self.args.split_first()?;
        self.args = rest;
        Some(first)
    }

    /// A word with its flags and arguments, up to the end or a sign.
    fn parts(&mut self) -> Result<Parts<'a>, Fault> {
        let at = self.args.first().map_or(self.end, |arg| arg.at);
        let first = self.take();
        let known = |known: &&Word| first.is_some_and(|arg| arg.is(known.word));
        let word = WORDS.iter().find(known).ok_or_else(|| Fault {
            at,
            expected: Expected::OneOf(WORDS.iter().map(|word| word.word).collect()),
        })?;
        let mut parts = Parts {
            word,
            at,
            flags: Vec::new(),
            args: Vec::new(),
        };
        while let Some(arg) = self.args.first() {
            if [";", "{", "}"].iter().any(|sign| arg.is(sign)) {
                break;
            }
            self.take();
            match arg.flag() {
                None => parts.args.push(arg),
                Some(flag) => self.flag(&mut parts, arg, flag)?,
            }
            if parts.args.len() > word.most {
                return Err(form(arg.at, word.form));
            }
        }
        if parts.args.len() < word.least {
            let end = self.args.first().map_or(self.end, |arg| arg.at);
            return Err(form(end, word.form));
        }
        Ok(parts)
    }

    #[inline(never)]
    fn flag(&mut self, parts: &mut Parts<'a>, arg: &'a Arg, flag: &[u8]) -> Result<(), Fault> {
        let wrong = || form(arg.at, parts.word.form);
        let [letter] = flag else {
            return Err(wrong());
        };
        let letter = char::from(*letter);
        let place = parts.word.flags.find(letter).filter(|_| letter != ':');
        let place = place.ok_or_else(wrong)?;
        let valued = parts.word.flags[place..].chars().nth(1) == Some(':');
        let value = if valued {
            self.take().ok_or_else(wrong)?
        } else {
            arg
        };
        parts.flags.push((letter, value));
        Ok(())
    }

    fn command(&mut self) -> Result<Command, Fault> {
        let mut parts = self.parts()?;
        match parts.word.word {
            "connect" => {
                let timeout = parts.timeout()?.unwrap_or(TIMEOUT);
                let servers = match parts.args.as_slice() {
                    [] => Vec::new(),
                    [list] => self.servers(list)?,
                    _ => return Err(parts.wrong()),
                };
                return Ok(Command::Connect { servers, timeout });
            }
            "move" => {
                let timeout = parts.timeout()?;
                let [to] = parts.args.as_slice() else {
                    return Err(parts.wrong());
                };
                let to = self.server(to.at, to.text()?)?;
                return Ok(Command::Move { to, timeout });
            }
            "disconnect" => return Ok(Command::Disconnect),
            "addauth" => {
                return Ok(Command::AddAuth {
                    scheme: parts.text(0)?,
                    credentials: parts.text(1)?,
                });
            }
            _ => {}
        }
        if let Some(walk) = parts.walk()? {
            let path = parts.path()?;
            return Ok(Command::Walk { path, walk });
        }
        let call = self.call(&parts)?;
        // `ls -s` is a request of its own.
        if parts.has('s') && matches!(parts.word.word, "get" | "set" | "getAcl" | "setAcl") {
            return Ok(Command::WithStat(call));
        }
        Ok(Command::Call(call))
    }

    #[inline(never)]
    fn call(&mut self, parts: &Parts<'a>) -> Result<Call, Fault> {
        match parts.word.word {
            "close" => return Ok(Call::Write(Write::CloseSession)),
            "sync" => return Ok(Call::Sync(parts.path()?)),
            "setWatches" => return parts.set_watches(),
            "multi" => {
                let inner = self.several(MULTI, |parts| parts.write())?;
                return Ok(Call::Write(Write::Multi(inner)));
            }
            "multiread" => {
                let inner = self.several(MULTIREAD, |parts| parts.read())?;
                return Ok(Call::Read(Read::Multi(inner)));
            }
            _ => {}
        }
        if let Some(write) = parts.write()? {
            return Ok(Call::Write(write));
        }
        let read = parts.read()?;
        read.map(Call::Read).ok_or_else(|| parts.wrong())
    }

    /// `{ … ; … }`.
    #[inline(never)]
    fn several<T>(
        &mut self,
        wanted: &'static str,
        one: impl Fn(&Parts<'a>) -> Result<Option<T>, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut found = Vec::new();
        let at = self.args.first().map_or(self.end, |arg| arg.at);
        if !self.take().is_some_and(|arg| arg.is("{")) {
            return Err(form(at, wanted));
        }
        if self.args.first().is_some_and(|arg| arg.is("}")) {
            self.take();
            return Ok(found);
        }
        loop {
            let parts = self.parts()?;
            found.push(one(&parts)?.ok_or_else(|| form(parts.at, wanted))?);
            let at = self.args.first().map_or(self.end, |arg| arg.at);
            match self.take() {
                Some(sign) if sign.is(";") => {}
                Some(sign) if sign.is("}") => return Ok(found),
                _ => return Err(form(at, wanted)),
            }
        }
    }

    #[inline(never)]
    fn servers(&self, list: &Arg) -> Result<Vec<NodeId>, Fault> {
        let names = list.text()?.split(',');
        names.map(|one| self.server(list.at, one)).collect()
    }

    fn server(&self, at: usize, wanted: &str) -> Result<NodeId, Fault> {
        let mut servers = self.config.servers();
        servers.find(|server| name(*server) == wanted).ok_or(Fault {
            at,
            expected: Expected::Node,
        })
    }
}
