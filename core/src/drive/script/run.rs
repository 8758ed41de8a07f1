//! Runs the commands of a script on a timeline.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Fault, FaultKind, Header, Line, STEPS_MAX, choice};
use crate::{
    drive::timeline::Timeline,
    kernel::{Choice, Expected, NodeId, Scripted, Step, StepIndex, World},
};

/// A script that has run.
pub struct Run<P: Scripted> {
    /// What the script is called.
    pub title: String,
    /// What it shows.
    pub about: String,
    /// The run, with the cursor at its end.
    pub timeline: Timeline<P>,
    /// Notes for the reader, each with the step it speaks of, ascending.
    pub notes: Vec<(StepIndex, String)>,
    /// Where the script has a `beat`: the steps taken before each.
    pub beats: Vec<StepIndex>,
}

/// Runs a script that has been read up to its header; `look` sees every step and the world after.
/// The first fault ends it.
pub fn run<P: Scripted>(
    header: Header<P>,
    lines: &[Line<'_>],
    branch: String,
    look: &mut dyn FnMut(&Step<P>, &World<P>),
) -> Result<Run<P>, Fault> {
    let begins = lines.iter().rposition(|line| line.word == "begin");
    let mut runner = Runner {
        timeline: Timeline::new(header.world, branch),
        begun: begins.is_none(),
        notes: Vec::new(),
        beats: Vec::new(),
        told: Vec::new(),
        look,
    };
    for (place, line) in lines.iter().enumerate().skip(header.lines) {
        runner.command(line)?;
        if begins == Some(place) {
            runner.begin();
        }
    }
    runner.place_notes();
    let Runner {
        timeline,
        notes,
        beats,
        ..
    } = runner;
    Ok(Run {
        title: header.title,
        about: header.about,
        timeline,
        notes,
        beats,
    })
}

struct Runner<'a, P: Scripted> {
    timeline: Timeline<P>,
    /// Whether the reader sees what happens now.
    begun: bool,
    notes: Vec<(StepIndex, String)>,
    beats: Vec<StepIndex>,
    told: Vec<String>,
    look: &'a mut dyn FnMut(&Step<P>, &World<P>),
}

impl<P: Scripted> Runner<'_, P> {
    fn command(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        match line.word {
            "note" => {
                self.told.push(line.rest.to_string());
                return Ok(());
            }
            "beat" => {
                self.beats.push(self.timeline.world().step());
                if !line.rest.is_empty() {
                    self.told.push(line.rest.to_string());
                }
                return Ok(());
            }
            "begin" if line.rest.is_empty() => return Ok(()),
            "begin" => return Err(line.expected(Expected::Nothing)),
            "expect" => return self.expect(line),
            "refuse" => return self.refuse(line),
            "step" => self.steps(line, &|_| true)?,
            "next" => self.steps(line, &|step| !P::is_quiet(step))?,
            "until" => self.until(line)?,
            "settle" => self.settle(line)?,
            "skip" => self.skip(line)?,
            "cut" | "mend" if line.rest.contains('|') || line.rest == "all" => self.cuts(line)?,
            _ => {
                let choice = choice::read(self.timeline.world(), line, 0)?;
                self.play(line, choice)?;
            }
        }
        self.place_notes();
        Ok(())
    }

    /// The beginning is here: whoever looks on has seen nothing, and was told nothing.
    fn begin(&mut self) {
        self.timeline.begin();
        self.begun = true;
        self.notes.clear();
        self.told.clear();
    }

    /// All steps of the command that follows are one stop.
    fn skip(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let rest = line.rest.split_once([' ', '\t']);
        let (word, rest) = rest.unwrap_or((line.rest, ""));
        let told = ["note", "beat", "begin", "expect", "refuse", "skip", ""];
        if told.contains(&word) {
            return Err(line.fault(line.rest_offset(), FaultKind::Expected(Expected::Command)));
        }
        let before = self.timeline.cursor();
        self.command(&Line {
            number: line.number,
            indent: line.column(line.rest_offset()) - 1,
            word,
            rest: rest.trim_start(),
            text: line.rest,
        })?;
        self.timeline.join_after(before);
        Ok(())
    }

    fn place_notes(&mut self) {
        let step = self.timeline.world().step();
        let notes = self.told.drain(..).map(|note| (step, note));
        self.notes.extend(notes);
    }

    fn play(&mut self, line: &Line<'_>, choice: Choice<P>) -> Result<(), Fault> {
        self.bounded(line)?;
        let step = self.timeline.play(choice, "");
        let step = step.map_err(|refused| line.fault(0, FaultKind::Refused(refused)))?;
        self.looked_at(&step);
        Ok(())
    }

    fn looked_at(&mut self, step: &Step<P>) {
        if self.begun {
            (self.look)(step, self.timeline.world());
        }
    }

    fn bounded(&self, line: &Line<'_>) -> Result<(), Fault> {
        if self.timeline.cursor() < STEPS_MAX {
            return Ok(());
        }
        Err(line.fault(0, FaultKind::TooManySteps))
    }

    /// The schedule's own next step, if there is one.
    fn advance(&mut self, line: &Line<'_>) -> Result<Option<Step<P>>, Fault> {
        self.bounded(line)?;
        let step = self.timeline.advance();
        if let Some(step) = &step {
            self.looked_at(step);
        }
        Ok(step)
    }

    /// So many steps of the schedule that count, with those before each that do not.
    fn steps(&mut self, line: &Line<'_>, counts: &dyn Fn(&Step<P>) -> bool) -> Result<(), Fault> {
        let mut left: u32 = match line.rest {
            "" => 1,
            rest => rest.parse().map_err(|_| line.expected(Expected::Steps))?,
        };
        while left > 0 {
            let step = self.advance(line)?;
            let missing = || line.fault(0, FaultKind::NeverReached(line.text.to_string()));
            left -= u32::from(counts(&step.ok_or_else(missing)?));
        }
        Ok(())
    }

    fn until(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let reached = |world: &World<P>| match line.rest {
            "still" => Some(world.is_still()),
            goal => P::reached(world, goal),
        };
        let world = self.timeline.world();
        let fault = match reached(world) {
            None if line.rest != "quiet" => {
                let goals = P::goals().iter().copied().chain(["still", "quiet"]);
                Some(Expected::OneOf(goals.collect()))
            }
            Some(false) => P::misspelt(world, line.rest),
            None | Some(true) => None,
        };
        if let Some(expected) = fault {
            return Err(line.expected(expected));
        }
        while reached(self.timeline.world()) != Some(true) {
            if self.advance(line)?.is_none() {
                if line.rest == "quiet" {
                    break;
                }
                return Err(line.fault(0, FaultKind::NeverReached(line.rest.to_string())));
            }
        }
        Ok(())
    }

    /// Flushes and runs whatever waits at a node.
    fn settle(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        for name in line.rest.split_whitespace() {
            let node = self.node(line, name)?;
            loop {
                let waits = &self.timeline.world().nodes()[node.index()];
                let choice = if let Some(runnable) = waits.tasks.first() {
                    Choice::Run {
                        node,
                        task: runnable.task.clone(),
                    }
                } else if let Some(pending) = waits.pending.first() {
                    let count = waits.waiting(pending.file);
                    Choice::Flush {
                        node,
                        file: pending.file,
                        count,
                    }
                } else {
                    break;
                };
                self.play(line, choice)?;
            }
        }
        Ok(())
    }

    /// `cut p1 | a1 a2` in both directions; `mend all`.
    fn cuts(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let cut = line.word == "cut";
        let pairs: Vec<(NodeId, NodeId)> = match line.rest.split_once('|') {
            None if cut => return Err(line.expected(Expected::Sides)),
            None => self.timeline.world().wire().cuts.keys().copied().collect(),
            Some((left, right)) => {
                let left = self.nodes(line, left)?;
                let right = self.nodes(line, right)?;
                let both = |a: &NodeId| right.iter().map(move |b| (*a, *b)).collect::<Vec<_>>();
                let there: Vec<_> = left.iter().flat_map(both).collect();
                let back: Vec<_> = there.iter().map(|(a, b)| (*b, *a)).collect();
                there.into_iter().chain(back).collect()
            }
        };
        let fitting =
            |pair: &(NodeId, NodeId)| self.timeline.world().wire().is_cut(pair.0, pair.1) != cut;
        let pairs: Vec<(NodeId, NodeId)> = pairs.into_iter().filter(fitting).collect();
        for (place, (from, to)) in pairs.iter().copied().enumerate() {
            let choice = if cut {
                Choice::Cut { from, to }
            } else {
                Choice::Mend { from, to }
            };
            self.play(line, choice)?;
            if place + 1 < pairs.len() {
                self.timeline.join_next();
            }
        }
        Ok(())
    }

    fn nodes(&self, line: &Line<'_>, names: &str) -> Result<Vec<NodeId>, Fault> {
        names
            .split_whitespace()
            .map(|name| self.node(line, name))
            .collect()
    }

    fn node(&self, line: &Line<'_>, name: &str) -> Result<NodeId, Fault> {
        choice::node(self.timeline.world(), line, name)
    }

    fn expect(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let words: Vec<&str> = line.rest.split_whitespace().collect();
        let world = self.timeline.world();
        if let [name, state @ ("broken" | "holds")] = words.as_slice() {
            let property = P::properties()
                .iter()
                .find(|property| property.name == *name);
            let property = property.ok_or_else(|| {
                let names: Vec<&'static str> =
                    P::properties().iter().map(|known| known.name).collect();
                line.expected(Expected::Property(names))
            })?;
            let holds = (property.check)(world) == crate::kernel::Verdict::Holds;
            return match (holds, *state) {
                (true, "holds") | (false, "broken") => Ok(()),
                (true, _) => Err(unmet(line, alloc::format!("{name} holds"))),
                (false, _) => Err(unmet(line, alloc::format!("{name} is broken"))),
            };
        }
        match P::expect(world, &words) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(found)) => Err(unmet(line, found)),
            Err(expected) => Err(line.expected(expected)),
        }
    }

    /// The choice that follows must not apply.
    fn refuse(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let choice = choice::read(self.timeline.world(), line, line.rest_offset())?;
        match self.timeline.world().admissible(&choice) {
            Ok(()) => Err(line.fault(0, FaultKind::NotRefused)),
            Err(_) => Ok(()),
        }
    }
}

fn unmet(line: &Line<'_>, found: String) -> Fault {
    line.fault(line.rest_offset(), FaultKind::Unmet(found))
}
