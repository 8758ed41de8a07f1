//! The rows of cells on a card: the log, and below it what the phase is about.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{Painter, messages};
use crate::{
    kernel::NodeId,
    narrate::Term,
    view::{CellView, Ink, StripView, Tone},
    zookeeper::{
        database::Register,
        disk::Disk,
        history::Txn,
        message::{Record, Vote},
        name, serve,
        server::{Role, Server},
        txn_text,
        zxid::Zxid,
    },
};

/// Cards have no room for more cells than these, and logs are long.
const CELLS_MAX: usize = 12;

/// A zxid in a cell, whose frame stands for the brackets.
pub(super) fn cell_text(zxid: Zxid) -> String {
    format!("{},{}", zxid.epoch(), zxid.counter())
}

/// The cell of a history that is empty.
pub(super) fn nothing() -> CellView {
    CellView {
        text: "–".into(),
        ..CellView::default()
    }
}

/// An epoch of one file, and whether it is still on its way there.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Epoch {
    value: u32,
    ink: Ink,
}

impl Painter<'_> {
    /// The log first, then one row: of the vote, of the epochs, of what is served.
    pub(super) fn strips(&self, id: NodeId) -> Vec<StripView> {
        let mut strips = vec![self.log(id)];
        match self.server(id) {
            Some(server) if serve::serves(server) => strips.push(self.served(server)),
            Some(server) => match &server.role {
                Role::Looking(looking) => {
                    strips.push(self.vote(looking.proposal, looking.finalizing));
                }
                Role::Leading(_) | Role::Learning(_) | Role::Leaving { .. } | Role::Resting => {
                    strips.extend(self.epochs(id));
                }
            },
            None => strips.extend(self.epochs(id)),
        }
        strips
    }

    /// The row of a card that has room for one.
    pub(super) fn foremost(&self, server: Option<&Server>) -> usize {
        let own = server.is_some_and(|server| match &server.role {
            Role::Looking(_) => true,
            Role::Leading(_) | Role::Learning(_) => !serve::serves(server),
            Role::Leaving { .. } | Role::Resting => false,
        });
        usize::from(own)
    }

    /// The transactions a server has, the last ones: those it knows to be committed, those it has
    /// logged, those on their way to the disk.
    #[inline(never)]
    fn log(&self, id: NodeId) -> StripView {
        let (txns, committed) = self.history(id);
        let first = txns.len().saturating_sub(CELLS_MAX);
        let cell = |(place, txn): (usize, &Txn)| CellView {
            text: cell_text(txn.zxid),
            ink: self.ink(id, txn.zxid, place < committed),
            tone: if place < committed {
                Tone::Decided
            } else {
                Tone::Lead
            },
            changed: false,
        };
        let mut cells: Vec<CellView> = txns.iter().enumerate().skip(first).map(cell).collect();
        if cells.is_empty() {
            cells.push(nothing());
        }
        cells.extend(self.dropped(id));
        if let Some(torn) = &self.at(id).disk.torn {
            cells.push(CellView {
                text: cell_text(torn.zxid),
                ink: Ink::Torn,
                ..CellView::default()
            });
        }
        StripView {
            label: self.say(Term::Log),
            cells,
            point: (committed > first).then_some(committed - first),
            beside: false,
        }
    }

    /// What is still on a disk and about to be cut off.
    #[inline(never)]
    fn dropped(&self, id: NodeId) -> Vec<CellView> {
        let node = self.at(id);
        let cut = node.pending.iter().find_map(|pending| {
            if let Record::Truncate { zxid, .. } = &pending.write.record {
                return Some(*zxid);
            }
            None
        });
        let cell = |txn: &Txn| CellView {
            text: cell_text(txn.zxid),
            ink: Ink::Dropped,
            ..CellView::default()
        };
        let log = &node.disk.log;
        cut.map_or_else(Vec::new, |zxid| {
            log.from(log.upto(zxid)).map(cell).collect()
        })
    }

    /// What has been delivered to the client of a server: the data of `/x`, write by write.
    pub(super) fn delivered(&self, id: NodeId) -> StripView {
        let (txns, committed) = self.history(id);
        let cell = |txn: &Txn| CellView {
            text: txn_text(txn),
            ink: Ink::Decided,
            tone: Tone::Decided,
            changed: false,
        };
        StripView {
            label: name(id),
            cells: txns.iter().take(committed).map(cell).collect(),
            ..StripView::default()
        }
    }

    /// All transactions a server has, in order, and how many of them it knows to be committed. Of
    /// a server that is down, what its disk has.
    pub(super) fn history(&self, id: NodeId) -> (Vec<Txn>, usize) {
        let node = self.at(id);
        let mut txns: Vec<Txn> = Vec::new();
        let Some(server) = node.server() else {
            let disk = &node.disk;
            txns.extend(disk.snapshot.history.iter().cloned());
            add(&mut txns, disk.log.iter());
            return (txns, 0);
        };
        txns.extend(server.database.history.iter().cloned());
        match &server.role {
            Role::Leading(leader) => {
                let outstanding = leader.outstanding.iter();
                add(&mut txns, outstanding.map(|proposal| &proposal.txn));
            }
            Role::Learning(learner) => {
                if let Some(learning) = &learner.learning {
                    add(&mut txns, learning.to_ack.iter());
                    add(&mut txns, learning.not_committed.iter());
                }
                add(&mut txns, learner.pending.iter());
            }
            Role::Leaving { tail, .. } => add(&mut txns, tail.iter()),
            Role::Looking(_) | Role::Resting => {}
        }
        (txns, server.committed)
    }

    /// How durable a transaction is at a server.
    pub(super) fn ink(&self, id: NodeId, zxid: Zxid, committed: bool) -> Ink {
        let node = self.at(id);
        let writes = node.pending.iter().map(|pending| &pending.write.record);
        let mut writes = writes.map(|record| match record {
            Record::Append(txn) => txn.zxid == zxid,
            Record::Snapshot { snapshot, .. } => snapshot.zxid >= zxid,
            Record::Truncate { .. } | Record::AcceptedEpoch(_) | Record::CurrentEpoch(_) => false,
        });
        if on_disk(&node.disk, zxid) {
            if committed { Ink::Decided } else { Ink::Disk }
        } else if writes.any(|writes| writes) {
            Ink::Writing
        } else {
            Ink::Memory
        }
    }

    /// A vote in the order in which votes are compared.
    #[inline(never)]
    fn vote(&self, vote: Vote, settled: bool) -> StripView {
        let ink = if settled { Ink::Disk } else { Ink::Memory };
        let cell = |text: String| CellView {
            text,
            ink,
            tone: Tone::Look,
            changed: false,
        };
        let cells = vote.map_or_else(Vec::new, |vote| {
            vec![
                cell(vote.epoch.to_string()),
                cell(cell_text(vote.zxid)),
                cell(name(vote.leader)),
            ]
        });
        StripView {
            label: self.say(Term::Vote),
            cells,
            ..StripView::default()
        }
    }

    /// What a client reads at a server, and what it has asked and waits for. Where clients are
    /// nodes, how far a server has applied what it knows.
    #[inline(never)]
    fn served(&self, server: &Server) -> StripView {
        let apart = self.config.clients > 0;
        let value = match apart {
            true => Some(cell_text(server.database.last_processed)),
            false => {
                let value = Register::of(&server.database.tree).value();
                value.map(|value| value.0.as_ref().into())
            }
        };
        let mut cells = vec![CellView {
            ink: if value.is_some() {
                Ink::Decided
            } else {
                Ink::Empty
            },
            text: value.unwrap_or_else(|| "–".into()),
            tone: Tone::Decided,
            changed: false,
        }];
        let asked = server.asked.iter().map(|asked| CellView {
            text: messages::call(&asked.call),
            ink: Ink::Memory,
            tone: Tone::Client,
            changed: false,
        });
        cells.extend(asked);
        StripView {
            label: if apart {
                self.say(Term::Applied)
            } else {
                "/x".into()
            },
            cells,
            ..StripView::default()
        }
    }

    /// The two epochs, in one row.
    fn epochs(&self, id: NodeId) -> [StripView; 2] {
        let [accepted, current] = self.epoch_files(id);
        let strip = |term: Term, epoch: Epoch| StripView {
            label: self.say(term),
            cells: vec![CellView {
                text: epoch.value.to_string(),
                ink: epoch.ink,
                tone: Tone::Sync,
                changed: false,
            }],
            point: None,
            beside: false,
        };
        let accepted = strip(Term::Accepted, accepted);
        [
            strip(Term::CurrentEpoch, current),
            StripView {
                beside: true,
                ..accepted
            },
        ]
    }

    /// `acceptedEpoch` and `currentEpoch`: those being written, else those in force.
    fn epoch_files(&self, id: NodeId) -> [Epoch; 2] {
        let node = self.at(id);
        let held = match node.server() {
            Some(server) => [server.accepted_epoch, server.current_epoch],
            None => {
                let last = node.disk.log.last().max(node.disk.snapshot.zxid).epoch();
                let or_last = |epoch: Option<u32>| epoch.unwrap_or(last);
                [
                    or_last(node.disk.accepted_epoch),
                    or_last(node.disk.current_epoch),
                ]
            }
        };
        let mut epochs = held.map(|value| Epoch {
            value,
            ink: Ink::Disk,
        });
        for pending in &node.pending {
            let (place, value) = match &pending.write.record {
                Record::AcceptedEpoch(epoch) => (0, *epoch),
                Record::CurrentEpoch(epoch) => (1, *epoch),
                Record::Append(_) | Record::Truncate { .. } | Record::Snapshot { .. } => continue,
            };
            epochs[place] = Epoch {
                value,
                ink: Ink::Writing,
            };
        }
        epochs
    }

    /// Both epochs in a few characters: `epoch 2`, or `epoch 1→2` while the accepted one is ahead.
    pub(super) fn epochs_brief(&self, id: NodeId) -> String {
        let [accepted, current] = self.epoch_files(id).map(|epoch| epoch.value);
        let epoch = self.say(Term::Epoch);
        if accepted == current {
            format!("{epoch} {current}")
        } else {
            format!("{epoch} {current}→{accepted}")
        }
    }
}

/// Whether a transaction would survive a crash.
fn on_disk(disk: &Disk, zxid: Zxid) -> bool {
    disk.log.contains(zxid) || disk.snapshot.history.contains(zxid)
}

/// Appends those that follow the last one.
fn add<'a>(txns: &mut Vec<Txn>, more: impl Iterator<Item = &'a Txn>) {
    for txn in more {
        if txns.last().is_none_or(|last| last.zxid < txn.zxid) {
            txns.push(txn.clone());
        }
    }
}
