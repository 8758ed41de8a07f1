//! Scripts, links and addresses, driven as the page drives them.

use super::super::{
    action::{Action, Copied, Opening},
    effect::Effect,
    notice::Notice,
    overlay::Overlay,
    route::{Address, RouteFault},
    theme::Theme,
};
use super::{BASE, act, crash, opened, page, steps, stop};

#[test]
fn an_edited_script_runs_or_its_faults_are_listed() {
    let mut store = page();
    steps(&mut store, 3);
    store.update(Action::Open(Opening::Editor));
    let Some(Overlay::Editor(editor)) = store.overlay() else {
        panic!("the editor is open")
    };
    let good = editor.draft.clone();
    store.update(Action::Draft(format!("{good}\nnonsense here\n")));
    store.update(Action::RunDraft);
    let Some(Overlay::Editor(editor)) = store.overlay() else {
        panic!("the editor stays")
    };
    let line = good.lines().count() as u32 + 1 + u32::from(good.ends_with('\n'));
    assert_eq!(editor.faults.len(), 1);
    assert_eq!(editor.faults[0].line, line);
    assert_eq!(stop(&store), 3, "the run on the stage stays");
    store.update(Action::Draft(good.replace("title ", "title Another: ")));
    let effects = store.update(Action::RunDraft);
    assert!(store.overlay().is_none());
    assert!(store.views().title.starts_with("Another: "));
    assert_eq!(stop(&store), 0);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Push(_)))
    );
}

#[test]
fn a_link_opens_the_very_run() {
    let mut store = page();
    steps(&mut store, 4);
    crash(&mut store);
    steps(&mut store, 3);
    store.update(Action::Open(Opening::Share));
    let Some(Overlay::Share(shared)) = store.overlay() else {
        panic!("the sheet is open")
    };
    let link = shared.link.clone();
    assert_eq!(shared.sync, None, "nobody is synchronised");
    assert!(shared.embed.contains(&format!("{BASE}?embed#")));
    assert_eq!(
        store.update(Action::Copy(Copied::Link))[0],
        Effect::Copy(link.clone())
    );
    let hash = link.strip_prefix(BASE).expect("the page's own address");
    let (other, _) = opened("", hash);
    assert!(other.notice().is_none());
    assert_eq!(other.views().position, store.views().position);
    assert_eq!(other.views().branches, store.views().branches);
    assert_eq!(other.views().story, store.views().story);
}

#[test]
fn a_damaged_link_says_so_and_the_page_works() {
    for hash in [
        "#x",
        "#run=",
        "#run=AAAA",
        "#script=nothing",
        "#script=happy-path&step=x",
    ] {
        let (mut store, _) = opened("", hash);
        assert!(
            matches!(store.notice(), Some(Notice::DamagedLink(_))),
            "{hash}"
        );
        store.update(Action::Step);
        assert_eq!(stop(&store), 1);
        store.update(Action::Dismiss);
        assert!(store.notice().is_none());
    }
}

#[test]
fn the_address_chooses_script_step_and_theme() {
    let (store, effects) = opened("?script=amnesia&step=3&theme=dark", "");
    assert_eq!(stop(&store), 3);
    assert!(effects.contains(&Effect::Theme {
        theme: Theme::Dark,
        remember: false
    }));
    let (store, _) = opened("?script=none", "");
    assert_eq!(store.notice(), Some(&Notice::UnknownScript("none".into())));
    let (store, _) = opened("?theme=blue", "");
    let fault = RouteFault::Theme("blue".into());
    assert_eq!(store.notice(), Some(&Notice::Route(fault)));
}

#[test]
fn no_address_is_written_while_a_play_goes_on() {
    let mut store = page();
    store.update(Action::Play);
    steps(&mut store, 2);
    assert_eq!(store.update(Action::Settle), []);
    assert!(store.update(Action::Play).contains(&Effect::SettleSoon));
    let effects = store.update(Action::Settle);
    assert!(matches!(effects[..], [Effect::Replace(_)]), "{effects:?}");
}

#[test]
fn the_address_follows_and_back_returns() {
    let mut store = page();
    steps(&mut store, 2);
    let effects = store.update(Action::Settle);
    let [Effect::Replace(link)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(store.update(Action::Settle), []);
    // The browser tells of what was just written: nothing happens.
    let revision = store.views().position.clone();
    store.update(Action::Arrived(Address::read("", &format!("#{link}"))));
    assert_eq!(store.views().position, revision);
    act(&mut store, Action::Sample("amnesia".into()));
    assert_eq!(stop(&store), 0);
    let back = Address::read("", &format!("#{link}"));
    act(&mut store, Action::Arrived(back));
    assert_eq!(stop(&store), 2);
    act(&mut store, Action::Arrived(Address::default()));
    assert_eq!(stop(&store), 0);
}

#[test]
fn a_frame_writes_no_history() {
    let (mut store, _) = opened("?embed", "");
    steps(&mut store, 4);
    let effects = crash(&mut store);
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Push(_)))
    );
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Replace(_)))
    );
}
