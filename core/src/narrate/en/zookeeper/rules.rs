//! A sentence for each rule of an ensemble, and which of several leads.

use super::teller::{Teller, Told};
use crate::zookeeper::rule::Rule;

impl Teller<'_> {
    /// What is told of a rule.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a rule, so that none can be forgotten"
    )]
    pub(super) fn rule(&self, rule: &Rule) -> Told {
        match rule {
            Rule::Recover {
                zxid,
                replayed,
                accepted,
                current,
                torn,
            } => self.recover(*zxid, *replayed, *accepted, *current, *torn),
            Rule::RefuseStart(unsound) => self.refuse_start(*unsound),
            Rule::NothingToDo => self.nothing_to_do(),
            Rule::GiveWay { peer } => self.give_way(*peer),
            Rule::CallBack { peer } => self.call_back(*peer),
            Rule::Connected { peer } => self.connected(*peer),
            Rule::AwaitHello { peer } => self.await_hello(*peer),
            Rule::Disconnected { peer } => self.disconnected(*peer),
            Rule::CallTimedOut { peer } => self.call_timed_out(*peer),
            Rule::LateConnection { peer } => self.late_connection(*peer),
            Rule::StartElection { round, vote } => self.start_election(*round, *vote),
            Rule::AnswerObserver { to, vote } => self.answer_observer(*to, *vote),
            Rule::AnswerLate { to, round } => self.answer_late(*to, *round),
            Rule::AnswerLooking { to, vote } => self.answer_looking(*to, *vote),
            Rule::NotInElection { from } => self.not_in_election(*from),
            Rule::NoVoter { from } => self.no_voter(*from),
            Rule::EmptyDatabase { from } => self.empty_database(*from),
            Rule::NewerRound {
                from, round, vote, ..
            } => self.newer_round(*from, *round, *vote),
            Rule::OldRound { from, round, mine } => self.old_round(*from, *round, *mine),
            Rule::ChangeVote {
                from, vote, held, ..
            } => self.change_vote(*from, *vote, *held),
            Rule::KeepVote { from, vote, held } => self.keep_vote(*from, *vote, *held),
            Rule::QuorumOfVotes { vote, supporters } => self.quorum_of_votes(*vote, *supporters),
            Rule::BetterVoteInTime { from, .. } => self.better_vote_in_time(*from),
            Rule::NothingBetter { from, .. } => self.nothing_better(*from),
            Rule::Elected { vote, supporters } => self.elected(*vote, *supporters),
            Rule::JoinSameRound { vote, supporters } => self.join_same_round(*vote, *supporters),
            Rule::JoinEnsemble { vote, supporters } => self.join_ensemble(*vote, *supporters),
            Rule::CannotJoin {
                from,
                vote,
                supporters,
                leads,
            } => self.cannot_join(*from, *vote, *supporters, *leads),
            Rule::Resend { wait } => self.resend(*wait),
            Rule::Reconnect { wait } => self.reconnect(*wait),
            Rule::Lead { zxid, epoch } => self.lead(*zxid, *epoch),
            Rule::Follow { leader } => self.follow(*leader),
            Rule::CallAgainLater { leader, dials } => self.call_again_later(*leader, *dials),
            Rule::CallAgain { leader, dials } => self.call_again(*leader, *dials),
            Rule::SendLearnerInfo { leader, accepted } => {
                self.send_learner_info(*leader, *accepted)
            }
            Rule::LearnerCalls { learner } => self.learner_calls(*learner),
            Rule::LearnerLost { learner, silent } => self.learner_lost(*learner, *silent),
            Rule::Unexpected { from, kind } => self.unexpected(*from, kind),
            Rule::Register {
                learner,
                accepted,
                epoch,
                connecting,
            } => self.register(*learner, *accepted, *epoch, *connecting),
            Rule::FixEpoch { epoch, connecting } => self.fix_epoch(*epoch, *connecting),
            Rule::TellEpoch { epoch } => self.tell_epoch(*epoch),
            Rule::AcceptEpoch { epoch, before } => self.accept_epoch(*epoch, *before),
            Rule::EpochKnown { epoch } => self.epoch_known(*epoch),
            Rule::SendAckEpoch {
                zxid,
                current_epoch,
            } => self.send_ack_epoch(*zxid, *current_epoch),
            Rule::LearnerAhead {
                learner,
                epoch,
                zxid,
                mine,
            } => self.learner_ahead(*learner, (*epoch, *zxid), *mine),
            Rule::CountAckEpoch {
                learner,
                zxid,
                current_epoch,
                electing,
            } => self.count_ack_epoch(*learner, *zxid, *current_epoch, *electing),
            Rule::EstablishEpoch { epoch, electing } => self.establish_epoch(*epoch, *electing),
            Rule::LateAckEpoch { learner, zxid } => self.late_ack_epoch(*learner, *zxid),
            Rule::Synchronise {
                learner,
                plan,
                count,
            } => self.synchronise(*learner, plan, *count),
            Rule::BeginSync { mode, zxid } => self.begin_sync(*mode, *zxid),
            Rule::Truncated { zxid } => self.truncated(*zxid),
            Rule::KeepProposal { zxid } => self.keep_proposal(*zxid),
            Rule::ApplyInMemory { zxid } => self.apply_in_memory(*zxid),
            Rule::KeepCommit { zxid } => self.keep_commit(*zxid),
            Rule::CommitOutOfOrder { zxid, head } => self.commit_out_of_order(*zxid, *head),
            Rule::NewLeader {
                epoch,
                mode,
                proposals,
            } => self.new_leader(*epoch, *mode, *proposals),
            Rule::SnapshotSaved { zxid } => self.snapshot_saved(*zxid),
            Rule::LogProposals { zxid } => self.log_proposals(*zxid),
            Rule::ProposalsLogged { zxid } => self.proposals_logged(*zxid),
            Rule::AckNewLeader { epoch } => self.ack_new_leader(*epoch),
            Rule::UpToDate { epoch } => self.up_to_date(*epoch),
            Rule::CountAckNewLeader { learner, acked } => {
                self.count_ack_new_leader(*learner, *acked)
            }
            Rule::WrongFirstAck { learner, zxid } => self.wrong_first_ack(*learner, *zxid),
            Rule::LateAckNewLeader { learner } => self.late_ack_new_leader(*learner),
            Rule::Serve { epoch, acked } => self.serve(*epoch, *acked),
            Rule::NotServing => self.not_serving(),
            Rule::Forward { operation, .. } => self.forward(operation),
            Rule::Propose { txn } => self.propose(txn),
            Rule::AppendProposal { zxid, gap } => self.append_proposal(*zxid, *gap),
            Rule::SendAck { zxid } => self.send_ack(*zxid),
            Rule::LoggedOnly { zxid } => self.logged_only(*zxid),
            Rule::CountAck { from, zxid, acks } => self.count_ack(*from, *zxid, *acks),
            Rule::AckWithoutUse { from, zxid } => self.ack_without_use(*from, *zxid),
            Rule::Commit { zxid, acks } => self.commit(*zxid, *acks),
            Rule::Committed { zxid } => self.committed(*zxid),
            Rule::UnmatchedCommit { zxid, head } => self.unmatched_commit(*zxid, *head),
            Rule::Inform { zxid } => self.inform(*zxid),
            Rule::Answer {
                request,
                outcome,
                register,
                zxid,
                ..
            } => self.answer(request, outcome.as_ref(), register, *zxid),
            Rule::ReadWaits { behind } => self.read_waits(*behind),
            Rule::AnswerSync { to } => self.answer_sync(*to),
            Rule::HoldSync { to, after } => self.hold_sync(*to, *after),
            Rule::SyncAtLeader => self.sync_at_leader(),
            Rule::SyncDone { .. } => self.sync_done(),
            Rule::PingAll { synced } => self.ping_all(*synced),
            Rule::AnswerPing => self.answer_ping(),
            Rule::HearPing { from, deadline } => self.hear_ping(*from, *deadline),
            Rule::TooSlow { learner } => self.too_slow(*learner),
            Rule::Leave { why, unanswered } => self.leave(*why, *unanswered),
            Rule::FastForward { count, zxid } => self.fast_forward(*count, *zxid),
            Rule::Rest => self.rest(),
        }
    }
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
