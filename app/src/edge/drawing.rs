//! Draws shapes: what changed of them is changed in the document, and nothing else is touched. A
//! picture has thousands of elements, and from stop to stop some dozens of them change.

use ensemble_scene::{Group, Shape};
use web_sys::Element;

use super::dom::document;
use crate::store::element::{attributes, same, tag, tail, title};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Makes the elements in a place those of new shapes, given that they are those of the old ones.
pub fn draw(place: &Element, old: &[&Shape], new: &[&Shape]) {
    list(place, place.first_element_child(), old, new);
}

/// The same from an element on.
fn list(place: &Element, mut next: Option<Element>, old: &[&Shape], new: &[&Shape]) {
    let mut known = old.iter().peekable();
    for (index, shape) in new.iter().enumerate() {
        let stays = |it: &&&Shape| new[index..].iter().any(|new| same(it, new));
        while known.next_if(|it| !stays(it)).is_some() {
            next = next.and_then(removed);
        }
        if let Some(was) = known.next_if(|it| same(it, shape)) {
            let Some(element) = next else { return };
            if was != shape {
                change(&element, was, shape);
            }
            next = element.next_element_sibling();
        } else if let Some(element) = created(shape) {
            // Putting a new element into one that is there cannot fail.
            let _ = place.insert_before(&element, next.as_deref());
        }
    }
    while let Some(gone) = next {
        next = removed(gone);
    }
}

/// Takes an element out; the one after it.
fn removed(element: Element) -> Option<Element> {
    let next = element.next_element_sibling();
    element.remove();
    next
}

fn element(name: &str) -> Option<Element> {
    document()?.create_element_ns(Some(SVG), name).ok()
}

fn created(shape: &Shape) -> Option<Element> {
    let element = element(tag(shape))?;
    for (name, value) in attributes(shape) {
        if !value.is_empty() {
            let _ = element.set_attribute(name, &value);
        }
    }
    match shape {
        Shape::Group(group) => {
            entitle(&element, title(group));
            for child in group.children.iter().filter_map(created) {
                let _ = element.append_child(&child);
            }
        }
        Shape::Text { content, tail, .. } => write(&element, content, tail),
        Shape::Rect { .. } | Shape::Circle { .. } | Shape::Line { .. } | Shape::Path { .. } => {}
    }
    Some(element)
}

#[inline(never)]
fn change(element: &Element, was: &Shape, is: &Shape) {
    for ((name, was), (_, is)) in attributes(was).iter().zip(attributes(is)) {
        if *was == is {
            continue;
        }
        // Neither of the two can fail for these names.
        if is.is_empty() {
            let _ = element.remove_attribute(name);
        } else {
            let _ = element.set_attribute(name, &is);
        }
    }
    match (was, is) {
        (Shape::Group(was), Shape::Group(is)) => change_group(element, was, is),
        (
            Shape::Text {
                content: before,
                tail: tail_before,
                ..
            },
            Shape::Text { content, tail, .. },
        ) if (before, tail_before) != (content, tail) => write(element, content, tail),
        (_, _) => {}
    }
}

fn change_group(element: &Element, was: &Group, is: &Group) {
    let mut first = element.first_element_child();
    if title(was).is_some() {
        if title(was) == title(is) {
            first = first.and_then(|title| title.next_element_sibling());
        } else {
            first = first.and_then(removed);
            entitle(element, title(is));
        }
    } else {
        entitle(element, title(is));
    }
    let [was, is]: [Vec<&Shape>; 2] = [was, is].map(|it| it.children.iter().collect());
    list(element, first, &was, &is);
}

/// Gives a group a title, before all else.
fn entitle(group: &Element, said: Option<&str>) {
    if let (Some(said), Some(title)) = (said, element("title")) {
        title.set_text_content(Some(&format!("{said} ")));
        let _ = group.insert_before(&title, group.first_child().as_ref());
    }
}

/// Says a text, with its tail.
fn write(text: &Element, content: &str, said: &str) {
    if said.is_empty() {
        text.set_text_content(Some(&format!("{content} ")));
        return;
    }
    text.set_text_content(Some(content));
    if let Some(span) = element("tspan") {
        let (gap, said) = tail(said);
        let _ = span.set_attribute("class", "tail");
        let _ = span.set_attribute("dx", &gap);
        span.set_text_content(Some(&said));
        let _ = text.append_child(&span);
    }
}
