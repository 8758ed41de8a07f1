//! What must hold of Multi-Paxos, judged from its history.
//!
//! What must hold of Paxos must hold of each slot. Besides, the replicas execute one and the same
//! log. Source: Lamport, "Paxos Made Simple" (2001), §2 and §3.
//!
//! `primary-order` is promised by Zab and not by Multi-Paxos: Junqueira, Reed and Serafini, "Zab:
//! High-performance broadcast for primary-backup systems" (DSN 2011), §II. It is judged where a
//! script asks for that.

use super::{
    Memory, Multi,
    history::{Breach, Breaches},
    message::{Slot, is_no_op},
};
use crate::kernel::{Evidence, Expect, NodeId, Property, Scripted, StepIndex, Verdict, World};

/// Those of one decree, slot by slot; then those of the log.
pub const PROPERTIES: &[Property<Multi>] = &[
    Property {
        name: "agreement",
        source: "PMS §2.1, §3",
        expect: Expect::Always,
        check: |world| in_slot(breaches(world).agreement),
    },
    Property {
        name: "validity",
        source: "PMS §2.1, §3",
        expect: Expect::Always,
        check: |world| match breaches(world).invented {
            Some((_, sent)) => fails(&[Evidence::Step(sent)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "one-value-per-ballot",
        source: "PMS §2.2, §3",
        expect: Expect::Always,
        check: |world| in_slot(breaches(world).ballot_reused),
    },
    Property {
        name: "promises-kept",
        source: "PMS §2.2, P1a",
        expect: Expect::Always,
        check: |world| match breaches(world).forgotten {
            Some((node, at)) => fails(&[Evidence::Node(node), Evidence::Step(at)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "safe-value",
        source: "PMS §2.2, P2c; §3",
        expect: Expect::Always,
        check: |world| in_slot(breaches(world).unsafe_value),
    },
    Property {
        name: "executed-is-chosen",
        source: "PMS §3",
        expect: Expect::Always,
        check: |world| by_replica(breaches(world).not_chosen),
    },
    Property {
        name: "executed-in-order",
        source: "PMS §3",
        expect: Expect::Always,
        check: |world| by_replica(breaches(world).out_of_order),
    },
    Property {
        name: "none-passed-over",
        source: "PMS §3",
        expect: Expect::Always,
        check: |world| by_replica(breaches(world).passed_over),
    },
    Property {
        name: "same-log",
        source: "PMS §3",
        expect: Expect::Always,
        check: |world| by_replica(breaches(world).diverged),
    },
    Property {
        name: "primary-order",
        source: "Zab, DSN 2011, §II",
        expect: Expect::NotPromised,
        check: |world| by_replica(breaches(world).primary_order.as_ref().map(|found| found.0)),
    },
    Property {
        name: "caught-up",
        source: "PMS §3",
        expect: Expect::Eventually,
        check: |world| {
            let core = Multi::core(world).unwrap_or_default();
            let behind = core.into_iter().find(|node| is_behind(world, *node));
            behind.map_or(Verdict::Holds, |node| fails(&[Evidence::Node(node)]))
        },
    },
    Property {
        name: "executed",
        source: "PMS §3",
        expect: Expect::Sometimes,
        check: |world| match world.ghost().log.iter().any(|value| !is_no_op(value)) {
            true => Verdict::Holds,
            false => fails(&[]),
        },
    },
];

/// Whether a server has not got further than everybody was when the faults ended, or has not done
/// what was asked of it before.
fn is_behind(world: &World<Multi>, node: NodeId) -> bool {
    let history = world.ghost();
    let (last, asked) = history.calm_since;
    let memory = world.nodes()[node.index()].memory.as_deref();
    memory.and_then(Memory::server).is_some_and(|server| {
        let executed = Slot(server.replica.executed.len() as u32);
        let old = |value| history.asked.get(value).is_some_and(|nth| *nth < asked);
        let mut wishes = server.leader.wishes.iter();
        executed <= last || wishes.any(|wish| old(&wish.value))
    })
}

fn breaches(world: &World<Multi>) -> &Breaches {
    &world.ghost().breaches
}

fn in_slot(breach: Option<(Slot, StepIndex, StepIndex)>) -> Verdict {
    match breach {
        Some((_, first, second)) if first == second => fails(&[Evidence::Step(first)]),
        Some((_, first, second)) => fails(&[Evidence::Step(first), Evidence::Step(second)]),
        None => Verdict::Holds,
    }
}

fn by_replica(breach: Option<Breach>) -> Verdict {
    match breach {
        Some(Breach { node, step, .. }) => fails(&[Evidence::Node(node), Evidence::Step(step)]),
        None => Verdict::Holds,
    }
}

fn fails(evidence: &[Evidence]) -> Verdict {
    Verdict::Fails {
        evidence: evidence.to_vec(),
    }
}
