//! Noticing that a source file has changed, by looking again every so often.
//!
//! Polling a few hundred files takes about a millisecond, works on every file system, and needs
//! no dependency.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
const POLL: Duration = Duration::from_millis(250);

/// What is watched, below the root of the checkout.
const SOURCES: &[&str] = &[
    "app",
    "core",
    "scene",
    "static",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
];

/// Every watched file with the time and size it was last seen with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

impl Snapshot {
    pub(crate) fn take(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        for source in SOURCES {
            look(&root.join(source), &mut files);
        }
        Self(files)
    }

    /// Waits until something differs from this snapshot and has come to rest.
    pub(crate) fn wait_for_change(&self, root: &Path) -> (Self, PathBuf) {
        loop {
            std::thread::sleep(POLL);
            let mut seen = Self::take(root);
            let Some(path) = self.first_difference(&seen) else {
                continue;
            };
            loop {
                std::thread::sleep(POLL / 3);
                let next = Self::take(root);
                if next == seen {
                    return (seen, path);
                }
                seen = next;
            }
        }
    }

    fn first_difference(&self, other: &Self) -> Option<PathBuf> {
        let changed = other.0.iter().find(|(path, seen)| {
            let before = self.0.get(*path);
            before != Some(*seen)
        });
        let removed = || self.0.iter().find(|(path, _)| !other.0.contains_key(*path));
        changed.or_else(removed).map(|(path, _)| path.clone())
    }
}

/// A file that vanishes while it is looked at is simply not there: the next look will see.
fn look(path: &Path, files: &mut BTreeMap<PathBuf, (Option<SystemTime>, u64)>) {
    let Ok(metadata) = std::fs::metadata(path) else {
        return;
    };
    if !metadata.is_dir() {
        files.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with('.') {
            look(&entry.path(), files);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_new_and_a_removed_file_are_noticed() {
        let root = std::env::temp_dir().join(format!("ensemble-watch-{}", std::process::id()));
        std::fs::create_dir_all(root.join("static/deep")).unwrap();
        std::fs::write(root.join("static/a.css"), "a").unwrap();
        let before = Snapshot::take(&root);
        assert_eq!(before.first_difference(&Snapshot::take(&root)), None);

        std::fs::write(root.join("static/a.css"), "ab").unwrap();
        let changed = Snapshot::take(&root);
        let path = root.join("static/a.css");
        assert_eq!(before.first_difference(&changed), Some(path.clone()));

        std::fs::write(root.join("static/deep/b.css"), "").unwrap();
        let grown = Snapshot::take(&root);
        let new = root.join("static/deep/b.css");
        assert_eq!(changed.first_difference(&grown), Some(new));

        std::fs::remove_file(&path).unwrap();
        assert_eq!(grown.first_difference(&Snapshot::take(&root)), Some(path));
        std::fs::remove_dir_all(&root).unwrap();
    }
}
