//! Any scene as elements of SVG.

use ensemble_scene::{
    Anchor, Group, Scene, Shape,
    shape::{TAIL_GAP, num},
};
use yew::prelude::*;

use crate::store::aim;

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
            let tail = (!tail.is_empty()).then(|| {
                html! { <tspan class="tail" dx={num(TAIL_GAP)}>{ tail.clone() }</tspan> }
            });
            html! {
                <text class={class.clone()} x={num(*x)} y={num(*y)} text-anchor={word(*anchor)}>
                    { content.clone() }{ for tail }
                </text>
            }
        }
    }
}

fn group(group: &Group, reach: fn(&Group) -> Reach) -> Html {
    let (x, y) = group.translate;
    let moved =
        (group.translate != (0.0, 0.0)).then(|| format!("translate({} {})", num(x), num(y)));
    let title = group
        .title
        .clone()
        .map(|title| html! { <title>{ title }</title> });
    let (role, stop) = match (group.aim.is_some() && group.label.is_some(), reach(group)) {
        (true, Reach::Tab) => (Some("button"), Some("0")),
        (true, Reach::Pointer) => (Some("button"), Some("-1")),
        (true, Reach::None) | (false, _) => (None, None),
    };
    let label = role.and(group.label.clone());
    html! {
        <g class={group.class.clone()} transform={moved} {role} tabindex={stop}
            aria-label={label} data-aim={group.aim.as_ref().map(aim::write)}>
            { for title }
            { shapes(&group.children, reach) }
        </g>
    }
}

const fn word(anchor: Anchor) -> Option<&'static str> {
    match anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    }
}
