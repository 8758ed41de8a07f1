//! Texts of the library, which come a little later, or not at all.

use super::*;

fn text(name: &str) -> Option<String> {
    lab::sample(name).map(|sample| sample.text().to_owned())
}

fn comes(store: &mut Store, name: &'static str) -> Vec<Effect> {
    let text = text(name);
    store.update(Action::Fetched { name, text })
}

fn fails(store: &mut Store, name: &'static str) -> Vec<Effect> {
    store.update(Action::Fetched { name, text: None })
}

fn arrive(store: &mut Store, fragment: &str) -> Vec<Effect> {
    let address = Address::read("", &format!("#{fragment}"));
    store.update(Action::Arrived(address))
}

fn title(store: &Store) -> &str {
    store.views().title.as_ref()
}

fn is_written(effects: &[Effect]) -> bool {
    let written = |effect: &Effect| matches!(effect, Effect::Replace(_) | Effect::Push(_));
    effects.iter().any(written)
}

/// A page with the list of scripts open, at step 2 of the happy path.
fn menu() -> Store {
    let mut store = page();
    steps(&mut store, 2);
    store.update(Action::Open(Opening::Scripts));
    store
}

#[test]
fn what_is_shown_stays_until_the_text_has_come() {
    let mut store = menu();
    let effects = store.update(Action::Sample("amnesia".into()));
    assert_eq!(fetched(&effects), Some("amnesia"));
    assert!(!is_written(&effects));
    assert_eq!(store.coming(), Some("amnesia"));
    assert_eq!((title(&store), stop(&store)), ("The happy path", 2));
    assert_eq!(store.overlay(), Some(&Overlay::Scripts));
    let effects = comes(&mut store, "amnesia");
    let kept = Effect::Replace("script=happy-path&step=2".into());
    let new = Effect::Push("script=amnesia&step=0".into());
    assert!(effects.contains(&kept) && effects.contains(&new));
    assert!(effects.contains(&Effect::Focus(Focus::Id("open-scripts"))));
    assert_eq!((store.overlay(), store.coming()), (None, None));
    assert_eq!(stop(&store), 0);
    assert!(title(&store).starts_with("Amnesia"), "{}", title(&store));
}

#[test]
fn the_last_one_that_is_chosen_is_opened() {
    let mut store = menu();
    store.update(Action::Sample("amnesia".into()));
    store.update(Action::Sample("cold-start".into()));
    comes(&mut store, "amnesia");
    assert_eq!(title(&store), "The happy path");
    comes(&mut store, "cold-start");
    assert_eq!(title(&store), "A cold start of three");
    comes(&mut store, "cold-start");
    fails(&mut store, "amnesia");
    assert_eq!((stop(&store), store.notice()), (0, None));
}

#[test]
fn what_does_not_come_is_told_and_can_be_chosen_again() {
    let mut store = menu();
    store.update(Action::Sample("cold-start".into()));
    let effects = fails(&mut store, "cold-start");
    assert!(!is_written(&effects));
    let told = Some(&Notice::NotFetched("A cold start of three"));
    assert_eq!((store.notice(), store.coming()), (told, None));
    // A notice cannot be read behind the list.
    assert_eq!(store.overlay(), None);
    assert!(effects.contains(&Effect::Focus(Focus::Id("open-scripts"))));
    store.update(Action::Step);
    assert_eq!((title(&store), stop(&store)), ("The happy path", 3));
    act(&mut store, Action::Sample("cold-start".into()));
    assert_eq!(title(&store), "A cold start of three");
    assert_eq!(store.notice(), None);
}

/// Some hosts answer with a page of their own where a file is missing.
#[test]
fn another_text_in_its_place_has_not_come() {
    for text in ["<!doctype html>", "", &text("amnesia").unwrap()] {
        let mut store = menu();
        store.update(Action::Sample("cold-start".into()));
        store.update(Action::Fetched {
            name: "cold-start",
            text: Some(text.into()),
        });
        assert!(matches!(store.notice(), Some(Notice::NotFetched(_))));
        assert_eq!(title(&store), "The happy path");
    }
}

#[test]
fn a_menu_that_is_closed_opens_nothing_later() {
    for action in [Action::Close, Action::Open(Opening::Help)] {
        let mut store = menu();
        store.update(Action::Sample("amnesia".into()));
        store.update(action);
        comes(&mut store, "amnesia");
        assert_eq!((title(&store), stop(&store)), ("The happy path", 2));
    }
}

#[test]
fn back_waits_for_the_text_and_leaves_the_address_alone() {
    let mut store = menu();
    act(&mut store, Action::Sample("amnesia".into()));
    let back = "script=happy-path&step=2";
    assert_eq!(fetched(&arrive(&mut store, back)), Some("happy-path"));
    // The browser tells of it in two ways.
    assert_eq!(fetched(&arrive(&mut store, back)), None);
    steps(&mut store, 1);
    assert!(!is_written(&store.update(Action::Settle)));
    assert!(title(&store).starts_with("Amnesia"));
    let effects = comes(&mut store, "happy-path");
    assert!(!is_written(&effects));
    assert!(!is_written(&store.update(Action::Settle)));
    assert_eq!((title(&store), stop(&store)), ("The happy path", 2));
}

#[test]
fn forward_before_back_has_come_stays_where_it_was() {
    let mut store = menu();
    act(&mut store, Action::Sample("amnesia".into()));
    arrive(&mut store, "script=happy-path&step=2");
    let effects = arrive(&mut store, "script=amnesia&step=0");
    assert_eq!(fetched(&effects), Some("amnesia"));
    comes(&mut store, "happy-path");
    comes(&mut store, "amnesia");
    assert!(title(&store).starts_with("Amnesia"));
}

#[test]
fn a_choice_made_while_back_is_waited_for_is_where_the_reader_goes_on() {
    let mut store = menu();
    act(&mut store, Action::Sample("amnesia".into()));
    arrive(&mut store, "script=happy-path&step=2");
    let effects = crash(&mut store);
    assert!(is_written(&effects));
    comes(&mut store, "happy-path");
    assert!(title(&store).starts_with("Amnesia"));
}

#[test]
fn back_to_what_does_not_come_tells_so_and_the_address_stays() {
    let mut store = menu();
    act(&mut store, Action::Sample("amnesia".into()));
    arrive(&mut store, "script=happy-path&step=2");
    fails(&mut store, "happy-path");
    let told = Some(&Notice::NotFetched("The happy path"));
    assert_eq!(store.notice(), told);
    assert!(title(&store).starts_with("Amnesia"));
    assert!(!is_written(&store.update(Action::Settle)));
    // Forward, and Back again.
    for (name, fragment) in [
        ("amnesia", "script=amnesia&step=0"),
        ("happy-path", "script=happy-path&step=2"),
    ] {
        assert_eq!(fetched(&arrive(&mut store, fragment)), Some(name));
        comes(&mut store, name);
        assert_eq!(store.notice(), None);
    }
    assert_eq!((title(&store), stop(&store)), ("The happy path", 2));
}

#[test]
fn a_run_with_a_text_of_its_own_waits_for_nothing() {
    let mut store = page();
    let own = "title Mine\npaxos servers=3\nuntil quiet\n";
    let own = lab::open(own).map(|lab| lab.link()).unwrap_or_default();
    let effects = arrive(&mut store, &own);
    assert_eq!(fetched(&effects), None);
    assert_eq!(title(&store), "Mine");
    arrive(&mut store, "script=amnesia&step=1");
    arrive(&mut store, &own);
    comes(&mut store, "amnesia");
    assert_eq!(title(&store), "Mine");
}

#[test]
fn without_its_text_a_visit_shows_that_the_page_is_there() {
    for (search, hash) in [("", ""), ("?embed&script=amnesia", ""), ("", "#run=%")] {
        let visit = visit(search, hash);
        let (mut store, effects) = Store::new(Visit {
            text: None,
            ..visit
        });
        assert!(!is_written(&effects));
        assert!(store.notice().is_some_and(Notice::stays), "{search}{hash}");
        assert_eq!(store.views().stages.len(), 1);
        store.update(Action::Step);
        act(&mut store, Action::Sample("cold-start".into()));
        assert_eq!(title(&store), "A cold start of three");
        assert_eq!(store.notice(), None);
    }
}

#[test]
fn a_script_of_any_protocol_is_opened_from_any_other() {
    for (search, name) in [("", "cold-start"), ("?script=observers", "amnesia")] {
        let mut store = opened(search, "").0;
        for name in [name, "multi-paxos-and-zab", "multi-paxos", name] {
            act(&mut store, Action::Sample(name.into()));
            let sample = lab::sample(name).expect("a script of the library");
            assert_eq!((title(&store), store.notice()), (sample.title, None));
        }
        for text in [
            "title Mine\nzookeeper servers=3\nuntil still\n",
            "title Mine\npaxos servers=3\nuntil quiet\n",
            "title Mine\nleft paxos servers=3\nright zookeeper servers=3\n",
        ] {
            store.update(Action::Open(Opening::Editor));
            store.update(Action::Draft(text.into()));
            let effects = store.update(Action::RunDraft);
            assert_eq!((title(&store), store.overlay()), ("Mine", None));
            assert!(is_written(&effects));
        }
    }
    let mut store = page();
    let effects = store.update(Action::Sample("none".into()));
    assert_eq!(fetched(&effects), None);
    let told = Notice::UnknownScript("none".into());
    assert_eq!(store.notice(), Some(&told));
}

#[test]
fn a_frame_goes_on_in_its_own_place() {
    let mut store = opened("?embed", "").0;
    let effects = act(&mut store, Action::Sample("cold-start".into()));
    let fragment = "script=cold-start&step=0".to_owned();
    assert!(effects.contains(&Effect::Replace(fragment.clone())));
    assert!(!effects.contains(&Effect::Push(fragment)));
}

/// The link on the share sheet tells what it needs, so that it is loaded without a detour.
#[test]
fn links_to_share_say_what_they_need() {
    let mut store = page();
    crash(&mut store);
    store.update(Action::Open(Opening::Share));
    let Some(Overlay::Share(shared)) = store.overlay() else {
        panic!("the sheet is open")
    };
    let beginning = format!("{BASE}#of=paxos&from=happy-path&run=");
    assert!(shared.link.starts_with(&beginning), "{}", shared.link);
}
