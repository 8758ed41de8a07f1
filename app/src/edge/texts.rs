//! The texts of the library's scripts, which the loader (`static/boot.js`) fetches.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = ensembleText)]
    fn ensemble_text(name: &str, done: &JsValue);
}

/// Fetches the text of a script by its name, and calls with it, or with nothing if it did not
/// come.
pub fn fetch(name: &str, done: impl FnOnce(Option<String>) + 'static) {
    ensemble_text(name, &Closure::once_into_js(done));
}
