//! The space–time diagram: a lane for each node, a column for each stop, messages as arrows.

mod arrows;
mod geometry;
mod marks;

use ensemble_core::view::TimeView;

pub use geometry::TimeGeometry;

use crate::geometry::Point;
use crate::shape::{Anchor, Scene, Shape, hue_class};
use crate::sieve::Sieve;

/// The picture of a window of the diagram with the messages that a sieve leaves in it, and where
/// things are.
#[inline(never)]
pub fn time(view: &TimeView, sieve: &Sieve, width: f32, height: f32) -> (Scene, TimeGeometry) {
    let geometry = TimeGeometry::new(view, width, height);
    let mut under = lanes(view, &geometry);
    under.extend(marks::axis(view, &geometry));
    let (bands, labels) = marks::bands(view, &geometry);
    under.extend(bands);
    let mut over = arrows::arrows(view, sieve, &geometry);
    over.extend(labels);
    over.extend(marks::dots(view, &geometry));
    over.extend(marks::milestones(view, &geometry));
    over.push(marks::cursor(view, &geometry));
    let scene = Scene {
        width: geometry.width,
        height: geometry.height,
        class: if geometry.width < 520.0 {
            "time narrow"
        } else {
            "time"
        }
        .into(),
        under,
        travels: Vec::new(),
        over,
    };
    (scene, geometry)
}

/// The colour of a lane's own.
fn hue(view: &TimeView, node: u8) -> u8 {
    let lane = view.lanes.iter().find(|lane| lane.node == node);
    lane.map_or(0, |lane| lane.hue)
}

fn lanes(view: &TimeView, geometry: &TimeGeometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for lane in &view.lanes {
        let Some(y) = geometry.lane_y(lane.node) else {
            continue;
        };
        let at = Point::new(geometry.left - 12.0, y + 4.0);
        let class = format!("lane{}", hue_class(lane.hue));
        shapes.push(Shape::text(class, at, Anchor::End, lane.name.clone()));
        let (from, to) = (Point::new(geometry.left, y), Point::new(geometry.right, y));
        shapes.push(Shape::line("laneline", from, to));
    }
    shapes
}
