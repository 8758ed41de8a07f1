//! A word with its flags and arguments, and what it asks for.

use alloc::{rc::Rc, vec::Vec};

use super::{super::command::Walk, BATCH, Fault, Word, quote::Arg, text::LETTERS};
use crate::{
    kernel::Expected,
    zookeeper::{
        message::Call,
        znode::{
            acl::{self, Entry, Perms},
            node::Data,
            read::Read,
            request::{Mode, Write},
            watch::{self, Kind, Rearm},
        },
        zxid::Zxid,
    },
};

/// A command's word with what follows it.
pub(super) struct Parts<'a> {
    pub(super) word: &'static Word,
    pub(super) at: usize,
    pub(super) flags: Vec<(char, &'a Arg)>,
    pub(super) args: Vec<&'a Arg>,
}

pub(super) fn form(at: usize, form: &'static str) -> Fault {
    let expected = Expected::Form(form);
    Fault { at, expected }
}

fn number<N: core::str::FromStr>(arg: &Arg) -> Result<N, Fault> {
    arg.text()?.parse().map_err(|_| Fault {
        at: arg.at,
        expected: Expected::Number,
    })
}

fn data(arg: Option<&&Arg>) -> Data {
    let data = arg.filter(|arg| !arg.is("null"));
    data.map(|arg| arg.bytes.as_slice().into())
}

fn acl(arg: &Arg) -> Result<Option<Rc<[Entry]>>, Fault> {
    if arg.is("null") {
        return Ok(None);
    }
    let wrong = || form(arg.at, "scheme:id:cdrwa[,scheme:id:cdrwa]…");
    let mut entries = Vec::new();
    for entry in arg.text()?.split(',').filter(|entry| !entry.is_empty()) {
        let parts = entry.split_once(':');
        let parts = parts.and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once(':')?)));
        let (scheme, (id, letters)) = parts.ok_or_else(wrong)?;
        let mut perms = Perms(0);
        for letter in letters.chars() {
            let known = LETTERS.iter().find(|(known, _)| *known == letter);
            perms = perms.or(known.ok_or_else(wrong)?.1);
        }
        entries.push(Entry {
            scheme: scheme.into(),
            id: id.into(),
            perms,
        });
    }
    Ok(Some(entries.into()))
}

impl<'a> Parts<'a> {
    pub(super) fn wrong(&self) -> Fault {
        form(self.at, self.word.form)
    }

    pub(super) fn has(&self, flag: char) -> bool {
        self.flags.iter().any(|(letter, _)| *letter == flag)
    }

    pub(super) fn value(&self, flag: char) -> Option<&'a Arg> {
        let found = self.flags.iter().find(|(letter, _)| *letter == flag);
        found.map(|(_, value)| *value)
    }

    pub(super) fn version(&self) -> Result<i32, Fault> {
        self.value('v').map_or(Ok(-1), number)
    }

    pub(super) fn arg(&self, place: usize) -> Result<&'a Arg, Fault> {
        self.args.get(place).copied().ok_or_else(|| self.wrong())
    }

    pub(super) fn text(&self, place: usize) -> Result<Rc<str>, Fault> {
        Ok(self.arg(place)?.text()?.into())
    }

    pub(super) fn path(&self) -> Result<Rc<str>, Fault> {
        self.text(0)
    }

    pub(super) fn kind(&self) -> Kind {
        match (self.has('c'), self.has('d')) {
            (true, _) => Kind::Children,
            (_, true) => Kind::Data,
            (_, _) => Kind::Any,
        }
    }

    /// `timeout MS` at the end.
    pub(super) fn timeout(&mut self) -> Result<Option<i64>, Fault> {
        let [.., word, ms] = self.args.as_slice() else {
            return Ok(None);
        };
        if !word.is("timeout") {
            return Err(self.wrong());
        }
        let ms = number(ms)?;
        self.args.truncate(self.args.len() - 2);
        Ok(Some(ms))
    }

    pub(super) fn create(&self) -> Result<Write, Fault> {
        let ttl = self.value('t').map(number).transpose()?;
        let mode = match (self.has('e'), self.has('c'), ttl) {
            (false, false, None) => Mode::Persistent,
            (true, false, None) => Mode::Ephemeral,
            (false, true, None) if !self.has('s') => Mode::Container,
            (false, false, Some(ms)) => Mode::Ttl(ms),
            (_, _, _) => return Err(self.wrong()),
        };
        let acl = match self.args.get(2) {
            Some(arg) => acl(arg)?,
            None => Some(acl::world(Perms::ALL)),
        };
        let always = matches!(mode, Mode::Container | Mode::Ttl(_));
        Ok(Write::Create {
            path: self.path()?,
            data: data(self.args.get(1)),
            acl,
            mode,
            sequential: self.has('s'),
            stat: always || self.word.word == "create2",
        })
    }

    /// The write it asks for, if it is one that may stand in a multi.
    pub(super) fn write(&self) -> Result<Option<Write>, Fault> {
        Ok(Some(match self.word.word {
            "create" | "create2" => self.create()?,
            "delete" => Write::Delete {
                path: self.path()?,
                version: self.version()?,
            },
            "set" => Write::SetData {
                path: self.path()?,
                data: data(self.args.get(1)),
                version: self.version()?,
            },
            "setAcl" => Write::SetAcl {
                path: self.path()?,
                acl: acl(self.arg(1)?)?,
                version: self.version()?,
            },
            "check" => Write::Check {
                path: self.path()?,
                version: self.version()?,
            },
            _ => return Ok(None),
        }))
    }

    /// The read it asks for, if it is one.
    pub(super) fn read(&self) -> Result<Option<Read>, Fault> {
        if self.word.word == "whoami" {
            return Ok(Some(Read::WhoAmI));
        }
        if self.word.word == "getEphemerals" {
            let prefix = self.path().unwrap_or_else(|_| "/".into());
            return Ok(Some(Read::GetEphemerals { prefix }));
        }
        let Ok(path) = self.path() else {
            return Ok(None);
        };
        let (watch, kind) = (self.has('w'), self.kind());
        Ok(Some(match self.word.word {
            "stat" => Read::Exists { path, watch },
            "get" => Read::GetData { path, watch },
            "ls" => Read::GetChildren {
                path,
                watch,
                stat: self.has('s'),
            },
            "getAcl" => Read::GetAcl { path },
            "getAllChildrenNumber" => Read::GetAllChildrenNumber { path },
            "addWatch" => Read::AddWatch {
                path,
                mode: self.watch_mode()?,
            },
            "removewatches" => Read::RemoveWatches { path, kind },
            "checkwatches" => Read::CheckWatches { path, kind },
            _ => return Ok(None),
        }))
    }

    pub(super) fn watch_mode(&self) -> Result<watch::Mode, Fault> {
        let Some(mode) = self.value('m') else {
            return Ok(watch::Mode::Recursive);
        };
        let text = mode.text()?;
        if text.eq_ignore_ascii_case("PERSISTENT") {
            Ok(watch::Mode::Persistent)
        } else if text.eq_ignore_ascii_case("PERSISTENT_RECURSIVE") {
            Ok(watch::Mode::Recursive)
        } else {
            Err(form(mode.at, "PERSISTENT | PERSISTENT_RECURSIVE"))
        }
    }

    /// What goes through a tree, if it is that.
    pub(super) fn walk(&self) -> Result<Option<Walk>, Fault> {
        Ok(match self.word.word {
            "ls" if self.has('R') => Some(Walk::List {
                watch: self.has('w'),
            }),
            "setAcl" if self.has('R') => Some(Walk::SetAcl {
                acl: acl(self.arg(1)?)?,
                version: self.version()?,
            }),
            "deleteall" => Some(Walk::Delete {
                batch: self.value('b').map_or(Ok(BATCH), number)?,
            }),
            _ => None,
        })
    }

    pub(super) fn set_watches(&self) -> Result<Call, Fault> {
        let since = self.value('z').ok_or_else(|| self.wrong())?;
        let paths = |flag: char| -> Result<Vec<Rc<str>>, Fault> {
            let given = self.flags.iter().filter(|(letter, _)| *letter == flag);
            given.map(|(_, path)| path.text().map(Rc::from)).collect()
        };
        Ok(Call::SetWatches(Rc::new(Rearm {
            since: Zxid(number(since)?),
            data: paths('d')?,
            exist: paths('e')?,
            child: paths('c')?,
            persistent: paths('p')?,
            recursive: paths('R')?,
        })))
    }
}
