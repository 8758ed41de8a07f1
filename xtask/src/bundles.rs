//! The bundles of the page: the same app several times, each with the protocols that a kind of
//! visit needs.
//!
//! What is generic over protocols is compiled once for each of them, so all in one file would be
//! more than most visits need. `static/boot.js` chooses before anything else is loaded, by a table
//! that is written here: from the scripts of the library, which lie in folders named after what
//! reads them.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The app with some of its protocols.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bundle {
    /// Its name, and that of its files.
    pub(crate) name: &'static str,
    /// What a script may need and it has: the words of its protocols, and `pairs`. Features of the
    /// app are called so, too.
    pub(crate) has: &'static [&'static str],
    /// Bytes of brotli that a visit may cost in all, this bundle and everything beside it.
    pub(crate) brotli_bytes_max: usize,
}

/// What two scripts in one need.
const PAIRS: &str = "pairs";

/// What a first visit may cost: see docs/decisions/0016. It is to be 280,000 again.
const VISIT_BYTES_MAX: usize = 285_000;

/// All of them, the first for a visit that asks for nothing. A visit takes the first that has what
/// it needs; the last has everything.
pub(crate) const BUNDLES: [Bundle; 4] = [
    Bundle {
        name: "paxos",
        has: &["paxos", "multipaxos", PAIRS],
        brotli_bytes_max: VISIT_BYTES_MAX,
    },
    Bundle {
        name: "zookeeper",
        has: &["zookeeper"],
        // Not kept since there are znodes and clients: see there.
        brotli_bytes_max: 355_000,
    },
    Bundle {
        name: "compared",
        has: &["multipaxos", "zookeeper", PAIRS],
        // Not kept yet: see there. As ZooKeeper grows, so does this.
        brotli_bytes_max: 410_000,
    },
    Bundle {
        name: "all",
        has: &["paxos", "multipaxos", "zookeeper", PAIRS],
        brotli_bytes_max: 440_000,
    },
];

/// The one that has everything: enough for whoever develops the page.
pub(crate) fn everything() -> &'static Bundle {
    &BUNDLES[BUNDLES.len() - 1]
}

/// The one that a shipped file belongs to, by the beginning of its name; `None`: it is for all.
pub(crate) fn of_file(path: &str) -> Option<&'static Bundle> {
    let stem = path.split('.').next().unwrap_or(path);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    BUNDLES.iter().find(|bundle| bundle.name == stem)
}

impl Bundle {
    /// Its JavaScript.
    pub(crate) fn glue(&self) -> String {
        format!("{}.js", self.name)
    }

    /// Its WebAssembly.
    pub(crate) fn wasm(&self) -> String {
        format!("{}_bg.wasm", self.name)
    }
}

/// Where the scripts of the library are.
pub(crate) const SCRIPTS: &str = "core/scripts";

/// What a script needs → the scripts that need it. Both as they stand in addresses: words with a
/// dash between, names.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// The loader with the tables it chooses by.
pub(crate) fn loader(boot: &str, root: &Path, bundles: &[Bundle]) -> Result<String> {
    let scripts = needs(&root.join(SCRIPTS))?;
    let scripts: BTreeMap<&String, String> = scripts
        .iter()
        .map(|(needed, names)| (needed, names.iter().cloned().collect::<Vec<_>>().join(" ")))
        .collect();
    let bundles: Vec<_> = bundles
        .iter()
        .map(|bundle| {
            serde_json::json!({
                "has": bundle.has,
                "glue": format!("./{}", bundle.glue()),
                "wasm": format!("./{}", bundle.wasm()),
            })
        })
        .collect();
    let boot = filled(boot, "SCRIPTS", &serde_json::to_string(&scripts)?)?;
    filled(&boot, "BUNDLES", &serde_json::to_string(&bundles)?)
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
    let needed = everything().has.iter().filter(|need| found.contains(*need));
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
            let names = table.get(&sample.needs.join("-"));
            assert!(
                names.is_some_and(|names| names.contains(sample.name)),
                "{}",
                sample.name
            );
        }
    }

    #[test]
    fn the_last_bundle_has_every_protocol_and_the_first_opens_the_page_plain() {
        assert_eq!(everything().has, lab::features());
        let plain = lab::library()[0].needs;
        assert!(plain.iter().all(|word| BUNDLES[0].has.contains(word)));
    }

    #[test]
    fn no_script_of_the_library_needs_the_last_resort() {
        for sample in lab::library() {
            let fits = |bundle: &Bundle| {
                let mut words = sample.needs.iter();
                words.all(|word| bundle.has.contains(word))
            };
            let found = BUNDLES.iter().find(|bundle| fits(bundle));
            assert_ne!(found.unwrap().name, "all", "{}", sample.name);
        }
    }

    #[test]
    fn the_loader_is_filled_in() {
        let boot = include_str!("../../static/boot.js");
        let loader = loader(boot, root(), &BUNDLES).unwrap();
        assert!(loader.contains("\"./zookeeper_bg.wasm\"") && loader.contains("happy-path"));
        assert!(super::loader("", root(), &BUNDLES).is_err());
    }
}
