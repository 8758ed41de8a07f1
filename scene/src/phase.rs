//! The phases a node goes through: a bar of segments, filled up to the one it is in.

use ensemble_core::view::{NodeView, PhaseView};

use crate::card::{SMALL, measures_at};
use crate::geometry::{Point, Rect};
use crate::layout::{Density, Place};
use crate::shape::{Anchor, Group, Shape};
use crate::text::{Weight, width};
use crate::timer::timer;

/// Between two segments.
const GAP: f32 = 2.5;

/// Height that the bar takes below the header.
pub(crate) const fn height(density: Density) -> f32 {
    match density {
        Density::Full => 20.0,
        Density::Compact | Density::Tiny => 7.0,
    }
}

/// The bar from `y` on; on a large card it has its name behind it, and the timers at the end.
#[inline(never)]
pub(crate) fn bar(node: &NodeView, phase: &PhaseView, place: &Place, y: f32) -> Vec<Shape> {
    let m = measures_at(place);
    let room = place.card.w - 2.0 * m.pad;
    let count = f32::from(phase.of.max(1));
    let full = place.style.density == Density::Full;
    let (tall, segment) = if full {
        (4.0, 9.0)
    } else {
        (3.0, (room + GAP) / count - GAP)
    };
    let top = if full { y + 5.0 } else { y };
    let mut shapes = Vec::new();
    let changed = if phase.changed { " changed" } else { "" };
    let mut segments = Vec::new();
    for index in 0..phase.of {
        let x = m.pad + f32::from(index) * (segment + GAP);
        let class = match index + 1 {
            here if here == phase.at => "segment here",
            done if done < phase.at => "segment done",
            _ => "segment",
        };
        segments.push(Shape::rect(
            class,
            Rect::new(x, top, segment, tall),
            tall / 2.0,
        ));
    }
    shapes.push(Shape::Group(Group {
        class: format!("phase{changed}").into(),
        title: Some(phase.label.clone()),
        children: segments,
        ..Group::default()
    }));
    if !full {
        return shapes;
    }
    let mut right = m.pad + room;
    for timer_view in node.timers.iter().take(2) {
        let at = Point::new(right - m.timer, y + 7.0);
        shapes.push(timer(timer_view, at, m.timer));
        right -= m.timer * 2.0 + 6.0;
    }
    let x = m.pad + count * (segment + GAP) + 5.0;
    if x + width(&phase.label, SMALL, Weight::Bold) <= right {
        let at = Point::new(x, y + 11.0);
        let class = format!("label phase-name{changed}");
        shapes.push(Shape::text(class, at, Anchor::Start, phase.label.clone()));
    }
    shapes
}
