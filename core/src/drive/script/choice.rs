//! Reads a choice of a script: in its stable form, or shorter where only one can be meant.

use super::{Fault, FaultKind, Line};
use crate::kernel::{Choice, EnvelopeId, Expected, NodeId, Packet, Scripted, World, text};

/// The node of this name.
pub(super) fn node<P: Scripted>(
    world: &World<P>,
    line: &Line<'_>,
    name: &str,
) -> Result<NodeId, Fault> {
    let mut ids = (0..world.nodes().len() as u8).map(NodeId);
    let found = ids.find(|id| P::node_name(world.config(), *id) == name);
    found.ok_or_else(|| line.expected(Expected::Node))
}

/// The choice that begins at an offset of a line.
pub(super) fn read<P: Scripted>(
    world: &World<P>,
    line: &Line<'_>,
    start: usize,
) -> Result<Choice<P>, Fault> {
    let written = &line.text[start..];
    let mut words = written.split_whitespace();
    let (word, first) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let more = words.next();
    let about_envelope = matches!(word, "deliver" | "hold" | "release" | "drop" | "duplicate");
    if about_envelope && !first.contains('#') {
        if let Some(extra) = words.next() {
            let offset = extra.as_ptr() as usize - line.text.as_ptr() as usize;
            let expected = Expected::Nothing;
            return Err(line.fault(offset, FaultKind::Expected(expected)));
        }
        let id = envelope(world, line, first, more)?;
        return Ok(match word {
            "deliver" => Choice::Deliver(id),
            "hold" => Choice::Hold(id),
            "release" => Choice::Release(id),
            "drop" => Choice::Drop(id),
            _ => Choice::Duplicate(id),
        });
    }
    if matches!(word, "flush" | "run" | "fire") && more.is_none() {
        let found = foremost(world, word, node(world, line, first)?);
        let verb = ["flush", "run", "fire"]
            .into_iter()
            .find(|verb| *verb == word);
        let missing = || line.expected(Expected::NodeWith(verb.unwrap_or("run")));
        return found.ok_or_else(missing);
    }
    text::read(world, written).map_err(|unreadable| {
        let expected = if unreadable.offset == 0 {
            Expected::Command
        } else {
            unreadable.expected
        };
        line.fault(start + unreadable.offset, FaultKind::Expected(expected))
    })
}

/// The oldest envelope in a direction, of a kind if one is given.
fn envelope<P: Scripted>(
    world: &World<P>,
    line: &Line<'_>,
    direction: &str,
    kind: Option<&str>,
) -> Result<EnvelopeId, Fault> {
    let expected = || line.expected(Expected::DirectionAndType);
    let (from, to) = direction.split_once('>').ok_or_else(expected)?;
    let (from, to) = (node(world, line, from)?, node(world, line, to)?);
    let mut fitting = world.wire().envelopes().filter(|envelope| {
        envelope.id.from == from
            && envelope.id.to() == to
            && kind.is_none_or(|kind| {
                matches!(&envelope.packet, Packet::Message(body)
                        if P::message_kind(body) == kind)
            })
    });
    let found = fitting.next().map(|envelope| envelope.id);
    found.ok_or_else(|| line.fault(line.rest_offset(), FaultKind::NoSuchMessage))
}

/// What a node would flush, run or fire first.
fn foremost<P: Scripted>(world: &World<P>, word: &str, id: NodeId) -> Option<Choice<P>> {
    let node = &world.nodes()[id.index()];
    match word {
        "flush" => {
            let file = node.pending.first()?.file;
            let count = node.waiting(file);
            Some(Choice::Flush {
                node: id,
                file,
                count,
            })
        }
        "run" => Some(Choice::Run {
            node: id,
            task: node.tasks.first()?.task.clone(),
        }),
        _ => {
            let soonest = node.timers.iter().min_by_key(|armed| armed.deadline.0)?;
            Some(Choice::Fire {
                node: id,
                timer: soonest.timer.clone(),
            })
        }
    }
}
