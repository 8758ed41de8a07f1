//! The clock: when things happen by themselves, when they happen by hand, and who is stopped.

use super::office::{Bell, Office, Order, log, order, world};
use crate::kernel::{Choice, NodeId, Refused, Span, Ticks, World};

fn fire(world: &mut World<Office>, bell: u8) -> Result<Ticks, Refused> {
    let choice = Choice::Fire {
        node: NodeId(0),
        timer: Bell(bell),
    };
    world.apply(choice).map(|step| step.at)
}

#[test]
fn a_timer_fires_at_its_deadline_or_later_never_before() {
    let mut world = world(1);
    order(&mut world, 0, Order::Ring(1, Span::exactly(100)));
    order(&mut world, 0, Order::Ring(2, Span::exactly(40)));
    assert_eq!(
        fire(&mut world, 1),
        Ok(Ticks(100)),
        "by hand, the clock jumps to it"
    );
    assert_eq!(fire(&mut world, 2), Ok(Ticks(100)), "the other is late now");
    assert_eq!(fire(&mut world, 2), Err(Refused::NoSuchTimer));
}

#[test]
fn the_schedule_takes_what_is_due_first() {
    let mut world = world(1);
    order(&mut world, 0, Order::Ring(1, Span::exactly(100)));
    order(&mut world, 0, Order::Ring(2, Span::exactly(40)));
    while world.advance().is_some() {}
    assert_eq!(log(&world, 0), ["bell 2", "bell 1"]);
    assert_eq!(world.now(), Ticks(100));
}

#[test]
fn arming_again_replaces_and_spans_bound_what_the_seed_picks() {
    let mut world = world(1);
    for _ in 0..50 {
        order(&mut world, 0, Order::Ring(1, Span { min: 10, max: 20 }));
        let timers = &world.nodes()[0].timers;
        assert_eq!(timers.len(), 1);
        assert!((10..=20).contains(&timers[0].span_ticks.0));
    }
}

#[test]
fn a_choice_by_hand_equals_the_schedules_own() {
    let mut by_hand = super::office::connected();
    order(&mut by_hand, 0, Order::Put(3));
    order(&mut by_hand, 1, Order::Ring(1, Span { min: 1, max: 90 }));
    let mut by_itself = by_hand.clone();
    while let Some((choice, _)) = by_hand.pick() {
        let step = by_hand.apply(choice);
        assert_eq!(step.ok(), by_itself.advance());
        assert_eq!(by_hand, by_itself);
    }
    assert_eq!(by_itself.advance(), None);
}

#[test]
fn a_paused_node_does_nothing_and_forgets_nothing() {
    let mut world = super::office::connected();
    order(&mut world, 0, Order::Ring(1, Span::exactly(10)));
    order(&mut world, 1, Order::Ring(1, Span::exactly(50)));
    assert!(world.apply(Choice::Pause(NodeId(0))).is_ok());
    assert_eq!(
        world.apply(Choice::Pause(NodeId(0))),
        Err(Refused::NodePaused)
    );
    assert_eq!(fire(&mut world, 1), Err(Refused::NodePaused));
    while world.advance().is_some() {}
    assert_eq!(log(&world, 0), ["opened"]);
    assert!(world.apply(Choice::Resume(NodeId(0))).is_ok());
    let late = world.advance().expect("the bell is overdue");
    assert_eq!(late.at, world.now());
    assert_eq!(log(&world, 0), ["opened", "bell 1"]);
}

#[test]
fn a_refused_choice_changes_nothing() {
    let mut world = super::office::connected();
    let before = world.clone();
    for choice in [
        Choice::Restart(NodeId(0)),
        Choice::Resume(NodeId(0)),
        Choice::Crash(NodeId(9)),
        Choice::Mend {
            from: NodeId(0),
            to: NodeId(1),
        },
        Choice::Cut {
            from: NodeId(0),
            to: NodeId(9),
        },
    ] {
        assert!(world.apply(choice).is_err());
        assert_eq!(world, before);
    }
}
