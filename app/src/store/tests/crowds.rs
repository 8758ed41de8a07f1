//! Fewer messages by choice, and heartbeats by a switch.

use ensemble_scene::Whose;

use super::*;
use crate::store::crowd::Crowd;

const SCRIPT: &str = "title Three\nzookeeper servers=3\ntickTime 200\nuntil united\n\
                      submit s1 set A\nuntil still";

/// An ensemble at rest, which exchanges heartbeats only.
fn ensemble(search: &str) -> Store {
    let mut store = opened(search, "").0;
    store.update(Action::Open(Opening::Editor));
    store.update(Action::Draft(SCRIPT.to_owned()));
    store.update(Action::RunDraft);
    assert!(store.overlay().is_none(), "the script runs");
    store
}

fn shown(store: &Store) -> usize {
    store.picture(0).expect("a stage").view().envelopes.len()
}

#[test]
fn heartbeats_are_seen_with_the_switch_and_remembered() {
    let mut store = ensemble("");
    store.update(Action::Last);
    assert!(store.views().beats);
    let mut seen = [0, 0];
    for _ in 0..12 {
        store.update(Action::Step);
        for (heartbeats, most) in [false, true].into_iter().zip(&mut seen) {
            let effects = store.update(Action::Heartbeats(heartbeats));
            let crowd = Crowd {
                heartbeats,
                ..Crowd::default()
            };
            assert!(effects.contains(&Effect::Remember(crowd)));
            *most += shown(&store);
        }
    }
    assert_eq!(seen[0], 0, "at rest there is nothing else");
    assert!(seen[1] > 0);
}

#[test]
fn a_node_or_a_transaction_has_its_own_messages() {
    let mut store = ensemble("");
    let mut fewer = [0, 0];
    for _ in 0..20 {
        store.update(Action::Step);
        store.update(Action::Whose(Whose::All));
        let all = shown(&store);
        assert_eq!(store.views().hidden, 0);
        for (whose, fewer) in [Whose::Node, Whose::Matter].into_iter().zip(&mut fewer) {
            store.update(Action::Whose(whose));
            assert_eq!(shown(&store) + store.views().hidden, all);
            *fewer += store.views().hidden;
        }
        store.update(Action::Whose(Whose::Node));
        for node in 0..3 {
            store.update(Action::Inspect(Some(Target::Node(node))));
            let view = store.picture(0).expect("a stage").view();
            let own = |it: &ensemble_core::view::EnvelopeView| it.from == node || it.to == node;
            assert!(view.envelopes.iter().all(own));
        }
        store.update(Action::Inspect(None));
    }
    assert!(fewer[0] > 0, "{fewer:?}");
}

#[test]
fn the_address_says_which_messages_are_shown() {
    let store = ensemble("?messages=transaction&heartbeats");
    let crowd = Crowd {
        whose: Whose::Matter,
        heartbeats: true,
    };
    assert_eq!(store.crowd(), crowd);
    assert_eq!(opened("", "").0.crowd(), Crowd::default());
}

/// What waits at a cut is drawn as one; each of it can be chosen nevertheless.
#[test]
fn each_message_of_a_bundle_has_a_menu() {
    let mut store = opened("?script=minority-leader&step=12", "").0;
    let menu = |store: &mut Store, key: String| {
        store.update(Action::Ask(Pointed {
            side: 0,
            target: Target::Envelope(key),
            spot: Spot::default(),
        }));
        match store.overlay() {
            Some(Overlay::Menu(menu)) => menu.clone(),
            other => panic!("{other:?}"),
        }
    };
    let view = store.picture(0).expect("a stage").view();
    let bundle = view.envelopes.iter().find(|it| it.brief.ends_with("×3"));
    let first = bundle.expect("a bundle of three").key.clone();
    let shown = menu(&mut store, first.clone());
    assert_eq!(shown.links.len(), 2);
    assert!(shown.links[0].1.starts_with("2. NOTIFICATION"));
    let Target::Envelope(last) = shown.links[1].0.clone() else {
        panic!("{shown:?}");
    };
    let shown = menu(&mut store, last.clone());
    assert!(shown.heading.starts_with("NOTIFICATION s"), "{shown:?}");
    assert_eq!(shown.links[0].0, Target::Envelope(first));
    assert!(!shown.fields.iter().any(|it| it.name.starts_with("arrives")));
    let kept = format!("hold {last}");
    assert!(shown.offers.iter().any(|it| it.choice == kept), "{shown:?}");
    store.update(Action::Choose(kept));
    let picture = store.picture(0).expect("a stage");
    assert!(picture.envelope(&last).is_some_and(|it| it.held));
    assert!(picture.bundled(&last).is_empty(), "it is held by itself");
}
