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

/// What a thing with an aim and a label is to the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Nothing of its own: the picture as a whole is a control.
    #[default]
    None,
    /// A button that the tab key passes by.
    Pointer,
    /// A button, and the tab key stops at it.
    Tab,
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
    /// Its name among its siblings, the same from picture to picture; empty if it needs none.
    pub key: String,
    /// By how much it is moved.
    pub translate: (f32, f32),
    /// Shown when pointed at.
    pub title: Option<String>,
    /// Read aloud in its place.
    pub label: Option<String>,
    /// What pointing at it means.
    pub aim: Option<Aim>,
    /// Whether the keyboard gets to it.
    pub reach: Reach,
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
    /// The messages, drawn over that.
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
    let mut out = String::new();
    add(&mut out, value);
    out
}

/// Writes a number. A picture has thousands of them: the formatter of the standard library takes
/// several times as long.
fn add(out: &mut String, value: f32) {
    let hundredths = (value * 100.0).round() as i32;
    if hundredths < 0 {
        out.push('-');
    }
    let hundredths = hundredths.unsigned_abs();
    let part = hundredths % 100;
    digits(out, hundredths / 100);
    if part > 0 {
        out.push('.');
        digits(out, part / 10);
        if !part.is_multiple_of(10) {
            digits(out, part % 10);
        }
    }
}

fn digits(out: &mut String, number: u32) {
    if number > 9 {
        digits(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// A point as paths have it.
pub(crate) fn xy(point: crate::Point) -> String {
    path(&[("", point)])
}

/// Points as a path has them, each after its letter.
pub(crate) fn path(points: &[(&str, crate::Point)]) -> String {
    let mut out = String::new();
    for (letter, point) in points {
        out.push_str(letter);
        add(&mut out, point.x);
        out.push(' ');
        add(&mut out, point.y);
    }
    out
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
        assert_eq!(num(-1234.1), "-1234.1");
        assert_eq!(num(0.996), "1");
    }
}
