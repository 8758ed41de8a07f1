//! The page in a real browser: what the native tests of the store cannot see.
#![cfg(target_arch = "wasm32")]

use std::{rc::Rc, time::Duration};

use ensemble_app::{
    app::{App, Given},
    components::{
        messages,
        svg::{self, Reach},
    },
    edge::messages::Messages as Placed,
    store::{
        Store,
        action::Action,
        route::Address,
        visit::{Habits, Visit},
    },
};
use ensemble_core::{lab, view::Target};
use ensemble_scene::{Aim, Anchor, Group, Point, Shape};
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

#[derive(PartialEq, Properties)]
struct ShapesProps {
    shapes: Rc<Vec<Shape>>,
}

#[component]
fn Shapes(props: &ShapesProps) -> Html {
    html! { <svg>{ svg::shapes(&props.shapes, |_| Reach::Tab) }</svg> }
}

#[wasm_bindgen_test]
async fn things_with_an_aim_are_buttons_with_a_name() {
    let place = place();
    let thing = Group {
        class: "thing".into(),
        translate: (3.0, 4.5),
        label: Some("a1 acceptor".into()),
        aim: Some(Aim::Target(Target::Node(3))),
        children: vec![Shape::text("name", Point::default(), Anchor::End, "a1")],
        ..Group::default()
    };
    let shapes = Rc::new(vec![Shape::Group(thing), Shape::path("plain", "M0 0")]);
    yew::Renderer::<Shapes>::with_root_and_props(place.clone(), ShapesProps { shapes }).render();
    drawn().await;
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

#[derive(PartialEq, Properties)]
struct StageProps {
    messages: Rc<Vec<ensemble_app::store::picture::Message>>,
    group: NodeRef,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    html! { <svg>{ messages::view(&props.messages, &props.group) }</svg> }
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
    while store.views().stages[0].messages.len() < 3 {
        store.update(Action::Step);
    }
    let messages = store.views().stages[0].messages.clone();
    let place = place();
    let mut placed = Placed::default();
    let props = StageProps {
        messages: messages.clone(),
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
    placed.settle(&messages, 0.0);
    let first = places();
    assert!(first.iter().all(Option::is_some));
    placed.advance(&messages, 0.7);
    let second = places();
    let moves = |index: usize| messages[index].phase != ensemble_scene::Phase::Resting;
    for index in 0..messages.len() {
        assert!(moves(index) || first[index] == second[index]);
    }
    assert_ne!(first, second);
    place.remove();
}
