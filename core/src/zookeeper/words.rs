//! The words of an ensemble in scripts, links and transcripts.

use alloc::{format, string::String};

use super::{
    Config, Zookeeper,
    disk::{FILE_ACCEPTED, FILE_CURRENT, FILE_LOG, FILE_SNAPSHOT, SNAPSHOT_BYTES},
    history::{Txn, Value},
    message::{Message, Notification, Operation, Request, Task, Timer, Vote},
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
fn zxid_word(zxid: Zxid) -> String {
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
    let (dialler, acceptor) = (name(conn.dialler), name(conn.acceptor));
    format!("{dialler}-{acceptor}:{}.{}", conn.port.0, conn.nth)
}

fn read_value(word: &str) -> Result<Value, Expected> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    if word.chars().all(plain) && word.chars().count() <= VALUE_CHARS_MAX {
        Ok(Value(word.into()))
    } else {
        Err(Expected::Value(VALUE_CHARS_MAX))
    }
}

fn operation_text(operation: &Operation) -> String {
    match operation {
        Operation::Set {
            value,
            expected: None,
        } => format!("set {}", value.0),
        Operation::Set {
            value,
            expected: Some(version),
        } => {
            format!("set {} version {version}", value.0)
        }
        Operation::Sync => "sync".into(),
    }
}

/// Bytes of a `QuorumPacket` besides its data: type, zxid, the length of the data and that of the
/// list of credentials.
const PACKET_BYTES: u32 = 4 + 8 + 4 + 4;
/// Bytes of a transaction besides its value: header, path, version, digest.
const TXN_BYTES: u32 = 32 + 6 + 4 + 4 + 12;

impl Worded for Zookeeper {
    fn node_name(_: &Config, node: NodeId) -> String {
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
            Timer::Tick => "tick".into(),
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
            Request::Operation(operation) => operation_text(operation),
            Request::Get => "get".into(),
        }
    }

    fn request(_: &Config, text: &str) -> Result<Request, Expected> {
        let words: alloc::vec::Vec<&str> = text.split_whitespace().collect();
        Ok(match words.as_slice() {
            ["get"] => Request::Get,
            ["sync"] => Request::Operation(Operation::Sync),
            ["set", value] => Request::Operation(Operation::Set {
                value: read_value(value)?,
                expected: None,
            }),
            ["set", value, "version", version] => Request::Operation(Operation::Set {
                value: read_value(value)?,
                expected: Some(version.parse().map_err(|_| Expected::Number)?),
            }),
            _ => return Err(Expected::Form("set VALUE [version N] | get | sync")),
        })
    }

    fn message_kind(message: &Message) -> &'static str {
        message.kind()
    }

    fn message_brief(_: &Config, message: &Message) -> String {
        match message {
            Message::Hello | Message::UpToDate | Message::Sync { .. } => String::new(),
            Message::Notification(Notification { vote, .. }) => vote_text(*vote),
            Message::LearnerInfo { accepted_epoch, .. } => format!("epoch {accepted_epoch}"),
            Message::LeaderInfo { epoch } => format!("epoch {epoch}"),
            Message::AckEpoch { zxid, .. }
            | Message::Diff { zxid }
            | Message::Trunc { zxid }
            | Message::Commit { zxid }
            | Message::NewLeader { zxid }
            | Message::Ack { zxid }
            | Message::Ping { zxid } => zxid_text(*zxid),
            Message::Snap(snapshot) => zxid_text(snapshot.zxid),
            Message::Proposal(txn) | Message::Inform(txn) => {
                format!("{} {}", zxid_text(txn.zxid), txn.outcome.value().0)
            }
            Message::Request { operation, .. } => operation_text(operation),
        }
    }

    /// As `QuorumPacket` and, for the election, `FastLeaderElection#buildMsg` would encode it; the
    /// text of the configuration in a notification and in NEWLEADER is counted with 40 bytes for
    /// each server.
    fn message_bytes(config: &Config, message: &Message) -> u32 {
        let quorum = 40 * config.members.len() as u32;
        let value = |txn: &Txn| TXN_BYTES + txn.outcome.value().0.len() as u32;
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
            | Message::Ping { .. }
            | Message::Sync { .. } => PACKET_BYTES,
            Message::NewLeader { .. } => PACKET_BYTES + quorum,
            Message::Snap(_) => PACKET_BYTES + SNAPSHOT_BYTES as u32,
            Message::Proposal(txn) | Message::Inform(txn) => PACKET_BYTES + value(txn),
            Message::Request { operation, .. } => match operation {
                Operation::Set { value, .. } => PACKET_BYTES + 16 + 14 + value.0.len() as u32,
                Operation::Sync => PACKET_BYTES + 16 + 6,
            },
        }
    }
}
