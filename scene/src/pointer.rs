//! Who supports whom: arrows beside the ways that messages take.

use ensemble_core::view::PointerView;

use crate::card::glyph_at;
use crate::geometry::{Point, Rect, Track};
use crate::layout::Layout;
use crate::link::{arrowhead, curve};
use crate::shape::{Group, Shape, path, tone_class};

/// How far the bend of an arrow may be from that of the way between two cards, best first. Two
/// servers that support each other have an arrow each.
const BOWS: [f32; 16] = [
    34.0, 60.0, -34.0, 90.0, -60.0, 120.0, -90.0, 160.0, -120.0, 200.0, -160.0, 250.0, -200.0,
    300.0, -250.0, -300.0,
];
/// How much nearer to one end than to the other the bend may be, as parts of the way: where no
/// other arrow is free.
const LEANS: [f32; 7] = [0.0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45];
/// Between an arrow and the cards at its ends.
const AIR: f32 = 3.0;
const HEAD: f32 = 10.0;
const LEFT: Point = Point::new(-1.0, 0.0);

/// The arrow; nothing if one of its ends is not on the stage.
#[inline(never)]
pub(crate) fn pointer(view: &PointerView, layout: &Layout) -> Option<Shape> {
    let mut children = Vec::new();
    if view.from == view.to {
        let (at, radius) = glyph_at(layout.places.get(&view.from)?);
        turned(at, radius + 3.5, &mut children);
    } else {
        let way = way(layout, view.from, view.to)?;
        let shaft = way.between(0.0, 1.0 - (HEAD - 2.0) / way.length().max(HEAD));
        let head = arrowhead(way.to, way.heading(1.0), HEAD);
        let parts = [0.0, 1.0, 2.0].map(|part| shaft.between(part / 3.0, (part + 1.0) / 3.0));
        children.push(Shape::path("line", curves(parts)));
        children.push(Shape::path("head", head));
        children.push(Shape::circle("start", way.from, 3.0));
    }
    // The last one: the others turn, and are what they were before.
    if let Some(was) = view.was.and_then(|was| way(layout, view.from, was)) {
        children.push(Shape::path("was", curve(was)));
    }
    let mut class = format!("pointer {}", tone_class(view.tone));
    let turns = view.was.is_some() && view.from != view.to;
    for (on, word) in [
        (view.was.is_some(), " changed"),
        (turns, " turns"),
        (view.settled, " settled"),
    ] {
        class.push_str(if on { word } else { "" });
    }
    Some(Shape::Group(Group {
        class: class.into(),
        key: format!("v{}", view.from),
        title: Some(view.label.clone()),
        children,
        ..Group::default()
    }))
}

/// Three curves, one after the other: an arrow that turns has to be made of as many before.
fn curves(parts: [Track; 3]) -> String {
    let [a, b, c] = parts;
    let first = path(&[("M", a.from), ("Q", a.bend), (" ", a.to)]);
    first + &path(&[("Q", b.bend), (" ", b.to), ("Q", c.bend), (" ", c.to)])
}

/// An arrow that comes back to where it began: around a point.
fn turned(at: Point, r: f32, shapes: &mut Vec<Shape>) {
    let corner = |x: f32, y: f32| Point::new(at.x + x * r, at.y + y * r);
    let ends = [(-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0)].map(|(x, y)| corner(x, y));
    // Quarters of a circle, nearly.
    let bends = [(-0.94, -0.94), (0.94, -0.94), (0.94, 0.94)].map(|(x, y)| corner(x, y));
    let part = |place: usize| Track {
        from: ends[place],
        bend: bends[place],
        to: ends[place + 1],
    };
    shapes.push(Shape::path("line own", curves([0, 1, 2].map(part))));
    let head = arrowhead(ends[3].moved(LEFT, 3.0), LEFT, 6.5);
    shapes.push(Shape::path("head", head));
    shapes.push(Shape::circle("start", ends[0], 1.5));
}

/// From card to card, bowed to the right of whoever walks along, or so that nothing that is read is
/// crossed, if there is such a way.
fn way(layout: &Layout, from: u8, to: u8) -> Option<Track> {
    let (start, end) = (layout.places.get(&from)?.card, layout.places.get(&to)?.card);
    if from == to {
        return None;
    }
    let base = layout.track(from, to)?;
    Some(layout.vote((from, to), || sought(base, start, end, layout)))
}

#[inline(never)]
fn sought(base: Track, start: Rect, end: Rect, layout: &Layout) -> Track {
    let along = base.from.direction(base.to);
    let across = along.turned();
    let far = base.from.distance(base.to);
    let mut best = (f32::MAX, base);
    for (lean, bow) in LEANS.into_iter().flat_map(|it| BOWS.map(|bow| (it, bow))) {
        let bend = base.bend.moved(across, bow).moved(along, lean * far);
        let (from, to) = (start.grown(AIR), end.grown(AIR).edge_toward(bend));
        let y = start.center().y;
        // Rather from the side that faces its bend than from one at which nothing is in its way.
        for (from, dear) in [
            (from.edge_toward(bend), 0.0),
            (Point::new(from.x, y), 3.0),
            (Point::new(from.right(), y), 3.0),
        ] {
            let leans = if lean == 0.0 {
                0.0
            } else {
                5.0 + lean.abs() * 10.0
            };
            let away = (bow - BOWS[0]).abs() * 0.05 + dear + leans;
            let way = Track { from, bend, to };
            if away < best.0 {
                let cost = away + crossed(way, layout);
                if cost < best.0 {
                    best = (cost, way);
                }
            }
        }
    }
    best.1
}

/// How much an arrow would cross: cards and the sites of tallies most of all, then what remarks
/// cards may have.
fn crossed(way: Track, layout: &Layout) -> f32 {
    let inner = layout.bounds().grown(-4.0);
    let mut cost = 0.0;
    for step in 1..48 {
        let at = way.at(step as f32 / 48.0);
        cost += if inner.contains(at) { 0.0 } else { 10.0 };
        for place in layout.places.values() {
            let has = |all: &[Rect]| all.iter().any(|it| it.grown(2.0).contains(at));
            cost += if has(&[place.card]) || has(&place.tallies) {
                10.0
            } else if has(place.remark.as_slice()) {
                4.0
            } else {
                0.0
            };
        }
    }
    cost
}
