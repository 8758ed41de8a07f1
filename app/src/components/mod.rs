//! What is drawn, one part a file. No state, no timers, no rules: each part gets its slice of the
//! store and says what the reader did.
//!
//! Parts are functions from their props to markup. What changes at a stop changes in nearly all of
//! them, so a component of its own would save nothing, and each costs two kilobytes on the wire.
//! The exception is what is in a picture.

pub mod branches;
pub mod chain;
pub mod console;
pub mod details;
pub mod drawn;
pub mod editor;
pub mod header;
pub mod help;
pub mod icon;
pub mod inspector;
pub mod ledger;
pub mod menu;
pub mod properties;
pub mod scripts;
pub mod share;
pub mod sheet;
pub mod stage;
pub mod story;
pub mod sync;
pub mod time_panel;
pub mod tip;
pub mod toast;
pub mod transport;
pub mod znode;
pub mod znodes;

use yew::Callback;

use crate::store::action::Action;

/// A listener for events that may ask for something.
fn when<E: 'static>(
    on: &Callback<Action>,
    asked: impl Fn(E) -> Option<Action> + 'static,
) -> Callback<E> {
    let on = on.clone();
    Callback::from(move |event: E| {
        if let Some(action) = asked(event) {
            on.emit(action);
        }
    })
}
