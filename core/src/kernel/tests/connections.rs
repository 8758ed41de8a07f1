//! Connections as values: what may arrive, where, and who notices what.

use alloc::{vec, vec::Vec};

use super::office::{Chore, Order, connected, deliver, desk, log, order, run, world};
use crate::kernel::{Choice, Conn, EnvelopeId, NodeId, Refused, World, text};

fn put(world: &mut World<super::office::Office>, node: u8, letter: u32) {
    order(world, node, Order::Put(letter));
    run(world, node, Chore::Pump);
}

fn first(world: &World<super::office::Office>, from: u8) -> EnvelopeId {
    let found = world
        .wire()
        .envelopes()
        .find(|envelope| envelope.id.from == NodeId(from));
    found.expect("something is on its way").id
}

fn conns(world: &World<super::office::Office>) -> Vec<Conn> {
    world.wire().links.keys().copied().collect()
}

#[test]
fn crossing_dials_make_two_connections() {
    let mut world = world(2);
    order(&mut world, 0, Order::Dial(NodeId(1)));
    order(&mut world, 1, Order::Dial(NodeId(0)));
    while world.advance().is_some() {}
    assert_eq!(conns(&world).len(), 2);
    for node in [0, 1] {
        let mut heard = log(&world, node);
        heard.sort_unstable();
        assert_eq!(heard, ["accepted", "opened"]);
    }
}

#[test]
fn a_close_is_noticed_by_each_end_by_itself() {
    let mut world = connected();
    put(&mut world, 0, 5);
    order(&mut world, 0, Order::HangUp);
    assert!(desk(&world, 0).open.is_empty());
    assert_eq!(
        desk(&world, 1).open.len(),
        1,
        "the other end knows nothing yet"
    );
    // It goes on sending, to nobody.
    let before = world.wire().envelopes().count();
    put(&mut world, 1, 6);
    assert_eq!(world.wire().envelopes().count(), before);
    assert!(
        deliver(&mut world, 0, 1),
        "what was sent before the close still arrives"
    );
    assert!(deliver(&mut world, 0, 1));
    assert_eq!(log(&world, 1), ["accepted", "5 from 0", "closed"]);
    assert!(conns(&world).is_empty());
    assert_eq!(log(&world, 0), ["opened"], "who hangs up is told nothing");
}

#[test]
fn a_redial_sees_nothing_of_the_connection_before() {
    let mut world = connected();
    put(&mut world, 1, 8);
    let stale = first(&world, 1);
    order(&mut world, 0, Order::HangUp);
    order(&mut world, 0, Order::Dial(NodeId(1)));
    assert_eq!(
        world.apply(Choice::Deliver(stale)),
        Err(Refused::NoSuchEnvelope)
    );
    while deliver(&mut world, 0, 1) {}
    put(&mut world, 1, 9);
    while deliver(&mut world, 1, 0) {}
    assert_eq!(log(&world, 0), ["opened", "opened", "9 from 1"]);
    assert_eq!(log(&world, 1), ["accepted", "closed", "accepted"]);
    assert_eq!(
        conns(&world)
            .iter()
            .map(|conn| conn.nth())
            .collect::<Vec<_>>(),
        [1]
    );
}

#[test]
fn a_slot_of_one_letter_forgets_the_older_one() {
    let mut world = connected();
    order(&mut world, 0, Order::Put(1));
    order(&mut world, 0, Order::Put(2));
    run(&mut world, 0, Chore::Pump);
    run(&mut world, 0, Chore::Pump);
    while deliver(&mut world, 0, 1) {}
    assert_eq!(log(&world, 1), ["accepted", "2 from 0"]);
}

#[test]
fn a_dial_that_nobody_takes_is_refused() {
    let mut world = world(2);
    assert!(world.apply(Choice::Crash(NodeId(1))).is_ok());
    order(&mut world, 0, Order::Dial(NodeId(1)));
    assert!(deliver(&mut world, 0, 1));
    assert!(deliver(&mut world, 1, 0));
    assert_eq!(log(&world, 0), ["refused"]);
    assert!(conns(&world).is_empty());
}

#[test]
fn a_dial_given_up_is_accepted_and_closed() {
    let mut world = world(2);
    order(&mut world, 0, Order::Dial(NodeId(1)));
    let conn = conns(&world)[0];
    assert!(world.apply(Choice::Crash(NodeId(0))).is_ok());
    while deliver(&mut world, 0, 1) {}
    assert_eq!(log(&world, 1), ["accepted", "closed"]);
    assert!(!conns(&world).contains(&conn));
    assert_eq!(
        world.wire().envelopes().count(),
        0,
        "nothing is sent to who has left"
    );
}

#[test]
fn a_connection_keeps_order_and_loses_and_doubles_nothing() {
    let mut world = connected();
    put(&mut world, 0, 1);
    put(&mut world, 0, 2);
    let ids: Vec<EnvelopeId> = world
        .wire()
        .envelopes()
        .map(|envelope| envelope.id)
        .collect();
    assert_eq!(world.apply(Choice::Deliver(ids[1])), Err(Refused::NotFirst));
    assert_eq!(
        world.apply(Choice::Drop(ids[0])),
        Err(Refused::InConnection)
    );
    assert_eq!(
        world.apply(Choice::Duplicate(ids[0])),
        Err(Refused::InConnection)
    );
    assert!(world.apply(Choice::Hold(ids[0])).is_ok());
    assert_eq!(world.apply(Choice::Deliver(ids[0])), Err(Refused::Held));
    assert_eq!(world.pick(), None, "the second waits behind the first");
    assert!(world.apply(Choice::Release(ids[0])).is_ok());
    while world.advance().is_some() {}
    assert_eq!(log(&world, 1), ["accepted", "1 from 0", "2 from 0"]);
}

#[test]
fn a_break_loses_the_tail_and_both_ends_notice() {
    let mut world = connected();
    put(&mut world, 0, 1);
    put(&mut world, 1, 2);
    let conn = conns(&world)[0];
    assert!(world.apply(Choice::Break(conn)).is_ok());
    assert_eq!(
        world.apply(Choice::Break(conn)),
        Err(Refused::NoSuchConnection)
    );
    put(&mut world, 0, 3);
    assert!(deliver(&mut world, 1, 0));
    assert_eq!(log(&world, 0), ["opened", "closed"]);
    assert_eq!(log(&world, 1), ["accepted"], "this end has not noticed yet");
    assert!(deliver(&mut world, 0, 1));
    assert_eq!(log(&world, 1), ["accepted", "closed"]);
    assert!(conns(&world).is_empty());
}

#[test]
fn a_break_before_the_answer_is_a_refusal() {
    let mut world = world(2);
    order(&mut world, 0, Order::Dial(NodeId(1)));
    let conn = conns(&world)[0];
    assert!(world.apply(Choice::Break(conn)).is_ok());
    while world.advance().is_some() {}
    assert_eq!((log(&world, 0), log(&world, 1)), (vec!["refused"], vec![]));
}

#[test]
fn a_cut_stalls_one_direction_and_loses_nothing() {
    let mut world = connected();
    let (from, to) = (NodeId(0), NodeId(1));
    assert!(world.apply(Choice::Cut { from, to }).is_ok());
    put(&mut world, 0, 1);
    put(&mut world, 1, 2);
    assert_eq!(
        world.apply(Choice::Deliver(first(&world, 0))),
        Err(Refused::LinkCut)
    );
    while world.advance().is_some() {}
    assert_eq!(log(&world, 0), ["opened", "2 from 1"]);
    assert!(world.apply(Choice::Mend { from, to }).is_ok());
    while world.advance().is_some() {}
    assert_eq!(log(&world, 1), ["accepted", "1 from 0"]);
}

#[test]
fn a_crash_is_noticed_behind_what_was_sent() {
    let mut world = connected();
    put(&mut world, 1, 4);
    assert!(world.apply(Choice::Crash(NodeId(1))).is_ok());
    while world.advance().is_some() {}
    assert_eq!(log(&world, 0), ["opened", "4 from 1", "closed"]);
}

#[test]
fn the_text_of_every_choice_reads_back() {
    let mut world = connected();
    put(&mut world, 0, 1);
    order(&mut world, 1, Order::Put(3));
    order(&mut world, 1, Order::Book(4));
    let mut texts = 0;
    for choice in world.enabled() {
        let written = text::write::<super::office::Office>(world.config(), &choice);
        assert_eq!(text::read(&world, &written), Ok(choice), "{written}");
        texts += 1;
    }
    assert!(texts > 12, "{texts}");
}
