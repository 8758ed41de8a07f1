//! Which key does what, and where the focus has to be for it.

use super::action::{Action, Opening};

/// Where the focus is when a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// Nowhere in particular, or on something that takes no keys.
    Free,
    /// On a button or a thing of the stage: it takes the space bar and Enter.
    Button,
    /// In a field, a list of options or a range: it takes everything but Escape.
    Field,
    /// In an open menu or sheet: it takes everything but Escape.
    Overlay,
}

/// What a key asks for, in the browser's name for it. Nothing: it is left to the browser.
pub fn action(key: &str, shift: bool, place: KeyPlace) -> Option<Action> {
    if key == "Escape" {
        return Some(Action::Close);
    }
    match place {
        KeyPlace::Field | KeyPlace::Overlay => return None,
        KeyPlace::Button if matches!(key, " " | "Enter") => return None,
        KeyPlace::Button | KeyPlace::Free => {}
    }
    match (key, shift) {
        (" ", _) => Some(Action::Play),
        ("ArrowRight", false) => Some(Action::Step),
        ("ArrowLeft", false) => Some(Action::Back),
        ("ArrowRight", true) => Some(Action::Milestone { forward: true }),
        ("ArrowLeft", true) => Some(Action::Milestone { forward: false }),
        ("Home", _) => Some(Action::First),
        ("End", _) => Some(Action::Last),
        ("?", _) => Some(Action::Open(Opening::Help)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_step_and_with_shift_go_to_milestones() {
        assert_eq!(
            action("ArrowRight", false, KeyPlace::Free),
            Some(Action::Step)
        );
        assert_eq!(
            action("ArrowLeft", false, KeyPlace::Button),
            Some(Action::Back)
        );
        let back = Action::Milestone { forward: false };
        assert_eq!(action("ArrowLeft", true, KeyPlace::Free), Some(back));
    }

    #[test]
    fn the_space_bar_belongs_to_a_focused_button() {
        assert_eq!(action(" ", false, KeyPlace::Free), Some(Action::Play));
        assert_eq!(action(" ", false, KeyPlace::Button), None);
    }

    #[test]
    fn fields_and_sheets_keep_their_keys_but_escape() {
        for place in [KeyPlace::Field, KeyPlace::Overlay] {
            for key in [" ", "ArrowLeft", "Home", "?", "a"] {
                assert_eq!(action(key, false, place), None);
            }
            assert_eq!(action("Escape", false, place), Some(Action::Close));
        }
    }
}
