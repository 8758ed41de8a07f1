//! A case with the real server's answers, as the files of cases have it: a line for each step.

use super::generate::Case;
use super::request::op;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The text of the file.
pub(crate) fn text(case: &Case, results: &[Value]) -> String {
    let mut head = vec![
        format!("\"name\":{}", json!(case.name)),
        format!("\"tags\":{}", json!(tags(&case.steps))),
    ];
    if !case.settings.is_null() {
        head.push(format!("\"server\":{}", case.settings));
    }
    head.push(format!("\"steps\":[\n{}\n]", lines(&case.steps)));
    head.push(format!("\"expect\":[\n{}\n]", lines(results)));
    format!("{{{}}}\n", head.join(",\n"))
}

fn lines(values: &[Value]) -> String {
    let lines: Vec<String> = values.iter().map(Value::to_string).collect();
    lines.join(",\n")
}

/// What whoever plays the case has to know.
fn tags(steps: &[Value]) -> BTreeSet<String> {
    let mut tags = BTreeSet::from(["fuzz".to_owned()]);
    for step in steps {
        tags.insert(format!("op:{}", op(step)));
        let mode = step["mode"].as_str().unwrap_or_default();
        let kinds = ["EPHEMERAL", "SEQUENTIAL", "CONTAINER", "TTL"];
        let kinds = kinds.iter().filter(|kind| mode.contains(**kind));
        tags.extend(kinds.map(|kind| format!("mode:{kind}")));
        if step.get("acl").is_some() {
            tags.insert("arg:acl".to_owned());
        }
        if step["watch"] == json!(true) {
            tags.insert("arg:watch".to_owned());
        }
        if step.get("watches").is_some() {
            tags.insert("op:setWatches".to_owned());
        }
        if let Some(inner) = step["ops"].as_array() {
            tags.extend(self::tags(inner));
        }
    }
    tags
}
