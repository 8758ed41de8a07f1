//! The address and the history.

use wasm_bindgen::JsValue;
use web_sys::Location;

use super::{dom::window, listener::Listener};
use crate::store::{route::Address, visit::Habits};

/// What the address asks for.
pub fn read() -> Address {
    let Some(location) = location() else {
        return Address::default();
    };
    let search = location.search().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    Address::read(&search, &hash)
}

/// The address without parameters and fragment.
pub fn base() -> String {
    let Some(location) = location() else {
        return String::new();
    };
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{path}")
}

/// Writes the fragment in place of the one there.
pub fn replace(fragment: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Refused for documents without an address of their own; the page works nevertheless.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&relative(fragment)));
    }
}

/// Writes the fragment as a new entry.
pub fn push(fragment: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&relative(fragment)));
    }
}

/// Writes the fragment, if there is one, and loads the page again, which finds there what the
/// reader had chosen.
pub fn leave(fragment: Option<&str>, as_new: bool, habits: Habits) {
    let Some(history) = window().and_then(|window| window.history().ok()) else {
        return;
    };
    let state = JsValue::from_str(&habits.write());
    let address = fragment.map(relative);
    let written = if as_new {
        history.push_state_with_url(&state, "", address.as_deref())
    } else {
        history.replace_state_with_url(&state, "", address.as_deref())
    };
    if let (Ok(()), Some(location)) = (written, location()) {
        let _ = location.reload();
    }
}

/// What the reader had chosen when another bundle of the page was left for this one. It is told
/// once: loaded again, the page asks its address.
pub fn kept() -> Option<Habits> {
    let history = window()?.history().ok()?;
    let habits = Habits::read(&history.state().ok()?.as_string()?);
    let _ = history.replace_state_with_url(&JsValue::NULL, "", None);
    Some(habits)
}

fn relative(fragment: &str) -> String {
    format!("#{fragment}")
}

/// Calls whenever the browser goes to another address of this page.
pub fn watch(heard: impl Fn(Address) + Clone + 'static) -> Vec<Listener> {
    let Some(window) = window() else {
        return Vec::new();
    };
    let listen = |kind| {
        let heard = heard.clone();
        Listener::new(window.clone().into(), kind, move |_| heard(read()))
    };
    vec![listen("popstate"), listen("hashchange")]
}

fn location() -> Option<Location> {
    window().map(|window| window.location())
}
