//! What a bundle of the page does about a run that needs another one.

use super::super::{crowd::Crowd, playback::Speed, theme::Theme};
use super::*;
use ensemble_scene::Whose;

const PAXOS: &[&str] = &["paxos", "multipaxos", "pairs"];
const ZOOKEEPER: &[&str] = &["zookeeper"];

const OWN: &str = "title Mine\nzookeeper servers=3\nuntil still\n";

/// The page as a bundle with some of the protocols opens it.
fn bundle(here: &'static [&'static str], search: &str, hash: &str) -> (Store, Vec<Effect>) {
    let visit = visit(search, hash);
    Store::new(Visit { here, ..visit })
}

fn here(search: &str) -> Store {
    bundle(PAXOS, search, "").0
}

/// Where it goes on to, if it does.
fn left(effects: &[Effect]) -> Option<(Option<&str>, bool)> {
    effects.iter().find_map(|effect| {
        let Effect::Leave {
            fragment, as_new, ..
        } = effect
        else {
            return None;
        };
        Some((fragment.as_deref(), *as_new))
    })
}

fn run(store: &mut Store, text: &str) -> Vec<Effect> {
    store.update(Action::Open(Opening::Editor));
    store.update(Action::Draft(text.into()));
    store.update(Action::RunDraft)
}

#[test]
fn a_script_of_another_bundle_is_gone_on_to_and_this_run_stays_in_the_history() {
    let mut store = here("");
    steps(&mut store, 2);
    let effects = store.update(Action::Sample("cold-start".into()));
    let kept = Effect::Replace("script=happy-path&step=2".into());
    assert_eq!(effects[0], kept);
    assert_eq!(
        left(&effects),
        Some((Some("script=cold-start&step=0"), true))
    );
    assert_eq!(
        (stop(&store), store.views().title.as_ref()),
        (2, "The happy path")
    );
    let effects = store.update(Action::Sample("multi-paxos-and-zab".into()));
    assert!(left(&effects).is_some(), "one of two is not enough");
    for name in ["amnesia", "multi-paxos", "refusals-or-silence", "none"] {
        assert_eq!(
            left(&store.update(Action::Sample(name.into()))),
            None,
            "{name}"
        );
    }
}

#[test]
fn two_runs_side_by_side_need_who_can_show_two() {
    let (mut store, _) = bundle(ZOOKEEPER, "?script=observers", "");
    let text = "zookeeper servers=3\nleft until still\nright until united\n";
    let fragment = lab::unopened(text);
    assert!(fragment.starts_with("of=zookeeper-pairs&"), "{fragment}");
    assert_eq!(
        left(&run(&mut store, text)),
        Some((Some(fragment.as_str()), true))
    );
}

#[test]
fn a_frame_goes_on_in_its_own_place() {
    let mut store = here("?embed");
    let effects = store.update(Action::Sample("cold-start".into()));
    assert_eq!(
        left(&effects),
        Some((Some("script=cold-start&step=0"), false))
    );
}

#[test]
fn a_text_for_another_bundle_goes_there_whole_and_its_faults_are_told_there() {
    let mut store = here("");
    let wrong = format!("{OWN}nonsense\n");
    for text in [OWN, &wrong] {
        let effects = run(&mut store, text);
        let fragment = lab::unopened(text);
        assert_eq!(left(&effects), Some((Some(fragment.as_str()), true)));
        let (there, effects) = bundle(ZOOKEEPER, "", &format!("#{fragment}"));
        assert_eq!(left(&effects), None);
        assert_eq!(there.notice(), None);
        let Some(Overlay::Editor(editor)) = there.overlay() else {
            assert_eq!((text, there.views().title.as_ref()), (OWN, "Mine"));
            continue;
        };
        assert_eq!((text, editor.draft.as_str()), (wrong.as_str(), text));
        assert_eq!((editor.faults[0].line, editor.faults[0].column), (4, 1));
    }
    // What names no protocol is told here.
    assert_eq!(left(&run(&mut store, "nonsense\n")), None);
    let Some(Overlay::Editor(editor)) = store.overlay() else {
        panic!("the editor stays")
    };
    assert_eq!(editor.faults.len(), 1);
}

#[test]
fn an_address_that_the_browser_goes_to_is_loaded_by_who_can_show_it() {
    let mut store = here("");
    let pair = lab::unopened("left multipaxos servers=3\nright zookeeper servers=3\n");
    for hash in ["script=observers&step=4", &pair] {
        let address = Address::read("", &format!("#{hash}"));
        let effects = store.update(Action::Arrived(address));
        assert_eq!(left(&effects), Some((None, false)), "{hash}");
        assert_eq!(store.views().title.as_ref(), "The happy path");
    }
    let (mut there, _) = bundle(ZOOKEEPER, "?script=observers", "");
    let back = Address::read("", "");
    assert_eq!(
        left(&there.update(Action::Arrived(back))),
        Some((None, false))
    );
}

/// An older link does not say what it needs. Whoever opened it sends it on once.
#[test]
fn who_was_loaded_in_vain_sends_on_once_and_not_in_circles() {
    let text = format!("{OWN}# by hand\n");
    let link = lab::open(&text).map(|lab| lab.link()).unwrap_or_default();
    let older = link.split_once('&').expect("a key comes first").1;
    for hash in [older.to_owned(), format!("of=paxos&{older}")] {
        let (_, effects) = bundle(PAXOS, "", &format!("#{hash}"));
        assert_eq!(left(&effects), Some((Some(link.as_str()), false)));
    }
    let (mut store, effects) = bundle(PAXOS, "", &format!("#{link}"));
    assert_eq!(left(&effects), None);
    assert_eq!(store.notice(), Some(&Notice::Elsewhere));
    store.update(Action::Step);
    assert_eq!(stop(&store), 1, "the page works nevertheless");
    let (_, effects) = bundle(ZOOKEEPER, "", &format!("#{link}"));
    assert_eq!(left(&effects), None);
    let (_, effects) = bundle(PAXOS, "?script=observers&step=3&embed", "");
    let told = "of=zookeeper&script=observers&step=3";
    assert_eq!(left(&effects), Some((Some(told), false)));
    assert_eq!(
        bundle(PAXOS, "", &format!("#{told}")).0.notice(),
        Some(&Notice::Elsewhere)
    );
    let (there, _) = bundle(ZOOKEEPER, "", &format!("#{told}"));
    assert_eq!((stop(&there), there.notice()), (3, None));
}

#[test]
fn what_the_reader_has_chosen_goes_along() {
    let mut store = here("?theme=light&messages=node");
    store.update(Action::CycleTheme);
    store.update(Action::Hasten(Speed::Fourfold));
    store.update(Action::Whose(Whose::Matter));
    let effects = store.update(Action::Sample("cold-start".into()));
    let [_, Effect::Leave { habits, .. }, ..] = &effects[..] else {
        panic!("{effects:?}")
    };
    let expected = Habits {
        theme: Theme::Dark,
        crowd: Crowd {
            whose: Whose::Matter,
            heartbeats: false,
        },
        speed: Speed::Fourfold,
    };
    assert_eq!(*habits, expected);
    let (there, _) = Store::new(Visit {
        kept: Some(*habits),
        here: ZOOKEEPER,
        ..visit("?theme=light&messages=node", "#script=cold-start")
    });
    assert_eq!(
        (there.theme(), there.crowd()),
        (Theme::Dark, expected.crowd)
    );
    assert_eq!(there.playback().speed, Speed::Fourfold);
}

/// The link on the share sheet tells what it needs, so that it opens without a detour.
#[test]
fn links_to_share_say_what_they_need() {
    let mut store = here("");
    steps(&mut store, 3);
    crash(&mut store);
    store.update(Action::Open(Opening::Share));
    let Some(Overlay::Share(shared)) = store.overlay() else {
        panic!("the sheet is open")
    };
    assert!(
        shared
            .link
            .starts_with(&format!("{BASE}#of=paxos&from=happy-path&run="))
    );
}
