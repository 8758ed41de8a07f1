//! Notices, in English: what could not be opened, reached or read.

use std::borrow::Cow;

use ensemble_core::lab::LinkFault;

use crate::store::{action::Copied, notice::Notice, route::RouteFault};

pub(super) fn english(notice: &Notice) -> Cow<'static, str> {
    match notice {
        Notice::DamagedLink(fault) => {
            let why = english_link(fault);
            format!("This link cannot be opened: {why}.")
        }
        Notice::UnknownScript(name) => format!("There is no script “{name}”."),
        Notice::BrokenScript(name) => format!("The script “{name}” does not run any more."),
        Notice::NotFetched(title) => {
            format!("The script “{title}” did not come. Check the connection, then open it again.")
        }
        Notice::Route(fault) => return english_route(fault),
        Notice::Refused(reason) => reason.clone(),
        Notice::Quiet => {
            return "Nothing more happens by itself. Click a node or a message to go on.".into();
        }
        Notice::BothEnd => return "Both end here. Open one of them alone to go on.".into(),
        Notice::NotReached => return "That was not reached: the run is quiet, or long.".into(),
        Notice::Copied => return "Copied.".into(),
        Notice::NotCopied => return "The browser would not copy it: select it, and copy.".into(),
    }
    .into()
}

fn english_link(fault: &LinkFault) -> Cow<'static, str> {
    match fault {
        LinkFault::Empty => "it holds no run".into(),
        LinkFault::Damaged => "it is cut off or garbled".into(),
        LinkFault::Version(_) => "it was made by another version of Ensemble".into(),
        LinkFault::NoSuchScript(name) => {
            let name: String = name.chars().take(40).collect();
            format!("there is no script “{name}”").into()
        }
        LinkFault::BadScript => "its script does not run any more".into(),
        LinkFault::Diverged => "its choices no longer lead where they led".into(),
    }
}

fn english_route(fault: &RouteFault) -> Cow<'static, str> {
    match fault {
        RouteFault::Step(value) => format!("step={value} in the address is not a number."),
        RouteFault::Theme(value) => {
            format!("theme={value} in the address is none of auto, light, dark.")
        }
        RouteFault::Messages(value) => {
            format!("messages={value} in the address is none of all, node, transaction.")
        }
        RouteFault::Heartbeats(_) => return "heartbeats in the address takes no value.".into(),
        RouteFault::Embed(_) => return "embed in the address takes no value.".into(),
        RouteFault::View(value) => format!("view={value} in the address is not view=sync."),
        RouteFault::Script => return "script in the address names no script.".into(),
        RouteFault::Twice(name) => format!("{name} stands in the address twice; the first holds."),
        RouteFault::Encoding(value) => format!("“{value}” in the address cannot be read."),
    }
    .into()
}

/// What the share sheet offers, and what that holds.
#[inline(never)]
pub(super) fn shared(what: Copied) -> (&'static str, &'static str) {
    match what {
        Copied::Link => (
            "Link",
            "It holds the whole run: script, choices, branch and step.",
        ),
        Copied::Embed => ("Embed", "Stage, sentence and buttons in a page of yours."),
        Copied::Sync => (
            "Embed with the synchronisation",
            "Beside them the two histories, and the row that decides.",
        ),
    }
}
