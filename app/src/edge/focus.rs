//! The focus, and dialogs, which bring their own.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlTextAreaElement, SvgElement};

use super::dom::find;
use crate::store::effect::Focus;

/// The identifier of a stage's picture.
pub fn stage_id(side: usize) -> &'static str {
    if side == 0 { "stage" } else { "stage-right" }
}

/// Moves the focus.
#[inline(never)]
pub fn set(focus: &Focus) {
    match focus {
        Focus::Overlay => open_overlay(),
        Focus::Id(id) => {
            let _ = find(&format!("#{id}")).map(focus_element);
        }
        Focus::Aim { side, aim } => {
            let stage = format!("#{}", stage_id(*side));
            let selector = format!("{stage} [data-aim=\"{}\"]", aim.replace(['"', '\\'], ""));
            let thing = find(&selector).filter(|element| element.has_attribute("tabindex"));
            let _ = thing.or_else(|| find(&stage)).map(focus_element);
        }
    }
}

fn open_overlay() {
    if let Some(dialog) = find("dialog.sheet").and_then(|d| d.dyn_into::<HtmlDialogElement>().ok())
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
    let first = find("dialog.sheet [data-first], .menu button, .menu input");
    let _ = first.map(focus_element);
}

/// The page does not scroll to what has the focus: it was there when it lost it.
fn focus_element(element: web_sys::Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    } else if let Some(element) = element.dyn_ref::<SvgElement>() {
        let _ = element.focus();
    }
}

/// Scrolls the list around an element, and nothing else, so that the element is seen.
#[inline(never)]
pub fn reveal(selector: &str) {
    let element = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let Some((element, list)) = element.and_then(|it| it.parent_element().map(|list| (it, list)))
    else {
        return;
    };
    let (top, room) = (element.offset_top(), list.client_height());
    let lowest = top + element.offset_height() - room;
    list.set_scroll_top(list.scroll_top().clamp(lowest.min(top), top));
}

/// Puts the caret of the editor somewhere.
#[inline(never)]
pub fn caret(offset: u32) {
    let area = find(".editor textarea").and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(area) = area {
        let _ = area.focus();
        let _ = area.set_selection_range(offset, offset);
    }
}
