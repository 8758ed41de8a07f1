//! What stands in fields.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

fn of<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// The option chosen from a list.
pub fn chosen(event: &Event) -> Option<String> {
    of::<HtmlSelectElement>(event).map(|select| select.value())
}

/// Puts a list back to its first option.
pub fn reset(event: &Event) {
    if let Some(select) = of::<HtmlSelectElement>(event) {
        select.set_selected_index(0);
    }
}

/// The text in an area.
pub fn text(event: &Event) -> Option<String> {
    of::<HtmlTextAreaElement>(event).map(|area| area.value())
}

/// The text in a field of one line.
pub fn typed(event: &Event) -> Option<String> {
    of::<HtmlInputElement>(event).map(|input| input.value())
}

/// The number of a range.
pub fn number(event: &Event) -> Option<u32> {
    of::<HtmlInputElement>(event)?.value().parse().ok()
}

/// The text of the field in a form that is being sent; the browser shall not send it.
pub fn sent(event: &Event) -> Option<String> {
    event.prevent_default();
    let form: web_sys::Element = event.target()?.dyn_into().ok()?;
    let field = form.query_selector("input").ok().flatten()?;
    field
        .dyn_into::<HtmlInputElement>()
        .ok()
        .map(|input| input.value())
}

/// Selects all of a field, to be copied.
pub fn select(event: &Event) {
    if let Some(input) = of::<HtmlInputElement>(event) {
        input.select();
    }
}
