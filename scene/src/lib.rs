//! Views laid out as pictures.
//!
//! The core says what can be seen ([`ensemble_core::view`]); this crate says where it goes. It
//! turns a [`StageView`](ensemble_core::view::StageView) or a
//! [`TimeView`](ensemble_core::view::TimeView) and a size into a [`Scene`]: shapes, classes and
//! texts as plain data. The page draws scenes with Yew, the command line writes them with
//! [`svg`]; both show the same picture.
//!
//! Invariants:
//!
//! 1. Places of nodes, tallies and links depend on the node list and the size alone ([`Layout`]),
//!    never on the state, so that nothing jumps when a step is taken.
//! 2. A message keeps the place it got for as long as it is in flight ([`Placer`]).
//! 3. No word in a scene is made up here: all texts come from the view, in the reader's language.
//! 4. No colour is named here: a scene carries classes, `static/scene.css` gives them colours.
//! 5. No identifiers in the markup: any number of scenes can stand on one page.
#![warn(missing_docs)]

mod capsule;
mod card;
mod cell;
mod client;
pub mod geometry;
mod glyph;
mod hatch;
mod histories;
pub mod layout;
mod link;
pub mod motion;
mod partition;
mod phase;
pub mod placer;
mod pointer;
mod rows;
pub mod shape;
pub mod sieve;
pub mod stage;
pub mod svg;
mod tally;
pub mod text;
pub mod time;
mod timer;
mod watch;

pub use geometry::{Point, Rect};
pub use histories::histories;
pub use layout::Layout;
pub use motion::{Phase, Travel, position};
pub use placer::Placer;
pub use shape::{Aim, Anchor, Group, Reach, Scene, Shape, tone_class};
pub use sieve::{Sieve, Whose, bundle, waits_with};
pub use stage::stage;
pub use time::{TimeGeometry, time};
