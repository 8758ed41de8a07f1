//! The core as wasm, under node: the same traces as native, to the last field.
#![cfg(target_arch = "wasm32")]

mod common;

use ensemble_core::{lab, narrate::Language};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn traces_are_those_of_the_native_core() {
    assert_eq!(common::pinned_now(), common::PINNED);
}

#[wasm_bindgen_test]
fn the_library_tells_the_same() {
    for sample in lab::library() {
        let told = lab::tell(sample.text(), None, Language::English);
        assert!(told.faults.is_empty(), "{}", sample.name);
        assert!(told.unexpected.is_empty(), "{}", sample.name);
    }
}
