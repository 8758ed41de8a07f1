//! A run of one protocol behind the boundary of the lab.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::cell::RefCell;

use super::{
    BranchView, Counts, GoalView, Lab, Misread, Position, Side, Unfit,
    link::{self, Kept},
    look,
    protocols::{Job, dispatch},
};
use crate::{
    drive::{
        script::{self, Fault, FaultKind},
        timeline::Timeline,
    },
    kernel::{NodeId, Step, StepIndex, World},
    narrate::{Language, Term},
    view::{
        Caused, ChainView, CompletionView, ConsoleView, FieldView, OfferView, Present,
        PropertyView, StageView, StoryView, StripView, Target, TimeView, TreeAsk, TreeView, node,
        time,
    },
};

/// How many steps "run until" takes at the most.
const RUN_STEPS_MAX: u32 = 5_000;

/// How many steps without a stop the schedule takes at once. An ensemble at rest exchanges
/// heartbeats for ever, and none of them is a stop. A prime, so that it does not always end between
/// two rounds of them.
pub(super) const QUIET_STEPS_MAX: usize = 37;

/// How many branches a run may have.
pub(super) const BRANCHES_MAX: usize = 64;

/// Opens a script: its header says which protocol reads it.
pub(super) fn open(text: &str) -> Result<Box<dyn Lab>, Vec<Fault>> {
    dispatch(text, Open(text))?
}

struct Open<'a>(&'a str);

impl Job for Open<'_> {
    type Outcome = Result<Box<dyn Lab>, Vec<Fault>>;

    fn with<P: Present>(self, lines: &[script::Line<'_>]) -> Self::Outcome {
        let mut session = Session::<P>::open(self.0, lines)?;
        session.seek(0);
        Ok(Box::new(session))
    }
}

pub(super) struct Session<P: Present> {
    pub(super) title: String,
    pub(super) about: String,
    script: String,
    pub(super) notes: Vec<(StepIndex, String)>,
    /// Where a run beside this one is waited for.
    pub(super) beats: Vec<StepIndex>,
    /// Whether there is one: then the script's end is the end of both, and told above them.
    pub(super) paired: bool,
    pub(super) timeline: Timeline<P>,
    /// The last step that the script itself takes.
    pub(super) written: u32,
    pub(super) before: World<P>,
    pub(super) steps: Vec<Step<P>>,
    pub(super) language: Language,
    pub(super) kept: RefCell<Kept>,
}

impl<P: Present> Session<P> {
    /// A script's session with the cursor at its end.
    pub(super) fn open(text: &str, lines: &[script::Line<'_>]) -> Result<Self, Vec<Fault>> {
        let language = Language::default();
        let header = script::read_header::<P>(lines, None)?;
        let name = language.term(Term::AsWritten);
        let run = script::run(header, lines, name, &mut |_, _| ()).map_err(|fault| vec![fault])?;
        let timeline = run.timeline;
        Ok(Self {
            title: run.title,
            about: run.about,
            script: text.to_string(),
            notes: run.notes,
            beats: run.beats,
            paired: false,
            kept: RefCell::default(),
            written: timeline.last(),
            before: timeline.world().clone(),
            timeline,
            steps: Vec::new(),
            language,
        })
    }

    /// Moves the cursor to a step and reads what led from the stop before it to there.
    pub(super) fn show(&mut self, step: u32) {
        let stop = self.timeline.stop_of(step);
        let exact = self.timeline.step_of(stop) == step;
        let earlier = if exact { stop.saturating_sub(1) } else { stop };
        self.timeline.seek(self.timeline.step_of(earlier).min(step));
        self.before = self.timeline.world().clone();
        self.steps.clear();
        while self.timeline.cursor() < step {
            let Some(taken) = self.timeline.forward() else {
                break;
            };
            self.steps.push(taken);
        }
    }

    fn stop(&self) -> u32 {
        self.timeline.stop_of(self.timeline.cursor())
    }

    /// To the next stop; past the end of the record, until the schedule has made one, or has gone
    /// on for a while without. Whether anything moved.
    fn advance(&mut self) -> bool {
        let before = self.timeline.world().clone();
        let recorded = self.timeline.cursor() < self.timeline.last();
        let target = self.timeline.step_of(self.stop() + 1);
        let mut steps = Vec::new();
        while let Some(step) = self.timeline.advance() {
            let here = if recorded {
                step.index.0 >= target
            } else {
                !P::is_quiet(&step) || steps.len() + 1 == QUIET_STEPS_MAX
            };
            steps.push(step);
            if here {
                break;
            }
        }
        if steps.is_empty() {
            return false;
        }
        (self.before, self.steps) = (before, steps);
        true
    }

    /// Whether nothing has happened for a while that would be a stop.
    pub(super) fn rests(&self) -> bool {
        self.steps.len() >= QUIET_STEPS_MAX && self.steps.iter().all(P::is_quiet)
    }

    /// The stops of the milestones.
    pub(super) fn milestone_stops(&self) -> impl Iterator<Item = u32> {
        let milestones = self.timeline.milestones();
        milestones.map(|(step, _)| self.timeline.column_of(*step))
    }
}

/// The next of these stops, or the last before.
pub(super) fn nearest(stops: impl Iterator<Item = u32>, at: u32, forward: bool) -> Option<u32> {
    if forward {
        stops.filter(|stop| *stop > at).min()
    } else {
        stops.filter(|stop| *stop < at).max()
    }
}

impl<P: Present> Lab for Session<P> {
    fn sides(&self) -> Vec<Side<'_>> {
        vec![Side {
            lab: self,
            waits: false,
        }]
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn script(&self) -> &str {
        &self.script
    }

    fn position(&self) -> Position {
        let timeline = &self.timeline;
        let at_end = timeline.cursor() == timeline.last();
        Position {
            stop: self.stop(),
            stops: timeline.stop_of(timeline.last()),
            step: timeline.cursor(),
            time_ticks: timeline.world().now().0,
            branch: timeline.current(),
            quiet: at_end && timeline.world().pick().is_none(),
        }
    }

    fn forward(&mut self) -> bool {
        self.advance()
    }

    fn back(&mut self) -> bool {
        let stop = self.stop();
        let exact = self.timeline.step_of(stop) == self.timeline.cursor();
        if stop == 0 && exact {
            return false;
        }
        let target = if exact { stop - 1 } else { stop };
        self.show(self.timeline.step_of(target));
        true
    }

    fn seek(&mut self, stop: u32) {
        self.show(self.timeline.step_of(stop));
    }

    fn milestone(&mut self, forward: bool) -> bool {
        let ends = [0, self.timeline.stop_of(self.timeline.last())];
        let stops = self.milestone_stops().chain(ends);
        let target = nearest(stops, self.stop(), forward);
        if let Some(target) = target {
            self.seek(target);
        }
        target.is_some()
    }

    fn run_until(&mut self, goal: &str) -> bool {
        let milestones = |session: &Self| {
            let cursor = session.timeline.cursor();
            session
                .timeline
                .milestones()
                .filter(|(step, _)| *step <= cursor)
                .count()
        };
        let seen = milestones(self);
        let reached = |session: &Self| match goal {
            "quiet" => false,
            "milestone" => milestones(session) > seen,
            "broken" => session.timeline.world().broken().is_some(),
            goal => P::reached(session.timeline.world(), goal).unwrap_or(true),
        };
        if goal != "milestone" && reached(self) {
            return true;
        }
        for _ in 0..RUN_STEPS_MAX {
            if !self.advance() || (goal == "quiet" && self.rests()) {
                return goal == "quiet";
            }
            if reached(self) {
                return true;
            }
        }
        false
    }

    fn goals(&self) -> Vec<GoalView> {
        let own = P::goals().iter().map(|goal| GoalView {
            word: (*goal).to_string(),
            label: P::goal(goal, self.language),
        });
        let common = [
            ("milestone", Term::GoalMilestone),
            ("broken", Term::GoalBroken),
            ("quiet", Term::GoalQuiet),
        ];
        let common = common.into_iter().map(|(word, term)| GoalView {
            word: word.to_string(),
            label: self.language.term(term),
        });
        own.chain(common).collect()
    }

    fn choose(&mut self, choices: &str) -> Result<(), Unfit> {
        self.play_all(choices)
    }

    fn branches(&self) -> Vec<BranchView> {
        let timeline = &self.timeline;
        let view = |(index, branch): (usize, &crate::drive::timeline::Branch<P>)| BranchView {
            name: branch.name.clone(),
            fork_stop: timeline.stop_in(index, branch.fork),
            stops: timeline.stop_in(index, timeline.end(index)),
            current: index == timeline.current(),
            broken: timeline.is_broken(index),
        };
        timeline.branches().iter().enumerate().map(view).collect()
    }

    fn switch(&mut self, branch: usize) {
        self.timeline.switch(branch);
        self.show(self.timeline.cursor());
    }

    fn stage(&self) -> StageView {
        let mut stage = P::stage(
            &self.before,
            &self.steps,
            self.timeline.world(),
            self.language,
        );
        let arrived = stage.arrived.iter_mut().map(|(envelope, _)| envelope);
        for envelope in stage.envelopes.iter_mut().chain(arrived) {
            self.add_stop(envelope);
        }
        stage
    }

    fn story(&self) -> StoryView {
        self.told()
    }

    fn time(&self, first: u32, columns: u32, known: TimeView) -> TimeView {
        let timeline = &self.timeline;
        let of = [timeline.current() as u32, timeline.last(), first, columns];
        let mut view = known;
        if view.of != of {
            view = time::window(timeline, first, columns, self.language);
            view.of = of;
        }
        view.cursor = timeline.column_of(timeline.cursor());
        view
    }

    fn fields(&self, target: &Target) -> Vec<FieldView> {
        match target {
            Target::Envelope(key) => self.envelope_fields(key),
            Target::Node(node) => self.node_fields(*node),
            Target::Link(a, b) => self.link_fields(*a, *b),
        }
    }

    fn properties(&self) -> Vec<PropertyView> {
        self.judged()
    }

    fn offers(&self, target: &Target) -> Vec<OfferView> {
        node::offers(self.timeline.world(), target, self.language)
    }

    fn counts(&self) -> Counts {
        self.timeline.counts()
    }

    fn delivered(&self) -> Vec<StripView> {
        let strips = P::delivered(self.timeline.world(), self.language);
        look::merged(strips)
    }

    fn tree(&self, asked: &TreeAsk) -> Option<TreeView> {
        P::tree(&self.before, self.timeline.world(), asked, self.language)
    }

    fn effects(&self, target: &Target) -> Vec<Caused> {
        P::effects(self.timeline.world(), target)
    }

    fn chain(&self, of: &Caused) -> Option<ChainView> {
        P::chain(&self.timeline, of, self.language)
    }

    fn console(&self, node: Option<u8>) -> Option<ConsoleView> {
        self.console_of(node)
    }

    fn complete(&self, node: u8, typed: &str) -> CompletionView {
        P::complete(self.timeline.world(), NodeId(node), typed)
    }

    fn command(&self, node: u8, typed: &str) -> Result<String, Misread> {
        let config = self.timeline.world().config();
        let name = P::node_name(config, NodeId(node));
        match P::command(config, typed) {
            Ok(text) => Ok(format!("submit {name} {text}")),
            Err((at, expected)) => Err(Misread {
                at,
                reason: self.language.fault(&FaultKind::Expected(expected)),
            }),
        }
    }

    fn link(&self) -> String {
        link::write(self)
    }

    fn set_language(&mut self, language: Language) {
        self.language = language;
    }
}
