//! Fast Leader Election: votes converge on the greatest, and a quorum of equal ones decides.
//!
//! It only suggests a leader; discovery checks it. Invariants: (1) a server leaves with a leader
//! only if it saw a quorum of votes for it; (2) votes of different rounds are never counted
//! together but for those of an ensemble that stands. Source: `FastLeaderElection.java`; the rules
//! are numbered as in fle.md §6 (W) and §7 (T, L, F, O).

use alloc::vec::Vec;

use super::{
    Zookeeper,
    config::{Bug, FINALIZE_WAIT, NOTIFICATION_MIN},
    joining::join,
    leader, learner,
    message::{Notification, State, Task, Timer, Vote},
    rule::{Comparison, Rule},
    server::{Elected, Role, Server},
    zxid::Zxid,
};
use crate::{
    kernel::{Conn, Cx, NodeId, NodeSet, Outbox, Span},
    sorted::SortedMap,
};

pub use super::votes::{compare, initial};

/// A vote that was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ballot {
    /// The sender's state.
    pub state: State,
    /// The vote.
    pub vote: Vote,
    /// Its round.
    pub round: u32,
}

/// An election under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Looking {
    /// The vote supported now.
    pub proposal: Vote,
    /// `recvset`: votes of this round, one for each sender.
    pub received: SortedMap<NodeId, Ballot>,
    /// `outofelection`: votes of servers that follow or lead.
    pub outside: SortedMap<NodeId, Ballot>,
    /// How long the next poll waits, in ms.
    pub wait: u32,
    /// Whether a quorum was seen and only a better vote is waited for.
    pub finalizing: bool,
}

impl Looking {
    /// Who votes for the proposal in this round (L4).
    pub fn supporters(&self, round: u32) -> NodeSet {
        let equal = |ballot: &Ballot| ballot.vote == self.proposal && ballot.round == round;
        let senders = self.received.iter().filter(|(_, ballot)| equal(ballot));
        senders.map(|(node, _)| *node).collect()
    }
}

/// Begins an election: a new round, and the own vote to everybody (§5).
pub(super) fn start(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    server.round += 1;
    let proposal = initial(cx.config, cx.me, server);
    server.role = Role::Looking(Looking {
        proposal,
        received: SortedMap::new(),
        outside: SortedMap::new(),
        wait: NOTIFICATION_MIN,
        finalizing: false,
    });
    out.applied(Rule::StartElection {
        round: server.round,
        vote: proposal,
    });
    send_proposal(cx, server, out);
    out.arm(Timer::Notify, Span::exactly(u64::from(NOTIFICATION_MIN)));
}

/// The notification a looking server sends.
fn own_notification(server: &Server) -> Notification {
    let proposal = server
        .looking()
        .map_or(server.elected.vote, |looking| looking.proposal);
    Notification {
        state: State::Looking,
        vote: proposal,
        round: server.round,
    }
}

/// Sends the proposal to every voter; the copy to oneself is read later, as any other.
fn send_proposal(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let notification = own_notification(server);
    for node in cx.config.voters() {
        if node == cx.me {
            server.own_votes.push(notification);
            out.run(Task::OwnVote);
        } else {
            server.connections.send(node, notification, out);
        }
    }
}

/// A notification has come in on a connection (W1 to W5).
#[inline(never)]
pub(super) fn receive(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    notification: Notification,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let from = conn.peer(cx.me);
    let state = server.state();
    if !cx.config.votes(from) {
        out.applied(Rule::AnswerObserver {
            to: from,
            vote: server.elected.vote,
        });
        let answer = Notification {
            state,
            vote: server.elected.vote,
            round: server.round,
        };
        server.connections.send(from, answer, out);
        return;
    }
    match &server.role {
        Role::Looking(_) => {
            // W3, by the thread that receives; the message is read all the same.
            let late = notification.state == State::Looking && notification.round < server.round;
            if late {
                out.applied(Rule::AnswerLate {
                    to: from,
                    round: server.round,
                });
                let answer = own_notification(server);
                server.connections.send(from, answer, out);
            }
            read(cx, server, from, notification, out);
        }
        Role::Resting => out.ignored(Rule::NotInElection { from }),
        Role::Leading(_) | Role::Learning(_) | Role::Leaving { .. } => {
            if notification.state != State::Looking {
                out.ignored(Rule::NotInElection { from });
                return;
            }
            let Elected { vote, round } = server.elected;
            out.applied(Rule::AnswerLooking { to: from, vote });
            server
                .connections
                .send(from, Notification { state, vote, round }, out);
        }
    }
}

/// The oldest notification to oneself is read.
pub(super) fn own_vote(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if server.own_votes.is_empty() || server.looking().is_none() {
        out.ignored(Rule::NotInElection { from: cx.me });
        return;
    }
    let notification = server.own_votes.remove(0);
    read(cx, server, cx.me, notification, out);
}

/// The main loop of an election takes one notification (L0 to L7, O1, F1 to F3).
fn read(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    from: NodeId,
    notification: Notification,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let votable = notification
        .vote
        .is_some_and(|vote| cx.config.votes(vote.leader));
    if !cx.config.votes(from) || !votable {
        out.ignored(Rule::NoVoter { from });
        return;
    }
    let round = server.round;
    let Role::Looking(looking) = &mut server.role else {
        return;
    };
    if looking.finalizing {
        // L5: what is not better is lost, and the wait begins anew.
        let by = compare(cx.config, notification.vote, looking.proposal);
        if by == Comparison::NotGreater {
            out.ignored(Rule::NothingBetter {
                from,
                vote: notification.vote,
            });
            out.arm(Timer::Finalize, Span::exactly(FINALIZE_WAIT));
            return;
        }
        looking.finalizing = false;
        out.disarm(Timer::Finalize);
        out.applied(Rule::BetterVoteInTime {
            from,
            vote: notification.vote,
        });
    }
    out.arm(Timer::Notify, Span::exactly(u64::from(looking.wait)));
    match notification.state {
        State::Looking => {
            let empty = server.database.last_processed == Zxid::LOST;
            let lost = notification
                .vote
                .is_some_and(|vote| vote.zxid == Zxid::LOST);
            if empty || lost {
                out.ignored(Rule::EmptyDatabase { from });
            } else if notification.round < round {
                out.ignored(Rule::OldRound {
                    from,
                    round: notification.round,
                    mine: round,
                });
            } else {
                take_vote(cx, server, from, notification, out);
            }
        }
        State::Observing => out.ignored(Rule::NoVoter { from }),
        State::Following | State::Leading => join(cx, server, from, notification, out),
    }
}

/// L1, L3 and L4: a vote of this round, or of a newer one.
fn take_vote(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    from: NodeId,
    notification: Notification,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let own = initial(cx.config, cx.me, server);
    let newer = notification.round > server.round;
    server.round = notification.round;
    let Role::Looking(looking) = &mut server.role else {
        return;
    };
    let held = looking.proposal;
    // L1 compares with the own initial vote, not with what was supported in the round left.
    let with = if newer { own } else { held };
    let by = compare(cx.config, notification.vote, with);
    if newer {
        looking.received.clear();
        looking.proposal = if by == Comparison::NotGreater {
            own
        } else {
            notification.vote
        };
        let vote = looking.proposal;
        out.applied(Rule::NewerRound {
            from,
            round: notification.round,
            vote,
            by,
        });
        send_proposal(cx, server, out);
    } else if by == Comparison::NotGreater {
        out.applied(Rule::KeepVote {
            from,
            vote: notification.vote,
            held,
        });
    } else {
        looking.proposal = notification.vote;
        out.applied(Rule::ChangeVote {
            from,
            vote: notification.vote,
            held,
            by,
        });
        send_proposal(cx, server, out);
    }
    count(cx, server, from, notification, out);
}

/// L4 and L5: stores a vote and counts those that are equal to the proposal.
fn count(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    from: NodeId,
    notification: Notification,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Looking(looking) = &mut server.role else {
        return;
    };
    looking.received.insert(from, ballot(notification));
    let supporters = looking.supporters(server.round);
    let plurality = cx.config.has(Bug::MostVotes) && leads_the_count(looking, supporters.len());
    if cx.config.is_quorum(supporters) || plurality {
        looking.finalizing = true;
        out.disarm(Timer::Notify);
        out.arm(Timer::Finalize, Span::exactly(FINALIZE_WAIT));
        out.applied(Rule::QuorumOfVotes {
            vote: looking.proposal,
            supporters,
        });
    }
}

/// Planted: more votes than any other candidate, and more than one.
fn leads_the_count(looking: &Looking, have: usize) -> bool {
    let votes: Vec<Vote> = looking
        .received
        .values()
        .map(|ballot| ballot.vote)
        .collect();
    let rival = |vote: &Vote| {
        *vote != looking.proposal && votes.iter().filter(|other| *other == vote).count() >= have
    };
    have > 1 && !votes.iter().any(rival)
}

pub(super) fn ballot(notification: Notification) -> Ballot {
    Ballot {
        state: notification.state,
        vote: notification.vote,
        round: notification.round,
    }
}

/// No better vote came in time (L6).
pub(super) fn finalize(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(looking) = server.looking().filter(|looking| looking.finalizing) else {
        out.ignored(Rule::NotInElection { from: cx.me });
        return;
    };
    let supporters = looking.supporters(server.round);
    let notification = own_notification(server);
    out.applied(Rule::Elected {
        vote: notification.vote,
        supporters,
    });
    decide(cx, server, notification, out);
}

/// Nothing was heard for a while (T1, T2).
pub(super) fn silence(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let delivered = server.connections.have_delivered();
    let Role::Looking(looking) = &mut server.role else {
        out.ignored(Rule::NotInElection { from: cx.me });
        return;
    };
    looking.wait = (looking.wait * 2).min(cx.config.notification_max);
    let wait = looking.wait;
    out.arm(Timer::Notify, Span::exactly(u64::from(wait)));
    if delivered {
        out.applied(Rule::Resend { wait });
        send_proposal(cx, server, out);
    } else {
        out.applied(Rule::Reconnect { wait });
        server.connections.call_all(out);
    }
}

/// Leaves the election with a leader.
pub(super) fn decide(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    notification: Notification,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(candidate) = notification.vote else {
        return;
    };
    server.elected = Elected {
        vote: notification.vote,
        round: notification.round,
    };
    server.own_votes.clear();
    out.disarm(Timer::Notify);
    out.disarm(Timer::Finalize);
    if candidate.leader == cx.me {
        leader::start(cx, server, out);
    } else {
        learner::start(cx, server, candidate.leader, out);
    }
}
