//! A looking server meets an ensemble that stands: F1 and F2 of Fast Leader Election.
//!
//! There is no last wait here: a quorum of answers, one of them from the leader itself, is enough.

use super::{
    Zookeeper,
    election::{Ballot, Looking, ballot, decide},
    message::{Notification, State, Vote},
    rule::Rule,
    server::{Role, Server},
};
use crate::{
    kernel::{Cx, NodeId, NodeSet, Outbox},
    sorted::SortedMap,
};

/// F1 and F2: the sender follows or leads. A quorum of such answers, one of them from the leader
/// itself, is joined at once.
pub(super) fn join(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    from: NodeId,
    notification: Notification,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let round = server.round;
    let Role::Looking(looking) = &mut server.role else {
        return;
    };
    let mut supporters = NodeSet::default();
    if notification.round == round {
        looking.received.insert(from, ballot(notification));
        supporters = equal_in_round(looking, notification);
        let leads = leader_confirmed(cx, &looking.received, notification, round);
        if cx.config.is_quorum(supporters) && leads {
            out.applied(Rule::JoinSameRound {
                vote: notification.vote,
                supporters,
            });
            decide(cx, server, notification, out);
            return;
        }
    }
    looking.outside.insert(from, ballot(notification));
    let outside = equal_outside(looking, notification);
    let leads = leader_confirmed(cx, &looking.outside, notification, round);
    if cx.config.is_quorum(outside) && leads {
        server.round = notification.round;
        out.applied(Rule::JoinEnsemble {
            vote: notification.vote,
            supporters: outside,
        });
        decide(cx, server, notification, out);
        return;
    }
    let supporters = supporters.union(outside);
    out.applied(Rule::CannotJoin {
        from,
        vote: notification.vote,
        supporters,
        leads,
    });
}

/// F1 counts: votes cast while looking must be equal in everything, those of an ensemble that
/// stands in the leader alone (§4: they are kept without their format's version).
fn equal_in_round(looking: &Looking, notification: Notification) -> NodeSet {
    let leader = |vote: Vote| vote.map(|vote| vote.leader);
    let equal = |other: &Ballot| match other.state {
        State::Looking => other.vote == notification.vote && other.round == notification.round,
        State::Following | State::Leading | State::Observing => {
            leader(other.vote) == leader(notification.vote)
        }
    };
    let senders = looking.received.iter().filter(|(_, other)| equal(other));
    senders.map(|(node, _)| *node).collect()
}

/// F2 counts: equal in leader and epoch.
fn equal_outside(looking: &Looking, notification: Notification) -> NodeSet {
    let essence = |vote: Vote| vote.map(|vote| (vote.leader, vote.epoch));
    let equal = |other: &Ballot| essence(other.vote) == essence(notification.vote);
    let senders = looking.outside.iter().filter(|(_, other)| equal(other));
    senders.map(|(node, _)| *node).collect()
}

/// `checkLeader`: the leader itself says that it leads; or it is oneself, and the round is right.
fn leader_confirmed(
    cx: Cx<'_, Zookeeper>,
    votes: &SortedMap<NodeId, Ballot>,
    notification: Notification,
    round: u32,
) -> bool {
    let Some(candidate) = notification.vote else {
        return false;
    };
    if candidate.leader == cx.me {
        return notification.round == round;
    }
    let own = votes.get(&candidate.leader);
    own.is_some_and(|ballot| ballot.state == State::Leading)
}
