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

/// The words of scripts that name a protocol of this build.
pub fn protocols() -> &'static [&'static str] {
    WORDS
}

/// What a script may need and this build has: the words of its protocols, and [`PAIRS`].
pub fn features() -> &'static [&'static str] {
    FEATURES
}

/// What two scripts in one need besides their protocols.
pub(super) const PAIRS: &str = "pairs";

/// Whether this build can show two runs side by side.
pub(super) const HAS_PAIRS: bool = cfg!(feature = "pairs");

macro_rules! protocols {
    ($($word:literal => $protocol:ty),* $(,)?) => {
        /// The words of all protocols there are, be they in this build or not.
        pub(super) const KNOWN: &[&str] = &[$($word),*];

        const WORDS: &[&str] = &[$(
            #[cfg(feature = $word)]
            <$protocol as Scripted>::WORD
        ),*];

        const FEATURES: &[&str] = &[
            $(
                #[cfg(feature = $word)]
                $word,
            )*
            #[cfg(feature = "pairs")]
            PAIRS,
        ];

        /// Does the job for the protocol of this word.
        fn choose<J: Job>(word: &str, job: J, lines: &[Line<'_>]) -> Option<J::Outcome> {
            $(#[cfg(feature = $word)]
            if word == <$protocol as Scripted>::WORD {
                return Some(job.with::<$protocol>(lines));
            })*
            None
        }
    };
}

protocols![
    "paxos" => crate::paxos::Paxos,
    "multipaxos" => crate::paxos::multi::Multi,
    "zookeeper" => crate::zookeeper::Zookeeper,
];
