//! What must hold of an ensemble, judged from a history that the servers cannot see.
//!
//! Sources: ZooKeeper's `zookeeper-specifications` (`Zab.tla`, `ZkV3_7_0.tla`); Junqueira,
//! Reed, Serafini, "Zab" (DSN 2011), §III and §V; the invariants that Ouyang and others added for
//! their specification of the code. All of them are judged of voters and observers alike, and of
//! everything that was ever delivered, not only of what running servers have at the moment.
//!
//! `LocalPrimaryOrder` is written with ∃ in the specifications, where one transaction twice
//! satisfies it. Here it is said of all.

mod clients;
mod delivery;
mod election;
mod offices;
mod packets;
mod past;
mod sessions;
#[cfg(test)]
mod tests;

use super::{
    Zookeeper,
    client::{Client, State},
    disk,
    leader::Phase,
    message::Call,
    serve,
};
use crate::kernel::{Evidence, Expect, NodeId, Property, Scripted, Status, Verdict, World};
use alloc::{vec, vec::Vec};
pub use past::{Breach, Check, Epoch, Law, Past};

macro_rules! always {
    ($name:literal, $source:literal, $law:ident) => {
        Property {
            name: $name,
            source: $source,
            expect: Expect::Always,
            // At every step of every run: nothing is broken, mostly.
            check: |world| match world.ghost().breaches.as_slice() {
                [] => Verdict::Holds,
                breaches => judge(breaches, Law::$law),
            },
        }
    };
}

/// What must hold, in the order in which it is listed.
pub const PROPERTIES: &[Property<Zookeeper>] = &[
    always!("leadership1", "Zab.tla, Leadership1", Leadership1),
    always!("leadership2", "Zab.tla, Leadership2", Leadership2),
    always!(
        "prefix-consistency",
        "Zab.tla, PrefixConsistency",
        PrefixConsistency
    ),
    always!("integrity", "DSN 2011 §III, Integrity", Integrity),
    always!("agreement", "DSN 2011 §III, Agreement", Agreement),
    always!("total-order", "DSN 2011 §III, Total order", TotalOrder),
    always!(
        "local-primary-order",
        "DSN 2011 §III, Local primary order",
        LocalPrimaryOrder
    ),
    always!(
        "global-primary-order",
        "DSN 2011 §III, Global primary order",
        GlobalPrimaryOrder
    ),
    always!(
        "primary-integrity",
        "DSN 2011 §III, Primary integrity",
        PrimaryIntegrity
    ),
    always!(
        "checks-during-actions",
        "ZkV3_7_0.tla, CheckDuringAction",
        ChecksDuringActions
    ),
    always!(
        "process-consistency",
        "mixed specification, processConsistency",
        ProcessConsistency
    ),
    always!(
        "monotonic-read",
        "mixed specification, monotonicRead",
        MonotonicRead
    ),
    always!(
        "leader-log-completeness",
        "mixed specification, leaderLogCompleteness",
        LeaderLogCompleteness
    ),
    always!(
        "committed-log-durability",
        "mixed specification, committedLogDurability",
        CommittedLogDurability
    ),
    always!("accepts-in-its-epoch", "DSN 2011 §V", AcceptsInItsEpoch),
    always!("delivers-in-order", "DSN 2011 §V", DeliversInOrder),
    always!("promises-kept", "DSN 2011 §V", PromisesKept),
    always!(
        "elected-by-quorum",
        "FastLeaderElection.java",
        ElectedByQuorum
    ),
    always!(
        "acknowledged-is-on-disk",
        "SendAckRequestProcessor.java",
        AcknowledgedIsOnDisk
    ),
    always!(
        "delivered-is-on-quorum",
        "DSN 2011 §IV",
        DeliveredIsOnQuorum
    ),
    always!(
        "answered-by-its-write",
        "FinalRequestProcessor.java",
        AnsweredByItsWrite
    ),
    always!("session-order", "sessions.md §8, FIFO order", SessionOrder),
    always!("no-going-back", "sessions.md §8", NoGoingBack),
    always!("linearizable-writes", "sessions.md §8", LinearizableWrites),
    always!(
        "ephemerals-follow-sessions",
        "sessions.md §2",
        EphemeralsFollowSessions
    ),
    always!("sessions-end-in-time", "sessions.md §5", SessionsEndInTime),
    always!("one-shot-once", "watches.md §4", OneShotOnce),
    always!("event-before-state", "watches.md §5, G1", EventBeforeState),
    always!("numbers-rise", "znodes.md, sequential nodes", NumbersRise),
    always!("type-ok", "ZkV3_7_0.tla, TypeOK", TypeOk),
    Property {
        name: "live",
        source: "DSN 2011 §V, Liveness",
        expect: Expect::Eventually,
        check: live,
    },
    Property {
        name: "committed",
        source: "DSN 2011 §III",
        expect: Expect::Sometimes,
        check: |world| {
            if world.ghost().delivered.is_empty() {
                fails(Vec::new())
            } else {
                Verdict::Holds
            }
        },
    },
];

fn judge(breaches: &[Breach], law: Law) -> Verdict {
    let Some(breach) = breaches.iter().find(|breach| breach.law == law) else {
        return Verdict::Holds;
    };
    let mut evidence = vec![Evidence::Node(breach.node)];
    evidence.extend(breach.other.map(Evidence::Node));
    evidence.push(Evidence::Step(breach.step));
    fails(evidence)
}

fn fails(evidence: Vec<Evidence>) -> Verdict {
    Verdict::Fails { evidence }
}

/// Where a quorum runs and nothing separates it, one server leads, all others learn from it and
/// have what it has, every request is answered, every client with a handle has a session, and a
/// write of this leader is committed. A server that refuses to start, as a real one would, or that
/// lost its data and so has no vote, is nobody's fault any more: nothing is asked of a quorum that
/// would need it.
fn live(world: &World<Zookeeper>) -> Verdict {
    let Some(mut core) = Zookeeper::core(world) else {
        return if needs_refused(world) {
            Verdict::Holds
        } else {
            fails(Vec::new())
        };
    };
    let verdict = lives(world, &core);
    let config = world.config();
    core.retain(|node| !world.nodes()[node.index()].disk.lost(config));
    if Zookeeper::suffices(config, &core) {
        verdict
    } else {
        Verdict::Holds
    }
}

/// Whether servers in touch have come so far, and the clients among them.
fn lives(world: &World<Zookeeper>, core: &[NodeId]) -> Verdict {
    let servers = || {
        core.iter()
            .filter_map(|node| Some((*node, world.nodes()[node.index()].server()?)))
    };
    let leading = servers().find_map(|(node, server)| {
        let leader = server.leader()?;
        (leader.phase == Phase::Broadcast).then_some((node, leader, server))
    });
    let Some((node, leader, first)) = leading else {
        return fails(Vec::new());
    };
    let history = &first.database.history;
    let late = servers().find(|(other, server)| {
        let learns = server
            .learner()
            .is_some_and(|learner| learner.leader == node);
        !serve::serves(server)
            || (*other != node && !learns)
            || !server.asked.is_empty()
            || server.committed != history.len()
            || server.database.history.len() != history.len()
            || server.database.history.common(history) != history.len()
    });
    if let Some((late, _)) = late {
        return fails(vec![Evidence::Node(late)]);
    }
    let waits = |node: &&NodeId| {
        let client = world.nodes()[node.index()].client();
        client.is_some_and(looks) && !world.config().bare_clients
    };
    if let Some(client) = core.iter().find(waits) {
        return fails(vec![Evidence::Node(*client)]);
    }
    if history.last().epoch() == leader.epoch {
        Verdict::Holds
    } else {
        fails(vec![Evidence::Node(node)])
    }
}

/// Whether a client looks for a server, or for an answer; pings aside.
fn looks(client: &Client) -> bool {
    let mut asked = client.sent.iter().filter(|sent| sent.call != Call::Ping);
    client.state == State::Connecting || asked.next().is_some() || !client.queued.is_empty()
}

/// Whether servers that run in touch would suffice only with some that refuse to start.
fn needs_refused(world: &World<Zookeeper>) -> bool {
    let config = world.config();
    let refused: Vec<NodeId> = config
        .servers()
        .filter(|node| {
            let node = &world.nodes()[node.index()];
            node.status == Status::Down && disk::recover(config, &node.disk).is_err()
        })
        .collect();
    !refused.is_empty()
        && config.servers().any(|node| {
            let mut near = world.in_touch(node);
            near.extend(&refused);
            Zookeeper::suffices(config, &near)
        })
}
