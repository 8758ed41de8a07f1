//! A sentence for each rule of Paxos.

use alloc::{format, string::String};

use super::teller::Teller;
use crate::paxos::{config::Bug, message::Ballot, rule::Rule};

impl Teller<'_> {
    /// Headline and detail.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a rule, so that none can be forgotten"
    )]
    pub(super) fn rule(&self, rule: &Rule) -> (String, String) {
        let me = self.me;
        let ballot = |ballot: &Ballot| self.ballot(*ballot);
        match rule {
            Rule::PickBallot {
                ballot: number,
                value,
            } => (
                format!(
                    "{me} wants {} chosen and picks ballot {}.",
                    value.0,
                    ballot(number)
                ),
                "No ballot may be used twice, so it *writes its round down* before it says \
                 anything."
                    .into(),
            ),
            Rule::SendPrepares { ballot: number } => (
                format!(
                    "{me} asks every acceptor to promise ballot {}.",
                    ballot(number)
                ),
                "Phase 1. It does not say which value it wants: *first it must hear* whether one \
                 may be chosen already."
                    .into(),
            ),
            Rule::AlreadyAtWork { ballot: number } => (
                format!("{me} is at work on ballot {} already.", ballot(number)),
                "Paxos chooses one value. Whoever asks now is told that one.".into(),
            ),
            Rule::AlreadyChosen { value } => (
                format!("{me} knows that {} is chosen.", value.0),
                "What is chosen stays chosen; nothing new can be proposed.".into(),
            ),
            Rule::CountPromise {
                acceptor,
                accepted,
                have,
                need,
                ..
            } => (
                format!("{me} has {have} of the {need} promises it needs."),
                match accepted {
                    Some(proposal) => format!(
                        "{} reports that it accepted {}: *that may be chosen already*.",
                        self.config.name(*acceptor),
                        self.accepted(proposal)
                    ),
                    None => format!(
                        "{} has accepted nothing so far. A majority is needed, since any two \
                         majorities share an acceptor.",
                        self.config.name(*acceptor)
                    ),
                },
            ),
            Rule::FixValue {
                ballot: number,
                value,
                adopted: None,
            } => (
                format!(
                    "{me} is free to propose {} in ballot {}.",
                    value.0,
                    ballot(number)
                ),
                "A quorum has promised and reports nothing accepted. It concludes that *no \
                 lower ballot can be chosen any more*, so its own value is safe."
                    .into(),
            ),
            Rule::FixValue {
                ballot: number,
                value,
                adopted: Some(_),
            } if self.config.bugs.has(Bug::MostSupportedValue) => (
                format!("{me} proposes {} in ballot {}.", value.0, ballot(number)),
                "It takes the value reported most often. *The highest ballot reported* is what \
                 counts, not how many report it."
                    .into(),
            ),
            Rule::FixValue {
                ballot: number,
                value,
                adopted: Some(from),
            } => (
                format!(
                    "{me} must propose {} in ballot {}.",
                    value.0,
                    ballot(number)
                ),
                format!(
                    "The highest ballot reported is {}, with {}. It may have been chosen, so {me} \
                     *gives up its own wish* and finishes that one.",
                    ballot(from),
                    value.0
                ),
            ),
            Rule::LatePromise { ballot: number } => (
                format!(
                    "{me} no longer needs this promise for ballot {}.",
                    ballot(number)
                ),
                "Its quorum is complete, or it has moved on. The promise itself still binds."
                    .into(),
            ),
            Rule::SamePromise { acceptor, .. } => (
                format!(
                    "{me} has counted {}’s promise already.",
                    self.config.name(*acceptor)
                ),
                "A message that arrives twice is one promise.".into(),
            ),
            Rule::SeeChosen { proposal } if !self.is_chosen(proposal) => self.mistaken(proposal),
            Rule::SeeChosen { proposal } => (
                format!("{me} sees that {} is chosen.", proposal.value.0),
                format!(
                    "A majority has accepted it in ballot {}. *Nothing can undo this any more.*",
                    ballot(&proposal.ballot)
                ),
            ),
            Rule::BackOff {
                ballot: number,
                promised,
            } => (
                format!(
                    "{me} is refused: ballot {} is in the way of {}.",
                    ballot(promised),
                    ballot(number)
                ),
                "It waits a while before it tries a higher one, longer each time and never quite \
                 the same, so that two proposers do not *chase each other for ever*."
                    .into(),
            ),
            Rule::LateNack { ballot: number } => (
                format!(
                    "{me} is done with ballot {}: the refusal changes nothing.",
                    ballot(number)
                ),
                "It only notes that a higher ballot exists.".into(),
            ),
            Rule::TryHigher { ballot: number } => (
                format!("{me} has waited long enough for ballot {}.", ballot(number)),
                "Messages may be lost, or it was refused. A higher ballot starts afresh.".into(),
            ),
            Rule::NothingToDo => (
                format!("{me} has nothing to do about that."),
                "What it was about is over.".into(),
            ),
            Rule::Promise {
                ballot: number,
                before,
            } => (
                format!(
                    "{me} will promise ballot {}, once that is on disk.",
                    ballot(number)
                ),
                match before {
                    Some(before) => format!(
                        "It had promised {}, which is lower. From now on {} is the lowest it \
                         accepts.",
                        ballot(before),
                        ballot(number)
                    ),
                    None if self.has_answered() => {
                        "It remembers no promise, although it has made one: \
                                                     *it has forgotten*."
                            .into()
                    }
                    None => "It has promised nothing before. A promise that a crash could undo \
                             would be worth nothing, so it is *written before it is answered*."
                        .into(),
                },
            ),
            Rule::SendPromise { ballot: number, .. } if self.answers_early() => (
                format!("{me} promises ballot {}.", ballot(number)),
                "It does not wait for its disk: *a crash now would undo the promise*.".into(),
            ),
            Rule::SendPromise {
                ballot: number,
                accepted: None,
            } if self.config.bugs.has(Bug::EmptyAsValue) => (
                format!("{me} promises ballot {}.", ballot(number)),
                "It has accepted nothing, but reports its empty register *as if it were a value*."
                    .into(),
            ),
            Rule::SendPromise {
                ballot: number,
                accepted,
            } => (
                format!("{me} promises ballot {}.", ballot(number)),
                match accepted {
                    Some(proposal) => format!(
                        "The promise is on disk. With it goes what {me} has accepted: *{}*.",
                        self.accepted(proposal)
                    ),
                    None => "The promise is on disk: nothing lower will be accepted here any \
                             more. It has accepted nothing so far."
                        .into(),
                },
            ),
            Rule::PromiseAgain {
                ballot: number,
                accepted: true,
            } => (
                format!(
                    "{me} is bound to ballot {} already: it has accepted in it.",
                    ballot(number)
                ),
                "It answers once that is on disk, and reports what it has accepted.".into(),
            ),
            Rule::PromiseAgain {
                ballot: number,
                accepted: false,
            } => (
                format!(
                    "{me} has promised ballot {} already, and repeats it.",
                    ballot(number)
                ),
                "The first answer may have been lost. Saying it twice changes nothing.".into(),
            ),
            Rule::RefusePrepare {
                ballot: number,
                promised,
            } => (
                format!(
                    "{me} refuses ballot {}: it has promised {}.",
                    ballot(number),
                    ballot(promised)
                ),
                "A promise for a lower ballot would mean nothing.".into(),
            ),
            Rule::Accept { proposal, before } => (
                format!(
                    "{me} accepts {}, once that is on disk.",
                    self.accepted(proposal)
                ),
                match before {
                    Some(before) if before.ballot > proposal.ballot => format!(
                        "It gives up {} for a *lower* ballot: against the rule.",
                        self.accepted(before)
                    ),
                    Some(before) if before != proposal => format!(
                        "It replaces {}. An acceptor may accept again and again, in rising \
                         ballots.",
                        self.accepted(before)
                    ),
                    Some(_) | None if self.votes(proposal) == 0 => {
                        "The ballot is not below its promise. *One acceptor accepting is not yet \
                         a choice.*"
                            .into()
                    }
                    Some(_) | None => "The ballot is not below its promise. Once it is on disk, \
                                       it is one more vote for this ballot."
                        .into(),
                },
            ),
            Rule::SendAccepted { proposal } if self.answers_early() => (
                self.has_accepted(proposal).0,
                "It does not wait for its disk: *a crash now would undo the vote*.".into(),
            ),
            Rule::SendAccepted { proposal } => self.has_accepted(proposal),
            Rule::RefuseAccept { proposal, promised } => (
                format!(
                    "{me} refuses {}: it has promised {}.",
                    self.accepted(proposal),
                    ballot(promised)
                ),
                "This is what the promise was for: *what comes too late can no longer be chosen* \
                 behind a later ballot's back."
                    .into(),
            ),
            Rule::Recover { .. } if self.forgets() => (
                format!("{me} starts again, and does not read its disk."),
                "Whatever it had promised and accepted, *it has forgotten*.".into(),
            ),
            Rule::Recover { promised, accepted } => (
                format!("{me} starts again from its disk."),
                match (promised, accepted) {
                    (Some(promised), Some(accepted)) => format!(
                        "It finds that it promised {} and accepted {}, and stays bound by both.",
                        ballot(promised),
                        self.accepted(accepted)
                    ),
                    (Some(promised), None) => format!(
                        "It finds that it promised {}, and stays bound by it.",
                        ballot(promised)
                    ),
                    (None, _) => "It finds no promise and nothing accepted.".into(),
                },
            ),
            Rule::CountVote {
                proposal,
                acceptor,
                have,
                need,
            } => (
                format!(
                    "{me} counts {have} of {need} votes for {}.",
                    self.accepted(proposal)
                ),
                if self.config.bugs.has(Bug::CountAcrossBallots) {
                    format!(
                        "{} has accepted it. This learner adds up votes of different ballots: \
                         *each is genuine, the sum is not*.",
                        self.config.name(*acceptor)
                    )
                } else {
                    format!(
                        "{} has accepted it. Only votes of *one and the same ballot* add up.",
                        self.config.name(*acceptor)
                    )
                },
            ),
            Rule::Learn { proposal } if !self.is_chosen(proposal) => self.mistaken(proposal),
            Rule::Learn { proposal } => (
                format!("{me} learns that {} is chosen.", proposal.value.0),
                format!(
                    "A majority has accepted it in ballot {}. Every later ballot will find it in \
                     some promise and propose it again.",
                    self.ballot(proposal.ballot)
                ),
            ),
            Rule::LateVote { proposal } => (
                format!("{me} needs no more votes for {}.", self.accepted(proposal)),
                "It is counted already, or the matter is decided.".into(),
            ),
            Rule::Ask { value, proposer } => (
                format!(
                    "{me} asks {} to get {} chosen.",
                    self.config.name(*proposer),
                    value.0
                ),
                "A client sees nothing of ballots and quorums: it asks, and waits.".into(),
            ),
            Rule::AskNext { value, proposer } => (
                format!(
                    "{me} has waited in vain and asks {} for {}.",
                    self.config.name(*proposer),
                    value.0
                ),
                "Its question or the answer may be lost, or the proposer is down: *it cannot \
                 tell which*."
                    .into(),
            ),
            Rule::Answered {
                asked: Some(asked),
                value,
            } if asked == value => (
                format!("{me} has its answer: {} is chosen.", value.0),
                "That is what it asked for.".into(),
            ),
            Rule::Answered {
                asked: Some(asked),
                value,
            } => (
                format!(
                    "{me} has its answer: {} is chosen, not {}.",
                    value.0, asked.0
                ),
                "Another value was first. Paxos agrees on *one* value, not on everybody's.".into(),
            ),
            Rule::Answered { asked: None, value } => (
                format!("{me} is told once more that {} is chosen.", value.0),
                "It had its answer already.".into(),
            ),
        }
    }
}
