//! What every protocol shows alike: envelopes, links, what may be chosen about them.

use alloc::{format, string::String, vec::Vec};

use super::{Bond, Condition, EnvelopeView, Fate, FieldView, Kin, LinkView, OfferView, Target};
use crate::{
    kernel::{
        Choice, Effect, Envelope, EnvelopeId, File, Input, NodeId, Packet, Pending, Scripted,
        Status, Step, StepIndex, Ticks, World, text,
    },
    narrate::{Language, Term},
    sorted::sort_by_key,
    view::Present,
};

/// How a node's status shows.
pub(super) fn condition(status: Status) -> Condition {
    match status {
        Status::Up => Condition::Up,
        Status::Paused => Condition::Paused,
        Status::Down => Condition::Down,
    }
}

/// An envelope as it shows.
pub(crate) fn envelope<P: Present>(
    world: &World<P>,
    envelope: &Envelope<P::Message>,
    language: Language,
) -> EnvelopeView {
    let body = match &envelope.packet {
        Packet::Message(body) => Some(body),
        Packet::Dial | Packet::Answer | Packet::Refusal | Packet::End => None,
    };
    let state = (envelope.held, envelope.due, envelope.born);
    shown(world, envelope.id, body, state, language)
}

#[inline(never)]
fn shown<P: Present>(
    world: &World<P>,
    id: EnvelopeId,
    body: Option<&P::Message>,
    (held, due, born): (bool, Ticks, StepIndex),
    language: Language,
) -> EnvelopeView {
    let config = world.config();
    let (tone, glyph) = body.map_or((super::Tone::Quiet, super::Glyph::Disc), P::look);
    let kind = body.map_or("TCP", P::message_kind);
    let stalled = world.wire().is_cut(id.from, id.to());
    let state = match (held, stalled) {
        (true, _) => Term::Held,
        (false, true) => Term::Stalled,
        (false, false) => Term::InFlight,
    };
    let field = |name: Term, value: String| FieldView {
        name: language.term(name),
        value,
        was: None,
    };
    let mut fields = alloc::vec![field(Term::Type, kind.into())];
    if let Some(body) = body {
        fields.extend(P::message_fields(config, body, language));
    }
    let wait = due.0.saturating_sub(world.now().0);
    fields.extend([
        field(Term::From, P::node_name(config, id.from)),
        field(Term::To, P::node_name(config, id.to())),
        field(Term::State, language.term(state)),
    ]);
    // What is held, or waits at a cut, arrives when somebody lets it.
    if !held && !stalled {
        fields.push(field(Term::Due, format!("{wait} ms")));
    }
    let brief = |body| P::message_brief(config, body);
    EnvelopeView {
        key: text::envelope::<P>(config, id),
        from: id.from.0,
        to: id.to().0,
        kind: kind.into(),
        brief: body.map_or_else(String::new, brief),
        tone,
        glyph,
        held,
        stalled,
        short: body.map_or_else(String::new, P::short),
        kin: body.map_or(Kin::Setup, P::kin),
        matter: body.map_or_else(String::new, P::matter),
        fields,
        sent_step: born.0,
    }
}

/// The message that a step took off the wire. One that was sent since the last stop is known from
/// the step itself.
#[inline(never)]
pub(super) fn arrived<P: Present>(
    before: &World<P>,
    step: &Step<P>,
    language: Language,
) -> Option<(EnvelopeView, Fate)> {
    let fate = match (&step.choice, &step.effect) {
        (Choice::Drop(_), _) | (Choice::Deliver(_), Effect::Undelivered { .. }) => Fate::Lost,
        (Choice::Deliver(_), _) => Fate::Delivered,
        (_, _) => return None,
    };
    let id = step.choice.envelope()?;
    if let Some(found) = before.wire().find(id) {
        return Some((envelope(before, found, language), fate));
    }
    let (Effect::Input {
        input: Input::Message { body, .. },
        ..
    }
    | Effect::Undelivered {
        body: Some(body), ..
    }) = &step.effect
    else {
        return None;
    };
    let born = step.cause.unwrap_or(step.index);
    let state = (false, step.at, born);
    Some((shown(before, id, Some(body), state, language), fate))
}

/// Links between these pairs, with their cuts.
pub(super) fn links<P: Scripted>(
    world: &World<P>,
    pairs: impl Iterator<Item = (NodeId, NodeId)>,
) -> Vec<LinkView> {
    let mut pairs: Vec<(NodeId, NodeId)> = pairs
        .map(|(a, b)| (a.min(b), a.max(b)))
        .filter(|(a, b)| a != b)
        .collect();
    let cuts = world
        .wire()
        .cuts
        .keys()
        .map(|(a, b)| (*a.min(b), *a.max(b)));
    pairs.extend(cuts);
    sort_by_key(&mut pairs, |pair| *pair);
    pairs.dedup();
    let view = |(a, b): (NodeId, NodeId)| LinkView {
        a: a.0,
        b: b.0,
        cut_ab: world.wire().is_cut(a, b),
        cut_ba: world.wire().is_cut(b, a),
        bond: Bond::Talk,
        hue: 0,
    };
    pairs.into_iter().map(view).collect()
}

/// The writes that wait at a node, file by file.
pub(super) fn waiting<P: Scripted>(pending: &[Pending<P>], file: File) -> Vec<&P::Record> {
    let own = pending.iter().filter(|pending| pending.file == file);
    own.map(|pending| &pending.write.record).collect()
}

/// Something to be chosen: one request, or several choices one after the other.
pub struct Gesture<P: Scripted> {
    /// What its button says; without it, what the choice says.
    pub label: String,
    /// The choices.
    pub choices: Vec<Choice<P>>,
}

/// What may be chosen about a thing, in the order in which it is shown.
pub(crate) fn offers<P: Present>(
    world: &World<P>,
    target: &Target,
    language: Language,
) -> Vec<OfferView> {
    let next = world.pick().map(|(choice, _)| choice);
    let about = |choice: &Choice<P>| match target {
        Target::Envelope(key) => {
            (choice.envelope()).is_some_and(|id| text::envelope::<P>(world.config(), id) == *key)
        }
        Target::Node(node) => choice.envelope().is_none() && choice.node() == Some(NodeId(*node)),
        Target::Link(a, b) => choice.link() == Some((NodeId(*a), NodeId(*b))),
    };
    let mut choices: Vec<Choice<P>> = world.enabled().into_iter().filter(about).collect();
    let gestures = match target {
        Target::Node(node) => P::gestures(world, NodeId(*node), language),
        Target::Envelope(_) | Target::Link(..) => Vec::new(),
    };
    let (asks, several): (Vec<_>, Vec<_>) =
        gestures.into_iter().partition(|it| it.label.is_empty());
    let asks = asks.into_iter().flat_map(|it| it.choices);
    let asks: Vec<Choice<P>> = asks.filter(|it| !choices.contains(it)).collect();
    choices.splice(..0, asks);
    sort_by_key(&mut choices, rank);
    let calm = choices.iter().filter(|it| rank(it) < 6).count();
    let offer = |choice: Choice<P>| OfferView {
        choice: text::write::<P>(world.config(), &choice),
        label: label(world, &choice, language),
        target: target.clone(),
        next: next.as_ref() == Some(&choice),
    };
    let mut offers: Vec<OfferView> = choices.into_iter().map(offer).collect();
    let several = several.into_iter().map(|it| {
        let choices = it.choices.iter();
        let texts: Vec<String> = choices
            .map(|it| text::write::<P>(world.config(), it))
            .collect();
        OfferView {
            choice: texts.join("\n"),
            label: it.label,
            target: target.clone(),
            next: false,
        }
    });
    offers.splice(calm..calm, several);
    offers
}

/// What goes on comes first, what destroys comes last.
fn rank<P: Scripted>(choice: &Choice<P>) -> u8 {
    match choice {
        Choice::Submit { .. } | Choice::Deliver(_) => 0,
        Choice::Run { .. } => 1,
        Choice::Flush { .. } => 2,
        Choice::Fire { .. } => 3,
        Choice::Release(_) | Choice::Hold(_) | Choice::Resume(_) | Choice::Restart(_) => 4,
        Choice::Mend { .. } | Choice::Duplicate(_) | Choice::Pause(_) => 5,
        Choice::Cut { .. } | Choice::Drop(_) | Choice::Crash(_) => 6,
        Choice::Tear { .. } | Choice::Break(_) | Choice::Wipe(_) => 7,
    }
}

/// What the button of a choice says.
pub(crate) fn label<P: Scripted>(
    world: &World<P>,
    choice: &Choice<P>,
    language: Language,
) -> String {
    let config = world.config();
    let say = |term| language.term(term);
    let way = |from: &NodeId, to: &NodeId| {
        format!(
            "{} → {}",
            P::node_name(config, *from),
            P::node_name(config, *to)
        )
    };
    match choice {
        Choice::Deliver(_) => say(Term::Deliver),
        Choice::Hold(_) => say(Term::Hold),
        Choice::Release(_) => say(Term::Release),
        Choice::Drop(_) => say(Term::Drop),
        Choice::Duplicate(_) => say(Term::Duplicate),
        Choice::Run { task, .. } => format!("{}: {}", say(Term::Run), P::task_text(config, task)),
        Choice::Fire { timer, .. } => {
            format!("{}: {}", say(Term::Fire), P::timer_text(config, timer))
        }
        Choice::Flush { file, count, .. } => {
            format!("{}: {} × {count}", say(Term::Flush), P::file_name(*file))
        }
        Choice::Break(_) => say(Term::Break),
        Choice::Cut { from, to } => format!("{}: {}", say(Term::Cut), way(from, to)),
        Choice::Mend { from, to } => format!("{}: {}", say(Term::Mend), way(from, to)),
        Choice::Crash(_) => say(Term::Crash),
        Choice::Tear { file, .. } => format!("{}: {}", say(Term::Tear), P::file_name(*file)),
        Choice::Restart(_) => say(Term::Restart),
        Choice::Pause(_) => say(Term::Pause),
        Choice::Resume(_) => say(Term::Resume),
        Choice::Wipe(_) => say(Term::Wipe),
        Choice::Submit { request, .. } => {
            let text = P::request_text(config, request);
            // What names a path is meant literally.
            if text.contains('/') {
                text
            } else {
                capital(text)
            }
        }
    }
}

/// With a capital letter at the beginning, where the script has them.
fn capital(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
