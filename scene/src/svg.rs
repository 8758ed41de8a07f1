//! A scene as a picture of its own: the same shapes and the same style as on the page.

use std::fmt::Write;

use ensemble_core::view::Fate;

use crate::motion::Travel;
use crate::shape::{Anchor, Group, Scene, Shape, TAIL_GAP, num};

/// The style of all scenes; the page links the same file.
pub const STYLE: &str = include_str!("../../static/scene.css");

/// Which colours a picture has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As its reader prefers.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The picture as the text of an SVG file. Messages rest where they are in flight.
pub fn write(scene: &Scene, theme: Theme, title: &str) -> String {
    let (w, h) = (num(scene.width), num(scene.height));
    let theme = match theme {
        Theme::Auto => "",
        Theme::Light => " data-theme=\"light\"",
        Theme::Dark => " data-theme=\"dark\"",
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\" class=\"scene {} standalone\" role=\"img\"{theme}>\n\
         <title>{}</title>\n<style>{}</style>\n<rect class=\"paper\" width=\"{w}\" \
         height=\"{h}\"/>\n",
        escape(&scene.class),
        escape(title),
        STYLE
            .replace("]]>", "")
            .replace('&', "&amp;")
            .replace('<', "&lt;")
    );
    write_content(scene, &mut out);
    out.push_str("</svg>\n");
    out
}

/// The shapes of a scene without the element around them, e.g. for a page that is a still.
pub fn write_content(scene: &Scene, out: &mut String) {
    for shape in &scene.under {
        write_shape(shape, out);
    }
    for part in [Travel::trail_shape, Travel::own_shape] {
        let resting = |travel: &&Travel| travel.fate == Fate::InFlight;
        for travel in scene.travels.iter().filter(resting) {
            write_shape(part(travel), out);
        }
    }
    for shape in &scene.over {
        write_shape(shape, out);
    }
}

fn write_shape(shape: &Shape, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match shape {
        Shape::Group(group) => write_group(group, out),
        Shape::Rect {
            class,
            x,
            y,
            w,
            h,
            rx,
        } => writeln!(
            out,
            "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            escape(class),
            num(*x),
            num(*y),
            num(*w),
            num(*h),
            num(*rx)
        ),
        Shape::Circle { class, cx, cy, r } => writeln!(
            out,
            "<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            escape(class),
            num(*cx),
            num(*cy),
            num(*r)
        ),
        Shape::Line {
            class,
            x1,
            y1,
            x2,
            y2,
        } => writeln!(
            out,
            "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            escape(class),
            num(*x1),
            num(*y1),
            num(*x2),
            num(*y2)
        ),
        Shape::Path { class, d } => {
            writeln!(
                out,
                "<path class=\"{}\" d=\"{}\"/>",
                escape(class),
                escape(d)
            )
        }
        Shape::Text { .. } => write_text(shape, out),
    };
}

fn write_text(shape: &Shape, out: &mut String) -> std::fmt::Result {
    let Shape::Text {
        class,
        x,
        y,
        anchor,
        content,
        tail,
    } = shape
    else {
        return Ok(());
    };
    let anchor = match anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let tail = if tail.is_empty() {
        String::new()
    } else {
        let gap = num(TAIL_GAP);
        format!(
            "<tspan class=\"tail\" dx=\"{gap}\">{}</tspan>",
            escape(tail)
        )
    };
    writeln!(
        out,
        "<text class=\"{}\" x=\"{}\" y=\"{}\"{anchor}>{}{tail}</text>",
        escape(class),
        num(*x),
        num(*y),
        escape(content)
    )
}

fn write_group(group: &Group, out: &mut String) -> std::fmt::Result {
    write!(out, "<g class=\"{}\"", escape(&group.class))?;
    let (x, y) = group.translate;
    if (x, y) != (0.0, 0.0) {
        write!(out, " transform=\"translate({} {})\"", num(x), num(y))?;
    }
    out.push_str(">\n");
    if let Some(title) = &group.title {
        writeln!(out, "<title>{}</title>", escape(title))?;
    }
    for child in &group.children {
        write_shape(child, out);
    }
    out.push_str("</g>\n");
    Ok(())
}

/// A text as SVG may carry it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            // Other control characters are not allowed in XML at all.
            c if c < ' ' || ('\u{7f}'..='\u{9f}').contains(&c) => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_texts_is_only_text() {
        assert_eq!(
            escape("a<b & \"c\">\u{0}"),
            "a&lt;b &amp; &quot;c&quot;&gt;"
        );
        let scene = Scene {
            over: vec![Shape::text(
                "x",
                crate::Point::default(),
                Anchor::Start,
                "</text><script>",
            )],
            ..Scene::default()
        };
        let svg = write(&scene, Theme::Auto, "</title><script>");
        assert!(!svg.contains("<script>"));
    }
}
