//! Keys, and where the focus is when they are pressed.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{
    dom::{document, find},
    listener::Listener,
};
use crate::store::{
    action::Action,
    keys::{self, KeyPlace},
};

/// Calls with what a key asks for.
pub fn watch(heard: impl Fn(Action) + 'static) -> Option<Listener> {
    let target = document()?.into();
    Some(Listener::new(target, "keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if modified || event.default_prevented() || event.is_composing() {
            return;
        }
        let place = place();
        if let Some(action) = keys::action(&event.key(), event.shift_key(), place) {
            event.prevent_default();
            heard(action);
        }
    }))
}

fn place() -> KeyPlace {
    let Some(element) = document().and_then(|document| document.active_element()) else {
        return KeyPlace::Free;
    };
    let within = |selector: &str| matches!(element.closest(selector), Ok(Some(_)));
    if within("input, textarea, select, [contenteditable]") {
        KeyPlace::Field
    } else if within(".menu, dialog") || find("dialog[open]").is_some() {
        KeyPlace::Overlay
    } else if within("button, a, summary, [role=button]") {
        KeyPlace::Button
    } else {
        KeyPlace::Free
    }
}

/// A key without others that somebody knows; then it is nobody else's.
pub fn taken<T>(event: &KeyboardEvent, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let modified = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    let known = read(&event.key()).filter(|_| !modified);
    if known.is_some() {
        event.prevent_default();
    }
    known
}

/// Calls when the pointer is pressed outside an open menu.
pub fn watch_outside(heard: impl Fn() + 'static) -> Option<Listener> {
    let target = document()?.into();
    Some(Listener::new(target, "pointerdown", move |event| {
        let pressed = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let Some(menu) = find(".menu") else { return };
        if !menu.contains(pressed.as_deref()) {
            heard();
        }
    }))
}

/// Moves the focus to the button after or before the one that has it, in an open menu.
pub fn move_in_menu(event: &KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(document) = document() else { return };
    let Ok(buttons) = document.query_selector_all(".menu button") else {
        return;
    };
    let active = document.active_element();
    let element = |index: u32| buttons.item(index)?.dyn_into::<web_sys::HtmlElement>().ok();
    let count = buttons.length();
    let here = (0..count)
        .find(|index| element(*index).is_some_and(|e| active.as_ref() == Some(e.as_ref())));
    let next = match (here, down) {
        (Some(index), true) => (index + 1) % count.max(1),
        (Some(index), false) => (index + count - 1) % count.max(1),
        (None, _) => return,
    };
    if let Some(element) = element(next) {
        event.prevent_default();
        let _ = element.focus();
    }
}
