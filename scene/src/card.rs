//! A node's card: who it is, what it is doing, what it holds.

use ensemble_core::view::{Condition, NodeView, Seat, Target};

use crate::cell;
use crate::client;
use crate::geometry::{Point, Rect};
use crate::glyph::{cross, glyph, octagon, pause};
use crate::hatch;
use crate::layout::{CardStyle, Density, Place};
use crate::phase;
use crate::rows::{self, rows};
use crate::shape::{Aim, Anchor, Group, Reach, Shape, TAIL_GAP, hue_class, tone_class};
use crate::text::{Weight, fit_or_drop, width};
use crate::timer::timer;
use crate::watch;

/// Size of the smallest text on a card.
pub(crate) const SMALL: f32 = 11.0;

/// Measures of a card by its density.
pub(crate) struct Measures {
    pub(crate) pad: f32,
    name_size: f32,
    role_size: f32,
    baseline: f32,
    header: f32,
    row: f32,
    pub(crate) cell: f32,
    glyph: f32,
    pub(crate) timer: f32,
}

/// What a card's height depends on.
#[derive(Clone, Copy, Default)]
pub(crate) struct Content {
    rows: usize,
    phased: bool,
    client: bool,
}

impl Content {
    /// What the highest of these cards has to hold.
    pub(crate) fn most<'a>(nodes: impl Iterator<Item = &'a NodeView>) -> Self {
        nodes.fold(Self::default(), |most, node| Self {
            rows: most.rows.max(rows::count(&node.strips)),
            phased: most.phased || node.phase.is_some(),
            client: most.client || node.client.is_some(),
        })
    }

    /// At least one row, at most three.
    pub(crate) fn rows(self) -> usize {
        self.rows.clamp(1, 3)
    }
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

/// The height of a card that holds so much.
pub(crate) fn height(style: CardStyle, content: Content) -> f32 {
    let rows = content.rows.min(style.rows);
    if style.outside && content.client {
        return client_height(style);
    }
    if style.outside {
        return if rows > 0 { 66.0 } else { 42.0 };
    }
    let pad = measures(style.density).pad;
    let below = if rows > 0 { pad - 4.0 } else { 2.0 };
    header_height(style, content.phased) + rows as f32 * row_height(style, content.phased) + below
}

/// The height of the card of a server's client.
pub(crate) const fn client_height(style: CardStyle) -> f32 {
    client::height(style.density, style.rows)
}

/// From one row to the next; under a log stands the line of what is committed.
pub(crate) fn row_height(style: CardStyle, phased: bool) -> f32 {
    let line = phased && style.density == Density::Full;
    measures(style.density).row + if line { 2.5 } else { 0.0 }
}

/// Where the rows begin.
pub(crate) fn header_height(style: CardStyle, phased: bool) -> f32 {
    let role = if style.role_line { 14.0 } else { 0.0 };
    let phase = if phased {
        phase::height(style.density)
    } else {
        0.0
    };
    measures(style.density).header + role + phase
}

/// The card of a node at its place.
pub(crate) fn card(node: &NodeView, place: &Place, selected: bool) -> Shape {
    let rect = Rect::new(0.0, 0.0, place.card.w, place.card.h);
    let mut children = vec![match node.seat {
        Seat::Guest => Shape::path("card", octagon(rect, radius(place))),
        Seat::Ring | Seat::Outside => Shape::rect("card", rect, radius(place)),
    }];
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
    if let Some(view) = &node.client {
        client::client(node, view, place, &mut children);
    } else if place.style.outside {
        simple_client(node, place, &mut children);
    } else {
        header(node, place, &mut children);
        if let Some(phase) = &node.phase {
            let y = header_height(place.style, false) - 2.0;
            children.extend(phase::bar(node, phase, place, y));
        }
        rows(node, place, &mut children);
        children.extend(remark(node, place));
        watch::marks(&node.watches, place, &mut children);
    }
    let condition = match node.condition {
        Condition::Up => "",
        Condition::Paused => " paused",
        Condition::Down => " down",
    };
    let (tone, hue) = (tone_class(node.tone), hue_class(node.hue));
    let mut class = format!("node {tone}{hue}{condition}");
    for (on, word) in [
        (node.touched, " touched"),
        (selected, " selected"),
        (place.style.outside, " outside"),
        (node.seat == Seat::Guest, " guest"),
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
        reach: Reach::Tab,
        children,
    })
}

/// A comparison, beside the card; where there is no room for all of it, what decided.
#[inline(never)]
fn remark(node: &NodeView, place: &Place) -> Option<Shape> {
    let (lead, room) = remark_at(node, place)?;
    let at = Point::new(place.card.w / 2.0, room.y - place.card.y + 12.0);
    let text = Shape::text("remark", at, Anchor::Middle, lead.to_owned());
    Some(text.with_tail(node.remark.point.clone()))
}

/// What a remark begins with, and where its words stand; nothing if there is none.
#[inline(never)]
pub(crate) fn remark_at<'a>(node: &'a NodeView, place: &Place) -> Option<(&'a str, Rect)> {
    let remark = &node.remark;
    let room = place.remark.filter(|_| !remark.point.is_empty())?;
    let wide =
        |lead: &str| width(lead, SMALL, Weight::Plain) + width(&remark.point, SMALL, Weight::Bold);
    let lead = match wide(&remark.lead) <= room.w {
        true => remark.lead.as_str(),
        false => "…",
    };
    let middle = Point::new(place.card.center().x, room.center().y);
    Some((lead, Rect::around(middle, wide(lead) + TAIL_GAP, room.h)))
}

fn radius(place: &Place) -> f32 {
    match place.style.density {
        Density::Full if place.style.outside => 18.0,
        Density::Full => 10.0,
        Density::Compact if place.style.outside => 20.0,
        Density::Compact => 8.0,
        Density::Tiny => 7.0,
    }
}

/// All of it in words, for pointing at it and for reading aloud.
fn said(node: &NodeView) -> String {
    let mut said = format!("{} {}", node.name, node.role);
    let phase = node.phase.as_ref().map_or("", |phase| &phase.label);
    for part in [node.badge.as_str(), phase] {
        if !part.is_empty() {
            said.push_str(&format!(" · {part}"));
        }
    }
    for strip in &node.strips {
        let cells: Vec<&str> = strip.cells.iter().map(|cell| cell.text.as_str()).collect();
        said.push_str(&format!(" · {} {}", strip.label, cells.join(" ")));
    }
    let client = node.client.iter();
    let facts = client
        .clone()
        .flat_map(|it| [&it.session, &it.seen, &it.event]);
    let watches = node.watches.iter().map(|watch| &watch.label);
    for fact in facts.chain(watches).filter(|fact| !fact.is_empty()) {
        said.push_str(&format!(" · {fact}"));
    }
    let expires = client.flat_map(|client| &client.expires);
    for timer in node.timers.iter().chain(expires) {
        said.push_str(&format!(
            " · {} {}/{}",
            timer.label, timer.left_ticks, timer.span_ticks
        ));
    }
    said.trim().to_owned()
}

pub(crate) fn mark(node: &NodeView, at: Point, radius: f32) -> Shape {
    match node.condition {
        Condition::Up => glyph(node.glyph, at, radius),
        Condition::Paused => Shape::path("glyph stroke", pause(at, radius * 1.7)),
        Condition::Down => Shape::path("glyph stroke", cross(at, radius * 0.75)),
    }
}

/// The middle of the shape that says what a node is, and how far it reaches.
pub(crate) fn glyph_at(place: &Place) -> (Point, f32) {
    let m = measures_at(place);
    let middle = m.baseline - m.name_size * 0.36;
    let at = Point::new(place.card.x + m.pad + m.glyph, place.card.y + middle);
    (at, m.glyph)
}

/// The measures of a place: a small card that is wide has wider margins.
pub(crate) fn measures_at(place: &Place) -> Measures {
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
    // The name comes first for those who hear the card.
    let mut beside = None;
    if place.style.density != Density::Full {
        if let Some(timer_view) = node.timers.first().filter(|_| w >= 62.0) {
            beside = Some(timer(timer_view, Point::new(w - 12.0, 12.0), 4.5));
            right -= 12.0;
        }
    } else if badge_in_header(node, place) {
        let at = Point::new(right, m.baseline);
        right -= width(&node.badge, SMALL, Weight::Plain) + 8.0;
        beside = Some(Shape::text("badge", at, Anchor::End, node.badge.clone()));
    }
    let name_end = x + width(&node.name, m.name_size, Weight::Bold);
    let at = Point::new(x, m.baseline);
    let name = Shape::text("name", at, Anchor::Start, node.name.clone());
    if place.style.density == Density::Tiny {
        shapes.push(name);
        if place.style.role_line {
            let role = role_text(node, m.role_size, w - 2.0 * m.pad + 2.0);
            let at = Point::new(m.pad, m.baseline + 14.0);
            shapes.push(Shape::text("role", at, Anchor::Start, role));
        }
    } else {
        let room = right - name_end - crate::shape::TAIL_GAP;
        let mut role = role_text(node, m.role_size, room);
        // On a small card shape and hue say it better than half a word.
        if place.style.density != Density::Full && role.ends_with('…') {
            role.clear();
        }
        shapes.push(name.with_tail(role));
    }
    shapes.extend(beside);
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
pub(crate) fn badge_in_header(node: &NodeView, place: &Place) -> bool {
    let m = measures_at(place);
    let name = width(&node.name, m.name_size, Weight::Bold);
    let role = width(&node.role, m.role_size, Weight::Plain);
    let badge = width(&node.badge, SMALL, Weight::Plain);
    let all = name_start(place) + name + crate::shape::TAIL_GAP + role + 10.0 + badge + m.pad;
    place.style.density == Density::Full && !node.badge.is_empty() && all <= place.card.w
}

/// A role that fits: without what follows a colon if need be, then cut. Where shape and hue say the
/// phase, what follows the colon says more.
fn role_text(node: &NodeView, size: f32, room: f32) -> String {
    let role = node.role.as_str();
    let fits = |said: &&str| width(said, size, Weight::Plain) <= room;
    if fits(&role) {
        return role.to_owned();
    }
    let mut parts = role.split([':', '：']).map(str::trim);
    let short = parts.next().unwrap_or(role);
    let rest = parts.next().filter(|_| node.phase.is_some()).filter(fits);
    rest.map_or_else(
        || fit_or_drop(short, size, Weight::Plain, room),
        str::to_owned,
    )
}

/// A client of Paxos: name over what it asks.
#[inline(never)]
fn simple_client(node: &NodeView, place: &Place, shapes: &mut Vec<Shape>) {
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
