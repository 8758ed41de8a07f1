//! A node's card: who it is, what it is doing, what it holds.

use ensemble_core::sorted::sort_by_key;
use ensemble_core::view::{Condition, Ink, NodeView, StripView, Target, TimerView};

use crate::cell;
use crate::geometry::{Point, Rect, sine};
use crate::glyph::{cross, glyph, pause};
use crate::hatch;
use crate::layout::{CardStyle, Density, Place};
use crate::shape::{Aim, Anchor, Group, Shape, num, tone_class, xy};
use crate::text::{Weight, fit, fit_or_drop, width};

/// Size of the smallest text on a card.
const SMALL: f32 = 11.0;

/// Measures of a card by its density.
struct Measures {
    pad: f32,
    name_size: f32,
    role_size: f32,
    baseline: f32,
    header: f32,
    row: f32,
    cell: f32,
    glyph: f32,
    timer: f32,
}

const fn measures(density: Density) -> Measures {
    match density {
        Density::Full => Measures {
            pad: 12.0,
            name_size: 14.0,
            role_size: 12.0,
            baseline: 25.0,
            header: 38.0,
            row: 26.0,
            cell: 22.0,
            glyph: 6.5,
            timer: 7.5,
        },
        Density::Compact => Measures {
            pad: 6.0,
            name_size: 13.0,
            role_size: 11.0,
            baseline: 19.0,
            header: 28.0,
            row: 23.0,
            cell: 19.0,
            glyph: 5.0,
            timer: 6.0,
        },
        Density::Tiny => Measures {
            pad: 6.0,
            name_size: 13.0,
            role_size: 11.0,
            baseline: 17.0,
            header: 25.0,
            row: 22.0,
            cell: 18.0,
            glyph: 4.5,
            timer: 5.5,
        },
    }
}

/// The height of a card for a node with so many strips.
pub(crate) fn height(style: CardStyle, strips: usize) -> f32 {
    let rows = strips.min(style.rows);
    if style.outside {
        return if rows > 0 { 66.0 } else { 42.0 };
    }
    let m = measures(style.density);
    let below = if rows > 0 { m.pad - 4.0 } else { 2.0 };
    header_height(style) + rows as f32 * m.row + below
}

fn header_height(style: CardStyle) -> f32 {
    let role = if style.role_line { 14.0 } else { 0.0 };
    measures(style.density).header + role
}

/// The card of a node at its place.
pub(crate) fn card(node: &NodeView, place: &Place, selected: bool) -> Shape {
    let rect = Rect::new(0.0, 0.0, place.card.w, place.card.h);
    let mut children = vec![Shape::rect("card", rect, radius(place))];
    if selected {
        children.push(Shape::rect(
            "selection",
            rect.grown(4.0),
            radius(place) + 4.0,
        ));
    }
    let inset = rect.grown(-2.5);
    match node.condition {
        Condition::Up => {}
        Condition::Paused => children.push(Shape::path("hatch", hatch::upright(inset, 7.0))),
        Condition::Down => children.push(Shape::path("hatch", hatch::rising(inset, 7.0))),
    }
    if place.style.outside {
        client(node, place, &mut children);
    } else {
        header(node, place, &mut children);
        strips(node, place, &mut children);
    }
    let condition = match node.condition {
        Condition::Up => "",
        Condition::Paused => " paused",
        Condition::Down => " down",
    };
    let mut class = format!("node {}{condition}", tone_class(node.tone));
    for (on, word) in [
        (node.touched, " touched"),
        (selected, " selected"),
        (place.style.outside, " outside"),
        (place.style.density != Density::Full, " compact"),
    ] {
        class.push_str(if on { word } else { "" });
    }
    let said = said(node);
    Shape::Group(Group {
        class: class.into(),
        key: format!("n{}", node.id),
        translate: (place.card.x, place.card.y),
        title: Some(said.clone()),
        label: Some(said),
        aim: Some(Aim::Target(Target::Node(node.id))),
        children,
    })
}

fn radius(place: &Place) -> f32 {
    match place.style.density {
        Density::Full => 10.0,
        Density::Compact if place.style.outside => 20.0,
        Density::Compact => 8.0,
        Density::Tiny => 7.0,
    }
}

/// All of it in words, for pointing at it and for reading aloud.
fn said(node: &NodeView) -> String {
    let mut said = format!("{} {}", node.name, node.role);
    if !node.badge.is_empty() {
        said.push_str(&format!(" · {}", node.badge));
    }
    for strip in &node.strips {
        let cells: Vec<&str> = strip.cells.iter().map(|cell| cell.text.as_str()).collect();
        said.push_str(&format!(" · {} {}", strip.label, cells.join(" ")));
    }
    for timer in &node.timers {
        said.push_str(&format!(
            " · {} {}/{}",
            timer.label, timer.left_ticks, timer.span_ticks
        ));
    }
    said.trim().to_owned()
}

fn mark(node: &NodeView, at: Point, radius: f32) -> Shape {
    match node.condition {
        Condition::Up => glyph(node.glyph, at, radius),
        Condition::Paused => Shape::path("glyph stroke", pause(at, radius * 1.7)),
        Condition::Down => Shape::path("glyph stroke", cross(at, radius * 0.75)),
    }
}

/// The measures of a place: a small card that is wide has wider margins.
fn measures_at(place: &Place) -> Measures {
    let mut m = measures(place.style.density);
    if place.style.density == Density::Compact && place.card.w >= 152.0 {
        m.pad = 10.0;
    }
    m
}

fn header(node: &NodeView, place: &Place, shapes: &mut Vec<Shape>) {
    let m = measures_at(place);
    let w = place.card.w;
    let middle = m.baseline - m.name_size * 0.36;
    shapes.push(mark(node, Point::new(m.pad + m.glyph, middle), m.glyph));
    let x = name_start(place);
    let mut right = w - m.pad;
    if place.style.density != Density::Full {
        if let Some(timer_view) = node.timers.first().filter(|_| w >= 62.0) {
            shapes.push(timer(timer_view, Point::new(w - 12.0, 12.0), 4.5));
            right -= 12.0;
        }
    } else if badge_in_header(node, place) {
        let at = Point::new(right, m.baseline);
        right -= width(&node.badge, SMALL, Weight::Plain) + 8.0;
        shapes.push(Shape::text("badge", at, Anchor::End, node.badge.clone()));
    }
    let name_end = x + width(&node.name, m.name_size, Weight::Bold);
    let at = Point::new(x, m.baseline);
    let name = Shape::text("name", at, Anchor::Start, node.name.clone());
    if place.style.density == Density::Tiny {
        shapes.push(name);
        if !place.style.role_line {
            return;
        }
        let role = role_text(&node.role, m.role_size, w - 2.0 * m.pad + 2.0);
        let at = Point::new(m.pad, m.baseline + 14.0);
        shapes.push(Shape::text("role", at, Anchor::Start, role));
    } else {
        let room = right - name_end - crate::shape::TAIL_GAP;
        shapes.push(name.with_tail(role_text(&node.role, m.role_size, room)));
    }
}

fn name_start(place: &Place) -> f32 {
    let m = measures_at(place);
    let gap = if place.style.density == Density::Full {
        8.0
    } else {
        5.0
    };
    m.pad + m.glyph * 2.0 + gap
}

/// Whether the whole badge fits beside name and role; else it stands in the first row.
fn badge_in_header(node: &NodeView, place: &Place) -> bool {
    let m = measures_at(place);
    let name = width(&node.name, m.name_size, Weight::Bold);
    let role = width(&node.role, m.role_size, Weight::Plain);
    let badge = width(&node.badge, SMALL, Weight::Plain);
    let all = name_start(place) + name + crate::shape::TAIL_GAP + role + 10.0 + badge + m.pad;
    place.style.density == Density::Full && !node.badge.is_empty() && all <= place.card.w
}

/// A role that fits: without what follows a colon if need be, then cut.
fn role_text(role: &str, size: f32, room: f32) -> String {
    if width(role, size, Weight::Plain) <= room {
        return role.to_owned();
    }
    let short = role.split([':', '：']).next().unwrap_or(role);
    fit_or_drop(short, size, Weight::Plain, room)
}

fn strips(node: &NodeView, place: &Place, shapes: &mut Vec<Shape>) {
    let style = place.style;
    let m = measures_at(place);
    let full = style.density == Density::Full;
    let room = place.card.w - 2.0 * m.pad;
    let header = header_height(style);
    let pad = if full { cell::PAD } else { cell::PAD_SMALL };
    let shown = foremost(&node.strips, style.rows);
    let column = label_column(&shown, room, style.density);
    for (index, strip) in shown.iter().enumerate() {
        let y = header + index as f32 * m.row;
        let baseline = y + m.cell / 2.0 + 4.0;
        if column > 0.0 {
            let label = fit(&strip.label, SMALL, Weight::Plain, column - 4.0);
            let at = Point::new(m.pad, baseline);
            shapes.push(Shape::text("label", at, Anchor::Start, label));
        }
        let mut right = m.pad + room;
        if index == 0 && full {
            for timer_view in node.timers.iter().take(2) {
                let at = Point::new(right - m.timer, y + m.cell / 2.0);
                shapes.push(timer(timer_view, at, m.timer));
                right -= m.timer * 2.0 + 6.0;
            }
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

/// The strips to show where there is no room for all: what has just changed, then the last ones
/// that hold something, since they tell of more than those before.
fn foremost(strips: &[StripView], rows: usize) -> Vec<&StripView> {
    let rank = |index: usize| {
        let cells = &strips[index].cells;
        let changed = cells.iter().any(|cell| cell.changed);
        let holds = cells.iter().any(|cell| cell.ink != Ink::Empty);
        (!changed, !holds, strips.len() - index)
    };
    let mut order: Vec<usize> = (0..strips.len()).collect();
    if rows < strips.len() {
        sort_by_key(&mut order, |index| rank(*index));
        order.truncate(rows);
        sort_by_key(&mut order, |index| *index);
    }
    order.into_iter().map(|index| &strips[index]).collect()
}

/// Width of the labels before the cells; none if the cells would not have room enough.
fn label_column(strips: &[&StripView], room: f32, density: Density) -> f32 {
    let labels = strips
        .iter()
        .map(|strip| width(&strip.label, SMALL, Weight::Plain))
        .fold(0.0, f32::max);
    match density {
        Density::Tiny => 0.0,
        Density::Compact | Density::Full if labels == 0.0 => 0.0,
        Density::Compact if room - labels < 54.0 => 0.0,
        Density::Compact => labels + 5.0,
        Density::Full => (labels + 10.0).min(room * 0.55),
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

/// A client: name over what it asks.
fn client(node: &NodeView, place: &Place, shapes: &mut Vec<Shape>) {
    let w = place.card.w;
    let x = 14.0;
    shapes.push(mark(node, Point::new(x + 4.0, 15.0), 4.5));
    let room = w - 2.0 * x + 2.0;
    shapes.push(Shape::text(
        "name",
        Point::new(x + 14.0, 19.5),
        Anchor::Start,
        node.name.clone(),
    ));
    if let Some(timer_view) = node.timers.first() {
        shapes.push(timer(timer_view, Point::new(w - x - 4.0, 15.0), 5.5));
    }
    let role = fit_or_drop(&node.role, SMALL, Weight::Plain, room);
    shapes.push(Shape::text(
        "role",
        Point::new(x, 33.5),
        Anchor::Start,
        role,
    ));
    if let Some(strip) = node.strips.first().filter(|_| place.style.rows > 0) {
        shapes.extend(cell::strip(
            strip,
            Point::new(x, 40.0),
            room,
            19.0,
            cell::PAD_SMALL,
        ));
    }
}

/// A draining ring: what is left of it, from the top clockwise.
fn timer(timer: &TimerView, at: Point, radius: f32) -> Shape {
    let left = (timer.left_ticks as f32 / timer.span_ticks.max(1) as f32).clamp(0.0, 1.0);
    let mut children = vec![Shape::circle("timer-back", at, radius)];
    if left > 0.999 {
        children.push(Shape::circle("timer-left", at, radius));
    } else if left > 0.001 {
        let turn = 0.75 - left;
        let from = Point::new(
            at.x + radius * sine(turn + 0.25),
            at.y + radius * sine(turn),
        );
        let to = Point::new(at.x, at.y - radius);
        let large = u8::from(left > 0.5);
        let r = num(radius);
        let d = format!("M{}A{r} {r} 0 {large} 1 {}", xy(from), xy(to));
        children.push(Shape::path("timer-left", d));
    } else {
        children.push(Shape::circle("timer-due", at, 2.5));
    }
    Shape::Group(Group {
        class: "timer".into(),
        title: Some(format!(
            "{} {}/{}",
            timer.label, timer.left_ticks, timer.span_ticks
        )),
        children,
        ..Group::default()
    })
}
