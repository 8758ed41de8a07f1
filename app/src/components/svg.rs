//! Any scene as elements of SVG.

use ensemble_scene::{
    Anchor, Group, Scene, Shape,
    shape::{TAIL_GAP, num},
};
use yew::prelude::*;

use crate::store::aim;

/// About the width of a blank in front of a tail.
const BLANK: f32 = 3.5;

/// What the things in a picture are to the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Buttons, and the tab key stops at them.
    Tab,
    /// Buttons, that the tab key passes by.
    Pointer,
    /// Nothing of their own: the picture as a whole is a control.
    None,
}

/// What a scene's element shows.
pub fn view_box(scene: &Scene) -> String {
    format!("0 0 {} {}", num(scene.width), num(scene.height))
}

/// Shapes, one after the other.
pub fn shapes(shapes: &[Shape], reach: fn(&Group) -> Reach) -> Html {
    shapes.iter().map(|each| shape(each, reach)).collect()
}

/// A shape.
pub fn shape(shape: &Shape, reach: fn(&Group) -> Reach) -> Html {
    match shape {
        Shape::Group(each) => group(each, reach),
        Shape::Rect {
            class,
            x,
            y,
            w,
            h,
            rx,
        } => html! {
            <rect class={class.clone()} x={num(*x)} y={num(*y)} width={num(*w)} height={num(*h)}
                rx={num(*rx)} />
        },
        Shape::Circle { class, cx, cy, r } => html! {
            <circle class={class.clone()} cx={num(*cx)} cy={num(*cy)} r={num(*r)} />
        },
        Shape::Line {
            class,
            x1,
            y1,
            x2,
            y2,
        } => html! {
            <line class={class.clone()} x1={num(*x1)} y1={num(*y1)} x2={num(*x2)} y2={num(*y2)} />
        },
        Shape::Path { class, d } => html! { <path class={class.clone()} d={d.clone()} /> },
        Shape::Text {
            class,
            x,
            y,
            anchor,
            content,
            tail,
        } => {
            // The blanks are for those who read the text without seeing it.
            let tail = (!tail.is_empty()).then(|| {
                let gap = num(TAIL_GAP - BLANK);
                html! { <tspan class="tail" dx={gap}>{ format!(" {tail}") }</tspan> }
            });
            html! {
                <>
                    <text class={class.clone()} x={num(*x)} y={num(*y)} text-anchor={word(*anchor)}>
                        { content.clone() }{ for tail }
                    </text>
                    { " " }
                </>
            }
        }
    }
}

fn group(group: &Group, reach: fn(&Group) -> Reach) -> Html {
    let (x, y) = group.translate;
    let moved =
        (group.translate != (0.0, 0.0)).then(|| format!("translate({} {})", num(x), num(y)));
    let (role, stop) = match (group.aim.is_some() && group.label.is_some(), reach(group)) {
        (true, Reach::Tab) => (Some("button"), Some("0")),
        (true, Reach::Pointer) => (Some("button"), Some("-1")),
        (true, Reach::None) | (false, _) => (None, None),
    };
    let label = role.map(|_| spoken(group));
    // A button has its name; a title on top would be read as one more text that is seen.
    let title = group.title.clone().filter(|_| role.is_none());
    let title = title.map(|title| html! { <><title>{ title }</title>{ " " }</> });
    html! {
        <g class={group.class.clone()} transform={moved} {role} tabindex={stop}
            aria-label={label} data-aim={group.aim.as_ref().map(aim::write)}>
            { for title }
            { shapes(&group.children, reach) }
        </g>
    }
}

/// What is read aloud for a thing: what is seen has to be in it, so that those who speak to their
/// computer can name what they see. What its parts tell those who point at them comes after that.
fn spoken(group: &Group) -> String {
    let label = group.label.clone().unwrap_or_default();
    let (mut seen, mut pointed) = (String::new(), String::new());
    texts(&group.children, &mut seen, &mut pointed);
    if plain(&label).contains(&plain(&seen)) {
        return label;
    }
    see(&pointed, &mut seen);
    seen
}

fn texts(shapes: &[Shape], seen: &mut String, pointed: &mut String) {
    for shape in shapes {
        match shape {
            Shape::Group(group) => {
                see(group.title.as_deref().unwrap_or_default(), pointed);
                texts(&group.children, seen, pointed);
            }
            Shape::Text { content, tail, .. } => {
                see(content, seen);
                see(tail, seen);
            }
            Shape::Rect { .. } | Shape::Circle { .. } | Shape::Line { .. } | Shape::Path { .. } => {
            }
        }
    }
}

fn see(part: &str, seen: &mut String) {
    if !seen.is_empty() && !part.is_empty() {
        seen.push(' ');
    }
    seen.push_str(part);
}

/// Words without marks, as they are compared.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() {
            plain.push(character);
        } else if character.is_whitespace() && !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

const fn word(anchor: Anchor) -> Option<&'static str> {
    match anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    }
}

#[cfg(test)]
mod tests {
    use ensemble_scene::{Anchor, Group, Point, Shape};

    use super::spoken;

    fn group(label: &str, texts: &[(&str, &str)]) -> Group {
        let text = |(content, tail): &(&str, &str)| {
            Shape::text("", Point::default(), Anchor::Start, *content).with_tail(*tail)
        };
        Group {
            label: Some(label.into()),
            children: texts.iter().map(text).collect(),
            ..Group::default()
        }
    }

    #[test]
    fn what_is_seen_is_in_what_is_read_aloud() {
        let told = group(
            "p1 proposer · wants –",
            &[("p1", "proposer"), ("wants", ""), ("–", "")],
        );
        assert_eq!(spoken(&told), "p1 proposer · wants –");
        let cut = group(
            "p1 phase 1: preparing",
            &[("p1", "phase 1: prep…"), ("1.p1", "")],
        );
        assert_eq!(spoken(&cut), "p1 phase 1: prep… 1.p1");
        assert_eq!(spoken(&group("p1 – a1", &[])), "p1 – a1");
    }

    #[test]
    fn what_is_only_pointed_at_does_not_part_what_is_seen() {
        let mut card = group("s1 following", &[("s1", ""), ("log", "")]);
        let ring = Group {
            title: Some("gives up".into()),
            ..Group::default()
        };
        card.children.insert(1, Shape::Group(ring));
        assert_eq!(spoken(&card), "s1 log gives up");
    }
}
