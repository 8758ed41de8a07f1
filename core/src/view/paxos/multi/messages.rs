//! Messages as they show.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use crate::{
    kernel::{Effect, Input, Step},
    narrate::{Language, Term},
    paxos::{
        ballot_text,
        message::Ballot,
        multi::{
            Multi,
            config::Config,
            entry_text,
            message::{Entry, Message, Slot},
        },
    },
    view::{FieldView, Glyph, Tone},
};

/// A message's hue and shape: Paxos's, where it is one of Paxos's.
pub(super) fn look(message: &Message) -> (Tone, Glyph) {
    match message {
        Message::Ask { .. } => (Tone::Client, Glyph::Disc),
        Message::Prepare { .. } => (Tone::Look, Glyph::Triangle),
        Message::Promise { .. } => (Tone::Follow, Glyph::Ring),
        Message::Nack { .. } => (Tone::Quiet, Glyph::Bar),
        Message::Accept { .. } => (Tone::Lead, Glyph::Square),
        Message::Accepted { .. } => (Tone::Follow, Glyph::Diamond),
        Message::Learn { .. } | Message::Done { .. } => (Tone::Decided, Glyph::Disc),
        Message::CatchUp { .. } => (Tone::Sync, Glyph::Ring),
        Message::Heartbeat { .. } => (Tone::Quiet, Glyph::Disc),
    }
}

/// What a message is about: a slot, or who leads.
pub(super) fn matter(message: &Message) -> String {
    match message {
        Message::Accept { entry } | Message::Accepted { entry } => entry.slot.0.to_string(),
        Message::Learn { first, .. } | Message::CatchUp { from: first } => first.0.to_string(),
        Message::Prepare { .. } | Message::Promise { .. } | Message::Nack { .. } => "ballot".into(),
        Message::Ask { value } | Message::Done { value } => value.0.to_string(),
        Message::Heartbeat { .. } => "heartbeat".into(),
    }
}

/// What a step was about: the message that arrived, or else the first one that was sent.
pub(super) fn matter_of(step: &Step<Multi>) -> String {
    let arrived = if let Effect::Input {
        input: Input::Message { body, .. },
        ..
    } = &step.effect
    {
        Some(body)
    } else {
        step.messages().next().map(|(_, body)| body)
    };
    arrived.map_or_else(String::new, matter)
}

/// Whether a message is a promise of this ballot, or a vote in it for this slot.
pub(super) fn votes_for(message: &Message, counted: Ballot, slot: Option<Slot>) -> bool {
    if let Message::Promise { ballot, .. } = message {
        return slot.is_none() && *ballot == counted;
    }
    matches!(message, Message::Accepted { entry }
        if Some(entry.slot) == slot && entry.proposal.ballot == counted)
}

/// Every field of a message.
pub(super) fn fields(config: &Config, message: &Message, language: Language) -> Vec<FieldView> {
    let field = |term: Term, value: String| FieldView {
        name: language.term(term),
        value,
        was: None,
    };
    let text = |ballot: &Ballot| ballot_text(&config.paxos, *ballot);
    let number = |ballot: &Ballot| field(Term::Ballot, text(ballot));
    let slot = |term: Term, slot: &Slot| field(term, slot.0.to_string());
    let told = |entry: &Entry| {
        let ballot = text(&entry.proposal.ballot);
        let place = entry_text(entry.slot, &entry.proposal.value);
        format!("{place} ({ballot})")
    };
    match message {
        Message::Ask { value } | Message::Done { value } => {
            vec![field(Term::Value, value.0.as_ref().into())]
        }
        Message::Prepare { ballot, from } => vec![number(ballot), slot(Term::FromSlot, from)],
        Message::Promise { ballot, accepted } => {
            let reports: Vec<String> = accepted.iter().map(told).collect();
            let reports = match reports.is_empty() {
                true => language.term(Term::Nothing),
                false => reports.join(", "),
            };
            vec![number(ballot), field(Term::Reports, reports)]
        }
        Message::Nack { ballot, promised } => {
            vec![number(ballot), field(Term::Promised, text(promised))]
        }
        Message::Accept { entry } | Message::Accepted { entry } => vec![
            number(&entry.proposal.ballot),
            slot(Term::Slot, &entry.slot),
            field(Term::Value, entry.proposal.value.0.as_ref().into()),
        ],
        Message::Learn { first, values } => {
            let slots = (first.0..).map(Slot).zip(values);
            let told: Vec<String> = slots.map(|(slot, value)| entry_text(slot, value)).collect();
            vec![field(Term::Chosen, told.join(", "))]
        }
        Message::CatchUp { from } => vec![slot(Term::FromSlot, from)],
        Message::Heartbeat { ballot, chosen } => {
            vec![number(ballot), slot(Term::Chosen, chosen)]
        }
    }
}
