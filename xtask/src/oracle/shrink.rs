//! A case that disagrees is made shorter as long as it goes on disagreeing.

use super::request::op;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fewer steps that still disagree.
pub(crate) fn shrink(mut steps: Vec<Value>, disagree: &dyn Fn(&[Value]) -> bool) -> Vec<Value> {
    let mut length = steps.len() / 2;
    while length > 0 {
        let mut from = 0;
        while from < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(from..(from + length).min(steps.len()));
            if !fewer.is_empty() && makes_sense(&fewer) && disagree(&fewer) {
                steps = fewer;
            } else {
                from += length;
            }
        }
        length /= 2;
    }
    steps
}

/// Whether each session begins once at a time, and does nothing before.
fn makes_sense(steps: &[Value]) -> bool {
    let mut open: BTreeMap<&str, bool> = BTreeMap::new();
    steps.iter().all(|step| {
        let name = step["session"].as_str();
        match (op(step), name) {
            (_, None) => true,
            ("connect", Some(name)) => open.insert(name, true) != Some(true),
            ("close" | "expire", Some(name)) if open.contains_key(name) => {
                open.insert(name, false);
                true
            }
            (_, Some(name)) => open.contains_key(name),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_matters_is_left() {
        let mut steps = vec![json!({ "op": "connect", "session": "a" })];
        steps.extend((0..20).map(|at| json!({ "op": "sync", "session": "a", "path": at })));
        let disagree = |steps: &[Value]| {
            let has = |at: u32| steps.iter().any(|step| step["path"] == json!(at));
            has(3) && has(17)
        };
        let paths = |steps: &[Value]| -> Vec<Value> {
            steps.iter().map(|step| step["path"].clone()).collect()
        };
        let fewer = shrink(steps, &disagree);
        assert_eq!(paths(&fewer), [json!(null), json!(3), json!(17)]);
    }
}
