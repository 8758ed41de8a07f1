//! Hatching drawn as lines, so that no pattern needs a name that is unique on the page.

use crate::geometry::Rect;
use crate::shape::num;

/// Rising lines through a rectangle, this far apart along its edges.
#[inline(never)]
pub(crate) fn rising(rect: Rect, gap: f32) -> String {
    let mut d = String::new();
    let mut start = gap;
    while start < rect.w + rect.h {
        let x1 = rect.x + (start - rect.h).max(0.0);
        let y1 = rect.y + start.min(rect.h);
        let x2 = rect.x + start.min(rect.w);
        let y2 = rect.y + (start - rect.w).max(0.0);
        d.push_str(&format!("M{} {}L{} {}", num(x1), num(y1), num(x2), num(y2)));
        start += gap;
    }
    d
}

/// Upright lines through a rectangle.
#[inline(never)]
pub(crate) fn upright(rect: Rect, gap: f32) -> String {
    let mut d = String::new();
    let mut x = rect.x + gap;
    while x < rect.right() {
        d.push_str(&format!(
            "M{} {}V{}",
            num(x),
            num(rect.y),
            num(rect.bottom())
        ));
        x += gap;
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_within_its_rectangle() {
        let rect = Rect::new(10.0, 20.0, 50.0, 12.0);
        for part in rising(rect, 6.0).split('M').skip(1) {
            for pair in part.split('L') {
                let numbers: Vec<f32> = pair.split(' ').map(|n| n.parse().unwrap()).collect();
                assert!(numbers[0] >= 10.0 && numbers[0] <= 60.0);
                assert!(numbers[1] >= 20.0 && numbers[1] <= 32.0);
            }
        }
    }
}
