//! Sentences for what an acceptor does.

use alloc::{format, string::String};

use super::teller::Teller;
use crate::paxos::{
    config::Bug,
    message::{Ballot, Proposal},
    multi::message::Entry,
};

impl Teller<'_> {
    /// A ballot is promised, and written down.
    pub(super) fn promises(&self, ballot: &Ballot, before: Option<&Ballot>) -> (String, String) {
        (
            format!(
                "{} will promise ballot {}, once that is on disk.",
                self.me,
                self.ballot(ballot)
            ),
            match before {
                Some(before) => format!(
                    "It had promised {}, which is lower. The promise is *one for all slots*.",
                    self.ballot(before)
                ),
                None if self.has_answered() => "It remembers no promise, although it has made \
                                                one: *it has forgotten*."
                    .into(),
                None => "The promise is *one for all slots*. It is written before it is answered."
                    .into(),
            },
        )
    }

    /// A promise is sent.
    pub(super) fn sends_promise(&self, ballot: &Ballot, accepted: &[Entry]) -> (String, String) {
        let empty = accepted
            .iter()
            .any(|entry| entry.proposal.ballot.round == 0);
        (
            format!("{} promises ballot {}.", self.me, self.ballot(ballot)),
            if self.has(Bug::AnswerBeforeFlush) {
                "It does not wait for its disk: *a crash now would undo the promise*.".into()
            } else if empty {
                "It reports its empty slots *as if something were in them*.".into()
            } else if accepted.is_empty() {
                "The promise is on disk. It has accepted nothing in the slots asked about.".into()
            } else {
                format!(
                    "The promise is on disk. With it goes, for each slot, what {} has accepted: \
                     *{}*.",
                    self.me,
                    self.entries(accepted)
                )
            },
        )
    }

    /// A proposal is accepted, and written down.
    pub(super) fn accepts(
        &self,
        entry: &Entry,
        before: Option<&Proposal>,
        promised: Option<&Ballot>,
    ) -> (String, String) {
        let ballot = &entry.proposal.ballot;
        let headline = format!(
            "{} accepts {}, once that is on disk.",
            self.me,
            self.entry(entry)
        );
        let detail = match (promised, before) {
            (Some(promised), _) if promised > ballot => format!(
                "It had promised {}, which is higher: *against the rule*.",
                self.ballot(promised)
            ),
            (_, Some(before)) if *before != entry.proposal => format!(
                "It replaces {} of ballot {}. In each slot, it may accept again in rising ballots.",
                before.value.0,
                self.ballot(&before.ballot)
            ),
            (_, _) if self.votes(entry) == 0 => {
                "The ballot is not below its promise. *One acceptor accepting is not yet a \
                 choice.*"
                    .into()
            }
            (_, _) => "The ballot is not below its promise. Once it is on disk, it is one more \
                       vote for this slot."
                .into(),
        };
        (headline, detail)
    }

    /// How many acceptors have voted for a proposal.
    fn votes(&self, entry: &Entry) -> usize {
        let decree = self.history.decree(entry.slot);
        decree.map_or(0, |decree| decree.votes_for(&entry.proposal))
    }

    /// An acceptance goes out: what it means depends on how many there are.
    pub(super) fn has_accepted(&self, entry: &Entry) -> (String, String) {
        let (me, said) = (self.me, self.entry(entry));
        let chosen = self.history.decree(entry.slot).map(|decree| &decree.chosen);
        let mut chosen = chosen.into_iter().flatten();
        let choice = chosen.find(|chosen| chosen.proposal == entry.proposal);
        if self.has(Bug::AnswerBeforeFlush) {
            return (
                format!("{me} has accepted {said}."),
                "It does not wait for its disk: *a crash now would undo the vote*.".into(),
            );
        }
        match choice {
            None => (
                format!("{me} has accepted {said}."),
                "It is on disk, and the leader is told. It is chosen when *a majority* has \
                 accepted it in this ballot."
                    .into(),
            ),
            Some(choice) if !self.since.contains(&choice.step) => (
                format!("{me} has accepted {said}."),
                "It is on disk, and the leader is told. A majority had accepted it before: it is \
                 chosen already."
                    .into(),
            ),
            Some(_) => (
                format!(
                    "{me} has accepted {said}. That makes {} chosen.",
                    self.command(&entry.proposal.value)
                ),
                match self.history.chosen(entry.slot) == Some(&entry.proposal.value) {
                    true => "A majority has it on disk in this ballot. *The leader does not know \
                             yet*, but nothing else can be chosen in this slot any more."
                        .into(),
                    false => "A majority has it on disk in this ballot, *although another value \
                              was chosen in this slot before*."
                        .into(),
                },
            ),
        }
    }
}
