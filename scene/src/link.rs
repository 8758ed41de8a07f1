//! Thin lines between nodes that talk, and the marks of cuts.

use ensemble_core::view::{Bond, LinkView, Target};

use crate::geometry::{Point, Track};
use crate::layout::Layout;
use crate::shape::{Aim, Group, Reach, Shape, hue_class, path};

/// Where along its way a message meets the cut.
pub(crate) const CUT_AT: f32 = 0.68;
/// Half the gap that a cut leaves.
const GAP: f32 = 7.0;

/// A link; nothing if one of its ends is not on the stage, or if there is nothing to be seen.
/// `covered`: its cut is drawn already.
pub(crate) fn link(
    link: &LinkView,
    layout: &Layout,
    names: (&str, &str),
    (selected, covered): (bool, bool),
) -> Option<Shape> {
    let cut = (link.cut_ab || link.cut_ba) && !covered;
    if link.bond == Bond::Quiet && !cut && !selected {
        return None;
    }
    let track = layout.track(link.a, link.b)?;
    let mut children = vec![Shape::path("hit", curve(track))];
    let gap = GAP / track.length().max(1.0);
    match (link.cut_ab && cut, link.cut_ba && cut) {
        (false, false) if link.bond == Bond::Broken => snapped(track, gap, &mut children),
        (false, false) => children.push(Shape::path("line", curve(track))),
        (true, true) => {
            broken(track, 0.5, gap, &mut children);
            bar(track, 0.5 - gap, &mut children);
            bar(track, 0.5 + gap, &mut children);
        }
        (true, false) => {
            broken(track, CUT_AT, gap, &mut children);
            one_way(track, gap, &mut children);
        }
        (false, true) => {
            let back = track.back();
            broken(back, CUT_AT, gap, &mut children);
            one_way(back, gap, &mut children);
        }
    }
    let mut class = String::from(match link.bond {
        Bond::Talk => "link",
        Bond::Quiet => "link faint",
        Bond::Calling => "link calling",
        Bond::Follows => "link follows",
        Bond::Serves => "link serves",
        Bond::Broken => "link snapped",
    });
    class.push_str(hue_class(link.hue));
    class.push_str(if cut { " cut" } else { "" });
    class.push_str(if selected { " selected" } else { "" });
    let said = match (link.cut_ab, link.cut_ba) {
        (false, false) => format!("{} – {}", names.0, names.1),
        (true, true) => format!("{} ⇹ {}", names.0, names.1),
        (true, false) => format!("{} ⇸ {}", names.0, names.1),
        (false, true) => format!("{} ⇸ {}", names.1, names.0),
    };
    Some(Shape::Group(Group {
        class: class.into(),
        key: format!("l{}-{}", link.a, link.b),
        title: Some(said.clone()),
        label: Some(said),
        aim: Some(Aim::Target(Target::Link(link.a, link.b))),
        // Links are many: they are in the menus of their nodes.
        reach: Reach::Pointer,
        children,
        ..Group::default()
    }))
}

/// The path of a track.
pub(crate) fn curve(track: Track) -> String {
    path(&[("M", track.from), ("Q", track.bend), (" ", track.to)])
}

#[inline(never)]
fn broken(track: Track, at: f32, gap: f32, shapes: &mut Vec<Shape>) {
    shapes.push(Shape::path("line", curve(track.between(0.0, at - gap))));
    shapes.push(Shape::path("line", curve(track.between(at + gap, 1.0))));
}

/// Two ends that do not meet: the connection is over.
#[inline(never)]
fn snapped(track: Track, gap: f32, shapes: &mut Vec<Shape>) {
    broken(track, 0.5, gap, shapes);
    let middle = track.at(0.5);
    let (along, across) = (track.heading(0.5), track.heading(0.5).turned());
    for side in [-1.0, 1.0] {
        let at = middle.moved(along, side * GAP);
        let (from, to) = (at.moved(across, -5.0), at.moved(across, 5.0));
        let tip = |point: Point| point.moved(along, side * 4.0);
        let d = path(&[("M", tip(from)), ("L", at), ("L", tip(to))]);
        shapes.push(Shape::path("end", d));
    }
}

/// A bar across the track.
#[inline(never)]
fn bar(track: Track, at: f32, shapes: &mut Vec<Shape>) {
    let across = track.heading(at).turned();
    let middle = track.at(at);
    shapes.push(Shape::line(
        "bar",
        middle.moved(across, -7.0),
        middle.moved(across, 7.0),
    ));
}

/// An arrowhead against a bar: this direction does not get through.
#[inline(never)]
fn one_way(track: Track, gap: f32, shapes: &mut Vec<Shape>) {
    let at = CUT_AT - gap;
    bar(track, at + gap, shapes);
    let tip = track.at(at + gap * 0.45);
    shapes.push(Shape::path(
        "bar-head",
        arrowhead(tip, track.heading(at), 7.0),
    ));
}

/// A filled arrowhead with its tip at a point.
pub(crate) fn arrowhead(tip: Point, heading: Point, length: f32) -> String {
    let back = tip.moved(heading, -length);
    let across = heading.turned();
    let half = length * 0.42;
    let sides = [back.moved(across, half), back.moved(across, -half)];
    path(&[("M", tip), ("L", sides[0]), ("L", sides[1])]) + "Z"
}
