//! Texts with places for words.

use alloc::string::String;

/// Fills a template: what stands in braces is a digit, which asks for the word of that place, or
/// anything else, which asks for a place that no word has. One function fills all of them, so that
/// a sentence costs little more than its text.
pub(super) fn fill(template: &str, word: &dyn Fn(usize, &mut String)) -> String {
    let mut said = String::new();
    for (place, piece) in template.split('{').enumerate() {
        let Some((key, rest)) = piece.split_once('}').filter(|_| place > 0) else {
            said += piece;
            continue;
        };
        let place = key.bytes().next().unwrap_or_default().wrapping_sub(b'0');
        word(place.into(), &mut said);
        said += rest;
    }
    said
}
