//! What the page finds when it is opened: an address, and what the reader had chosen before.

use super::{crowd::Crowd, playback::Speed, route::Address, theme::Theme};

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
    /// What the reader had chosen, if another bundle of the page was left for this one. It wins
    /// over the address, which is older.
    pub kept: Option<Habits>,
    /// Whether the reader wants no motion.
    pub still: bool,
    /// What a run may need and this bundle has.
    pub here: &'static [&'static str],
}

impl Visit {
    /// What holds: what the reader had chosen here, what the address says, what is remembered.
    pub(super) fn wanted(&self) -> Habits {
        let address = &self.address;
        self.kept.unwrap_or(Habits {
            theme: address.theme.unwrap_or(self.habits.theme),
            crowd: Crowd {
                whose: address.whose.unwrap_or(self.habits.crowd.whose),
                heartbeats: address.heartbeats || self.habits.crowd.heartbeats,
            },
            speed: self.habits.speed,
        })
    }
}

/// What a reader has chosen for the page, whatever is shown in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// The theme.
    pub theme: Theme,
    /// Which messages are shown.
    pub crowd: Crowd,
    /// How fast to play. No browser remembers it until the next visit.
    pub speed: Speed,
}

impl Habits {
    /// What another bundle of the page wrote; what is not understood is forgotten.
    pub fn read(text: &str) -> Self {
        let mut parts = text.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default();
        Self {
            theme: Theme::read(next()).unwrap_or_default(),
            speed: Speed::read(next()).unwrap_or_default(),
            crowd: Crowd::read(next()),
        }
    }

    /// For another bundle of the page.
    pub fn write(self) -> String {
        let (theme, speed) = (self.theme.word(), self.speed.word());
        format!("{theme} {speed} {}", self.crowd.write())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ensemble_scene::Whose;

    #[test]
    fn what_is_written_is_read() {
        let crowd = Crowd {
            whose: Whose::Matter,
            heartbeats: true,
        };
        for speed in Speed::ALL {
            for theme in Theme::ALL {
                for crowd in [crowd, Crowd::default()] {
                    let habits = Habits {
                        theme,
                        crowd,
                        speed,
                    };
                    assert_eq!(Habits::read(&habits.write()), habits);
                }
            }
        }
        for text in ["", "blue 3× none", "  "] {
            assert_eq!(Habits::read(text), Habits::default(), "{text}");
        }
    }
}
