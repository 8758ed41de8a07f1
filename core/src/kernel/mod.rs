//! The contract between protocols and everything that drives them.
//!
//! A protocol is a pure function from (state, input) to (state, outputs, the rules that acted).
//! The kernel keeps the rest: nodes, disks, timers, the wire, the clock. Everything that may
//! happen next is a [`Choice`]; a run is nothing but a list of them.
//!
//! Invariant: nothing in here knows a protocol, a script or a picture.

mod agenda;
mod choice;
mod connection;
mod effects;
mod envelope;
mod expected;
mod ids;
mod io;
mod link;
mod node;
mod outbox;
mod possible;
mod property;
mod protocol;
mod scripted;
mod set;
mod shared;
#[cfg(test)]
mod tests;
pub mod text;
mod trace;
mod wire;
mod world;

pub use choice::{Choice, Effect, Refused, Step};
pub use envelope::{Envelope, Packet};
pub use expected::Expected;
pub use ids::{Conn, Cx, Data, EnvelopeId, File, NodeId, Port, Span, StepIndex, Ticks, Via};
pub use io::{Input, Offered, Output, Reaction, Sent, Told, Write};
pub use link::{End, Link};
pub use node::{Armed, Node, Pending, Runnable, Status};
pub use outbox::Outbox;
pub use property::{Evidence, Expect, Property, Verdict};
pub use protocol::{Nodes, Protocol, Worded};
pub use scripted::{Milestone, Scripted, Utterance, Voice, is_broken, is_judged, span};
pub use set::NodeSet;
pub use shared::{Aside, Digest, Shared, Unhashed, scramble};
pub use trace::Trace;
pub use wire::{Wire, take_at};
pub use world::{Pace, World};

use agenda::{Agenda, Best, Key, Slot};
use connection::Stamp;
use io::Dials;
use link::{Busy, Direction, side};
use wire::{Place, Queue};
use world::{Setting, message};
