//! Proposals, acknowledgements and commits; clients.

use alloc::string::String;

use super::teller::{
    Teller,
    Word::{Id, Names, Node, Number, Tally, Text, Who},
};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        client::words::brief_write,
        config::{Bug, Config},
        database::Register,
        history::Txn,
        learner::Progress,
        message::{Call, Errand, OWN_PATH, Operation},
        property::Law,
        txn_text,
        znode::{
            node::SessionId,
            request::{Change, Write},
        },
        zxid::Zxid,
    },
};

/// The server inside which a session’s client is.
fn home(session: SessionId) -> NodeId {
    NodeId(((session.0 >> 56) as u8).saturating_sub(1))
}

/// The word that a client inside a server writes to `/x`.
fn own_word(write: &Write) -> Option<String> {
    if let Write::SetData { path, data, .. } = write
        && &**path == OWN_PATH
    {
        return Some(String::from_utf8_lossy(data.as_deref()?).into_owned());
    }
    None
}

impl Teller<'_> {
    pub(super) fn forward(&self, errand: &Errand) -> String {
        let own = Config::is_own(errand.session);
        let (what, value) = match &errand.operation {
            Operation::Write(write) => match own_word(write).filter(|_| own) {
                Some(word) => ("the write of ", word),
                None => ("", brief_write(write)),
            },
            Operation::Sync => ("a sync", String::new()),
        };
        self.say(
            "{me} forwards {0}{1} to its leader.||Only the leader puts things in order, \
             wherever a client is connected.",
            &[Text(what), Text(&value)],
        )
    }

    pub(super) fn propose(&self, txn: &Txn) -> String {
        let epoch = self.server().map_or(0, |server| server.current_epoch);
        let wanted = match txn.wanted.as_deref() {
            Some(Write::SetData { version, .. }) => *version,
            Some(_) | None => 0,
        };
        let overflows = self.has(Bug::CounterOverflow) && txn.zxid.epoch() != epoch;
        if !overflows && txn.word().is_none() {
            return self.propose_change(txn);
        }
        let (template, number) = if overflows {
            (
                "{me} proposes {0}, though its epoch is {3}.|The client of {1} asked for \
                 it.|*The counter has run over into the epoch*, where the next leader’s \
                 transactions belong.",
                epoch,
            )
        } else if let Change::SetData { version, .. } = &txn.change {
            (
                "{me} proposes {2} as {0}.|The client of {1} asked for it. It makes version \
                 {3}.|First it goes to the followers, then to the leader’s own log.",
                *version as u32,
            )
        } else {
            (
                "{me} proposes {0}: that the write of {2} fails.|The client of {1} asked for \
                 it. The version is not {3}.|A failure takes a zxid, too, and is *logged and \
                 committed* like a success.",
                wanted as u32,
            )
        };
        self.say(
            template,
            &[
                Id(txn.zxid),
                Node(home(txn.session)),
                Text(&txn_text(txn)),
                Number(number),
            ],
        )
    }

    pub(super) fn append_proposal(&self, zxid: Zxid, gap: bool) -> String {
        self.say(
            match gap {
                true => {
                    "{me} writes {0} to its log.|*One before it is missing*.|ZooKeeper warns of \
                     that, and no more."
                }
                false => {
                    "{me} writes {0} to its log.||It acknowledges when the disk has it, and \
                     executes nothing yet."
                }
            },
            &[Id(zxid)],
        )
    }

    pub(super) fn send_ack(&self, zxid: Zxid) -> String {
        let learner = self.server().and_then(|server| server.learner());
        let early = learner.is_some_and(|learner| learner.progress < Progress::Acknowledged);
        self.say(
            match early {
                true => {
                    "{me} has {0} on disk and acknowledges it.||*NEWLEADER is not acknowledged \
                     yet*, and its leader expects that one first."
                }
                false => {
                    "{me} has {0} on disk and acknowledges it.||An acknowledgement means \
                     *logged*, not executed."
                }
            },
            &[Id(zxid)],
        )
    }

    pub(super) fn logged_only(&self, zxid: Zxid) -> String {
        let server = self.server();
        let looks = server.is_some_and(|server| server.looking().is_some());
        self.say(
            "{me} has {0} on disk and tells nobody.||{1} {2}",
            &[
                Id(zxid),
                Text(if self.observes() {
                    "Observers acknowledge no transactions."
                } else if looks && self.has(Bug::LoggerSurvives) {
                    "*The log is written behind the back of its server*, which votes already."
                } else {
                    "The leader that wanted it is its leader no more."
                }),
                Text(&self.forgotten()),
            ],
        )
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

    pub(super) fn count_ack(&self, from: NodeId, zxid: Zxid, acks: NodeSet) -> String {
        let waits = self.config.is_quorum(acks) && !self.commits(zxid);
        self.say(
            match from == self.me {
                true => "{me} has {0} on its own disk and counts itself.||{2} {3}. {4}",
                false => "{me} counts the ACK of {1} for {0}.||{2} {3}. {4}",
            },
            &[
                Id(zxid),
                Node(from),
                Text(self.acknowledged()),
                Who(acks),
                Text(if waits && self.has(Bug::WaitForAll) {
                    "*It waits for all the same*: one dead server stops it."
                } else if waits {
                    "The one before it comes first."
                } else if from == self.me {
                    "The leader’s own disk counts like any other."
                } else {
                    ""
                }),
            ],
        )
    }

    pub(super) fn ack_without_use(&self, from: NodeId, zxid: Zxid) -> String {
        let waits = self.leader().is_some_and(|leader| {
            let mut outstanding = leader.outstanding.iter();
            outstanding.any(|proposal| proposal.txn.zxid == zxid)
        });
        self.say(
            "{me} has no use for the ACK of {0} for {1}.||{2}",
            &[
                Node(from),
                Id(zxid),
                Text(if zxid.counter() != 0 {
                    "It is committed already, or another leader’s matter."
                } else if waits {
                    "*Its counter is 0*, so it is taken for the answer to NEWLEADER."
                } else {
                    "That is the answer to UPTODATE."
                }),
            ],
        )
    }

    pub(super) fn commit(&self, zxid: Zxid, acks: NodeSet) -> String {
        self.say(
            match acks.contains(self.me) {
                true => "{me} commits {0}: {1}.|{2} {3}.|{4}",
                false => "{me} commits {0}: {1}.|{2} {3}, its own not among them.|{4}",
            },
            &[
                Id(zxid),
                Tally(acks),
                Text(self.acknowledged()),
                Names(acks),
                Text(if !self.config.is_quorum(acks) {
                    "*It does not wait for a quorum*: if these fail, it is lost, whatever a \
                     client was told."
                } else if self.breaks(Law::DeliveredIsOnQuorum) {
                    "*No quorum has it on disk*: those who acknowledged it have not written it yet."
                } else if self.has(Bug::WaitForAll) {
                    "*It has waited for all*; a quorum was enough."
                } else {
                    "Any later leader finds it in the log of *one of its quorum*. Nobody has \
                     executed it before."
                }),
            ],
        )
    }

    pub(super) fn answer(
        &self,
        call: &Call,
        txn: Option<&Txn>,
        register: &Register,
        zxid: Zxid,
    ) -> String {
        let content = match register.value() {
            Some(value) => self.say(
                "{0} in version {1}",
                &[Text(&value.0), Number(register.version)],
            ),
            None => "empty".into(),
        };
        self.say(
            match (call, txn.map(|txn| &txn.change)) {
                (Call::Read(_) | Call::Auth { .. } | Call::SetWatches(_) | Call::Ping, _) => {
                    "{me} answers a read: /x is {0}.|It is at {1}.|From its own memory, \
                     *whatever others may know by now*."
                }
                (Call::Sync(_), _) => "{me} tells its client that the sync is done.|It is at {1}.|",
                (Call::Write(_), Some(Change::Failed(_))) => {
                    "{me} answers its client: BADVERSION.|/x is {0}. It is at {1}.|"
                }
                (Call::Write(_), _) => {
                    "{me} answers its client: /x is {0}.|It is at {1}.|Other servers may not \
                     have it yet."
                }
            },
            &[Text(&content), Id(zxid)],
        )
    }
}
