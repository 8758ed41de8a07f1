//! The address and the history.

use wasm_bindgen::JsValue;
use web_sys::Location;

use super::{dom::window, listener::Listener};
use crate::store::route::Address;

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
#[inline(never)]
pub fn replace(fragment: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Refused for documents without an address of their own; the page works nevertheless.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&relative(fragment)));
    }
}

/// Writes the fragment as a new entry.
#[inline(never)]
pub fn push(fragment: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&relative(fragment)));
    }
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
