//! Moving in time: steps, seeks, play.

use super::{Reached, Store, effect::Effect, notice::Notice, playback::Beat};

impl Store {
    /// One stop forward; at the quiet end that is told.
    #[inline(never)]
    pub(super) fn step(&mut self) {
        if !self.advance() {
            let alone = self.views.compared.is_empty();
            self.notify(if alone {
                Notice::Quiet
            } else {
                Notice::BothEnd
            });
        }
    }

    /// One stop forward. Whether there was one.
    fn advance(&mut self) -> bool {
        let moved = self.lab.forward();
        if moved {
            self.enter(Reached::Stepped);
        }
        moved
    }

    #[inline(never)]
    pub(super) fn back(&mut self) {
        self.pause();
        if self.lab.back() {
            self.enter(Reached::Jumped);
        }
    }

    #[inline(never)]
    pub(super) fn seek(&mut self, stop: u32) {
        self.pause();
        self.lab.seek(stop);
        self.enter(Reached::Jumped);
    }

    /// Seeks without moving the window under the reader's finger.
    #[inline(never)]
    pub(super) fn scrub(&mut self, stop: u32) {
        if stop == self.views.position.stop {
            return;
        }
        let first = self.first_column;
        self.seek(stop);
        self.first_column = first;
    }

    #[inline(never)]
    pub(super) fn milestone(&mut self, forward: bool) {
        self.pause();
        if self.lab.milestone(forward) {
            self.enter(Reached::Jumped);
        }
    }

    #[inline(never)]
    pub(super) fn run_until(&mut self, goal: &str) {
        self.pause();
        let reached = self.lab.run_until(goal);
        self.enter(Reached::Jumped);
        if !reached {
            self.notify(Notice::NotReached);
        }
    }

    #[inline(never)]
    pub(super) fn play_or_pause(&mut self) {
        if self.playback.playing {
            self.playback.pause();
            return;
        }
        let position = &self.views.position;
        if position.quiet && position.stop == position.stops {
            self.seek(0);
        }
        self.playback.play();
        self.effects.push(Effect::RequestFrame);
    }

    /// What is left to do when a play is over.
    pub(super) fn stops(&mut self, played: bool) {
        if played && !self.playback.playing {
            self.effects.push(Effect::SettleSoon);
        }
    }

    fn pause(&mut self) {
        self.playback.pause();
    }

    /// Time has passed. Whether another stop is shown.
    #[inline(never)]
    pub(super) fn frame(&mut self, elapsed_ms: f32) -> bool {
        let changes = match self.playback.advance(elapsed_ms) {
            Beat::Rest => false,
            Beat::Moved => {
                self.effects.push(Effect::PlaceMessages);
                false
            }
            Beat::Due => {
                self.play_on();
                true
            }
        };
        if self.playback.runs() && !self.effects.contains(&Effect::RequestFrame) {
            self.effects.push(Effect::RequestFrame);
        }
        changes
    }

    /// The next stop of a play, which ends where nothing more happens and where something breaks.
    fn play_on(&mut self) {
        let holds = |store: &Self| store.lab.properties().iter().all(|property| property.holds);
        let held = holds(self);
        if !self.advance() || (held && !holds(self)) {
            self.pause();
        }
    }

    #[inline(never)]
    pub(super) fn pan(&mut self, columns: i32) {
        let Some(geometry) = &self.views.geometry else {
            return;
        };
        let shown = geometry.last.saturating_sub(geometry.first);
        let stops = self.views.position.stops;
        if shown < stops || self.first_column > 0 {
            let last = stops.saturating_sub(shown / 2);
            self.first_column = self.first_column.saturating_add_signed(columns).min(last);
        }
    }
}
