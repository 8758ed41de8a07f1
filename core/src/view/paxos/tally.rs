//! Votes counted against a quorum.

use alloc::{format, string::String, vec::Vec};

use super::{Painter, parts};
use crate::{
    kernel::{NodeId, NodeSet, Packet},
    narrate::Term,
    paxos::{
        ballot_text,
        message::{Ballot, Message},
        proposer::Stage,
    },
    view::{TallyView, Tick},
};

impl Painter<'_> {
    /// What a proposer or a learner counts.
    pub(super) fn tallies(&self, id: NodeId) -> Vec<TallyView> {
        let Some(memory) = self.at(id).memory.as_deref() else {
            return Vec::new();
        };
        let number = |ballot: Ballot| ballot_text(self.config, ballot);
        if let Some(proposer) = &memory.proposer {
            match &proposer.stage {
                Stage::Preparing { attempt, promises } => {
                    let mut have = NodeSet::default();
                    promises.iter().for_each(|(node, _)| {
                        have.insert(*node);
                    });
                    let title = format!("{} {}", self.say(Term::Promises), number(attempt.ballot));
                    return alloc::vec![self.count(id, title, have, attempt.ballot, true)];
                }
                Stage::Accepting {
                    attempt,
                    value,
                    votes,
                } => {
                    let title = format!(
                        "{} {} · {}",
                        self.say(Term::Votes),
                        number(attempt.ballot),
                        value.0
                    );
                    return alloc::vec![self.count(id, title, *votes, attempt.ballot, false)];
                }
                Stage::Idle | Stage::Saving(_) | Stage::BackingOff(_) | Stage::Done(_) => {}
            }
        }
        // Votes of different ballots are separate piles; the last two are shown.
        let votes = memory
            .learner
            .as_ref()
            .map_or(&[][..], |learner| &learner.votes);
        let piles = votes.iter().rev().take(2).map(|(proposal, voters)| {
            let (votes, ballot) = (self.say(Term::Votes), number(proposal.ballot));
            let title = format!("{votes} {ballot} · {}", proposal.value.0);
            self.count(id, title, *voters, proposal.ballot, false)
        });
        piles.collect()
    }

    fn count(
        &self,
        id: NodeId,
        title: String,
        have: NodeSet,
        ballot: Ballot,
        promises: bool,
    ) -> TallyView {
        let coming = |acceptor: NodeId| {
            self.world.wire().envelopes().any(|envelope| {
                envelope.id.from == acceptor
                    && envelope.id.to() == id
                    && matches!(&envelope.packet, Packet::Message(body)
                        if votes_for(body, ballot, promises))
            })
        };
        let missing = |acceptor: NodeId| {
            if coming(acceptor) {
                Tick::Coming
            } else if self.at(acceptor).memory.is_none() {
                Tick::Cannot
            } else {
                Tick::Not
            }
        };
        parts::tally(self.config, self.language, (id, title), have, &missing)
    }
}

fn votes_for(message: &Message, counted: Ballot, promises: bool) -> bool {
    match message {
        Message::Promise { ballot, .. } => promises && *ballot == counted,
        Message::Accepted { proposal } => !promises && proposal.ballot == counted,
        Message::Ask { .. }
        | Message::Prepare { .. }
        | Message::Nack { .. }
        | Message::Accept { .. }
        | Message::Learn { .. } => false,
    }
}
