//! Small shapes that say the same as a hue.

use ensemble_core::view::Glyph;

use crate::geometry::{Point, Rect};
use crate::shape::{Shape, num, path};

/// The shape around a point, reaching a radius from it.
pub(crate) fn glyph(kind: Glyph, at: Point, radius: f32) -> Shape {
    let r = radius;
    match kind {
        Glyph::Diamond => Shape::path(
            "glyph solid",
            polygon(at, &[(0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0)]),
        ),
        Glyph::Ring => Shape::circle("glyph open", at, r - 1.0),
        Glyph::Square => {
            let s = r * 0.84;
            Shape::path(
                "glyph solid",
                polygon(at, &[(-s, -s), (s, -s), (s, s), (-s, s)]),
            )
        }
        Glyph::Triangle => {
            let (x, y) = (r * 0.98, r * 0.82);
            Shape::path("glyph solid", polygon(at, &[(0.0, -r), (x, y), (-x, y)]))
        }
        Glyph::Disc => Shape::circle("glyph solid", at, r * 0.9),
        Glyph::Cross => Shape::path("glyph stroke", cross(at, r * 0.75)),
        Glyph::Bar => {
            let (x, y) = (r, r * 0.34);
            Shape::path(
                "glyph solid",
                polygon(at, &[(-x, -y), (x, -y), (x, y), (-x, y)]),
            )
        }
    }
}

/// The path of two crossing strokes.
pub(crate) fn cross(at: Point, r: f32) -> String {
    let (left, right) = (num(at.x - r), num(at.x + r));
    let (top, bottom) = (num(at.y - r), num(at.y + r));
    format!("M{left} {top} {right} {bottom}M{right} {top} {left} {bottom}")
}

/// Two upright bars: paused, held.
pub(crate) fn pause(at: Point, height: f32) -> String {
    let (top, bottom) = (num(at.y - height / 2.0), num(at.y + height / 2.0));
    let (a, b) = (num(at.x - height * 0.24), num(at.x + height * 0.24));
    format!("M{a} {top}V{bottom}M{b} {top}V{bottom}")
}

/// A closed path through offsets from a point.
pub(crate) fn polygon(at: Point, corners: &[(f32, f32)]) -> String {
    let mut d = String::new();
    for (index, (dx, dy)) in corners.iter().enumerate() {
        let letter = if index == 0 { "M" } else { "L" };
        d.push_str(&path(&[(letter, Point::new(at.x + dx, at.y + dy))]));
    }
    d.push('Z');
    d
}

/// A card with cut corners.
pub(crate) fn octagon(rect: Rect, cut: f32) -> String {
    let Rect { x, y, .. } = rect;
    let (right, bottom, cut) = (rect.right(), rect.bottom(), cut * 1.3);
    polygon(
        Point::default(),
        &[
            (x + cut, y),
            (right - cut, y),
            (right, y + cut),
            (right, bottom - cut),
            (right - cut, bottom),
            (x + cut, bottom),
            (x, bottom - cut),
            (x, y + cut),
        ],
    )
}
