//! What is wrong, in English.

use alloc::{format, string::String};

use crate::{drive::script::FaultKind, kernel::Refused};

/// Why a choice does not apply.
pub(in crate::narrate) fn refused(refused: Refused) -> &'static str {
    match refused {
        Refused::NoSuchEnvelope => "no such message is on its way",
        Refused::Held => "the message is held",
        Refused::NotHeld => "the message is not held",
        Refused::LinkCut => "the link is cut in this direction",
        Refused::NotFirst => "an earlier message of the same connection comes first",
        Refused::InConnection => "a connection loses and doubles nothing; it only breaks",
        Refused::TooManyCopies => "there are too many copies of it already",
        Refused::NodeDown => "the node is down",
        Refused::NodeNotDown => "the node is not down",
        Refused::NodePaused => "the node is paused",
        Refused::NodeNotPaused => "the node is not paused",
        Refused::NoSuchNode => "there is no such node",
        Refused::NotReady => "the node does not take this now",
        Refused::NoSuchTask => "no such task is runnable at this moment",
        Refused::NoSuchTimer => "no such timer is armed at this moment",
        Refused::NothingToFlush => "there is nothing, or not that much, to flush",
        Refused::NoSuchConnection => "there is no such connection",
        Refused::AlreadyCut => "this direction is cut already",
        Refused::NotCut => "this direction is not cut",
        Refused::NoSuchRequest => "this node takes no such request",
    }
}

/// What is wrong with a script.
pub(in crate::narrate) fn fault(kind: &FaultKind) -> String {
    match kind {
        FaultKind::Expected(what) => format!("expected {what}"),
        FaultKind::Refused(reason) => format!("this cannot happen here: {}", refused(*reason)),
        FaultKind::NotRefused => "this should have been refused, but it can happen here".into(),
        FaultKind::NoSuchMessage => "no such message is on its way at this moment".into(),
        FaultKind::NeverReached(goal) => {
            format!("nothing happens by itself any more, and `{goal}` is not reached")
        }
        FaultKind::Unmet(found) => format!("the expectation is not met: {found}"),
        FaultKind::NoProtocol => {
            "expected a line that names a protocol, e.g. `paxos proposers=1 acceptors=3`".into()
        }
        FaultKind::TooLong => "the script is too long".into(),
        FaultKind::TooManySteps => "the run takes too many steps, and does not end here".into(),
    }
}
