//! The words of Multi-Paxos in scripts, links and transcripts.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Config, Multi,
    message::{Entry, Message, Request, Slot, Task, Timer},
};
use crate::{
    kernel::{Expected, File, NodeId, Worded},
    paxos::{Paxos, ballot_text, message::Value, words::read_value},
};

/// How many slots are listed one by one.
const LISTED: usize = 4;

/// A slot and what is in it, e.g. `2 B`.
pub fn entry_text(slot: Slot, value: &Value) -> String {
    format!("{} {}", slot.0, value.0)
}

/// Slots and what is in them, e.g. `1 A, 2 B`.
pub fn slots_text<'a>(slots: impl Iterator<Item = (Slot, &'a Value)>) -> String {
    let mut texts: Vec<String> = slots.map(|(slot, value)| entry_text(slot, value)).collect();
    let more = texts.len().saturating_sub(LISTED);
    texts.truncate(LISTED);
    let mut text = texts.join(", ");
    if more > 0 {
        text += &format!(" + {more}");
    }
    text
}

/// What was accepted, e.g. `1 C, 2 B`.
fn entries_text(entries: &[Entry]) -> String {
    let slots = entries.iter();
    slots_text(slots.map(|entry| (entry.slot, &entry.proposal.value)))
}

impl Worded for Multi {
    fn node_name(config: &Config, node: NodeId) -> String {
        Paxos::node_name(&config.paxos, node)
    }

    fn file_name(file: File) -> &'static str {
        Paxos::file_name(file)
    }

    fn files() -> &'static [File] {
        Paxos::files()
    }

    fn timer_text(_: &Config, timer: &Timer) -> String {
        match timer {
            Timer::Retry => "retry",
            Timer::CatchUp => "catch-up",
            Timer::Heartbeat => "heartbeat",
            Timer::Suspect => "suspect",
            Timer::Again => "again",
        }
        .into()
    }

    fn task_text(config: &Config, task: &Task) -> String {
        let config = &config.paxos;
        let name = |node: NodeId| config.name(node);
        let told = |entry: &Entry| {
            let ballot = ballot_text(config, entry.proposal.ballot);
            format!(
                "{} in {ballot}",
                entry_text(entry.slot, &entry.proposal.value)
            )
        };
        match task {
            Task::Prepare(ballot) => format!("prepare {}", ballot_text(config, *ballot)),
            Task::Promise(to, ballot, accepted) => {
                let entries: Vec<String> = accepted.iter().map(told).collect();
                let reported = match entries.is_empty() {
                    true => String::new(),
                    false => format!(" reporting {}", entries.join(", ")),
                };
                let ballot = ballot_text(config, *ballot);
                format!("promise {ballot}{reported} to {}", name(*to))
            }
            Task::Accepted(to, entry) => format!("accepted {} to {}", told(entry), name(*to)),
        }
    }

    fn request_text(config: &Config, request: &Request) -> String {
        match request {
            Request::Set(value) => format!("set {}", value.0),
            Request::Lead => "lead".into(),
            Request::Ask(value, None) => format!("ask {}", value.0),
            Request::Ask(value, Some(server)) => {
                format!("ask {} {}", value.0, config.paxos.name(*server))
            }
        }
    }

    fn request(config: &Config, text: &str) -> Result<Request, Expected> {
        let words: Vec<&str> = text.split_whitespace().collect();
        Ok(match words.as_slice() {
            ["lead"] => Request::Lead,
            ["set", value] => Request::Set(read_value(value)?),
            ["ask", value] => Request::Ask(read_value(value)?, None),
            ["ask", value, name] => {
                let server = config
                    .servers()
                    .find(|node| config.paxos.name(*node) == *name);
                Request::Ask(read_value(value)?, Some(server.ok_or(Expected::Node)?))
            }
            _ => return Err(Expected::Form("set VALUE | lead | ask VALUE [SERVER]")),
        })
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
            Message::CatchUp { .. } => "CatchUp",
            Message::Heartbeat { .. } => "Heartbeat",
            Message::Done { .. } => "Done",
        }
    }

    /// In the manner of Paxos's: a slot takes 4 bytes, as the counter of a zxid does, a list 4 for
    /// its length.
    fn message_bytes(_: &Config, message: &Message) -> u32 {
        let value = |value: &Value| 4 + value.0.len() as u32;
        let entry = |entry: &Entry| 4 + 8 + value(&entry.proposal.value);
        4 + match message {
            Message::Ask { value: word } | Message::Done { value: word } => value(word),
            Message::Prepare { .. } | Message::Heartbeat { .. } => 8 + 4,
            Message::Promise { accepted, .. } => 8 + 4 + accepted.iter().map(entry).sum::<u32>(),
            Message::Nack { .. } => 8 + 8,
            Message::Accept { entry: sent } | Message::Accepted { entry: sent } => entry(sent),
            Message::Learn { values, .. } => 4 + 4 + values.iter().map(value).sum::<u32>(),
            Message::CatchUp { .. } => 4,
        }
    }

    fn message_brief(config: &Config, message: &Message) -> String {
        let ballot = |ballot| ballot_text(&config.paxos, ballot);
        match message {
            Message::Ask { value } | Message::Done { value } => value.0.to_string(),
            Message::Prepare { ballot: number, .. }
            | Message::Nack { ballot: number, .. }
            | Message::Heartbeat { ballot: number, .. } => ballot(*number),
            Message::Promise {
                ballot: number,
                accepted,
            } if accepted.is_empty() => ballot(*number),
            Message::Promise {
                ballot: number,
                accepted,
            } => format!("{} · {}", ballot(*number), entries_text(accepted)),
            Message::Accept { entry } | Message::Accepted { entry } => {
                let number = ballot(entry.proposal.ballot);
                let slot = entry_text(entry.slot, &entry.proposal.value);
                format!("{number} · {slot}")
            }
            Message::Learn { first, values } => {
                let values = values.iter().zip(first.0..);
                slots_text(values.map(|(value, slot)| (Slot(slot), value)))
            }
            Message::CatchUp { from } => format!("{}…", from.0),
        }
    }
}
