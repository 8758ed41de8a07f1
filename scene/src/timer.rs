//! Timers, as rings that drain.

use ensemble_core::view::TimerView;

use crate::geometry::{Point, sine};
use crate::shape::{Group, Shape, num, xy};

/// A draining ring: what is left of it, from the top clockwise.
pub(crate) fn timer(timer: &TimerView, at: Point, radius: f32) -> Shape {
    let left = (timer.left_ticks as f32 / timer.span_ticks.max(1) as f32).clamp(0.0, 1.0);
    let mut children = vec![Shape::circle("timer-back", at, radius)];
    if left > 0.999 {
        children.push(Shape::circle("timer-left", at, radius));
    } else if left > 0.001 {
        let turn = 0.75 - left;
        let from = Point::new(
            at.x + radius * sine(turn + 0.25),
            at.y + radius * sine(turn),
        );
        let to = Point::new(at.x, at.y - radius);
        let large = u8::from(left > 0.5);
        let r = num(radius);
        let d = format!("M{}A{r} {r} 0 {large} 1 {}", xy(from), xy(to));
        children.push(Shape::path("timer-left", d));
    } else {
        children.push(Shape::circle("timer-due", at, 2.5));
    }
    Shape::Group(Group {
        class: "timer".into(),
        title: Some(format!(
            "{} {}/{}",
            timer.label, timer.left_ticks, timer.span_ticks
        )),
        children,
        ..Group::default()
    })
}
