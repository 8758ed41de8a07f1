//! What is shown when the program itself is at fault.

use super::dom::document;

/// From now on a panic is told in the page and on the console.
pub fn watch(what: String, advice: String) {
    yew::set_custom_panic_hook(Box::new(move |panic| {
        let place = panic
            .location()
            .map(|at| format!("{}:{}", at.file(), at.line()));
        let payload = panic.payload();
        let words = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned());
        let words = words.or_else(|| payload.downcast_ref::<String>().cloned());
        let report = format!(
            "{} ({})",
            words.unwrap_or_default(),
            place.unwrap_or_default()
        );
        web_sys::console::error_1(&report.clone().into());
        let _ = show(&what, &format!("{advice} {report}"));
    }));
}

fn show(what: &str, advice: &str) -> Option<()> {
    let document = document()?;
    let message = document.create_element("div").ok()?;
    message.set_id("fatal");
    message.set_attribute("role", "alert").ok()?;
    for text in [what, advice] {
        let line = document.create_element("p").ok()?;
        line.set_text_content(Some(text));
        message.append_child(&line).ok()?;
    }
    let body = document.body()?;
    body.insert_before(&message, body.first_child().as_ref())
        .ok()?;
    Some(())
}
