//! Places for what floats over the page: the menu and the tip, beside what they belong to.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::dom::{find, window};
use crate::store::action::Spot;

const GAP: f64 = 6.0;
const MARGIN: f64 = 8.0;

/// Puts an element beside a spot of the window: under it if there is room, else above it.
pub fn place(selector: &str, spot: Spot) {
    let Some(element) = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let Some((width, height)) = size() else {
        return;
    };
    let own = element.get_bounding_client_rect();
    let (x, y) = (f64::from(spot.x), f64::from(spot.y));
    let (w, h) = (f64::from(spot.w), f64::from(spot.h));
    let left = (x + w / 2.0 - own.width() / 2.0)
        .min(width - own.width() - MARGIN)
        .max(MARGIN);
    let under = y + h + GAP;
    let over = y - GAP - own.height();
    let top = if under + own.height() + MARGIN <= height || over < MARGIN {
        under
    } else {
        over
    };
    let top = top.min(height - own.height() - MARGIN).max(MARGIN);
    let style = element.style();
    let _ = style.set_property("left", &format!("{}px", left as i32));
    let _ = style.set_property("top", &format!("{}px", top as i32));
}

fn size() -> Option<(f64, f64)> {
    let window = window()?;
    let width = window.inner_width().ok()?.as_f64()?;
    let height = window.inner_height().ok()?.as_f64()?;
    Some((width, height))
}
