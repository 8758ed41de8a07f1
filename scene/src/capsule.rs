//! A message: a capsule with a shape, its kind and its brief, and a trail towards its sender.

use ensemble_core::view::{EnvelopeView, Kin, Target};

use crate::geometry::{Point, Rect, Track};
use crate::glyph::{glyph, pause};
use crate::link::curve;
use crate::shape::{Aim, Anchor, Group, Reach, Shape, num, xy};
use crate::text::{Weight, width};

/// How much of a message is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Only its shape, in a circle.
    Dot,
    /// Shape and kind.
    Short,
    /// Shape, kind and brief.
    Full,
}

/// Height of a capsule.
pub(crate) const HEIGHT: f32 = 22.0;
/// Radius of a message drawn as a dot.
pub(crate) const DOT: f32 = 8.0;
/// The same if it only sets up a connection.
const SPECK: f32 = 3.5;
const SIZE: f32 = 11.5;
/// White at both ends, and what the shape takes.
const END: f32 = 10.0;
const GLYPH: f32 = 15.0;
const MARK: f32 = 12.0;
const TRAIL: f32 = 78.0;

/// Width and height of a message in this form.
pub(crate) fn size(envelope: &EnvelopeView, form: Form) -> (f32, f32) {
    match form {
        Form::Dot => {
            let r = radius(envelope);
            (2.0 * r, 2.0 * r)
        }
        Form::Short | Form::Full => {
            let mark = if marked(envelope) { MARK } else { 0.0 };
            (
                2.0 * END + GLYPH + text_width(envelope, form) + mark,
                HEIGHT,
            )
        }
    }
}

/// The radius of a message drawn as a dot.
fn radius(envelope: &EnvelopeView) -> f32 {
    if envelope.kin == Kin::Setup {
        SPECK
    } else {
        DOT
    }
}

/// What a message is called in this form.
fn called(envelope: &EnvelopeView, form: Form) -> &str {
    if form == Form::Short && !envelope.short.is_empty() {
        &envelope.short
    } else {
        &envelope.kind
    }
}

fn marked(envelope: &EnvelopeView) -> bool {
    envelope.held || envelope.stalled
}

fn text_width(envelope: &EnvelopeView, form: Form) -> f32 {
    let kind = width(called(envelope, form), SIZE, Weight::Bold);
    if form == Form::Full && !envelope.brief.is_empty() {
        kind + crate::shape::TAIL_GAP + width(&envelope.brief, SIZE, Weight::Plain)
    } else {
        kind
    }
}

/// The message around the place where it rests.
#[inline(never)]
pub(crate) fn capsule(
    envelope: &EnvelopeView,
    names: (&str, &str),
    (class, form): (&str, Form),
    at: Point,
    selected: bool,
) -> Shape {
    let (w, h) = size(envelope, form);
    let body = Rect::around(at, w, h);
    let mut children = vec![Shape::rect("hit", body.grown(4.0), h / 2.0 + 4.0)];
    if selected {
        children.push(Shape::rect("selection", body.grown(4.0), h / 2.0 + 4.0));
    }
    children.push(Shape::rect("body", body, h / 2.0));
    match form {
        Form::Dot => dot(envelope, at, &mut children),
        Form::Short | Form::Full => words(envelope, form, body, &mut children),
    }
    let mut class = format!("msg {class}");
    for (on, word) in [
        (form == Form::Dot, " dot"),
        (envelope.kin == Kin::Setup, " setup"),
        (envelope.held, " held"),
        (envelope.stalled, " stalled"),
        (selected, " selected"),
    ] {
        class.push_str(if on { word } else { "" });
    }
    let said = format!(
        "{} {} · {} → {}",
        envelope.kind, envelope.brief, names.0, names.1
    );
    Shape::Group(Group {
        class: class.into(),
        key: envelope.key.clone(),
        translate: (0.0, 0.0),
        title: Some(said.clone()),
        label: Some(said),
        aim: Some(Aim::Target(Target::Envelope(envelope.key.clone()))),
        reach: Reach::Tab,
        children,
    })
}

fn dot(envelope: &EnvelopeView, at: Point, shapes: &mut Vec<Shape>) {
    if envelope.held {
        shapes.push(Shape::path("glyph stroke", pause(at, 7.0)));
    } else if envelope.kin != Kin::Setup {
        shapes.push(glyph(envelope.glyph, at, 4.5));
    }
}

fn words(envelope: &EnvelopeView, form: Form, body: Rect, shapes: &mut Vec<Shape>) {
    let y = body.center().y;
    let at = Point::new(body.x + END + 4.0, y);
    shapes.push(glyph(envelope.glyph, at, 5.0));
    let start = body.x + END + GLYPH;
    let end = body.right() - END - if marked(envelope) { MARK } else { 0.0 };
    let tail = if form == Form::Full {
        envelope.brief.clone()
    } else {
        String::new()
    };
    let at = Point::new((start + end) / 2.0, y + 4.0);
    let kind = Shape::text("kind", at, Anchor::Middle, called(envelope, form));
    shapes.push(kind.with_tail(tail));
    let at = Point::new(body.right() - END - 1.0, y);
    if envelope.held {
        shapes.push(Shape::path("mark", pause(at, 9.0)));
    } else if envelope.stalled {
        let (stem, bar) = (at.x - 5.0, at.x + 1.0);
        let line = format!("M{}H{}", xy(Point::new(stem, y)), num(bar));
        let top = xy(Point::new(bar, y - 5.0));
        shapes.push(Shape::path("mark", format!("{line}M{top}v10")));
    }
}

/// A stroke from the capsule back towards the sender, given the way it came by.
#[inline(never)]
pub(crate) fn trail(envelope: &EnvelopeView, (class, form): (&str, Form), leave: Track) -> Shape {
    let (w, h) = size(envelope, form);
    let body = Rect::around(leave.to, w, h);
    let length = leave.length().max(1.0);
    let reach = (TRAIL + body.w.min(40.0) * 0.5)
        .min(length - 3.0)
        .min(if body.w < 20.0 { 34.0 } else { 120.0 })
        .max(0.0);
    let reach = if envelope.kin == Kin::Setup {
        0.0
    } else {
        reach
    };
    let part = leave.between(1.0 - reach / length, 1.0);
    let d = curve(part.back());
    let dot = if form == Form::Dot { " dot" } else { "" };
    Shape::path(format!("trail {class}{dot}"), d)
}
