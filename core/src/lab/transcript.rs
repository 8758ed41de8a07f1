//! The transcript of a script: what happened, as text that a person reads and a test compares.

use alloc::{format, string::String, vec::Vec};

use crate::{
    drive::script::{self, Fault, Run},
    kernel::{Expect, Step, World, is_broken, text},
    narrate::{Language, Narrate},
};

/// What a script came to.
pub(super) struct Told<P: Narrate> {
    /// The script, run; or the fault that ended it.
    pub(super) run: Result<Run<P>, Vec<Fault>>,
    /// One entry a step.
    pub(super) text: String,
    /// The properties that broke, in the order of breaking, by their places.
    pub(super) broken: Vec<usize>,
}

/// Runs a script and tells each step as it is taken; `look` sees them too.
pub(super) fn tell<P: Narrate>(
    script: &str,
    seed: Option<u64>,
    language: Language,
    look: &mut dyn FnMut(&Step<P>, &World<P>),
) -> Told<P> {
    let mut told = String::new();
    let mut broken = Vec::new();
    let lines = script::lines(script);
    let header = match script::read_header::<P>(&lines, seed) {
        Ok(header) => header,
        Err(faults) => {
            return Told {
                run: Err(faults),
                text: told,
                broken,
            };
        }
    };
    let run = script::run(header, &lines, String::new(), &mut |step, world| {
        look(step, world);
        told += &entry(step, world, language);
        for (place, property) in P::properties().iter().enumerate() {
            if !broken.contains(&place) && is_broken(property, world) {
                broken.push(place);
                let what = match property.expect {
                    Expect::NotPromised => "NOT KEPT",
                    Expect::Always | Expect::Sometimes | Expect::Eventually => "BROKEN",
                };
                told += &format!("     {what}: {} [{}]\n", property.name, property.source);
            }
        }
    });
    Told {
        run: run.map_err(|fault| Vec::from([fault])),
        text: told,
        broken,
    }
}

/// One step: its number, time and choice; its sentence with the source.
fn entry<P: Narrate>(step: &Step<P>, world: &World<P>, language: Language) -> String {
    let choice = text::write::<P>(world.config(), &step.choice);
    let sentence = P::sentence(step, world, language);
    let source = match sentence.source.is_empty() {
        true => String::new(),
        false => format!(" [{}]", sentence.source),
    };
    let head = format!("{:>4} {:>6} ms  {choice}\n", step.index.0, step.at.0);
    format!("{head}     {}{source}\n", sentence.headline)
}
