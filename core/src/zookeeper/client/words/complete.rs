//! How a line that is being typed could go on.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{WORDS, Word, quote::written};
use crate::zookeeper::{Config, name, znode::tree::Tree};

/// How a line could go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Where the word begins that could be another one, in bytes.
    pub at: usize,
    /// What could stand in its place.
    pub words: Vec<String>,
    /// The form of the command, as far as it is known.
    pub form: &'static str,
}

/// Completes a line at its end, with the paths of this tree.
pub fn complete(config: &Config, tree: Option<&Tree>, line: &str) -> Completion {
    let at = line.rfind(char::is_whitespace).map_or(0, |last| last + 1);
    let at = if line.is_char_boundary(at) {
        at
    } else {
        line.len()
    };
    let (before, last) = line.split_at(at);
    let before: Vec<&str> = before.split_whitespace().collect();
    // In a multi a command begins after each sign.
    let sign = |word: &&str| matches!(*word, "{" | ";") || word.ends_with(';');
    let first = before.iter().rposition(sign).map_or(0, |place| place + 1);
    let before = &before[first..];
    let word = before.first().copied();
    let known = WORDS.iter().find(|known| word == Some(known.word));
    let words = match (word, known) {
        (None, _) => WORDS.iter().map(|word| word.word.to_string()).collect(),
        (Some(_), None) => Vec::new(),
        (Some(_), Some(known)) => arguments(config, tree, known, before, last),
    };
    let fits = |word: &String| word.starts_with(last);
    let mut words: Vec<String> = words.into_iter().filter(fits).collect();
    if words.iter().all(|word| word == last) {
        words.clear();
    }
    let whole = || {
        WORDS
            .iter()
            .find(|known| word.is_none() && known.word == last)
    };
    let form = known.or_else(whole).map_or("", |known| known.form);
    Completion { at, words, form }
}

fn arguments(
    config: &Config,
    tree: Option<&Tree>,
    known: &Word,
    before: &[&str],
    last: &str,
) -> Vec<String> {
    if before.last() == Some(&"-m") {
        return ["PERSISTENT", "PERSISTENT_RECURSIVE"]
            .map(String::from)
            .into();
    }
    if last.starts_with('-') {
        let letters = known.flags.chars().filter(|letter| *letter != ':');
        return letters.map(|letter| format!("-{letter}")).collect();
    }
    match known.word {
        "move" | "connect" if before.len() == 1 => config.servers().map(name).collect(),
        "move" | "connect" => ["timeout".into()].into(),
        "multi" | "multiread" => ["{".into()].into(),
        _ if last.starts_with('/') => tree.map_or_else(Vec::new, |tree| paths(tree, last)),
        _ => Vec::new(),
    }
}

/// The nodes whose paths begin like this, one level at a time.
fn paths(tree: &Tree, last: &str) -> Vec<String> {
    let (parent, _) = last.rsplit_once('/').unwrap_or_default();
    let above = if parent.is_empty() { "/" } else { parent };
    let names = tree.get(above).map_or_else(Vec::new, |node| node.names());
    let paths = names.iter().map(|name| format!("{parent}/{name}"));
    paths.map(|path| written(path.as_bytes())).collect()
}
