//! Disks: files flush apart and in order, a crash takes what is unflushed, boot may end itself.

use alloc::{vec, vec::Vec};

use super::office::{Chore, Office, Order, connected, deliver, log, order, run, world};
use crate::kernel::{Choice, Expected, File, NodeId, Refused, Status, StepIndex, World, text};

const EVEN: File = File(0);
const ODD: File = File(1);

fn flush(world: &mut World<Office>, file: File, count: u16) -> Result<(), Refused> {
    world
        .apply(Choice::Flush {
            node: NodeId(0),
            file,
            count,
        })
        .map(|_| ())
}

fn books(world: &World<Office>) -> Vec<u32> {
    world.nodes()[0].disk.to_vec()
}

fn written() -> World<Office> {
    let mut world = world(1);
    for record in [2, 3, 4, 5] {
        order(&mut world, 0, Order::Book(record));
    }
    world
}

#[test]
fn files_flush_apart_each_in_its_order() {
    let mut world = written();
    assert_eq!(flush(&mut world, ODD, 1), Ok(()));
    assert_eq!(books(&world), [3]);
    assert_eq!(flush(&mut world, EVEN, 2), Ok(()));
    assert_eq!(books(&world), [3, 2, 4]);
    assert_eq!(flush(&mut world, EVEN, 1), Err(Refused::NothingToFlush));
    assert_eq!(flush(&mut world, ODD, 2), Err(Refused::NothingToFlush));
    assert_eq!(flush(&mut world, ODD, 0), Err(Refused::NothingToFlush));
}

#[test]
fn a_crash_takes_what_is_unflushed_and_nothing_else() {
    let mut world = written();
    assert_eq!(flush(&mut world, EVEN, 1), Ok(()));
    let step = world.apply(Choice::Crash(NodeId(0))).expect("it is up");
    let crate::kernel::Effect::Crashed { unflushed, .. } = step.effect else {
        panic!("a crash is a crash: {step:?}")
    };
    assert_eq!(unflushed, [3, 4, 5]);
    assert_eq!(books(&world), [2]);
    assert!(world.apply(Choice::Restart(NodeId(0))).is_ok());
    assert_eq!(log(&world, 0), Vec::<&str>::new());
    assert!(world.nodes()[0].pending.is_empty());
}

#[test]
fn a_torn_write_leaves_half_of_itself_and_is_a_crash() {
    let mut world = written();
    let tear = |file| Choice::Tear {
        node: NodeId(0),
        file,
    };
    let untouched = world.clone();
    assert_eq!(world.apply(tear(EVEN)), Err(Refused::NothingToTear));
    assert_eq!(world, untouched);
    let enabled = world.enabled();
    assert!(enabled.contains(&tear(ODD)) && !enabled.contains(&tear(EVEN)));
    let step = world.apply(tear(ODD)).expect("half a write is possible");
    let crate::kernel::Effect::Crashed { unflushed, .. } = step.effect else {
        panic!("it is a crash: {step:?}")
    };
    assert_eq!(unflushed, [2, 3, 4, 5]);
    assert_eq!(step.cause, Some(StepIndex(2)), "where 3 was written");
    assert_eq!(
        (books(&world), world.nodes()[0].status),
        (vec![1], Status::Down)
    );
    assert_eq!(world.apply(tear(ODD)), Err(Refused::NodeDown));
    assert!(world.apply(Choice::Restart(NodeId(0))).is_ok());
    assert_eq!(world.apply(tear(ODD)), Err(Refused::NothingToTear));
}

#[test]
fn a_torn_write_is_written_and_read() {
    let mut world = world(1);
    order(&mut world, 0, Order::Book(3));
    let tear = text::read(&world, "tear n0 odd").expect("it is a choice");
    assert_eq!(text::write::<Office>(world.config(), &tear), "tear n0 odd");
    assert!(world.apply(tear).is_ok());
    let unreadable = text::read(&world, "tear n0 shelf").expect_err("there is no such file");
    assert_eq!(unreadable.expected, Expected::File);
}

#[test]
fn what_follows_a_write_runs_after_its_flush_only() {
    let mut world = world(1);
    order(&mut world, 0, Order::Book(2));
    let task = Choice::Run {
        node: NodeId(0),
        task: Chore::Written,
    };
    assert_eq!(world.apply(task), Err(Refused::NoSuchTask));
    assert_eq!(flush(&mut world, EVEN, 1), Ok(()));
    run(&mut world, 0, Chore::Written);
    assert_eq!(log(&world, 0), ["written"]);
}

#[test]
fn a_thread_that_waits_for_its_disk_takes_no_message() {
    let mut world = connected();
    order(&mut world, 1, Order::Book(2));
    order(&mut world, 0, Order::Put(7));
    run(&mut world, 0, Chore::Pump);
    assert!(!deliver(&mut world, 0, 1));
    while world.advance().is_some() {}
    assert_eq!(log(&world, 1), ["accepted", "written", "7 from 0"]);
}

#[test]
fn a_wiped_disk_is_empty_and_only_a_dead_node_is_wiped() {
    let mut world = written();
    assert_eq!(flush(&mut world, EVEN, 2), Ok(()));
    assert_eq!(
        world.apply(Choice::Wipe(NodeId(0))),
        Err(Refused::NodeNotDown)
    );
    assert!(world.apply(Choice::Crash(NodeId(0))).is_ok());
    assert!(world.apply(Choice::Wipe(NodeId(0))).is_ok());
    assert_eq!(books(&world), Vec::<u32>::new());
}

#[test]
fn a_boot_may_refuse_and_a_process_may_end_itself() {
    let mut world = world(1);
    order(&mut world, 0, Order::Book(666));
    assert_eq!(flush(&mut world, EVEN, 1), Ok(()));
    order(&mut world, 0, Order::Leave);
    assert_eq!(world.nodes()[0].status, Status::Down);
    assert!(world.apply(Choice::Restart(NodeId(0))).is_ok());
    assert_eq!(
        world.nodes()[0].status,
        Status::Down,
        "it read what made it give up"
    );
}
