//! The sizes of the places for stage and diagram.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

use super::dom::{find, window};
use crate::store::size::Sizes;

/// Calls with the sizes, first at once and then whenever they change.
pub struct Sizer {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn FnMut()>,
}

impl Sizer {
    /// Watches what is in the page now.
    pub fn new(heard: impl Fn(Sizes) + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(move || {
            if let Some(sizes) = measure() {
                heard(sizes);
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            for element in [find(".stagebox"), find(".timebox")].into_iter().flatten() {
                observer.observe(&element);
            }
        }
        Self {
            observer,
            _closure: closure,
        }
    }
}

impl Drop for Sizer {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// The sizes now.
pub fn measure() -> Option<Sizes> {
    let inner = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64());
    let window = window()?;
    // The pictures fill their places but for the padding, so they are what is measured.
    let size = |element: Element| {
        let rect = element.get_bounding_client_rect();
        (rect.width() as f32, rect.height() as f32)
    };
    Some(Sizes {
        window: (
            inner(window.inner_width())? as f32,
            inner(window.inner_height())? as f32,
        ),
        stage: find(".stagebox svg").map(size)?,
        time: find(".timebox svg").map(size).unwrap_or_default(),
    })
}
