//! The card of a client: its state, its session, what it has asked, what it has heard.

use ensemble_core::view::{CellView, ClientView, Glyph, Ink, NodeView, TimerView};

use crate::card::{SMALL, mark};
use crate::cell;
use crate::geometry::{Point, Rect};
use crate::glyph::glyph;
use crate::layout::{Density, Place};
use crate::shape::{Anchor, Shape, TAIL_GAP};
use crate::text::{Weight, fit, fit_or_drop, width};
use crate::timer::timer;

/// Size of a client's name.
const NAME: f32 = 13.0;

/// The height of a client's card.
pub(crate) const fn height(density: Density, rows: usize) -> f32 {
    match (density, rows) {
        (Density::Full, _) => 88.0,
        (Density::Compact, 0) => 42.0,
        (Density::Compact, _) => 66.0,
        (Density::Tiny, _) => 27.0,
    }
}

/// What is on the card.
#[inline(never)]
pub(crate) fn client(node: &NodeView, view: &ClientView, place: &Place, shapes: &mut Vec<Shape>) {
    let full = place.style.density == Density::Full;
    let pad = if full { 12.0 } else { 9.0 };
    let (w, room) = (place.card.w, place.card.w - 2.0 * pad);
    let baseline = if full { 22.0 } else { 18.5 };
    let middle = Point::new(pad + 4.5, baseline - 4.5);
    shapes.push(mark(node, middle, 4.5));
    let x = pad + 15.0;
    // Its name comes first for those who hear the card.
    let mut drained = Vec::new();
    let at = Point::new(w - pad - 5.0, middle.y);
    let rings = rings(node, view, place, at, &mut drained);
    let text = |class: &'static str, y: f32, said: String| {
        Shape::text(class, Point::new(pad, y), Anchor::Start, said)
    };
    let name = text("name", baseline, node.name.clone());
    let name = moved(name, x - pad);
    let left = w - pad - rings - x - width(&node.name, NAME, Weight::Bold) - TAIL_GAP;
    let fits = width(&node.role, SMALL, Weight::Plain) <= left;
    let state = if fits {
        node.role.clone()
    } else {
        String::new()
    };
    match place.style.density {
        Density::Full => {
            shapes.push(name.with_tail(state));
            session(view, pad, room, shapes);
            requests(node, Point::new(pad, 46.0), room, shapes);
            event(view, Point::new(pad, 80.0), room, shapes);
        }
        Density::Compact => {
            shapes.push(name);
            let y = baseline + 14.5;
            // A disc says already that it is connected.
            let connected = node.glyph == Glyph::Disc;
            let heard = view.is_new || connected && !view.event.is_empty();
            let told = news(node, !heard && connected).filter(|_| place.style.rows == 0);
            if let Some(cell) = told {
                let asked = fit(&cell.text, SMALL, Weight::Plain, room);
                shapes.push(text("asked", y, asked));
            } else if heard {
                event(view, Point::new(pad, y), room, shapes);
            } else {
                let state = fit_or_drop(&node.role, SMALL, Weight::Plain, room);
                shapes.push(text("role", y, state));
            }
            if place.style.rows > 0 {
                requests(node, Point::new(pad, 40.0), room, shapes);
            }
        }
        Density::Tiny => shapes.push(name.with_tail(state)),
    }
    shapes.append(&mut drained);
}

fn moved(mut shape: Shape, by: f32) -> Shape {
    if let Shape::Text { x, .. } = &mut shape {
        *x += by;
    }
    shape
}

/// What drains: how long the client waits for its server, and how long the leader waits for the
/// client. On a large card the second stands beside the session; on a very small one there is room
/// for one. How much room they take.
fn rings(
    node: &NodeView,
    view: &ClientView,
    place: &Place,
    at: Point,
    shapes: &mut Vec<Shape>,
) -> f32 {
    let most = match place.style.density {
        Density::Full => 1,
        Density::Compact => 2,
        Density::Tiny => 1,
    };
    let session = view.expires.iter();
    let session = session.filter(|_| place.style.density != Density::Full);
    let both: Vec<&TimerView> = session.chain(node.timers.first()).take(most).collect();
    for (index, it) in both.iter().enumerate() {
        let x = at.x - 15.0 * index as f32;
        shapes.push(timer(it, Point::new(x, at.y), 5.0));
    }
    15.0 * both.len() as f32
}

/// Its session, and the last zxid it has seen.
#[inline(never)]
fn session(view: &ClientView, pad: f32, room: f32, shapes: &mut Vec<Shape>) {
    let y = 37.5;
    let mut x = pad;
    if let Some(expires) = &view.expires {
        shapes.push(timer(expires, Point::new(x + 4.5, y - 4.0), 4.5));
        x += 15.0;
    }
    let session = view.session.clone();
    let at = Point::new(x, y);
    shapes.push(Shape::text("label", at, Anchor::Start, session));
    let at = Point::new(pad + room, y);
    shapes.push(Shape::text("badge", at, Anchor::End, view.seen.clone()));
}

#[inline(never)]
fn requests(node: &NodeView, at: Point, room: f32, shapes: &mut Vec<Shape>) {
    let strip = node.strips.first();
    let Some(strip) = strip.filter(|it| it.cells.iter().any(|it| it.ink != Ink::Empty)) else {
        return;
    };
    // A single answer too long for a line may take a little of what is around it.
    let long = |cell: &&CellView| cell::is_broken(cell, room + 4.0);
    let broken = strip.cells.first().filter(long);
    if let Some(cell) = broken.filter(|_| strip.cells.len() == 1) {
        let rect = Rect::new(at.x - 2.0, at.y - 3.5, room + 4.0, 27.0);
        cell::draw(cell, rect, shapes);
    } else {
        shapes.extend(cell::strip(strip, at, room, 19.0, cell::PAD_SMALL));
    }
}

/// The oldest request that has no answer, or else an answer: a new one, or `any`.
fn news(node: &NodeView, any: bool) -> Option<&CellView> {
    let cells = || node.strips.iter().flat_map(|strip| &strip.cells);
    let pending = |cell: &&CellView| matches!(cell.ink, Ink::Writing | Ink::Memory | Ink::Torn);
    let answer = |cell: &&CellView| cell.ink != Ink::Empty && (any || cell.changed);
    cells().find(pending).or_else(|| cells().find(answer))
}

/// The last event it has heard of.
#[inline(never)]
fn event(view: &ClientView, at: Point, room: f32, shapes: &mut Vec<Shape>) {
    if view.event.is_empty() {
        return;
    }
    let mark = glyph(Glyph::Diamond, Point::new(at.x + 4.0, at.y - 4.0), 4.0);
    let class = if view.is_new { "event new" } else { "event" };
    let room = room - 13.0;
    let whole = width(&view.event, SMALL, Weight::Plain) <= room;
    let said = if whole {
        &view.event
    } else {
        &view.event_brief
    };
    let said = fit(said, SMALL, Weight::Plain, room);
    let children = vec![
        mark,
        Shape::text("said", Point::new(at.x + 13.0, at.y), Anchor::Start, said),
    ];
    shapes.push(Shape::Group(crate::shape::Group {
        class: class.into(),
        children,
        ..Default::default()
    }));
}
