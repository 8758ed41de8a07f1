//! The rows of a card: strips with their labels, as many as there is room for.

use ensemble_core::sorted::sort_by_key;
use ensemble_core::view::{Ink, NodeView, StripView};

use crate::card::{SMALL, badge_in_header, header_height, measures_at, row_height};
use crate::cell;
use crate::geometry::Point;
use crate::layout::{Density, Place};
use crate::shape::{Anchor, Shape};
use crate::text::{Weight, fit, width};
use crate::timer::timer;

/// Labels of large cards are never narrower, so that cells stay in their column when a short label
/// takes the place of another one.
const LABELS_MIN: f32 = 34.0;

/// Room that an arrow between two cells takes, besides the usual gap.
const ARROW: f32 = 6.0;

/// How many rows a node's strips take.
pub(crate) fn count(strips: &[StripView]) -> usize {
    strips.iter().filter(|strip| !strip.beside).count()
}

pub(crate) fn rows(node: &NodeView, place: &Place, shapes: &mut Vec<Shape>) {
    let style = place.style;
    let m = measures_at(place);
    let full = style.density == Density::Full;
    let room = place.card.w - 2.0 * m.pad;
    let header = header_height(style, node.phase.is_some());
    let pad = if full { cell::PAD } else { cell::PAD_SMALL };
    let shown = foremost(node, style.rows);
    let column = label_column(&shown, room, style.density);
    for (index, row) in shown.iter().enumerate() {
        let y = header + index as f32 * row_height(style, node.phase.is_some());
        let baseline = y + m.cell / 2.0 + 4.0;
        let mut right = m.pad + room;
        if index == 0 && full && node.phase.is_none() {
            for timer_view in node.timers.iter().take(2) {
                let at = Point::new(right - m.timer, y + m.cell / 2.0);
                shapes.push(timer(timer_view, at, m.timer));
                right -= m.timer * 2.0 + 6.0;
            }
        }
        if row.len() > 1 {
            pairs(row, Point::new(m.pad, y), right, (m.cell, pad), shapes);
            continue;
        }
        let strip = row[0];
        let column = if !full && gains(strip, room, column, pad) {
            0.0
        } else {
            column
        };
        if column > 0.0 {
            let label = fit(&strip.label, SMALL, Weight::Plain, column - 4.0);
            let at = Point::new(m.pad, baseline);
            shapes.push(Shape::text("label", at, Anchor::Start, label));
        }
        let at = Point::new(m.pad + column, y);
        shapes.extend(cell::strip(strip, at, right - at.x, m.cell, pad));
        if index == 0 && style.density != Density::Tiny && !badge_in_header(node, place) {
            let left = right - at.x - cell::strip_width(strip, pad) - 10.0;
            let badge = shortened(&node.badge, left);
            if !badge.is_empty() {
                let at = Point::new(right, baseline);
                shapes.push(Shape::text("badge", at, Anchor::End, badge));
            }
        }
    }
}

/// Whether all cells of a strip would fit if only the label were not there.
fn gains(strip: &StripView, room: f32, column: f32, pad: f32) -> bool {
    let cells = cell::strip_width(strip, pad);
    cells <= room && cells > room - column
}

/// Strips side by side, each behind its label; where there is no room for labels, arrows lead from
/// one to the next.
#[inline(never)]
fn pairs(
    row: &[&StripView],
    at: Point,
    right: f32,
    (tall, pad): (f32, f32),
    shapes: &mut Vec<Shape>,
) {
    let label = |strip: &StripView| width(&strip.label, SMALL, Weight::Plain) + 5.0;
    let gap = 9.0;
    let cells: f32 = row
        .iter()
        .map(|strip| cell::strip_width(strip, pad) + gap)
        .sum();
    let labels: f32 = row.iter().map(|strip| label(strip)).sum();
    let labelled = cells + labels - gap <= right - at.x;
    let (mut x, baseline) = (at.x, at.y + tall / 2.0 + 4.0);
    for (index, strip) in row.iter().enumerate() {
        let text = |x, anchor, said| Shape::text("label", Point::new(x, baseline), anchor, said);
        if labelled {
            shapes.push(text(x, Anchor::Start, strip.label.clone()));
            x += label(strip);
        } else if index > 0 {
            x += ARROW;
            shapes.push(text(x - (ARROW + gap) / 2.0, Anchor::Middle, "→".into()));
        }
        let w = cell::strip_width(strip, pad);
        let place = Point::new(x, at.y);
        shapes.extend(cell::strip(strip, place, (right - x).max(0.0), tall, pad));
        x += w + gap;
    }
}

/// The rows to show where there is no room for all: what has just changed, then the one that the
/// node puts first, then the last ones that hold something, since they tell of more than those
/// before.
fn foremost(node: &NodeView, rows: usize) -> Vec<Vec<&StripView>> {
    let mut all: Vec<Vec<&StripView>> = Vec::new();
    for strip in &node.strips {
        match all.last_mut() {
            Some(row) if strip.beside => row.push(strip),
            Some(_) | None => all.push(vec![strip]),
        }
    }
    let rank = |index: usize| {
        let cells = || all[index].iter().flat_map(|strip| &strip.cells);
        let changed = cells().any(|cell| cell.changed);
        let holds = cells().any(|cell| cell.ink != Ink::Empty);
        let first = node.foremost == Some(index);
        (!changed, !first, !holds, all.len() - index)
    };
    let mut order: Vec<usize> = (0..all.len()).collect();
    if rows < all.len() {
        sort_by_key(&mut order, |index| rank(*index));
        order.truncate(rows);
        sort_by_key(&mut order, |index| *index);
    }
    order
        .into_iter()
        .map(|index| std::mem::take(&mut all[index]))
        .collect()
}

/// Width of the labels before the cells; none if the cells would not have room enough.
fn label_column(rows: &[Vec<&StripView>], room: f32, density: Density) -> f32 {
    let single = rows.iter().filter(|row| row.len() == 1);
    let labels = single
        .map(|row| width(&row[0].label, SMALL, Weight::Plain))
        .fold(0.0, f32::max);
    match density {
        Density::Tiny => 0.0,
        Density::Compact | Density::Full if labels == 0.0 => 0.0,
        Density::Compact if room - labels < 54.0 => 0.0,
        Density::Compact => labels + 5.0,
        Density::Full => (labels + 10.0).max(LABELS_MIN).min(room * 0.55),
    }
}

/// A badge that fits: without its leading words if need be.
fn shortened(badge: &str, room: f32) -> String {
    let mut rest = badge;
    while width(rest, SMALL, Weight::Plain) > room {
        match rest.split_once(' ') {
            // One or two characters alone would say nothing.
            Some((_, tail)) if tail.chars().count() > 2 => rest = tail,
            Some(_) | None => return String::new(),
        }
    }
    rest.to_owned()
}
