//! Where lanes and columns are.

use ensemble_core::view::TimeView;

use crate::text::{Weight, width as text_width};

/// Places in a space–time diagram. The distance between columns depends on the width alone, so
/// that nothing moves when a run grows.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeGeometry {
    /// Width of the picture.
    pub width: f32,
    /// Height of the picture.
    pub height: f32,
    /// Where the lanes start.
    pub left: f32,
    /// Where the lanes end.
    pub right: f32,
    /// Upper end of what the cursor crosses.
    pub top: f32,
    /// Lower end of what the cursor crosses.
    pub bottom: f32,
    /// Rows that labels of milestones can stand in.
    pub label_rows: usize,
    /// First column shown.
    pub first: u32,
    /// Last column shown.
    pub last: u32,
    /// Distance of two columns.
    pub pitch: f32,
    /// Distance of two lanes.
    pub lane_gap: f32,
    lanes: Vec<(u8, f32)>,
}

/// Between the start of the lanes and the first column.
const INDENT: f32 = 14.0;
/// Height of a row of labels.
pub(super) const LABEL_ROW: f32 = 15.0;
/// Height below the lanes, for the numbers and the cursor's handle.
const FOOT: f32 = 26.0;

impl TimeGeometry {
    /// The places for a view in a picture of this size.
    pub fn new(view: &TimeView, width: f32, height: f32) -> Self {
        let (width, height) = (width.max(240.0), height.max(100.0));
        let names = view
            .lanes
            .iter()
            .map(|lane| text_width(&lane.name, 12.0, Weight::Bold));
        let left = names.fold(18.0, f32::max).min(96.0).ceil() + 20.0;
        let right = width - if width < 520.0 { 8.0 } else { 16.0 };
        let count = view.lanes.len().max(1) as f32;
        let head = |rows: usize| rows as f32 * LABEL_ROW + 14.0;
        // Lanes that are few leave room for a second row.
        let apart = (height - head(2) - FOOT) / (count - 1.0).max(1.0);
        let label_rows = if height >= 170.0 || apart >= 22.0 {
            2
        } else {
            1
        };
        let head = head(label_rows);
        let room = height - head - FOOT;
        let lane_gap = (room / (count - 1.0).max(1.0)).min(34.0);
        let spare = (room - lane_gap * (count - 1.0)).max(0.0) * 0.4;
        let lane = |index: usize| (head + spare + index as f32 * lane_gap).round();
        let lanes = view
            .lanes
            .iter()
            .enumerate()
            .map(|(index, l)| (l.node, lane(index)))
            .collect();
        let pitch = pitch(width);
        let shown = fitting(right - left);
        let shown = (shown / pitch) as u32;
        let last = view
            .columns
            .saturating_sub(1)
            .min(view.first.saturating_add(shown));
        Self {
            width,
            height,
            left,
            right,
            top: head - 9.0,
            bottom: (lane(view.lanes.len().max(1) - 1) + 10.0).min(height - 18.0),
            label_rows,
            first: view.first,
            last: last.max(view.first),
            pitch,
            lane_gap,
            lanes,
        }
    }

    /// How many columns a picture of this width shows at least.
    pub fn capacity(width: f32) -> u32 {
        (fitting(width - 60.0) / pitch(width)).max(1.0) as u32
    }

    /// The first column to show so that the cursor is well in view. It changes only now and then,
    /// by half a picture at once.
    pub fn first_for(cursor: u32, columns: u32, width: f32) -> u32 {
        let capacity = Self::capacity(width);
        if columns <= capacity {
            return 0;
        }
        let page = (capacity / 2).max(1);
        cursor.saturating_sub(capacity / 4) / page * page
    }

    /// The middle of a column, also of one outside the window.
    pub fn x(&self, column: u32) -> f32 {
        let steps = f64::from(column) - f64::from(self.first);
        self.left + INDENT + steps as f32 * self.pitch
    }

    /// The column nearest to a place, among those shown.
    pub fn column_at(&self, x: f32) -> u32 {
        let steps = ((x - self.left - INDENT) / self.pitch).round();
        let steps = if steps.is_finite() {
            steps.max(0.0) as u32
        } else {
            0
        };
        self.first.saturating_add(steps).min(self.last)
    }

    /// The line of a node's lane.
    pub fn lane_y(&self, node: u8) -> Option<f32> {
        self.lanes
            .iter()
            .find(|(id, _)| *id == node)
            .map(|(_, y)| *y)
    }

    /// Whether a column is in the window.
    pub fn shows(&self, column: u32) -> bool {
        (self.first..=self.last).contains(&column)
    }
}

fn fitting(room: f32) -> f32 {
    (room - INDENT - 6.0).max(0.0)
}

fn pitch(width: f32) -> f32 {
    if width >= 720.0 { 26.0 } else { 22.0 }
}
