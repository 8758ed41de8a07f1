//! Limits on lines and files, and words that mean unfinished work.

use super::{Complaint, File};

const LINE_CHARACTERS_MAX: usize = 100;
const FILE_LINES_MAX: usize = 400;

/// Files that may be longer, each with a reason.
const LONG_FILES: &[(&str, &str)] = &[
    (
        "core/src/zookeeper/rule.rs",
        "one list: every rule of an ensemble with its data",
    ),
    ("core/src/narrate/term.rs", "one list: every label"),
];

/// Marks of unfinished work. Written in two halves, since this file is checked as well.
const MARKS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("HA", "CK"),
    concat!("todo", "!"),
    concat!("unimplemented", "!"),
    concat!("#[ig", "nore"),
];

/// Kinds of file that are written by hand.
const WRITTEN: &[&str] = &["rs", "mjs", "js", "css", "html", "toml", "yml", "md"];

/// Beginnings of paths that are made, not written.
const OUTPUT: &[&str] = &["target/", "dist/", "e2e/node_modules/", "e2e/results/"];

pub(crate) fn check(file: &File) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let kind = crate::site::extension(&file.path).unwrap_or("");
    if OUTPUT.iter().any(|output| file.path.starts_with(output)) || kind == "wasm" {
        complaints.push(Complaint::about(file, "build output is not kept in git"));
    }
    if kind == "rs" {
        check_length(file, &mut complaints);
    }
    if WRITTEN.contains(&kind) {
        check_marks(file, &mut complaints);
    }
    if kind == "rs" && file.path.starts_with("core/src/") {
        check_debug(file, &mut complaints);
    }
    if kind == "rs" && file.path.starts_with("app/src/") {
        check_style_attributes(file, &mut complaints);
    }
    complaints
}

fn check_length(file: &File, complaints: &mut Vec<Complaint>) {
    for (number, line) in (1..).zip(file.text.lines()) {
        let characters = line.chars().count();
        if characters > LINE_CHARACTERS_MAX {
            let what = format!("{characters} characters; a line has {LINE_CHARACTERS_MAX} at most");
            complaints.push(Complaint::at(file, number, what));
        }
    }
    let lines = file.text.lines().count();
    let is_excused = LONG_FILES.iter().any(|(path, _)| *path == file.path);
    if lines > FILE_LINES_MAX && !is_excused {
        let what = format!("{lines} lines; a file has {FILE_LINES_MAX} at most: divide it");
        complaints.push(Complaint::about(file, what));
    }
}

fn check_marks(file: &File, complaints: &mut Vec<Complaint>) {
    for (number, line) in (1..).zip(file.text.lines()) {
        for mark in MARKS {
            if has_word(line, mark) {
                let what = format!("`{mark}` marks unfinished work: finish it or open an issue");
                complaints.push(Complaint::at(file, number, what));
            }
        }
    }
}

/// A derived `Debug` names every field, and the trace hash tests rely on it.
fn check_debug(file: &File, complaints: &mut Vec<Complaint>) {
    if file.path == "core/src/kernel/shared.rs" {
        return;
    }
    for (number, line) in (1..).zip(file.text.lines()) {
        if line.contains("impl") && line.contains("Debug for") {
            let what = "the core derives `Debug`; only kernel/shared.rs writes one by hand";
            complaints.push(Complaint::at(file, number, what));
        }
    }
}

/// Yew sets `style` as an attribute, which the page's policy (`style-src 'self'`) makes the
/// browser ignore, with an error on the console.
fn check_style_attributes(file: &File, complaints: &mut Vec<Complaint>) {
    for (number, line) in (1..).zip(file.text.lines()) {
        if has_word(line, "style={") || has_word(line, "style=\"") {
            let what = "the policy blocks style attributes: use a class, an SVG attribute, or \
                        `set_property` on the element's style through a NodeRef";
            complaints.push(Complaint::at(file, number, what));
        }
    }
}

/// Whether the line has the mark as a word of its own.
fn has_word(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + mark.len()..].chars().next();
        let joins = |character: char| character.is_alphanumeric() || character == '_';
        !before.is_some_and(joins)
            && (!mark.ends_with(char::is_alphabetic) || !after.is_some_and(joins))
    })
}

#[cfg(test)]
mod tests {
    use super::super::examples::{file, said};
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        said(&check(&file(path, text)))
    }

    #[test]
    fn long_lines_and_files_are_refused() {
        let line = "é".repeat(100);
        assert!(complaints("core/src/a.rs", &line).is_empty());
        assert!(
            complaints("core/src/a.rs", &format!("\n{line}é"))[0]
                .starts_with("core/src/a.rs:2: 101")
        );
        assert!(complaints("a.rs", &"\n".repeat(400)).is_empty());
        assert!(complaints("a.rs", &"\n".repeat(401))[0].contains("401 lines"));
        assert!(complaints("static/style.css", &"a".repeat(500)).is_empty());
    }

    #[test]
    fn unfinished_work_is_refused() {
        for mark in MARKS {
            let found = complaints("e2e/a.test.mjs", &format!("  // {mark} later"));
            assert_eq!(found.len(), 1, "{mark}");
        }
        assert!(complaints("a.rs", concat!("let AUTOX", "XXL = 1; // TO", "DOS")).is_empty());
        assert!(complaints("Cargo.lock", concat!("# TO", "DO")).is_empty());
        assert_eq!(
            complaints("a.rs", concat!("#[ig", "nore = \"slow\"]")).len(),
            1
        );
    }

    #[test]
    fn build_output_is_refused() {
        assert_eq!(complaints("dist/index.html", "").len(), 1);
        assert_eq!(complaints("e2e/results/a.png", "").len(), 1);
        assert_eq!(complaints("static/a.wasm", "").len(), 1);
        assert!(complaints("docs/distance.md", "").is_empty());
    }

    #[test]
    fn debug_by_hand_is_refused_in_the_core() {
        let text = "impl<T> fmt::Debug for Log<T> {";
        assert_eq!(complaints("core/src/paxos/log.rs", text).len(), 1);
        assert!(complaints("core/src/kernel/shared.rs", text).is_empty());
        assert!(complaints("xtask/src/log.rs", text).is_empty());
    }

    #[test]
    fn style_attributes_are_refused_in_the_app() {
        let text = "html! {\n    <p style={place} /> }";
        assert!(complaints("app/src/a.rs", text)[0].starts_with("app/src/a.rs:2:"));
        assert_eq!(complaints("app/src/a.rs", "<p style=\"top: 0\">").len(), 1);
        assert!(complaints("app/src/a.rs", "let style = \"\"; <p data_style={x}>").is_empty());
        assert!(complaints("scene/src/svg.rs", "<p style=\"top: 0\">").is_empty());
    }
}
