//! What a scene is made of: shapes with classes, as plain data.

use std::borrow::Cow;

use ensemble_core::view::{Target, Tone};

use crate::motion::Travel;

/// Names of classes, parted by blanks; see `static/scene.css`.
pub type Class = Cow<'static, str>;

/// What pointing at a group means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Something the reader can choose at.
    Target(Target),
    /// A column of the space–time diagram.
    Column(u32),
}

/// Which end of a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It starts there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// Shapes that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its classes.
    pub class: Class,
    /// Stable name among its siblings; empty if it needs none.
    pub key: String,
    /// By how much it is moved.
    pub translate: (f32, f32),
    /// Shown when pointed at.
    pub title: Option<String>,
    /// Read aloud in its place. A group with an aim and a label can have the focus.
    pub label: Option<String>,
    /// What pointing at it means.
    pub aim: Option<Aim>,
    /// What it holds, drawn in this order.
    pub children: Vec<Shape>,
}

/// One thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Shapes that belong together.
    Group(Group),
    /// A rectangle.
    Rect {
        /// Its classes.
        class: Class,
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
        /// Radius of its corners.
        rx: f32,
    },
    /// A circle.
    Circle {
        /// Its classes.
        class: Class,
        /// Its middle.
        cx: f32,
        /// Its middle.
        cy: f32,
        /// Its radius.
        r: f32,
    },
    /// A straight line.
    Line {
        /// Its classes.
        class: Class,
        /// Start.
        x1: f32,
        /// Start.
        y1: f32,
        /// End.
        x2: f32,
        /// End.
        y2: f32,
    },
    /// A path in the syntax of SVG.
    Path {
        /// Its classes.
        class: Class,
        /// What it draws.
        d: String,
    },
    /// A line of text.
    Text {
        /// Its classes.
        class: Class,
        /// Where its anchor is.
        x: f32,
        /// Its baseline.
        y: f32,
        /// Which end stands there.
        anchor: Anchor,
        /// What it says.
        content: String,
        /// Said after it, in a span with the class `tail` and [`TAIL_GAP`] in front; often empty.
        tail: String,
    },
}

/// Space between the content of a text and its tail.
pub const TAIL_GAP: f32 = 5.0;

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its width in pixels.
    pub width: f32,
    /// Its height in pixels.
    pub height: f32,
    /// Its class: `stage` or `time`, and how dense it is.
    pub class: Class,
    /// Drawn first.
    pub under: Vec<Shape>,
    /// The messages, drawn over that, each at its own place.
    pub travels: Vec<Travel>,
    /// Drawn last.
    pub over: Vec<Shape>,
}

impl Shape {
    /// A rectangle.
    pub fn rect(class: impl Into<Class>, rect: crate::Rect, rx: f32) -> Self {
        let class = class.into();
        Self::Rect {
            class,
            x: rect.x,
            y: rect.y,
            w: rect.w,
            h: rect.h,
            rx,
        }
    }

    /// A line.
    pub fn line(class: impl Into<Class>, from: crate::Point, to: crate::Point) -> Self {
        let class = class.into();
        Self::Line {
            class,
            x1: from.x,
            y1: from.y,
            x2: to.x,
            y2: to.y,
        }
    }

    /// A circle.
    pub fn circle(class: impl Into<Class>, center: crate::Point, r: f32) -> Self {
        let class = class.into();
        Self::Circle {
            class,
            cx: center.x,
            cy: center.y,
            r,
        }
    }

    /// A path.
    pub fn path(class: impl Into<Class>, d: impl Into<String>) -> Self {
        let (class, d) = (class.into(), d.into());
        Self::Path { class, d }
    }

    /// A text without a tail.
    pub fn text(
        class: impl Into<Class>,
        at: crate::Point,
        anchor: Anchor,
        content: impl Into<String>,
    ) -> Self {
        let (class, content) = (class.into(), content.into());
        Self::Text {
            class,
            x: at.x,
            y: at.y,
            anchor,
            content,
            tail: String::new(),
        }
    }

    /// The text with a tail; any other shape as it is.
    #[must_use]
    pub fn with_tail(mut self, said: impl Into<String>) -> Self {
        if let Self::Text { tail, .. } = &mut self {
            *tail = said.into();
        }
        self
    }
}

/// A number as SVG has it: at most two digits after the point, never `-0`.
pub fn num(value: f32) -> String {
    let hundredths = (value * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        r if r % 10 == 0 => format!("{sign}{whole}.{}", r / 10),
        r => format!("{sign}{whole}.{r:02}"),
    }
}

/// A point as paths have it.
pub(crate) fn xy(point: crate::Point) -> String {
    format!("{} {}", num(point.x), num(point.y))
}

/// The class of a client's own colour, after a blank; nothing if there is none.
pub const fn hue_class(hue: u8) -> &'static str {
    match hue {
        0 => "",
        1 => " hue-1",
        2 => " hue-2",
        3 => " hue-3",
        4 => " hue-4",
        5 => " hue-5",
        _ => " hue-6",
    }
}

/// The classes of what goes from one node to another: what clients ask and are answered has the
/// colour of the client, given the colours of both ends.
pub(crate) fn way_class(tone: Tone, from: u8, to: u8) -> String {
    let hue = if tone == Tone::Client {
        from.max(to)
    } else {
        0
    };
    format!("{}{}", tone_class(tone), hue_class(hue))
}

/// The class of a hue.
pub const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Lead => "tone-lead",
        Tone::Follow => "tone-follow",
        Tone::Look => "tone-look",
        Tone::Sync => "tone-sync",
        Tone::Client => "tone-client",
        Tone::Watch => "tone-watch",
        Tone::Decided => "tone-decided",
        Tone::Quiet => "tone-quiet",
        Tone::Broken => "tone-broken",
    }
}

#[cfg(test)]
mod tests {
    use super::num;

    #[test]
    fn numbers_are_short_and_have_no_negative_zero() {
        assert_eq!(num(1.0), "1");
        assert_eq!(num(-0.001), "0");
        assert_eq!(num(-2.5), "-2.5");
        assert_eq!(num(3.0499), "3.05");
    }
}
