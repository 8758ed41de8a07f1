//! Votes counted against a quorum: a row of ticks with the threshold as a line inside it.

use ensemble_core::view::{TallyView, Target, Tick};

use crate::geometry::{Point, Rect};
use crate::layout::{Place, TallyForm};
use crate::shape::{Aim, Anchor, Group, Reach, Shape, tone_class};
use crate::text::{Weight, fit, width};

/// The tally on one of the sites kept beside its node; `alone` if the others are free.
pub(crate) fn tally(tally: &TallyView, place: &Place, site: Rect, alone: bool) -> Shape {
    let mut shapes = Vec::new();
    match place.form {
        TallyForm::Beside(tick) => {
            let at_end = site.right() <= place.card.x;
            let room = if alone { room(place, site) } else { site.w };
            beside(tally, (tick, room), site, at_end, &mut shapes);
        }
        TallyForm::Under => under(tally, site, &mut shapes),
    }
    group(tally, site, shapes)
}

/// How wide a title may be: above or under its card as far as that reaches, unless a remark may
/// stand there.
fn room(place: &Place, site: Rect) -> f32 {
    let level = |other: Rect| other.y < site.bottom() && site.y < other.bottom();
    if level(place.card) || place.remark.is_some_and(level) {
        return site.w;
    }
    site.w.max(place.card.right() - site.x)
}

/// What a tally is called in a stack.
fn brief(tally: &TallyView) -> String {
    let sign = if tally.warning { "▲ " } else { "" };
    format!("{sign}{}", tally.brief)
}

/// Several tallies of one node, each in a row of its own behind a short name.
pub(crate) fn stack(tallies: &[&TallyView], site: Rect) -> Shape {
    let tall = (site.h + 4.0) / tallies.len().max(1) as f32;
    let briefs = tallies
        .iter()
        .map(|tally| width(&brief(tally), 11.0, Weight::Bold));
    let names = briefs.fold(0.0, f32::max).min(site.w * 0.45) + 6.0;
    let rows = tallies.iter().enumerate().map(|(index, tally)| {
        let place = Rect::new(site.x, site.y + index as f32 * tall, site.w, tall - 4.0);
        let mut shapes = Vec::new();
        let baseline = place.h / 2.0 + 4.0;
        let brief = fit(&brief(tally), 11.0, Weight::Bold, names - 4.0);
        let at = Point::new(0.0, baseline);
        shapes.push(Shape::text("tally-title small", at, Anchor::Start, brief));
        slim(
            tally,
            Rect::new(names, 0.0, place.w - names, place.h),
            &mut shapes,
        );
        group(tally, place, shapes)
    });
    Shape::Group(Group {
        class: "tallies".into(),
        children: rows.collect(),
        ..Group::default()
    })
}

fn group(tally: &TallyView, site: Rect, children: Vec<Shape>) -> Shape {
    let have = tally
        .ticks
        .iter()
        .filter(|(_, tick)| *tick == Tick::Have)
        .count();
    let mut class = format!("tally {}", tone_class(tally.tone));
    class.push_str(if have >= tally.quorum { " reached" } else { "" });
    class.push_str(if tally.warning { " warning" } else { "" });
    let said = format!(
        "{} · {have}/{} · {}",
        tally.title,
        tally.ticks.len(),
        tally.caption
    );
    Shape::Group(Group {
        class: class.into(),
        key: format!("t{}", tally.node),
        translate: (site.x, site.y),
        title: Some(said.clone()),
        label: Some(said),
        aim: Some(Aim::Target(Target::Node(tally.node))),
        reach: Reach::Tab,
        children,
    })
}

fn beside(
    tally: &TallyView,
    (wish, room): (f32, f32),
    site: Rect,
    at_end: bool,
    shapes: &mut Vec<Shape>,
) {
    let count = tally.ticks.len().max(1) as f32;
    let gap = 5.0;
    let tick = ((site.w + gap) / count - gap).min(wish).max(4.0);
    let total = count * (tick + gap) - gap;
    let start = if at_end { site.w - total } else { 0.0 };
    let (anchor, x) = if at_end {
        (Anchor::End, site.w)
    } else {
        (Anchor::Start, 0.0)
    };
    let title = fit(&tally.title, 12.0, Weight::Plain, room);
    shapes.push(Shape::text(
        "tally-title",
        Point::new(x, 10.0),
        anchor,
        title,
    ));
    row(tally, Rect::new(start, 18.0, tick, 22.0), gap, shapes);
    let line = start + threshold(tally, tick, gap);
    shapes.push(Shape::line(
        "threshold",
        Point::new(line, 14.5),
        Point::new(line, 44.0),
    ));
    let sign = if tally.warning { "▲ " } else { "" };
    let caption = format!("{sign}{}", tally.caption);
    let caption = fit(&caption, 11.0, Weight::Bold, site.w);
    let half = width(&caption, 11.0, Weight::Bold) / 2.0;
    let middle = line.min(site.w - half).max(half);
    shapes.push(Shape::text(
        "tally-caption",
        Point::new(middle, 57.0),
        Anchor::Middle,
        caption,
    ));
}

fn under(tally: &TallyView, site: Rect, shapes: &mut Vec<Shape>) {
    slim(tally, Rect::new(0.0, 0.0, site.w, site.h), shapes);
}

/// A row of ticks with the threshold, and nothing else.
fn slim(tally: &TallyView, room: Rect, shapes: &mut Vec<Shape>) {
    let count = tally.ticks.len().max(1) as f32;
    let gap = if count > 5.0 { 3.0 } else { 4.0 };
    let tick = ((room.w + gap) / count - gap).clamp(2.0, 40.0);
    let first = Rect::new(room.x, room.y + 2.0, tick, room.h - 4.0);
    row(tally, first, gap, shapes);
    let line = room.x + threshold(tally, tick, gap);
    shapes.push(Shape::line(
        "threshold",
        Point::new(line, room.y - 1.0),
        Point::new(line, room.bottom() + 1.0),
    ));
}

/// Where the threshold stands: between the last tick of a quorum and the next.
fn threshold(tally: &TallyView, tick: f32, gap: f32) -> f32 {
    tally.quorum as f32 * (tick + gap) - gap / 2.0
}

fn row(tally: &TallyView, first: Rect, gap: f32, shapes: &mut Vec<Shape>) {
    for (index, (name, tick)) in tally.ticks.iter().enumerate() {
        let class = match tick {
            Tick::Have => "tick have",
            Tick::Coming => "tick coming",
            Tick::Not => "tick not",
            Tick::Cannot => "tick cannot",
        };
        let x = first.x + index as f32 * (first.w + gap);
        let rect = Rect::new(x, first.y, first.w, first.h);
        shapes.push(Shape::rect(class, rect, first.h.min(first.w) / 5.5));
        let named = width(name, 11.0, Weight::Bold) + 3.0 <= first.w;
        if named {
            let at = Point::new(rect.center().x, rect.center().y + 4.0);
            let class = format!("ticktext {class}");
            shapes.push(Shape::text(class, at, Anchor::Middle, name.clone()));
        }
        if let Some(left) = tally.left.get(index) {
            let time = Rect::new(
                x,
                rect.bottom() + 1.5,
                first.w * f32::from(*left) / 8.0,
                2.5,
            );
            shapes.push(Shape::rect("left", time, 1.0));
        }
        if *tick == Tick::Cannot && (!named || first.h > 18.0) {
            let inset = rect.grown(-3.0);
            let from = Point::new(inset.x, inset.bottom());
            shapes.push(Shape::line(
                "strike",
                from,
                Point::new(inset.right(), inset.y),
            ));
        }
    }
}
