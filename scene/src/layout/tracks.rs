//! Ways between cards: straight, or bowed around a third card in between.

use ensemble_core::sorted::SortedMap;

use super::Place;
use crate::geometry::{Point, Rect, Track};

/// The ways between any two nodes, and from each to itself.
pub(super) fn all(places: &SortedMap<u8, Place>, bounds: Rect) -> Vec<(u8, u8, Track)> {
    let tallies: Vec<Rect> = places
        .values()
        .flat_map(|place| place.tallies.iter().copied())
        .collect();
    let mut tracks = Vec::new();
    for (a, start) in places.iter() {
        tracks.push((*a, *a, own_loop(start.card)));
        for (b, end) in places.iter().filter(|(b, _)| *b > a) {
            let others = places.iter().filter(|(id, _)| *id != a && *id != b);
            let cards: Vec<Rect> = others.map(|(_, place)| place.card.grown(6.0)).collect();
            let way = between(start.card, end.card, (&cards, &tallies), bounds);
            tracks.push((*a, *b, way));
        }
    }
    tracks
}

/// A message to oneself: a small bow over the right upper corner.
fn own_loop(card: Rect) -> Track {
    Track {
        from: Point::new(card.right() - 24.0, card.y),
        bend: Point::new(card.right() + 18.0, card.y - 42.0),
        to: Point::new(card.right(), card.y + 18.0),
    }
}

fn between(start: Rect, end: Rect, (cards, tallies): (&[Rect], &[Rect]), bounds: Rect) -> Track {
    let mut best = (f32::MAX, straight(start, end));
    for bow in [
        0.0, 36.0, 54.0, 72.0, 90.0, 108.0, 130.0, 160.0, 200.0, 260.0, 330.0,
    ] {
        if best.0 <= bow * 0.02 {
            break;
        }
        for side in [1.0, -1.0] {
            let way = bowed(start, end, bow * side);
            // Rather over a card than under it, where messages are.
            let under = if way.bend.y > straight(start, end).bend.y + 1.0 {
                2.0
            } else {
                0.0
            };
            let cost = cost(way, cards, tallies, bounds) + bow * 0.02 + under;
            if cost < best.0 - 0.001 {
                best = (cost, way);
            }
        }
    }
    best.1
}

fn straight(start: Rect, end: Rect) -> Track {
    bowed(start, end, 0.0)
}

fn bowed(start: Rect, end: Rect, bow: f32) -> Track {
    let (p, q) = (start.center(), end.center());
    let across = p.direction(q).turned();
    let bend = p.toward(q, 0.5).moved(across, bow);
    let from = start.edge_toward(bend);
    let to = end.edge_toward(bend);
    let bend = if bow == 0.0 {
        from.toward(to, 0.5)
    } else {
        bend
    };
    Track { from, bend, to }
}

/// How bad a way is: through cards is worst, then out of the stage, then through tallies.
fn cost(way: Track, cards: &[Rect], tallies: &[Rect], bounds: Rect) -> f32 {
    let steps = 24;
    let mut cost = 0.0;
    for step in 0..=steps {
        let point = way.at(step as f32 / steps as f32);
        if cards.iter().any(|card| card.contains(point)) {
            cost += 10.0;
        }
        if !bounds.grown(-8.0).contains(point) {
            cost += 6.0;
        }
        if tallies.iter().any(|tally| tally.contains(point)) {
            cost += 0.4;
        }
    }
    cost
}
