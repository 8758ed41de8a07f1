//! A command becomes text.

use alloc::{format, rc::Rc, string::String};

use super::{
    super::command::{Command, TIMEOUT, Walk},
    quote::written,
};
use crate::{
    kernel::NodeId,
    zookeeper::{
        message::Call,
        name,
        znode::{
            acl::{self, Entry, Perms},
            node::Data,
            read::Read,
            request::{Mode, Write},
            watch::{self, Kind, Rearm},
        },
    },
};

/// How many letters of the data are shown where there is little room.
const DATA_SHOWN: usize = 12;

/// A command as text.
pub fn text(command: &Command) -> String {
    match command {
        Command::Connect { servers, timeout } => {
            let mut line = Line::new("connect", false);
            for (place, server) in servers.iter().enumerate() {
                line.text += if place == 0 { " " } else { "," };
                line.text += &name(*server);
            }
            line.timeout((*timeout != TIMEOUT).then_some(*timeout))
        }
        Command::Move { to, timeout } => moved(*to, *timeout),
        Command::Disconnect => "disconnect".into(),
        Command::AddAuth {
            scheme,
            credentials,
        } => add_auth(scheme, credentials),
        Command::Walk { path, walk } => walked(path, walk),
        Command::Call(call) => call_line(call, false, false),
        Command::WithStat(call) => call_line(call, true, false),
    }
}

/// A request as a label: in the same words, but short.
pub fn brief(call: &Call) -> String {
    call_line(call, false, true)
}

/// A write as a label.
pub fn brief_write(write: &Write) -> String {
    write_line(write, false, true)
}

/// A read as a label.
pub fn brief_read(read: &Read) -> String {
    read_line(read, false, true)
}

struct Line {
    text: String,
    brief: bool,
}

impl Line {
    fn new(word: &str, brief: bool) -> Self {
        let text = word.into();
        Self { text, brief }
    }

    fn flag(mut self, on: bool, flag: &str) -> Self {
        if on {
            self.text += " -";
            self.text += flag;
        }
        self
    }

    fn version(mut self, version: i32) -> Self {
        if version != -1 {
            self.text += &format!(" -v {version}");
        }
        self
    }

    fn arg(mut self, arg: &str) -> Self {
        self.text.push(' ');
        self.text += &if self.brief {
            arg.into()
        } else {
            written(arg.as_bytes())
        };
        self
    }

    fn data(mut self, data: &Data) -> Self {
        let Some(data) = data else {
            self.text += " null";
            return self;
        };
        let mut word = written(data);
        if self.brief
            && let Some((end, _)) = word.char_indices().nth(DATA_SHOWN)
        {
            word.truncate(end);
            word.push('…');
        }
        self.text.push(' ');
        self.text += &word;
        self
    }

    fn acl(mut self, acl: Option<&[Entry]>) -> Self {
        self.text.push(' ');
        self.text += &acl.map_or_else(|| "null".into(), |acl| written(acl_text(acl).as_bytes()));
        self
    }

    fn timeout(mut self, timeout: Option<i64>) -> String {
        if let Some(ms) = timeout {
            self.text += &format!(" timeout {ms}");
        }
        self.text
    }

    fn kind(self, kind: Kind) -> String {
        let line = self.flag(kind == Kind::Children, "c");
        line.flag(kind == Kind::Data, "d").text
    }
}

/// Rights by their letters, in the order in which ZooKeeper writes them.
pub(super) const LETTERS: [(char, Perms); 5] = [
    ('c', Perms::CREATE),
    ('d', Perms::DELETE),
    ('r', Perms::READ),
    ('w', Perms::WRITE),
    ('a', Perms::ADMIN),
];

/// Rights as letters, e.g. `cdrwa`.
pub fn perms_text(perms: Perms) -> String {
    let letters = LETTERS.iter().filter(|(_, one)| perms.any(*one));
    letters.map(|(letter, _)| *letter).collect()
}

/// An access list, e.g. `world:anyone:cdrwa`.
pub fn acl_text(acl: &[Entry]) -> String {
    let mut text = String::new();
    for (place, entry) in acl.iter().enumerate() {
        text += if place == 0 { "" } else { "," };
        text += &format!("{}:{}:{}", entry.scheme, entry.id, perms_text(entry.perms));
    }
    text
}

fn moved(to: NodeId, timeout: Option<i64>) -> String {
    Line::new("move", false).arg(&name(to)).timeout(timeout)
}

fn add_auth(scheme: &str, credentials: &str) -> String {
    Line::new("addauth", false)
        .arg(scheme)
        .arg(credentials)
        .text
}

fn walked(path: &Rc<str>, walk: &Walk) -> String {
    match walk {
        Walk::List { watch } => {
            let line = Line::new("ls", false).flag(*watch, "w");
            line.flag(true, "R").arg(path).text
        }
        Walk::SetAcl { acl, version } => {
            let line = Line::new("setAcl", false).version(*version);
            line.flag(true, "R").arg(path).acl(acl.as_deref()).text
        }
        Walk::Delete { batch } => {
            let mut line = Line::new("deleteall", false);
            if *batch != super::BATCH {
                line.text += &format!(" -b {batch}");
            }
            line.arg(path).text
        }
    }
}

fn call_line(call: &Call, stat: bool, brief: bool) -> String {
    match call {
        Call::Write(write) => write_line(write, stat, brief),
        Call::Read(read) => read_line(read, stat, brief),
        Call::Sync(path) => Line::new("sync", brief).arg(path).text,
        Call::Auth { scheme, .. } if brief => format!("addauth {scheme}"),
        Call::Auth {
            scheme,
            credentials,
        } => add_auth(scheme, credentials),
        Call::SetWatches(_) if brief => "setWatches".into(),
        Call::SetWatches(rearm) => set_watches(rearm),
        Call::Ping => "ping".into(),
    }
}

fn write_line(write: &Write, stat: bool, brief: bool) -> String {
    let line = |word| Line::new(word, brief);
    match write {
        Write::Create { .. } => create(write, brief),
        Write::Delete { path, version } => line("delete").version(*version).arg(path).text,
        Write::SetData {
            path,
            data,
            version,
        } => {
            let line = line("set").flag(stat, "s").version(*version);
            line.arg(path).data(data).text
        }
        Write::SetAcl { path, version, .. } if brief => {
            line("setAcl").version(*version).arg(path).text
        }
        Write::SetAcl { path, acl, version } => {
            let line = line("setAcl").flag(stat, "s").version(*version);
            line.arg(path).acl(acl.as_deref()).text
        }
        Write::Check { path, version } => line("check").version(*version).arg(path).text,
        Write::Multi(writes) if brief => format!("multi of {}", writes.len()),
        Write::Multi(writes) => {
            let each = writes.iter().map(|write| write_line(write, false, false));
            several("multi", each)
        }
        Write::CreateSession { .. } => "createSession".into(),
        Write::CloseSession => "close".into(),
        Write::DeleteContainer { path } => line("deleteContainer").arg(path).text,
    }
}

fn create(write: &Write, brief: bool) -> String {
    let Write::Create {
        path,
        data,
        acl,
        mode,
        sequential,
        stat,
    } = write
    else {
        return String::new();
    };
    // Containers and nodes with a time to live are always answered with their stat.
    let plain = matches!(mode, Mode::Persistent | Mode::Ephemeral);
    let word = if *stat && plain { "create2" } else { "create" };
    let mut line = Line::new(word, brief).flag(*sequential, "s");
    line = line.flag(*mode == Mode::Ephemeral, "e");
    line = line.flag(*mode == Mode::Container, "c");
    if let Mode::Ttl(ms) = mode {
        line.text += &format!(" -t {ms}");
    }
    line = line.arg(path);
    let open = acl.as_deref() == Some(&*acl::world(Perms::ALL));
    if data.is_some() || !(open || brief) {
        line = line.data(data);
    }
    if !(open || brief) {
        line = line.acl(acl.as_deref());
    }
    line.text
}

fn read_line(read: &Read, stat: bool, brief: bool) -> String {
    let line = |word| Line::new(word, brief);
    match read {
        Read::Exists { path, watch } => line("stat").flag(*watch, "w").arg(path).text,
        Read::GetData { path, watch } => {
            let line = line("get").flag(stat, "s").flag(*watch, "w");
            line.arg(path).text
        }
        Read::GetChildren { path, watch, stat } => {
            let line = line("ls").flag(*stat, "s").flag(*watch, "w");
            line.arg(path).text
        }
        Read::GetAcl { path } => line("getAcl").flag(stat, "s").arg(path).text,
        Read::Multi(reads) if brief => format!("multiread of {}", reads.len()),
        Read::Multi(reads) => {
            let each = reads.iter().map(|read| read_line(read, false, false));
            several("multiread", each)
        }
        Read::GetEphemerals { prefix } if &**prefix == "/" => "getEphemerals".into(),
        Read::GetEphemerals { prefix } => line("getEphemerals").arg(prefix).text,
        Read::GetAllChildrenNumber { path } => line("getAllChildrenNumber").arg(path).text,
        Read::AddWatch { path, mode } => {
            let line = line("addWatch").flag(*mode != watch::Mode::Recursive, "m PERSISTENT");
            line.arg(path).text
        }
        Read::RemoveWatches { path, kind } => line("removewatches").arg(path).kind(*kind),
        Read::CheckWatches { path, kind } => line("checkwatches").arg(path).kind(*kind),
        Read::WhoAmI => "whoami".into(),
    }
}

fn several(word: &str, each: impl Iterator<Item = String>) -> String {
    let mut text = format!("{word} {{");
    for (place, one) in each.enumerate() {
        text += if place == 0 { " " } else { " ; " };
        text += &one;
    }
    text + " }"
}

fn set_watches(rearm: &Rearm) -> String {
    let mut line = Line::new("setWatches", false);
    line.text += &format!(" -z {}", rearm.since.0);
    let kinds = [
        ("d", &rearm.data),
        ("e", &rearm.exist),
        ("c", &rearm.child),
        ("p", &rearm.persistent),
        ("R", &rearm.recursive),
    ];
    for (flag, paths) in kinds {
        for path in paths {
            line = line.flag(true, flag).arg(path);
        }
    }
    line.text
}
