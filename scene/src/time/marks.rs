//! What stands on and above the lanes: dots, bands, milestones, the numbers and the cursor.

use ensemble_core::sorted::sort_by_key;
use ensemble_core::view::{Condition, MilestoneView, TimeView};

use super::TimeGeometry;
use super::geometry::LABEL_ROW;
use crate::geometry::{Point, Rect};
use crate::glyph::{cross, polygon};
use crate::hatch;
use crate::shape::{Aim, Anchor, Group, Shape, num, way_class};
use crate::text::{Weight, fit_or_drop, width};

/// Numbers of columns under the lanes, every so many.
pub(super) fn axis(view: &TimeView, geometry: &TimeGeometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let cursor = geometry.x(view.cursor);
    for column in (geometry.first..=geometry.last).filter(|column| column % 10 == 0) {
        let x = geometry.x(column);
        let at = Point::new(x, geometry.bottom + 12.0);
        if (x - cursor).abs() > 30.0 && x < geometry.right - 6.0 {
            shapes.push(Shape::text(
                "number",
                at,
                Anchor::Middle,
                column.to_string(),
            ));
        }
        let (from, to) = (
            Point::new(x, geometry.bottom - 6.0),
            Point::new(x, geometry.bottom - 2.0),
        );
        shapes.push(Shape::line("numbertick", from, to));
    }
    shapes
}

pub(super) fn dots(view: &TimeView, geometry: &TimeGeometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for dot in view.dots.iter().filter(|dot| geometry.shows(dot.column)) {
        let Some(y) = geometry.lane_y(dot.node) else {
            continue;
        };
        let later = if dot.column > view.cursor {
            " future"
        } else {
            ""
        };
        let at = Point::new(geometry.x(dot.column), y);
        let square = [(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)];
        let class = way_class(dot.tone, 0, super::hue(view, dot.node));
        shapes.push(Shape::Group(Group {
            class: format!("dot {class}{later}").into(),
            key: format!("d{}-{}", dot.column, dot.node),
            title: Some(dot.label.clone()),
            children: vec![Shape::path("mark", polygon(at, &square))],
            ..Group::default()
        }));
    }
    shapes
}

/// The bands, to be drawn under the arrows, and their labels, to be drawn over them.
pub(super) fn bands(view: &TimeView, geometry: &TimeGeometry) -> (Vec<Shape>, Vec<Shape>) {
    let mut shapes = Vec::new();
    let mut labels = Vec::new();
    for band in &view.bands {
        let Some(y) = geometry.lane_y(band.node) else {
            continue;
        };
        let left = geometry.x(band.from).max(geometry.left);
        let right = band
            .until
            .map_or(geometry.right, |c| geometry.x(c))
            .min(geometry.right);
        if right - left < 1.0 {
            continue;
        }
        let tall = (geometry.lane_gap - 2.0).clamp(8.0, 16.0);
        let rect = Rect::new(left, y - tall / 2.0, right - left, tall);
        let (class, lines) = match band.condition {
            Condition::Down => ("band down", hatch::rising(rect.grown(-1.0), 6.0)),
            Condition::Paused => ("band paused", hatch::upright(rect.grown(-1.0), 6.0)),
            Condition::Up => ("band", String::new()),
        };
        let later = if band.from > view.cursor {
            " future"
        } else {
            ""
        };
        let label = fit_or_drop(&band.label, 11.0, Weight::Plain, rect.w - 12.0);
        let children = vec![Shape::rect("back", rect, 3.0), Shape::path("hatch", lines)];
        if !label.is_empty() && tall >= 9.0 {
            let at = Point::new(rect.x + 8.0, y + 4.0);
            labels.push(Shape::text(
                format!("bandlabel{later}"),
                at,
                Anchor::Start,
                label,
            ));
        }
        shapes.push(Shape::Group(Group {
            class: format!("{class}{later}").into(),
            title: Some(band.label.clone()),
            children,
            ..Group::default()
        }));
    }
    (shapes, labels)
}

/// Milestones with their labels. A label ends before the next but one milestone at the latest, so
/// that two rows are always enough.
pub(super) fn milestones(view: &TimeView, geometry: &TimeGeometry) -> Vec<Shape> {
    let mut shown: Vec<&MilestoneView> = view
        .milestones
        .iter()
        .filter(|m| geometry.shows(m.column))
        .collect();
    sort_by_key(&mut shown, |milestone| milestone.column);
    let mut ends = vec![f32::MIN; geometry.label_rows];
    let mut shapes = Vec::new();
    for (index, milestone) in shown.iter().enumerate() {
        let x = geometry.x(milestone.column);
        let limit = shown
            .get(index + geometry.label_rows)
            .map_or(geometry.right, |next| geometry.x(next.column) - 10.0);
        let weight = if milestone.broken {
            Weight::Bold
        } else {
            Weight::Plain
        };
        let mut label = fit_or_drop(&milestone.label, 11.0, weight, limit - x - 10.0);
        if label != milestone.label && label.chars().count() < 9 {
            // Too little to be understood: its diamond has a title.
            label.clear();
        }
        let row = ends
            .iter()
            .position(|end| *end <= x - 8.0)
            .unwrap_or(ends.len() - 1);
        let whole = width(&milestone.label, 11.0, weight) + 4.0;
        let before = x - 9.0 - whole;
        let flipped = label != milestone.label && before >= ends[row].max(geometry.left);
        if flipped {
            label.clone_from(&milestone.label);
        }
        let w = if label.is_empty() || flipped {
            0.0
        } else {
            width(&label, 11.0, weight) + 4.0
        };
        ends[row] = x + 8.0 + w;
        shapes.push(milestone_at(
            milestone,
            row,
            x,
            (label, flipped),
            view.cursor,
            geometry,
        ));
    }
    shapes
}

fn milestone_at(
    milestone: &MilestoneView,
    row: usize,
    x: f32,
    (label, flipped): (String, bool),
    cursor: u32,
    geometry: &TimeGeometry,
) -> Shape {
    let at = Point::new(x, 10.0 + row as f32 * LABEL_ROW);
    let first = geometry.label_rows as f32 * LABEL_ROW + 8.0;
    let stem = Shape::line("stem", Point::new(x, at.y + 6.0), Point::new(x, first));
    let mark = if milestone.broken {
        Shape::path("mark", cross(at, 4.5))
    } else {
        Shape::path(
            "mark",
            polygon(at, &[(0.0, -5.0), (5.0, 0.0), (0.0, 5.0), (-5.0, 0.0)]),
        )
    };
    let (anchor, away) = if flipped {
        (Anchor::End, -9.0)
    } else {
        (Anchor::Start, 9.0)
    };
    let text = Shape::text("label", Point::new(x + away, at.y + 4.0), anchor, label);
    let hit = Rect::around(at, 24.0, 24.0);
    let class = match (milestone.broken, milestone.column > cursor) {
        (true, true) => "milestone broken future",
        (true, false) => "milestone broken",
        (false, true) => "milestone future",
        (false, false) => "milestone",
    };
    Shape::Group(Group {
        class: class.into(),
        key: format!("k{}", milestone.column),
        title: Some(milestone.label.clone()),
        label: Some(milestone.label.clone()),
        aim: Some(Aim::Column(milestone.column)),
        children: vec![Shape::rect("hit", hit, 0.0), stem, mark, text],
        ..Group::default()
    })
}

/// The cursor with a handle that carries the number of its column.
pub(super) fn cursor(view: &TimeView, geometry: &TimeGeometry) -> Shape {
    let x = geometry.x(view.cursor.clamp(geometry.first, geometry.last));
    let number = view.cursor.to_string();
    let w = (width(&number, 11.0, Weight::Bold) + 12.0).max(22.0);
    let handle = Rect::new(x - w / 2.0, geometry.bottom, w, 16.0);
    let middle = geometry.bottom + 8.0;
    Shape::Group(Group {
        class: "cursor".into(),
        key: "cursor".into(),
        aim: Some(Aim::Column(view.cursor)),
        children: vec![
            Shape::rect("hit", Rect::around(Point::new(x, middle), 44.0, 28.0), 0.0),
            Shape::path(
                "line",
                format!("M{} {}V{}", num(x), num(geometry.top), num(geometry.bottom)),
            ),
            Shape::rect("handle", handle, 4.0),
            Shape::text(
                "handletext",
                Point::new(x, middle + 4.0),
                Anchor::Middle,
                number,
            ),
        ],
        ..Group::default()
    })
}
