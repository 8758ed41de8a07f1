//! The texts of rules that are told alike whatever happens: the headline, the facts, the rest.

macro_rules! texts {
    ($($name:ident: $headline:literal, $facts:literal, $rest:literal;)*) => {
        $(pub(super) const $name: &str = concat!($headline, "|", $facts, "|", $rest);)*
    };
}

texts! {
    NOTHING_TO_DO:
        "{me} has nothing to do about that.",
        "",
        "What it was about is over.";

    // The connections of the election.
    GIVE_WAY:
        "{me} gives way to {0} and hangs up.",
        "",
        "Of two servers the one with the larger id calls, so that there is one connection, not \
         two.";
    CALL_BACK:
        "{me} turns away the call of {0} and calls back.",
        "",
        "Of two servers the one with the larger id calls, so that there is one connection, not \
         two.";
    CONNECTED:
        "{me} has an election connection with {0}.",
        "",
        "What it said last goes out again.";
    AWAIT_HELLO:
        "{me} takes a call of {0}.",
        "",
        "The caller has yet to say who it is.";
    DISCONNECTED:
        "{me} has no election connection with {0} any more.",
        "",
        "It calls again when it has something to say.";
    CALL_TIMED_OUT:
        "{me} gives up its call to {0}.",
        "",
        "A call that nobody answers ends after five seconds.";
    LATE_CONNECTION:
        "{me} had given up this connection with {0} before.",
        "",
        "Another one has taken its place, or none is wanted.";

    // The election.
    ANSWER_OBSERVER:
        "{me} tells the observer {0} whom it elected last: {1}.",
        "",
        "*That may be over*; before its first election it is itself. Observers are never counted.";
    ANSWER_LATE:
        "{me} tells {0} that round {1} is on.",
        "",
        "A server in an older round must begin anew in this one.";
    NOT_IN_ELECTION:
        "{me} takes no votes now.",
        "What {0} sent is dropped.",
        "Only a server that looks for a leader counts votes.";
    NO_VOTER:
        "{me} does not count what {0} says.",
        "",
        "Observers neither vote nor are voted for.";
    EMPTY_DATABASE:
        "{me} passes over {0}: data is lost.",
        "",
        "Servers that have lost what they acknowledged must not elect each other.";
    OLD_ROUND:
        "{me} does not count {0}.",
        "It is of round {1}, and this is round {2}.",
        "Votes of different rounds are *never added up*.";
    BETTER_VOTE_IN_TIME:
        "{me} gets a better vote from {0} in time.",
        "",
        "The quorum it saw is forgotten.";
    NOTHING_BETTER:
        "{me} hears nothing better from {0}.",
        "",
        "It drops the message and waits 200 ms anew.";
    RESEND:
        "{me} has heard nothing for a while and repeats its vote.",
        "",
        "The next time it waits {0} ms.";
    RECONNECT:
        "{me} has reached nobody and calls all again.",
        "",
        "The next time it waits {0} ms.";

    // The way to a leader, and the new epoch.
    LEAD:
        "{me} begins to lead: discovery.",
        "Its epoch is {0}, its history goes to {1}.",
        "It takes no writes before a quorum has accepted a new epoch and then its history.";
    FOLLOW:
        "{me} {1} {0} and calls it.",
        "",
        "The leader may not have noticed yet that it leads.";
    CALL_AGAIN_LATER:
        "{me} is not let in by {0}.",
        "That was call {1} of {2}.",
        "It tries again in 100 ms: the leader may still be busy with the election.";
    CALL_AGAIN:
        "{me} calls {0} once more.",
        "",
        "This is call {1} of {2}.";
    SEND_LEARNER_INFO:
        "{me} registers with {0}: it has accepted epoch {1}.",
        "",
        "The new epoch will be above all that are reported.";
    LEARNER_CALLS:
        "{me} has a call from the learner {0}.",
        "",
        "It waits for it to register.";
    FIX_EPOCH:
        "{me} fixes the new epoch: {0}.",
        "Registered: {1}.",
        "It is above all that they have accepted. *Not told before it is on disk.*";
    TELL_EPOCH:
        "{me} has epoch {0} on disk and tells it to its learners.",
        "",
        "It is itself the first that has accepted it.";
    ACCEPT_EPOCH:
        "{me} accepts epoch {0}, once that is on disk.",
        "{0} > {1}, the one it had accepted.",
        "That is a promise: it will *never again* follow a leader of a lower epoch.";
    EPOCH_KNOWN:
        "{me} has accepted epoch {0} before.",
        "",
        "It says so, and this *does not count* as a promise.";
    LEARNER_AHEAD:
        "{me} refuses {0}, which is ahead of it.",
        "There against here: {1}.",
        "What a learner has may be committed, so a leader *must not lack it*.";
    ESTABLISH_EPOCH:
        "{me} makes epoch {0} its own: synchronisation.",
        "Accepted by {1}.",
        "No leader of a lower epoch finds a quorum any more. *Its history* is now to become \
         everybody’s.";
    LATE_ACK_EPOCH:
        "{me} has its quorum for the epoch; {0} comes with {1}.",
        "",
        "It is synchronised at once.";

    // One history.
    KEEP_PROPOSAL:
        "{me} keeps the proposal {0} until NEWLEADER.",
        "",
        "Its commit may follow.";
    APPLY_IN_MEMORY:
        "{me} applies {0} in memory.",
        "",
        "The snapshot at NEWLEADER will hold it.";
    KEEP_COMMIT:
        "{me} keeps in mind that {0} is committed.",
        "",
        "It will be applied when the server serves.";
    LOG_PROPOSALS:
        "{me} writes what it was sent to its log, up to {0}.",
        "",
        "It waits for the disk.";
    LATE_ACK_NEW_LEADER:
        "{me} lets {0} serve, too.",
        "",
        "It has had its quorum before.";

    // Broadcast and clients.
    NOT_SERVING:
        "{me} turns its client away.",
        "",
        "It serves in broadcast only, and otherwise answers not even reads.";
    COMMITTED:
        "{me} is told that {0} is committed and applies it.",
        "",
        "It does not wait for the others.";
    UNMATCHED_COMMIT:
        "{me} ends its own process: COMMIT of {0} is not for its oldest proposal.",
        "That one is {1}.",
        "Rather no server than one with another history.";
    INFORM:
        "{me} observes that {0} is committed, logs and applies it.",
        "",
        "Observers get no proposals.";
    READ_WAITS:
        "{me} lets a read wait.",
        "Unanswered before it: {0}.",
        "What one client asks is answered in order.";
    ANSWER_SYNC:
        "{me} answers the sync of {0} at once.",
        "",
        "Nothing is outstanding. *No quorum is asked*: it would answer although another one \
         leads by now.";
    HOLD_SYNC:
        "{me} answers the sync of {0} when {1} is committed.",
        "",
        "That was the last proposal when it came.";
    SYNC_AT_LEADER:
        "{me} lets the sync of its own client pass like a read.",
        "",
        "The leader waits for nothing there.";
    SYNC_DONE:
        "{me} has its sync back.",
        "",
        "What was committed before it has come before it on the same connection.";
    PING_ALL:
        "{me} pings its learners.",
        "Heard from lately: {0}.",
        "Without a quorum it gives up at the next full tick.";
    ANSWER_PING:
        "{me} answers a ping.",
        "",
        "";
    EARLY_PING:
        "{me} is pinged, and does not answer while it synchronises.",
        "",
        "It only hears that its leader is there.";
    HEAR_PING:
        "{me} hears from {0}, which counts up to tick {1}.",
        "",
        "";
    TOO_SLOW:
        "{me} drops {0}, which is too slow.",
        "A proposal has waited {1} ticks for its ACK.",
        "It may come back and be synchronised anew.";

    // The way back.
    FAST_FORWARD:
        "{me} applies all that its log holds, up to {1}.",
        "Not known to be committed: {0}.",
        "What is on disk must be in the vote.";
    REST:
        "{me} rests for a moment before it asks who leads.",
        "{0}",
        "Observers do not press.";
}
