//! What is remembered until the next visit. Where the browser forbids it, nothing is.

use web_sys::Storage;

use super::dom::window;
use crate::store::{crowd::Crowd, theme::Theme};

const THEME: &str = "ensemble.theme";
const MESSAGES: &str = "ensemble.messages";

/// The theme of the last visit.
pub fn theme() -> Option<Theme> {
    let word = storage()?.get_item(THEME).ok().flatten()?;
    Theme::read(&word)
}

/// Remembers a theme.
#[inline(never)]
pub fn remember(theme: Theme) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(THEME, theme.word());
    }
}

/// The messages shown at the last visit.
pub fn crowd() -> Crowd {
    let text = storage().and_then(|storage| storage.get_item(MESSAGES).ok().flatten());
    text.map_or_else(Crowd::default, |text| Crowd::read(&text))
}

/// Remembers which messages are shown.
#[inline(never)]
pub fn remember_crowd(crowd: Crowd) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(MESSAGES, &crowd.write());
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}
