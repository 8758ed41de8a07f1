//! The store, driven as the page drives it.

mod addresses;
mod console;
mod crowds;
mod diagram;
mod fetching;
mod pairs;
mod znodes;

use ensemble_core::{lab, view::Target};

use super::{
    Store,
    action::{Action, Opening, Pointed, Spot},
    effect::{Effect, Focus},
    notice::Notice,
    overlay::Overlay,
    route::Address,
    shelf,
    size::Sizes,
    visit::{Habits, Visit},
};

const BASE: &str = "https://example.org/ensemble/";

fn opened(search: &str, hash: &str) -> (Store, Vec<Effect>) {
    Store::new(visit(search, hash))
}

fn visit(search: &str, hash: &str) -> Visit {
    let address = Address::read(search, hash);
    Visit {
        text: shelf::at_hand(&address).map(|sample| sample.text().to_owned()),
        address,
        base: BASE.into(),
        habits: Habits::default(),
        still: false,
    }
}

/// Something happens, and the text that it needs comes.
fn act(store: &mut Store, action: Action) -> Vec<Effect> {
    let mut effects = store.update(action);
    if let Some(name) = fetched(&effects) {
        let text = lab::sample(name).map(|sample| sample.text().to_owned());
        effects.extend(store.update(Action::Fetched { name, text }));
    }
    effects
}

/// The name of the script whose text is to be fetched.
fn fetched(effects: &[Effect]) -> Option<&'static str> {
    effects.iter().find_map(|effect| {
        let Effect::Fetch(name) = effect else {
            return None;
        };
        Some(*name)
    })
}

fn page() -> Store {
    opened("", "").0
}

fn stop(store: &Store) -> u32 {
    store.views().position.stop
}

fn pointed(target: Target) -> Pointed {
    Pointed {
        side: 0,
        target,
        spot: Spot::default(),
    }
}

fn steps(store: &mut Store, count: u32) {
    for _ in 0..count {
        store.update(Action::Step);
    }
}

/// Opens the menu of an acceptor and crashes it.
fn crash(store: &mut Store) -> Vec<Effect> {
    let acceptor = store
        .picture(0)
        .expect("a stage")
        .view()
        .nodes
        .iter()
        .find(|node| node.name == "a1");
    let target = Target::Node(acceptor.expect("a1 is there").id);
    store.update(Action::Ask(pointed(target)));
    let Some(Overlay::Menu(menu)) = store.overlay() else {
        panic!("a menu is open")
    };
    let offer = menu
        .offers
        .iter()
        .find(|offer| offer.choice.starts_with("crash"));
    let choice = offer.expect("a crash is offered").choice.clone();
    store.update(Action::Choose(choice))
}

fn play_to_the_end(store: &mut Store) {
    store.update(Action::Play);
    for _ in 0..20_000 {
        store.update(Action::Frame { elapsed_ms: 90.0 });
        if !store.playback().playing {
            return;
        }
    }
    panic!("the play does not end");
}

#[test]
fn opened_plain_it_stands_at_the_start_of_the_first_script() {
    let (store, effects) = opened("", "");
    assert_eq!(stop(&store), 0);
    assert!(store.views().position.stops > 5);
    assert!(store.notice().is_none());
    let title = format!("{} — Ensemble", store.views().title);
    assert!(effects.contains(&Effect::Title(title)));
    // Whoever only looks keeps the plain address.
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Push(_) | Effect::Replace(_)))
    );
}

#[test]
fn steps_move_forward_and_back() {
    let mut store = page();
    let effects = store.update(Action::Step);
    assert_eq!(stop(&store), 1);
    assert!(effects.contains(&Effect::SettleSoon));
    steps(&mut store, 2);
    store.update(Action::Back);
    assert_eq!(stop(&store), 2);
    store.update(Action::Last);
    assert_eq!(stop(&store), store.views().position.stops);
    store.update(Action::First);
    assert_eq!(stop(&store), 0);
    store.update(Action::Back);
    assert_eq!(stop(&store), 0);
}

#[test]
fn frames_move_messages_without_drawing_anything_anew() {
    let mut store = page();
    while store
        .picture(0)
        .expect("a stage")
        .view()
        .envelopes
        .is_empty()
    {
        let effects = store.update(Action::Step);
        assert!(stop(&store) < 20, "some step sends something");
        drop(effects);
    }
    assert!(store.playback().progress() < 1.0);
    let before = store.revision();
    let effects = store.update(Action::Frame { elapsed_ms: 16.0 });
    assert_eq!(store.revision(), before);
    assert_eq!(effects, [Effect::PlaceMessages, Effect::RequestFrame]);
    for _ in 0..100 {
        store.update(Action::Frame { elapsed_ms: 16.0 });
    }
    assert_eq!(store.update(Action::Frame { elapsed_ms: 16.0 }), []);
    assert_eq!(store.revision(), before);
}

#[test]
fn jumps_show_everything_in_its_place() {
    let mut store = page();
    store.update(Action::Seek(5));
    assert_eq!(store.playback().progress(), 1.0);
    store.update(Action::Back);
    assert_eq!(store.playback().progress(), 1.0);
}

#[test]
fn a_play_ends_where_nothing_more_happens() {
    let mut store = page();
    play_to_the_end(&mut store);
    let position = store.views().position.clone();
    assert!(position.quiet);
    assert_eq!(position.stop, position.stops);
    store.update(Action::Step);
    assert_eq!(store.notice(), Some(&Notice::Quiet));
    // Once more from the start.
    store.update(Action::Play);
    assert_eq!(stop(&store), 0);
    assert!(store.playback().playing);
}

#[test]
fn a_play_stops_where_a_property_breaks() {
    let mut store = opened("?script=amnesia", "").0;
    play_to_the_end(&mut store);
    assert!(
        store
            .views()
            .properties
            .iter()
            .any(|property| !property.holds)
    );
    assert_eq!(store.views().broken_at, Some(stop(&store)));
}

#[test]
fn a_choice_in_the_past_makes_a_branch_and_an_entry_of_the_history() {
    let mut store = page();
    steps(&mut store, 4);
    let effects = crash(&mut store);
    assert_eq!(store.views().branches.len(), 2);
    assert!(store.views().branches[1].current);
    assert!(store.overlay().is_none());
    let written: Vec<_> = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Push(_) | Effect::Replace(_)))
        .collect();
    assert!(
        matches!(written[..], [Effect::Replace(_), Effect::Push(_)]),
        "{written:?}"
    );
    store.update(Action::Switch(0));
    assert!(store.views().branches[0].current);
    assert_eq!(stop(&store), 4);
}

#[test]
fn a_choice_that_does_not_apply_is_told() {
    let mut store = page();
    let effects = store.update(Action::Choose("deliver nobody>nothing#0".into()));
    assert!(matches!(store.notice(), Some(Notice::Refused(reason)) if !reason.is_empty()));
    assert!(effects.contains(&Effect::DismissLater));
    assert_eq!(store.views().branches.len(), 1);
}

#[test]
fn a_value_of_ones_own_can_be_asked_for() {
    let mut store = page();
    let ids: Vec<u8> = store
        .picture(0)
        .expect("a stage")
        .view()
        .nodes
        .iter()
        .map(|node| node.id)
        .collect();
    let prefix = ids.into_iter().find_map(|id| {
        store.update(Action::Ask(pointed(Target::Node(id))));
        match store.overlay() {
            Some(Overlay::Menu(menu)) => menu.requests.first().cloned(),
            _ => None,
        }
    });
    let prefix = prefix.expect("some node takes requests");
    store.update(Action::Request {
        prefix: prefix.clone(),
        value: "   ".into(),
    });
    assert_eq!(stop(&store), 0);
    store.update(Action::Request {
        prefix,
        value: " Z ".into(),
    });
    assert_eq!(stop(&store), 1);
    assert!(
        store.views().story.headline.contains('Z'),
        "{}",
        store.views().story.headline
    );
}

#[test]
fn what_is_open_closes_one_by_one_and_the_focus_returns() {
    let mut store = page();
    let effects = store.update(Action::Open(Opening::Help));
    assert!(effects.contains(&Effect::Focus(Focus::Overlay)));
    let effects = store.update(Action::Close);
    assert!(effects.contains(&Effect::Focus(Focus::Id("open-help"))));
    store.update(Action::Ask(pointed(Target::Node(1))));
    let effects = store.update(Action::Close);
    assert!(effects.contains(&Effect::Focus(Focus::Aim {
        side: 0,
        aim: "n1".into()
    })));
    assert!(store.views().inspected.chosen);
    store.update(Action::Close);
    assert!(!store.views().inspected.chosen);
}

#[test]
fn sizes_change_the_picture_only_when_they_differ() {
    let mut store = page();
    let sizes = Sizes {
        window: (1200.0, 800.0),
        stage: (640.0, 480.0),
        time: (900.0, 0.0),
    };
    store.update(Action::Sized(sizes));
    assert_eq!(
        (
            store.views().stages[0].scene.width,
            store.views().stages[0].scene.height
        ),
        (640.0, 480.0)
    );
    let revision = store.revision();
    assert_eq!(store.update(Action::Sized(sizes)), []);
    assert_eq!(store.revision(), revision);
}

#[test]
fn without_motion_a_step_is_there_at_once() {
    let (mut store, _) = opened("", "");
    store.update(Action::Still(true));
    for _ in 0..8 {
        let effects = store.update(Action::Step);
        assert!(!effects.contains(&Effect::RequestFrame));
        assert_eq!(store.playback().progress(), 1.0);
    }
}

#[test]
fn milestones_and_goals_are_reached() {
    let mut store = page();
    store.update(Action::Milestone { forward: true });
    let first = stop(&store);
    assert!(first > 0);
    store.update(Action::Milestone { forward: false });
    assert!(stop(&store) < first);
    let goal = store
        .views()
        .goals
        .first()
        .expect("there is a goal")
        .word
        .clone();
    store.update(Action::RunUntil(goal));
    assert!(stop(&store) > 0);
    assert!(store.notice().is_none());
}

#[test]
fn every_message_can_be_read_aloud() {
    let mut store = page();
    for _ in 0..store.views().position.stops {
        store.update(Action::Step);
        for travel in &store.views().stages[0].scene.travels {
            let ensemble_scene::Shape::Group(group) = &travel.shape else {
                panic!("a message is a group")
            };
            if group.aim.is_none() {
                continue;
            }
            let label = group.label.as_deref().unwrap_or_default();
            assert!(
                label.contains(" from ") && label.contains(" to "),
                "{label}"
            );
        }
    }
}
