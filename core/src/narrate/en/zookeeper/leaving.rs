//! Starts, and ways back to the election.

use alloc::string::String;

use super::teller::{
    Teller,
    Word::{Id, Names, Number, Tally, Text},
};
use crate::zookeeper::{
    config::Bug, disk::Unsound, leader::Phase, rule::Why, server::Role, zxid::Zxid,
};

impl Teller<'_> {
    pub(super) fn recover(
        &self,
        zxid: Zxid,
        replayed: usize,
        accepted: u32,
        current: u32,
        torn: bool,
    ) -> String {
        let held = self.server().map(|server| server.database.history.last());
        let held = held.unwrap_or_default();
        self.say(
            if self.has(Bug::DirtyDisk) && held > zxid {
                "{me} starts from its disk, which goes to {0}.|Its tree holds {5}.|*It was \
                 told to drop that*, and has read it from its snapshot again."
            } else if zxid == Zxid::LOST {
                "{me} starts with a disk that is empty and should not be.||It must not vote: \
                 it may have acknowledged what it does not know of any more."
            } else if zxid == Zxid::default() && accepted == 0 {
                "{me} starts; its disk is empty.||"
            } else {
                "{me} starts from its disk, which goes to {0}.|Transactions replayed from its log: \
                 {1}. Accepted epoch {2}, current epoch {3}. {4}|It cannot tell what of that was \
                 committed, and keeps all."
            },
            &[
                Id(zxid),
                Number(replayed as u32),
                Number(accepted),
                Number(current),
                Text(match torn {
                    true => "The last record is half written and left out.",
                    false => "",
                }),
                Id(held),
            ],
        )
    }

    pub(super) fn refuse_start(&self, unsound: Unsound) -> String {
        let (template, words) = match unsound {
            Unsound::EpochBehindLog { current, last } => (
                "{me} refuses to start.|Its log goes to {0}, but its current epoch is {1}.|*Its \
                 files contradict each other.*",
                [Id(last), Number(current)],
            ),
            Unsound::AcceptedBehindCurrent { accepted, current } => (
                "{me} refuses to start.|Its current epoch is {0}, but it has accepted {1} at the \
                 most.|*Its files contradict each other.*",
                [Number(current), Number(accepted)],
            ),
        };
        self.say(template, &words)
    }

    pub(super) fn leave(&self, why: Why, unanswered: usize) -> String {
        let no_word = Text("");
        let (template, words) = match why {
            Why::NoQuorumInTime(phase) => (
                "{me} stops leading: no quorum in time for {0}.|{2}|",
                [Text(name_of(phase)), no_word],
            ),
            Why::QuorumLost(synced) => (
                "{me} stops leading: with {0} it has {1}.|{2}|",
                [Names(synced), Tally(synced)],
            ),
            Why::CounterExhausted => (
                "{me} stops leading: its epoch has no zxid left.|{2}|A new epoch begins its own \
                 counter.",
                [no_word, no_word],
            ),
            Why::CannotConnect => (
                "{me} leaves its leader: it cannot connect.|{2}|",
                [no_word, no_word],
            ),
            Why::ConnectionLost => (
                "{me} leaves its leader: the connection is over.|{2}|",
                [no_word, no_word],
            ),
            Why::LeaderSilent => (
                "{me} leaves its leader: it has been silent for too long.|{2}|",
                [no_word, no_word],
            ),
            Why::OldEpoch { epoch, accepted } => (
                "{me} leaves its leader: its epoch {0} is below {1}.|{2}|It has promised to \
                 follow no such leader.",
                [Number(epoch), Number(accepted)],
            ),
            Why::CommitOfNothing(zxid) => (
                "{me} leaves its leader: the COMMIT of {0} finds no proposal.|{2}|*It logged \
                 the proposal at NEWLEADER and dropped it from its list*: a healthy server \
                 falls over.",
                [Id(zxid), no_word],
            ),
            Why::UnexpectedPacket(kind) => (
                "{me} leaves its leader: {0} does not belong here.|{2}|",
                [Text(kind), no_word],
            ),
        };
        let [first, second] = words;
        self.say(template, &[first, second, Text(&self.left(unanswered))])
    }

    /// What becomes of requests and writes that are under way.
    fn left(&self, unanswered: usize) -> String {
        let writing = match self
            .server()
            .map(|server| (&server.role, server.unlogged.len()))
        {
            Some((Role::Leaving { .. }, _)) => "First its log is written out.",
            Some((Role::Looking(_) | Role::Resting, 1..)) if self.has(Bug::LoggerSurvives) => {
                "*It does not wait for its log*, which is still being written."
            }
            Some((Role::Looking(_) | Role::Resting | Role::Leading(_) | Role::Learning(_), _))
            | None => "",
        };
        self.say(
            match unanswered {
                0 => "{1}",
                _ => {
                    "Requests left unanswered: {0}. *Whether they take effect nobody can tell.* {1}"
                }
            },
            &[Number(unanswered as u32), Text(writing)],
        )
    }
}

fn name_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Discovery => "discovery",
        Phase::Synchronisation => "synchronisation",
        Phase::Broadcast => "broadcast",
    }
}
