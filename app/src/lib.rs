//! The page: a store without a browser, an edge that is nothing but browser, and components that
//! draw what the store shows.
//!
//! Invariants:
//!
//! 1. State changes in [`store::Store::update`] and nowhere else; it knows neither Yew nor a
//!    browser.
//! 2. `edge/` alone calls the browser; it decides nothing.
//! 3. Components hold no state, no timers and no rules; they receive slices of the store and say
//!    what the reader did.
//! 4. On an animation frame nothing is rendered: `edge/messages.rs` moves the messages.
//! 5. Every word that is not the core's comes from [`labels`].

pub mod app;
pub mod components;
pub mod edge;
pub mod labels;
pub mod store;
