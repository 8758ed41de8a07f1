//! The clipboard.

use wasm_bindgen::{JsValue, closure::Closure};

use super::dom::window;

/// Copies a text, and calls with whether that could be done.
#[inline(never)]
pub fn copy(text: &str, done: impl Fn(bool) + Clone + 'static) {
    let Some(window) = window() else {
        return done(false);
    };
    if !window.is_secure_context() {
        return done(false);
    }
    let promise = window.navigator().clipboard().write_text(text);
    let copied = done.clone();
    let well = Closure::once(move |_: JsValue| copied(true));
    let badly = Closure::once(move |_: JsValue| done(false));
    let _ = promise.then2(&well, &badly);
    well.forget();
    badly.forget();
}
