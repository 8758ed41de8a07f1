//! One history: what a leader sends, and what a learner makes of it.

use alloc::string::String;

use super::teller::{
    Teller,
    Word::{Id, Node, Number, Text, Who},
};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        config::Bug,
        learner::{Learner, Mode},
        property::Law,
        synchronisation::{First, Plan, Row},
        zxid::Zxid,
    },
};

impl Teller<'_> {
    pub(super) fn synchronise(&self, learner: NodeId, plan: &Plan, count: usize) -> String {
        let (template, end) = match plan.first {
            _ if self.has(Bug::AskCrashedServer) => (
                "{me} takes over what {0} has, up to {1}.|{3}|*Its own history is gone*, which \
                 it was elected for: a leader sends what it has, it does not take.",
                plan.peer,
            ),
            First::Diff(to) if count == 0 => (
                "{me} has nothing to send to {0}: an empty DIFF.|{3}|NEWLEADER follows at once.",
                to,
            ),
            First::Diff(to) => (
                "{me} sends {0} what it lacks up to {1}: DIFF and {2}.|{3}|Each as PROPOSAL and \
                 COMMIT; NEWLEADER ends it.",
                to,
            ),
            First::Trunc(to) => (
                "{me} lets {0} drop what is after {1}: TRUNC and {2}.|{3}|What is dropped is not \
                 in the leader’s history.",
                to,
            ),
            First::Snap(at) => (
                "{me} sends {0} all it has, up to {1}: SNAP.|{3}|It replaces all that the \
                 learner has.",
                at,
            ),
        };
        let count = self.say(
            match count {
                0 => "nothing more",
                1 => "one transaction",
                _ => "{0} transactions",
            },
            &[Number(count as u32)],
        );
        self.say(
            template,
            &[Node(learner), Id(end), Text(&count), Text(&self.row(plan))],
        )
    }

    /// The row of the decision table that applied, with its inputs.
    fn row(&self, plan: &Plan) -> String {
        self.say(
            match plan.row {
                Row::Forced => "Row S0: snapshots are forced.",
                Row::Level => "Row S1: {0} is the leader’s last zxid, too.",
                Row::Ahead => "Row S2: {0} > max {2}.",
                Row::Within => "Row S3: min {1} ≤ {0} ≤ max {2}.",
                Row::Logged => "Row S4: {0} < min {1}, but the log on disk goes back so far.",
                Row::Otherwise if plan.peer < plan.min => {
                    "Row S5: {0} < min {1}, and the log on disk does not go back so far, or is \
                     longer than a third of a snapshot."
                }
                Row::Otherwise if plan.peer > plan.max => {
                    "Row S5: {0} > max {2}, but its counter is 0."
                }
                Row::Otherwise => {
                    "Row S5: min {1} ≤ {0} ≤ max {2}, but the leader has no {0}, and a TRUNC may \
                     not cut across epochs."
                }
            },
            &[Id(plan.peer), Id(plan.min), Id(plan.max)],
        )
    }

    pub(super) fn begin_sync(&self, mode: Mode, zxid: Zxid) -> String {
        let snapshot = self.server().map(|server| server.snapshot);
        let snapshot = snapshot.unwrap_or_default();
        self.say(
            match mode {
                Mode::Diff if self.log_end() >= zxid => {
                    "{me} keeps its history: DIFF up to {0}.||It lacks nothing."
                }
                Mode::Diff => {
                    "{me} keeps its history: DIFF up to {0}.||What it lacks follows, as \
                     proposals and commits."
                }
                Mode::Trunc if self.has(Bug::DirtyDisk) && snapshot > zxid => {
                    "{me} cuts off its log after {0}: TRUNC.|Its snapshot goes to {2}.|*The \
                     snapshot stays, and so does what is in it.*"
                }
                Mode::Trunc => {
                    "{me} drops what it has after {0}: TRUNC.|Its log on disk ends with {1}.|It \
                     reads nothing more before its log is cut off."
                }
                Mode::Snap => {
                    "{me} drops all it has for the leader’s snapshot, up to {0}: SNAP.||It is in \
                     memory only. At NEWLEADER it goes to the disk."
                }
            },
            &[Id(zxid), Id(self.node.disk.log.last()), Id(snapshot)],
        )
    }

    pub(super) fn truncated(&self, zxid: Zxid) -> String {
        let snapshot = self.node.disk.snapshot.zxid;
        self.say(
            match snapshot > zxid {
                true => {
                    "{me} has cut off its log after {0}, on disk.|Its snapshot goes to {1}.|*The \
                     snapshot stays as it is*: the next start brings back what was cut off."
                }
                false => "{me} has cut off its log after {0}, on disk.||Now it reads on.",
            },
            &[Id(zxid), Id(snapshot)],
        )
    }

    pub(super) fn commit_out_of_order(&self, zxid: Zxid, head: Option<Zxid>) -> String {
        self.say(
            match head {
                Some(_) => {
                    "{me} passes over the COMMIT of {0}.|Its oldest proposal is {1}.|ZooKeeper \
                     warns of that, and no more."
                }
                None => "{me} passes over the COMMIT of {0}.||It has no proposal that waits.",
            },
            &[Id(zxid), Id(head.unwrap_or_default())],
        )
    }

    pub(super) fn new_leader(&self, epoch: u32, mode: Mode, proposals: usize) -> String {
        let logged = proposals > 0 && !self.observes();
        let how = if self.observes() {
            "An observer logs nothing before it serves: nobody counts on it."
        } else if logged && self.has(Bug::AckBeforeLog) {
            "*They are not logged now*, only when it serves."
        } else if logged && self.has(Bug::EpochBeforeLog) {
            "*The epoch is written first*, the log after it."
        } else if logged && (self.has(Bug::AckBeforeFlush) || self.has(Bug::EarlyProposalAck)) {
            "They are written, but *it does not wait for its log*."
        } else {
            "First the transactions, then the epoch, and only then the acknowledgement: a crash \
             in between must not leave *a high epoch above a short log*."
        };
        self.say(
            match (mode == Mode::Diff, logged) {
                (true, false) => {
                    "{me} has all of the leader’s history: NEWLEADER of epoch {0}.||{2}"
                }
                (true, true) => {
                    "{me} has all of the leader’s history: NEWLEADER of epoch {0}.|Proposals \
                     to be logged: {1}.|{2}"
                }
                (false, false) => {
                    "{me} has all of the leader’s history: NEWLEADER of epoch {0}.|Its tree \
                     goes to disk as a snapshot.|{2}"
                }
                (false, true) => {
                    "{me} has all of the leader’s history: NEWLEADER of epoch {0}.|Its tree \
                     goes to disk as a snapshot. Proposals to be logged: {1}.|{2}"
                }
            },
            &[Number(epoch), Number(proposals as u32), Text(how)],
        )
    }

    pub(super) fn snapshot_saved(&self, zxid: Zxid) -> String {
        let log = self.node.disk.log.last();
        self.say(
            match self.has(Bug::DirtyDisk) && log > zxid {
                true => {
                    "{me} has the snapshot on disk, up to {0}.|Its log still goes to \
                     {1}.|*What the snapshot should replace stays*, and the next start reads \
                     it again."
                }
                false => {
                    "{me} has the snapshot on disk, up to {0}.||What was in the log beyond it is \
                     void."
                }
            },
            &[Id(zxid), Id(log)],
        )
    }

    fn learner(&self) -> Option<&Learner> {
        self.server()?.learner()
    }

    pub(super) fn proposals_logged(&self, zxid: Zxid) -> String {
        self.say(
            match self.learner().is_some_and(|learner| learner.waits) {
                true => {
                    "{me} has what it was sent in its log on disk, up to {0}.||Now its epoch may \
                     follow."
                }
                false => {
                    "{me} has what it was sent in its log on disk, up to {0}.||*Too late*: it \
                     has acknowledged that before."
                }
            },
            &[Id(zxid)],
        )
    }

    pub(super) fn ack_new_leader(&self, epoch: u32) -> String {
        let learning = self.learner().and_then(|learner| learner.learning.as_ref());
        let kept = learning.map_or(0, |learning| learning.not_committed.len());
        let missing = self.appended().count() + kept;
        self.say(
            if self.observes() {
                "{me} acknowledges NEWLEADER of epoch {0}.||Its epoch is on disk. What it was \
                 sent need not be: nobody counts on an observer."
            } else if missing == 0 {
                "{me} acknowledges NEWLEADER of epoch {0}.||The leader’s history is on its disk, \
                 and so is the epoch: in the next election its vote *stands for both*."
            } else if self.has(Bug::EpochBeforeLog) {
                "{me} acknowledges NEWLEADER of epoch {0}.|Acknowledged and not on its disk: \
                 {1}.|*A crash now leaves a high epoch above a short log*, and that wins \
                 elections."
            } else {
                "{me} acknowledges NEWLEADER of epoch {0}.|Acknowledged and not on its disk: \
                 {1}.|*A crash now loses what a quorum is thought to have.*"
            },
            &[Number(epoch), Number(missing as u32)],
        )
    }

    pub(super) fn up_to_date(&self, epoch: u32) -> String {
        let last = self.server().map(|server| server.database.last_processed);
        self.say(
            "{me} is up to date and serves, in epoch {0}: broadcast.|Its last zxid is \
             {1}.|What a quorum has acknowledged with NEWLEADER *is committed by that*.",
            &[Number(epoch), Id(last.unwrap_or_default())],
        )
    }

    pub(super) fn count_ack_new_leader(&self, learner: NodeId, acked: NodeSet) -> String {
        self.say(
            if learner == self.me {
                "{me} has its own epoch on disk and counts itself.||Acknowledged by {1}."
            } else if self.config.votes(learner) {
                "{me} hears that {0} has its history.||Acknowledged by {1}."
            } else {
                "{me} hears that {0} has its history.||An observer does not count. \
                 Acknowledged by {1}."
            },
            &[Node(learner), Who(acked)],
        )
    }

    pub(super) fn wrong_first_ack(&self, learner: NodeId, zxid: Zxid) -> String {
        self.say(
            match self.has(Bug::EarlyProposalAck) {
                true => {
                    "{me} does not count {0}, whose first ACK is for {1}.||*It has overtaken* \
                     the acknowledgement that should come first."
                }
                false => {
                    "{me} does not count {0}, whose first ACK is for {1}.||The first one has \
                     to be for NEWLEADER."
                }
            },
            &[Node(learner), Id(zxid)],
        )
    }

    pub(super) fn serve(&self, epoch: u32, acked: NodeSet) -> String {
        let remark = if self.breaks(Law::DeliveredIsOnQuorum) {
            "It takes all of it for committed, and *no quorum has it on disk*."
        } else {
            "All of it *is committed by that*, even what no quorum had before."
        };
        self.say(
            "{me} serves as the leader of epoch {0}: broadcast.|Its history is acknowledged by \
             {1}.|{2}",
            &[Number(epoch), Who(acked), Text(remark)],
        )
    }
}
