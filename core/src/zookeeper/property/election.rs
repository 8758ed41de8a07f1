//! Elections: what each server heard, and whom it left with.
//!
//! Source: fle.md §14: a server leaves with a leader only if it saw a quorum for it. Besides,
//! nobody supports a vote below its own first one, so that the winner's vote is not smaller than
//! the first vote of anyone who voted for it.

use alloc::vec::Vec;

use super::past::{Law, Past, Sight};
use crate::{
    kernel::{Effect, Input, NodeId, NodeSet},
    zookeeper::{
        message::{Candidate, Message, Notification, State, Vote},
        rule::Rule,
        server::{Role, Server},
        zxid::Zxid,
    },
};

/// What is known of a server's election.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Election {
    /// Its round.
    round: u32,
    /// The vote it began with; none if it is an observer.
    first: Vote,
    /// For each server: who voted for it in this round, and who follows it or is it.
    heard: Vec<(NodeSet, NodeSet)>,
}

impl Election {
    /// A new election.
    pub(super) fn begin(&mut self, node: NodeId, server: &Server) {
        self.round = server.round;
        self.first = (!server.observer).then_some(Candidate {
            epoch: server.current_epoch,
            zxid: server.database.last_processed,
            leader: node,
        });
        self.heard.clear();
        let servers = server.connections.peers.len();
        self.heard.resize(servers, Default::default());
        self.support(node, server);
    }

    /// Its own vote counts as well.
    fn support(&mut self, node: NodeId, server: &Server) {
        let proposal = server.looking().and_then(|looking| looking.proposal);
        if let Some(vote) = proposal
            && let Some((voters, _)) = self.heard.get_mut(vote.leader.index())
        {
            voters.insert(node);
        }
    }

    fn hear(&mut self, from: NodeId, notification: &Notification) {
        let Some(vote) = notification.vote else {
            return;
        };
        let Some((voters, followers)) = self.heard.get_mut(vote.leader.index()) else {
            return;
        };
        if notification.round == self.round {
            voters.insert(from);
        }
        match notification.state {
            State::Following | State::Leading => {
                followers.insert(from);
            }
            State::Looking | State::Observing => {}
        }
    }

    fn next_round(&mut self, round: u32) {
        self.round = round;
        for (voters, _) in &mut self.heard {
            *voters = NodeSet::default();
        }
    }
}

impl Past {
    /// A step of a server that is in an election, or was before.
    #[inline(never)]
    pub(super) fn election(&mut self, sight: &Sight<'_>) {
        let (node, server) = (sight.node, sight.server);
        let known = &mut self.servers[node.index()].election;
        let looking = server.looking();
        let mut rules = sight
            .step
            .out
            .reactions
            .iter()
            .map(|reaction| reaction.rule());
        if looking.is_some() {
            self.looking.insert(node);
        } else {
            self.looking.remove(node);
        }
        if rules.any(|rule| matches!(rule, Rule::StartElection { .. })) {
            known.begin(node, server);
            return self.supports(sight);
        }
        if looking.is_some() && known.round != server.round {
            known.next_round(server.round);
        }
        if let Effect::Input {
            input:
                Input::Message {
                    from,
                    body: Message::Notification(notification),
                    ..
                },
            ..
        } = &sight.step.effect
        {
            known.hear(*from, notification);
        }
        if looking.is_some() {
            known.support(node, server);
            self.supports(sight);
        } else {
            self.left(sight);
        }
    }

    /// Nobody supports a vote below its own first one.
    fn supports(&mut self, sight: &Sight<'_>) {
        let first = self.known(sight.node).election.first;
        let proposal = sight.server.looking().map(|looking| looking.proposal);
        if let (Some(Some(proposal)), Some(first)) = (proposal, first)
            && proposal < first
        {
            self.broken(sight, Law::ElectedByQuorum, proposal.zxid, None);
        }
    }

    /// A server has left its election.
    fn left(&mut self, sight: &Sight<'_>) {
        let leader = match &sight.server.role {
            Role::Leading(_) => sight.node,
            Role::Learning(learner) => learner.leader,
            Role::Looking(_) | Role::Leaving { .. } | Role::Resting => return,
        };
        let heard = &self.known(sight.node).election.heard;
        let (voters, followers) = heard.get(leader.index()).copied().unwrap_or_default();
        if !sight.config.is_quorum(voters) && !sight.config.is_quorum(followers) {
            self.broken(sight, Law::ElectedByQuorum, Zxid::default(), Some(leader));
        }
    }
}
