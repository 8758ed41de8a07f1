//! The second clock: how far the motion of the stop shown has gone, and when the next one is due.
//!
//! Virtual time is the core's and moves only when a choice is applied. This one is the reader's:
//! it is fed by [`Playback::advance`], knows no browser, and decides nothing about the run.

/// How fast to play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// Half.
    Half,
    /// As designed.
    #[default]
    Normal,
    /// Twice.
    Double,
    /// Four times.
    Fourfold,
    /// Eight times.
    Eightfold,
}

impl Speed {
    /// All of them, slowest first.
    pub const ALL: [Self; 5] = [
        Self::Half,
        Self::Normal,
        Self::Double,
        Self::Fourfold,
        Self::Eightfold,
    ];

    /// How much faster than designed.
    pub const fn factor(self) -> f32 {
        match self {
            Self::Half => 0.5,
            Self::Normal => 1.0,
            Self::Double => 2.0,
            Self::Fourfold => 4.0,
            Self::Eightfold => 8.0,
        }
    }

    /// What the menu says.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Half => "½×",
            Self::Normal => "1×",
            Self::Double => "2×",
            Self::Fourfold => "4×",
            Self::Eightfold => "8×",
        }
    }

    /// The speed with this word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.word() == word)
    }
}

/// How long a message travels: first those that arrive, then those that are sent.
const TRAVEL_MS: f32 = 280.0;
/// How long a stop is left to be read before the next one, when playing.
const READING_MS: f32 = 680.0;
/// A frame is never longer than this: a tab that was in the background does not jump.
const ELAPSED_MS_MAX: f32 = 100.0;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Clock {
    /// Nothing moves, nothing is due.
    #[default]
    Rest,
    /// Messages have travelled for so many milliseconds.
    Moving(f32),
    /// The motion is over, and so many milliseconds have passed since.
    Reading(f32),
}

/// What a frame brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// Nothing.
    Rest,
    /// Messages are elsewhere now.
    Moved,
    /// The next stop is due.
    Due,
}

/// What is to be seen moving at a stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Motion {
    /// A message arrives, or is lost.
    pub arrives: bool,
    /// Messages are sent.
    pub leaves: bool,
}

impl Motion {
    /// What is to be seen moving on two stages at once.
    pub const fn with(self, other: Self) -> Self {
        Self {
            arrives: self.arrives || other.arrives,
            leaves: self.leaves || other.leaves,
        }
    }

    /// The part of a stop's motion that there is to be seen.
    const fn window(self) -> (f32, f32) {
        match (self.arrives, self.leaves) {
            (true, false) => (0.0, 0.5),
            (false, true) => (0.5, 1.0),
            (true, true) | (false, false) => (0.0, 1.0),
        }
    }
}

/// The playhead.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Playback {
    /// Whether stops follow each other by themselves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// The reader wants no motion: messages are where they get to at once.
    pub still: bool,
    clock: Clock,
    motion: Motion,
}

impl Playback {
    /// At rest; `still` if the reader wants no motion.
    pub fn new(still: bool) -> Self {
        Self {
            still,
            ..Self::default()
        }
    }

    /// A stop was reached by stepping forward, and this is to be seen moving.
    pub fn begin(&mut self, motion: Motion) {
        self.motion = motion;
        let moves = motion.arrives || motion.leaves;
        self.clock = match (moves && !self.still, self.playing) {
            (true, _) => Clock::Moving(0.0),
            (false, true) => Clock::Reading(0.0),
            (false, false) => Clock::Rest,
        };
    }

    /// A stop was reached by any other way: all is where it belongs.
    pub fn settle(&mut self) {
        self.clock = if self.playing {
            Clock::Reading(0.0)
        } else {
            Clock::Rest
        };
    }

    /// Starts to play; the next stop is due at once, after what is moving.
    pub fn play(&mut self) {
        self.playing = true;
        if self.clock == Clock::Rest {
            self.clock = Clock::Reading(READING_MS);
        }
    }

    /// Stops to play. What is moving arrives.
    pub fn pause(&mut self) {
        self.playing = false;
        if matches!(self.clock, Clock::Reading(_)) {
            self.clock = Clock::Rest;
        }
    }

    /// How much of the motion is over, 0 to 1.
    pub fn progress(&self) -> f32 {
        match self.clock {
            Clock::Moving(elapsed_ms) if !self.still => {
                let (start, end) = self.motion.window();
                let part = elapsed_ms * self.speed.factor() / (2.0 * TRAVEL_MS);
                let progress = (start + part).max(start);
                if progress >= end { 1.0 } else { progress }
            }
            Clock::Moving(_) | Clock::Reading(_) | Clock::Rest => 1.0,
        }
    }

    /// Whether frames are wanted.
    pub fn runs(&self) -> bool {
        self.clock != Clock::Rest
    }

    /// Time has passed.
    pub fn advance(&mut self, elapsed_ms: f32) -> Beat {
        let elapsed_ms = if elapsed_ms.is_finite() {
            elapsed_ms
        } else {
            0.0
        };
        let elapsed_ms = elapsed_ms.clamp(0.0, ELAPSED_MS_MAX);
        match self.clock {
            Clock::Rest => Beat::Rest,
            Clock::Moving(before) => {
                self.clock = Clock::Moving(before + elapsed_ms);
                if self.progress() >= 1.0 {
                    self.settle();
                }
                Beat::Moved
            }
            Clock::Reading(before) => {
                let now = before + elapsed_ms;
                self.clock = Clock::Reading(now);
                if now * self.speed.factor() < READING_MS {
                    Beat::Rest
                } else {
                    Beat::Due
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Motion = Motion {
        arrives: true,
        leaves: true,
    };
    const MOST_MS: f32 = 2.0 * TRAVEL_MS;

    fn frames(playback: &mut Playback, count: u32) -> Vec<Beat> {
        (0..count).map(|_| playback.advance(16.0)).collect()
    }

    #[test]
    fn a_step_moves_and_comes_to_rest() {
        let mut playback = Playback::default();
        playback.begin(BOTH);
        assert_eq!(playback.progress(), 0.0);
        assert!(
            frames(&mut playback, 10)
                .iter()
                .all(|beat| *beat == Beat::Moved)
        );
        assert!(playback.progress() > 0.1 && playback.progress() < 0.9);
        frames(&mut playback, 60);
        assert!(!playback.runs());
        assert_eq!(playback.progress(), 1.0);
    }

    #[test]
    fn where_nothing_arrives_what_is_sent_leaves_at_once() {
        let length = |motion: Motion| {
            let mut playback = Playback::default();
            playback.begin(motion);
            frames(&mut playback, 100)
                .iter()
                .filter(|beat| **beat == Beat::Moved)
                .count()
        };
        let sent = Motion {
            arrives: false,
            leaves: true,
        };
        let mut playback = Playback::default();
        playback.begin(sent);
        assert_eq!(playback.progress(), 0.5);
        assert!(length(sent) * 2 <= length(BOTH) + 1);
        assert_eq!(
            length(sent),
            length(Motion {
                arrives: true,
                leaves: false
            })
        );
        assert_eq!(length(Motion::default()), 0);
    }

    #[test]
    fn progress_never_goes_back() {
        let mut playback = Playback::default();
        playback.begin(BOTH);
        let mut last = 0.0;
        for elapsed_ms in [0.0, 16.0, -5.0, f32::NAN, 300.0, 1e9, 16.0] {
            playback.advance(elapsed_ms);
            assert!(playback.progress() >= last);
            last = playback.progress();
        }
    }

    #[test]
    fn playing_makes_the_next_stop_due_after_a_time_to_read() {
        let mut playback = Playback::default();
        playback.play();
        assert_eq!(playback.advance(16.0), Beat::Due);
        playback.begin(BOTH);
        let beats = frames(&mut playback, 200);
        let due = beats
            .iter()
            .position(|beat| *beat == Beat::Due)
            .expect("due some time");
        let ms = due as f32 * 16.0;
        assert!((MOST_MS..MOST_MS + READING_MS + 48.0).contains(&ms), "{ms}");
    }

    #[test]
    fn speed_shortens_both() {
        let until_due = |speed: Speed| {
            let mut playback = Playback {
                speed,
                playing: true,
                ..Playback::default()
            };
            playback.begin(BOTH);
            frames(&mut playback, 400)
                .iter()
                .position(|beat| *beat == Beat::Due)
                .unwrap_or(400)
        };
        assert!(until_due(Speed::Fourfold) * 3 < until_due(Speed::Normal));
        assert!(until_due(Speed::Normal) < until_due(Speed::Half));
    }

    #[test]
    fn without_motion_everything_is_there_at_once() {
        let mut playback = Playback {
            still: true,
            ..Playback::default()
        };
        playback.begin(BOTH);
        assert_eq!(playback.progress(), 1.0);
        assert!(!playback.runs());
    }

    #[test]
    fn a_pause_lets_what_moves_arrive() {
        let mut playback = Playback::default();
        playback.play();
        playback.begin(BOTH);
        playback.advance(16.0);
        playback.pause();
        assert!(playback.runs());
        let beats = frames(&mut playback, 100);
        assert!(!beats.contains(&Beat::Due));
        assert!(!playback.runs());
    }

    #[test]
    fn a_tab_from_the_background_does_not_jump() {
        let mut playback = Playback::default();
        playback.begin(BOTH);
        playback.advance(60_000.0);
        assert!(playback.progress() < 0.5);
    }

    #[test]
    fn words_of_speeds_are_read_back() {
        for speed in Speed::ALL {
            assert_eq!(Speed::read(speed.word()), Some(speed));
        }
        assert_eq!(Speed::read("3×"), None);
    }
}
