//! The rows of cells on a card: what is promised, the log, what is executed.

use alloc::{string::String, vec, vec::Vec};

use super::Painter;
use crate::{
    kernel::NodeId,
    narrate::Term,
    paxos::{
        FILE_ACCEPTOR,
        message::Value,
        multi::{
            Memory, entry_text,
            message::{Record, Slot, is_no_op},
        },
    },
    view::{CellView, Ink, StripView, Tone, node, paxos::parts},
};

/// Which row the log is.
pub(super) const LOG: usize = 1;

/// Cards have no room for more cells than these, and logs are long.
const CELLS_MAX: usize = 12;

impl Painter<'_> {
    pub(super) fn strips(&self, was: &Self, id: NodeId) -> Vec<StripView> {
        if !self.config.serves(id) {
            let client = match self.memory(id) {
                Some(Memory::Client(client)) => Some(client),
                Some(Memory::Server(_)) | None => None,
            };
            let strip = |strip: Option<&_>| parts::client_strip(strip, self.language);
            return vec![strip(client)];
        }
        let mut strips = [self.promised(id), self.executed(id)];
        parts::mark(&mut strips, &[was.promised(id), was.executed(id)]);
        let [promised, executed] = strips;
        vec![promised, self.log(was, id), executed]
    }

    fn promised(&self, id: NodeId) -> StripView {
        let node = self.at(id);
        let promised = match self.server(id) {
            Some(server) => server.acceptor.promised,
            None => node.disk.promised,
        };
        let ink = match (node.disk.promised == promised, node.waiting(FILE_ACCEPTOR)) {
            (true, _) => Ink::Disk,
            (false, 0) => Ink::Memory,
            (false, _) => Ink::Writing,
        };
        let text = promised.map(|ballot| self.ballot(ballot));
        parts::strip(self.say(Term::Promised), text, ink, Tone::Follow)
    }

    /// The last slots in which a server has something, or misses something.
    fn log(&self, was: &Self, id: NodeId) -> StripView {
        let last = self.last(id);
        let first = last.0.saturating_sub(CELLS_MAX as u32) + 1;
        let cell = |slot: Slot| {
            let (cell, old) = (self.cell(id, slot), was.cell(id, slot));
            CellView {
                changed: (&old.text, old.ink) != (&cell.text, cell.ink),
                ..cell
            }
        };
        let mut cells: Vec<CellView> = (first..=last.0).map(|slot| cell(Slot(slot))).collect();
        if cells.is_empty() {
            cells.push(CellView {
                text: "–".into(),
                ..CellView::default()
            });
        }
        // How far it has executed the log.
        let executed = self.server(id).map_or(0, |server| server.replica.upto.0);
        let point = (executed + 1).saturating_sub(first) as usize;
        StripView {
            label: self.say(Term::Log),
            point: (point > 0 && executed > 0).then_some(point),
            cells,
            beside: false,
        }
    }

    /// The last slot in which a server has something.
    fn last(&self, id: NodeId) -> Slot {
        let accepted = match self.server(id) {
            Some(server) => &server.acceptor.accepted,
            None => &self.at(id).disk.accepted,
        };
        let accepted = accepted.keys().next_back().copied();
        let known = self.server(id).map(|server| server.replica.known);
        accepted.max(known).unwrap_or_default()
    }

    /// What a server has in a slot: what it knows to be chosen, or else what it accepted.
    fn cell(&self, id: NodeId, slot: Slot) -> CellView {
        let node = self.at(id);
        let server = self.server(id);
        let chosen = server.and_then(|server| server.replica.chosen.get(&slot));
        if let Some(value) = chosen {
            return cell(entry_text(slot, value), Ink::Decided, Tone::Decided);
        }
        let accepted = match server {
            Some(server) => server.acceptor.accepted.get(&slot),
            None => node.disk.accepted.get(&slot),
        };
        let Some(proposal) = accepted else {
            let nothing = Value("–".into());
            return cell(entry_text(slot, &nothing), Ink::Empty, Tone::Quiet);
        };
        let waiting = node::waiting(&node.pending, FILE_ACCEPTOR);
        let writes = |record: &&Record| {
            matches!(record, Record::Accept(entry)
                if entry.slot == slot && entry.proposal == *proposal)
        };
        let ink = match (node.disk.accepted.get(&slot), waiting.iter().any(writes)) {
            (Some(known), _) if known == proposal => Ink::Disk,
            (_, true) => Ink::Writing,
            (_, false) => Ink::Memory,
        };
        cell(entry_text(slot, &proposal.value), ink, Tone::Lead)
    }

    /// What a replica has executed, command by command.
    fn executed(&self, id: NodeId) -> StripView {
        let mut strip = self.delivered(id);
        strip.label = self.say(Term::Executed);
        if strip.cells.is_empty() {
            strip.cells.push(cell("–".into(), Ink::Empty, Tone::Quiet));
        }
        strip
    }

    /// The same without a sign for nothing, called by the server's name.
    pub(super) fn delivered(&self, id: NodeId) -> StripView {
        let history = self.server(id).map(|server| server.replica.history());
        let values = history.into_iter().flatten();
        let values = values.filter(|value| !is_no_op(value));
        let shown = |value: &Value| cell(value.0.as_ref().into(), Ink::Decided, Tone::Decided);
        StripView {
            label: self.name(id),
            cells: values.map(shown).collect(),
            ..StripView::default()
        }
    }
}

fn cell(text: String, ink: Ink, tone: Tone) -> CellView {
    CellView {
        text,
        ink,
        tone,
        changed: false,
    }
}
