//! One sentence from what is told of each rule that acted in a step.

use alloc::{string::String, vec::Vec};

use crate::narrate::Sentence;

/// What is told of one rule.
pub(super) struct Told {
    pub(super) headline: String,
    pub(super) detail: String,
    pub(super) source: &'static str,
}

/// One of them is the headline, with its detail; the headlines of the others stand around that, in
/// the order in which they happened.
pub(super) fn compose(mut told: Vec<Told>, main: usize) -> Sentence {
    let after = told.split_off((main + 1).min(told.len()));
    let Some(Told {
        headline,
        detail,
        source,
    }) = told.pop()
    else {
        return Sentence::default();
    };
    let before = told.into_iter().map(|told| told.headline);
    let after = after.into_iter().map(|told| told.headline);
    let texts: Vec<String> = before
        .chain([detail])
        .chain(after)
        .filter(|text| !text.is_empty())
        .collect();
    Sentence {
        headline,
        detail: texts.join(" "),
        source: source.into(),
    }
}
