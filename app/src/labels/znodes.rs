//! The trees of znodes and the chains of causes, in English.

use std::borrow::Cow;

use ensemble_core::view::{Caused, ZnodeMark};

/// A text of the trees.
#[derive(Clone, Debug, PartialEq)]
pub enum Znodes<'a> {
    /// The heading.
    Znodes,
    /// The list of servers.
    TreeOf,
    /// The field to look for nodes.
    Search,
    /// Nothing was found.
    NotFound,
    /// So many rows, from one to another.
    Rows {
        first: usize,
        last: usize,
        total: usize,
    },
    /// The rows before these.
    Earlier,
    /// The rows after these.
    Later,
    /// A difference in one or two words.
    Mark(ZnodeMark),
    /// Of a row, for ears: what its number is.
    Children,
    /// Whose watches are on it.
    WatchedBy,
    /// Whether something below it differs.
    Below,
    /// Whether this stop changed it.
    Changed,
    Data,
    Servers,
    Stat,
    Acl,
    Watches,
    NoWatches,
    /// Whose a node is.
    OwnedBy,
    /// The heading of a chain.
    Cause,
    /// Asks for one.
    Trace(&'a Caused),
    /// The same at a value.
    TraceValue(&'a str),
    /// An acknowledgement that made the quorum.
    Counted,
    /// A stop, in few letters.
    Stop(u32),
}

pub(super) fn english(label: &Znodes<'_>) -> Cow<'static, str> {
    let text = match label {
        Znodes::Znodes => "Znodes",
        Znodes::TreeOf => "Whose tree",
        Znodes::Search => "Search paths",
        Znodes::NotFound => "No path contains this.",
        Znodes::Rows { first, last, total } => {
            return format!("{first} to {last} of {total}").into();
        }
        Znodes::Earlier => "Earlier",
        Znodes::Later => "Later",
        Znodes::Mark(ZnodeMark::Missing) => "missing",
        Znodes::Mark(ZnodeMark::Extra) => "only here",
        Znodes::Mark(ZnodeMark::Older) => "older",
        Znodes::Mark(ZnodeMark::Newer) => "newer",
        Znodes::Children => "children",
        Znodes::WatchedBy => "watched by",
        Znodes::Below => "differs below",
        Znodes::Changed => "changed",
        Znodes::Data => "data",
        Znodes::Servers => "At each server",
        Znodes::Stat => "Stat",
        Znodes::Acl => "ACL",
        Znodes::Watches => "watches here",
        Znodes::NoWatches => "none",
        Znodes::OwnedBy => "owner",
        Znodes::Cause => "From the request to",
        Znodes::Trace(Caused::Answer(_)) => "How the last answer came about",
        Znodes::Trace(Caused::Event(_)) => "How the last event came about",
        Znodes::Trace(Caused::Txn { .. } | Caused::Envelope(_)) => "How it came about",
        Znodes::TraceValue(value) => return format!("{value}: how it came about").into(),
        Znodes::Counted => "counted for the quorum",
        Znodes::Stop(stop) => return format!("step {stop}").into(),
    };
    text.into()
}
