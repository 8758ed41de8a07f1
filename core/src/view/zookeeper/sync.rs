//! A synchronisation: two histories side by side, and the row of the table that decided.

use alloc::{format, string::String, vec, vec::Vec};

use super::{
    Painter,
    strips::{cell_text, nothing},
};
use crate::{
    kernel::NodeId,
    narrate::Term,
    view::{Applies, CellView, Ink, RowView, StripView, SyncView, Tone},
    zookeeper::{
        history::Txn,
        leader::Stage,
        name,
        synchronisation::{First, Plan, Row},
        zxid::Zxid,
        zxid_text,
    },
};

/// Columns at most: the histories part near their ends.
const COLUMNS_MAX: usize = 7;

impl Painter<'_> {
    /// Every learner that is being synchronised.
    pub(super) fn syncs(&self) -> Vec<SyncView> {
        let mut syncs = Vec::new();
        for from in self.config.servers() {
            let leader = self.server(from).and_then(|server| server.leader());
            let learners = leader.into_iter().flat_map(|leader| leader.learners.iter());
            for (conn, handler) in learners {
                if let Stage::Synchronised(plan) = &handler.stage {
                    syncs.push(self.sync(from, conn.peer(from), plan));
                }
            }
        }
        syncs
    }

    #[inline(never)]
    fn sync(&self, from: NodeId, to: NodeId, plan: &Plan) -> SyncView {
        let (theirs, mine) = (self.history(from), self.history(to));
        let both = theirs.0.iter().chain(&mine.0);
        let mut zxids: Vec<Zxid> = both.map(|txn| txn.zxid).collect();
        if plan.peer.counter() > 0 {
            zxids.push(plan.peer);
        }
        crate::sorted::sort_by_key(&mut zxids, |zxid| *zxid);
        zxids.dedup();
        zxids.drain(..zxids.len().saturating_sub(COLUMNS_MAX));
        let strip = |id: NodeId, history: &(Vec<Txn>, usize)| {
            let cells = zxids.iter().map(|zxid| self.cell(id, history, *zxid));
            let mut cells: Vec<CellView> = cells.collect();
            if cells.is_empty() {
                cells.push(nothing());
            }
            StripView {
                label: name(id),
                cells,
                ..StripView::default()
            }
        };
        let mut mine = strip(to, &mine);
        for (zxid, cell) in zxids.iter().zip(&mut mine.cells) {
            // What it told and no longer has was dropped.
            if *zxid == plan.peer && cell.ink == Ink::Empty {
                (cell.text, cell.ink) = (cell_text(*zxid), Ink::Dropped);
            }
        }
        let synchronises = self.say(Term::Synchronises);
        SyncView {
            from: from.0,
            to: to.0,
            title: format!("{} {synchronises} {}", name(from), name(to)),
            histories: [strip(from, &theirs), mine],
            inputs: vec![
                (self.say(Term::PeerLast), zxid_text(plan.peer)),
                (self.say(Term::LeaderLast), zxid_text(plan.last)),
                (
                    self.say(Term::CommittedLog),
                    format!("{} … {}", zxid_text(plan.min), zxid_text(plan.max)),
                ),
            ],
            rows: self.rows(plan),
            sent: self.sent(from, plan),
        }
    }

    fn cell(&self, id: NodeId, history: &(Vec<Txn>, usize), zxid: Zxid) -> CellView {
        let place = history.0.iter().position(|txn| txn.zxid == zxid);
        let Some(place) = place else {
            return CellView::default();
        };
        let committed = place < history.1;
        CellView {
            text: cell_text(zxid),
            ink: self.ink(id, zxid, committed),
            tone: if committed { Tone::Decided } else { Tone::Sync },
            changed: false,
        }
    }

    /// The table with the row that applied.
    fn rows(&self, plan: &Plan) -> Vec<RowView> {
        let walked = "DIFF / TRUNC";
        let all = [
            (Row::Forced, "S0", self.say(Term::RowForced), "SNAP"),
            (Row::Level, "S1", "peer = last".into(), "DIFF"),
            (Row::Ahead, "S2", "peer > max".into(), "TRUNC"),
            (Row::Within, "S3", "min ≤ peer ≤ max".into(), walked),
            (Row::Logged, "S4", self.say(Term::RowLogged), walked),
            (Row::Otherwise, "S5", self.say(Term::RowOtherwise), "SNAP"),
        ];
        let row = |(row, name, test, outcome): (Row, &str, String, &str)| RowView {
            name: name.into(),
            test,
            outcome: outcome.into(),
            applies: match row.cmp(&plan.row) {
                core::cmp::Ordering::Less => Applies::No,
                core::cmp::Ordering::Equal => Applies::Yes,
                core::cmp::Ordering::Greater => Applies::Unread,
            },
        };
        all.into_iter().map(row).collect()
    }

    /// What the learner is sent: the first packet, and how much follows.
    fn sent(&self, from: NodeId, plan: &Plan) -> String {
        let first = match plan.first {
            First::Diff(zxid) => format!("DIFF {}", zxid_text(zxid)),
            First::Trunc(zxid) => format!("TRUNC {}", zxid_text(zxid)),
            First::Snap(zxid) => format!("SNAP {}", zxid_text(zxid)),
        };
        let history = self.server(from).map(|server| &server.database.history);
        // Those that were committed later were sent as proposals.
        let upto = history.map_or(0, |history| history.upto(plan.last.max(plan.max)));
        match upto.saturating_sub(plan.from) {
            0 => format!("{first}, {}", self.say(Term::NothingFollows)),
            1 => format!("{first}, {}", self.say(Term::OneTransaction)),
            count => format!("{first}, {count} {}", self.say(Term::Transactions)),
        }
    }
}
