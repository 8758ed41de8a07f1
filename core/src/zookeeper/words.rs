//! The words of an ensemble in scripts, links and transcripts.

use alloc::{format, string::String};

use super::{
    Config, Zookeeper, bytes, client,
    disk::{FILE_ACCEPTED, FILE_CURRENT, FILE_LOG, FILE_SNAPSHOT},
    history::{Entry, Value},
    message::{
        Call, Message, Notification, OWN_PATH, Operation, Own, Reply, Request, Task, Timer, Vote,
    },
    znode::{
        node::SessionId,
        read::{Read, Seen},
        request::{Answer, Change, Write},
    },
    zxid::Zxid,
};
use crate::kernel::{Conn, Expected, File, NodeId, Worded};

/// A value's length at most, so that it fits where it is drawn.
const VALUE_CHARS_MAX: usize = 12;

/// A server's name: `s1` is the one with the id 1.
pub fn name(node: NodeId) -> String {
    format!("s{}", node.0 + 1)
}

/// A zxid as readers see it, e.g. `⟨1,2⟩`: epoch and counter.
pub fn zxid_text(zxid: Zxid) -> String {
    if zxid == Zxid::LOST {
        return "−1".into();
    }
    format!("⟨{},{}⟩", zxid.epoch(), zxid.counter())
}

/// A zxid as scripts write it, e.g. `1.2`.
pub(super) fn zxid_word(zxid: Zxid) -> String {
    format!("{}.{}", zxid.epoch(), zxid.counter())
}

/// Reads a zxid of a script.
pub(super) fn read_zxid(word: &str) -> Option<Zxid> {
    let (epoch, counter) = word.split_once('.')?;
    Some(Zxid::new(epoch.parse().ok()?, counter.parse().ok()?))
}

/// Whom a vote is for, e.g. `s3 ⟨1,2⟩`.
pub fn vote_text(vote: Vote) -> String {
    vote.map_or_else(String::new, |vote| {
        format!("{} {}", name(vote.leader), zxid_text(vote.zxid))
    })
}

/// A connection as scripts write it, e.g. `s2-s1:1.0`.
fn conn_word(conn: Conn) -> String {
    let (dialler, acceptor) = (name(conn.dialler()), name(conn.acceptor()));
    format!("{dialler}-{acceptor}:{}.{}", conn.port().0, conn.nth())
}

fn read_value(word: &str) -> Result<Value, Expected> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    if word.chars().all(plain) && word.chars().count() <= VALUE_CHARS_MAX {
        Ok(Value(word.into()))
    } else {
        Err(Expected::Value(VALUE_CHARS_MAX))
    }
}

fn own_text(own: &Own) -> String {
    match own {
        Own::Set {
            value,
            expected: None,
        } => format!("set {}", value.0),
        Own::Set {
            value,
            expected: Some(version),
        } => {
            format!("set {} version {version}", value.0)
        }
        Own::Sync => "sync".into(),
        Own::Get => "get".into(),
        Own::Reap => "reap".into(),
    }
}

/// What a session wants written, in few words.
pub fn write_text(write: &Write) -> String {
    match write {
        Write::SetData {
            path,
            data,
            version,
        } if &**path == OWN_PATH => {
            let data = data.as_deref().unwrap_or_default();
            let value = Value(String::from_utf8_lossy(data).into());
            let expected = u32::try_from(*version).ok();
            own_text(&Own::Set { value, expected })
        }
        Write::Create { .. }
        | Write::Delete { .. }
        | Write::SetData { .. }
        | Write::SetAcl { .. }
        | Write::Check { .. }
        | Write::Multi(_)
        | Write::CreateSession { .. }
        | Write::CloseSession
        | Write::DeleteContainer { .. } => client::words::brief_write(write),
    }
}

/// What a transaction does, in few words: of a write to `/x` by a client inside a server, the word.
pub fn txn_text(txn: &Entry) -> String {
    if let Some(word) = txn.word() {
        return word.0.as_ref().into();
    }
    match &txn.change {
        Change::Create { birth, .. } => format!("create {}", birth.path),
        Change::Delete { path } => format!("delete {path}"),
        Change::SetData { path, .. } => format!("set {path}"),
        Change::SetAcl { path, .. } => format!("setAcl {path}"),
        Change::Check => "check".into(),
        Change::Multi(changes) => format!("multi of {}", changes.len()),
        Change::MultiFailed { of, .. } => format!("multi of {of}"),
        Change::CreateSession { .. } => "createSession".into(),
        Change::CloseSession { .. } => "closeSession".into(),
        Change::Failed(error) => txn
            .wanted
            .as_deref()
            .map_or_else(|| error.name().into(), write_text),
    }
}

/// What a session reads, in few words.
pub fn read_text(read: &Read) -> String {
    match read {
        Read::GetData { path, watch: false } if &**path == OWN_PATH => "get".into(),
        Read::GetData { .. }
        | Read::Exists { .. }
        | Read::GetChildren { .. }
        | Read::GetAcl { .. }
        | Read::Multi(_)
        | Read::GetEphemerals { .. }
        | Read::GetAllChildrenNumber { .. }
        | Read::AddWatch { .. }
        | Read::RemoveWatches { .. }
        | Read::CheckWatches { .. }
        | Read::WhoAmI => client::words::brief_read(read),
    }
}

/// A session's number as ZooKeeper writes it, e.g. `0x100000000000300`.
pub fn session_text(session: SessionId) -> String {
    format!("{:#x}", session.0)
}

/// A call, in few words.
pub fn call_text(call: &Call) -> String {
    match call {
        Call::Write(write) => write_text(write),
        Call::Read(read) => read_text(read),
        Call::Sync(_) | Call::Auth { .. } | Call::SetWatches(_) | Call::Ping => {
            client::words::brief(call)
        }
    }
}

/// An answer, in few words.
pub fn reply_text(reply: &Reply) -> String {
    if let Some(error) = reply.error() {
        return error.name().into();
    }
    match reply {
        Reply::Answer(Answer::Path(path) | Answer::Created(path, _)) => path.as_ref().into(),
        Reply::Seen(Ok(Seen::Data(Some(data), _))) => String::from_utf8_lossy(data).into_owned(),
        Reply::Seen(Ok(Seen::Children(names, _) | Seen::Paths(names))) => {
            format!("[{}]", names.join(", "))
        }
        Reply::Seen(Ok(Seen::Number(number))) => format!("{number}"),
        Reply::Answer(_) | Reply::Seen(_) | Reply::Synced(_) | Reply::Done | Reply::Failed(_) => {
            "OK".into()
        }
    }
}

fn operation_text(operation: &Operation) -> String {
    match operation {
        Operation::Write(write) => write_text(write),
        Operation::Sync => "sync".into(),
    }
}

/// Bytes of a `QuorumPacket` besides its data: type, zxid, the length of the data and that of the
/// list of credentials.
const PACKET_BYTES: u32 = 4 + 8 + 4 + 4;

impl Worded for Zookeeper {
    fn node_name(config: &Config, node: NodeId) -> String {
        if config.is_client(node) {
            return format!("c{}", node.index() + 1 - config.members.len());
        }
        name(node)
    }

    fn file_name(file: File) -> &'static str {
        match file {
            FILE_LOG => "log",
            FILE_SNAPSHOT => "snapshot",
            FILE_ACCEPTED => "acceptedEpoch",
            _ => "currentEpoch",
        }
    }

    fn files() -> &'static [File] {
        &[FILE_LOG, FILE_SNAPSHOT, FILE_ACCEPTED, FILE_CURRENT]
    }

    fn timer_text(_: &Config, timer: &Timer) -> String {
        match timer {
            Timer::Notify => "notify".into(),
            Timer::Finalize => "finalize".into(),
            Timer::Connect(peer) => format!("connect {}", name(*peer)),
            Timer::Rejoin => "rejoin".into(),
            Timer::Redial => "redial".into(),
            Timer::Read => "read".into(),
            Timer::Quorum => "quorum".into(),
            Timer::Silence(conn) => format!("silence {}", conn_word(*conn)),
            Timer::NewLeader(conn) => format!("new-leader {}", conn_word(*conn)),
            Timer::Tick => "tick".into(),
            Timer::Sessions => "sessions".into(),
            Timer::Containers => "containers".into(),
            Timer::KeepAlive => "keep-alive".into(),
            Timer::Patience => "patience".into(),
        }
    }

    fn task_text(_: &Config, task: &Task) -> String {
        match task {
            Task::OwnVote => "own-vote".into(),
            Task::Logged(zxid) => format!("logged {}", zxid_word(*zxid)),
            Task::Truncated => "truncated".into(),
            Task::SnapshotSaved => "snapshot-saved".into(),
            Task::SyncLogged(zxid) => format!("sync-logged {}", zxid_word(*zxid)),
            Task::AcceptedSaved => "accepted-saved".into(),
            Task::CurrentSaved => "current-saved".into(),
        }
    }

    fn request_text(_: &Config, request: &Request) -> String {
        match request {
            Request::Own(own) => own_text(own),
            Request::Command(command) => client::words::text(command),
        }
    }

    fn request(config: &Config, text: &str) -> Result<Request, Expected> {
        if let Some(command) = client::words::read(config, text) {
            return command.map(Request::from);
        }
        let words: alloc::vec::Vec<&str> = text.split_whitespace().collect();
        Ok(Request::Own(match words.as_slice() {
            ["get"] => Own::Get,
            ["reap"] => Own::Reap,
            ["sync"] => Own::Sync,
            ["set", value] => Own::Set {
                value: read_value(value)?,
                expected: None,
            },
            ["set", value, "version", version] => Own::Set {
                value: read_value(value)?,
                expected: Some(version.parse().map_err(|_| Expected::Number)?),
            },
            _ => return Err(Expected::Form("set VALUE [version N] | get | sync | reap")),
        }))
    }

    fn message_kind(message: &Message) -> &'static str {
        message.kind()
    }

    fn message_brief(_: &Config, message: &Message) -> String {
        match message {
            Message::Hello | Message::UpToDate | Message::Sync { .. } => String::new(),
            Message::Revalidate { session, .. } => session_text(*session),
            Message::Revalidated { session, valid } => {
                let valid = if *valid { "valid" } else { "invalid" };
                format!("{} {valid}", session_text(*session))
            }
            Message::Connect(wanted) => wanted
                .session
                .map_or_else(|| "new".into(), |(session, _)| session_text(session)),
            Message::Connected(granted) => granted.map_or_else(
                || "expired".into(),
                |granted| session_text(granted.session.0),
            ),
            Message::Call { call, .. } => client::words::brief(call),
            Message::Reply { reply, .. } => reply_text(reply),
            Message::Event { path, .. } => path.as_ref().into(),
            Message::Notification(Notification { vote, .. }) => vote_text(*vote),
            Message::LearnerInfo { accepted_epoch, .. } => format!("epoch {accepted_epoch}"),
            Message::LeaderInfo { epoch } => format!("epoch {epoch}"),
            Message::AckEpoch { zxid, .. }
            | Message::Diff { zxid }
            | Message::Trunc { zxid }
            | Message::Commit { zxid }
            | Message::NewLeader { zxid }
            | Message::Ack { zxid }
            | Message::Ping { zxid, .. } => zxid_text(*zxid),
            Message::Snap(snapshot) => zxid_text(snapshot.zxid),
            Message::Proposal(txn) | Message::Inform(txn) => {
                format!("{} {}", zxid_text(txn.zxid), txn_text(txn))
            }
            Message::Request(errand) => operation_text(&errand.operation),
        }
    }

    /// As `QuorumPacket` and, for the election, `FastLeaderElection#buildMsg` would encode it; the
    /// text of the configuration in a notification and in NEWLEADER is counted with 40 bytes for
    /// each server.
    fn message_bytes(config: &Config, message: &Message) -> u32 {
        let quorum = 40 * config.members.len() as u32;
        match message {
            Message::Hello => 8 + 8 + 4 + 20,
            Message::Notification(_) => 4 + 44 + quorum,
            Message::LearnerInfo { .. } => PACKET_BYTES + 20,
            Message::LeaderInfo { .. } | Message::AckEpoch { .. } => PACKET_BYTES + 4,
            Message::Diff { .. }
            | Message::Trunc { .. }
            | Message::Commit { .. }
            | Message::Ack { .. }
            | Message::UpToDate
            | Message::Sync { .. } => PACKET_BYTES,
            Message::Ping { touched, .. } => {
                let touched = touched.as_ref().map_or(0, |touched| touched.len());
                PACKET_BYTES + 12 * touched as u32
            }
            Message::Revalidate { .. } => PACKET_BYTES + 12,
            Message::Revalidated { .. } => PACKET_BYTES + 9,
            Message::Connect(_) => 4 + 4 + 8 + 4 + 8 + 20 + 1,
            Message::Connected(_) => 4 + 4 + 4 + 8 + 20 + 1,
            Message::Call { call, .. } => 4 + bytes::call(call) as u32,
            Message::Reply { reply, .. } => bytes::reply(reply),
            Message::Event { path, .. } => 4 + 16 + 8 + 4 + path.len() as u32,
            Message::NewLeader { .. } => PACKET_BYTES + quorum,
            Message::Snap(snapshot) => PACKET_BYTES + bytes::snapshot(&snapshot.tree) as u32,
            Message::Proposal(txn) | Message::Inform(txn) => PACKET_BYTES + txn.bytes(),
            Message::Request(errand) => PACKET_BYTES + 16 + errand.operation.bytes(),
        }
    }
}
