//! What is chosen from outside.

use alloc::vec;

use super::{
    Unfit,
    session::{BRANCHES_MAX, Session},
};
use crate::{
    drive::script::FaultKind,
    kernel::{Choice, text},
    narrate::Term,
    view::Present,
};

impl<P: Present> Session<P> {
    /// Plays choices, a line each. What is chosen at once is one stop.
    pub(super) fn play_all(&mut self, choices: &str) -> Result<(), Unfit> {
        for (place, choice) in choices.split('\n').enumerate() {
            let read = text::read(self.timeline.world(), choice);
            let choice = read.map_err(|unreadable| Unfit {
                reason: (self.language).fault(&FaultKind::Expected(unreadable.expected)),
            })?;
            let joined = place > 0 && self.timeline.cursor() == self.timeline.last();
            if joined {
                self.timeline.join_next();
            }
            self.play(choice)?;
            if joined {
                self.show(self.timeline.cursor());
            }
        }
        Ok(())
    }

    /// Plays a choice.
    fn play(&mut self, choice: Choice<P>) -> Result<(), Unfit> {
        if self.timeline.branches().len() >= BRANCHES_MAX
            && self.timeline.cursor() < self.timeline.last()
        {
            let reason = self.language.term(Term::TooManyBranches);
            return Err(Unfit { reason });
        }
        let name = self.branch_name(&choice);
        let before = self.timeline.world().clone();
        let step = self.timeline.play(choice, &name).map_err(|refused| Unfit {
            reason: self.language.refused(refused),
        })?;
        self.before = before;
        self.steps = vec![step];
        Ok(())
    }
}
