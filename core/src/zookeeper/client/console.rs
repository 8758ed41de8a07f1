//! What a person sees of a client: the words that `zkCli.sh` prints.
//!
//! Where it prints nothing, `OK` is said here: in a run that can stand still one has to see that
//! the answer has come. Sources: `ZooKeeperMain.java`, the package `cli`, `KeeperException.java`.

use alloc::{
    boxed::Box,
    format,
    rc::Rc,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{State, program::Purpose, rule::Rule, words};
use crate::{
    kernel::{Choice, NodeId, Step, Utterance, Voice, World},
    zookeeper::{
        Zookeeper,
        message::{Call, Reply, Request},
        rule as common,
        znode::{
            acl::{Acl, Entry},
            error::Error,
            node::{Data, Stat},
            read::{Read, Seen},
            request::{Answer, Mode, Write},
        },
        zxid::Zxid,
    },
};

impl State {
    /// Its name (`ZooKeeper.States`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotConnected => "NOT_CONNECTED",
            Self::Connecting => "CONNECTING",
            Self::Connected => "CONNECTED",
            Self::Closed => "CLOSED",
            Self::AuthFailed => "AUTH_FAILED",
        }
    }
}

/// What is said on the console of a client at a step.
pub(in crate::zookeeper) fn said(
    step: &Step<Zookeeper>,
    world: &World<Zookeeper>,
) -> Vec<Utterance> {
    let node = step.node().filter(|node| world.config().is_client(*node));
    let Some(node) = node else {
        return Vec::new();
    };
    let mut console = Console {
        node,
        said: Vec::new(),
    };
    if let Choice::Submit {
        request: Request::Command(command),
        ..
    } = &step.choice
    {
        console.say(Voice::Asked, words::text(command));
    }
    let client = world.nodes()[node.index()].client();
    let never = client.is_some_and(|client| client.state == State::NotConnected);
    for reaction in &step.out.reactions {
        if let common::Rule::Client(rule) = reaction.rule() {
            console.hear(rule, never);
        }
    }
    console.said
}

/// What is said of an answer without words.
const OK: &str = "OK";

struct Console {
    node: NodeId,
    said: Vec<Utterance>,
}

impl Console {
    fn say(&mut self, voice: Voice, text: impl Into<Box<str>>) {
        let (node, text) = (self.node, text.into());
        self.said.push(Utterance { node, voice, text });
    }

    fn state(&mut self, state: &str) {
        let text = format!("WATCHER:: WatchedEvent state:{state} type:None path:null");
        self.say(Voice::Event, text);
    }

    fn hear(&mut self, rule: &Rule, never: bool) {
        if let Rule::Answered {
            call,
            reply,
            purpose,
            ..
        } = rule
        {
            match reply.error() {
                Some(_) if never => self.say(Voice::Refusal, "Not connected"),
                Some(error) => self.failed(error, call, *purpose),
                None => self.answered(call, reply, *purpose),
            }
        } else if let Rule::Hear { event, path } = rule {
            let event = event.name();
            let text =
                format!("WATCHER:: WatchedEvent state:SyncConnected type:{event} path:{path}");
            self.say(Voice::Event, text);
        } else if let Rule::HasHandle = rule {
            self.say(Voice::Refusal, "Already connected");
        } else if let Rule::NoHandle = rule {
            self.say(Voice::Refusal, "Not connected");
        } else if let Rule::Connected { .. } = rule {
            self.state("SyncConnected");
        } else if let Rule::Move { .. } | Rule::Lost { .. } = rule {
            self.state("Disconnected");
        } else if let Rule::Expired = rule {
            self.state("Expired");
        }
    }

    fn failed(&mut self, error: Error, call: &Call, purpose: Purpose) {
        let vanished = matches!(call, Call::Read(Read::GetChildren { .. }));
        if purpose == Purpose::Own
            || (purpose == Purpose::List && vanished && error == Error::NoNode)
        {
            return;
        }
        let voice = if error == Error::ConnectionLoss {
            Voice::Unknown
        } else {
            Voice::Refusal
        };
        self.say(voice, failure(error, path_of(call)));
    }

    fn answered(&mut self, call: &Call, reply: &Reply, purpose: Purpose) {
        let text = match (purpose, reply) {
            (Purpose::Own | Purpose::Search, _) => return,
            (Purpose::List, Reply::Seen(Ok(Seen::Children(names, _)))) => {
                let parent = path_of(call).trim_end_matches('/');
                let paths = names.iter().map(|name| format!("{parent}/{name}"));
                lines(paths)
            }
            (Purpose::List, _) => path_of(call).into(),
            (_, reply) => printed(call, reply, purpose == Purpose::WithStat),
        };
        if text == OK {
            self.say(Voice::Done, "");
        } else if !text.is_empty() {
            self.say(Voice::Answer, text);
        }
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// The path that a message about a call names.
fn path_of(call: &Call) -> &str {
    match call {
        Call::Write(write) => match write {
            Write::Create { path, .. }
            | Write::Delete { path, .. }
            | Write::SetData { path, .. }
            | Write::SetAcl { path, .. }
            | Write::Check { path, .. }
            | Write::DeleteContainer { path } => path,
            Write::Multi(_) | Write::CreateSession { .. } | Write::CloseSession => "",
        },
        Call::Read(read) => match read {
            Read::Exists { path, .. }
            | Read::GetData { path, .. }
            | Read::GetChildren { path, .. }
            | Read::GetAcl { path }
            | Read::GetAllChildrenNumber { path }
            | Read::AddWatch { path, .. }
            | Read::RemoveWatches { path, .. }
            | Read::CheckWatches { path, .. }
            | Read::GetEphemerals { prefix: path } => path,
            Read::Multi(_) | Read::WhoAmI => "",
        },
        Call::Sync(path) => path,
        Call::Auth { .. } | Call::SetWatches(_) | Call::Ping => "",
    }
}

fn failure(error: Error, path: &str) -> String {
    let code = match error {
        Error::NoNode => return format!("Node does not exist: {path}"),
        Error::NoChildrenForEphemerals => {
            return format!("Ephemerals cannot have children: {path}");
        }
        Error::NodeExists => return format!("Node already exists: {path}"),
        Error::NotEmpty => return format!("Node not empty: {path}"),
        Error::InvalidAcl => return format!("Acl is not valid : {path}"),
        Error::NoAuth => return format!("Insufficient permission : {path}"),
        Error::BadArguments => return format!("Arguments are not valid : {path}"),
        Error::BadVersion => return format!("version No is not valid : {path}"),
        Error::QuotaExceeded => return format!("Quota has exceeded : {path}"),
        Error::RuntimeInconsistency => "RuntimeInconsistency",
        Error::ConnectionLoss => "ConnectionLoss",
        Error::Unimplemented => "Unimplemented",
        Error::SessionExpired => "Session expired",
        Error::AuthFailed => "AuthFailed",
        Error::SessionMoved => "Session moved",
        Error::NoWatcher => "No such watcher",
    };
    if path.is_empty() {
        return format!("KeeperErrorCode = {code}");
    }
    format!("KeeperErrorCode = {code} for {path}")
}

#[inline(never)]
fn printed(call: &Call, reply: &Reply, with_stat: bool) -> String {
    match reply {
        Reply::Answer(given) => answer(given, call, with_stat),
        Reply::Seen(Ok(found)) => seen(found, with_stat),
        Reply::Synced(_) => "Sync is OK".into(),
        Reply::Done | Reply::Seen(Err(_)) | Reply::Failed(_) => OK.into(),
    }
}

fn answer(answer: &Answer, call: &Call, with_stat: bool) -> String {
    match answer {
        Answer::Path(path) => format!("Created {path}"),
        Answer::Created(path, printed) => {
            // These are always answered with their stat; who asks did not ask for it.
            let Call::Write(Write::Create {
                mode: Mode::Container | Mode::Ttl(_),
                ..
            }) = call
            else {
                return format!("Created {path}\n{}", stat(printed));
            };
            format!("Created {path}")
        }
        Answer::Stat(printed) if with_stat => stat(printed),
        Answer::Results(results) => {
            let one = |result: &Result<Answer, Error>| match result {
                Ok(one) => self::answer(one, call, false),
                Err(error) => error.name().into(),
            };
            lines(results.iter().map(one))
        }
        Answer::Done | Answer::Stat(_) | Answer::Failed(_) => OK.into(),
    }
}

#[inline(never)]
fn seen(found: &Seen, with_stat: bool) -> String {
    let more = |text: String, printed: &Stat| {
        if with_stat {
            format!("{text}\n{}", stat(printed))
        } else {
            text
        }
    };
    match found {
        Seen::Done => OK.into(),
        Seen::Stat(printed) => stat(printed),
        Seen::Data(bytes, printed) => more(data(bytes), printed),
        Seen::Children(names, None) => listed(names),
        Seen::Children(names, Some(printed)) => format!("{}\n{}", listed(names), stat(printed)),
        Seen::Acl(acl, printed) => more(acl_lines(acl), printed),
        Seen::Results(results) => {
            let one = |result: &Result<Seen, Error>| match result {
                Ok(one) => seen(one, false),
                Err(error) => error.name().into(),
            };
            lines(results.iter().map(one))
        }
        Seen::Paths(paths) => listed(paths),
        Seen::Number(number) => number.to_string(),
        Seen::Identities(users) => {
            let head = "Auth scheme: User".to_string();
            let users = users
                .iter()
                .map(|(scheme, user)| format!("{scheme}: {user}"));
            lines(vec![head].into_iter().chain(users))
        }
    }
}

#[inline(never)]
fn data(bytes: &Data) -> String {
    let text = bytes.as_deref().map(String::from_utf8_lossy);
    text.map_or_else(|| "null".into(), Into::into)
}

#[inline(never)]
fn listed(names: &[Rc<str>]) -> String {
    format!("[{}]", names.join(", "))
}

#[inline(never)]
fn acl_lines(acl: &Acl) -> String {
    let one = |entry: &Entry| {
        let perms = words::perms_text(entry.perms);
        format!("'{},'{}\n: {perms}", entry.scheme, entry.id)
    };
    lines(acl.iter().map(one))
}

#[inline(never)]
fn stat(stat: &Stat) -> String {
    let zxid = |zxid: Zxid| format!("{:#x}", zxid.0);
    let owner = stat.ephemeral_owner.map_or(0, |owner| owner.0);
    let fields = [
        ("cZxid", zxid(stat.czxid)),
        ("ctime", format!("{} ms", stat.ctime)),
        ("mZxid", zxid(stat.mzxid)),
        ("mtime", format!("{} ms", stat.mtime)),
        ("pZxid", zxid(stat.pzxid)),
        ("cversion", stat.cversion.to_string()),
        ("dataVersion", stat.version.to_string()),
        ("aclVersion", stat.aversion.to_string()),
        ("ephemeralOwner", format!("{owner:#x}")),
        ("dataLength", stat.data_length.to_string()),
        ("numChildren", stat.num_children.to_string()),
    ];
    lines(
        fields
            .iter()
            .map(|(name, value)| format!("{name} = {value}")),
    )
}
