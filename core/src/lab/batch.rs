//! Whole runs without anybody looking on: a script told from end to end, and random walks.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Counts, look,
    pair::{halves, is_pair, together},
    protocols::{Job, dispatch},
    transcript,
};
use crate::{
    drive::{
        script::{self, Fault, FaultKind},
        walk::{self, Faults},
    },
    kernel::{Expect, Output, Reaction, Step, World, is_broken, text},
    narrate::{Language, Narrate, Term},
    view::{Present, StripView},
};

/// One step of a told run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTold {
    /// Its number, from 1.
    pub step: u32,
    /// Virtual time in ticks (milliseconds).
    pub time_ticks: u64,
    /// The choice in its stable text form.
    pub choice: String,
    /// The step that caused it.
    pub cause: Option<u32>,
    /// The rules: name, source, and whether it acted or declined.
    pub rules: Vec<(String, String, bool)>,
    /// The messages it sent: envelope, type and content.
    pub outputs: Vec<String>,
    /// Its sentence.
    pub sentence: String,
    /// The names of the properties that are broken after it.
    pub broken: Vec<String>,
}

/// A script, told from end to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Each step taken.
    pub steps: Vec<StepTold>,
    /// The transcript; of two runs side by side first the left one, then the right one, each with
    /// what it has cost and delivered.
    pub text: String,
    /// What the run has cost.
    pub counts: Counts,
    /// What has been delivered in the end.
    pub delivered: Vec<StripView>,
    /// What ended it before its end.
    pub faults: Vec<Fault>,
    /// Properties that broke though the script does not expect them to.
    pub unexpected: Vec<String>,
    /// Whether the transcript is the one that the script itself holds; `None` if it holds none.
    pub as_expected: Option<bool>,
}

/// Runs a script and tells each step. `seed` overrides the script's own.
pub fn tell(script: &str, seed: Option<u64>, language: Language) -> Told {
    let mut told = if is_pair(script) {
        tell_pair(script, seed, language)
    } else {
        tell_one(script, seed, language)
    };
    let expected = script::transcript(script);
    told.as_expected = expected.map(|wanted| wanted.eq(told.text.lines().map(str::trim_end)));
    told
}

fn tell_one(script: &str, seed: Option<u64>, language: Language) -> Told {
    let job = Tell {
        script,
        seed,
        language,
    };
    dispatch(script, job).unwrap_or_else(|faults| Told {
        faults,
        ..Told::default()
    })
}

fn tell_pair(script: &str, seed: Option<u64>, language: Language) -> Told {
    let mut both = Told::default();
    let halves = match halves(script) {
        Ok(halves) => halves,
        Err(faults) => return Told { faults, ..both },
    };
    let told = [&halves[0], &halves[1]].map(|half| tell_one(&half.text, seed, language));
    let names = [Term::Left, Term::Right].map(|term| language.term(term));
    for (name, told) in names.iter().zip(&told) {
        let counted = language.counted(&told.counts);
        both.text += &format!("{name}\n{}     {counted}\n", told.text);
        for strip in &told.delivered {
            let cells = strip.cells.iter().map(|cell| cell.text.as_str());
            let cells: Vec<&str> = cells.collect();
            both.text += &format!("     {}: {}\n", strip.label, cells.join(" "));
        }
    }
    let [left, right] = told;
    both.faults = together(&halves, [left.faults, right.faults]);
    both.steps = left.steps.into_iter().chain(right.steps).collect();
    both.unexpected = left
        .unexpected
        .into_iter()
        .chain(right.unexpected)
        .collect();
    both
}

struct Tell<'a> {
    script: &'a str,
    seed: Option<u64>,
    language: Language,
}

impl Job for Tell<'_> {
    type Outcome = Told;

    fn with<P: Present>(self, _: &[script::Line<'_>]) -> Told {
        tell_as::<P>(self.script, self.seed, self.language)
    }
}

fn tell_as<P: Present>(script: &str, seed: Option<u64>, language: Language) -> Told {
    let mut steps = Vec::new();
    let told = transcript::tell::<P>(script, seed, language, &mut |step, world| {
        steps.push(step_told(step, world, language));
    });
    let expected = |name: &str| {
        let wanted = [name, "broken"];
        let mut lines = script::lines(script).into_iter();
        lines.any(|line| line.word == "expect" && line.rest.split_whitespace().eq(wanted))
    };
    let broken = told.broken.iter().map(|place| &P::properties()[*place]);
    let promised = broken.filter(|property| property.expect == Expect::Always);
    let names = promised.map(|property| property.name);
    let unexpected = names.filter(|name| !expected(name));
    let mut whole = Told {
        steps,
        unexpected: unexpected.map(ToString::to_string).collect(),
        text: told.text,
        ..Told::default()
    };
    match told.run {
        Ok(run) => {
            whole.counts = run.timeline.counts();
            whole.delivered = look::merged(P::delivered(run.timeline.world(), language));
        }
        Err(faults) => whole.faults = faults,
    }
    whole
}

fn step_told<P: Narrate>(step: &Step<P>, world: &World<P>, language: Language) -> StepTold {
    let config = world.config();
    let rules = step.out.reactions.iter().map(|reaction| {
        let (name, source) = P::rule_name(reaction.rule());
        (
            name.to_string(),
            source.to_string(),
            matches!(reaction, Reaction::Applied(_)),
        )
    });
    let outputs = step.messages().map(|(id, body)| {
        let envelope = text::envelope::<P>(config, id);
        format!(
            "{envelope} {} {}",
            P::message_kind(body),
            P::message_brief(config, body)
        )
    });
    let writes = step.out.outputs.iter().filter_map(|output| match output {
        Output::Write(write) => Some(format!("write {}", P::file_name(P::file(&write.record)))),
        Output::Send { .. }
        | Output::Listen(_)
        | Output::Unlisten(_)
        | Output::Dial(_)
        | Output::Hangup(_)
        | Output::Arm { .. }
        | Output::Disarm(_)
        | Output::Run(_)
        | Output::Exit => None,
    });
    let properties = P::properties().iter();
    let broken = properties.filter(|property| is_broken(property, world));
    StepTold {
        step: step.index.0,
        time_ticks: step.at.0,
        choice: text::write::<P>(config, &step.choice),
        cause: step.cause.map(|cause| cause.0),
        rules: rules.collect(),
        outputs: outputs.chain(writes).collect(),
        sentence: P::sentence(step, world, language).headline,
        broken: broken.map(|property| property.name.to_string()).collect(),
    }
}

/// What random walks came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// Seeds walked, the failing one counted.
    pub seeds: u64,
    /// The first failure.
    pub failure: Option<WalkFailure>,
}

/// A walk that broke a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkFailure {
    /// The seed that leads there.
    pub seed: u64,
    /// The property's name.
    pub property: String,
    /// The script that reproduces it, as short as could be made.
    pub script: String,
    /// How many choices it took, and how many are left.
    pub choices: (usize, usize),
}

/// Walks at random from the world that a script's header describes, until a property breaks. A text
/// of two scripts has no such header.
pub fn walk(script: &str, from: u64, seeds: u64, steps: u32) -> Result<Walked, Vec<Fault>> {
    if is_pair(script) {
        return Err(Vec::from([Fault {
            line: 1,
            column: 1,
            kind: FaultKind::NoProtocol,
        }]));
    }
    dispatch(script, Walk { from, seeds, steps })?
}

struct Walk {
    from: u64,
    seeds: u64,
    steps: u32,
}

impl Job for Walk {
    type Outcome = Result<Walked, Vec<Fault>>;

    fn with<P: Present>(self, lines: &[script::Line<'_>]) -> Self::Outcome {
        let start = script::read_header::<P>(lines, None)?.world;
        Ok(walk_from(&start, self.from, self.seeds, self.steps))
    }
}

fn walk_from<P: Narrate>(start: &World<P>, from: u64, seeds: u64, steps: u32) -> Walked {
    for seed in from..from.saturating_add(seeds) {
        let Some(failure) = walk::walk_two_phases(start, &Faults::default(), seed, steps) else {
            continue;
        };
        let long = failure.choices.len();
        let failure = walk::shorten(failure);
        let failure = WalkFailure {
            seed,
            property: P::properties()[failure.property].name.to_string(),
            script: walk::script_of(&failure),
            choices: (long, failure.choices.len()),
        };
        return Walked {
            seeds: seed - from + 1,
            failure: Some(failure),
        };
    }
    Walked {
        seeds,
        failure: None,
    }
}
