//! The console of a client, typed at as the page does.

use super::*;
use crate::store::console::{Console, Typing};

const SCRIPT: &str = "zookeeper servers=3 clients=2\nlatency 5\ndisk 2\nuntil united\nbegin\n\
                      submit c1 connect s1\nuntil connected c1\n";

/// At the end of a run in which a client is connected.
fn console_page() -> Store {
    let mut store = page();
    store.update(Action::Open(Opening::Editor));
    store.update(Action::Draft(SCRIPT.into()));
    store.update(Action::RunDraft);
    assert!(store.overlay().is_none(), "{:?}", store.overlay());
    store.update(Action::Last);
    store
}

fn shown(store: &Store) -> Console {
    let console = store.views().console.as_ref().expect("there is a console");
    Console::clone(console)
}

fn type_in(store: &mut Store, line: &str) {
    store.update(Action::Type(Typing::Line(line.into())));
}

fn enter(store: &mut Store, line: &str) -> Vec<Effect> {
    type_in(store, line);
    store.update(Action::Type(Typing::Enter))
}

fn lines(store: &Store) -> Vec<String> {
    let lines = shown(store).view.lines;
    lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn without_clients_there_is_no_console() {
    assert_eq!(page().views().console, None);
}

#[test]
fn help_and_history_ask_no_server() {
    let mut store = console_page();
    let before = stop(&store);
    enter(&mut store, "help");
    let told = shown(&store).told;
    assert!(
        told.contains(&"ls [-s] [-w] [-R] path".to_owned()),
        "{told:?}"
    );
    enter(&mut store, "history");
    assert_eq!(shown(&store).told, ["0 - connect s1"]);
    assert_eq!(stop(&store), before);
    type_in(&mut store, "l");
    assert!(shown(&store).told.is_empty());
}

#[test]
fn a_line_is_a_choice_that_a_link_holds() {
    let mut store = console_page();
    let before = stop(&store);
    let effects = enter(&mut store, "create -e  /x 'some data'");
    assert_eq!(stop(&store), before + 1);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Push(_)))
    );
    assert_eq!(shown(&store).line, "");
    assert_eq!(shown(&store).view.waiting, 1);
    // Nothing but the choice was made: an empty line runs until the answer.
    store.update(Action::Type(Typing::Enter));
    assert_eq!(shown(&store).view.waiting, 0);
    let told = lines(&store);
    assert_eq!(told[2..], ["create -e /x \"some data\"", "Created /x"]);
    store.update(Action::Open(Opening::Share));
    let Some(Overlay::Share(shared)) = store.overlay() else {
        panic!("the sheet is open")
    };
    let (_, fragment) = shared.link.split_once('#').expect("a fragment");
    let (other, _) = opened("", &format!("#{fragment}"));
    assert_eq!(lines(&other), told);
    store.update(Action::Close);
    store.update(Action::Seek(before));
    assert_eq!(
        lines(&store),
        told[..2],
        "the console is rewound with the run"
    );
}

#[test]
fn a_bad_line_stays_with_its_fault() {
    let mut store = console_page();
    let before = stop(&store);
    enter(&mut store, "get -q /x");
    let console = shown(&store);
    let fault = console.fault.expect("it is told");
    assert_eq!((fault.at, console.line.as_str()), (4, "get -q /x"));
    assert!(
        fault.reason.contains("get [-s] [-w] path"),
        "{}",
        fault.reason
    );
    assert_eq!(stop(&store), before);
    type_in(&mut store, "get -w /x");
    assert_eq!(shown(&store).fault, None);
    store.update(Action::Choose("crash c1".into()));
    enter(&mut store, "get /x");
    let fault = shown(&store)
        .fault
        .expect("a client that is down takes nothing");
    assert_eq!((fault.at, fault.reason.as_str()), (0, "the node is down"));
}

#[test]
fn arrows_recall_what_was_asked() {
    let mut store = console_page();
    enter(&mut store, "create /x");
    enter(&mut store, "get /x");
    let mut recall = |earlier| {
        store.update(Action::Type(Typing::Recall { earlier }));
        shown(&store).line
    };
    assert_eq!(recall(true), "get /x");
    assert_eq!(recall(true), "create /x");
    assert_eq!(recall(true), "connect s1");
    assert_eq!(recall(true), "connect s1");
    assert_eq!(recall(false), "create /x");
    assert_eq!(recall(false), "get /x");
    assert_eq!(recall(false), "");
}

#[test]
fn a_word_goes_on_as_far_as_it_can() {
    let mut store = console_page();
    enter(&mut store, "create /apple");
    store.update(Action::RunUntil("answered".into()));
    let mut complete = |line: &str| {
        type_in(&mut store, line);
        let known = shown(&store).completed;
        store.update(Action::Type(Typing::Complete));
        assert_eq!(shown(&store).line, known.clone().unwrap_or(line.into()));
        known
    };
    assert_eq!(
        complete("delete"),
        None,
        "deleteall could be meant, and nothing is to be added"
    );
    assert_eq!(complete("getAl").as_deref(), Some("getAllChildrenNumber "));
    assert_eq!(complete("get -w /a").as_deref(), Some("get -w /apple"));
    assert_eq!(complete("get /b"), None);
    type_in(&mut store, "set /ap");
    store.update(Action::Type(Typing::Word("/apple".into())));
    assert_eq!(shown(&store).line, "set /apple");
}

#[test]
fn each_client_has_its_own() {
    let mut store = console_page();
    assert_eq!(shown(&store).view.prompt, "[zk: c1(CONNECTED) 1]");
    store.update(Action::Type(Typing::At(4)));
    assert_eq!(shown(&store).view.prompt, "[zk: c2(NOT_CONNECTED) 0]");
    enter(&mut store, "connect s2");
    assert_eq!(shown(&store).view.node, 4);
    store.update(Action::Inspect(Some(Target::Node(3))));
    assert_eq!(shown(&store).view.node, 3);
}
