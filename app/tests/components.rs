//! The page in a real browser: what the native tests of the store cannot see.
#![cfg(target_arch = "wasm32")]

use std::{rc::Rc, time::Duration};

use ensemble_app::{
    app::{App, Given},
    components::drawn::Drawn,
    edge::{drawing::draw, messages::Messages as Placed},
    store::{
        Store,
        action::Action,
        route::Address,
        visit::{Habits, Visit},
    },
};
use ensemble_core::{lab, view::Target};
use ensemble_scene::{Aim, Anchor, Group, Phase, Point, Reach, Scene, Shape};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, HtmlElement};
use yew::{platform::time::sleep, prelude::*};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("a document")
}

/// A place of its own for each test.
fn place() -> Element {
    let element = document().create_element("div").expect("an element");
    let body = document().body().expect("a body");
    body.append_child(&element).expect("a place in the page");
    element
}

fn within(place: &Element, selector: &str) -> Element {
    let found = place.query_selector(selector).expect("a selector");
    found.unwrap_or_else(|| panic!("no {selector} in {}", place.inner_html()))
}

/// What is asked for is drawn after the running task.
async fn drawn() {
    sleep(Duration::from_millis(30)).await;
}

#[wasm_bindgen_test]
async fn the_page_steps() {
    let place = place();
    let text = lab::library()[0].text().to_owned();
    let given = Given { text: Some(text) };
    let handle = yew::Renderer::<App>::with_root_and_props(place.clone(), given).render();
    drawn().await;
    let before = within(&place, "h1").text_content();
    let next: HtmlElement = within(&place, "#next").unchecked_into();
    next.click();
    drawn().await;
    assert_ne!(within(&place, "h1").text_content(), before);
    handle.destroy();
    place.remove();
}

/// An element of SVG to draw in.
fn picture(place: &Element) -> Element {
    place.set_inner_html("<svg></svg>");
    within(place, "svg")
}

fn thing() -> Group {
    Group {
        class: "thing".into(),
        key: "n3".into(),
        translate: (3.0, 4.5),
        label: Some("a1 acceptor".into()),
        aim: Some(Aim::Target(Target::Node(3))),
        reach: Reach::Tab,
        children: vec![Shape::text("name", Point::default(), Anchor::End, "a1")],
        ..Group::default()
    }
}

#[wasm_bindgen_test]
fn things_with_an_aim_are_buttons_with_a_name() {
    let place = place();
    let plain = Shape::path("plain", "M0 0");
    draw(&picture(&place), &[], &[&Shape::Group(thing()), &plain]);
    let thing = within(&place, ".thing");
    let attribute = |name: &str| thing.get_attribute(name).unwrap_or_default();
    assert_eq!(
        thing.namespace_uri().as_deref(),
        Some("http://www.w3.org/2000/svg")
    );
    assert_eq!(attribute("role"), "button");
    assert_eq!(attribute("tabindex"), "0");
    assert_eq!(attribute("aria-label"), "a1 acceptor");
    assert_eq!(attribute("data-aim"), "n3");
    assert_eq!(attribute("transform"), "translate(3 4.5)");
    assert!(!within(&place, ".plain").has_attribute("role"));
    place.remove();
}

/// A picture of some kinds of shapes: what is drawn depends on each bit of a number.
fn some(bits: u32) -> Vec<Shape> {
    let on = |bit: u32| bits >> bit & 1 == 1;
    let group = |key: &str, title: bool, children| {
        Shape::Group(Group {
            key: key.into(),
            title: title.then(|| key.to_owned()),
            children,
            ..Group::default()
        })
    };
    let text = |said: &str, tail: &str| {
        Shape::text("", Point::default(), Anchor::Start, said).with_tail(tail)
    };
    let first = text(if on(0) { "a" } else { "b" }, if on(1) { "c" } else { "" });
    let mut shapes = vec![
        group("x", on(2), vec![first, Shape::path("p", "M0 0")]),
        group("y", on(3), Vec::new()),
        Shape::circle("c", Point::new(bits as f32, 0.0), 1.0),
        Shape::Group(Group {
            label: on(4).then(|| "said".into()),
            title: Some("told".into()),
            ..thing()
        }),
    ];
    if on(5) {
        shapes.swap(0, 1);
    }
    if on(6) {
        shapes.remove(1);
    }
    if on(7) {
        shapes.insert(0, Shape::path("p", "M1 1"));
    }
    shapes
}

#[wasm_bindgen_test]
fn what_is_drawn_does_not_depend_on_what_was_drawn_before() {
    let (place, other) = (place(), place());
    let (picture, fresh) = (picture(&place), picture(&other));
    let mut old = Vec::new();
    for round in 0..512_u32 {
        let new = some(round.wrapping_mul(167) % 256);
        let [before, now]: [Vec<&Shape>; 2] = [&old, &new].map(|it| it.iter().collect());
        draw(&picture, &before, &now);
        fresh.set_inner_html("");
        draw(&fresh, &[], &now);
        let (drawn, html) = (&picture, picture.inner_html());
        assert!(drawn.is_equal_node(Some(&fresh)), "round {round}: {html}");
        old = new;
    }
    place.remove();
    other.remove();
}

#[wasm_bindgen_test]
fn what_is_still_there_keeps_its_element() {
    let place = place();
    let picture = picture(&place);
    let (plain, thing) = (Shape::path("plain", "M0 0"), Shape::Group(thing()));
    draw(&picture, &[], &[&plain, &thing]);
    let element = within(&place, ".thing");
    draw(&picture, &[&plain, &thing], &[&thing]);
    assert_eq!(within(&place, ".thing"), element);
    assert_eq!(picture.child_element_count(), 1);
    place.remove();
}

#[derive(PartialEq, Properties)]
struct StageProps {
    scene: Rc<Scene>,
    group: NodeRef,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    html! { <svg><Drawn scene={props.scene.clone()} messages={props.group.clone()} /></svg> }
}

#[wasm_bindgen_test]
async fn messages_are_placed_and_only_those_that_move_are_moved() {
    let (mut store, _) = Store::new(Visit {
        address: Address::default(),
        text: Some(lab::library()[0].text().to_owned()),
        base: String::new(),
        habits: Habits::default(),
        still: false,
    });
    while store.views().stages[0].phases.len() < 3 {
        store.update(Action::Step);
    }
    let staged = store.views().stages[0].clone();
    let (travels, phases) = (&staged.scene.travels, &staged.phases);
    let place = place();
    let mut placed = Placed::default();
    let props = StageProps {
        scene: staged.scene.clone(),
        group: placed.group.clone(),
    };
    yew::Renderer::<Stage>::with_root_and_props(place.clone(), props).render();
    drawn().await;
    let places = || -> Vec<Option<String>> {
        let children = within(&place, ".messages").children();
        let child = |index| {
            children
                .item(index)
                .and_then(|it| it.get_attribute("transform"))
        };
        (0..children.length()).map(child).collect()
    };
    assert!(places().iter().all(Option::is_none));
    placed.settle(travels, phases, 0.0);
    let first = places();
    assert_eq!(first.len(), phases.len());
    placed.advance(travels, phases, 0.7);
    let second = places();
    for (index, phase) in phases.iter().enumerate() {
        assert_eq!(first[index] != second[index], *phase != Phase::Resting);
        assert_eq!(second[index].is_some(), *phase != Phase::Resting);
    }
    assert_ne!(first, second);
    placed.settle(travels, &vec![Phase::Resting; phases.len()], 0.7);
    assert!(places().iter().all(Option::is_none));
    place.remove();
}
