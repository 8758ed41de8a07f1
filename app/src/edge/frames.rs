//! Animation frames: one at a time, asked for one by one.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};

use super::dom::window;

/// The source of frames.
pub struct Frames {
    closure: Closure<dyn FnMut(f64)>,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    asked: Cell<bool>,
    /// When the last frame was, if the one asked for follows it at once.
    last_ms: Cell<Option<f64>>,
}

impl Frames {
    /// Calls with the milliseconds since the frame before, or none for the first one after a rest.
    pub fn new(heard: impl Fn(f32) + 'static) -> Self {
        let state = Rc::new(State::default());
        let seen = state.clone();
        let closure = Closure::<dyn FnMut(f64)>::new(move |now_ms: f64| {
            seen.asked.set(false);
            let elapsed_ms = seen.last_ms.get().map_or(0.0, |last| now_ms - last);
            seen.last_ms.set(Some(now_ms));
            heard(elapsed_ms as f32);
            if !seen.asked.get() {
                seen.last_ms.set(None);
            }
        });
        Self { closure, state }
    }

    /// Asks for one frame.
    pub fn request(&self) {
        if self.state.asked.get() {
            return;
        }
        let function = self.closure.as_ref().unchecked_ref();
        let asked = window().and_then(|window| window.request_animation_frame(function).ok());
        self.state.asked.set(asked.is_some());
    }
}
