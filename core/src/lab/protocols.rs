//! The protocols there are. A new one is one line at the end of this file.
//!
//! Whatever depends on a script's protocol is a [`Job`], written once for all of them. [`dispatch`]
//! finds out who reads the script, and does the job for that one.

use alloc::{vec, vec::Vec};

use crate::{
    drive::script::{self, Fault, FaultKind, Line},
    kernel::Scripted,
    view::Present,
};

/// What is to be done with a script, whichever protocol reads it.
pub(super) trait Job {
    /// What comes of it.
    type Outcome;
    /// Does it; `lines` are those of the script.
    fn with<P: Present>(self, lines: &[Line<'_>]) -> Self::Outcome;
}

/// Does a job for the protocol that the script's header names.
pub(super) fn dispatch<J: Job>(text: &str, job: J) -> Result<J::Outcome, Vec<Fault>> {
    if text.len() > script::BYTES_MAX {
        return Err(vec![Fault {
            line: 1,
            column: 1,
            kind: FaultKind::TooLong,
        }]);
    }
    let lines = script::lines(text);
    let named = script::protocol_word(&lines, WORDS).map_err(|fault| vec![fault])?;
    choose(named.word, job, &lines).ok_or_else(|| vec![named.fault(0, FaultKind::NoProtocol)])
}

/// The words by which scripts name a protocol.
pub fn protocols() -> &'static [&'static str] {
    WORDS
}

macro_rules! protocols {
    ($($protocol:ty),* $(,)?) => {
        const WORDS: &[&str] = &[$(<$protocol as Scripted>::WORD),*];

        /// Does the job for the protocol of this word.
        fn choose<J: Job>(word: &str, job: J, lines: &[Line<'_>]) -> Option<J::Outcome> {
            $(if word == <$protocol as Scripted>::WORD {
                return Some(job.with::<$protocol>(lines));
            })*
            None
        }
    };
}

protocols![
    crate::paxos::Paxos,
    crate::paxos::multi::Multi,
    crate::zookeeper::Zookeeper,
];
