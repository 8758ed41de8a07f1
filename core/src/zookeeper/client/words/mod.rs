//! Commands as text, in the words of ZooKeeper's own command line, `zkCli.sh`: what scripts, links
//! and transcripts hold. What is read and written again stays as it is.
//!
//! A word with blanks stands in quotation marks, with `\"`, `\\`, `\n`, `\u{…}` and `\xHH` in them;
//! `null` without marks is no data, `""` is empty data. Of its own it has `move`, `disconnect`,
//! `check`, `checkwatches`, `multi { … ; … }`, `multiread { … ; … }`, `create2` and `setWatches`.

mod complete;
mod parts;
mod quote;
mod read;
#[cfg(test)]
mod tests;
mod text;

use crate::kernel::Expected;

pub use complete::{Completion, complete};
pub use read::{parse, read};
pub use text::{acl_text, brief, brief_read, brief_write, perms_text, text};

/// Why a text is no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes.
    pub at: usize,
    /// What was expected there.
    pub expected: Expected,
}

/// How many nodes `deleteall` deletes at once unless something else is said.
pub const BATCH: u32 = 1_000;

/// A word that a person can give.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// Its flags by their letters; a colon after those that have a value.
    pub flags: &'static str,
    /// How many arguments it needs.
    pub least: usize,
    /// How many it may have.
    pub most: usize,
    /// Its form.
    pub form: &'static str,
}

const fn word(
    flags: &'static str,
    (least, most): (usize, usize),
    word: &'static str,
    form: &'static str,
) -> Word {
    Word {
        word,
        flags,
        least,
        most,
        form,
    }
}

const CREATE: &str = "create [-s] [-e] [-c] [-t ttl] path [data] [acl]";
const MULTI: &str = "multi { create … ; set … ; delete … ; setAcl … ; check … }";
const MULTIREAD: &str = "multiread { get … ; ls … ; stat … ; getAcl … }";

/// All of them.
#[rustfmt::skip]
pub const WORDS: [Word; 26] = [
    word("m:", (1, 1), "addWatch", "addWatch [-m PERSISTENT|PERSISTENT_RECURSIVE] path"),
    word("", (2, 2), "addauth", "addauth scheme auth"),
    word("v:", (1, 1), "check", "check [-v version] path"),
    word("cda", (1, 1), "checkwatches", "checkwatches path [-c|-d|-a]"),
    word("", (0, 0), "close", "close"),
    word("", (0, 3), "connect", "connect [s1,s2] [timeout MS]"),
    word("sect:", (1, 3), "create", CREATE),
    word("sect:", (1, 3), "create2", "create2 [-s] [-e] [-c] [-t ttl] path [data] [acl]"),
    word("v:", (1, 1), "delete", "delete [-v version] path"),
    word("b:", (1, 1), "deleteall", "deleteall path [-b batch size]"),
    word("", (0, 0), "disconnect", "disconnect"),
    word("sw", (1, 1), "get", "get [-s] [-w] path"),
    word("s", (1, 1), "getAcl", "getAcl [-s] path"),
    word("", (1, 1), "getAllChildrenNumber", "getAllChildrenNumber path"),
    word("", (0, 1), "getEphemerals", "getEphemerals [path]"),
    word("swR", (1, 1), "ls", "ls [-s] [-w] [-R] path"),
    word("", (1, 3), "move", "move s2 [timeout MS]"),
    word("", (0, 0), "multi", MULTI),
    word("", (0, 0), "multiread", MULTIREAD),
    word("cda", (1, 1), "removewatches", "removewatches path [-c|-d|-a]"),
    word("sv:", (2, 2), "set", "set [-s] [-v version] path data"),
    word("sv:R", (2, 2), "setAcl", "setAcl [-s] [-v version] [-R] path acl"),
    word("z:d:e:c:p:R:", (0, 0), "setWatches", "setWatches -z zxid [-d|-e|-c|-p|-R path] …"),
    word("w", (1, 1), "stat", "stat [-w] path"),
    word("", (1, 1), "sync", "sync path"),
    word("", (0, 0), "whoami", "whoami"),
];
