//! What the properties of an ensemble are called and mean, and what breaks them.

use alloc::string::String;

use super::super::template::fill;
use crate::{
    kernel::{Protocol, World},
    zookeeper::{
        Zookeeper, name,
        property::{Check, Law},
        zxid_text,
    },
};

/// What is told of a property.
pub(super) struct PropertyTold {
    /// Its name in scripts.
    word: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// What it says.
    pub(super) meaning: &'static str,
    /// What it asks, if of every step.
    law: Option<Law>,
    /// What breaks it: `{me}` is the server, `{0}` the other one, `{1}` the zxid.
    broken: &'static str,
}

/// What is told of the property at a place.
pub(super) fn told(place: usize) -> Option<&'static PropertyTold> {
    let word = Zookeeper::properties().get(place)?.name;
    PROPERTIES.iter().find(|told| told.word == word)
}

/// What has broken it, in a few words.
pub(super) fn evidence(place: usize, world: &World<Zookeeper>) -> Option<String> {
    let told = told(place)?;
    let mut breaches = world.ghost().breaches.iter();
    let breach = breaches.find(|breach| Some(breach.law) == told.law)?;
    let broken = match (breach.check, breach.other) {
        (Some(check), _) => noticed(check),
        (None, None) if breach.law == Law::ElectedByQuorum => "{me} votes for one below itself",
        (None, _) => told.broken,
    };
    Some(fill(broken, &|place, said| {
        *said += &match (place, breach.other) {
            (1, _) => zxid_text(breach.zxid),
            (0, Some(other)) => name(other),
            (0, None) => "another server".into(),
            _ => name(breach.node),
        };
    }))
}

/// What a server noticed by itself.
fn noticed(check: Check) -> &'static str {
    match check {
        Check::State => "{me} was sent what does not belong in its phase",
        Check::Proposal => "{1} at {me} is not the one after the last, or undoes what it delivered",
        Check::Commit => "{me} was told to commit {1}, which is not its oldest proposal",
        Check::Ack => "the ACK of {1} at {me} is not the next one",
        Check::Message => "{me} was sent what nobody should have sent",
    }
}

macro_rules! properties {
    ($($word:literal: $name:literal, $meaning:literal, $law:expr, $broken:literal;)*) => {
        const PROPERTIES: &[PropertyTold] = &[$(PropertyTold {
            word: $word,
            name: $name,
            meaning: $meaning,
            law: $law,
            broken: $broken,
        }),*];
    };
}

properties! {
    "leadership1":
        "One leader per epoch",
        "No two servers lead in the same epoch, once they are beyond discovery.",
        Some(Law::Leadership1), "{me} and {0} lead in the same epoch";
    "leadership2":
        "One owner per epoch",
        "No epoch is established by two servers, not even by one after the other.",
        Some(Law::Leadership2), "{me} established the epoch of {0}";
    "prefix-consistency":
        "Prefix consistency",
        "What two servers have delivered begins alike, as far as both go.",
        Some(Law::PrefixConsistency), "{me} delivered {1} where {0} delivered something else";
    "integrity":
        "Integrity",
        "Only what a leader has broadcast is delivered.",
        Some(Law::Integrity), "{me} delivered {1}, which no leader has broadcast so";
    "agreement":
        "Agreement",
        "Of two transactions delivered at two servers, one is delivered at both.",
        Some(Law::Agreement), "{me} delivered {1}, and not what {0} did";
    "total-order":
        "Total order",
        "What two servers deliver they deliver in the same order.",
        Some(Law::TotalOrder), "{me} delivered {1} in another place than {0}";
    "local-primary-order":
        "Local primary order",
        "Whoever delivers a leader’s transaction has delivered all earlier ones of that leader.",
        Some(Law::LocalPrimaryOrder), "{me} passed over {1}, and delivered a later one";
    "global-primary-order":
        "Global primary order",
        "What an earlier epoch has broadcast is delivered before what a later one has.",
        Some(Law::GlobalPrimaryOrder), "{me} delivered {1} after one of a later epoch";
    "primary-integrity":
        "Primary integrity",
        "A leader has delivered all that is ever delivered of earlier epochs, before it serves.",
        Some(Law::PrimaryIntegrity), "a later leader has served without {1}";
    "checks-during-actions":
        "Checks during actions",
        "No server is sent or told what cannot be right in its state.",
        Some(Law::ChecksDuringActions), "";
    "process-consistency":
        "Process consistency",
        "What a server has acknowledged to its leader is the beginning of the leader’s history.",
        Some(Law::ProcessConsistency), "{me} has {1} where {0}, its leader, has something else";
    "monotonic-read":
        "Monotonic read",
        "A leader that serves has delivered whatever was delivered before.",
        Some(Law::MonotonicRead), "a leader serves without {1}, which was delivered";
    "leader-log-completeness":
        "Leader completeness",
        "A leader’s history holds whatever was delivered.",
        Some(Law::LeaderLogCompleteness), "{0} leads without {1}, which was delivered";
    "committed-log-durability":
        "Durability",
        "No TRUNC and no SNAP takes away what was delivered.",
        Some(Law::CommittedLogDurability), "{1} was delivered, and was taken away from {me}";
    "accepts-in-its-epoch":
        "One epoch at a time",
        "Whoever acknowledges has its leader’s epoch on disk as its current one.",
        Some(Law::AcceptsInItsEpoch), "{me} acknowledged {1} with another epoch on disk";
    "delivers-in-order":
        "Order of zxids",
        "Every server delivers in the order of zxids.",
        Some(Law::DeliversInOrder), "{me} delivered {1} after a later one";
    "promises-kept":
        "Promises kept",
        "Nobody acknowledges anything of an epoch below one that it has accepted.",
        Some(Law::PromisesKept), "{me} acknowledged {1}, below an epoch that it had accepted";
    "elected-by-quorum":
        "Elected by a quorum",
        "Nobody takes a leader for which it saw no quorum, or votes for one below itself.",
        Some(Law::ElectedByQuorum), "{me} went with {0}, for which it saw no quorum";
    "acknowledged-is-on-disk":
        "Acknowledged is on disk",
        "Nobody acknowledges what it does not have on its disk.",
        Some(Law::AcknowledgedIsOnDisk), "{me} acknowledged {1} without having it all on disk";
    "delivered-is-on-quorum":
        "Delivered is on a quorum’s disks",
        "Nothing is delivered before a quorum has it on disk.",
        Some(Law::DeliveredIsOnQuorum), "{1} is delivered, and no quorum has it on disk";
    "answered-by-its-write":
        "Answered by its own write",
        "A client that writes is told what became of this write, and not of another.",
        Some(Law::AnsweredByItsWrite), "{me} told a client of another write than its own";
    "session-order":
        "First asked, first served",
        "A client is answered, and its writes take effect, in the order in which it asked.",
        Some(Law::SessionOrder), "a request of a session was overtaken by a later one: {1} at {me}";
    "no-going-back":
        "No going back",
        "No session is shown an older state than it has seen, wherever it is connected.",
        Some(Law::NoGoingBack), "{me} was shown the state as of {1}, and had seen a later one";
    "linearizable-writes":
        "Linearizable writes",
        "A write takes effect after all writes that were answered before it was asked.",
        Some(Law::LinearizableWrites), "{me} has written {1}, not after what was answered before";
    "ephemerals-follow-sessions":
        "Ephemerals follow their session",
        "An ephemeral is there only while its session is, and goes with it or when asked for.",
        Some(Law::EphemeralsFollowSessions),
        "{1} at {me} leaves ephemerals without their session, or \
         takes them from it";
    "sessions-end-in-time":
        "Sessions end in time",
        "Only the leader ends a session that nobody closes, and not before its time-out is over.",
        Some(Law::SessionsEndInTime), "{me} ended a session before its time";
    "one-shot-once":
        "One-shot watches fire once",
        "A client is told at most once for each time that it has set a one-shot watch.",
        Some(Law::OneShotOnce), "{me} was told of what it did not watch any more";
    "event-before-state":
        "The event comes first",
        "A client hears that something it watches has changed before any answer shows it.",
        Some(Law::EventBeforeState), "{me} was shown {1} before the event of its watch";
    "numbers-rise":
        "Numbers rise",
        "Under one parent no number of a sequential node is given twice.",
        Some(Law::NumbersRise), "{1} gave a number that was given before";
    "type-ok":
        "Well-formed states",
        "The numbers and lists of each server fit each other.",
        Some(Law::TypeOk), "{me} is in a state that should not be";
    "live":
        "Live in the end",
        "Once the faults are over, a quorum has a leader, the same history, and no request \
         unanswered.",
        None, "";
    "committed":
        "Something is committed",
        "Some run gets so far: the properties above do not hold idly.",
        None, "";
}
