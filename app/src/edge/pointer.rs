//! What the pointer is on.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent, PointerEvent};
use yew::NodeRef;

use ensemble_core::view::Target;
use ensemble_scene::Aim;

use crate::store::{
    action::{Pointed, Spot},
    aim,
};

/// The thing on a side's stage that an event concerns, and where it is.
pub fn pointed(event: &Event, side: usize) -> Option<Pointed> {
    let element = aimed(event)?;
    match aim::read(&element.get_attribute("data-aim")?)? {
        Aim::Target(target) => {
            let spot = spot(&element, &target, event);
            Some(Pointed { side, target, spot })
        }
        Aim::Column(_) => None,
    }
}

/// The column of the diagram that an event concerns by its own mark.
pub fn column(event: &Event) -> Option<u32> {
    match aim::read(&aimed(event)?.get_attribute("data-aim")?)? {
        Aim::Column(column) => Some(column),
        Aim::Target(_) => None,
    }
}

fn aimed(event: &Event) -> Option<Element> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest("[data-aim]").ok().flatten()
}

/// Where a thing is. A link is long: its menu opens where it was pressed.
fn spot(element: &Element, target: &Target, event: &Event) -> Spot {
    let solid = element.query_selector(".body, .card").ok().flatten();
    let rect = solid.as_ref().unwrap_or(element).get_bounding_client_rect();
    let whole = Spot {
        x: rect.x() as f32,
        y: rect.y() as f32,
        w: rect.width() as f32,
        h: rect.height() as f32,
    };
    let pressed = event.dyn_ref::<MouseEvent>();
    match (target, pressed) {
        (Target::Link(..), Some(mouse)) => {
            let (x, y) = (mouse.client_x() as f32, mouse.client_y() as f32);
            Spot {
                x,
                y,
                w: 0.0,
                h: 0.0,
            }
        }
        (Target::Link(..), None) => Spot {
            x: whole.x + whole.w / 2.0,
            y: whole.y + whole.h / 2.0,
            w: 0.0,
            h: 0.0,
        },
        (Target::Node(_) | Target::Envelope(_), _) => whole,
    }
}

/// How far right in an element an event is, as a part of its width.
pub fn part_across(event: &MouseEvent, element: &NodeRef) -> Option<f32> {
    let rect = element.cast::<Element>()?.get_bounding_client_rect();
    (rect.width() > 0.0).then(|| ((f64::from(event.client_x()) - rect.x()) / rect.width()) as f32)
}

/// Whether the main button or a finger is down.
pub fn is_down(event: &PointerEvent) -> bool {
    event.buttons() & 1 == 1
}

/// Lets an element have the pointer until it is released.
pub fn capture(event: &PointerEvent, element: &NodeRef) {
    if let Some(element) = element.cast::<Element>() {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Whether an event happened at a dialog's backdrop and not in it.
pub fn on_backdrop(event: &MouseEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.tag_name().eq_ignore_ascii_case("dialog"))
}
