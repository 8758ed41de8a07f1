//! Every file in docs/decisions has a number of its own and is listed in docs/decisions/README.md.

use super::{Complaint, File};

const FOLDER: &str = "docs/decisions/";
const LIST: &str = "docs/decisions/README.md";

pub(crate) fn check(files: &[File]) -> Vec<Complaint> {
    let list = files.iter().find(|file| file.path == LIST);
    let list = list.map_or("", |file| file.text.as_str());
    let mut complaints = Vec::new();
    let mut numbers: Vec<&str> = Vec::new();
    let decisions = files
        .iter()
        .filter(|file| file.path.starts_with(FOLDER) && file.path != LIST);
    for file in decisions {
        let name = &file.path[FOLDER.len()..];
        let Some(number) = number(name) else {
            let what = "a decision is called NNNN-title.md, with four digits";
            complaints.push(Complaint::about(file, what));
            continue;
        };
        if numbers.contains(&number) {
            let what = format!("another decision has the number {number}");
            complaints.push(Complaint::about(file, what));
        }
        numbers.push(number);
        if !list.contains(&format!("({name})")) {
            complaints.push(Complaint::about(file, format!("is not listed in {LIST}")));
        }
    }
    complaints
}

fn number(name: &str) -> Option<&str> {
    let (number, title) = name.strip_suffix(".md")?.split_once('-')?;
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !title.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::super::examples::{file, said};
    use super::*;

    #[test]
    fn a_numbered_and_listed_decision_passes() {
        let files = [
            file("docs/decisions/README.md", "- [One](0001-one.md)"),
            file("docs/decisions/0001-one.md", ""),
        ];
        assert_eq!(check(&files), []);
    }

    #[test]
    fn unnumbered_repeated_and_unlisted_decisions_are_refused() {
        let files = [
            file("docs/decisions/README.md", "- [One](0001-one.md)"),
            file("docs/decisions/0001-one.md", ""),
            file("docs/decisions/0001-two.md", ""),
            file("docs/decisions/three.md", ""),
        ];
        let found = said(&check(&files));
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("has the number 0001"));
        assert!(found[1].contains("0001-two.md: is not listed"));
        assert!(found[2].contains("three.md: a decision is called"));
    }
}
