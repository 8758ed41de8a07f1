//! Fingerprints see what may still matter and nothing else; traces see everything.

use alloc::{boxed::Box, rc::Rc, vec, vec::Vec};

use super::office::{Did, Office, Order, connected, order, run};
use crate::kernel::{
    Choice, Effect, NodeId, Output, Pace, Reaction, Shared, Span, Status, Step, StepIndex, Ticks,
    Told, Trace, Unhashed, World,
};

type Change<T> = (&'static str, Box<dyn Fn(&mut T)>);

fn hash(step: &Step<Office>, world: &World<Office>) -> u64 {
    let mut trace = Trace::default();
    trace.take(step, world);
    trace.hash()
}

/// A world with something in every corner, and the step that led there.
fn busy() -> (Step<Office>, World<Office>) {
    let mut world = connected();
    order(&mut world, 0, Order::Put(7));
    run(&mut world, 0, super::office::Chore::Pump);
    order(&mut world, 0, Order::Put(8));
    order(&mut world, 0, Order::Book(2));
    order(&mut world, 0, Order::Ring(1, Span::exactly(30)));
    let step = world
        .apply(Choice::Cut {
            from: NodeId(1),
            to: NodeId(0),
        })
        .expect("not cut");
    (step, world)
}

type WorldChange = Box<dyn Fn(&mut World<Office>)>;

fn node(change: impl Fn(&mut crate::kernel::Node<Office>) + 'static) -> WorldChange {
    Box::new(move |world| change(Shared::touch(&mut world.nodes[0])))
}

#[test]
fn a_trace_changes_with_every_field_of_a_step() {
    let (step, world) = busy();
    // Every field is named here: a new one does not compile until a change is listed for it.
    let Step {
        index: _,
        at: _,
        choice: _,
        cause: _,
        effect: _,
        out,
        sent: _,
    } = &step;
    let Told {
        reactions: _,
        outputs: _,
    } = out;
    let changes: Vec<Change<Step<Office>>> = vec![
        ("index", Box::new(|step| step.index.0 += 1)),
        ("at", Box::new(|step| step.at.0 += 1)),
        (
            "choice",
            Box::new(|step| step.choice = Choice::Crash(NodeId(0))),
        ),
        ("cause", Box::new(|step| step.cause = Some(StepIndex(1)))),
        (
            "effect",
            Box::new(|step| step.effect = Effect::Booted { node: NodeId(0) }),
        ),
        (
            "reactions",
            Box::new(|step| step.out.reactions.push(Reaction::Applied(Did))),
        ),
        (
            "outputs",
            Box::new(|step| step.out.outputs.push(Output::Exit)),
        ),
        ("sent", Box::new(|step| step.sent.push(None))),
    ];
    for (name, change) in changes {
        let mut changed = step.clone();
        change(&mut changed);
        assert_ne!(hash(&changed, &world), hash(&step, &world), "{name}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line a field")]
fn a_trace_changes_with_every_field_of_a_world() {
    let (step, world) = busy();
    let World {
        setting: _,
        now: _,
        step: _,
        nodes: _,
        wire: _,
        ghost: _,
        observed: _,
        agenda: _,
        records: _,
    } = &world;
    let crate::kernel::Node {
        status: _,
        disk: _,
        memory: _,
        pending: _,
        timers: _,
        tasks: _,
        listening: _,
        dials: _,
        arms: _,
        writes: _,
    } = &*world.nodes[0];
    let other = World::<Office>::new(2, 8, Pace::default(), &[]);
    let wide = World::<Office>::new(3, 7, Pace::default(), &[]);
    let slow = Pace {
        flush: Span::exactly(9),
        ..Pace::default()
    };
    let slow = World::<Office>::new(2, 7, slow, &[]);
    let changes: Vec<Change<World<Office>>> = vec![
        (
            "seed",
            Box::new(move |world| world.setting = Rc::clone(&other.setting)),
        ),
        (
            "config",
            Box::new(move |world| world.setting = Rc::clone(&wide.setting)),
        ),
        (
            "pace",
            Box::new(move |world| world.setting = Rc::clone(&slow.setting)),
        ),
        ("now", Box::new(|world| world.now = Ticks(99))),
        ("step", Box::new(|world| world.step.0 += 1)),
        (
            "ghost",
            Box::new(|world| *Shared::touch(&mut world.ghost) += 1),
        ),
        ("status", node(|node| node.status = Status::Paused)),
        ("disk", node(|node| Shared::touch(&mut node.disk).push(5))),
        ("memory", node(|node| node.memory = None)),
        (
            "pending",
            node(|node| node.pending[0].due = Unhashed(Ticks(1))),
        ),
        (
            "timers",
            node(|node| node.timers[0].deadline = Unhashed(Ticks(1))),
        ),
        ("span", node(|node| node.timers[0].span_ticks = Unhashed(1))),
        (
            "tasks",
            node(|node| node.tasks[0].born = Unhashed(StepIndex(1))),
        ),
        ("listening", node(|node| node.listening.clear())),
        ("dials", node(|node| node.dials.0 = None)),
        ("arms", node(|node| node.arms.0 += 1)),
        ("writes", node(|node| node.writes.0 += 1)),
        ("cuts", Box::new(|world| world.wire.cuts.clear())),
        ("links", Box::new(|world| world.wire.links.clear())),
        ("held", Box::new(|world| letter(world).held = true)),
        ("due", Box::new(|world| letter(world).due.0 += 1)),
        ("born", Box::new(|world| letter(world).born.0 += 1)),
    ];
    for (name, change) in changes {
        let mut changed = world.clone();
        change(&mut changed);
        assert_ne!(hash(&step, &changed), hash(&step, &world), "{name}");
    }
}

fn letter(world: &mut World<Office>) -> &mut crate::kernel::Envelope<u32> {
    let id = world
        .wire
        .envelopes()
        .next()
        .expect("a letter is on its way")
        .id;
    world.wire.find_mut(id).expect("it was just seen")
}

#[test]
fn fingerprints_are_blind_to_clocks_and_counters_only() {
    let (_, world) = busy();
    let blind: Vec<Change<World<Office>>> = vec![
        ("now", Box::new(|world| world.now = Ticks(99))),
        ("step", Box::new(|world| world.step.0 += 1)),
        (
            "deadline",
            node(|node| node.timers[0].deadline = Unhashed(Ticks(1))),
        ),
        ("arms", node(|node| node.arms.0 += 1)),
        ("due", Box::new(|world| letter(world).due.0 += 1)),
    ];
    for (name, change) in blind {
        let mut changed = world.clone();
        change(&mut changed);
        assert_eq!(changed.fingerprint(), world.fingerprint(), "{name}");
        assert_ne!(changed, world, "equality still sees it: {name}");
    }
    let seen: Vec<Change<World<Office>>> = vec![
        ("status", node(|node| node.status = Status::Paused)),
        ("disk", node(|node| Shared::touch(&mut node.disk).push(5))),
        ("timers", node(|node| node.timers.clear())),
        ("cuts", Box::new(|world| world.wire.cuts.clear())),
        ("links", Box::new(|world| world.wire.links.clear())),
    ];
    for (name, change) in seen {
        let mut changed = world.clone();
        change(&mut changed);
        assert_ne!(changed.fingerprint(), world.fingerprint(), "{name}");
    }
}

#[test]
fn a_shared_value_is_copied_when_touched_and_its_digest_follows() {
    let mut one = Shared::new(vec![1u32, 2]);
    let two = one.clone();
    let before = Shared::digest(&one);
    Shared::touch(&mut one).push(3);
    assert_eq!((one.len(), two.len()), (3, 2));
    assert_ne!(Shared::digest(&one), before);
    assert_eq!(Shared::digest(&two), before);
}
