//! One history: what a leader sends, and what a learner makes of it.

use alloc::{format, string::String};

use super::teller::{Id, Name, Teller, Told, joined};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        config::Bug,
        learner::{Learning, Mode},
        synchronisation::{First, Plan, Row},
        zxid::Zxid,
    },
};

const ORDER: &str = "First the transactions, then the epoch, and only then the acknowledgement: a \
                     crash in between must not leave *a high epoch above a short log*.";

impl Teller<'_> {
    pub(super) fn synchronise(&self, learner: NodeId, plan: &Plan, count: usize) -> Told {
        let (me, who) = (self.me, Name(learner));
        let what = match count {
            0 => "nothing to be added".into(),
            1 => "and one transaction".into(),
            _ => format!("and {count} transactions"),
        };
        let row = row(plan);
        if self.has(Bug::AskCrashedServer) {
            return Told::new(
                format!("{me} takes over what {who} has, up to {}.", Id(plan.peer)),
                row,
                "*Its own history is gone*, which it was elected for: a leader sends what it has, \
                 it does not take.",
            );
        }
        let (headline, remark) = match plan.first {
            First::Diff(_) if count == 0 => (
                format!("{me} has nothing to send to {who}: an empty DIFF."),
                "NEWLEADER follows at once.",
            ),
            First::Diff(to) => (
                format!(
                    "{me} sends {who} what it lacks up to {}: DIFF, {what}.",
                    Id(to)
                ),
                "Each as PROPOSAL and COMMIT; NEWLEADER ends it.",
            ),
            First::Trunc(to) => (
                format!(
                    "{me} lets {who} drop what is after {}: TRUNC, {what}.",
                    Id(to)
                ),
                "What is dropped is not in the leader’s history.",
            ),
            First::Snap(at) => (
                format!("{me} sends {who} all it has, up to {}: SNAP.", Id(at)),
                match plan.row {
                    Row::Forced => "",
                    Row::Level | Row::Ahead | Row::Within | Row::Logged | Row::Otherwise => {
                        "The log goes back not so far, or too far to be cheap, or a cut would cross \
                         epochs."
                    }
                },
            ),
        };
        Told::new(headline, row, remark)
    }

    pub(super) fn begin_sync(&self, mode: Mode, zxid: Zxid) -> Told {
        let (me, end, zxid) = (self.me, zxid, Id(zxid));
        match mode {
            Mode::Diff => Told::plain(
                format!("{me} keeps its history: DIFF up to {zxid}."),
                match self.log_end() >= end {
                    true => "It lacks nothing.",
                    false => "What it lacks follows, as proposals and commits.",
                },
            ),
            Mode::Trunc => Told::new(
                format!("{me} drops what it has after {zxid}: TRUNC."),
                format!(
                    "Its log on disk ends with {}.",
                    Id(self.node.disk.log.last())
                ),
                "It reads nothing more before its log is cut off.",
            ),
            Mode::Snap => Told::plain(
                format!("{me} drops all it has for the leader’s snapshot, up to {zxid}: SNAP."),
                "It is in memory only. At NEWLEADER it goes to the disk.",
            ),
        }
    }

    pub(super) fn truncated(&self, zxid: Zxid) -> Told {
        let snapshot = self.node.disk.snapshot.zxid;
        let facts = match snapshot > zxid {
            true => format!("Its snapshot goes to {}.", Id(snapshot)),
            false => String::new(),
        };
        let remark = match facts.is_empty() {
            true => "Now it reads on.",
            false => "*The snapshot stays as it is*: the next start brings back what was cut off.",
        };
        let me = self.me;
        let headline = format!("{me} has cut off its log after {}, on disk.", Id(zxid));
        Told::new(headline, facts, remark)
    }

    pub(super) fn keep_proposal(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} keeps the proposal {zxid} until NEWLEADER."),
            "",
        )
    }

    pub(super) fn apply_in_memory(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} applies {zxid} in memory."),
            "The snapshot at NEWLEADER will hold it.",
        )
    }

    pub(super) fn keep_commit(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} keeps in mind that {zxid} is committed."),
            "It will be applied when the server serves.",
        )
    }

    pub(super) fn commit_out_of_order(&self, zxid: Zxid, head: Option<Zxid>) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        let facts = match head {
            Some(head) => format!("Its oldest proposal is {}.", Id(head)),
            None => "It has no proposal that waits.".into(),
        };
        let headline = format!("{me} passes over the COMMIT of {zxid}.");
        Told::new(headline, facts, "ZooKeeper warns of that, and no more.")
    }

    pub(super) fn new_leader(&self, epoch: u32, mode: Mode, proposals: usize) -> Told {
        let me = self.me;
        let skipped = if self.has(Bug::AckBeforeLog) {
            "*They are not logged now*, only when it serves."
        } else if self.has(Bug::EpochBeforeLog) {
            "*The epoch is written first*, the log after it."
        } else if self.has(Bug::AckBeforeFlush) || self.has(Bug::EarlyProposalAck) {
            "They are written, but *it does not wait for its log*."
        } else {
            ""
        };
        let snapshot = match mode {
            Mode::Diff => "",
            Mode::Trunc | Mode::Snap => "The tree goes to disk as a snapshot.",
        };
        let bare = proposals == 0 || self.observes();
        let logged = match bare {
            true => String::new(),
            false => format!("Proposals to be logged: {proposals}."),
        };
        let facts = joined([snapshot, &logged].into_iter());
        Told::new(
            format!("{me} has all of the leader’s history: NEWLEADER of epoch {epoch}."),
            facts,
            match bare || skipped.is_empty() {
                true => ORDER,
                false => skipped,
            },
        )
    }

    pub(super) fn snapshot_saved(&self, zxid: Zxid) -> Told {
        let me = self.me;
        let log = self.node.disk.log.last();
        let (facts, remark) = match self.has(Bug::DirtyDisk) && log > zxid {
            true => (
                format!("Its log still goes to {}.", Id(log)),
                "*What the snapshot should replace stays*, and the next start reads it again.",
            ),
            false => (String::new(), "What was in the log beyond it is void."),
        };
        let headline = format!("{me} has the snapshot on disk, up to {}.", Id(zxid));
        Told::new(headline, facts, remark)
    }

    pub(super) fn log_proposals(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} writes what it was sent to its log, up to {zxid}."),
            "It waits for the disk.",
        )
    }

    fn learning(&self) -> Option<&Learning> {
        self.server()?.learner()?.learning.as_ref()
    }

    pub(super) fn proposals_logged(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        let server = self.server();
        let learner = server.and_then(|server| server.learner());
        let waits = learner.is_some_and(|learner| learner.waits);
        Told::plain(
            format!("{me} has what it was sent in its log on disk, up to {zxid}."),
            match waits {
                true => "Now its epoch may follow.",
                false => "*Too late*: it has acknowledged that before.",
            },
        )
    }

    pub(super) fn ack_new_leader(&self, epoch: u32) -> Told {
        let me = self.me;
        let headline = format!("{me} acknowledges NEWLEADER of epoch {epoch}.");
        let kept = self
            .learning()
            .map_or(0, |learning| learning.not_committed.len());
        let missing = self.unwritten() + kept;
        if missing == 0 || self.observes() {
            return Told::plain(
                headline,
                "The leader’s history is on its disk, and so is the epoch: in the next election \
                 its vote *stands for both*.",
            );
        }
        Told::new(
            headline,
            format!("Acknowledged and not on its disk: {missing}."),
            match self.has(Bug::EpochBeforeLog) {
                true => {
                    "*A crash now leaves a high epoch above a short log*, and that wins elections."
                }
                false => "*A crash now loses what a quorum is thought to have.*",
            },
        )
    }

    pub(super) fn up_to_date(&self, epoch: u32) -> Told {
        let me = self.me;
        let server = self.server();
        let last = server.map_or(Zxid::default(), |server| server.database.last_processed);
        Told::new(
            format!("{me} is up to date and serves, in epoch {epoch}: broadcast."),
            format!("Its last zxid is {}.", Id(last)),
            "What a quorum has acknowledged with NEWLEADER *is committed by that*.",
        )
    }

    pub(super) fn count_ack_new_leader(&self, learner: NodeId, acked: NodeSet) -> Told {
        let (me, who) = (self.me, Name(learner));
        let facts = self.count("Acknowledged by", acked);
        if learner == me.0 {
            let headline = format!("{me} has its own epoch on disk and counts itself.");
            return Told::new(headline, facts, "");
        }
        if !self.config.votes(learner) {
            let headline = format!("{me} hears that the observer {who} has its history.");
            return Told::new(headline, facts, "An observer does not count.");
        }
        Told::new(format!("{me} hears that {who} has its history."), facts, "")
    }

    pub(super) fn wrong_first_ack(&self, learner: NodeId, zxid: Zxid) -> Told {
        let (me, who) = (self.me, Name(learner));
        let remark = match self.has(Bug::EarlyProposalAck) {
            true => "*It has overtaken* the acknowledgement that should come first.",
            false => "The first one after NEWLEADER has to be for NEWLEADER.",
        };
        let zxid = Id(zxid);
        Told::plain(
            format!("{me} does not count {who}, whose first ACK is for {zxid}."),
            remark,
        )
    }

    pub(super) fn late_ack_new_leader(&self, learner: NodeId) -> Told {
        let (me, who) = (self.me, Name(learner));
        Told::plain(
            format!("{me} lets {who} serve, too."),
            "It has had its quorum before.",
        )
    }

    pub(super) fn serve(&self, epoch: u32, acked: NodeSet) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} serves as the leader of epoch {epoch}: broadcast."),
            format!("Its history is acknowledged by {}.", self.who(acked)),
            "All of it *is committed by that*, even what no quorum had before.",
        )
    }
}

/// The row of the decision table that applied, with its inputs.
fn row(plan: &Plan) -> String {
    let (peer, last) = (Id(plan.peer), Id(plan.last));
    let (min, max) = (Id(plan.min), Id(plan.max));
    match plan.row {
        Row::Forced => "Row S0: snapshots are forced.".into(),
        Row::Level => format!("Row S1: {peer} is the leader’s last zxid, too."),
        Row::Ahead => format!("Row S2: {peer} > max {max}."),
        Row::Within => format!("Row S3: min {min} ≤ {peer} ≤ max {max}."),
        Row::Logged => format!("Row S4: {peer} < min {min}, but the log on disk goes back so far."),
        Row::Otherwise => {
            format!("Row S5: with {peer}, min {min}, max {max}, last {last} nothing else fits.")
        }
    }
}
