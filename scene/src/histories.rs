//! Two histories side by side, transaction under transaction: what both have, what the lower one
//! lacks and is sent, what it has too much.

use ensemble_core::view::{CellView, Ink, SyncView};

use crate::cell;
use crate::geometry::{Point, Rect};
use crate::link::arrowhead;
use crate::shape::{Anchor, Group, Scene, Shape, num};
use crate::text::{Weight, width as text_width};

const CELL: f32 = 21.0;
const BETWEEN: f32 = 18.0;
const TOP: f32 = 3.0;
const GAP: f32 = 4.0;
/// Columns are no wider.
const COLUMN_MAX: f32 = 44.0;

/// The picture, this wide.
#[inline(never)]
pub fn histories(view: &SyncView, width: f32) -> Scene {
    let [upper, lower] = &view.histories;
    let name = |label: &str| text_width(label, 12.0, Weight::Bold);
    let left = name(&upper.label).max(name(&lower.label)).ceil() + 10.0;
    let count = upper.cells.len().max(1) as f32;
    let column = ((width - left + GAP) / count - GAP).min(COLUMN_MAX);
    let below = TOP + CELL + BETWEEN;
    let mut over = Vec::new();
    for (strip, y) in [(upper, TOP), (lower, below)] {
        let at = Point::new(0.0, y + CELL / 2.0 + 4.0);
        over.push(Shape::text("lane", at, Anchor::Start, strip.label.clone()));
    }
    for (index, (above, under)) in upper.cells.iter().zip(&lower.cells).enumerate() {
        let x = left + index as f32 * (column + GAP);
        let place = |y: f32| Rect::new(x, y, column, CELL);
        for (cell, y) in [(above, TOP), (under, below)] {
            cell::draw(cell, place(y), &mut over);
        }
        over.extend(between(above, under, place(below)));
    }
    Scene {
        width,
        height: below + CELL + TOP,
        class: "histories".into(),
        over: vec![Shape::Group(Group {
            class: "node".into(),
            children: over,
            ..Group::default()
        })],
        ..Scene::default()
    }
}

/// What becomes of a transaction of the lower history.
fn between(above: &CellView, under: &CellView, place: Rect) -> Vec<Shape> {
    let x = place.center().x;
    let from = place.y - BETWEEN;
    match (above.ink == Ink::Empty, under.ink == Ink::Empty) {
        (false, false) => {
            let (top, bottom) = (num(from + 4.0), num(place.y - 4.0));
            vec![Shape::path("same", format!("M{} {top}V{bottom}", num(x)))]
        }
        (false, true) => {
            let tip = Point::new(x, place.y - 2.0);
            let down = Point::new(0.0, 1.0);
            let (top, bottom) = (num(from + 3.0), num(tip.y - 5.0));
            vec![
                Shape::path("sent", format!("M{} {top}V{bottom}", num(x))),
                Shape::path("sent-head", arrowhead(tip, down, 7.0)),
            ]
        }
        (true, false) => {
            let (left, right) = (num(place.x - 2.0), num(place.right() + 2.0));
            let (top, bottom) = (num(place.y + 2.0), num(place.bottom() - 2.0));
            vec![Shape::path(
                "dropped",
                format!("M{left} {bottom}L{right} {top}"),
            )]
        }
        (true, true) => Vec::new(),
    }
}
