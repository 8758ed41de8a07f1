//! The kinds of visit: what the page is asked for, and what is loaded first for it.
//!
//! Everything is in one module, but most visits look at one protocol, and none needs all at once.
//! So the module is divided for each kind of visit into what opening its page runs and the rest,
//! which follows (see [`parts`](crate::parts)). `static/boot.js` chooses the kind before anything
//! else is loaded, by a table that is written here: from the scripts of the library, which lie in
//! folders named after what reads them. A wrong choice is no fault: then the rest is needed sooner.

use crate::module;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A kind of visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit {
    /// Its name, and that of its files.
    pub(crate) name: &'static str,
    /// What a script may need for a visit of this kind: the words of its protocols, and `pairs`.
    pub(crate) has: &'static [&'static str],
}

/// What two scripts in one need.
const PAIRS: &str = "pairs";

/// All of them, the first for a visit that asks for nothing. A visit is of the first kind that has
/// what it needs, or of the last one.
pub(crate) const VISITS: [Visit; 3] = [
    Visit {
        name: "paxos",
        has: &["paxos", "multipaxos", PAIRS],
    },
    Visit {
        name: "zookeeper",
        has: &["zookeeper"],
    },
    Visit {
        name: "compared",
        has: &["multipaxos", "zookeeper", PAIRS],
    },
];

/// What the loader gets to know of a module: who it is for, its first part, and what follows it.
pub(crate) struct Parts<'a> {
    pub(crate) has: &'a [&'a str],
    pub(crate) first: String,
    pub(crate) rest: Option<String>,
}

impl Visit {
    /// Addresses of such visits: every script of the library that is for it, one of them in a
    /// frame, and for the first kind the page plain.
    pub(crate) fn opened(&self, root: &Path) -> Result<Vec<String>> {
        let mut opened = Vec::new();
        for (needed, names) in needs(&root.join(SCRIPTS))? {
            let fits = |visit: &&Self| needed.split('-').all(|word| visit.has.contains(&word));
            if VISITS
                .iter()
                .find(fits)
                .is_some_and(|visit| visit.name == self.name)
            {
                opened.extend(names.iter().map(|name| format!("?script={name}")));
            }
        }
        let framed = opened
            .first()
            .map(|first| first.replacen('?', "?embed&", 1));
        opened.extend(framed);
        if self.name == VISITS[0].name {
            opened.push(String::new());
        }
        Ok(opened)
    }

    /// Its parts, once the module is divided.
    pub(crate) fn parts(&self) -> Parts<'static> {
        Parts {
            has: self.has,
            first: format!("{}.wasm", self.name),
            rest: Some(format!("{}-rest.wasm", self.name)),
        }
    }
}

/// The module whole, for every visit.
pub(crate) fn undivided() -> Parts<'static> {
    Parts {
        has: &[],
        first: module::WASM.into(),
        rest: None,
    }
}

/// Where the scripts of the library are.
pub(crate) const SCRIPTS: &str = "core/scripts";

/// All that a script may need, in the order of addresses.
const NEEDS: [&str; 4] = ["paxos", "multipaxos", "zookeeper", PAIRS];

/// What a script needs → the scripts that need it. Both as they stand in addresses: words with a
/// dash between, names.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// The loader with the tables it chooses by.
pub(crate) fn loader(boot: &str, root: &Path, parts: &[Parts<'_>]) -> Result<String> {
    let scripts = needs(&root.join(SCRIPTS))?;
    let scripts: BTreeMap<&String, String> = scripts
        .iter()
        .map(|(needed, names)| (needed, names.iter().cloned().collect::<Vec<_>>().join(" ")))
        .collect();
    let beside = |name: &String| format!("./{name}");
    let parts = parts.iter().map(|parts| {
        serde_json::json!({
            "has": parts.has,
            "first": beside(&parts.first),
            "rest": parts.rest.as_ref().map(beside),
        })
    });
    let boot = filled(boot, "SCRIPTS", &serde_json::to_string(&scripts)?)?;
    let parts = serde_json::to_string(&parts.collect::<Vec<_>>())?;
    filled(&boot, "VISITS", &parts)
}

/// The loader with a value in place of the empty one of a constant.
pub(crate) fn filled(boot: &str, name: &str, value: &str) -> Result<String> {
    let empty = format!("const {name} = null;");
    if boot.matches(&empty).count() != 1 {
        bail!("boot.js has no line `{empty}` to be filled in");
    }
    Ok(boot.replace(&empty, &format!("const {name} = {value};")))
}

/// What the scripts below a folder need.
fn needs(folder: &Path) -> Result<Needs> {
    let mut needs = Needs::new();
    for below in entries(folder)? {
        for file in entries(&below)? {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("reading {}", file.display()))?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let needed = needed(&text);
            if needed.is_empty() {
                bail!("{} names no protocol", file.display());
            }
            let names = needs.entry(needed).or_default();
            names.insert(name.into_owned());
        }
    }
    Ok(needs)
}

/// What a script needs: the protocols that its lines name, those of either side counted.
fn needed(text: &str) -> String {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let mut word = words.next();
        if matches!(word, Some("left" | "right")) {
            found.insert(PAIRS);
            word = words.next();
        }
        found.extend(word);
    }
    let needed = NEEDS.iter().filter(|need| found.contains(*need));
    needed.copied().collect::<Vec<_>>().join("-")
}

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("reading the folder {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ensemble_core::lab;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    #[test]
    fn the_table_says_of_each_script_what_the_library_says() {
        let table = needs(&root().join(SCRIPTS)).unwrap();
        let named: usize = table.values().map(BTreeSet::len).sum();
        assert_eq!(named, lab::library().len());
        for sample in lab::library() {
            let names = table.get(&lab::needs(sample.text()).join("-"));
            assert!(
                names.is_some_and(|names| names.contains(sample.name)),
                "{}",
                sample.name
            );
        }
    }

    /// Whether a kind of visit has what a script needs.
    fn fits(sample: &lab::Sample) -> impl Fn(&Visit) -> bool {
        let needs = lab::needs(sample.text());
        move |visit| needs.iter().all(|word| visit.has.contains(word))
    }

    #[test]
    fn every_script_of_the_library_is_for_a_kind_of_visit() {
        for sample in lab::library() {
            assert!(VISITS.iter().any(fits(sample)), "{}", sample.name);
        }
        assert!(fits(&lab::library()[0])(&VISITS[0]));
    }

    #[test]
    fn every_script_is_opened_once_to_see_what_runs() {
        let opened = VISITS
            .iter()
            .flat_map(|visit| visit.opened(root()).unwrap());
        let opened: Vec<String> = opened
            .filter(|address| !address.contains("embed"))
            .collect();
        assert_eq!(opened.len(), lab::library().len() + 1);
        for sample in lab::library() {
            assert!(
                opened.contains(&format!("?script={}", sample.name)),
                "{}",
                sample.name
            );
        }
    }

    #[test]
    fn the_loader_is_filled_in() {
        let boot = include_str!("../../static/boot.js");
        let parts = VISITS.map(|visit| visit.parts());
        let loader = loader(boot, root(), &parts).unwrap();
        assert!(loader.contains("\"./zookeeper-rest.wasm\"") && loader.contains("happy-path"));
        assert!(super::loader("", root(), &parts).is_err());
    }
}
