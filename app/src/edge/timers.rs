//! Things done a little later, unless something comes between.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;

/// One thing to be done later; asking again starts the wait anew.
#[derive(Default)]
pub struct Later(RefCell<Option<Timeout>>);

impl Later {
    /// Does it after so many milliseconds.
    pub fn call(&self, after_ms: u32, done: impl FnOnce() + 'static) {
        // The timer before is dropped, which stops it.
        self.0.replace(Some(Timeout::new(after_ms, done)));
    }
}
