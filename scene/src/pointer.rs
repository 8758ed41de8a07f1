//! Who supports whom: arrows beside the ways that messages take.

use ensemble_core::view::PointerView;

use crate::card::glyph_at;
use crate::geometry::{Point, Track};
use crate::layout::Layout;
use crate::link::{arrowhead, curve};
use crate::shape::{Group, Shape, num, tone_class, xy};

/// How far an arrow keeps from the way between two cards, so that two servers that support each
/// other have an arrow each.
const BOW: f32 = 17.0;
/// Between an arrow and the cards at its ends.
const AIR: f32 = 3.0;
const HEAD: f32 = 10.0;
const DOWN: Point = Point::new(0.0, 1.0);
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
        children.push(Shape::path("line", curve(shaft)));
        children.push(Shape::path("head", head));
        children.push(Shape::circle("start", way.from, 3.0));
    }
    // The last one: the others turn, and are what they were before.
    if let Some(was) = view.was.and_then(|was| way(layout, view.from, was)) {
        children.push(Shape::path("was", curve(was)));
    }
    let mut class = format!("pointer {}", tone_class(view.tone));
    let turns = view.was.is_some_and(|was| was != view.from);
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

/// An arrow that comes back to where it began: around a point.
fn turned(at: Point, r: f32, shapes: &mut Vec<Shape>) {
    let (from, to) = (at.moved(LEFT, r), at.moved(DOWN, r));
    let d = format!("M{}A{r} {r} 0 1 1 {}", xy(from), xy(to), r = num(r));
    shapes.push(Shape::path("line own", d));
    let head = arrowhead(to.moved(LEFT, 3.0), LEFT, 6.5);
    shapes.push(Shape::path("head", head));
}

/// From card to card, bowed to the right of whoever walks along.
fn way(layout: &Layout, from: u8, to: u8) -> Option<Track> {
    let (start, end) = (layout.places.get(&from)?.card, layout.places.get(&to)?.card);
    if from == to {
        return None;
    }
    let base = layout.track(from, to)?;
    let across = base.from.direction(base.to).turned();
    let bend = base.bend.moved(across, BOW * 2.0);
    let from = start.grown(AIR).edge_toward(bend);
    let to = end.grown(AIR).edge_toward(bend);
    Some(Track { from, bend, to })
}
