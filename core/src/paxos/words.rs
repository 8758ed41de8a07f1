//! The words of Paxos in scripts, links and transcripts.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{
    Config, Paxos,
    message::{Ballot, Message, Proposal, Request, Task, Timer, Value},
};
use crate::kernel::{Expected, File, NodeId, Worded};

/// The proposer's file: its last round.
pub const FILE_PROPOSER: File = File(0);
/// The acceptor's file: promises and acceptances.
pub const FILE_ACCEPTOR: File = File(1);

/// A value's length at most, so that it fits where it is drawn.
const VALUE_CHARS_MAX: usize = 12;

/// E.g. `1.p1`.
pub fn ballot_text(config: &Config, ballot: Ballot) -> String {
    format!("{}.{}", ballot.round, config.name(ballot.proposer))
}

/// Whether a script may have meant a ballot by this, or none.
pub(super) fn check_ballot(config: &Config, word: &str) -> Result<(), Expected> {
    let mut nodes = (0..config.members.len() as u8).map(NodeId);
    let parts = word.split_once('.');
    let known = parts.is_some_and(|(round, proposer)| {
        round.parse::<u32>().is_ok() && nodes.any(|node| config.name(node) == proposer)
    });
    if known || word == "nothing" {
        return Ok(());
    }
    Err(Expected::Form("ROUND.NODE"))
}

/// E.g. `A in 1.p1`.
pub fn proposal_text(config: &Config, proposal: &Proposal) -> String {
    format!(
        "{} in {}",
        proposal.value.0,
        ballot_text(config, proposal.ballot)
    )
}

/// A value as a script writes it.
pub(super) fn read_value(word: &str) -> Result<Value, Expected> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    if word.chars().all(plain) && word.chars().count() <= VALUE_CHARS_MAX {
        Ok(Value(word.into()))
    } else {
        Err(Expected::Value(VALUE_CHARS_MAX))
    }
}

impl Worded for Paxos {
    fn node_name(config: &Config, node: NodeId) -> String {
        config.name(node).to_string()
    }

    fn file_name(file: File) -> &'static str {
        if file == FILE_PROPOSER {
            "proposer"
        } else {
            "acceptor"
        }
    }

    fn files() -> &'static [File] {
        &[FILE_PROPOSER, FILE_ACCEPTOR]
    }

    fn timer_text(_: &Config, timer: &Timer) -> String {
        match timer {
            Timer::Retry => "retry".into(),
            Timer::Again => "again".into(),
        }
    }

    fn task_text(config: &Config, task: &Task) -> String {
        match task {
            Task::Prepare(ballot) => format!("prepare {}", ballot_text(config, *ballot)),
            Task::Promise(to, ballot, accepted) => {
                let reported = accepted.as_ref().map_or(String::new(), |proposal| {
                    format!(" reporting {}", proposal_text(config, proposal))
                });
                format!(
                    "promise {}{reported} to {}",
                    ballot_text(config, *ballot),
                    config.name(*to)
                )
            }
            Task::Accepted(to, proposal) => {
                format!(
                    "accepted {} to {}",
                    proposal_text(config, proposal),
                    config.name(*to)
                )
            }
        }
    }

    fn request_text(config: &Config, request: &Request) -> String {
        match request {
            Request::Propose(value) => format!("propose {}", value.0),
            Request::Ask(value, None) => format!("ask {}", value.0),
            Request::Ask(value, Some(node)) => format!("ask {} {}", value.0, config.name(*node)),
        }
    }

    fn request(config: &Config, text: &str) -> Result<Request, Expected> {
        let expected = Expected::Form("propose VALUE | ask VALUE [PROPOSER]");
        let mut words = text.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let value = words.next().ok_or_else(|| expected.clone())?;
        let value = read_value(value)?;
        let request = match (kind, words.next()) {
            ("propose", None) => Request::Propose(value),
            ("ask", None) => Request::Ask(value, None),
            ("ask", Some(name)) => {
                let proposer = config.proposers().find(|node| config.name(*node) == name);
                Request::Ask(value, Some(proposer.ok_or(Expected::Proposer)?))
            }
            _ => return Err(expected),
        };
        if words.next().is_some() {
            Err(expected)
        } else {
            Ok(request)
        }
    }

    fn message_kind(message: &Message) -> &'static str {
        match message {
            Message::Ask { .. } => "Ask",
            Message::Prepare { .. } => "Prepare",
            Message::Promise { .. } => "Promise",
            Message::Nack { .. } => "Nack",
            Message::Accept { .. } => "Accept",
            Message::Accepted { .. } => "Accepted",
            Message::Learn { .. } => "Learn",
        }
    }

    /// Paxos has no encoding of its own, so it is given the manners of ZooKeeper's: the type takes
    /// 4 bytes; a ballot 8, as a zxid does (its round 4, its proposer 4); a value 4 for its length
    /// and its own bytes in UTF-8; what may be missing 1 more, which says whether it is there. The
    /// sender is known by where the message comes from.
    fn message_bytes(_: &Config, message: &Message) -> u32 {
        let value = |value: &Value| 4 + value.0.len() as u32;
        let proposal = |proposal: &Proposal| 8 + value(&proposal.value);
        4 + match message {
            Message::Ask { value: wanted } | Message::Learn { value: wanted } => value(wanted),
            Message::Prepare { .. } => 8,
            Message::Promise { accepted, .. } => 8 + 1 + accepted.as_ref().map_or(0, proposal),
            Message::Nack { .. } => 8 + 8,
            Message::Accept { proposal: sent } | Message::Accepted { proposal: sent } => {
                proposal(sent)
            }
        }
    }

    fn message_brief(config: &Config, message: &Message) -> String {
        match message {
            Message::Ask { value } | Message::Learn { value } => value.0.to_string(),
            Message::Prepare { ballot } | Message::Nack { ballot, .. } => {
                ballot_text(config, *ballot)
            }
            Message::Promise {
                ballot,
                accepted: None,
            } => ballot_text(config, *ballot),
            Message::Promise {
                ballot,
                accepted: Some(accepted),
            } => {
                format!("{} · {}", ballot_text(config, *ballot), accepted.value.0)
            }
            Message::Accept { proposal } | Message::Accepted { proposal } => {
                format!(
                    "{} · {}",
                    ballot_text(config, proposal.ballot),
                    proposal.value.0
                )
            }
        }
    }
}
