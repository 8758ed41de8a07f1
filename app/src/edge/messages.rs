//! Moves the messages of the stage. On an animation frame this is all that happens.

use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use yew::NodeRef;

use ensemble_scene::{Phase, Travel, position, shape::num};

/// The elements of the messages that move, with their places among all of them.
#[derive(Default)]
pub struct Messages {
    /// The group that holds all of them.
    pub group: NodeRef,
    moving: Vec<Moving>,
}

struct Moving {
    index: usize,
    element: SvgElement,
    /// Where it is, and how opaque.
    place: (f32, f32, f32),
}

const AT_REST: (f32, f32, f32) = (0.0, 0.0, 1.0);

impl Messages {
    /// After drawing: finds those that move now, and places them. The others are where they are
    /// drawn.
    pub fn settle(&mut self, travels: &[Travel], phases: &[Phase], progress: f32) {
        for mut it in self.moving.drain(..) {
            it.set(AT_REST);
        }
        let Some(group) = self.group.cast::<Element>() else {
            return;
        };
        let children = group.children();
        for (index, phase) in phases.iter().enumerate() {
            if *phase != Phase::Resting {
                self.take(children.item(index as u32), index);
            }
        }
        if !self.moving.is_empty() {
            self.advance(travels, phases, progress);
        }
    }

    #[inline(never)]
    fn take(&mut self, child: Option<Element>, index: usize) {
        let element = child.and_then(|child| child.dyn_into().ok());
        self.moving.extend(element.map(|element| Moving {
            index,
            element,
            place: AT_REST,
        }));
    }

    /// On a frame: places those that move.
    #[inline(never)]
    pub fn advance(&mut self, travels: &[Travel], phases: &[Phase], progress: f32) {
        for it in &mut self.moving {
            if let (Some(travel), Some(phase)) = (travels.get(it.index), phases.get(it.index)) {
                it.set(position(travel, *phase, progress));
            }
        }
    }
}

impl Moving {
    /// Puts it somewhere. An element with a place of its own is painted by itself: one that rests
    /// has none.
    #[inline(never)]
    fn set(&mut self, place: (f32, f32, f32)) {
        let was = std::mem::replace(&mut self.place, place);
        let (x, y, opacity) = place;
        if (x, y) != (was.0, was.1) {
            let moved = format!("translate({} {})", num(x), num(y));
            let rests = (x, y) == (0.0, 0.0);
            self.say("transform", (!rests).then_some(&moved));
        }
        if opacity != was.2 {
            let (seen, is_clear) = (num(opacity), opacity < 1.0);
            self.say("opacity", is_clear.then_some(&seen));
            let hidden = is_clear && opacity <= 0.0;
            self.say("visibility", hidden.then_some("hidden"));
        }
    }

    fn say(&self, name: &str, value: Option<&str>) {
        // Setting an attribute of an element that is there cannot fail.
        let _ = match value {
            Some(value) => self.element.set_attribute(name, value),
            None => self.element.remove_attribute(name),
        };
    }
}
