//! What the store wants done in the browser. Nothing in here happens by itself.

use super::{crowd::Crowd, theme::Theme};

/// What shall have the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The first control of the menu or sheet that has just opened.
    Overlay,
    /// An element by its identifier.
    Id(&'static str),
    /// A thing on a stage by the text of its aim, else the stage.
    Aim {
        /// Whose stage.
        side: usize,
        /// What it carries.
        aim: String,
    },
}

/// One thing to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Call with [`super::action::Action::Frame`] before the next picture.
    RequestFrame,
    /// Move the messages to where they are now.
    PlaceMessages,
    /// Call with [`super::action::Action::Settle`] when nothing has changed for a moment.
    SettleSoon,
    /// Write the fragment into the address, in place of the one there.
    Replace(String),
    /// Write the fragment into the address as a new entry of the history.
    Push(String),
    /// Fetch the text of a script of the library by its name, and tell by
    /// [`super::action::Action::Fetched`].
    Fetch(&'static str),
    /// The document's title.
    Title(String),
    /// Show a theme.
    Theme {
        /// Which.
        theme: Theme,
        /// Whether the next visit shall start with it.
        remember: bool,
    },
    /// The next visit shall start with these messages shown.
    Remember(Crowd),
    /// Move the focus.
    Focus(Focus),
    /// Scroll the list around an element so that it is seen, by its selector.
    Reveal(&'static str),
    /// Put a text on the clipboard, and tell by [`super::action::Action::CopyDone`].
    Copy(String),
    /// Take the notice away after a while.
    DismissLater,
    /// Put the caret of the editor there, as an offset in UTF-16 units.
    Caret(u32),
}
