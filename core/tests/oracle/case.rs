//! The words of a case: steps to requests, answers to results.

use std::rc::Rc;

use ensemble_core::zookeeper::{
    znode::{
        acl::{self, Entry, Perms},
        node::Data,
        read::Read,
        request::{Mode, Write},
        watch::{self, Kind, Rearm},
    },
    zxid::Zxid,
};
use serde_json::{Value, json};

pub(crate) fn text(step: &Value, key: &str) -> Rc<str> {
    step[key].as_str().unwrap_or_default().into()
}

fn version(step: &Value) -> i32 {
    step["version"].as_i64().unwrap_or(-1) as i32
}

pub(crate) fn data(step: &Value) -> Data {
    match step.get("data") {
        None => Some(Rc::new([])),
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.as_bytes().into()),
        Some(long) => {
            let times = long["times"].as_u64().unwrap() as usize;
            Some(
                long["repeat"]
                    .as_str()
                    .unwrap()
                    .repeat(times)
                    .into_bytes()
                    .into(),
            )
        }
    }
}

fn perms_of(letters: &str) -> Perms {
    letters.chars().fold(Perms::default(), |perms, letter| {
        perms.or(match letter {
            'c' => Perms::CREATE,
            'd' => Perms::DELETE,
            'r' => Perms::READ,
            'w' => Perms::WRITE,
            _ => Perms::ADMIN,
        })
    })
}

fn acl_of(step: &Value) -> Option<Rc<[Entry]>> {
    let list = match step.get("acl") {
        None => return Some(acl::world(Perms::ALL)),
        Some(Value::Null) => return None,
        Some(list) => list.as_array().unwrap(),
    };
    let entry = |word: &Value| {
        let word = word.as_str().unwrap();
        let (scheme, rest) = word.split_once(':').unwrap();
        let (id, perms) = rest.rsplit_once(':').unwrap();
        Entry {
            scheme: scheme.into(),
            id: id.into(),
            perms: perms_of(perms),
        }
    };
    Some(list.iter().map(entry).collect())
}

pub(crate) fn acl_text(acl: &[Entry]) -> Value {
    let letters = [
        ('c', Perms::CREATE),
        ('d', Perms::DELETE),
        ('r', Perms::READ),
        ('w', Perms::WRITE),
        ('a', Perms::ADMIN),
    ];
    let entry = |entry: &Entry| {
        let perms: String = letters
            .iter()
            .filter(|(_, perm)| entry.perms.any(*perm))
            .map(|(letter, _)| *letter)
            .collect();
        format!("{}:{}:{perms}", entry.scheme, entry.id)
    };
    acl.iter().map(entry).collect()
}

pub(crate) fn write_of(step: &Value) -> Write {
    let path = text(step, "path");
    match step["op"].as_str().unwrap() {
        op @ ("create" | "create2") => {
            let word = step["mode"].as_str().unwrap_or("PERSISTENT");
            let mode = match word {
                "CONTAINER" => Mode::Container,
                word if word.contains("TTL") => Mode::Ttl(step["ttl"].as_i64().unwrap_or(0)),
                word if word.starts_with("EPHEMERAL") => Mode::Ephemeral,
                _ => Mode::Persistent,
            };
            Write::Create {
                path,
                data: data(step),
                acl: acl_of(step),
                mode,
                sequential: word.contains("SEQUENTIAL"),
                stat: op == "create2" || matches!(mode, Mode::Container | Mode::Ttl(_)),
            }
        }
        "delete" => Write::Delete {
            path,
            version: version(step),
        },
        "setData" => Write::SetData {
            path,
            data: data(step),
            version: version(step),
        },
        "setACL" => Write::SetAcl {
            path,
            acl: acl_of(step),
            version: version(step),
        },
        "check" => Write::Check {
            path,
            version: version(step),
        },
        "multi" => {
            let inner = |step: &Value| {
                let mut write = write_of(step);
                if let Write::Create { stat, mode, .. } = &mut write {
                    *stat = matches!(mode, Mode::Container | Mode::Ttl(_));
                }
                write
            };
            Write::Multi(step["ops"].as_array().unwrap().iter().map(inner).collect())
        }
        other => panic!("no write: {other}"),
    }
}

/// The read that a step asks for.
pub(crate) fn read_of(step: &Value) -> Read {
    let path = text(step, "path");
    let watch = step["watch"] == json!(true);
    match step["op"].as_str().unwrap() {
        "exists" => Read::Exists { path, watch },
        "getData" => Read::GetData { path, watch },
        "getChildren" => Read::GetChildren {
            path,
            watch,
            stat: false,
        },
        "getChildren2" => Read::GetChildren {
            path,
            watch,
            stat: true,
        },
        "getACL" => Read::GetAcl { path },
        "multiRead" => Read::Multi(
            step["ops"]
                .as_array()
                .unwrap()
                .iter()
                .map(read_of)
                .collect(),
        ),
        "getEphemerals" => Read::GetEphemerals { prefix: path },
        "getAllChildrenNumber" => Read::GetAllChildrenNumber { path },
        "whoAmI" => Read::WhoAmI,
        "addWatch" => {
            let recursive = step["mode"] == json!("PERSISTENT_RECURSIVE");
            let mode = if recursive {
                watch::Mode::Recursive
            } else {
                watch::Mode::Persistent
            };
            Read::AddWatch { path, mode }
        }
        "removeWatches" => Read::RemoveWatches {
            path,
            kind: kind(step),
        },
        "checkWatches" => Read::CheckWatches {
            path,
            kind: kind(step),
        },
        other => panic!("no read: {other}"),
    }
}

fn kind(step: &Value) -> Kind {
    match step["type"].as_str().unwrap() {
        "DATA" => Kind::Data,
        "CHILDREN" => Kind::Children,
        _ => Kind::Any,
    }
}

/// What a client registers anew.
pub(crate) fn rearm_of(watches: &Value, since: Zxid) -> Rearm {
    let paths = |key: &str| {
        let list = watches[key].as_array().map_or(&[][..], |list| list);
        list.iter()
            .map(|path| path.as_str().unwrap().into())
            .collect()
    };
    Rearm {
        since,
        data: paths("data"),
        exist: paths("exist"),
        child: paths("child"),
        persistent: paths("persistent"),
        recursive: paths("recursive"),
    }
}

/// A result in a form that can be compared: lists whose order means nothing are sorted.
pub(crate) fn normal(mut result: Value, op: &str) -> Value {
    for key in ["children", "ephemerals", "clientInfo"] {
        if let Some(list) = result.get_mut(key).and_then(Value::as_array_mut) {
            list.sort_by_key(ToString::to_string);
        }
    }
    if let Some(results) = result.get_mut("results").and_then(Value::as_array_mut) {
        for one in results.iter_mut() {
            one.as_object_mut().unwrap().remove("code");
            *one = normal(one.take(), op);
        }
    }
    if let Some(events) = result.get_mut("events").and_then(Value::as_array_mut) {
        if matches!(op, "close" | "expire" | "advance") {
            events.sort_by_key(ToString::to_string);
        } else {
            events.sort_by_key(|event| event["session"].to_string());
        }
    }
    result.as_object_mut().unwrap().remove("code");
    result
}
