//! The trees of znodes: what is open, looked at, searched for, and whence it came.

use ensemble_core::view::{Caused, ZnodeRow};

use super::*;
use crate::store::{
    effect::Focus,
    znodes::{Act, CHAIN_ID, Key},
};

const SCRIPT: &str = "title Three\nzookeeper servers=3 clients=2\nlatency 10\ndisk 3\n\
    until united\nsubmit c1 connect s1\nuntil answered\nsubmit c1 create /app one\n\
    submit c1 create -e /app/here x\nuntil answered\nuntil still";

fn ensemble() -> Store {
    let mut store = opened("", "").0;
    store.update(Action::Open(Opening::Editor));
    store.update(Action::Draft(SCRIPT.to_owned()));
    store.update(Action::RunDraft);
    assert!(store.overlay().is_none(), "the script runs");
    store.update(Action::Last);
    store
}

fn rows(store: &Store) -> Vec<ZnodeRow> {
    let tree = store.views().tree.as_ref();
    tree.map_or_else(Vec::new, |tree| tree.rows.clone())
}

fn paths(store: &Store) -> Vec<String> {
    rows(store).into_iter().map(|row| row.path).collect()
}

fn act(store: &mut Store, act: Act) -> Vec<Effect> {
    store.update(Action::Znodes(act))
}

fn selected(store: &Store) -> Option<String> {
    let rows = rows(store).into_iter();
    rows.filter(|row| row.selected).map(|row| row.path).next()
}

#[test]
fn there_is_a_tree_where_there_are_clients_and_no_frame_around_it() {
    assert!(page().views().tree.is_none());
    assert_eq!(paths(&ensemble()), ["/", "/app", "/app/here", "/zookeeper"]);
    let link = ensemble().update(Action::Settle);
    let Some(Effect::Replace(fragment)) = link.first() else {
        panic!("{link:?}")
    };
    let framed = opened("?embed", &format!("#{fragment}")).0;
    assert!(framed.views().tree.is_none(), "a frame has no room for it");
}

#[test]
fn what_was_found_is_looked_at_in_its_place_when_the_search_is_over() {
    let mut store = ensemble();
    act(&mut store, Act::Toggle("/app".into()));
    act(&mut store, Act::Search("here".into()));
    act(&mut store, Act::Select("/app/here".into()));
    let effects = act(&mut store, Act::Search(String::new()));
    assert_eq!(selected(&store).as_deref(), Some("/app/here"));
    assert!(effects.iter().any(|it| matches!(it, Effect::Reveal(_))));
}

#[test]
fn a_node_stays_as_the_reader_put_it() {
    let mut store = ensemble();
    act(&mut store, Act::Toggle("/app".into()));
    assert_eq!(paths(&store), ["/", "/app", "/zookeeper"]);
    act(&mut store, Act::Toggle("/zookeeper".into()));
    assert_eq!(paths(&store).len(), 5);
    store.update(Action::Back);
    assert!(!paths(&store).contains(&"/app/here".to_owned()));
}

#[test]
fn keys_walk_through_the_tree() {
    let mut store = ensemble();
    let mut go = |key| {
        act(&mut store, Act::Key(key));
        selected(&store).unwrap_or_default()
    };
    assert_eq!(go(Key::Down), "/");
    assert_eq!(go(Key::Right), "/app");
    assert_eq!(go(Key::Right), "/app/here");
    assert_eq!(go(Key::Left), "/app");
    assert_eq!(go(Key::Left), "/app", "it is closed first");
    assert_eq!(go(Key::Left), "/");
    assert_eq!(go(Key::End), "/zookeeper");
    assert_eq!(go(Key::Up), "/app");
    assert_eq!(go(Key::Right), "/app", "it is opened first");
    assert_eq!(go(Key::Down), "/app/here");
    assert_eq!(go(Key::Home), "/");
}

#[test]
fn a_search_lists_what_it_finds_by_its_path() {
    let mut store = ensemble();
    act(&mut store, Act::Search("her".into()));
    assert_eq!(paths(&store), ["/app/here"]);
    assert_eq!(rows(&store)[0].name, "/app/here");
    act(&mut store, Act::Search("nowhere".into()));
    assert!(paths(&store).is_empty());
}

#[test]
fn each_servers_tree_is_shown_with_what_is_looked_at() {
    let mut store = ensemble();
    act(&mut store, Act::Select("/app".into()));
    for server in 0..3 {
        act(&mut store, Act::Server(server));
        let tree = store.views().tree.clone().expect("there are clients");
        assert_eq!(tree.server, server);
        let node = tree.selected.clone().expect("it is there");
        assert_eq!((node.path.as_str(), node.data.as_str()), ("/app", "one"));
    }
    act(&mut store, Act::Select("/app".into()));
    assert!(selected(&store).is_none(), "a second click looks away");
}

#[test]
fn a_chain_stays_while_its_steps_are_visited_and_goes_with_the_run() {
    let mut store = ensemble();
    let effects = act(&mut store, Act::Trace(Some(Caused::Answer(3))));
    assert!(effects.contains(&Effect::Focus(Focus::Id(CHAIN_ID))));
    let chain = store.znodes().chain.clone().expect("it is in the record");
    assert_eq!(chain.links.iter().filter(|link| link.is_ack).count(), 2);
    for link in &chain.links {
        store.update(Action::Seek(link.stop));
        assert_eq!(stop(&store), link.stop);
        assert_eq!(store.znodes().chain.as_ref(), Some(&chain));
    }
    store.update(Action::Choose("crash s1".into()));
    assert!(store.znodes().chain.is_none(), "another run, other causes");
    act(&mut store, Act::Trace(Some(Caused::Answer(3))));
    act(&mut store, Act::Trace(None));
    assert!(store.znodes().chain.is_none());
}
