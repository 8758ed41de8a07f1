//! The trees of znodes and the chains of causes, in English.

use std::borrow::Cow;

use ensemble_core::view::{Caused, ZnodeMark, ZnodeRow};

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
    /// A row, read aloud.
    Row(&'a ZnodeRow),
    /// Opens a node, or closes it.
    Toggle,
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
        Znodes::Row(row) => return row_aloud(row).into(),
        Znodes::Toggle => "Open or close",
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

fn row_aloud(row: &ZnodeRow) -> String {
    let mut parts = vec![format!("{}{}", row.name, row.sequence)];
    parts.push(row.kind_told.clone());
    parts.extend(row.owner.iter().map(|owner| format!("of {}", owner.name)));
    parts.push(row.version.clone());
    parts.push(row.data.clone());
    if !row.watchers.is_empty() {
        let names: Vec<&str> = row.watchers.iter().map(|who| who.name.as_str()).collect();
        parts.push(format!("watched by {}", names.join(" ")));
    }
    if row.children > 0 {
        parts.push(format!("children: {}", row.children));
    }
    parts.extend(
        row.mark
            .map(|mark| english(&Znodes::Mark(mark)).into_owned()),
    );
    parts.push(row.marked.clone());
    if row.changed {
        parts.push("changed in this step".into());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}
