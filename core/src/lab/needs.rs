//! What a run needs, told without opening it, so that a link can say so: whoever loads the page
//! begins with that part of it.

use alloc::{format, string::String, vec::Vec};

use super::{
    pair::{halves, is_pair},
    protocols,
};
use crate::drive::script;

/// What two scripts in one need besides their protocols.
const PAIRS: &str = "pairs";

/// The words of the protocols that a script needs, each once, and `pairs` if it is two scripts;
/// nothing if it names none.
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
    let known = protocols().iter().copied();
    let mut needs: Vec<&str> = known.filter(|word| named.contains(word)).collect();
    needs.extend(is_pair.then_some(PAIRS));
    needs
}

fn named_in(text: &str) -> Option<&'static str> {
    let line = script::protocol_word(&script::lines(text), protocols()).ok()?;
    protocols().iter().copied().find(|word| *word == line.word)
}

/// A fragment that says what it needs, first of all.
pub(super) fn keyed(fragment: &str, needs: &[&str]) -> String {
    format!("of={}&{fragment}", needs.join("-"))
}
