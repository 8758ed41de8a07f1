//! A sentence for each rule of Multi-Paxos.

use alloc::{format, string::String, vec::Vec};

use super::teller::Teller;
use crate::paxos::{
    config::Bug,
    message::{Ballot, Value},
    multi::{
        message::{Slot, is_no_op},
        rule::Rule,
    },
};

/// A sentence without a detail.
fn alone(headline: String) -> (String, String) {
    (headline, String::new())
}

fn slots(first: Slot, last: Slot) -> String {
    match first == last {
        true => format!("slot {}", first.0),
        false => format!("slots {} to {}", first.0, last.0),
    }
}

impl Teller<'_> {
    /// Headline and detail.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a rule, so that none can be forgotten"
    )]
    pub(super) fn rule(&self, rule: &Rule) -> (String, String) {
        let me = self.me;
        let number = |ballot: &Ballot| self.ballot(ballot);
        match rule {
            Rule::PickBallot { ballot, from } => self.picks(ballot, *from),
            Rule::SendPrepares { ballot, from } => (
                format!(
                    "{me} asks all to promise ballot {}, from slot {} on.",
                    number(ballot),
                    from.0
                ),
                "Phase 1, *once for all these slots*. Its own acceptor promises as well, without a \
                 message."
                    .into(),
            ),
            Rule::RoundTooLate { ballot } => (
                format!("{me} does not use ballot {} any more.", number(ballot)),
                "A higher one came up while its round was on the way to the disk.".into(),
            ),
            Rule::AlreadyAtWork { ballot } => alone(format!(
                "{me} leads with ballot {} already, or is about to.",
                number(ballot)
            )),
            Rule::Promise { ballot, before } => self.promises(ballot, before.as_ref()),
            Rule::SendPromise { ballot, accepted } => self.sends_promise(ballot, accepted),
            Rule::PromiseAgain {
                ballot,
                accepted: true,
            } => (
                format!(
                    "{me} is bound to ballot {} already: it has accepted in it.",
                    number(ballot)
                ),
                "It answers once that is on disk, and reports what it has accepted.".into(),
            ),
            Rule::PromiseAgain {
                ballot,
                accepted: false,
            } => (
                format!("{me} has promised ballot {} already, and repeats it.", number(ballot)),
                "The first answer may have been lost. Saying it twice changes nothing.".into(),
            ),
            Rule::RefusePrepare { ballot, promised } => (
                format!(
                    "{me} refuses ballot {}: it has promised {}.",
                    number(ballot),
                    number(promised)
                ),
                "A promise for a lower ballot would mean nothing.".into(),
            ),
            Rule::CountPromise {
                acceptor,
                accepted,
                have,
                need,
                ..
            } => self.counts_promise(*acceptor, accepted, *have, *need),
            Rule::LatePromise { ballot } => (
                format!("{me} no longer needs this promise for ballot {}.", number(ballot)),
                "Its quorum is complete, or it has moved on. The promise itself still binds."
                    .into(),
            ),
            Rule::SamePromise { acceptor, .. } => (
                format!("{me} has counted {}’s promise already.", self.name(*acceptor)),
                "A message that arrives twice is one promise.".into(),
            ),
            Rule::Lead {
                ballot,
                next,
                reported,
            } => self.leads(ballot, *next, *reported),
            Rule::Adopt { entry, of } => self.adopts(entry, of),
            Rule::FillGap { slot } => alone(format!(
                "Slot {} is a gap, and *gets a no-op*: nobody reports it, but a later slot waits \
                 for it.",
                slot.0
            )),
            Rule::Propose { entry } => self.proposes(entry),
            Rule::Queue { value, alpha } => (
                format!("{me} keeps {} waiting: enough is under way.", value.0),
                format!(
                    "It goes at most {alpha} ahead of the slots that it knows to be chosen without \
                     a gap (α)."
                ),
            ),
            Rule::Wait { value, ballot } => (
                format!("{me} keeps {} until it leads.", value.0),
                format!("Its ballot {} is not through yet.", number(ballot)),
            ),
            Rule::Forward { value, leader } => (
                format!("{me} hands {} to {}.", value.0, self.name(*leader)),
                format!(
                    "It takes {} for the leader. If nothing comes of it, it will ask again, and \
                     then *want to lead itself*.",
                    self.name(*leader)
                ),
            ),
            Rule::NotLeading { value } => (
                format!("{me} does not lead, and does nothing about {}.", value.0),
                "Whoever sent it will ask again, or lead.".into(),
            ),
            Rule::AlreadyChosen { slot, value } => (
                format!("{me} knows that {} is chosen in slot {}.", value.0, slot.0),
                "What is chosen stays where it is. Asked for twice, it is *executed once*.".into(),
            ),
            Rule::AlreadyAsked { value } => (
                format!("{me} sees to {} already.", value.0),
                "One and the same command needs one slot.".into(),
            ),
            Rule::Accept {
                entry,
                before,
                promised,
            } => self.accepts(entry, before.as_ref(), promised.as_ref()),
            Rule::SendAccepted { entry } => self.has_accepted(entry),
            Rule::RefuseAccept { entry, promised } => (
                format!(
                    "{me} refuses {}: it has promised {}.",
                    self.entry(entry),
                    number(promised)
                ),
                "This is what the promise was for: *what comes too late can no longer be chosen* \
                 behind a later leader’s back."
                    .into(),
            ),
            Rule::CountVote {
                entry,
                acceptor,
                have,
                need,
            } => self.counts_vote(entry, *acceptor, *have, *need),
            Rule::SeeChosen { entry } if !self.is_chosen(entry) => {
                self.mistaken(entry.slot, &entry.proposal.value)
            }
            Rule::SeeChosen { entry } => (
                format!(
                    "{me} sees that {} is chosen in slot {}.",
                    self.command(&entry.proposal.value),
                    entry.slot.0
                ),
                format!(
                    "A majority has accepted it in ballot {}. The others are told.",
                    number(&entry.proposal.ballot)
                ),
            ),
            Rule::LateVote { entry } => (
                format!("{me} needs no more votes for {}.", self.entry(entry)),
                "It is counted already, or the ballot is over.".into(),
            ),
            Rule::Learn { news } => self.learns(news),
            Rule::KnownAlready { first } => alone(format!(
                "{me} knows already what is chosen in slot {}.",
                first.0
            )),
            Rule::Execute {
                slot,
                value,
                again,
                over,
            } => alone(self.executes(*slot, value, *again, *over)),
            Rule::Await { slot, missing } => alone(format!(
                "Slot {} is *not executed yet*: what is chosen in slot {} is not known here.",
                slot.0, missing.0
            )),
            Rule::StepDown {
                ballot,
                higher,
                led,
            } => self.steps_down(ballot, higher, *led),
            Rule::LateNack { ballot } => (
                format!(
                    "{me} is done with ballot {}: the refusal changes nothing.",
                    number(ballot)
                ),
                "It only notes that a higher ballot exists.".into(),
            ),
            Rule::TryHigher { ballot } => alone(format!(
                "{me} has waited long enough for ballot {}.",
                number(ballot)
            )),
            Rule::AskLeaderAgain { leader } => (
                format!("{me} has waited, and asks {} once more.", self.name(*leader)),
                "What it asked, or the answer, may be lost, or the leader down: *it cannot tell \
                 which*."
                    .into(),
            ),
            Rule::Suspect { leader } => alone(match leader {
                Some(leader) => format!("{me} no longer counts on {}.", self.name(*leader)),
                None => format!("{me} hears of no leader."),
            }),
            Rule::SendAgain { slots, .. } => {
                let slots: Vec<String> = slots.iter().map(|slot| format!("{}", slot.0)).collect();
                (
                    format!("{me} proposes slot {} once more.", slots.join(", ")),
                    "Votes are missing. In one ballot *the same value* may be sent as often as \
                     need be."
                        .into(),
                )
            }
            Rule::AskMissing { from, of } => (
                format!(
                    "{me} asks {} what is chosen from slot {} on.",
                    self.name(*of),
                    from.0
                ),
                "It may have missed something, and executes nothing above a slot that it lacks."
                    .into(),
            ),
            Rule::SendChosen { first, last, to } => (
                format!(
                    "{me} tells {} what is chosen in {}.",
                    self.name(*to),
                    slots(*first, *last)
                ),
                "What is chosen never changes, so *any replica may tell it*.".into(),
            ),
            Rule::NothingNewer { from } => alone(format!(
                "{me} knows of nothing chosen from slot {} on.",
                from.0
            )),
            Rule::SendHeartbeat { .. } => (
                format!("{me} says that it is there."),
                "Whoever hears nothing for too long wants to lead.".into(),
            ),
            Rule::HearHeartbeat { ballot } => alone(format!(
                "{me} hears that the leader of ballot {} is there.",
                number(ballot)
            )),
            Rule::RefuseHeartbeat { ballot, promised } => alone(format!(
                "{me} refuses the leader of ballot {}: it has promised {}.",
                number(ballot),
                number(promised)
            )),
            Rule::Ask { value, server } => (
                format!("{me} asks {} for {}.", self.name(*server), value.0),
                "A client sees nothing of ballots, slots and leaders: it asks, and waits.".into(),
            ),
            Rule::AskNext { value, server } => (
                format!(
                    "{me} has waited in vain and asks {} for {}.",
                    self.name(*server),
                    value.0
                ),
                "Its question or the answer may be lost, or the server down: *it cannot tell \
                 which*."
                    .into(),
            ),
            Rule::Answered { value } => (
                format!("{me} has its answer: {} is executed.", value.0),
                "The server that it asked has executed every slot up to there.".into(),
            ),
            Rule::AnsweredAlready { value } => alone(format!(
                "{me} is told of {}, and does not wait for it any more.",
                value.0
            )),
            Rule::Recover { promised, accepted } => self.recovers(promised.as_ref(), *accepted),
            Rule::NothingToDo => alone(format!("{me} has nothing to do about that.")),
        }
    }

    fn learns(&self, news: &[(Slot, Value)]) -> (String, String) {
        let wrong = news
            .iter()
            .find(|(slot, value)| !self.history.is_chosen(*slot, value));
        match (wrong, news) {
            (Some((slot, value)), _) => self.mistaken(*slot, value),
            (None, [(slot, value)]) => alone(format!(
                "{} learns that {} is chosen in slot {}.",
                self.me,
                self.command(value),
                slot.0
            )),
            (None, _) => {
                let listed = news
                    .iter()
                    .map(|(slot, value)| format!("{} {}", slot.0, value.0));
                let listed: Vec<String> = listed.collect();
                alone(format!(
                    "{} learns what is chosen: {}.",
                    self.me,
                    listed.join(", ")
                ))
            }
        }
    }

    fn executes(&self, slot: Slot, value: &Value, again: bool, over: Option<Slot>) -> String {
        let (me, word) = (self.me, &value.0);
        match over {
            Some(over) => format!(
                "{me} executes {word} of slot {}, *although slot {} is missing*.",
                slot.0, over.0
            ),
            None if is_no_op(value) => {
                format!(
                    "{me} executes slot {}, where there is nothing to do.",
                    slot.0
                )
            }
            None if again => format!(
                "{me} has executed {word} before: slot {} changes nothing.",
                slot.0
            ),
            None => format!("{me} executes {word}, the command of slot {}.", slot.0),
        }
    }

    fn recovers(&self, promised: Option<&Ballot>, accepted: usize) -> (String, String) {
        if !self.config.serves(self.node) {
            return alone(format!("{} starts again.", self.me));
        }
        if self.has(Bug::Amnesia) {
            return (
                format!("{} starts again, and does not read its disk.", self.me),
                "Whatever it had promised and accepted, *it has forgotten*.".into(),
            );
        }
        let detail = match (promised, accepted) {
            (Some(promised), 0) => format!(
                "It finds that it promised {}, and stays bound by it.",
                self.ballot(promised)
            ),
            (Some(promised), accepted) => format!(
                "It finds that it promised {}, and what it accepted: something in {}. *What is \
                 chosen it has to be told again.*",
                self.ballot(promised),
                match accepted {
                    1 => "one slot".into(),
                    count => format!("{count} slots"),
                }
            ),
            (None, _) => "It finds no promise and nothing accepted.".into(),
        };
        (format!("{} starts again from its disk.", self.me), detail)
    }
}
