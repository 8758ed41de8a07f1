//! Where a moving message is at each moment of a step.
//!
//! Motion explains cause: a message leaves its sender at the step that sent it and arrives at the
//! step that delivers it; nothing else moves. All of it is this pure function, so that the page
//! needs no animation of its own that could carry meaning.

use ensemble_core::view::{Fate, Tone};

use crate::geometry::{Point, Track};
use crate::shape::Shape;

/// One message on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Travel {
    /// The key of its envelope.
    pub key: String,
    /// From the sender to the place where it rests.
    pub leave: Track,
    /// From there to the receiver.
    pub arrive: Track,
    /// Its hue.
    pub tone: Tone,
    /// What becomes of it in this step: `InFlight` unless the step took it off the wire.
    pub fate: Fate,
    /// A stroke towards the sender. Draw the trails of all messages before the first shape, so that
    /// none crosses a text.
    pub trail: Shape,
    /// The message where it rests: one group with title, label and aim. While it moves it is so far
    /// from there as [`position`] says.
    pub shape: Shape,
}

/// What a message does in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It was sent in this step: from its sender to its place.
    Leaving,
    /// It stays at its place.
    Resting,
    /// It was delivered in this step: from its place to the receiver.
    Arriving,
    /// It was lost in this step: it falls from its place and fades.
    Losing,
}

/// The part of a step in which something arrives; what it causes leaves after that.
const ARRIVED_AT: f32 = 0.52;

impl Travel {
    pub(crate) const fn trail_shape(&self) -> &Shape {
        &self.trail
    }

    pub(crate) const fn own_shape(&self) -> &Shape {
        &self.shape
    }

    /// What this message does in the step that led to its scene, given whether the scene before
    /// had it.
    pub fn phase(&self, was_there: bool) -> Phase {
        match self.fate {
            Fate::Delivered => Phase::Arriving,
            Fate::Lost => Phase::Losing,
            Fate::InFlight if was_there => Phase::Resting,
            Fate::InFlight => Phase::Leaving,
        }
    }
}

/// How far a message is from where it rests, to the right and downwards, and how opaque it is, when
/// this part of the step's time (0 to 1) is over.
///
/// Arrivals take the first half, departures the second: first the cause, then what it causes.
#[inline(never)]
pub fn position(travel: &Travel, phase: Phase, progress: f32) -> (f32, f32, f32) {
    let progress = if progress.is_finite() {
        progress.clamp(0.0, 1.0)
    } else {
        1.0
    };
    let at = |point: Point, opacity: f32| {
        let rest = travel.leave.to;
        (point.x - rest.x, point.y - rest.y, opacity)
    };
    match phase {
        Phase::Resting => (0.0, 0.0, 1.0),
        Phase::Leaving => {
            let part = ease(window(progress, ARRIVED_AT, 1.0));
            at(travel.leave.at(part), window(part, 0.0, 0.2))
        }
        Phase::Arriving => {
            let part = ease(window(progress, 0.0, ARRIVED_AT));
            at(travel.arrive.at(part), 1.0 - window(part, 0.8, 1.0))
        }
        Phase::Losing => {
            let part = window(progress, 0.0, ARRIVED_AT);
            let fallen = Point::new(travel.leave.to.x, travel.leave.to.y + 22.0 * part * part);
            at(fallen, 1.0 - part)
        }
    }
}

/// How much of the stretch from `start` to `end` is over.
fn window(progress: f32, start: f32, end: f32) -> f32 {
    ((progress - start) / (end - start)).clamp(0.0, 1.0)
}

/// Slow, fast, slow: a cubic with rest at both ends.
fn ease(part: f32) -> f32 {
    if part < 0.5 {
        4.0 * part * part * part
    } else {
        let rest = 2.0 - 2.0 * part;
        1.0 - rest * rest * rest / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn travel(fate: Fate) -> Travel {
        let way = |a: (f32, f32), b: (f32, f32)| {
            let (from, to) = (Point::new(a.0, a.1), Point::new(b.0, b.1));
            Track {
                from,
                bend: from.toward(to, 0.5),
                to,
            }
        };
        Travel {
            key: "k".into(),
            leave: way((0.0, 0.0), (50.0, 10.0)),
            arrive: way((50.0, 10.0), (100.0, 0.0)),
            tone: Tone::Lead,
            fate,
            trail: Shape::path("", ""),
            shape: Shape::path("", ""),
        }
    }

    #[test]
    fn leaving_starts_at_the_sender_and_ends_at_the_rest_point() {
        let travel = travel(Fate::InFlight);
        let first = position(&travel, travel.phase(false), 0.0);
        assert_eq!(first, (-50.0, -10.0, 0.0));
        assert_eq!(position(&travel, Phase::Leaving, 1.0), (0.0, 0.0, 1.0));
        assert_eq!(position(&travel, travel.phase(true), 0.3), (0.0, 0.0, 1.0));
    }

    #[test]
    fn arriving_starts_at_the_rest_point_and_is_gone_at_the_receiver() {
        let travel = travel(Fate::Delivered);
        assert_eq!(position(&travel, travel.phase(true), 0.0), (0.0, 0.0, 1.0));
        assert_eq!(position(&travel, Phase::Arriving, 1.0), (50.0, -10.0, 0.0));
    }

    #[test]
    fn a_lost_message_falls_and_fades_where_it_rested() {
        let travel = travel(Fate::Lost);
        let (x, y, opacity) = position(&travel, travel.phase(true), 1.0);
        assert_eq!((x, opacity), (0.0, 0.0));
        assert!(y > 0.0);
    }

    #[test]
    fn a_broken_clock_ends_the_motion() {
        let travel = travel(Fate::InFlight);
        let last = position(&travel, Phase::Leaving, f32::NAN);
        assert_eq!(last, (0.0, 0.0, 1.0));
    }
}
