//! The English catalogue.

mod faults;
mod kernel;
mod paxos;
mod template;
mod terms;
mod zookeeper;

pub(super) use faults::{fault, refused};
pub(super) use kernel::{alarm, counted, cut_at_once, skipped};
pub(super) use terms::term;
