//! Which errors which operations have been answered with, and which they have to be.

use super::request::{create_name, op};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What makes a node may fail by.
const CREATE: &[&str] = &[
    "OK",
    "BADARGUMENTS",
    "INVALIDACL",
    "NONODE",
    "NOAUTH",
    "NODEEXISTS",
    "NOCHILDRENFOREPHEMERALS",
    "QUOTAEXCEEDED",
];
const CREATE_TTL: &[&str] = &[
    "OK",
    "UNIMPLEMENTED",
    "BADARGUMENTS",
    "INVALIDACL",
    "NONODE",
    "NOAUTH",
    "NODEEXISTS",
    "NOCHILDRENFOREPHEMERALS",
    "QUOTAEXCEEDED",
];
const DELETE: &[&str] = &[
    "OK",
    "BADARGUMENTS",
    "NONODE",
    "NOAUTH",
    "BADVERSION",
    "NOTEMPTY",
];
const SET_DATA: &[&str] = &[
    "OK",
    "BADARGUMENTS",
    "NONODE",
    "NOAUTH",
    "BADVERSION",
    "QUOTAEXCEEDED",
];
const CHECK: &[&str] = &["OK", "BADARGUMENTS", "NONODE", "NOAUTH", "BADVERSION"];
const READ: &[&str] = &["OK", "NONODE", "NOAUTH"];
const MULTI: &[&str] = &[
    "OK",
    "UNIMPLEMENTED",
    "BADARGUMENTS",
    "INVALIDACL",
    "NONODE",
    "NOAUTH",
    "BADVERSION",
    "NODEEXISTS",
    "NOTEMPTY",
    "NOCHILDRENFOREPHEMERALS",
    "QUOTAEXCEEDED",
];

/// What one standalone server can answer each operation with, besides what is the same for all:
/// `SESSIONEXPIRED` and `CONNECTIONLOSS`. Operations in a multi are called `multi/…`; they may
/// also be `RUNTIMEINCONSISTENCY`, after one that failed.
///
/// Sources: `PrepRequestProcessor.java`, `FinalRequestProcessor.java`, `ZooKeeperServer.java`.
/// Left out: errors that a request outside the format of the cases would lead to
/// (`MARSHALLINGERROR`), those of several servers (`SESSIONMOVED`, `NOTREADONLY`, of reconfig),
/// of local sessions, and of throttling.
pub(crate) const ANSWERS: [(&str, &[&str]); 38] = [
    ("create", CREATE),
    ("create2", CREATE),
    ("createContainer", CREATE),
    ("createTTL", CREATE_TTL),
    ("delete", DELETE),
    ("setData", SET_DATA),
    (
        "setACL",
        &[
            "OK",
            "BADARGUMENTS",
            "INVALIDACL",
            "NONODE",
            "NOAUTH",
            "BADVERSION",
        ],
    ),
    ("exists", &["OK", "BADARGUMENTS", "NONODE"]),
    ("getData", READ),
    ("getChildren", READ),
    ("getChildren2", READ),
    ("getACL", READ),
    ("getAllChildrenNumber", READ),
    ("multi", MULTI),
    ("multi/create", CREATE),
    ("multi/create2", CREATE),
    ("multi/createContainer", CREATE),
    ("multi/createTTL", CREATE_TTL),
    ("multi/delete", DELETE),
    ("multi/setData", SET_DATA),
    ("multi/check", CHECK),
    ("multiRead", &["OK"]),
    ("multiRead/getData", READ),
    ("multiRead/getChildren", READ),
    ("sync", &["OK"]),
    ("addAuth", &["OK", "AUTHFAILED"]),
    ("addWatch", &["OK"]),
    ("removeWatches", &["OK", "NOWATCHER"]),
    ("checkWatches", &["OK", "NOWATCHER"]),
    ("setWatches", &["OK"]),
    ("getEphemerals", &["OK"]),
    ("whoAmI", &["OK"]),
    ("connect", &["OK"]),
    ("close", &["OK"]),
    ("expire", &["OK"]),
    ("disconnect", &["OK"]),
    ("reconnect", &["OK"]),
    ("advance", &["OK"]),
];

/// Whether a session over, or one that is not connected, changes what an operation is answered.
pub(crate) fn common(operation: &str) -> &'static [&'static str] {
    match operation {
        "connect" | "advance" => &[],
        // A client that is not connected can do these.
        "expire" | "reconnect" => &["SESSIONEXPIRED"],
        inner if inner.starts_with("multi/") => &["RUNTIMEINCONSISTENCY"],
        inner if inner.contains('/') => &[],
        _ => &["SESSIONEXPIRED", "CONNECTIONLOSS"],
    }
}

/// What has been answered, and how often.
#[derive(Default)]
pub(crate) struct Coverage(BTreeMap<(String, String), usize>);

impl Coverage {
    /// Counts the answers of a case.
    pub(crate) fn count(&mut self, steps: &[Value], results: &[Value]) {
        for (step, result) in steps.iter().zip(results) {
            self.note(create_name(step), result);
            let (inner, results) = (step["ops"].as_array(), result["results"].as_array());
            for (one, result) in inner
                .into_iter()
                .flatten()
                .zip(results.into_iter().flatten())
            {
                self.note(&format!("{}/{}", op(step), create_name(one)), result);
            }
        }
    }

    fn note(&mut self, operation: &str, result: &Value) {
        let error = result["err"].as_str().unwrap_or_default();
        let key = (operation.to_owned(), error.to_owned());
        *self.0.entry(key).or_default() += 1;
    }

    /// Prints the table; whether all occurred that can.
    pub(crate) fn report(&self) -> bool {
        let mut rest: BTreeSet<_> = self.0.keys().collect();
        let (mut wanted, mut missing) = (0, Vec::new());
        for (operation, answers) in ANSWERS {
            let mut line = format!("  {operation:22}");
            for error in answers.iter().chain(common(operation)) {
                wanted += 1;
                let key = (operation.to_owned(), (*error).to_owned());
                rest.remove(&key);
                let count = self.0.get(&key).copied().unwrap_or_default();
                line += &format!(" {error} {count}");
                if count == 0 {
                    missing.push(format!("{operation} {error}"));
                }
            }
            println!("{line}");
        }
        for (operation, error) in &rest {
            println!("  not in the table: {operation} {error}");
        }
        let seen = wanted - missing.len();
        println!("coverage: {seen} of {wanted} pairs of operation and error");
        for pair in &missing {
            println!("  did not occur: {pair}");
        }
        missing.is_empty() && rest.is_empty()
    }
}
