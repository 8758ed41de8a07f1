//! Starts, and ways back to the election.

use alloc::{format, string::String};

use super::teller::{Id, Names, Teller, Told, joined, phase};
use crate::zookeeper::{config::Bug, disk::Unsound, rule::Why, server::Role, zxid::Zxid};

impl Teller<'_> {
    pub(super) fn nothing_to_do(&self) -> Told {
        let me = self.me;
        Told::plain(
            format!("{me} has nothing to do about that."),
            "What it was about is over.",
        )
    }

    pub(super) fn recover(
        &self,
        zxid: Zxid,
        replayed: usize,
        accepted: u32,
        current: u32,
        torn: bool,
    ) -> Told {
        let me = self.me;
        if zxid == Zxid::LOST {
            return Told::plain(
                format!("{me} starts with a disk that is empty and should not be."),
                "It must not vote: it may have acknowledged what it does not know of any more.",
            );
        }
        if zxid == Zxid::default() && accepted == 0 {
            return Told::plain(format!("{me} starts; its disk is empty."), "");
        }
        let torn = match torn {
            true => " The last record is half written and left out.",
            false => "",
        };
        Told::new(
            format!("{me} starts from its disk, which goes to {}.", Id(zxid)),
            format!(
                "From the log: {replayed}. Accepted epoch {accepted}, current epoch {current}.\
                 {torn}"
            ),
            "It cannot tell what of that was committed, and keeps all.",
        )
    }

    pub(super) fn refuse_start(&self, unsound: Unsound) -> Told {
        let me = self.me;
        let facts = match unsound {
            Unsound::EpochBehindLog { current, last } => format!(
                "Its log goes to {}, but its current epoch is {current}.",
                Id(last)
            ),
            Unsound::AcceptedBehindCurrent { accepted, current } => format!(
                "Its current epoch is {current}, but it has accepted {accepted} at the most."
            ),
        };
        Told::new(
            format!("{me} refuses to start."),
            facts,
            "*Its files contradict each other.*",
        )
    }

    pub(super) fn leave(&self, why: Why, unanswered: usize) -> Told {
        let me = self.me;
        let reason: String = match why {
            Why::NoQuorumInTime(at) => format!("no quorum in time for {}", phase(at)),
            Why::QuorumLost(synced) => {
                format!("with {} it has {}", Names(synced), self.tally(synced))
            }
            Why::CounterExhausted => "its epoch has no zxid left".into(),
            Why::CannotConnect => "it does not get in".into(),
            Why::ConnectionLost => "the connection is over".into(),
            Why::LeaderSilent => "it has been silent for too long".into(),
            Why::OldEpoch { epoch, accepted } => {
                format!("epoch {epoch} is below {accepted}, which it has accepted")
            }
            Why::CommitOfNothing(zxid) => {
                format!("the COMMIT of {} finds no proposal", Id(zxid))
            }
            Why::UnexpectedPacket(kind) => format!("{kind} does not belong here"),
        };
        let led = matches!(
            why,
            Why::NoQuorumInTime(_) | Why::QuorumLost(_) | Why::CounterExhausted
        );
        let headline = if led {
            format!("{me} stops leading: {reason}.")
        } else {
            format!("{me} leaves its leader: {reason}.")
        };
        let remark = if matches!(why, Why::CommitOfNothing(_)) {
            "*It logged the proposal at NEWLEADER and dropped it from its list*: a healthy server \
             falls over."
        } else if matches!(why, Why::CounterExhausted) {
            "A new epoch begins its own counter."
        } else {
            ""
        };
        let lost = self.lost_requests(unanswered);
        let facts = [lost.as_str(), self.still_writing()];
        Told::new(headline, joined(facts.into_iter()), remark)
    }

    /// What becomes of the writes that are under way.
    fn still_writing(&self) -> &'static str {
        let Some(server) = self.server() else {
            return "";
        };
        match &server.role {
            Role::Leaving { .. } => "First its log is written out.",
            Role::Looking(_) | Role::Resting
                if self.has(Bug::LoggerSurvives) && server.unlogged > 0 =>
            {
                "*It does not wait for its log*, which is still being written."
            }
            Role::Looking(_) | Role::Resting | Role::Leading(_) | Role::Learning(_) => "",
        }
    }

    pub(super) fn fast_forward(&self, count: usize, zxid: Zxid) -> Told {
        let (me, zxid) = (self.me, Id(zxid));
        Told::new(
            format!("{me} applies all that its log holds, up to {zxid}."),
            format!("Not known to be committed: {count}."),
            "What is on disk must be in the vote.",
        )
    }

    pub(super) fn rest(&self) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} rests for a moment before it asks who leads."),
            self.forgotten(),
            "Observers do not press.",
        )
    }
}
