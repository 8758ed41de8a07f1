//! The way to a leader, and the new epoch.

use alloc::string::String;

use super::teller::{
    Teller,
    Word::{Id, Node, Number, Text, Who},
};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{config::Bug, leader::Promise, zxid::Zxid},
};

impl Teller<'_> {
    pub(super) fn learner_lost(&self, learner: NodeId, silent: bool) -> String {
        let left = self
            .leader()
            .map(|leader| leader.synced(self.config, self.me));
        self.say(
            match silent {
                true => "{me} has not heard from {0} for too long and hangs up.|Left: {1}.|",
                false => "{me} has lost its learner {0}.|Left: {1}.|",
            },
            &[Node(learner), Who(left.unwrap_or_default())],
        )
    }

    pub(super) fn unexpected(&self, from: NodeId, kind: &str) -> String {
        self.say(
            match self.leader() {
                Some(_) => "{me} has no use for {0} from {1} here.||It ends the connection.",
                None => "{me} has no use for {0} from {1} here.||It passes over it.",
            },
            &[Text(kind), Node(from)],
        )
    }

    pub(super) fn register(
        &self,
        learner: NodeId,
        accepted: u32,
        epoch: u32,
        connecting: NodeSet,
    ) -> String {
        let leader = self.leader();
        let open = leader.is_some_and(|leader| leader.promise == Promise::Open);
        self.say(
            if !self.config.votes(learner) {
                "{me} registers {0}; the new epoch is {1}.|The last epoch it accepted is {2}.|An \
                 observer may raise the epoch, and does not count."
            } else if open {
                "{me} registers {0}; the new epoch is {1}.|The last epoch it accepted is \
                 {2}.|Registered: {3}. Until a quorum has registered the epoch may still rise."
            } else {
                "{me} registers {0}; the new epoch is {1}.|The last epoch it accepted is \
                 {2}.|The new one was fixed before."
            },
            &[
                Node(learner),
                Number(epoch),
                Number(accepted),
                Who(connecting),
            ],
        )
    }

    pub(super) fn send_ack_epoch(&self, zxid: Zxid, current_epoch: Option<u32>) -> String {
        let remark = if self.has(Bug::AskCrashedServer) {
            "It sends along *all it has*, as if the leader should take that over."
        } else {
            "Only the end of its history is told. What it lacks the leader will send."
        };
        self.say(
            match current_epoch {
                Some(_) => {
                    "{me} acknowledges the epoch: its history ends with {0}.|Its current epoch \
                     is {1}.|{2}"
                }
                None => "{me} acknowledges the epoch: its history ends with {0}.||{2}",
            },
            &[
                Id(zxid),
                Number(current_epoch.unwrap_or_default()),
                Text(remark),
            ],
        )
    }

    pub(super) fn count_ack_epoch(
        &self,
        learner: NodeId,
        zxid: Zxid,
        current_epoch: Option<u32>,
        electing: NodeSet,
    ) -> String {
        let compared = self.leader().zip(current_epoch).map(|(leader, epoch)| {
            let compared = self.histories([(epoch, zxid), leader.summary]);
            self.say("It is not ahead of the leader: {0}.", &[Text(&compared)])
        });
        self.say(
            if current_epoch.is_none() {
                "{me} does not count {0}, which promises nothing new.||It had accepted this \
                 epoch before."
            } else if electing.contains(learner) {
                "{me} counts the promise of {0}.|{1}|Accepted by {2}."
            } else {
                "{me} does not count {0}: it has no vote or no data.||Accepted by {2}."
            },
            &[
                Node(learner),
                Text(&compared.unwrap_or_default()),
                Who(electing),
            ],
        )
    }
}
