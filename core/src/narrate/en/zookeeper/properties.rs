//! What the properties of an ensemble are called and mean.

use crate::{kernel::Protocol, zookeeper::Zookeeper};

/// What is told of a property.
pub(super) struct PropertyTold {
    /// Its name in scripts.
    word: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// What it says.
    pub(super) meaning: &'static str,
    /// What breaks it.
    pub(super) broken: &'static str,
}

const fn property(
    word: &'static str,
    name: &'static str,
    meaning: &'static str,
    broken: &'static str,
) -> PropertyTold {
    PropertyTold {
        word,
        name,
        meaning,
        broken,
    }
}

/// What is told of the property at a place.
pub(super) fn told(place: usize) -> &'static PropertyTold {
    let word = Zookeeper::properties()[place].name;
    let known = PROPERTIES.iter().find(|told| told.word == word);
    known.unwrap_or(&UNKNOWN)
}

const UNKNOWN: PropertyTold = property("", "", "", "");

const PROPERTIES: [PropertyTold; 24] = [
    property(
        "leadership1",
        "One leader per epoch",
        "No two servers lead in the same epoch beyond discovery.",
        "two servers lead in one epoch",
    ),
    property(
        "leadership2",
        "One owner per epoch",
        "No epoch is ever established by two servers, not even one after the other.",
        "two servers have established one epoch",
    ),
    property(
        "prefix-consistency",
        "Prefix consistency",
        "What one server has delivered and what another one has delivered begin alike.",
        "two servers delivered different transactions at the same place",
    ),
    property(
        "integrity",
        "Integrity",
        "Only what a leader has broadcast is delivered.",
        "something was delivered that no leader has broadcast",
    ),
    property(
        "agreement",
        "Agreement",
        "Of two transactions delivered by two servers, one of the servers has delivered both.",
        "two servers delivered what the other one has not",
    ),
    property(
        "total-order",
        "Total order",
        "Servers that deliver the same transactions deliver them in the same order.",
        "two servers delivered in different orders",
    ),
    property(
        "local-primary-order",
        "Local primary order",
        "Whoever delivers a leader’s transaction has delivered all earlier ones of that leader.",
        "an earlier transaction of the same leader is missing",
    ),
    property(
        "global-primary-order",
        "Global primary order",
        "Transactions of an earlier epoch are delivered before those of a later one.",
        "an earlier epoch was delivered after a later one",
    ),
    property(
        "primary-integrity",
        "Primary integrity",
        "A leader that broadcasts has delivered all that its followers have of earlier epochs.",
        "a leader lacks what its follower has of an earlier epoch",
    ),
    property(
        "checks-during-actions",
        "Checks during actions",
        "No server is sent what cannot be right in its state.",
        "a server was sent what cannot be right in its state",
    ),
    property(
        "process-consistency",
        "Process consistency",
        "A follower that has acknowledged NEWLEADER has the beginning of its leader’s history.",
        "a follower’s history is not the beginning of its leader’s",
    ),
    property(
        "monotonic-read",
        "Monotonic read",
        "What a leader has committed goes on from the longest that was ever committed.",
        "what was committed is not in what a leader now has for committed",
    ),
    property(
        "leader-log-completeness",
        "Leader completeness",
        "Every leader’s history holds all that was ever committed.",
        "a leader lacks what was committed",
    ),
    property(
        "committed-log-durability",
        "Durability",
        "TRUNC and SNAP never take away from a server what was committed.",
        "a committed transaction was taken away from a server",
    ),
    property(
        "elected-by-quorum",
        "Elected by a quorum",
        "A server leaves an election only with a leader for which a quorum voted.",
        "no quorum voted for the leader that was taken",
    ),
    property(
        "accepts-in-its-epoch",
        "Accepts in its epoch",
        "A follower acknowledges what a leader sends only when that leader’s epoch is its current \
         one on disk.",
        "a follower acknowledged in an epoch that is not its current one",
    ),
    property(
        "delivers-in-order",
        "Delivers in order",
        "Each server delivers in the order of zxids.",
        "a server delivered a smaller zxid after a greater one",
    ),
    property(
        "promises-kept",
        "Promises kept",
        "Whoever has accepted an epoch acknowledges nothing of an earlier one.",
        "a server acknowledged something of an epoch below the one it had accepted",
    ),
    property(
        "acknowledged-is-on-disk",
        "Acknowledged is on disk",
        "What a server acknowledges is on its disk: a proposal, or all that NEWLEADER stands for.",
        "a server acknowledged what is not on its disk",
    ),
    property(
        "delivered-is-on-quorum",
        "Delivered is on a quorum",
        "What is delivered for the first time is on the disks of a quorum.",
        "no quorum had on disk what was delivered",
    ),
    property(
        "answered-by-its-write",
        "Answered by its write",
        "A client that asked for a write is told of that write.",
        "a client was told of another write than the one it asked for",
    ),
    property(
        "type-ok",
        "All fits",
        "Numbers and lists of each server fit each other.",
        "the numbers or lists of a server do not fit each other",
    ),
    property(
        "live",
        "Gets on in the end",
        "Once the faults are over, a quorum that runs has one leader, all have what it has, and a \
         write of its epoch is committed.",
        "a quorum that runs has no leader whom all follow, or no write of its epoch is committed",
    ),
    property(
        "committed",
        "Something is committed",
        "Some run gets so far: the properties above do not hold idly.",
        "nothing is committed yet",
    ),
];
