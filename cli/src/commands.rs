//! What each command does.

use std::{
    io::{Read, Write},
    process::ExitCode,
};

use ensemble_core::{
    drive::script::Fault,
    lab::{self, Told},
    narrate::Language,
    view::TimeView,
};
use ensemble_scene as scene;

use crate::{
    args::{Command, Format},
    json::{RuleRecord, StepRecord},
    ops,
};

const LANGUAGE: Language = Language::English;

/// Carries a command out. 0: all is well; 1: something failed; 2: it could not be tried.
pub(crate) fn run(command: &Command) -> ExitCode {
    let done = match command {
        Command::Run {
            script,
            format,
            seed,
        } => run_script(script, *format, *seed),
        Command::Walk {
            script,
            seeds,
            steps,
            from,
            out,
        } => walk(script, *seeds, *steps, *from, out.as_deref()),
        Command::Ops { servers } => ops::run(*servers).map(|results| {
            println!("{results}");
            true
        }),
        Command::Draw {
            script,
            step,
            width,
            height,
            time,
        } => draw(script, *step, *width, *height, *time),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

/// A file, standard input, or a script of the library.
fn read(name: &str) -> Result<String, String> {
    if name == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        return read
            .map(|_| text)
            .map_err(|error| format!("standard input: {error}"));
    }
    if let Some(sample) = lab::sample(name) {
        return Ok(sample.text().to_owned());
    }
    std::fs::read_to_string(name).map_err(|error| {
        let names: Vec<&str> = lab::library().iter().map(|sample| sample.name).collect();
        format!("{name}: {error}\nThe library holds: {}", names.join(", "))
    })
}

fn report(name: &str, faults: &[Fault]) {
    for fault in faults {
        let what = LANGUAGE.fault(&fault.kind);
        eprintln!("{name}:{}:{}: {what}", fault.line, fault.column);
    }
}

/// Prints to a pipe that may be closed early, as by `head`.
fn print(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn run_script(name: &str, format: Format, seed: Option<u64>) -> Result<bool, String> {
    let script = read(name)?;
    let told = lab::tell(&script, seed, LANGUAGE);
    match format {
        Format::Text => print(&told.text)?,
        Format::Json => print(&json(&told)?)?,
    }
    report(name, &told.faults);
    for property in &told.unexpected {
        eprintln!("{name}: {property} is broken, and the script does not expect it to be");
    }
    let differs = told.as_expected == Some(false) && seed.is_none();
    if differs {
        eprintln!("{name}: the transcript differs from the one that the script holds");
    }
    Ok(told.faults.is_empty() && told.unexpected.is_empty() && !differs)
}

fn json(told: &Told) -> Result<String, String> {
    let mut text = String::new();
    for step in &told.steps {
        let rules = step.rules.iter().map(|(rule, source, applied)| RuleRecord {
            rule: rule.clone(),
            applied: *applied,
            source: source.clone(),
        });
        let record = StepRecord {
            step: step.step,
            time: step.time_ticks,
            choice: step.choice.clone(),
            cause: step.cause,
            rules: rules.collect(),
            outputs: step.outputs.clone(),
            sentence: step.sentence.clone(),
            broken: step.broken.clone(),
        };
        text += &serde_json::to_string(&record).map_err(|error| error.to_string())?;
        text.push('\n');
    }
    Ok(text)
}

fn walk(name: &str, seeds: u64, steps: u32, from: u64, out: Option<&str>) -> Result<bool, String> {
    let script = read(name)?;
    let walked = match lab::walk(&script, from, seeds, steps) {
        Ok(walked) => walked,
        Err(faults) => {
            report(name, &faults);
            return Ok(false);
        }
    };
    let Some(failure) = walked.failure else {
        print(&format!(
            "{seeds} walks of {steps} steps from seed {from}: nothing broke\n"
        ))?;
        return Ok(true);
    };
    let file = out.map_or_else(|| format!("walk-{}.script", failure.seed), str::to_owned);
    std::fs::write(&file, &failure.script).map_err(|error| format!("{file}: {error}"))?;
    let (long, short) = failure.choices;
    print(&format!(
        "seed {}: {} is broken after {long} choices; {short} of them suffice, see {file}\n",
        failure.seed, failure.property
    ))?;
    Ok(false)
}

fn draw(
    name: &str,
    step: Option<u32>,
    width: f32,
    height: f32,
    time: bool,
) -> Result<bool, String> {
    let script = read(name)?;
    let mut lab = match lab::open(&script) {
        Ok(lab) => lab,
        Err(faults) => {
            report(name, &faults);
            return Ok(false);
        }
    };
    if lab.sides().len() > 1 {
        return Err(format!(
            "{name}: two runs side by side make no single picture"
        ));
    }
    lab.seek(step.unwrap_or(u32::MAX));
    let picture = if time {
        let columns = scene::TimeGeometry::capacity(width);
        let view = lab.time(0, columns, TimeView::default());
        scene::time(&view, &scene::Sieve::default(), width, height).0
    } else {
        let mut view = lab.stage();
        scene::Sieve::default().stage(&mut view);
        let layout = scene::Layout::new(&view.nodes, width, height);
        let placer = scene::Placer::default().next(&view, &layout);
        scene::stage(&view, &layout, &placer, None)
    };
    let title = format!("{}: {}", lab.title(), lab.story().headline);
    print(&scene::svg::write(
        &picture,
        scene::svg::Theme::Auto,
        &title,
    ))?;
    Ok(true)
}
