//! The line that is typed at a client's console. What was asked and answered before is the run's.

use ensemble_core::{
    lab::{Lab, Misread},
    view::{CompletionView, ConsoleView, Target, Voice},
};

use super::{Reached, Store};

/// What the reader does at a console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// The line is another one.
    Line(String),
    /// An earlier line, or a later one.
    Recall {
        /// Which way.
        earlier: bool,
    },
    /// The word at the end goes on as far as it can.
    Complete,
    /// The word at the end is this one.
    Word(String),
    /// The line is a choice; if it is empty, the run goes on until all is answered.
    Enter,
    /// The console of another client.
    At(u8),
}

/// What is being typed, and where.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// At whose console; the first one's if nothing was said.
    node: Option<u8>,
    line: String,
    /// Which earlier line it is, counted from the last.
    recalled: usize,
    fault: Option<Misread>,
    told: Vec<String>,
}

/// A console.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Console {
    /// What was said.
    pub view: ConsoleView,
    /// What is being typed.
    pub line: String,
    /// What is wrong with it, as far as that is known.
    pub fault: Option<Misread>,
    /// What `help` or `history` has told, a line each.
    pub told: Vec<String>,
    /// How it could go on.
    pub completion: CompletionView,
    /// What the key for that makes of it; `None` if nothing.
    pub completed: Option<String>,
}

impl Typed {
    /// The console that is shown.
    pub fn show(&self, lab: &dyn Lab, selected: Option<&Target>) -> Option<Console> {
        let mut view = lab.console(self.node)?;
        if let Some(Target::Node(node)) = selected
            && *node != view.node
            && view.nodes.iter().any(|(id, _)| id == node)
        {
            view = lab.console(Some(*node))?;
        }
        let line = self.line.clone();
        let completion = if line.trim().is_empty() {
            CompletionView::default()
        } else {
            lab.complete(view.node, &line)
        };
        Some(Console {
            completed: completed(&line, &completion),
            completion,
            fault: self.fault.clone(),
            told: self.told.clone(),
            line,
            view,
        })
    }

    fn becomes(&mut self, line: String) {
        (self.line, self.fault) = (line, None);
        self.told.clear();
    }
}

/// A line with its last word as long as all that it could be agree.
fn completed(line: &str, completion: &CompletionView) -> Option<String> {
    let (first, rest) = completion.words.split_first()?;
    let mut common = first.clone();
    for word in rest {
        while !word.starts_with(&common) {
            common.pop();
        }
    }
    if rest.is_empty() && !common.starts_with('/') {
        common.push(' ');
    }
    let before = line.get(..completion.at)?;
    Some(format!("{before}{common}")).filter(|longer| longer.len() > line.len())
}

impl Store {
    #[inline(never)]
    pub(super) fn typing(&mut self, typing: Typing) {
        let Some(console) = self.typed.show(self.lab.as_ref(), self.selected.as_ref()) else {
            return;
        };
        let node = console.view.node;
        match typing {
            Typing::Line(line) => {
                self.typed.recalled = 0;
                self.typed.becomes(line);
            }
            Typing::Recall { earlier } => self.recall(&console, earlier),
            Typing::Complete => {
                if let Some(line) = console.completed {
                    self.typed.becomes(line);
                }
            }
            Typing::Word(word) => {
                let before = console.line.get(..console.completion.at);
                let blank = if word.starts_with('/') { "" } else { " " };
                let line = format!("{}{word}{blank}", before.unwrap_or_default());
                self.typed.becomes(line);
            }
            Typing::Enter if console.line.trim().is_empty() => self.run_until("answered"),
            Typing::Enter => match self.told(&console) {
                Some(told) => {
                    self.typed.becomes(String::new());
                    self.typed.told = told;
                }
                None => self.enter_line(node, &console.line),
            },
            Typing::At(node) => {
                self.typed.node = Some(node);
                self.selected = Some(Target::Node(node));
                self.sift();
            }
        }
    }

    /// What the console tells by itself: the forms of all commands, or what was asked before.
    fn told(&self, console: &Console) -> Option<Vec<String>> {
        let complete = |line: &str| self.lab.complete(console.view.node, line);
        match console.line.trim() {
            "help" => {
                let words = complete("").words.into_iter();
                Some(words.map(|word| complete(&word).form.to_owned()).collect())
            }
            "history" => {
                let lines = console.view.lines.iter();
                let asked = lines.filter(|line| line.voice == Voice::Asked).enumerate();
                Some(
                    asked
                        .map(|(place, it)| format!("{place} - {}", it.text))
                        .collect(),
                )
            }
            _ => None,
        }
    }

    fn recall(&mut self, console: &Console, earlier: bool) {
        let asked = console.view.lines.iter().rev();
        let asked = asked.filter(|line| line.voice == Voice::Asked);
        let asked: Vec<&str> = asked.map(|line| line.text.as_str()).collect();
        let place = &mut self.typed.recalled;
        *place = if earlier {
            asked.len().min(*place + 1)
        } else {
            place.saturating_sub(1)
        };
        let line = place.checked_sub(1).and_then(|place| asked.get(place));
        let line = line.map_or_else(String::new, |line| (*line).to_owned());
        self.typed.becomes(line);
    }

    /// The line is a choice like any other.
    fn enter_line(&mut self, node: u8, line: &str) {
        self.playback.pause();
        let choice = match self.lab.command(node, line) {
            Ok(choice) => choice,
            Err(misread) => {
                self.typed.fault = Some(misread);
                return;
            }
        };
        self.keep_address();
        match self.lab.choose(&choice) {
            Ok(()) => {
                self.typed = Typed {
                    node: Some(node),
                    ..Typed::default()
                };
                self.enter(Reached::Stepped);
                self.push_address();
            }
            Err(unfit) => {
                let reason = unfit.reason;
                self.typed.fault = Some(Misread { at: 0, reason });
            }
        }
    }
}
