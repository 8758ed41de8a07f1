//! Proposals, acknowledgements and commits; clients; pings.

use alloc::{format, string::String};

use super::teller::{Id, Name, Names, Teller, Told};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        config::Bug,
        database::Register,
        history::{Outcome, Txn},
        learner::Progress,
        message::{Operation, Request},
        rule::Rule,
        zxid::Zxid,
    },
};

impl Teller<'_> {
    pub(super) fn not_serving(&self) -> Told {
        let me = self.me;
        Told::plain(
            format!("{me} turns its client away."),
            "It serves in broadcast only, and otherwise answers not even reads.",
        )
    }

    pub(super) fn forward(&self, operation: &Operation) -> Told {
        let me = self.me;
        let what = match operation {
            Operation::Set { value, .. } => format!("the write of {}", value.0),
            Operation::Sync => "a sync".into(),
        };
        Told::plain(
            format!("{me} forwards {what} to its leader."),
            "Only the leader puts things in order, wherever a client is connected.",
        )
    }

    pub(super) fn propose(&self, txn: &Txn) -> Told {
        let (me, zxid) = (self.me, Id(txn.zxid));
        let asked = format!("The client of {} asked for it.", Name(txn.origin));
        let epoch = self.server().map_or(0, |server| server.current_epoch);
        if self.has(Bug::CounterOverflow) && txn.zxid.epoch() != epoch {
            return Told::new(
                format!("{me} proposes {zxid}, though its epoch is {epoch}."),
                asked,
                "*The counter has run over into the epoch*, where the next leader’s transactions \
                 belong.",
            );
        }
        match &txn.outcome {
            Outcome::Set { value, version } => Told::new(
                format!("{me} proposes {} as {zxid}.", value.0),
                format!("{asked} It makes version {version}."),
                "First it goes to the followers, then to the leader’s own log.",
            ),
            Outcome::BadVersion { value, expected } => Told::new(
                format!("{me} proposes {zxid}: that the write of {} fails.", value.0),
                format!("{asked} The version is not {expected}."),
                "A failure takes a zxid, too, and is *logged and committed* like a success.",
            ),
        }
    }

    pub(super) fn append_proposal(&self, zxid: Zxid, gap: bool) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} writes {zxid} to its log."),
            match gap {
                true => "*One before it is missing*; ZooKeeper warns of that, and no more.",
                false => "It acknowledges when the disk has it, and executes nothing yet.",
            },
        )
    }

    pub(super) fn send_ack(&self, zxid: Zxid) -> Told {
        let me = self.me;
        let learner = self.server().and_then(|server| server.learner());
        let early = learner.is_some_and(|learner| learner.progress < Progress::Acknowledged);
        Told::plain(
            format!("{me} has {} on disk and acknowledges it.", Id(zxid)),
            match early {
                true => {
                    "*NEWLEADER is not acknowledged yet*, and its leader expects that one first."
                }
                false => "An acknowledgement means *logged*, not executed.",
            },
        )
    }

    pub(super) fn logged_only(&self, zxid: Zxid) -> Told {
        let me = self.me;
        let looks = self
            .server()
            .is_some_and(|server| server.looking().is_some());
        Told::new(
            format!("{me} has {} on disk and tells nobody.", Id(zxid)),
            match self.beside {
                true => String::new(),
                false => self.forgotten(),
            },
            if self.observes() {
                "Observers acknowledge no transactions."
            } else if looks && self.has(Bug::LoggerSurvives) {
                "*The log is written behind the back of its server*, which votes already."
            } else {
                "The leader that wanted it is its leader no more."
            },
        )
    }

    /// Whether this step commits it.
    fn commits(&self, zxid: Zxid) -> bool {
        self.with(|rule| matches!(rule, Rule::Commit { zxid: other, .. } if *other == zxid))
    }

    /// What an acknowledgement says, if it can be trusted.
    fn acknowledged(&self) -> &'static str {
        let early = [
            Bug::AckBeforeLog,
            Bug::AckBeforeFlush,
            Bug::EpochBeforeLog,
            Bug::EarlyProposalAck,
        ];
        match early.into_iter().any(|bug| self.has(bug)) {
            true => "Acknowledged by",
            false => "On the disks of",
        }
    }

    pub(super) fn count_ack(&self, from: NodeId, zxid: Zxid, acks: NodeSet) -> Told {
        let (me, id) = (self.me, Id(zxid));
        let headline = if from == me.0 {
            format!("{me} has {id} on its own disk and counts itself.")
        } else {
            format!("{me} counts the ACK of {} for {id}.", Name(from))
        };
        let waits = self.config.is_quorum(acks) && !self.commits(zxid);
        let remark = match (waits, self.has(Bug::WaitForAll)) {
            (true, true) => "*It waits for all the same*: one dead server stops it.",
            (true, false) => "The one before it comes first.",
            (false, _) => "The leader’s own disk counts like any other.",
        };
        Told::new(headline, self.count(self.acknowledged(), acks), remark)
    }

    pub(super) fn ack_without_use(&self, from: NodeId, zxid: Zxid) -> Told {
        let (me, who, id) = (self.me, Name(from), Id(zxid));
        let leader = self.server().and_then(|server| server.leader());
        let waits = leader.is_some_and(|leader| {
            let mut outstanding = leader.outstanding.iter();
            outstanding.any(|proposal| proposal.txn.zxid == zxid)
        });
        Told::plain(
            format!("{me} has no use for the ACK of {who} for {id}."),
            if zxid.counter() == 0 && waits {
                "*Its counter is 0*, so it is taken for the answer to NEWLEADER."
            } else if zxid.counter() == 0 {
                "That is the answer to UPTODATE."
            } else {
                "It is committed already, or another leader’s matter."
            },
        )
    }

    pub(super) fn commit(&self, zxid: Zxid, acks: NodeSet) -> Told {
        let me = self.me;
        let headline = format!("{me} commits {}: {}.", Id(zxid), self.tally(acks));
        let own = match acks.contains(me.0) {
            true => "",
            false => " Its own disk is not among them.",
        };
        let facts = format!("{} {}.{own}", self.acknowledged(), Names(acks));
        let remark = if !self.config.is_quorum(acks) {
            "*It does not wait for a quorum*: if these fail, it is lost, whatever a client was \
             told."
        } else if self.has(Bug::WaitForAll) {
            "*It has waited for all*; a quorum was enough."
        } else {
            "Any later leader finds it in the log of *one of its quorum*. Nobody has executed it \
             before."
        };
        Told::new(headline, facts, remark)
    }

    pub(super) fn committed(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} is told that {zxid} is committed and applies it."),
            "It does not wait for the others.",
        )
    }

    pub(super) fn unmatched_commit(&self, zxid: Zxid, head: Zxid) -> Told {
        let (me, zxid, head) = (self.me, Id(zxid), Id(head));
        Told::new(
            format!("{me} ends its own process: COMMIT of {zxid} is not for its oldest proposal."),
            format!("That one is {head}."),
            "Rather no server than one with another history.",
        )
    }

    pub(super) fn inform(&self, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::plain(
            format!("{me} observes that {zxid} is committed, logs and applies it."),
            "Observers get no proposals.",
        )
    }

    pub(super) fn answer(
        &self,
        request: &Request,
        outcome: Option<&Outcome>,
        register: &Register,
        zxid: Zxid,
    ) -> Told {
        let me = self.me;
        let at = format!("It is at {}.", Id(zxid));
        let content = match &register.value {
            Some(value) => format!("{} in version {}", value.0, register.version),
            None => "empty".into(),
        };
        match (request, outcome) {
            (Request::Get, _) => Told::new(
                format!("{me} answers a read: /x is {content}."),
                at,
                "From its own memory, *whatever others may know by now*.",
            ),
            (Request::Operation(Operation::Sync), _) => Told::new(
                format!("{me} tells its client that the sync is done."),
                at,
                "",
            ),
            (Request::Operation(Operation::Set { .. }), Some(Outcome::BadVersion { .. })) => {
                Told::new(
                    format!("{me} answers its client: BADVERSION."),
                    format!("/x is {content}. {at}"),
                    "",
                )
            }
            (Request::Operation(Operation::Set { .. }), Some(Outcome::Set { .. }) | None) => {
                Told::new(
                    format!("{me} answers its client: /x is {content}."),
                    at,
                    "Other servers may not have it yet.",
                )
            }
        }
    }

    pub(super) fn read_waits(&self, behind: usize) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} lets a read wait."),
            format!("Unanswered before it: {behind}."),
            "What one client asks is answered in order.",
        )
    }

    pub(super) fn answer_sync(&self, to: NodeId) -> Told {
        let (me, to) = (self.me, Name(to));
        Told::plain(
            format!("{me} answers the sync of {to} at once."),
            "Nothing is outstanding. *No quorum is asked*: it would answer although another one \
             leads by now.",
        )
    }

    pub(super) fn hold_sync(&self, to: NodeId, after: Zxid) -> Told {
        let (me, to, after) = (self.me, Name(to), Id(after));
        Told::plain(
            format!("{me} answers the sync of {to} when {after} is committed."),
            "That was the last proposal when it came.",
        )
    }

    pub(super) fn sync_at_leader(&self) -> Told {
        let me = self.me;
        Told::plain(
            format!("{me} lets the sync of its own client pass like a read."),
            "The leader waits for nothing there.",
        )
    }

    pub(super) fn sync_done(&self) -> Told {
        let me = self.me;
        Told::plain(
            format!("{me} has its sync back."),
            "What was committed before it has come before it on the same connection.",
        )
    }

    pub(super) fn ping_all(&self, synced: NodeSet) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} pings its learners."),
            format!("Heard from lately: {}.", self.who(synced)),
            "Without a quorum it gives up at the next full tick.",
        )
    }

    pub(super) fn answer_ping(&self) -> Told {
        let me = self.me;
        Told::plain(format!("{me} answers a ping."), "")
    }

    pub(super) fn hear_ping(&self, from: NodeId, deadline: u32) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::plain(
            format!("{me} hears from {from}, which counts up to tick {deadline}."),
            "",
        )
    }

    pub(super) fn too_slow(&self, learner: NodeId) -> Told {
        let (me, learner) = (self.me, Name(learner));
        let limit = self.config.sync_limit;
        Told::new(
            format!("{me} drops {learner}, which is too slow."),
            format!("A proposal has waited {limit} ticks for its ACK."),
            "It may come back and be synchronised anew.",
        )
    }

    /// Requests that nobody will answer.
    pub(super) fn lost_requests(&self, unanswered: usize) -> String {
        match unanswered {
            0 => String::new(),
            count => format!(
                "Requests left unanswered: {count}. *Whether they take effect nobody can tell.*"
            ),
        }
    }
}
