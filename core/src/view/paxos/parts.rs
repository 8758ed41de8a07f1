//! What both protocols draw alike.

use alloc::{format, string::String, vec, vec::Vec};

use crate::{
    kernel::{Armed, Node, NodeId, NodeSet, Protocol, Ticks},
    narrate::{Language, Term},
    paxos::{config::Config, learner::Client},
    sorted::sort_by_key,
    view::{CellView, Ink, StripView, TallyView, Tick, TimerView, Tone},
};

/// A row of one cell; an empty one if there is nothing to be in it.
pub(super) fn strip(label: String, text: Option<String>, ink: Ink, tone: Tone) -> StripView {
    let ink = if text.is_some() { ink } else { Ink::Empty };
    let text = text.unwrap_or_else(|| "–".into());
    let cell = CellView {
        text,
        ink,
        tone,
        changed: false,
    };
    StripView {
        label,
        cells: vec![cell],
        ..StripView::default()
    }
}

/// What a client wants, or was told.
pub(super) fn client_strip(client: Option<&Client>, language: Language) -> StripView {
    let answer = client.and_then(|client| client.answer.as_ref());
    if let Some(value) = answer {
        let (label, text) = (language.term(Term::Answered), Some(value.0.as_ref().into()));
        return strip(label, text, Ink::Decided, Tone::Decided);
    }
    let asking = client.and_then(|client| client.asking.as_ref());
    let text = asking.map(|(value, _)| value.0.as_ref().into());
    strip(language.term(Term::Wants), text, Ink::Memory, Tone::Client)
}

/// What a client is doing.
pub(super) fn client_role(client: &Client) -> Term {
    match (&client.asking, &client.answer) {
        (Some(_), _) => Term::Waiting,
        (None, Some(_)) => Term::Answered,
        (None, None) => Term::Client,
    }
}

/// Marks the cells that differ from those at their places before.
pub(super) fn mark(strips: &mut [StripView], earlier: &[StripView]) {
    for (strip, earlier) in strips.iter_mut().zip(earlier) {
        for (cell, old) in strip.cells.iter_mut().zip(&earlier.cells) {
            cell.changed = (&old.text, old.ink) != (&cell.text, cell.ink);
        }
    }
}

/// The running timers of a node, soonest first.
pub(super) fn timers<P: Protocol>(
    node: &Node<P>,
    now: Ticks,
    name: &dyn Fn(&P::Timer) -> String,
) -> Vec<TimerView> {
    let view = |armed: &Armed<P>| TimerView {
        label: name(&armed.timer),
        left_ticks: armed.deadline.0.0.saturating_sub(now.0),
        span_ticks: armed.span_ticks.0.max(1),
    };
    let mut timers: Vec<TimerView> = node.timers.iter().map(view).collect();
    sort_by_key(&mut timers, |timer| timer.left_ticks);
    timers
}

/// Votes counted against a quorum; `missing` says where a vote stands that is not counted.
pub(super) fn tally(
    config: &Config,
    language: Language,
    (node, title): (NodeId, String),
    have: NodeSet,
    missing: &dyn Fn(NodeId) -> Tick,
) -> TallyView {
    let state = |acceptor: NodeId| match have.contains(acceptor) {
        true => Tick::Have,
        false => missing(acceptor),
    };
    let mut ticks: Vec<(String, Tick)> = (config.acceptors())
        .map(|acceptor| (config.name(acceptor).into(), state(acceptor)))
        .collect();
    sort_by_key(&mut ticks, |(_, tick)| *tick);
    let quorum = config.quorum();
    let caption = format!("{} {quorum} / {}", language.term(Term::Quorum), ticks.len());
    TallyView {
        node: node.0,
        title,
        ticks,
        quorum,
        caption,
        tone: Tone::Follow,
        ..TallyView::default()
    }
}
