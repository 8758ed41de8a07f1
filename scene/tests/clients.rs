//! Clients and watches of a real run, as they are drawn.

use ensemble_core::lab::{self, Lab};
use ensemble_core::view::{Bond, EnvelopeView, Ink, NodeView, StageView, TimeView, Tone, Watched};
use ensemble_scene::{Layout, Placer, stage, svg};

const START: &str = "zookeeper servers=3 clients=2\nskip until united\nsubmit c1 connect\n\
                     skip until answered\nstep 40\n";

/// A run up to its end.
fn run(commands: &str) -> Box<dyn Lab> {
    let mut run = lab::open(&format!("{START}{commands}")).expect("a script");
    while run.position().stop < run.position().stops && run.forward() {}
    run
}

/// Goes on until something is to be seen.
fn until(run: &mut dyn Lab, seen: impl Fn(&StageView) -> bool) -> StageView {
    for _ in 0..200 {
        let view = run.stage();
        if seen(&view) {
            return view;
        }
        assert!(run.forward(), "nothing happens any more");
    }
    panic!("it is not to be seen")
}

fn named<'a>(view: &'a StageView, name: &str) -> &'a NodeView {
    let found = view.nodes.iter().find(|node| node.name == name);
    found.expect("a node of this name")
}

fn bond(view: &StageView, server: u8, client: u8) -> Bond {
    let mut links = view.links.iter();
    let found = links.find(|link| (link.a, link.b) == (server, client));
    found.expect("each server and each client have a link").bond
}

fn drawn(view: &StageView) -> String {
    let layout = Layout::new(&view.nodes, 820.0, 560.0);
    let placer = Placer::default().next(view, &layout);
    let mut text = String::new();
    svg::write_content(&stage(view, &layout, &placer, None), &mut text);
    text
}

#[test]
fn a_client_is_tied_to_its_server_and_moves_with_its_session() {
    let mut run = run("submit c1 move s3\n");
    let view = until(&mut *run, |view| bond(view, 2, 3) == Bond::Serves);
    assert_eq!(bond(&view, 1, 3), Bond::Quiet);
    let client = named(&view, "c1");
    assert_eq!((client.role.as_str(), client.hue), ("CONNECTED", 1));
    let shown = client.client.as_ref().expect("what a client has");
    assert!(shown.session.starts_with("0x1…"), "{}", shown.session);
    assert!(shown.expires.is_some());
    assert!(drawn(&view).contains("link serves hue-1"));
}

#[test]
fn a_watch_is_set_fires_and_is_gone() {
    let mut run = run("submit c1 create /a A\nskip until answered\nsubmit c1 get -w /a\n");
    let armed = |view: &StageView| named(view, "s1").watches.len() == 1;
    let view = until(&mut *run, armed);
    assert_eq!(named(&view, "s1").watches[0].state, Watched::Set);
    run.choose("submit c1 set /a B").expect("a request");
    let view = until(&mut *run, |view| {
        armed(view) && named(view, "s1").watches[0].state == Watched::Spent
    });
    assert!(drawn(&view).contains("watch fired spent hue-1"));
    assert!(view.envelopes.iter().any(|it| it.kind == "NodeDataChanged"));
    assert!(run.forward());
    assert!(named(&run.stage(), "s1").watches.is_empty());
    let heard = |view: &StageView| {
        let client = named(view, "c1").client.as_ref();
        client.is_some_and(|client| client.is_new)
    };
    let view = until(&mut *run, heard);
    let client = named(&view, "c1");
    let event = client.client.as_ref().map(|client| client.event.as_str());
    assert_eq!(event, Some("NodeDataChanged /a"));
    // The event precedes the answer, and with it the new data.
    let asked = |cell: &ensemble_core::view::CellView| cell.ink == Ink::Writing;
    assert!(client.strips[0].cells.iter().any(asked));
}

#[test]
fn what_a_lost_connection_leaves_unknown_is_said_to_be() {
    let mut run = run("submit c1 create /a A\n");
    run.choose("submit c1 disconnect").expect("a request");
    let view = run.stage();
    let cells = &named(&view, "c1").strips[0].cells;
    let unknown: Vec<&str> = cells
        .iter()
        .filter(|cell| cell.ink == Ink::Torn)
        .map(|cell| cell.text.as_str())
        .collect();
    assert_eq!(unknown, ["create /a A ?"]);
}

#[test]
fn a_link_is_stalled_as_a_whole() {
    let mut run = run("");
    let offers = run.offers(&ensemble_core::view::Target::Node(3));
    let stall = offers.iter().find(|offer| offer.label.contains("c1 – s1"));
    let stall = stall.expect("a client that is connected can be stalled");
    run.choose(&stall.choice).expect("both cuts");
    let view = run.stage();
    let cut = view.links.iter().find(|link| (link.a, link.b) == (0, 3));
    let cut = cut.expect("a link");
    assert!(cut.cut_ab && cut.cut_ba);
}

#[test]
fn a_phone_shows_what_a_client_was_answered_and_what_it_has_heard() {
    let mut run = run(
        "submit c1 create /a A\nskip until answered\nsubmit c1 get -w /a\nskip until answered\n\
         submit c1 set /a B\nskip until answered\n",
    );
    let view = until(&mut *run, |view| {
        let client = named(view, "c1").client.as_ref();
        client.is_some_and(|client| !client.event.is_empty() && !client.is_new)
    });
    let told = |width: f32, height: f32| {
        let layout = Layout::new(&view.nodes, width, height);
        let placer = Placer::default().next(&view, &layout);
        let mut text = String::new();
        svg::write_content(&stage(&view, &layout, &placer, None), &mut text);
        text
    };
    let phone = told(390.0, 405.0);
    assert!(phone.contains(">OK</text>"), "{phone}");
    assert!(phone.contains(">NodeDataChanged /a</text>"), "{phone}");
    // Half of that width is too little for the whole name.
    assert!(told(300.0, 380.0).contains(">Data /a</text>"));
}

#[test]
fn the_longest_error_is_told_in_two_lines() {
    let mut run = run(
        "submit c1 create -e /a A\nskip until answered\nsubmit c1 create /a/b B\n\
         skip until answered\n",
    );
    let view = until(&mut *run, |view| {
        named(view, "c1").strips[0].cells[0].text.contains("CHILD")
    });
    let picture = drawn(&view);
    for line in [">NOCHILDREN</text>", ">FOREPHEMERALS</text>"] {
        assert!(picture.contains(line), "{picture}");
    }
}

/// Small cards have letters that are a little smaller for it.
#[test]
fn among_nine_servers_an_error_is_told_whole() {
    let mut run = lab::open(
        "zookeeper servers=9 clients=3\nskip until united\nsubmit c1 connect\n\
         skip until answered\nsubmit c1 create -e /a A\nskip until answered\n\
         submit c1 create /a/b B\nskip until answered\n",
    )
    .expect("a script");
    run.seek(u32::MAX);
    let view = run.stage();
    for (width, height) in [(816.0, 601.0), (736.0, 459.0)] {
        let layout = Layout::new(&view.nodes, width, height);
        let placer = Placer::default().next(&view, &layout);
        let mut picture = String::new();
        svg::write_content(&stage(&view, &layout, &placer, None), &mut picture);
        for line in [">NOCHILDREN</text>", ">FOREPHEMERALS</text>"] {
            assert!(picture.contains(line), "{line} at {width}: {picture}");
        }
    }
}

#[test]
fn a_card_of_two_lines_has_an_answer_in_the_second() {
    let mut run = lab::open(
        "zookeeper servers=9 clients=1\nskip until united\nsubmit c1 connect\n\
         skip until answered\nsubmit c1 set /none A\nskip until answered\n",
    )
    .expect("a script");
    run.seek(u32::MAX);
    let view = run.stage();
    let layout = Layout::new(&view.nodes, 390.0, 405.0);
    let placer = Placer::default().next(&view, &layout);
    let mut picture = String::new();
    svg::write_content(&stage(&view, &layout, &placer, None), &mut picture);
    assert!(picture.contains(">NONODE</text>"), "{picture}");
}

/// A message that had room for its shortest name arrives by that name, not as a larger one that
/// cards hide.
#[test]
fn an_event_arrives_as_it_travelled() {
    let mut run = run("submit c1 create /a A\nskip until answered\nsubmit c1 get -w /a\n");
    until(&mut *run, |view| !named(view, "s1").watches.is_empty());
    run.choose("submit c1 set /a B").expect("a request");
    let is_event = |it: &EnvelopeView| it.kind == "NodeDataChanged";
    let mut placer = Placer::default();
    let mut before = String::new();
    for _ in 0..200 {
        let view = run.stage();
        let layout = Layout::new(&view.nodes, 668.0, 515.0);
        placer = placer.next(&view, &layout);
        let scene = stage(&view, &layout, &placer, None);
        let shape = |key: &str| {
            let found = scene.travels.iter().find(|travel| travel.key == key);
            format!("{:?}", found.expect("it is drawn").shape)
        };
        if let Some((event, _)) = view.arrived.iter().find(|(it, _)| is_event(it)) {
            assert!(before.contains("Data /a\""), "{before}");
            assert_eq!(shape(&event.key), before);
            return;
        }
        if let Some(event) = view.envelopes.iter().find(|it| is_event(it)) {
            before = shape(&event.key);
        }
        assert!(run.forward(), "nothing happens any more");
    }
    panic!("no event arrives");
}

#[test]
fn what_a_client_asks_has_its_colour() {
    let mut run = run("submit c2 connect\n");
    let asks = |it: &EnvelopeView| it.from == 4 && it.tone == Tone::Client;
    let view = until(&mut *run, |view| view.envelopes.iter().any(asks));
    assert!(drawn(&view).contains("msg tone-client hue-2"));
    let run = run.time(0, 40, TimeView::default());
    let (scene, _) = ensemble_scene::time(&run, &ensemble_scene::Sieve::default(), 800.0, 200.0);
    let mut text = String::new();
    svg::write_content(&scene, &mut text);
    assert!(text.contains("class=\"lane hue-2\""), "{text}");
    assert!(text.contains("class=\"arrow tone-client hue-2\""), "{text}");
}
