//! The way to a leader, and the new epoch.

use alloc::{format, string::String};

use super::teller::{Id, Name, Teller, Told, compared_histories, joined};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        config::{Bug, DIALS_MAX},
        leader::Promise,
        zxid::Zxid,
    },
};

impl Teller<'_> {
    pub(super) fn call_again_later(&self, leader: NodeId, dials: u8) -> Told {
        let (me, leader) = (self.me, Name(leader));
        Told::new(
            format!("{me} is not let in by {leader}."),
            format!("That was call {dials} of {DIALS_MAX}."),
            "It tries again in 100 ms: the leader may still be busy with the election.",
        )
    }

    pub(super) fn call_again(&self, leader: NodeId, dials: u8) -> Told {
        let (me, leader) = (self.me, Name(leader));
        Told::new(
            format!("{me} calls {leader} once more."),
            format!("This is call {dials} of {DIALS_MAX}."),
            "",
        )
    }

    pub(super) fn send_learner_info(&self, leader: NodeId, accepted: u32) -> Told {
        let (me, leader) = (self.me, Name(leader));
        Told::plain(
            format!("{me} registers with {leader}: it has accepted epoch {accepted}."),
            "The new epoch will be above all that are reported.",
        )
    }

    pub(super) fn learner_calls(&self, learner: NodeId) -> Told {
        let (me, learner) = (self.me, Name(learner));
        Told::plain(
            format!("{me} has a call from the learner {learner}."),
            "It waits for it to register.",
        )
    }

    pub(super) fn learner_lost(&self, learner: NodeId, silent: bool) -> Told {
        let (me, learner) = (self.me, Name(learner));
        let headline = if silent {
            format!("{me} has not heard from {learner} for too long and hangs up.")
        } else {
            format!("{me} has lost its learner {learner}.")
        };
        let left = self.server().and_then(|server| server.leader());
        let facts = left.map_or_else(String::new, |leader| {
            format!("Left: {}.", self.who(leader.synced(self.config, me.0)))
        });
        Told::new(headline, facts, "")
    }

    pub(super) fn unexpected(&self, from: NodeId, kind: &str) -> Told {
        let (me, from) = (self.me, Name(from));
        let leads = self
            .server()
            .is_some_and(|server| server.leader().is_some());
        Told::plain(
            format!("{me} has no use for {kind} from {from} here."),
            match leads {
                true => "It ends the connection.",
                false => "It passes over it.",
            },
        )
    }

    pub(super) fn register(
        &self,
        learner: NodeId,
        accepted: u32,
        epoch: u32,
        connecting: NodeSet,
    ) -> Told {
        let (me, who) = (self.me, Name(learner));
        let leader = self.server().and_then(|server| server.leader());
        let open = leader.is_some_and(|leader| leader.promise == Promise::Open);
        let accepted = format!("The last epoch it accepted is {accepted}.");
        let registered = match open {
            true => self.count("Registered:", connecting),
            false => String::new(),
        };
        let remark = if !self.config.votes(learner) {
            "An observer may raise the epoch, and does not count."
        } else if open {
            "Until a quorum has registered the epoch may still rise."
        } else {
            "The epoch is fixed, and not its matter any more."
        };
        Told::new(
            format!("{me} registers {who}; the new epoch is {epoch}."),
            joined([accepted.as_str(), &registered].into_iter()),
            remark,
        )
    }

    pub(super) fn fix_epoch(&self, epoch: u32, connecting: NodeSet) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} fixes the new epoch: {epoch}."),
            format!("Registered: {}.", self.who(connecting)),
            "It is above all that they have accepted. *Not told before it is on disk.*",
        )
    }

    pub(super) fn tell_epoch(&self, epoch: u32) -> Told {
        let me = self.me;
        Told::plain(
            format!("{me} has epoch {epoch} on disk and tells it to its learners."),
            "It is itself the first that has accepted it.",
        )
    }

    pub(super) fn accept_epoch(&self, epoch: u32, before: u32) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} accepts epoch {epoch}, once that is on disk."),
            format!("{epoch} > {before}, the one it had accepted."),
            "That is a promise: it will *never again* follow a leader of a lower epoch.",
        )
    }

    pub(super) fn epoch_known(&self, epoch: u32) -> Told {
        let me = self.me;
        Told::plain(
            format!("{me} has accepted epoch {epoch} before."),
            "It says so, and this *does not count* as a promise.",
        )
    }

    pub(super) fn send_ack_epoch(&self, zxid: Zxid, current_epoch: Option<u32>) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        let epoch = match current_epoch {
            Some(epoch) => format!("Its current epoch is {epoch}."),
            None => String::new(),
        };
        let remark = if self.has(Bug::AskCrashedServer) {
            "It sends along *all it has*, as if the leader should take that over."
        } else {
            "Only the end of its history is told. What it lacks the leader will send."
        };
        let headline = format!("{me} acknowledges the epoch: its history ends with {zxid}.");
        Told::new(headline, epoch, remark)
    }

    pub(super) fn learner_ahead(
        &self,
        learner: NodeId,
        theirs: (u32, Zxid),
        mine: (u32, Zxid),
    ) -> Told {
        let (me, learner) = (self.me, Name(learner));
        Told::new(
            format!("{me} refuses {learner}, which is ahead of it."),
            format!(
                "There against here: {}.",
                compared_histories(theirs, mine).0
            ),
            "What a learner has may be committed, so a leader *must not lack it*.",
        )
    }

    pub(super) fn count_ack_epoch(
        &self,
        learner: NodeId,
        zxid: Zxid,
        current_epoch: Option<u32>,
        electing: NodeSet,
    ) -> Told {
        let (me, who) = (self.me, Name(learner));
        let accepted = self.count("Accepted by", electing);
        let Some(epoch) = current_epoch else {
            let headline = format!("{me} does not count {who}, which promises nothing new.");
            return Told::plain(headline, "It had accepted this epoch before.");
        };
        if !electing.contains(learner) {
            let headline = format!("{me} does not count {who}: it has no vote or no data.");
            return Told::new(headline, accepted, "");
        }
        let leader = self.server().and_then(|server| server.leader());
        let compared = leader.map_or_else(String::new, |leader| {
            let compared = compared_histories((epoch, zxid), leader.summary).0;
            format!("It is not ahead of the leader: {compared}.")
        });
        Told::new(
            format!("{me} counts the promise of {who}."),
            joined([compared.as_str(), &accepted].into_iter()),
            "",
        )
    }

    pub(super) fn establish_epoch(&self, epoch: u32, electing: NodeSet) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} makes epoch {epoch} its own: synchronisation."),
            format!("Accepted by {}.", self.who(electing)),
            "No leader of a lower epoch finds a quorum any more. *Its history* is now to become \
             everybody’s.",
        )
    }

    pub(super) fn late_ack_epoch(&self, learner: NodeId, zxid: Zxid) -> Told {
        let (me, learner) = (self.me, Name(learner));
        Told::plain(
            format!(
                "{me} has its quorum for the epoch; {learner} comes with {}.",
                Id(zxid)
            ),
            "",
        )
    }
}
