//! What is wrong, in English.

use alloc::{format, string::String};

use crate::{
    drive::script::FaultKind,
    kernel::{Expected, Refused},
};

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
        Refused::NothingToTear => "nothing is being written there that could be half written",
    }
}

/// What is wrong with a script.
pub(in crate::narrate) fn fault(kind: &FaultKind) -> String {
    match kind {
        FaultKind::Expected(what) => format!("expected {}", expected(what)),
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

fn expected(what: &Expected) -> String {
    match what {
        Expected::Choice => "a choice: deliver, run, fire, flush, crash …".into(),
        Expected::Command => "a command: a choice such as `deliver p1>a1 Prepare`, or `step`, \
                              `until`, `settle`, `cut`, `mend`, `refuse`, `expect`, `note`"
            .into(),
        Expected::Node => "the name of a node".into(),
        Expected::NodeAfterProtocol => "the name of a node, after the line of the protocol".into(),
        Expected::Proposer => "the name of a proposer".into(),
        Expected::File => "the name of a file".into(),
        Expected::Number => "a number".into(),
        Expected::Steps => "a number of steps".into(),
        Expected::Range => "a range of milliseconds, e.g. 8..24".into(),
        Expected::Direction => "a direction, e.g. p1>a1".into(),
        Expected::DirectionAndType => {
            "a direction, e.g. p1>a1, and perhaps a type of message".into()
        }
        Expected::Envelope => "an envelope, e.g. p1>a1#0".into(),
        Expected::Connection => "a connection, e.g. s2-s1:2.0".into(),
        Expected::Sides => "two sides, e.g. cut p1 | a1 a2".into(),
        Expected::Runnable => "a task that is runnable at this moment".into(),
        Expected::Armed => "a timer that is armed at this moment".into(),
        Expected::NodeWith(verb) => format!("a node with something to {verb}"),
        Expected::Nothing => "nothing more".into(),
        Expected::OneOf(words) => format!("one of: {}", words.join(", ")),
        Expected::Property(names) => format!("a property: {}", names.join(", ")),
        Expected::Bug(names) => format!("a planted bug: {}", names.join(", ")),
        Expected::Form(form) => format!("`{form}`"),
        Expected::ProtocolFirst(word) => format!("`{word} …` before the first command"),
        Expected::ProtocolOnce(word) => format!("one line `{word} …` only"),
        Expected::Count(key, most) => format!("{key}=N with N from 0 to {most}"),
        Expected::Value(most) => format!("a value of at most {most} letters and digits"),
        Expected::Roles => "at least one proposer and one acceptor".into(),
        Expected::Nodes(most) => format!("at most {most} nodes in all"),
    }
}
