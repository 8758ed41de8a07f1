//! Sessions: who acts, and what happens to them.

use super::{Maker, Theme};
use serde_json::json;

/// What a session is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Connected,
    Disconnected,
    Over,
}

/// A session.
pub(super) struct Session {
    pub(super) name: String,
    pub(super) state: State,
}

/// More than this are not alive at a time.
const ALIVE_MAX: usize = 4;

impl Maker {
    /// A new session begins; its name may be that of one that is over.
    pub(super) fn begin(&mut self) -> String {
        let over = self
            .sessions
            .iter()
            .position(|one| one.state == State::Over);
        let reused = over.filter(|_| self.dice.chance(30));
        let name = match reused {
            Some(at) => self.sessions.remove(at).name,
            None => {
                let letters = "abcdefghijklmnopqrstuvwxyz";
                let at = self.sessions.len() % letters.len();
                letters[at..=at].to_owned() + &"'".repeat(self.sessions.len() / letters.len())
            }
        };
        // A name is used again only when its session is over.
        let name = if self.sessions.iter().any(|one| one.name == name) {
            self.fresh += 1;
            format!("s{}", self.fresh)
        } else {
            name
        };
        self.sessions.push(Session {
            name: name.clone(),
            state: State::Connected,
        });
        self.push(json!({ "session": name, "op": "connect" }));
        name
    }

    fn of_state(&mut self, state: State) -> Option<String> {
        let all: Vec<String> = self
            .sessions
            .iter()
            .filter(|one| one.state == state)
            .map(|one| one.name.clone())
            .collect();
        (!all.is_empty()).then(|| all[self.dice.below(all.len())].clone())
    }

    /// A session that is connected.
    pub(super) fn connected(&mut self) -> String {
        match self.of_state(State::Connected) {
            Some(name) => name,
            None => self.begin(),
        }
    }

    pub(super) fn is_connected(&self, name: &str) -> bool {
        let mut all = self.sessions.iter();
        all.any(|one| one.name == name && one.state == State::Connected)
    }

    /// Mostly a session that is connected.
    pub(super) fn somebody(&mut self) -> String {
        let other = match self.dice.below(40) {
            0 => self.of_state(State::Over),
            1 => self.of_state(State::Disconnected),
            _ => None,
        };
        match other {
            Some(name) => name,
            None => self.connected(),
        }
    }

    /// A session that is over.
    pub(super) fn over(&mut self) -> String {
        if let Some(name) = self.of_state(State::Over) {
            return name;
        }
        let name = self.begin();
        let end = if self.theme == Theme::Timed || self.dice.chance(60) {
            "close"
        } else {
            "expire"
        };
        self.change(&name, end, State::Over);
        name
    }

    /// A session that is disconnected.
    pub(super) fn disconnected(&mut self) -> String {
        if let Some(name) = self.of_state(State::Disconnected) {
            return name;
        }
        let name = self.connected();
        self.change(&name, "disconnect", State::Disconnected);
        name
    }

    /// Something happens to a session.
    pub(super) fn change(&mut self, name: &str, op: &str, state: State) {
        self.ask_as(name, json!({ "op": op }));
        self.lapse(name, state);
    }

    /// A session is in another state from now on.
    pub(super) fn lapse(&mut self, name: &str, state: State) {
        for session in self.sessions.iter_mut().filter(|one| one.name == name) {
            session.state = state;
        }
    }

    /// Something happens to some session.
    pub(super) fn session_step(&mut self) {
        let alive = self.sessions.iter().filter(|one| one.state != State::Over);
        let room = alive.count() < ALIVE_MAX;
        match self.dice.below(10) {
            0 | 1 if room => {
                self.begin();
            }
            0..=2 => {
                let name = self.connected();
                self.change(&name, "close", State::Over);
            }
            3 => {
                let name = match self.of_state(State::Disconnected) {
                    Some(name) if self.dice.chance(50) => name,
                    _ => self.connected(),
                };
                self.change(&name, "expire", State::Over);
            }
            4..=6 => match self.of_state(State::Disconnected) {
                Some(name) => self.reconnect(&name),
                None => {
                    let name = self.connected();
                    self.change(&name, "disconnect", State::Disconnected);
                }
            },
            _ => {
                let name = self.connected();
                if self.dice.chance(60) {
                    self.change(&name, "disconnect", State::Disconnected);
                    for _ in 0..self.dice.below(3) {
                        let operation = self.operation();
                        let step = self.step(operation);
                        self.ask(step);
                    }
                }
                self.reconnect(&name);
            }
        }
    }

    /// A session connects again, or moves.
    pub(super) fn reconnect(&mut self, name: &str) {
        let mut step = json!({ "op": "reconnect" });
        if self.dice.chance(60) {
            step["watches"] = self.watch_lists();
        }
        self.ask_as(name, step);
        self.lapse(name, State::Connected);
    }
}
