//! The library as the menu shows it, and how a run is opened from it.

use ensemble_core::lab::{self, Chapter, Lab, Sample};

use super::{notice::Notice, route::Address};

/// One script of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Where the menu shows it.
    pub chapter: Chapter,
}

/// All scripts, in their order.
pub fn entries() -> Vec<Entry> {
    let entry = |sample: &Sample| Entry {
        name: sample.name,
        title: sample.title,
        about: sample.about,
        chapter: sample.chapter,
    };
    lab::library().iter().map(entry).collect()
}

/// Opens a script of the library.
pub fn open(name: &str) -> Result<Box<dyn Lab>, Notice> {
    let sample = lab::sample(name).ok_or_else(|| Notice::UnknownScript(shown(name)))?;
    lab::open(sample.text).map_err(|_| Notice::BrokenScript(shown(name)))
}

fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

/// Whether all that is needed is here.
pub fn has(here: &[&str], needs: &[&str]) -> bool {
    needs.iter().all(|word| here.contains(word))
}

/// What an address needs, if not all of it is here.
pub fn missing(address: &Address, here: &[&str]) -> Option<Vec<&'static str>> {
    let of = |sample: Option<&Sample>| sample.map_or(Vec::new(), |it| it.needs.to_vec());
    let needs = match (&address.fragment, &address.script) {
        (Some(fragment), _) => lab::link_needs(fragment),
        (None, Some(name)) => of(lab::sample(name)),
        (None, None) => of(lab::library().first()),
    };
    (!has(here, &needs)).then_some(needs)
}

/// The run an address asks for, or the first script and why.
pub fn arrive(address: &Address) -> (Box<dyn Lab>, Option<Notice>) {
    let asked = match (&address.fragment, &address.script) {
        (Some(fragment), _) => lab::restore(fragment).map_err(Notice::DamagedLink),
        (None, Some(name)) => open(name).map(|lab| at_step(lab, address.step)),
        (None, None) => Ok(at_step(first(), address.step)),
    };
    match asked {
        Ok(lab) => (lab, address.faults.first().cloned().map(Notice::Route)),
        Err(notice) => (first(), Some(notice)),
    }
}

fn at_step(mut lab: Box<dyn Lab>, step: Option<u32>) -> Box<dyn Lab> {
    if let Some(step) = step {
        lab.seek(step);
    }
    lab
}

/// The first script that runs here, at its start.
pub fn first() -> Box<dyn Lab> {
    let opened = lab::library()
        .iter()
        .find_map(|sample| lab::open(sample.text).ok());
    opened.expect("the scripts of the library run: the core's tests see to it")
}
