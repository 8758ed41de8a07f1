//! Messages of the diagram.

use ensemble_core::view::{ArrowView, Fate, TimeView};

use super::TimeGeometry;
use crate::geometry::Point;
use crate::glyph::cross;
use crate::link::arrowhead;
use crate::shape::{Group, Shape, num, way_class, xy};

/// All arrows; what is still to come stands behind what has been.
pub(super) fn arrows(view: &TimeView, geometry: &TimeGeometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for future in [true, false] {
        for (index, arrow) in view.arrows.iter().enumerate() {
            if (arrow.sent > view.cursor) == future {
                let (from, to) = (super::hue(view, arrow.from), super::hue(view, arrow.to));
                let class = way_class(arrow.tone, from, to);
                shapes.extend(draw(arrow, (index, &class), view.cursor, geometry));
            }
        }
    }
    shapes
}

/// How far the message is known to have come, as a part of the way between the lanes.
fn reach(arrow: &ArrowView) -> f32 {
    match (arrow.fate, arrow.ended) {
        (Fate::Delivered, Some(_)) => 1.0,
        (Fate::Lost, Some(_)) => 0.72,
        (Fate::InFlight, _) | (Fate::Delivered | Fate::Lost, None) => 0.5,
    }
}

fn draw(
    arrow: &ArrowView,
    (index, class): (usize, &str),
    cursor: u32,
    geometry: &TimeGeometry,
) -> Option<Shape> {
    let (y1, y2) = (geometry.lane_y(arrow.from)?, geometry.lane_y(arrow.to)?);
    let start = Point::new(geometry.x(arrow.sent), y1);
    let end = match arrow.ended {
        Some(column) => {
            let x = geometry.x(column).max(start.x + geometry.pitch * 0.3);
            Point::new(x, y1 + (y2 - y1) * reach(arrow))
        }
        // Nobody knows where it will end: it stays between its own lane and the next.
        None => {
            let side = if y2 < y1 { -0.42 } else { 0.42 };
            Point::new(
                start.x + geometry.pitch * 1.1,
                y1 + geometry.lane_gap * side,
            )
        }
    };
    if end.x < geometry.left || start.x > geometry.right {
        return None;
    }
    let mut children = Vec::new();
    let cut = geometry.x(cursor);
    lines(start, end, cut, geometry, &mut children);
    if geometry.shows(arrow.sent) {
        let class = if start.x > cut + 0.1 {
            "start future"
        } else {
            "start"
        };
        children.push(Shape::circle(class, start, 2.5));
    }
    if end.x <= geometry.right + 2.0 {
        let later = if end.x > cut + 0.1 { " future" } else { "" };
        children.push(ending(arrow, start, end, later));
    }
    Some(Shape::Group(Group {
        class: format!("arrow {class}").into(),
        key: format!("m{index}"),
        title: Some(arrow.label.clone()),
        children,
        ..Group::default()
    }))
}

fn ending(arrow: &ArrowView, start: Point, end: Point, later: &str) -> Shape {
    match (arrow.fate, arrow.ended) {
        (Fate::Delivered, Some(_)) => {
            let head = arrowhead(end, start.direction(end), 7.0);
            Shape::path(format!("head{later}"), head)
        }
        (Fate::Lost, Some(_)) => Shape::path(format!("lost{later}"), cross(end, 3.5)),
        (Fate::InFlight, _) | (Fate::Delivered | Fate::Lost, None) => {
            Shape::circle(format!("open{later}"), end, 2.5)
        }
    }
}

/// The line within the lanes, parted by the cursor into what has been and what is to come.
fn lines(start: Point, end: Point, cut: f32, geometry: &TimeGeometry, shapes: &mut Vec<Shape>) {
    let hit = clip(start, end, geometry.left, geometry.right);
    if let Some((from, to)) = hit {
        shapes.push(Shape::path("hit", segment(from, to)));
    }
    if let Some((from, to)) = clip(start, end, geometry.left, cut.min(geometry.right)) {
        shapes.push(Shape::path("line", segment(from, to)));
    }
    if let Some((from, to)) = clip(start, end, cut.max(geometry.left), geometry.right) {
        shapes.push(Shape::path("line future", segment(from, to)));
    }
}

fn segment(from: Point, to: Point) -> String {
    format!("M{}L{} {}", xy(from), num(to.x), num(to.y))
}

/// The part of a rising-in-x segment between two verticals.
fn clip(start: Point, end: Point, left: f32, right: f32) -> Option<(Point, Point)> {
    let (from, to) = (start.x.max(left), end.x.min(right));
    if to - from < 0.5 {
        return None;
    }
    let at = |x: f32| start.toward(end, (x - start.x) / (end.x - start.x));
    Some((at(from), at(to)))
}
