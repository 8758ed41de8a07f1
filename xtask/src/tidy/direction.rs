//! Which folder may use which: kernel ← protocols ← narrate, view; kernel ← drive; all ← lab.
//!
//! The rules look at paths such as `crate::drive` and `ensemble_core::lab` anywhere in a file, so
//! that a path inside a function is seen as well as a `use`.

use super::{Complaint, File};

/// Code below `folder` never names `root::` followed by one of `never`.
struct Ban {
    folder: &'static str,
    root: &'static str,
    never: &'static [&'static str],
}

const BANS: &[Ban] = &[
    Ban {
        folder: "core/src/kernel/",
        root: "crate",
        never: &["paxos", "zookeeper", "drive", "narrate", "view", "lab"],
    },
    Ban {
        folder: "core/src/paxos/",
        root: "crate",
        never: &["zookeeper", "drive", "narrate", "view", "lab"],
    },
    Ban {
        folder: "core/src/zookeeper/",
        root: "crate",
        never: &["paxos", "drive", "narrate", "view", "lab"],
    },
    Ban {
        folder: "core/src/drive/",
        root: "crate",
        never: &["paxos", "zookeeper", "narrate", "view", "lab"],
    },
    Ban {
        folder: "core/src/narrate/",
        root: "crate",
        never: &["view", "lab"],
    },
    Ban {
        folder: "core/src/view/",
        root: "crate",
        never: &["lab"],
    },
    Ban {
        folder: "core/src/",
        root: "",
        never: &["std", "web_sys", "wasm_bindgen", "yew"],
    },
    Ban {
        folder: "scene/src/",
        root: "",
        never: &["web_sys", "wasm_bindgen", "yew", "gloo_timers"],
    },
];

/// Code below `folder` uses nothing of the core but what begins with one of `only`.
struct Allowance {
    folder: &'static str,
    only: &'static [&'static str],
}

/// What faces outwards.
const FACE: &[&str] = &[
    "lab",
    "view",
    "script",
    "drive::script",
    "narrate::catalogue",
    "narrate::Language",
    "sorted",
];

const ALLOWANCES: &[Allowance] = &[
    Allowance {
        folder: "app/src/",
        only: FACE,
    },
    Allowance {
        folder: "cli/src/",
        only: FACE,
    },
    // It plays cases on an ensemble: a driver of its own.
    Allowance {
        folder: "cli/src/ops/",
        only: &["kernel", "zookeeper"],
    },
    Allowance {
        folder: "scene/src/",
        only: &["view", "sorted"],
    },
];

pub(crate) fn check(file: &File) -> Vec<Complaint> {
    if !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let paths = named_paths(&file.text);
    let mut complaints = Vec::new();
    for ban in BANS.iter().filter(|ban| is_below(file, ban.folder)) {
        for (line, path) in &paths {
            let below = match ban.root {
                "" => Some(path.as_str()),
                root => path.strip_prefix(root).and_then(|p| p.strip_prefix("::")),
            };
            let first = below.and_then(|path| path.split("::").next());
            if let Some(name) = first.filter(|first| ban.never.contains(first)) {
                let what = format!("code in {} may not use `{name}`", ban.folder);
                complaints.push(Complaint::at(file, *line, what));
            }
        }
    }
    // The innermost folder decides.
    let allowances = ALLOWANCES.iter();
    let around = allowances.filter(|allowance| is_below(file, allowance.folder));
    if let Some(allowance) = around.max_by_key(|allowance| allowance.folder.len()) {
        for (line, path) in &paths {
            let Some(used) = path.strip_prefix("ensemble_core::") else {
                continue;
            };
            let is_allowed = allowance
                .only
                .iter()
                .any(|allowed| used == *allowed || used.starts_with(&format!("{allowed}::")));
            if !is_allowed {
                let what = format!(
                    "code in {} may use of the core only {}, not `{used}`",
                    allowance.folder,
                    allowance.only.join(", ")
                );
                complaints.push(Complaint::at(file, *line, what));
            }
        }
    }
    complaints
}

/// A folder's own file beside it, `kernel.rs` or `kernel/mod.rs`, is in it too.
fn is_below(file: &File, folder: &str) -> bool {
    file.path.starts_with(folder) || file.path == format!("{}.rs", folder.trim_end_matches('/'))
}

/// Every path of two or more names, with its line; braces are multiplied out.
fn named_paths(text: &str) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    let mut prefixes: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut depth_other = 0_usize;
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split("//").next().unwrap_or("");
        let mut characters = code.chars().peekable();
        while let Some(character) = characters.next() {
            let is_name = character.is_alphanumeric() || character == '_';
            if is_name || character == ':' && characters.peek() == Some(&':') {
                if !is_name {
                    characters.next();
                    current.push_str("::");
                } else {
                    current.push(character);
                }
                continue;
            }
            match character {
                '{' if current.ends_with("::") => prefixes.push(joined(&prefixes, &current)),
                '{' => depth_other += usize::from(!prefixes.is_empty()),
                _ => finish(&prefixes, &current, number, &mut paths),
            }
            current.clear();
            if character == '}' && depth_other == 0 {
                prefixes.pop();
            } else if character == '}' {
                depth_other -= 1;
            }
        }
        // A path goes on over a line's end only inside braces, where each part is whole.
        finish(&prefixes, &current, number, &mut paths);
        current.clear();
    }
    paths
}

fn joined(prefixes: &[String], path: &str) -> String {
    format!("{}{path}", prefixes.last().map_or("", String::as_str))
}

fn finish(prefixes: &[String], current: &str, line: usize, paths: &mut Vec<(usize, String)>) {
    if current.is_empty() {
        return;
    }
    let path = joined(prefixes, current);
    let path = path.trim_start_matches("::").trim_end_matches("::");
    if path.contains("::") {
        paths.push((line, path.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{file, said};
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        said(&check(&file(path, text)))
    }

    #[test]
    fn the_kernel_knows_nobody() {
        for name in ["paxos", "drive", "narrate", "view", "lab"] {
            let text = format!("use crate::{name}::Thing;");
            assert_eq!(
                complaints("core/src/kernel/world.rs", &text).len(),
                1,
                "{name}"
            );
            let text = format!("pub fn f() {{ crate::{name}::go() }}");
            assert_eq!(complaints("core/src/kernel.rs", &text).len(), 1, "{name}");
        }
        let text = "use crate::kernel::{World, choice::Choice};";
        assert!(complaints("core/src/kernel/world.rs", text).is_empty());
    }

    #[test]
    fn a_protocol_knows_only_the_kernel() {
        for name in ["drive", "narrate", "view", "lab", "zookeeper"] {
            let text = format!("use crate::{{\n    kernel::World,\n    {name}::Thing,\n}};");
            let found = complaints("core/src/paxos/mod.rs", &text);
            assert_eq!(found.len(), 1, "{name}");
            assert!(
                found[0].starts_with("core/src/paxos/mod.rs:3:"),
                "{found:?}"
            );
        }
        assert!(complaints("core/src/lab.rs", "use crate::paxos::Paxos;").is_empty());
    }

    #[test]
    fn the_page_sees_the_face_of_the_core() {
        let good = "use ensemble_core::{lab::Lab, drive::script::{Script, Error}, view::View};\n\
                    use ensemble_core::narrate::Language;";
        assert_eq!(
            complaints("app/src/store/mod.rs", good),
            Vec::<String>::new()
        );
        let bad = "use ensemble_core::{lab::Lab, kernel::World};";
        assert_eq!(complaints("app/src/app.rs", bad).len(), 1);
        assert_eq!(
            complaints("cli/src/main.rs", "ensemble_core::paxos::go()").len(),
            1
        );
        assert_eq!(
            complaints("cli/src/main.rs", "use ensemble_core::drive::script;").len(),
            0
        );
        assert_eq!(
            complaints("cli/src/main.rs", "use ensemble_core::drive::walk;").len(),
            1
        );
        let whole = "use ensemble_core::{kernel::World, zookeeper::Zookeeper};";
        assert_eq!(complaints("cli/src/ops/play.rs", whole).len(), 0);
        assert_eq!(complaints("cli/src/commands.rs", whole).len(), 2);
        assert_eq!(
            complaints("scene/src/lib.rs", "use ensemble_core::lab::Lab;").len(),
            1
        );
    }

    #[test]
    fn the_core_and_the_scene_know_no_browser() {
        assert_eq!(complaints("core/src/lab.rs", "use std::fmt;").len(), 1);
        assert_eq!(
            complaints("scene/src/lib.rs", "use web_sys::Node;").len(),
            1
        );
    }

    #[test]
    fn comments_and_matches_are_not_uses() {
        let text = "// crate::lab::Lab\nmatch self { Self::A { crate_: x } => {} }\n}\n";
        assert!(complaints("core/src/kernel/world.rs", text).is_empty());
    }

    #[test]
    fn nested_braces_are_multiplied_out() {
        let text = "use crate::{a::{b, c::d}, e};\nlet x = Y { z: crate::f::g };";
        let paths: Vec<_> = named_paths(text)
            .into_iter()
            .map(|(_, path)| path)
            .collect();
        let expected = ["crate::a::b", "crate::a::c::d", "crate::e", "crate::f::g"];
        assert_eq!(paths, expected);
    }
}
