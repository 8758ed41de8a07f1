//! The texts of rules that are told alike whatever happens: the headline, the facts, the rest.

use crate::zookeeper::rule::Rule;

macro_rules! texts {
    (
        ($($special:ident),*);
        $($name:ident: $headline:literal, $facts:literal, $rest:literal;)*
    ) => {
        /// A rule's place among the texts.
        enum Kind { $($name,)* Special }

        const TEXTS: &[&str] = &[$(concat!($headline, "|", $facts, "|", $rest)),*];

        /// The text of a rule; none if it depends on more than its data.
        pub(super) fn text(rule: &Rule) -> &'static str {
            let kind = match rule {
                $(Rule::$name { .. } => Kind::$name,)*
                $(Rule::$special { .. })|* | Rule::Session(_) | Rule::Client(_) => Kind::Special,
            };
            TEXTS.get(kind as usize).copied().unwrap_or_default()
        }
    };
}

texts! {
    // These depend on the server, too, and are told elsewhere.
    (
        Recover, RefuseStart, StartElection, AnswerLooking, NewerRound, ChangeVote, KeepVote,
        QuorumOfVotes, Elected, JoinSameRound, JoinEnsemble, CannotJoin, LearnerLost,
        Unexpected, Register, SendAckEpoch, CountAckEpoch, Synchronise, BeginSync, Truncated,
        CommitOutOfOrder, NewLeader, SnapshotSaved, ProposalsLogged, AckNewLeader, UpToDate,
        CountAckNewLeader, WrongFirstAck, Serve, Forward, Propose, AppendProposal, SendAck,
        LoggedOnly, CountAck, AckWithoutUse, Commit, Answer, Leave
    );

    NothingToDo:
        "{me} has nothing to do about that.",
        "",
        "What it was about is over.";

    // The connections of the election.
    GiveWay:
        "{me} gives way to {0} and hangs up.",
        "",
        "Between two servers there is one connection, called by the larger id.";
    CallBack:
        "{me} turns away the call of {0} and calls back.",
        "",
        "Between two servers there is one connection, called by the larger id.";
    Connected:
        "{me} has an election connection with {0}.",
        "",
        "";
    AwaitHello:
        "{me} takes a call of {0}.",
        "",
        "";
    Disconnected:
        "{me} has no election connection with {0} any more.",
        "",
        "";
    CallTimedOut:
        "{me} gives up its call to {0}.",
        "",
        "Five seconds are enough.";
    LateConnection:
        "{me} had given up this connection with {0} before.",
        "",
        "";

    // The election.
    AnswerObserver:
        "{me} tells the observer {0} whom it elected last: {1}.",
        "",
        "*That may be over*; before its first election it is itself. Observers are never counted.";
    AnswerLate:
        "{me} tells {0} that round {1} is on.",
        "",
        "A server in an older round must begin anew in this one.";
    NotInElection:
        "{me} takes no votes now.",
        "What {0} sent is dropped.",
        "Only a server that looks for a leader counts votes.";
    NoVoter:
        "{me} does not count what {0} says.",
        "",
        "Observers neither vote nor are voted for.";
    EmptyDatabase:
        "{me} passes over {0}: data is lost.",
        "",
        "Servers that have lost what they acknowledged must not elect each other.";
    OldRound:
        "{me} does not count {0}.",
        "It is of round {1}, and this is round {2}.",
        "Votes of different rounds are *never added up*.";
    BetterVoteInTime:
        "{me} gets a better vote from {0} in time.",
        "",
        "The quorum it saw is forgotten.";
    NothingBetter:
        "{me} hears nothing better from {0}.",
        "",
        "It drops the message and waits 200 ms anew.";
    Resend:
        "{me} has heard nothing for a while and repeats its vote.",
        "",
        "The next time it waits {0} ms.";
    Reconnect:
        "{me} has reached nobody and calls all again.",
        "",
        "The next time it waits {0} ms.";

    // The way to a leader, and the new epoch.
    Lead:
        "{me} begins to lead: discovery.",
        "Its epoch is {0}, its history goes to {1}.",
        "It takes no writes before a quorum has accepted a new epoch and then its history.";
    Follow:
        "{me} {1} {0} and calls it.",
        "",
        "The leader may not have noticed yet that it leads.";
    CallAgainLater:
        "{me} is not let in by {0}.",
        "That was call {1} of {2}.",
        "It tries again in 100 ms: the leader may still be busy with the election.";
    CallAgain:
        "{me} calls {0} once more.",
        "",
        "This is call {1} of {2}.";
    SendLearnerInfo:
        "{me} registers with {0}: it has accepted epoch {1}.",
        "",
        "The new epoch will be above all that are reported.";
    LearnerCalls:
        "{me} has a call from the learner {0}.",
        "",
        "";
    FixEpoch:
        "{me} fixes the new epoch: {0}.",
        "Registered: {1}.",
        "It is above all that they have accepted. *Not told before it is on disk.*";
    TellEpoch:
        "{me} has epoch {0} on disk and tells it to its learners.",
        "",
        "It is itself the first that has accepted it.";
    AcceptEpoch:
        "{me} accepts epoch {0}, once that is on disk.",
        "{0} > {1}, the one it had accepted.",
        "That is a promise: it will *never again* follow a leader of a lower epoch.";
    EpochKnown:
        "{me} has accepted epoch {0} before.",
        "",
        "It says so, and this *does not count* as a promise.";
    LearnerAhead:
        "{me} refuses {0}, which is ahead of it.",
        "There against here: {1}.",
        "What a learner has may be committed, so a leader *must not lack it*.";
    EstablishEpoch:
        "{me} makes epoch {0} its own: synchronisation.",
        "Accepted by {1}.",
        "No leader of a lower epoch finds a quorum any more. *Its history* is now to become \
         everybody’s.";
    LateAckEpoch:
        "{me} has its quorum for the epoch; {0} comes with {1}.",
        "",
        "";

    // One history.
    KeepProposal:
        "{me} keeps the proposal {0} until NEWLEADER.",
        "",
        "";
    ApplyInMemory:
        "{me} applies {0} in memory.",
        "",
        "The snapshot at NEWLEADER will hold it.";
    KeepCommit:
        "{me} keeps in mind that {0} is committed.",
        "",
        "It will be applied when the server serves.";
    LogProposals:
        "{me} writes what it was sent to its log, up to {0}.",
        "",
        "It waits for the disk.";
    QueueNewLeader:
        "{me} ends what it sends {0} with NEWLEADER.",
        "",
        "";
    LateAckNewLeader:
        "{me} lets {0} serve, too.",
        "",
        "It has had its quorum before.";

    // Broadcast and clients.
    NotServing:
        "{me} turns its client away.",
        "",
        "It serves in broadcast only, and otherwise answers not even reads.";
    Committed:
        "{me} is told that {0} is committed and applies it.",
        "",
        "It does not wait for the others.";
    UnmatchedCommit:
        "{me} ends its own process: COMMIT of {0} is not for its oldest proposal.",
        "That one is {1}.",
        "Rather no server than one with another history.";
    Inform:
        "{me} observes that {0} is committed, logs and applies it.",
        "",
        "Observers get no proposals.";
    ReadWaits:
        "{me} lets a read wait.",
        "Unanswered before it: {0}.",
        "What one client asks is answered in order.";
    AnswerSync:
        "{me} answers the sync of {0} at once.",
        "",
        "Nothing is outstanding. *No quorum is asked*: it would answer although another one \
         leads by now.";
    HoldSync:
        "{me} answers the sync of {0} when {1} is committed.",
        "",
        "That was the last proposal when it came.";
    SyncAtLeader:
        "{me} lets the sync of its own client pass like a read.",
        "",
        "The leader waits for nothing there.";
    SyncDone:
        "{me} has its sync back.",
        "",
        "What was committed before it has come before it on the same connection.";
    PingAll:
        "{me} pings its learners.",
        "Heard from lately: {0}.",
        "Without a quorum it gives up at the next full tick.";
    AnswerPing:
        "{me} answers a ping.",
        "",
        "";
    EarlyPing:
        "{me} is pinged, and does not answer while it synchronises.",
        "",
        "It only hears that its leader is there.";
    HearPing:
        "{me} hears from {0}, which counts as there until tick {1}.",
        "",
        "";
    TooSlow:
        "{me} drops {0}, which is too slow.",
        "A proposal has waited {1} ticks for its ACK.",
        "It may come back and be synchronised anew.";

    // The way back.
    FastForward:
        "{me} applies all that its log holds, up to {1}.",
        "Not known to be committed: {0}.",
        "What is on disk must be in the vote.";
    Rest:
        "{me} rests for a moment before it asks who leads.",
        "{0}",
        "Observers do not press.";
}
