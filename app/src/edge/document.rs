//! The document as a whole: title, theme, layout.

use super::dom::{document, root};
use crate::store::theme::Theme;

/// Sets the title.
pub fn entitle(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Shows a theme.
#[inline(never)]
pub fn show(theme: Theme) {
    let Some(root) = root() else { return };
    let _ = match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.word()),
    };
}

/// The language of the page, for those who read aloud and for the choice of fonts.
pub fn speak(tag: &str) {
    if let Some(root) = root() {
        root.set_lang(tag);
    }
}

/// The compact layout.
pub fn embed() {
    if let Some(body) = document().and_then(|document| document.body()) {
        let _ = body.class_list().add_1("embed");
    }
}
