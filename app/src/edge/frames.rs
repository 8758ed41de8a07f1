//! Animation frames: one at a time, asked for one by one.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};

use super::dom::window;

/// A longer time between two frames was a rest: the first one after it counts as an ordinary one.
const REST_MS: f64 = 200.0;
const FRAME_MS: f32 = 16.0;

/// The source of frames.
pub struct Frames {
    closure: Closure<dyn FnMut(f64)>,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    asked: Cell<bool>,
    /// When the last frame was.
    last_ms: Cell<f64>,
}

impl Frames {
    /// Calls with the milliseconds since the frame before.
    pub fn new(heard: impl Fn(f32) + 'static) -> Self {
        let state = Rc::new(State::default());
        let seen = state.clone();
        let closure = Closure::<dyn FnMut(f64)>::new(move |now_ms: f64| {
            seen.asked.set(false);
            let since_ms = now_ms - seen.last_ms.replace(now_ms);
            heard(if since_ms > REST_MS {
                FRAME_MS
            } else {
                since_ms as f32
            });
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
