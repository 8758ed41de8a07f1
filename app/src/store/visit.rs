//! What the page finds when it is opened: an address, and what the reader had chosen before.

use super::{crowd::Crowd, route::Address, theme::Theme};

/// What the page finds when it is opened.
pub struct Visit {
    /// What the address asks for.
    pub address: Address,
    /// The text of the script that [`super::shelf::at_hand`] names for this address, if it came.
    pub text: Option<String>,
    /// The address without parameters and fragment.
    pub base: String,
    /// What the browser remembers of the last visit.
    pub habits: Habits,
    /// Whether the reader wants no motion.
    pub still: bool,
}

impl Visit {
    /// What holds: what the address says, else what is remembered.
    pub(super) fn wanted(&self) -> Habits {
        let (address, habits) = (&self.address, self.habits);
        Habits {
            theme: address.theme.unwrap_or(habits.theme),
            crowd: Crowd {
                whose: address.whose.unwrap_or(habits.crowd.whose),
                heartbeats: address.heartbeats || habits.crowd.heartbeats,
            },
        }
    }
}

/// What a reader has chosen for the page, whatever is shown in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// The theme.
    pub theme: Theme,
    /// Which messages are shown.
    pub crowd: Crowd,
}
