//! Points, rectangles and tracks: the little plane geometry that scenes need.

/// A place on the scene, in pixels from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// The point at these coordinates.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The point a part of the way to another one: `0` here, `1` there.
    pub fn toward(self, other: Self, part: f32) -> Self {
        Self::new(
            self.x + (other.x - self.x) * part,
            self.y + (other.y - self.y) * part,
        )
    }

    /// How far it is to another point.
    pub fn distance(self, other: Self) -> f32 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    /// This point moved by a distance along a direction.
    pub fn moved(self, direction: Self, distance: f32) -> Self {
        Self::new(
            self.x + direction.x * distance,
            self.y + direction.y * distance,
        )
    }

    /// The direction of length one towards another point; to the right if they are the same.
    pub fn direction(self, other: Self) -> Self {
        let distance = self.distance(other);
        if distance < 0.01 {
            return Self::new(1.0, 0.0);
        }
        Self::new((other.x - self.x) / distance, (other.y - self.y) / distance)
    }

    /// A direction turned by a quarter, clockwise as seen on the screen.
    pub const fn turned(self) -> Self {
        Self::new(-self.y, self.x)
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// The rectangle with this upper left corner and size.
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// The rectangle of this size around a point.
    pub fn around(center: Point, w: f32, h: f32) -> Self {
        Self::new(center.x - w / 2.0, center.y - h / 2.0, w, h)
    }

    /// Its middle.
    pub fn center(self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Its right edge.
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// Its lower edge.
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// The rectangle grown by a margin on each side.
    pub fn grown(self, margin: f32) -> Self {
        Self::new(
            self.x - margin,
            self.y - margin,
            self.w + 2.0 * margin,
            self.h + 2.0 * margin,
        )
    }

    /// The area it shares with another one.
    pub fn shared(self, other: Self) -> f32 {
        let w = self.right().min(other.right()) - self.x.max(other.x);
        let h = self.bottom().min(other.bottom()) - self.y.max(other.y);
        if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
    }

    /// Whether the other one lies wholly within.
    pub fn holds(self, other: Self) -> bool {
        other.x >= self.x - 0.01
            && other.y >= self.y - 0.01
            && other.right() <= self.right() + 0.01
            && other.bottom() <= self.bottom() + 0.01
    }

    /// Whether a point lies within.
    pub fn contains(self, point: Point) -> bool {
        point.x >= self.x
            && point.x <= self.right()
            && point.y >= self.y
            && point.y <= self.bottom()
    }

    /// Where the way from its middle towards a point outside leaves it.
    pub fn edge_toward(self, point: Point) -> Point {
        let center = self.center();
        let (dx, dy) = (point.x - center.x, point.y - center.y);
        let across = if dx.abs() < 0.001 {
            f32::MAX
        } else {
            self.w / 2.0 / dx.abs()
        };
        let down = if dy.abs() < 0.001 {
            f32::MAX
        } else {
            self.h / 2.0 / dy.abs()
        };
        let part = across.min(down).min(1.0);
        Point::new(center.x + dx * part, center.y + dy * part)
    }
}

/// The way between two cards: a quadratic curve, straight unless a third card stands in between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// Edge of the card it starts at.
    pub from: Point,
    /// Control point; the middle of both ends if the track is straight.
    pub bend: Point,
    /// Edge of the card it ends at.
    pub to: Point,
}

impl Track {
    /// The point a part of the way along.
    pub fn at(self, part: f32) -> Point {
        let a = self.from.toward(self.bend, part);
        let b = self.bend.toward(self.to, part);
        a.toward(b, part)
    }

    /// The direction of travel there.
    pub fn heading(self, part: f32) -> Point {
        let a = self.from.toward(self.bend, part);
        let b = self.bend.toward(self.to, part);
        if a.distance(b) < 0.01 {
            return self.from.direction(self.to);
        }
        a.direction(b)
    }

    /// The same way in the other direction.
    pub const fn back(self) -> Self {
        Self {
            from: self.to,
            bend: self.bend,
            to: self.from,
        }
    }

    /// The part of the way between two parts of it.
    pub fn between(self, start: f32, end: f32) -> Self {
        let from = self.at(start);
        let to = self.at(end);
        let a = self.from.toward(self.bend, start);
        let b = self.bend.toward(self.to, start);
        Self {
            from,
            bend: a.toward(b, end),
            to,
        }
    }

    /// Roughly how long it is.
    pub fn length(self) -> f32 {
        (self.from.distance(self.bend) + self.bend.distance(self.to) + self.from.distance(self.to))
            / 2.0
    }

    /// Whether it touches a rectangle.
    pub fn meets(self, rect: Rect) -> bool {
        (0..=24).any(|i| rect.contains(self.at(i as f32 / 24.0)))
    }
}

/// The sine of so many turns, by Bhaskara's rule: right to two parts in a thousand, and exact where
/// it is 0 or ±1. The standard one takes 7 kB of wasm to be right to the last digit.
pub(crate) fn sine(turns: f32) -> f32 {
    let turn = turns - turns.floor();
    let (sign, half) = if turn < 0.5 {
        (1.0, turn)
    } else {
        (-1.0, turn - 0.5)
    };
    let part = half * (0.5 - half);
    sign * 16.0 * part / (1.25 - 4.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_area_is_symmetric_and_zero_when_only_touching() {
        let a = Rect::new(0.0, 0.0, 10.0, 10.0);
        let b = Rect::new(5.0, 5.0, 10.0, 10.0);
        assert_eq!(a.shared(b), 25.0);
        assert_eq!(b.shared(a), 25.0);
        assert_eq!(a.shared(Rect::new(10.0, 0.0, 5.0, 5.0)), 0.0);
    }

    #[test]
    fn edge_lies_on_the_border() {
        let rect = Rect::new(0.0, 0.0, 20.0, 10.0);
        assert_eq!(
            rect.edge_toward(Point::new(110.0, 5.0)),
            Point::new(20.0, 5.0)
        );
        assert_eq!(
            rect.edge_toward(Point::new(10.0, -90.0)),
            Point::new(10.0, 0.0)
        );
    }

    #[test]
    fn a_part_of_a_track_joins_its_ends() {
        let track = Track {
            from: Point::new(0.0, 0.0),
            bend: Point::new(50.0, 80.0),
            to: Point::new(100.0, 0.0),
        };
        let part = track.between(0.25, 0.75);
        assert!(part.from.distance(track.at(0.25)) < 0.01);
        assert!(part.to.distance(track.at(0.75)) < 0.01);
        assert!(part.at(0.5).distance(track.at(0.5)) < 0.01);
    }
}
