//! Moves the messages of the stage. On an animation frame this is all that happens.

use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use yew::NodeRef;

use ensemble_scene::{Phase, position, shape::num};

use crate::store::picture::Message;

/// The elements of the messages, in their order.
#[derive(Default)]
pub struct Messages {
    /// The group that holds them.
    pub group: NodeRef,
    elements: Vec<SvgElement>,
}

impl Messages {
    /// After rendering: finds the elements again, and places all of them.
    pub fn settle(&mut self, messages: &[Message], progress: f32) {
        self.elements.clear();
        let Some(group) = self.group.cast::<Element>() else {
            return;
        };
        let children = group.children();
        for index in 0..children.length() {
            let child = children.item(index).and_then(|child| child.dyn_into().ok());
            self.elements.extend(child);
        }
        for (element, message) in self.elements.iter().zip(messages) {
            place(element, message, progress);
        }
    }

    /// On a frame: places those that move.
    pub fn advance(&self, messages: &[Message], progress: f32) {
        for (element, message) in self.elements.iter().zip(messages) {
            if message.phase != Phase::Resting {
                place(element, message, progress);
            }
        }
    }
}

fn place(element: &SvgElement, message: &Message, progress: f32) {
    let (x, y, opacity) = position(&message.travel, message.phase, progress);
    // Setting an attribute of an element that is there cannot fail.
    let _ = element.set_attribute("transform", &format!("translate({} {})", num(x), num(y)));
    if opacity >= 1.0 {
        let _ = element.remove_attribute("opacity");
        let _ = element.remove_attribute("visibility");
    } else {
        let _ = element.set_attribute("opacity", &num(opacity));
        let visibility = if opacity <= 0.0 { "hidden" } else { "visible" };
        let _ = element.set_attribute("visibility", visibility);
    }
}
