//! The browser. The only folder that calls it; it decides nothing.

pub mod address;
pub mod clipboard;
pub mod document;
pub mod dom;
pub mod drawing;
pub mod fatal;
pub mod fields;
pub mod floats;
pub mod focus;
pub mod frames;
pub mod keyboard;
pub mod listener;
pub mod media;
pub mod messages;
pub mod pointer;
pub mod resize;
pub mod storage;
pub mod texts;
pub mod timers;
