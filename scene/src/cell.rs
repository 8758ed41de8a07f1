//! Strips of cells: what a node holds, and how durable it is.

use ensemble_core::view::{CellView, Ink, StripView};

use crate::geometry::{Point, Rect};
use crate::shape::{Anchor, Shape, num, tone_class};
use crate::text::{Weight, fit, width};

/// Size of the text in a cell.
const SIZE: f32 = 11.5;
/// What is too wide for its cell is written smaller and thinner.
const FINE: (f32, Weight) = (11.0, Weight::Plain);
/// White at both ends of a cell.
pub(crate) const PAD: f32 = 6.0;
/// The same on small cards.
pub(crate) const PAD_SMALL: f32 = 4.0;
/// Between two cells.
const GAP: f32 = 3.0;
/// Room for the sign that earlier cells are not shown.
const MORE: f32 = 15.0;

/// The cells of a strip from a point to the right, as many of the last ones as there is room for.
pub(crate) fn strip(strip: &StripView, at: Point, room: f32, height: f32, pad: f32) -> Vec<Shape> {
    let shown = shown(&strip.cells, room, pad);
    let mut shapes = Vec::new();
    let mut x = at.x;
    if shown < strip.cells.len() && shown > 0 && room >= MORE + 24.0 {
        let baseline = at.y + height / 2.0 + 3.0;
        shapes.push(Shape::text(
            "more",
            Point::new(x, baseline),
            Anchor::Start,
            "…",
        ));
        x += MORE;
    }
    let (start, end) = (x, at.x + room);
    let first = strip.cells.len() - shown;
    let mut committed = start;
    for (place, cell) in strip.cells.iter().enumerate().skip(first) {
        let w = natural(cell, pad).min(end - x);
        draw(cell, Rect::new(x, at.y, w, height), &mut shapes);
        if strip.point.is_some_and(|point| place < point) {
            committed = x + w;
        }
        x += w + GAP;
    }
    if committed > start {
        shapes.push(commit_line(start, committed, at.y + height));
    }
    shapes
}

/// A line under what is committed, with a tick at its end: the commit point.
#[inline(never)]
fn commit_line(from: f32, to: f32, y: f32) -> Shape {
    let (from, to) = (num(from), num(to - 1.0));
    let (line, top) = (num(y + 2.5), num(y - 2.5));
    Shape::path("commit", format!("M{from} {line}H{to}V{top}"))
}

/// The width that all cells of a strip would take.
pub(crate) fn strip_width(strip: &StripView, pad: f32) -> f32 {
    let cells: f32 = strip
        .cells
        .iter()
        .map(|cell| natural(cell, pad) + GAP)
        .sum();
    (cells - GAP).max(0.0)
}

fn natural(cell: &CellView, pad: f32) -> f32 {
    (width(&cell.text, SIZE, Weight::Bold) + 2.0 * pad).max(24.0)
}

/// How many of the last cells fit; at least one, which is then cut.
fn shown(cells: &[CellView], room: f32, pad: f32) -> usize {
    let all: f32 = cells.iter().map(|cell| natural(cell, pad) + GAP).sum();
    if all - GAP <= room {
        return cells.len();
    }
    let mut left = room - MORE;
    let mut count = 0;
    for cell in cells.iter().rev() {
        left -= natural(cell, pad) + GAP;
        if left + GAP < 0.0 {
            break;
        }
        count += 1;
    }
    count.max(1)
}

/// Where a text may be broken.
const BREAK: char = '\u{200b}';

/// Whether a cell's text is too long for the room, but not in two lines.
pub(crate) fn is_broken(cell: &CellView, room: f32) -> bool {
    let fits = |text: &str| width(text, FINE.0, FINE.1) <= room - PAD_SMALL;
    width(&cell.text, SIZE, Weight::Bold) > room - PAD_SMALL
        && cell.text.contains(BREAK)
        && cell.text.split(BREAK).all(fits)
}

/// One cell; in two lines if it is high enough for them.
#[inline(never)]
pub(crate) fn draw(cell: &CellView, rect: Rect, shapes: &mut Vec<Shape>) {
    let changed = if cell.changed { " changed" } else { "" };
    let ink = match cell.ink {
        Ink::Empty => "ink-empty",
        Ink::Memory => "ink-memory",
        Ink::Writing => "ink-writing",
        Ink::Disk => "ink-disk",
        Ink::Decided => "ink-decided",
        Ink::Torn => "ink-torn",
        Ink::Dropped => "ink-dropped",
    };
    let class = format!("cell {ink} {}{changed}", tone_class(cell.tone));
    let room = rect.w - PAD_SMALL;
    let tight = if width(&cell.text, SIZE, Weight::Bold) > room {
        cell.text.replace(" · ", "·")
    } else {
        cell.text.clone()
    };
    shapes.push(match cell.ink {
        Ink::Torn => Shape::path(class.clone(), torn(rect)),
        Ink::Empty | Ink::Memory | Ink::Writing | Ink::Disk | Ink::Decided | Ink::Dropped => {
            Shape::rect(class.clone(), rect, 3.0)
        }
    });
    let mut text = |said: &str, down: f32| {
        let wide = width(said, SIZE, Weight::Bold) > room;
        let fine = if wide { " fine" } else { "" };
        let said = fit(said, FINE.0, FINE.1, if wide { room } else { f32::MAX });
        if !said.is_empty() {
            let at = Point::new(rect.center().x, rect.center().y + down);
            let class = format!("celltext {class}{fine}");
            shapes.push(Shape::text(class, at, Anchor::Middle, said));
        }
    };
    match tight.split_once(BREAK).filter(|_| rect.h > 24.0) {
        Some((first, second)) => {
            text(first, -1.5);
            text(second, 10.0);
        }
        None => text(&tight, 4.0),
    }
}

/// A cell whose right end is torn off.
#[inline(never)]
fn torn(rect: Rect) -> String {
    let (x, y, w) = (rect.x, rect.y, rect.w);
    let mut d = format!("M{} {}H{}", num(x + w - 2.0), num(y), num(x));
    d.push_str(&format!("V{}H{}", num(rect.bottom()), num(x + w - 6.0)));
    for step in (0..4).rev() {
        let right = if step % 2 == 0 {
            x + w - 2.0
        } else {
            x + w - 7.0
        };
        d.push_str(&format!(
            "L{} {}",
            num(right),
            num(y + rect.h * step as f32 / 4.0)
        ));
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;
    use ensemble_core::view::Tone;

    fn log(count: usize) -> StripView {
        let cell = |n| CellView {
            text: format!("1·{n}"),
            ink: Ink::Disk,
            tone: Tone::Lead,
            changed: false,
        };
        StripView {
            label: "log".into(),
            cells: (1..=count).map(cell).collect(),
            ..StripView::default()
        }
    }

    #[test]
    fn a_long_log_shows_its_end_within_its_room() {
        for count in 0..30 {
            let strip_view = log(count);
            for shape in strip(&strip_view, Point::new(10.0, 0.0), 90.0, 20.0, PAD) {
                if let Shape::Rect { x, w, .. } = shape {
                    assert!(x >= 10.0 && x + w <= 100.01);
                }
            }
        }
        let shapes = strip(&log(30), Point::new(0.0, 0.0), 90.0, 20.0, PAD);
        let last = shapes.iter().rev().find_map(|shape| match shape {
            Shape::Text { content, .. } => Some(content.as_str()),
            Shape::Group(_)
            | Shape::Rect { .. }
            | Shape::Circle { .. }
            | Shape::Line { .. }
            | Shape::Path { .. } => None,
        });
        assert_eq!(last, Some("1·30"));
    }
}
