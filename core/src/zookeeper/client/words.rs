//! Commands as text, in the words of ZooKeeper's own command line.

use alloc::{format, string::String, vec::Vec};

use super::command::{Command, TIMEOUT};
use crate::{
    kernel::{Expected, NodeId},
    zookeeper::{Config, call_text, name},
};

/// A command as text.
pub fn text(command: &Command) -> String {
    match command {
        Command::Connect { servers, timeout } => {
            let mut text = String::from("connect");
            if !servers.is_empty() {
                let servers: Vec<String> = servers.iter().map(|server| name(*server)).collect();
                text += &format!(" {}", servers.join(","));
            }
            if *timeout != TIMEOUT {
                text += &format!(" timeout {timeout}");
            }
            text
        }
        Command::Move { to, timeout } => {
            let timeout = timeout.map_or_else(String::new, |ms| format!(" timeout {ms}"));
            format!("move {}{timeout}", name(*to))
        }
        Command::Disconnect => "disconnect".into(),
        Command::AddAuth {
            scheme,
            credentials,
        } => format!("addauth {scheme} {credentials}"),
        Command::Call(call) => call_text(call),
    }
}

/// Reads a command; `None` if the text does not begin like one.
pub fn read(_config: &Config, text: &str) -> Option<Result<Command, Expected>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["connect"] => Some(Ok(Command::Connect {
            servers: Vec::new(),
            timeout: TIMEOUT,
        })),
        ["disconnect"] => Some(Ok(Command::Disconnect)),
        ["move", to] => {
            let to = to.strip_prefix('s').and_then(|id| id.parse::<u8>().ok());
            Some(
                to.map(|id| Command::Move {
                    to: NodeId(id - 1),
                    timeout: None,
                })
                .ok_or(Expected::Node),
            )
        }
        _ => None,
    }
}
