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

/// The script of the library whose text an address needs; `None` if it needs none.
pub fn needed(address: &Address) -> Option<&'static Sample> {
    match (&address.fragment, &address.script) {
        (Some(fragment), _) => lab::link_sample(fragment),
        (None, Some(name)) => lab::sample(name),
        (None, None) => lab::library().first(),
    }
}

/// The script whose text shall be there when the page is opened. An address that needs none may
/// turn out to be damaged.
pub fn at_hand(address: &Address) -> Option<&'static Sample> {
    needed(address).or(lab::library().first())
}

/// The run an address asks for, with the text of the script that is [`needed`], if it has come.
pub fn open(address: &Address, text: Option<&str>) -> Result<Box<dyn Lab>, Notice> {
    let sample = needed(address);
    let is_its = |text: &&str| lab::sample_of(text).map(|it| it.name) == sample.map(|it| it.name);
    let text = match sample {
        Some(sample) => text
            .filter(is_its)
            .ok_or(Notice::NotFetched(sample.title))?,
        None => "",
    };
    if let Some(fragment) = &address.fragment {
        return lab::restore_with(fragment, text).map_err(Notice::DamagedLink);
    }
    let name = || address.script.as_deref().unwrap_or_default();
    let name = || name().chars().take(40).collect();
    if sample.is_none() {
        return Err(Notice::UnknownScript(name()));
    }
    let mut lab = lab::open(text).map_err(|_| Notice::BrokenScript(name()))?;
    if let Some(step) = address.step {
        lab.seek(step);
    }
    Ok(lab)
}

/// What is to be said about an address whose run could be opened.
pub fn misread(address: &Address) -> Option<Notice> {
    address.faults.first().cloned().map(Notice::Route)
}

/// What is shown where nothing else can be: the script of this text, or a stage where nothing has
/// happened.
pub fn instead(text: Option<&str>) -> Box<dyn Lab> {
    let opened = text.and_then(|text| lab::open(text).ok());
    opened.unwrap_or_else(|| {
        let lab = lab::open("title …\npaxos servers=3\n");
        lab.expect("three servers can be shown: a test sees to it")
    })
}
