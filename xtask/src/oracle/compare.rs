//! Whether two answers to the same steps are the same.

use super::player::UNORDERED;
use super::request::op;
use serde_json::{Value, json};

/// Members of a result that are compared; others mean nothing.
const MEMBERS: [&str; 12] = [
    "err",
    "path",
    "data",
    "stat",
    "children",
    "acl",
    "ephemerals",
    "number",
    "clientInfo",
    "results",
    "timeout",
    "zxid",
];
/// Lists whose order means nothing.
const SETS: [&str; 3] = ["children", "ephemerals", "clientInfo"];

/// The first step whose results differ, and how.
pub(crate) fn difference(
    steps: &[Value],
    real: &[Value],
    ours: &[Value],
) -> Option<(usize, String)> {
    let reaped = reaped(steps, real);
    for (at, step) in steps.iter().enumerate() {
        let (Some(real), Some(ours)) = (real.get(at), ours.get(at)) else {
            return Some((at, "there is no result".to_owned()));
        };
        let (mut real, mut ours) = (normal(real, op(step)), normal(ours, op(step)));
        for (first, last) in &reaped {
            unify(&mut real, *first, *last);
            unify(&mut ours, *first, *last);
        }
        if real != ours {
            return Some((at, format!("real {real}\n      ours {ours}")));
        }
    }
    None
}

/// The zxids of what was deleted because its time was over. The order within one step means
/// nothing, so it is not compared which of them is whose.
fn reaped(steps: &[Value], real: &[Value]) -> Vec<(u64, u64)> {
    let zxid = |at: usize| real.get(at).and_then(|result| result["zxid"].as_u64());
    let advances = (1..steps.len()).filter(|at| op(&steps[*at]) == "advance");
    let ranges = advances.filter_map(|at| Some((zxid(at - 1)? + 1, zxid(at)?)));
    ranges.filter(|(first, last)| first < last).collect()
}

/// Writes the last zxid of a range for each in it.
fn unify(value: &mut Value, first: u64, last: u64) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                let number = member.as_u64().filter(|_| key.ends_with("zxid"));
                if number.is_some_and(|number| (first..=last).contains(&number)) {
                    *member = json!(last);
                }
                unify(member, first, last);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|one| unify(one, first, last)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn normal(result: &Value, op: &str) -> Value {
    let mut normal = json!({});
    for key in MEMBERS {
        let Some(member) = result.get(key) else {
            continue;
        };
        normal[key] = match member.as_array() {
            Some(list) if SETS.contains(&key) => sorted(list.clone()),
            Some(list) if key == "results" => {
                list.iter().map(|one| self::normal(one, op)).collect()
            }
            Some(_) | None => member.clone(),
        };
    }
    let mut events = result["events"].as_array().cloned().unwrap_or_default();
    if UNORDERED.contains(&op) {
        normal["events"] = sorted(events);
    } else {
        events.sort_by_key(|event| event["session"].to_string());
        normal["events"] = json!(events);
    }
    normal
}

fn sorted(mut list: Vec<Value>) -> Value {
    list.sort_by_key(Value::to_string);
    json!(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(op: &str, real: Value, ours: Value) -> bool {
        difference(&[json!({ "op": op })], &[real], &[ours]).is_some()
    }

    #[test]
    fn only_what_has_a_meaning_is_compared() {
        let event = |session: &str, path: &str| json!({ "session": session, "path": path });
        let of = |events: [Value; 2]| json!({ "err": "OK", "zxid": 3, "events": events });
        let (one, two) = (event("a", "/x"), event("a", "/y"));
        let other = event("b", "/x");
        let apart = (of([one.clone(), other.clone()]), of([other, one.clone()]));
        assert!(!differ("create", apart.0, apart.1));
        let turned = (of([one.clone(), two.clone()]), of([two, one]));
        assert!(differ("create", turned.0.clone(), turned.1.clone()));
        assert!(!differ("close", turned.0, turned.1));
        assert!(differ(
            "create",
            json!({ "err": "OK" }),
            json!({ "err": "NONODE" })
        ));
        assert!(differ("x", json!({ "zxid": 1 }), json!({ "zxid": 2 })));
        let code = json!({ "err": "NONODE", "code": -101 });
        assert!(!differ("delete", code, json!({ "err": "NONODE" })));
    }

    #[test]
    fn what_goes_at_once_goes_in_any_order() {
        let steps = [
            json!({}),
            json!({ "op": "advance" }),
            json!({ "op": "exists" }),
        ];
        let results = |pzxid: u32| {
            let stat = json!({ "stat": { "pzxid": pzxid }, "zxid": 5 });
            [json!({ "zxid": 2 }), json!({ "zxid": 5 }), stat]
        };
        assert!(difference(&steps, &results(3), &results(5)).is_none());
        assert!(difference(&steps, &results(2), &results(5)).is_some());
    }
}
