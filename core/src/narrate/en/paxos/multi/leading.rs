//! Sentences for what a leader does, or one who wants to lead.

use alloc::{format, string::String};

use super::teller::Teller;
use crate::{
    kernel::NodeId,
    paxos::{
        config::Bug,
        message::Ballot,
        multi::message::{Entry, Slot},
    },
};

impl Teller<'_> {
    /// A ballot is picked.
    pub(super) fn picks(&self, ballot: &Ballot, from: Slot) -> (String, String) {
        let headline = format!(
            "{} wants to lead and picks ballot {}.",
            self.me,
            self.ballot(ballot)
        );
        let detail = if self.has(Bug::SharedBallots) {
            "The ballot is a bare round: *another server may use the same one*.".into()
        } else if from == Slot(1) {
            "No ballot may be used twice, so it *writes its round down* before it says anything."
                .into()
        } else {
            format!(
                "It knows what is chosen below slot {}. No ballot may be used twice, so it \
                 *writes its round down* first.",
                from.0
            )
        };
        (headline, detail)
    }

    /// A promise is counted.
    pub(super) fn counts_promise(
        &self,
        acceptor: NodeId,
        accepted: &[Entry],
        have: usize,
        need: usize,
    ) -> (String, String) {
        let who = match acceptor == self.node {
            true => "Its own acceptor",
            false => self.name(acceptor),
        };
        (
            format!("{} has {have} of the {need} promises it needs.", self.me),
            match accepted.is_empty() {
                true => format!("{who} has accepted nothing in the slots asked about."),
                false => format!(
                    "{who} reports what it has accepted, *{}*: that may be chosen already.",
                    self.entries(accepted)
                ),
            },
        )
    }

    /// A quorum has promised.
    pub(super) fn leads(&self, ballot: &Ballot, next: Slot, reported: usize) -> (String, String) {
        let headline = format!("{} leads, with ballot {}.", self.me, self.ballot(ballot));
        let detail = if reported == 0 {
            format!(
                "A quorum has promised and reports nothing open. *Slot {} and all after it are \
                 free*: from now on a command takes one round trip.",
                next.0
            )
        } else if self.has(Bug::OwnCommandsFirst) {
            "A quorum has promised. It *passes over what was reported* and begins with commands \
             of its own."
                .into()
        } else {
            format!(
                "A quorum has promised. What was reported is finished first; fresh commands begin \
                 with slot {}.",
                next.0
            )
        };
        (headline, detail)
    }

    /// A slot goes on with what was reported.
    pub(super) fn adopts(&self, entry: &Entry, of: &Ballot) -> (String, String) {
        let why = match self.has(Bug::MostSupportedValue) {
            true => "which was *reported most often*, and not in the highest ballot".into(),
            false => format!("of the highest ballot reported for it, {}", self.ballot(of)),
        };
        let value = &entry.proposal.value.0;
        let headline = format!("Slot {} goes on with {value}, {why}.", entry.slot.0);
        (headline, String::new())
    }

    /// A command gets a fresh slot.
    pub(super) fn proposes(&self, entry: &Entry) -> (String, String) {
        let headline = format!(
            "{} proposes {}.",
            self.me,
            self.place(entry.slot, &entry.proposal.value)
        );
        let detail = if self.history.upto.next() < entry.slot {
            format!(
                "It does not wait for the slots below: up to {} may be under way at once. They may \
                 be *chosen in any order*.",
                self.config.alpha
            )
        } else {
            format!(
                "Ballot {} is promised for every slot: *no phase 1*, one round trip.",
                self.ballot(&entry.proposal.ballot)
            )
        };
        (headline, detail)
    }

    /// A vote is counted, and there is no quorum yet.
    pub(super) fn counts_vote(
        &self,
        entry: &Entry,
        acceptor: NodeId,
        have: usize,
        need: usize,
    ) -> (String, String) {
        let headline = format!(
            "{} counts {have} of {need} votes for {}.",
            self.me,
            self.place(entry.slot, &entry.proposal.value)
        );
        let who = match (acceptor == self.node, self.has(Bug::AnswerBeforeFlush)) {
            (true, false) => "Its own acceptor has it on disk.".into(),
            (true, true) => "Its own acceptor counts, *on disk or not*.".into(),
            (false, _) => format!("{} has accepted it.", self.name(acceptor)),
        };
        let rest = match self.is_chosen(entry) {
            true => {
                "*It is chosen already*: a majority has accepted it, but the leader has not \
                     heard of that yet."
            }
            false => "Each slot is counted for itself.",
        };
        (headline, format!("{who} {rest}"))
    }

    /// A leader, or one who wants to lead, meets a higher ballot.
    pub(super) fn steps_down(
        &self,
        ballot: &Ballot,
        higher: &Ballot,
        led: bool,
    ) -> (String, String) {
        let (me, ballot, higher) = (self.me, self.ballot(ballot), self.ballot(higher));
        if led {
            return (
                format!("{me} leads no more: ballot {higher} is above its {ballot}."),
                "What it had proposed may still be chosen, or not: *that is for the new leader to \
                 find out*."
                    .into(),
            );
        }
        (
            format!("{me} gives up ballot {ballot}: {higher} is above it."),
            "Two that want to lead could *chase each other for ever*. It lets the other one try."
                .into(),
        )
    }
}
