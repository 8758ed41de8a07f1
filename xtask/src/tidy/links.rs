//! Links from one Markdown file to another file of the project lead somewhere.

use super::{Complaint, File};

pub(crate) fn check(file: &File, files: &[File]) -> Vec<Complaint> {
    if !file.path.ends_with(".md") {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    let mut is_code = false;
    for (number, line) in (1..).zip(file.text.lines()) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        for target in targets(line) {
            if let Err(what) = follow(&file.path, target, files) {
                complaints.push(Complaint::at(file, number, format!("({target}): {what}")));
            }
        }
    }
    complaints
}

/// What stands in the parentheses of `[text](target)`.
fn targets(line: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("](") {
        rest = &rest[at + 2..];
        let Some(end) = rest.find(')') else {
            break;
        };
        targets.push(rest[..end].split(' ').next().unwrap_or(""));
        rest = &rest[end..];
    }
    targets
}

fn follow(from: &str, target: &str, files: &[File]) -> Result<(), String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return Ok(());
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let Some(path) = resolve(from, path) else {
        return Err("leads out of the project".into());
    };
    let is_folder = files.iter().any(|file| {
        file.path
            .starts_with(&format!("{}/", path.trim_end_matches('/')))
    });
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return if is_folder || path.is_empty() {
            Ok(())
        } else {
            Err("there is no such file".into())
        };
    };
    let is_markdown = file.path.ends_with(".md");
    if !heading.is_empty() && is_markdown && !has_heading(&file.text, heading) {
        return Err(format!("{path} has no heading `#{heading}`"));
    }
    Ok(())
}

/// A relative path seen from a file; none if it climbs out of the project.
fn resolve(from: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn has_heading(text: &str, anchor: &str) -> bool {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| anchor_of(line.trim_start_matches('#').trim()))
        .any(|found| found == anchor)
}

/// The anchor code hosts give a heading: lower case, no punctuation, dashes for spaces.
fn anchor_of(heading: &str) -> String {
    let kept = heading.chars().filter_map(|character| match character {
        ' ' => Some('-'),
        '-' | '_' => Some(character),
        other if other.is_alphanumeric() => Some(other),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::examples::{file, said};
    use super::*;

    fn complaints(text: &str) -> Vec<String> {
        let files = [
            file("docs/a.md", text),
            file("docs/b.md", "# One Thing, `here`!"),
            file("README.md", ""),
            file("docs/decisions/0001-x.md", ""),
        ];
        said(&check(&files[0], &files))
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        let text = "[a](b.md) [b](../README.md) [c](b.md#one-thing-here) [d](decisions/)\n\
                    [e](https://example.org/x.md) [f](#own)\n# Own\n```\n[g](gone.md)\n```";
        assert_eq!(complaints(text), Vec::<String>::new());
    }

    #[test]
    fn links_that_lead_nowhere_are_refused() {
        assert_eq!(
            complaints("\n[a](gone.md)"),
            ["docs/a.md:2: (gone.md): there is no such file"]
        );
        assert!(complaints("[a](b.md#other)")[0].contains("no heading `#other`"));
        assert!(complaints("[a](../../elsewhere)")[0].contains("out of the project"));
        assert!(complaints("![a](missing.png)")[0].contains("no such file"));
    }
}
