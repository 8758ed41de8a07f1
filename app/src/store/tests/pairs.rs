//! Two runs side by side, driven as the page drives them.

use super::*;

/// A pair of the library, by name.
fn name() -> &'static str {
    "refusals-or-silence"
}

fn pair() -> Store {
    let (store, _) = opened(&format!("?script={}", name()), "");
    assert!(store.notice().is_none());
    store
}

/// The stops of both sides.
fn stops(store: &Store) -> Vec<u32> {
    let compared = store.views().compared.iter();
    compared.map(|run| run.position.stop).collect()
}

#[test]
fn two_stages_and_two_sentences_move_together() {
    let mut store = pair();
    assert_eq!((store.views().stages.len(), stops(&store)), (2, vec![0, 0]));
    steps(&mut store, 3);
    assert_eq!(stops(&store), [3, 3]);
    for run in store.views().compared.iter() {
        assert!(!run.story.headline.is_empty() && !run.waits);
    }
    store.update(Action::Back);
    assert_eq!(stops(&store), [2, 2]);
    store.update(Action::Last);
    let ends = stops(&store);
    let [left, right] = &store.views().compared[..] else {
        panic!("two runs")
    };
    assert_eq!(ends, [left.position.stops, right.position.stops]);
    assert_ne!(left.counts, right.counts);
    assert!(left.counts.decisions == 1 && right.counts.decisions == 1);
    assert_eq!(left.delivered, right.delivered);
    assert!(left.broken.is_empty() && right.broken.is_empty());
}

/// A message that arrived on the side that waits is not seen arriving again.
#[test]
fn nothing_moves_on_the_side_that_waits() {
    use ensemble_scene::Phase;
    let mut store = pair();
    store.update(Action::Open(Opening::Editor));
    let text = "title T\npaxos proposers=1 acceptors=3\nsubmit p1 propose A\nsettle p1\n\
        deliver p1>a1\nleft settle a1\nleft deliver a1>p1\nleft until learned\nbeat\nuntil quiet\n";
    store.update(Action::Draft(text.into()));
    store.update(Action::RunDraft);
    assert!(store.overlay().is_none());
    let (mut waited, mut moved) = (0, 0);
    while store.views().position.stop < store.views().position.stops {
        store.update(Action::Step);
        let views = store.views();
        for (run, staged) in views.compared.iter().zip(&views.stages) {
            let moves = staged.phases.iter().filter(|it| **it != Phase::Resting);
            if run.waits {
                waited += 1;
                assert_eq!(moves.count(), 0, "stop {}", stop(&store));
            } else {
                moved += moves.count();
            }
        }
    }
    assert!(waited > 8 && moved > 8, "{waited} {moved}");
}

#[test]
fn a_play_ends_at_the_end_and_begins_anew() {
    let mut store = pair();
    play_to_the_end(&mut store);
    let stops = store.views().position.stops;
    assert_eq!(stop(&store), stops);
    store.update(Action::Step);
    assert_eq!(store.notice(), Some(&Notice::BothEnd));
    assert_eq!(stop(&store), stops);
    store.update(Action::Play);
    assert_eq!(stop(&store), 0);
    assert!(store.playback().playing);
}

#[test]
fn the_menu_of_a_thing_tells_of_it_and_opens_its_run_alone() {
    let mut store = pair();
    steps(&mut store, 5);
    for side in [0, 1] {
        let target = Target::Node(0);
        let spot = Spot::default();
        store.update(Action::Ask(Pointed { side, target, spot }));
        let Some(Overlay::Menu(menu)) = store.overlay() else {
            panic!("a menu is open")
        };
        assert!(menu.offers.is_empty() && menu.requests.is_empty() && menu.links.is_empty());
        assert!(!menu.fields.is_empty());
        let title = store.views().compared[side].title.to_string();
        assert_eq!(menu.alone, Some(title));
        let effects = store.update(Action::Close);
        let aim = "n0".to_owned();
        assert!(effects.contains(&Effect::Focus(Focus::Aim { side, aim })));
    }
    let title = store.views().compared[1].title.clone();
    let effects = store.update(Action::Alone(1));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Push(_)))
    );
    assert_eq!((store.views().title.clone(), stop(&store)), (title, 5));
    assert!(store.views().compared.is_empty() && store.views().stages.len() == 1);
    crash(&mut store);
    assert_eq!(store.views().branches.len(), 2);
}

#[test]
fn choices_that_reach_it_nevertheless_are_refused() {
    let mut store = pair();
    steps(&mut store, 4);
    store.update(Action::Choose("crash p1".into()));
    assert!(matches!(store.notice(), Some(Notice::Refused(_))));
    let nonsense = [
        Action::Switch(7),
        Action::RunUntil("chosen".into()),
        Action::Alone(9),
        Action::Pan(3),
        Action::Ask(Pointed {
            side: 9,
            target: Target::Node(0),
            spot: Spot::default(),
        }),
    ];
    for action in nonsense {
        store.update(action);
    }
    assert_eq!(stops(&store), [4, 4]);
}

#[test]
fn the_address_tells_of_both() {
    let mut store = pair();
    steps(&mut store, 7);
    let effects = store.update(Action::Settle);
    let fragment = format!("script={}&step=7", name());
    assert!(effects.contains(&Effect::Replace(fragment.clone())));
    let (again, _) = opened("", &format!("#{fragment}"));
    assert_eq!(stops(&again), stops(&store));
    let mut page = page();
    act(&mut page, Action::Sample(name().into()));
    assert_eq!(page.views().stages.len(), 2);
    act(&mut page, Action::Arrived(Address::default()));
    assert_eq!(page.views().stages.len(), 1);
}

#[test]
fn its_text_can_be_edited_and_faults_stand_in_it() {
    let mut store = pair();
    store.update(Action::Open(Opening::Editor));
    let Some(Overlay::Editor(editor)) = store.overlay() else {
        panic!("the editor is open")
    };
    let text = editor.draft.clone();
    store.update(Action::Draft(format!("{text}left jump\n")));
    store.update(Action::RunDraft);
    let Some(Overlay::Editor(editor)) = store.overlay() else {
        panic!("the editor stays open")
    };
    let lines = text.lines().count() as u32;
    assert_eq!(
        (editor.faults[0].line, editor.faults[0].column),
        (lines + 1, 6)
    );
    store.update(Action::Draft(format!("{text}right crash a1\n")));
    store.update(Action::RunDraft);
    assert!(store.overlay().is_none());
    assert_eq!(store.views().stages.len(), 2);
}
