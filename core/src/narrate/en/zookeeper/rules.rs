//! A sentence for each rule of an ensemble, and which of several leads.

use alloc::string::String;

use super::{
    teller::{
        Teller,
        Word::{self, Id, Node, Number, Text, VoteOf, Who},
        compared_histories, whom,
    },
    texts::*,
};
use crate::{
    kernel::NodeId,
    zookeeper::{config::DIALS_MAX, rule::Rule},
};

impl Teller<'_> {
    /// What is told of a rule: the headline, the facts and the rest, between bars.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a rule, so that none can be forgotten"
    )]
    pub(super) fn rule(&self, rule: &Rule) -> String {
        match rule {
            Rule::Recover {
                zxid,
                replayed,
                accepted,
                current,
                torn,
            } => self.recover(*zxid, *replayed, *accepted, *current, *torn),
            Rule::RefuseStart(unsound) => self.refuse_start(*unsound),
            Rule::NothingToDo => self.say(NOTHING_TO_DO, &[]),
            Rule::GiveWay { peer } => self.say(GIVE_WAY, &[Node(*peer)]),
            Rule::CallBack { peer } => self.say(CALL_BACK, &[Node(*peer)]),
            Rule::Connected { peer } => self.say(CONNECTED, &[Node(*peer)]),
            Rule::AwaitHello { peer } => self.say(AWAIT_HELLO, &[Node(*peer)]),
            Rule::Disconnected { peer } => self.say(DISCONNECTED, &[Node(*peer)]),
            Rule::CallTimedOut { peer } => self.say(CALL_TIMED_OUT, &[Node(*peer)]),
            Rule::LateConnection { peer } => self.say(LATE_CONNECTION, &[Node(*peer)]),
            Rule::StartElection { round, vote } => self.start_election(*round, *vote),
            Rule::AnswerObserver { to, vote } => {
                self.say(ANSWER_OBSERVER, &[Node(*to), whom(*vote)])
            }
            Rule::AnswerLate { to, round } => self.say(ANSWER_LATE, &[Node(*to), Number(*round)]),
            Rule::AnswerLooking { to, vote } => self.answer_looking(*to, *vote),
            Rule::NotInElection { from } => self.say(NOT_IN_ELECTION, &[Node(*from)]),
            Rule::NoVoter { from } => self.say(NO_VOTER, &[Node(*from)]),
            Rule::EmptyDatabase { from } => self.say(EMPTY_DATABASE, &[VoteOf(*from)]),
            Rule::NewerRound {
                from, round, vote, ..
            } => self.newer_round(*from, *round, *vote),
            Rule::OldRound { from, round, mine } => {
                self.say(OLD_ROUND, &[VoteOf(*from), Number(*round), Number(*mine)])
            }
            Rule::ChangeVote {
                from, vote, held, ..
            } => self.change_vote(*from, *vote, *held),
            Rule::KeepVote { from, vote, held } => self.keep_vote(*from, *vote, *held),
            Rule::QuorumOfVotes { vote, supporters } => self.quorum_of_votes(*vote, *supporters),
            Rule::BetterVoteInTime { from, .. } => self.say(BETTER_VOTE_IN_TIME, &[Node(*from)]),
            Rule::NothingBetter { from, .. } => self.say(NOTHING_BETTER, &[Node(*from)]),
            Rule::Elected { vote, supporters } => self.elected(*vote, *supporters),
            Rule::JoinSameRound { vote, supporters } => {
                self.join("elected in its own round", *vote, *supporters)
            }
            Rule::JoinEnsemble { vote, supporters } => {
                self.join("leading, and joins", *vote, *supporters)
            }
            Rule::CannotJoin {
                from,
                vote,
                supporters,
                leads,
            } => self.cannot_join(*from, *vote, *supporters, *leads),
            Rule::Resend { wait } => self.say(RESEND, &[Number(*wait)]),
            Rule::Reconnect { wait } => self.say(RECONNECT, &[Number(*wait)]),
            Rule::Lead { zxid, epoch } => self.say(LEAD, &[Number(*epoch), Id(*zxid)]),
            Rule::Follow { leader } => self.say(FOLLOW, &[Node(*leader), Text(self.learns())]),
            Rule::CallAgainLater { leader, dials } => {
                self.say(CALL_AGAIN_LATER, &call(*leader, *dials))
            }
            Rule::CallAgain { leader, dials } => self.say(CALL_AGAIN, &call(*leader, *dials)),
            Rule::SendLearnerInfo { leader, accepted } => {
                self.say(SEND_LEARNER_INFO, &[Node(*leader), Number(*accepted)])
            }
            Rule::LearnerCalls { learner } => self.say(LEARNER_CALLS, &[Node(*learner)]),
            Rule::LearnerLost { learner, silent } => self.learner_lost(*learner, *silent),
            Rule::Unexpected { from, kind } => self.unexpected(*from, kind),
            Rule::Register {
                learner,
                accepted,
                epoch,
                connecting,
            } => self.register(*learner, *accepted, *epoch, *connecting),
            Rule::FixEpoch { epoch, connecting } => {
                self.say(FIX_EPOCH, &[Number(*epoch), Who(*connecting)])
            }
            Rule::TellEpoch { epoch } => self.say(TELL_EPOCH, &[Number(*epoch)]),
            Rule::AcceptEpoch { epoch, before } => {
                self.say(ACCEPT_EPOCH, &[Number(*epoch), Number(*before)])
            }
            Rule::EpochKnown { epoch } => self.say(EPOCH_KNOWN, &[Number(*epoch)]),
            Rule::SendAckEpoch {
                zxid,
                current_epoch,
            } => self.send_ack_epoch(*zxid, *current_epoch),
            Rule::LearnerAhead {
                learner,
                epoch,
                zxid,
                mine,
            } => {
                let compared = compared_histories((*epoch, *zxid), *mine);
                self.say(LEARNER_AHEAD, &[Node(*learner), Text(&compared)])
            }
            Rule::CountAckEpoch {
                learner,
                zxid,
                current_epoch,
                electing,
            } => self.count_ack_epoch(*learner, *zxid, *current_epoch, *electing),
            Rule::EstablishEpoch { epoch, electing } => {
                self.say(ESTABLISH_EPOCH, &[Number(*epoch), Who(*electing)])
            }
            Rule::LateAckEpoch { learner, zxid } => {
                self.say(LATE_ACK_EPOCH, &[Node(*learner), Id(*zxid)])
            }
            Rule::Synchronise {
                learner,
                plan,
                count,
            } => self.synchronise(*learner, plan, *count),
            Rule::BeginSync { mode, zxid } => self.begin_sync(*mode, *zxid),
            Rule::Truncated { zxid } => self.truncated(*zxid),
            Rule::KeepProposal { zxid } => self.say(KEEP_PROPOSAL, &[Id(*zxid)]),
            Rule::ApplyInMemory { zxid } => self.say(APPLY_IN_MEMORY, &[Id(*zxid)]),
            Rule::KeepCommit { zxid } => self.say(KEEP_COMMIT, &[Id(*zxid)]),
            Rule::CommitOutOfOrder { zxid, head } => self.commit_out_of_order(*zxid, *head),
            Rule::NewLeader {
                epoch,
                mode,
                proposals,
            } => self.new_leader(*epoch, *mode, *proposals),
            Rule::SnapshotSaved { zxid } => self.snapshot_saved(*zxid),
            Rule::LogProposals { zxid } => self.say(LOG_PROPOSALS, &[Id(*zxid)]),
            Rule::ProposalsLogged { zxid } => self.proposals_logged(*zxid),
            Rule::AckNewLeader { epoch } => self.ack_new_leader(*epoch),
            Rule::UpToDate { epoch } => self.up_to_date(*epoch),
            Rule::CountAckNewLeader { learner, acked } => {
                self.count_ack_new_leader(*learner, *acked)
            }
            Rule::WrongFirstAck { learner, zxid } => self.wrong_first_ack(*learner, *zxid),
            Rule::LateAckNewLeader { learner } => self.say(LATE_ACK_NEW_LEADER, &[Node(*learner)]),
            Rule::Serve { epoch, acked } => self.serve(*epoch, *acked),
            Rule::NotServing => self.say(NOT_SERVING, &[]),
            Rule::Forward { operation, .. } => self.forward(operation),
            Rule::Propose { txn } => self.propose(txn),
            Rule::AppendProposal { zxid, gap } => self.append_proposal(*zxid, *gap),
            Rule::SendAck { zxid } => self.send_ack(*zxid),
            Rule::LoggedOnly { zxid } => self.logged_only(*zxid),
            Rule::CountAck { from, zxid, acks } => self.count_ack(*from, *zxid, *acks),
            Rule::AckWithoutUse { from, zxid } => self.ack_without_use(*from, *zxid),
            Rule::Commit { zxid, acks } => self.commit(*zxid, *acks),
            Rule::Committed { zxid } => self.say(COMMITTED, &[Id(*zxid)]),
            Rule::UnmatchedCommit { zxid, head } => {
                self.say(UNMATCHED_COMMIT, &[Id(*zxid), Id(*head)])
            }
            Rule::Inform { zxid } => self.say(INFORM, &[Id(*zxid)]),
            Rule::Answer {
                request,
                outcome,
                register,
                zxid,
                ..
            } => self.answer(request, outcome.as_ref(), register, *zxid),
            Rule::ReadWaits { behind } => self.say(READ_WAITS, &[Number(*behind as u32)]),
            Rule::AnswerSync { to } => self.say(ANSWER_SYNC, &[Node(*to)]),
            Rule::HoldSync { to, after } => self.say(HOLD_SYNC, &[Node(*to), Id(*after)]),
            Rule::SyncAtLeader => self.say(SYNC_AT_LEADER, &[]),
            Rule::SyncDone { .. } => self.say(SYNC_DONE, &[]),
            Rule::PingAll { synced } => self.say(PING_ALL, &[Who(*synced)]),
            Rule::AnswerPing => self.say(ANSWER_PING, &[]),
            Rule::EarlyPing => self.say(EARLY_PING, &[]),
            Rule::HearPing { from, deadline } => {
                self.say(HEAR_PING, &[Node(*from), Number(*deadline)])
            }
            Rule::TooSlow { learner } => {
                let limit = Number(self.config.sync_limit);
                self.say(TOO_SLOW, &[Node(*learner), limit])
            }
            Rule::Leave { why, unanswered } => self.leave(*why, *unanswered),
            Rule::FastForward { count, zxid } => {
                self.say(FAST_FORWARD, &[Number(*count as u32), Id(*zxid)])
            }
            Rule::Rest => self.say(REST, &[Text(&self.forgotten())]),
        }
    }

    fn learns(&self) -> &'static str {
        match self.observes() {
            true => "observes",
            false => "follows",
        }
    }
}

/// A call to the leader, and which one it is.
fn call(leader: NodeId, dials: u8) -> [Word<'static>; 3] {
    [Node(leader), Number(dials.into()), Number(DIALS_MAX.into())]
}

/// How much a rule says of its step: of several, the greatest leads.
pub(super) fn weight(rule: &Rule) -> u8 {
    if matches!(
        rule,
        Rule::Leave { .. } | Rule::UnmatchedCommit { .. } | Rule::Recover { .. }
    ) {
        return 5;
    }
    if matches!(
        rule,
        Rule::Elected { .. } | Rule::JoinSameRound { .. } | Rule::JoinEnsemble { .. }
    ) {
        return 4;
    }
    if matches!(
        rule,
        Rule::StartElection { .. }
            | Rule::QuorumOfVotes { .. }
            | Rule::FixEpoch { .. }
            | Rule::EstablishEpoch { .. }
            | Rule::NewLeader { .. }
            | Rule::Serve { .. }
            | Rule::UpToDate { .. }
            | Rule::Commit { .. }
            | Rule::TooSlow { .. }
    ) {
        return 3;
    }
    // What these did is told by what came of it.
    u8::from(!matches!(
        rule,
        Rule::NothingToDo
            | Rule::KeepVote { .. }
            | Rule::BetterVoteInTime { .. }
            | Rule::Register { .. }
            | Rule::CountAckEpoch { .. }
            | Rule::LateAckEpoch { .. }
            | Rule::CountAckNewLeader { .. }
            | Rule::SnapshotSaved { .. }
            | Rule::CountAck { .. }
            | Rule::Committed { .. }
            | Rule::Inform { .. }
            | Rule::SyncAtLeader
            | Rule::SyncDone { .. }
            | Rule::PingAll { .. }
            | Rule::LoggedOnly { .. }
            | Rule::FastForward { .. }
    ))
}
