//! The stage: nodes on a ring or in tiers, clients outside, messages between them.

use ensemble_core::sorted::{SortedMap, sort_by_key};
use ensemble_core::view::{EnvelopeView, Fate, PointerView, StageView, Target};

use crate::capsule::{Form, capsule, trail};
use crate::card::{card, remark_at};
use crate::geometry::{Point, Rect, Track};
use crate::glyph::cross;
use crate::layout::{Layout, TallyForm};
use crate::link::{arrowhead, curve, link};
use crate::motion::Travel;
use crate::partition::Partition;
use crate::placer::{Placer, Spot};
use crate::pointer::pointer;
use crate::shape::{Group, Scene, Shape, way_class};
use crate::tally::{stack, tally};

/// More tallies than this do not fit on one site.
const TALLIES_MOST: usize = 3;

/// The picture of a stage.
///
/// `layout` is [`Layout::new`] of the same nodes; `placer` is [`Placer::next`] of the same view.
pub fn stage(
    view: &StageView,
    layout: &Layout,
    placer: &Placer,
    selected: Option<&Target>,
) -> Scene {
    let names: SortedMap<u8, &str> = view
        .nodes
        .iter()
        .map(|node| (node.id, node.name.as_str()))
        .collect();
    let mut under = Vec::new();
    let partition = Partition::of(view, layout);
    under.extend(
        partition
            .as_ref()
            .and_then(|partition| partition.draw(layout)),
    );
    for view in &view.links {
        let chosen = selected == Some(&Target::Link(view.a, view.b));
        let covered = partition.as_ref().is_some_and(|it| it.covers(view));
        let names = pair(&names, view.a, view.b);
        under.extend(link(view, layout, names, (chosen, covered)));
    }
    if let Some((envelope, fate)) = &view.arrived {
        under.extend(arrival(envelope, *fate, layout, placer, view));
    }
    // One that turns away from its own server begins where it was: over the card.
    let own = |it: &&PointerView| it.from == it.to || it.was == Some(it.from);
    let (own, others): (Vec<_>, Vec<_>) = view.pointers.iter().partition(own);
    if !others.is_empty() {
        under.push(pointers(&others, layout));
    }
    let mut over = Vec::new();
    for node in &view.nodes {
        if let Some(place) = layout.places.get(&node.id) {
            over.push(card(node, place, selected == Some(&Target::Node(node.id))));
        }
    }
    over.extend(own.into_iter().filter_map(|it| pointer(it, layout)));
    over.extend(tallies(view, layout));
    let class = if layout.narrow() {
        "stage narrow"
    } else {
        "stage"
    };
    Scene {
        width: layout.width,
        height: layout.height,
        class: class.into(),
        under,
        travels: travels(view, layout, placer, &names, selected),
        over,
    }
}

/// The arrows to others.
#[inline(never)]
fn pointers(others: &[&PointerView], layout: &Layout) -> Shape {
    Shape::Group(Group {
        class: "pointers".into(),
        key: "pointers".into(),
        children: others.iter().filter_map(|it| pointer(it, layout)).collect(),
        ..Group::default()
    })
}

fn pair<'a>(names: &SortedMap<u8, &'a str>, a: u8, b: u8) -> (&'a str, &'a str) {
    let name = |id: u8| names.get(&id).copied().unwrap_or("?");
    (name(a), name(b))
}

#[inline(never)]
fn travels(
    view: &StageView,
    layout: &Layout,
    placer: &Placer,
    names: &SortedMap<u8, &str>,
    selected: Option<&Target>,
) -> Vec<Travel> {
    let mut travels = Vec::new();
    let mut add = |envelope: &EnvelopeView, fate: Fate, form: Form| {
        let Some(track) = layout.track(envelope.from, envelope.to) else {
            return;
        };
        let (leave, arrive) = ways(track, placer.spot(&envelope.key));
        let names = pair(names, envelope.from, envelope.to);
        let class = class(view, envelope);
        let chosen = matches!(selected, Some(Target::Envelope(key)) if *key == envelope.key);
        travels.push(Travel {
            key: envelope.key.clone(),
            leave,
            arrive,
            tone: envelope.tone,
            fate,
            trail: trail(envelope, (&class, form), leave),
            shape: capsule(envelope, names, (&class, form), leave.to, chosen),
        });
    };
    if let Some((envelope, fate)) = &view.arrived {
        // As it was before, not larger than the way it has to go.
        add(envelope, *fate, placer.form(envelope, view, layout));
    }
    for (envelope, form) in placer.forms(view, layout) {
        add(envelope, Fate::InFlight, form);
    }
    travels
}

/// The way to a spot beside a track, and the way on from there.
fn ways(track: Track, spot: Spot) -> (Track, Track) {
    let rest = spot.point(track);
    let mut leave = track.between(0.0, spot.fraction);
    let mut arrive = track.between(spot.fraction, 1.0);
    let shift = |point: Point| {
        Point::new(
            point.x + (rest.x - leave.to.x) / 2.0,
            point.y + (rest.y - leave.to.y) / 2.0,
        )
    };
    (leave.bend, arrive.bend) = (shift(leave.bend), shift(arrive.bend));
    (leave.to, arrive.from) = (rest, rest);
    (leave, arrive)
}

/// What the last step took off the wire, as a mark that stays: an arrow into the receiver, or a
/// cross where it was lost.
#[inline(never)]
fn arrival(
    envelope: &EnvelopeView,
    fate: Fate,
    layout: &Layout,
    placer: &Placer,
    view: &StageView,
) -> Option<Shape> {
    let track = layout.track(envelope.from, envelope.to)?;
    let spot = placer.spot(&envelope.key);
    let children = match fate {
        Fate::Delivered | Fate::InFlight => {
            let track = before_words(track, view, layout, envelope.to);
            let length = track.length().max(1.0);
            let reach = (46.0 / length).min(0.45);
            let last = track.between(1.0 - reach, 1.0 - (5.0 / length).min(0.2));
            let head = arrowhead(track.to, track.heading(1.0), 9.0);
            vec![Shape::path("line", curve(last)), Shape::path("head", head)]
        }
        Fate::Lost => {
            let (leave, _) = ways(track, spot);
            let length = leave.length().max(1.0);
            let reach = (60.0 / length).min(0.9);
            vec![
                Shape::path("line", curve(leave.between(1.0 - reach, 1.0))),
                Shape::path("lost", cross(leave.to, 6.0)),
            ]
        }
    };
    let known = view.links.iter().any(|l| (l.a, l.b) == ends(envelope));
    let loose = if known { "" } else { " loose" };
    Some(Shape::Group(Group {
        class: format!("arrival {}{loose}", class(view, envelope)).into(),
        key: "arrival".into(),
        title: Some(format!("{} {}", envelope.kind, envelope.brief)),
        children,
        ..Group::default()
    }))
}

/// A way as far as the remark and the tallies at its end, if it leads through them.
#[inline(never)]
fn before_words(track: Track, view: &StageView, layout: &Layout, to: u8) -> Track {
    let Some(place) = layout.places.get(&to) else {
        return track;
    };
    let node = view.nodes.iter().find(|node| node.id == to);
    let remark = node.and_then(|node| Some(remark_at(node, place)?.1));
    let own = view.tallies.iter().filter(|tally| tally.node == to);
    let words = place.tallies.iter().copied().take(own.count());
    let words: Vec<Rect> = words.chain(remark).map(|it| it.grown(2.0)).collect();
    let step = 2.0 / track.length().max(4.0);
    let mut end = 1.0;
    for back in 0..40 {
        let part = (1.0 - step * back as f32).max(0.5);
        if words.iter().any(|it| it.contains(track.at(part))) {
            end = part - step;
        }
    }
    track.between(0.0, end)
}

/// The classes of a message.
fn class(view: &StageView, envelope: &EnvelopeView) -> String {
    let hue = |id: u8| view.nodes.iter().find(|node| node.id == id);
    let hue = |id: u8| hue(id).map_or(0, |node| node.hue);
    way_class(envelope.tone, hue(envelope.from), hue(envelope.to))
}

fn ends(envelope: &EnvelopeView) -> (u8, u8) {
    (
        envelope.from.min(envelope.to),
        envelope.from.max(envelope.to),
    )
}

/// The tallies for which there are sites. Those of one node stand in the order of their titles, so
/// that they do not change places when another one becomes the latest.
#[inline(never)]
fn tallies(view: &StageView, layout: &Layout) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (id, place) in layout.places.iter() {
        let own = view.tallies.iter().filter(|tally| tally.node == *id);
        let mut own: Vec<_> = own.take(TALLIES_MOST).collect();
        let stacked = matches!(place.form, TallyForm::Beside(_)) && own.len() > place.tallies.len();
        if !stacked {
            own.truncate(place.tallies.len());
        }
        sort_by_key(&mut own, |tally| tally.title.clone());
        if let (true, Some(site)) = (stacked, place.tallies.first()) {
            shapes.push(stack(&own, *site));
            continue;
        }
        let alone = own.len() == 1;
        shapes.extend(
            own.into_iter()
                .zip(&place.tallies)
                .map(|(t, site)| tally(t, place, *site, alone)),
        );
    }
    shapes
}
