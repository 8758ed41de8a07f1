//! Messages of the diagram.

use ensemble_core::view::{ArrowView, Fate, TimeView};

use super::TimeGeometry;
use crate::geometry::Point;
use crate::glyph::cross;
use crate::link::arrowhead;
use crate::shape::{Group, Shape, path, way_class};
use crate::sieve::Sieve;

/// What is drawn of all arrows of one colour. An arrow has an element of its own only to be pointed
/// at: as a line in two parts with a start and a head each, hundreds of them would change whenever
/// the cursor moves.
#[derive(Default)]
struct Strokes {
    class: String,
    /// The parts of what has been, then of what is to come: lines, points where arrows start, their
    /// heads, crosses of what was lost, and rings of what is on its way.
    parts: [String; 10],
}

impl Strokes {
    fn add(&mut self, part: usize, later: bool, d: &str) {
        let first = if later { PARTS.len() } else { 0 };
        self.parts[first + part].push_str(d);
    }
}

/// The classes of the parts.
const PARTS: [&str; 5] = ["line", "start", "head", "lost", "open"];
const LINE: usize = 0;
const START: usize = 1;
const HEAD: usize = 2;
const LOST: usize = 3;
const OPEN: usize = 4;

/// All arrows; what is still to come stands behind what has been.
pub(super) fn arrows(view: &TimeView, sieve: &Sieve, geometry: &TimeGeometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut strokes: Vec<Strokes> = Vec::new();
    for arrow in view.arrows.iter().filter(|it| sieve.draws(it)) {
        let (from, to) = (super::hue(view, arrow.from), super::hue(view, arrow.to));
        let class = way_class(arrow.tone, from, to);
        let known = strokes.iter().position(|it| it.class == class);
        let place = known.unwrap_or(strokes.len());
        if known.is_none() {
            strokes.push(Strokes {
                class,
                ..Strokes::default()
            });
        }
        shapes.extend(draw(arrow, &mut strokes[place], view.cursor, geometry));
    }
    let mut drawn = Vec::new();
    for (first, future) in [(PARTS.len(), " future"), (0, "")] {
        for Strokes { class, parts } in &mut strokes {
            let class = format!("arrows {class}{future}");
            let mut children = Vec::new();
            for (d, part) in parts[first..].iter_mut().zip(PARTS) {
                if !d.is_empty() {
                    children.push(Shape::path(part, std::mem::take(d)));
                }
            }
            drawn.push(Shape::Group(Group {
                key: class.clone(),
                class: class.into(),
                children,
                ..Group::default()
            }));
        }
    }
    drawn.extend(shapes);
    drawn
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
    strokes: &mut Strokes,
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
    // The line within the lanes, parted by the cursor into what has been and what is to come.
    let cut = geometry.x(cursor);
    let sides = [
        (geometry.left, cut.min(geometry.right)),
        (cut.max(geometry.left), geometry.right),
    ];
    for (later, (left, right)) in [false, true].into_iter().zip(sides) {
        if let Some((from, to)) = clip(start, end, left, right) {
            strokes.add(LINE, later, &segment(from, to));
        }
    }
    let later = |at: Point| at.x > cut + 0.1;
    if geometry.shows(arrow.sent) {
        strokes.add(START, later(start), &(path(&[("M", start)]) + "h0"));
    }
    if end.x <= geometry.right + 2.0 {
        let (part, d) = ending(arrow, start, end);
        strokes.add(part, later(end), &d);
    }
    let (from, to) = clip(start, end, geometry.left, geometry.right)?;
    Some(Shape::Group(Group {
        class: format!("arrow {}", strokes.class).into(),
        key: arrow.key.clone(),
        title: Some(arrow.label.clone()),
        children: vec![Shape::path("hit", segment(from, to))],
        ..Group::default()
    }))
}

fn ending(arrow: &ArrowView, start: Point, end: Point) -> (usize, String) {
    match (arrow.fate, arrow.ended) {
        (Fate::Delivered, Some(_)) => (HEAD, arrowhead(end, start.direction(end), 7.0)),
        (Fate::Lost, Some(_)) => (LOST, cross(end, 3.5)),
        (Fate::InFlight, _) | (Fate::Delivered | Fate::Lost, None) => {
            let from = path(&[("M", Point::new(end.x - 2.5, end.y))]);
            (OPEN, from + "a2.5 2.5 0 1 1 0 .01z")
        }
    }
}

fn segment(from: Point, to: Point) -> String {
    path(&[("M", from), ("L", to)])
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
