//! The space–time diagram, which is kept from stop to stop.

use super::{Action, Opening, Store, page};

fn milestones(store: &Store) -> Vec<&str> {
    let all = store.views().diagram.milestones.iter();
    all.map(|milestone| milestone.label.as_str()).collect()
}

/// Runs a text that differs from others of its kind in what is wanted, and in nothing else.
fn run(store: &mut Store, wanted: &str) {
    store.update(Action::Open(Opening::Editor));
    let text = format!("paxos servers=3\nlatency 10\nsubmit s1 propose {wanted}\nuntil still\n");
    store.update(Action::Draft(text));
    store.update(Action::RunDraft);
}

#[test]
fn another_run_of_the_same_length_has_a_diagram_of_its_own() {
    let mut store = page();
    run(&mut store, "A");
    assert!(
        milestones(&store).contains(&"A chosen"),
        "{:?}",
        milestones(&store)
    );
    let columns = store.views().diagram.columns;
    run(&mut store, "B");
    assert_eq!(store.views().diagram.columns, columns);
    assert!(
        milestones(&store).contains(&"B chosen"),
        "{:?}",
        milestones(&store)
    );
}
