//! Which messages the reader wants to see.

use ensemble_core::view::{EnvelopeView, StageView, Target};
use ensemble_scene::{Sieve, Whose};

use super::picture::touched;

/// A reader's choice of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Whose messages.
    pub whose: Whose,
    /// Whether heartbeats are among them.
    pub heartbeats: bool,
}

/// All there is to choose from, in the order of the list, with their words in addresses.
pub const WHOSE: [(Whose, &str); 3] = [
    (Whose::All, "all"),
    (Whose::Node, "node"),
    (Whose::Matter, "transaction"),
];

/// The word for heartbeats.
const HEARTBEATS: &str = "heartbeats";

/// A word read.
pub fn read_whose(word: &str) -> Option<Whose> {
    let mut all = WHOSE.into_iter();
    all.find_map(|(whose, known)| (known == word).then_some(whose))
}

/// The word for whose messages are shown.
pub fn word(whose: Whose) -> &'static str {
    let mut all = WHOSE.into_iter();
    all.find_map(|(known, word)| (known == whose).then_some(word))
        .unwrap_or_default()
}

impl Crowd {
    /// What was remembered; what is not understood is forgotten.
    pub fn read(text: &str) -> Self {
        let mut words = text.split(' ');
        Self {
            whose: words.next().and_then(read_whose).unwrap_or_default(),
            heartbeats: words.next() == Some(HEARTBEATS),
        }
    }

    /// To be remembered.
    pub fn write(self) -> String {
        let heartbeats = if self.heartbeats { HEARTBEATS } else { "" };
        format!("{} {heartbeats}", word(self.whose))
    }

    /// What this leaves out of a stage: of the selected node or message, or else of what the stop
    /// is about.
    pub fn sieve(self, view: &StageView, selected: Option<&Target>) -> Sieve {
        let followed = touched(view);
        let mut sieve = Sieve {
            whose: self.whose,
            heartbeats: self.heartbeats,
            node: None,
            matter: view.matter.clone(),
        };
        if let Some(Target::Node(node)) = followed {
            sieve.node = Some(node);
        }
        match selected {
            Some(Target::Node(node)) => sieve.node = Some(*node),
            Some(Target::Envelope(key)) => {
                let arrived = view.arrived.iter().map(|(it, _)| it);
                let mut all = view.envelopes.iter().chain(arrived);
                let chosen = |it: &&EnvelopeView| it.key == *key;
                if let Some(envelope) = all.find(chosen) {
                    sieve.matter.clone_from(&envelope.matter);
                }
            }
            Some(Target::Link(..)) | None => {}
        }
        sieve
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (whose, _) in WHOSE {
            for heartbeats in [false, true] {
                let crowd = Crowd { whose, heartbeats };
                assert_eq!(Crowd::read(&crowd.write()), crowd);
            }
        }
        for text in ["", "none heartbeat", "  "] {
            assert_eq!(Crowd::read(text), Crowd::default(), "{text}");
        }
    }
}
