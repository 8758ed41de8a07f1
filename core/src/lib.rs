//! The core of Ensemble: consensus protocols as pure functions over choices.
#![no_std]
#![warn(missing_docs)]
#![warn(clippy::float_arithmetic)]

extern crate alloc;

pub mod drive;
pub mod kernel;
pub mod lab;
pub mod narrate;
pub mod paxos;
pub mod sorted;
pub mod view;
pub mod zookeeper;
