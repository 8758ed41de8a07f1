//! A sentence for each rule of an ensemble, and which of several leads.

use alloc::string::String;

use super::{
    teller::{
        Teller,
        Word::{Id, Node, Number, Text, VoteOf, Who},
        whom,
    },
    texts::text,
};
use crate::zookeeper::{config::DIALS_MAX, rule::Rule};

impl Teller<'_> {
    /// What is told of a rule: the headline, the facts and the rest, between bars.
    #[expect(
        clippy::too_many_lines,
        reason = "no rule can be forgotten in one match"
    )]
    pub(super) fn rule(&self, rule: &Rule) -> String {
        let (compared, forgotten);
        let mut words = [Text(""); 3];
        match rule {
            Rule::Recover {
                zxid,
                replayed,
                accepted,
                current,
                torn,
            } => return self.recover(*zxid, *replayed, *accepted, *current, *torn),
            Rule::RefuseStart(unsound) => return self.refuse_start(*unsound),
            Rule::StartElection { round, vote } => return self.start_election(*round, *vote),
            Rule::AnswerLooking { to, vote } => return self.answer_looking(*to, *vote),
            Rule::NewerRound {
                from, round, vote, ..
            } => return self.newer_round(*from, *round, *vote),
            Rule::ChangeVote {
                from, vote, held, ..
            } => return self.change_vote(*from, *vote, *held),
            Rule::KeepVote { from, vote, held } => return self.keep_vote(*from, *vote, *held),
            Rule::QuorumOfVotes { vote, supporters } => {
                return self.quorum_of_votes(*vote, *supporters);
            }
            Rule::Elected { vote, supporters } => return self.elected(*vote, *supporters),
            Rule::JoinSameRound { vote, supporters } => {
                return self.join("elected in its own round", *vote, *supporters);
            }
            Rule::JoinEnsemble { vote, supporters } => {
                return self.join("leading, and joins", *vote, *supporters);
            }
            Rule::CannotJoin {
                from,
                vote,
                supporters,
                leads,
            } => return self.cannot_join(*from, *vote, *supporters, *leads),
            Rule::LearnerLost { learner, silent } => return self.learner_lost(*learner, *silent),
            Rule::Unexpected { from, kind } => return self.unexpected(*from, kind),
            Rule::Register {
                learner,
                accepted,
                epoch,
                connecting,
            } => return self.register(*learner, *accepted, *epoch, *connecting),
            Rule::SendAckEpoch {
                zxid,
                current_epoch,
            } => return self.send_ack_epoch(*zxid, *current_epoch),
            Rule::CountAckEpoch {
                learner,
                zxid,
                current_epoch,
                electing,
            } => return self.count_ack_epoch(*learner, *zxid, *current_epoch, *electing),
            Rule::Synchronise {
                learner,
                plan,
                count,
            } => return self.synchronise(*learner, plan, *count),
            Rule::BeginSync { mode, zxid } => return self.begin_sync(*mode, *zxid),
            Rule::Truncated { zxid } => return self.truncated(*zxid),
            Rule::CommitOutOfOrder { zxid, head } => return self.commit_out_of_order(*zxid, *head),
            Rule::NewLeader {
                epoch,
                mode,
                proposals,
            } => return self.new_leader(*epoch, *mode, *proposals),
            Rule::SnapshotSaved { zxid } => return self.snapshot_saved(*zxid),
            Rule::ProposalsLogged { zxid } => return self.proposals_logged(*zxid),
            Rule::AckNewLeader { epoch } => return self.ack_new_leader(*epoch),
            Rule::UpToDate { epoch } => return self.up_to_date(*epoch),
            Rule::CountAckNewLeader { learner, acked } => {
                return self.count_ack_new_leader(*learner, *acked);
            }
            Rule::WrongFirstAck { learner, zxid } => return self.wrong_first_ack(*learner, *zxid),
            Rule::Serve { epoch, acked } => return self.serve(*epoch, *acked),
            Rule::Forward { errand } => return self.forward(errand),
            Rule::Propose { txn } => return self.propose(txn),
            Rule::AppendProposal { zxid, gap } => return self.append_proposal(*zxid, *gap),
            Rule::SendAck { zxid } => return self.send_ack(*zxid),
            Rule::LoggedOnly { zxid } => return self.logged_only(*zxid),
            Rule::CountAck { from, zxid, acks } => return self.count_ack(*from, *zxid, *acks),
            Rule::AckWithoutUse { from, zxid } => return self.ack_without_use(*from, *zxid),
            Rule::Commit { zxid, acks } => return self.commit(*zxid, *acks),
            Rule::Answer {
                asked,
                txn,
                register,
                zxid,
            } => return self.answer(&asked.call, txn.as_ref(), register, *zxid),
            Rule::Session(rule) => return self.session(rule),
            Rule::Client(rule) => return self.client(rule),
            Rule::Leave { why, unanswered } => return self.leave(*why, *unanswered),

            // The rest differ in their texts and words only.
            Rule::NothingToDo
            | Rule::NotServing
            | Rule::SyncAtLeader
            | Rule::SyncDone { .. }
            | Rule::AnswerPing
            | Rule::EarlyPing => {}
            Rule::GiveWay { peer: node }
            | Rule::CallBack { peer: node }
            | Rule::Connected { peer: node }
            | Rule::AwaitHello { peer: node }
            | Rule::Disconnected { peer: node }
            | Rule::CallTimedOut { peer: node }
            | Rule::LateConnection { peer: node }
            | Rule::NotInElection { from: node }
            | Rule::NoVoter { from: node }
            | Rule::BetterVoteInTime { from: node, .. }
            | Rule::NothingBetter { from: node, .. }
            | Rule::LearnerCalls { learner: node }
            | Rule::QueueNewLeader { learner: node }
            | Rule::LateAckNewLeader { learner: node }
            | Rule::AnswerSync { to: node } => words[0] = Node(*node),
            Rule::KeepProposal { zxid }
            | Rule::ApplyInMemory { zxid }
            | Rule::KeepCommit { zxid }
            | Rule::LogProposals { zxid }
            | Rule::Committed { zxid }
            | Rule::Inform { zxid } => words[0] = Id(*zxid),
            Rule::Resend { wait: number }
            | Rule::Reconnect { wait: number }
            | Rule::TellEpoch { epoch: number }
            | Rule::EpochKnown { epoch: number } => words[0] = Number(*number),
            Rule::AnswerLate {
                to: node,
                round: number,
            }
            | Rule::SendLearnerInfo {
                leader: node,
                accepted: number,
            }
            | Rule::HearPing {
                from: node,
                deadline: number,
            } => words = [Node(*node), Number(*number), Text("")],
            Rule::CallAgainLater {
                leader: node,
                dials,
            }
            | Rule::CallAgain {
                leader: node,
                dials,
            } => {
                let [dials, most] = [*dials, DIALS_MAX].map(|count| Number(count.into()));
                words = [Node(*node), dials, most];
            }
            Rule::FixEpoch {
                epoch,
                connecting: servers,
            }
            | Rule::EstablishEpoch {
                epoch,
                electing: servers,
            } => words = [Number(*epoch), Who(*servers), Text("")],
            Rule::LateAckEpoch {
                learner: node,
                zxid,
            }
            | Rule::HoldSync {
                to: node,
                after: zxid,
            } => words = [Node(*node), Id(*zxid), Text("")],
            Rule::AnswerObserver { to, vote } => words = [Node(*to), whom(*vote), Text("")],
            Rule::EmptyDatabase { from } => words[0] = VoteOf(*from),
            Rule::OldRound { from, round, mine } => {
                words = [VoteOf(*from), Number(*round), Number(*mine)];
            }
            Rule::Lead { zxid, epoch } => words = [Number(*epoch), Id(*zxid), Text("")],
            Rule::Follow { leader } => {
                let what = match self.observes() {
                    true => "observes",
                    false => "follows",
                };
                words = [Node(*leader), Text(what), Text("")];
            }
            Rule::AcceptEpoch { epoch, before } => {
                words = [Number(*epoch), Number(*before), Text("")];
            }
            Rule::LearnerAhead {
                learner,
                epoch,
                zxid,
                mine,
            } => {
                compared = self.histories([(*epoch, *zxid), *mine]);
                words = [Node(*learner), Text(&compared), Text("")];
            }
            Rule::UnmatchedCommit { zxid, head } => words = [Id(*zxid), Id(*head), Text("")],
            Rule::ReadWaits { behind } => words[0] = Number(*behind as u32),
            Rule::PingAll { synced } => words[0] = Who(*synced),
            Rule::TooSlow { learner } => {
                words = [Node(*learner), Number(self.config.sync_limit), Text("")];
            }
            Rule::FastForward { count, zxid } => {
                words = [Number(*count as u32), Id(*zxid), Text("")];
            }
            Rule::Rest => {
                forgotten = self.forgotten();
                words[0] = Text(&forgotten);
            }
        }
        self.say(text(rule), &words)
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
