//! What the reader's system prefers.

use super::{dom::window, listener::Listener};

const STILL: &str = "(prefers-reduced-motion: reduce)";

/// Whether no motion is wanted.
pub fn still() -> bool {
    query().is_some_and(|query| query.matches())
}

/// Calls when that changes.
pub fn watch(heard: impl Fn(bool) + 'static) -> Option<Listener> {
    let query = query()?;
    let target = query.clone().into();
    Some(Listener::new(target, "change", move |_| {
        heard(query.matches())
    }))
}

fn query() -> Option<web_sys::MediaQueryList> {
    window()?.match_media(STILL).ok().flatten()
}
