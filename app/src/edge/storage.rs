//! What is remembered until the next visit. Where the browser forbids it, nothing is.

use web_sys::Storage;

use super::dom::window;
use crate::store::theme::Theme;

const THEME: &str = "ensemble.theme";

/// The theme of the last visit.
pub fn theme() -> Option<Theme> {
    let word = storage()?.get_item(THEME).ok().flatten()?;
    Theme::read(&word)
}

/// Remembers a theme.
pub fn remember(theme: Theme) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(THEME, theme.word());
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}
