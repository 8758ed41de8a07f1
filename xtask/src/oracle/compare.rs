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
    for (at, step) in steps.iter().enumerate() {
        let (Some(real), Some(ours)) = (real.get(at), ours.get(at)) else {
            return Some((at, "there is no result".to_owned()));
        };
        let (real, ours) = (normal(real, op(step)), normal(ours, op(step)));
        if real != ours {
            return Some((at, format!("real {real}\n      ours {ours}")));
        }
    }
    None
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
}
