//! What a run needs, told without opening it: a build need not have all protocols.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    pair::{halves, is_pair},
    protocols::{KNOWN, PAIRS},
};
use crate::drive::script;

/// The words of the protocols that a script needs, each once, and `pairs` if it is two scripts;
/// nothing if it names none, or is wrong in a way that is told by any build that opens it.
pub fn needs(text: &str) -> Vec<&'static str> {
    if text.len() > script::BYTES_MAX {
        return Vec::new();
    }
    let is_pair = is_pair(text);
    let mut named = Vec::new();
    if !is_pair {
        named.extend(named_in(text));
    } else if let Ok(halves) = halves(text) {
        named.extend(halves.iter().filter_map(|half| named_in(&half.text)));
    }
    let known = KNOWN.iter().copied();
    let mut needs: Vec<&str> = known.filter(|word| named.contains(word)).collect();
    needs.extend(is_pair.then_some(PAIRS));
    needs
}

fn named_in(text: &str) -> Option<&'static str> {
    let line = script::protocol_word(&script::lines(text), KNOWN).ok()?;
    KNOWN.iter().copied().find(|word| *word == line.word)
}

/// The key of a fragment that says what it needs, so that it need not be unpacked.
const KEY: &str = "of";

/// A fragment that says what it needs, first of all.
pub fn keyed(fragment: &str, needs: &[&str]) -> String {
    let pairs = fragment.split('&');
    let others = pairs.filter(|pair| pair.split_once('=').map(|(key, _)| key) != Some(KEY));
    let others: Vec<&str> = others.collect();
    let words: Vec<String> = needs.iter().map(ToString::to_string).collect();
    format!("{KEY}={}&{}", words.join("-"), others.join("&"))
}
