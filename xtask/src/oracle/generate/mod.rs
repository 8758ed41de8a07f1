//! Random cases: few paths, few sessions, and most steps aim at what is there.
//!
//! Each case has a theme, which says what happens often in it. Besides, each provokes a few pairs
//! of operation and error, taken in turn from all there are, so that none is left to chance.

mod dice;
mod guess;
mod operation;
mod provoke;
mod session;
mod value;

use super::coverage::{ANSWERS, common};
use dice::Dice;
use guess::Guess;
use serde_json::{Value, json};
use session::Session;

/// A case.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The server's settings, or null.
    pub(crate) settings: Value,
    pub(crate) steps: Vec<Value>,
}

/// What a case is mostly about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    Mixed,
    Watches,
    Multi,
    Rights,
    Sessions,
    Paths,
    Quota,
    /// Without extended types.
    Plain,
    /// Containers and nodes with a time to live.
    Timed,
    Timeouts,
}

/// The themes of the cases, in turn.
const TURN: [Theme; 20] = [
    Theme::Mixed,
    Theme::Watches,
    Theme::Multi,
    Theme::Rights,
    Theme::Sessions,
    Theme::Mixed,
    Theme::Watches,
    Theme::Quota,
    Theme::Multi,
    Theme::Timed,
    Theme::Rights,
    Theme::Paths,
    Theme::Watches,
    Theme::Plain,
    Theme::Mixed,
    Theme::Sessions,
    Theme::Multi,
    Theme::Quota,
    Theme::Watches,
    Theme::Timed,
];
/// Every so many cases one is about time-outs alone.
const TIMEOUTS_EVERY: usize = 100;
/// How many pairs a case provokes.
const PROVOKED: usize = 4;
/// How many of its steps are random, at least and besides.
const STEPS: (usize, usize) = (10, 22);

/// A case in the making.
struct Maker {
    dice: Dice,
    theme: Theme,
    settings: Value,
    steps: Vec<Value>,
    sessions: Vec<Session>,
    guess: Guess,
    /// Names that were used up.
    fresh: usize,
}

/// A case of a run.
pub(crate) fn generate(seed: u64, number: usize) -> Case {
    let theme = match number % TIMEOUTS_EVERY {
        4 => Theme::Timeouts,
        _ => TURN[number % TURN.len()],
    };
    let mut maker = Maker {
        dice: Dice::new(seed, number),
        theme,
        settings: settings(theme),
        steps: Vec::new(),
        sessions: Vec::new(),
        guess: Guess::default(),
        fresh: 0,
    };
    if theme == Theme::Timeouts {
        maker.timeouts();
    } else {
        maker.fill(number);
    }
    Case {
        name: format!("random_{seed}_{number:03}"),
        settings: maker.settings,
        steps: maker.steps,
    }
}

fn settings(theme: Theme) -> Value {
    match theme {
        Theme::Timed => json!({ "containerCheckIntervalMs": 1000 }),
        Theme::Plain => json!({ "extendedTypesEnabled": false }),
        Theme::Quota => json!({ "enforceQuota": true }),
        Theme::Timeouts => json!({ "tickTime": 2000, "maxSessionTimeout": null }),
        Theme::Mixed
        | Theme::Watches
        | Theme::Multi
        | Theme::Rights
        | Theme::Sessions
        | Theme::Paths => Value::Null,
    }
}

impl Maker {
    fn fill(&mut self, number: usize) {
        let pairs = self.pairs();
        for _ in 0..1 + self.dice.below(3) {
            self.begin();
        }
        if self.theme == Theme::Quota {
            self.limit();
        }
        let random = STEPS.0 + self.dice.below(STEPS.1);
        let every = random / PROVOKED + 1;
        for at in 0..random {
            if at % every == 0 {
                let turn = number * PROVOKED + at / every;
                let (operation, error) = pairs[turn % pairs.len()];
                self.provoke(operation, error);
            }
            if self.theme == Theme::Timed && at % 8 == 7 {
                let ms = self.dice.pick(&[&300, &500]);
                self.push(json!({ "op": "advance", "ms": ms }));
            }
            self.some_step();
        }
        if self.theme == Theme::Timed {
            self.push(json!({ "op": "advance", "ms": 300 }));
        }
        for path in self.guess.nodes.clone().iter().take(6) {
            self.ask(json!({ "op": "getChildren2", "path": path.path }));
        }
    }

    /// The pairs that this server can be provoked to; those that only it can, more often.
    fn pairs(&self) -> Vec<(&'static str, &'static str)> {
        let all = || {
            ANSWERS.iter().flat_map(|(operation, errors)| {
                let errors = errors.iter().chain(common(operation));
                errors.map(|error| (*operation, *error))
            })
        };
        let of_settings = ["QUOTAEXCEEDED", "UNIMPLEMENTED"];
        let own = of_settings.iter().find(|own| match **own {
            "QUOTAEXCEEDED" => self.theme == Theme::Quota,
            _ => self.theme == Theme::Plain,
        });
        // Nothing may take long between two checks for containers.
        let other = if self.theme == Theme::Timed {
            "expire"
        } else {
            "advance"
        };
        let fits = |(operation, error): &(&str, &str)| match own {
            Some(own) => error == own,
            None => !of_settings.contains(error) && *operation != other,
        };
        all().filter(fits).collect()
    }

    /// The next step of the case.
    fn push(&mut self, step: Value) {
        self.guess.take(&step);
        self.steps.push(step);
    }

    /// The next step, by a session that is connected.
    fn ask(&mut self, step: Value) {
        let name = self.connected();
        self.ask_as(&name, step);
    }

    fn ask_as(&mut self, name: &str, mut step: Value) {
        step["session"] = json!(name);
        self.push(step);
    }

    fn some_step(&mut self) {
        let sessions = if self.theme == Theme::Sessions { 30 } else { 7 };
        if self.theme != Theme::Timed && self.dice.chance(sessions) {
            self.session_step();
            return;
        }
        let operation = self.operation();
        let step = self.step(operation);
        let name = self.somebody();
        self.ask_as(&name, step);
        if operation == "too long" && self.is_connected(&name) {
            self.lapse(&name, session::State::Disconnected);
        }
    }

    fn timeouts(&mut self) {
        for at in 0..8 {
            let timeout = match self.dice.below(4) {
                0 => self.dice.below(4_000) as i64,
                1 => 4_000 + self.dice.below(36_000) as i64,
                2 => 40_000 + self.dice.below(3) as i64 - 1,
                _ => self.dice.below(90_000) as i64 - 20_000,
            };
            let name = format!("t{at}");
            self.push(json!({ "session": name, "op": "connect", "timeout": timeout }));
            self.push(json!({ "session": name, "op": "getChildren2", "path": "/" }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_depends_on_its_seed_and_number_alone() {
        assert_eq!(generate(7, 12).steps, generate(7, 12).steps);
        assert_ne!(generate(7, 12).steps, generate(8, 12).steps);
    }

    #[test]
    fn sessions_begin_before_they_act() {
        for number in 0..200 {
            let case = generate(1, number);
            let mut known = Vec::new();
            for step in &case.steps {
                if let Some(name) = step["session"].as_str() {
                    if step["op"] == json!("connect") {
                        known.push(name.to_owned());
                    }
                    assert!(known.iter().any(|one| one == name), "{}: {step}", case.name);
                }
            }
        }
    }
}
