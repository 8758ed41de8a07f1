//! Watches that a server keeps: small marks on the upper edge of its card, each with the number and
//! in the colour of its client, in a shape by its kind.

use ensemble_core::view::{WatchView, Watched};

use crate::geometry::{Point, Rect};
use crate::glyph::polygon;
use crate::layout::{Density, Place};
use crate::shape::{Anchor, Group, Shape, hue_class};

/// From one mark to the next.
const STEP: f32 = 20.0;
/// Half the size of a mark.
const R: f32 = 8.0;
/// The marks, as many as there is room for.
pub(crate) fn marks(watches: &[WatchView], place: &Place, shapes: &mut Vec<Shape>) {
    // A small card has its timer in this corner.
    let (right, down) = match place.style.density {
        Density::Full => (place.card.w - 8.0, 1.0),
        Density::Compact => (place.card.w - 22.0, -1.5),
        Density::Tiny => (place.card.w - 2.0, -3.0),
    };
    let room = ((right - 4.0) / STEP).floor().max(1.0) as usize;
    let shown = if watches.len() > room {
        room - 1
    } else {
        watches.len()
    };
    // What happens is shown in any case.
    let mut order: Vec<&WatchView> = watches.iter().collect();
    if shown < watches.len() {
        let (first, rest): (Vec<_>, Vec<_>) =
            order.iter().partition(|it| it.state != Watched::Armed);
        order = first.into_iter().chain(rest).collect();
    }
    let hidden = watches.len() - shown;
    let columns = shown + usize::from(hidden > 0);
    let at = |index: usize| right - R - (columns - 1 - index) as f32 * STEP;
    for (index, watch) in order.into_iter().take(shown).enumerate() {
        shapes.push(mark(watch, Point::new(at(index), down)));
    }
    if hidden > 0 {
        let point = Point::new(at(shown), down + 4.0);
        let more = format!("+{hidden}");
        shapes.push(Shape::text("watches-more", point, Anchor::Middle, more));
    }
}

fn mark(watch: &WatchView, at: Point) -> Shape {
    let state = match watch.state {
        Watched::Armed => "armed",
        Watched::Set => "set",
        Watched::Fired => "fired",
        Watched::Spent => "fired spent",
        Watched::Gone => "gone",
    };
    let mut children = Vec::new();
    if matches!(watch.state, Watched::Fired | Watched::Spent) {
        children.push(Shape::circle("burst", at, R + 4.0));
    }
    let square = |by: f32| Rect::around(Point::new(at.x + by, at.y - by), 14.0, 14.0);
    match watch.kind {
        0 => children.push(Shape::circle("flag", at, R)),
        1 => {
            let corners = [(-R, -R), (R, -R), (R, 3.0), (0.0, R + 1.5), (-R, 3.0)];
            children.push(Shape::path("flag", polygon(at, &corners)));
        }
        2 => children.push(Shape::rect("flag", square(0.0), 3.0)),
        _ => {
            children.push(Shape::rect("flag", square(2.5), 3.0));
            children.push(Shape::rect("flag", square(-0.5), 3.0));
        }
    }
    let number = watch.who.trim_start_matches(|c: char| !c.is_ascii_digit());
    let below = Point::new(at.x, at.y + 4.0);
    children.push(Shape::text("number-of", below, Anchor::Middle, number));
    if watch.state == Watched::Gone {
        let (from, to) = (
            Point::new(at.x - 9.0, at.y + 9.0),
            Point::new(at.x + 9.0, at.y - 9.0),
        );
        children.push(Shape::line("strike", from, to));
    }
    Shape::Group(Group {
        class: format!("watch {state}{}", hue_class(watch.hue)).into(),
        title: Some(watch.label.clone()),
        children,
        ..Group::default()
    })
}
