//! The words of a case: steps to requests.

use std::{collections::BTreeSet, rc::Rc};

/// What is wrong with a case.
pub(crate) type Wrong = String;

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
    let version = step["version"].as_i64();
    version
        .and_then(|version| i32::try_from(version).ok())
        .unwrap_or(-1)
}

fn list<'a>(step: &'a Value, key: &str) -> Result<&'a [Value], Wrong> {
    let list = step[key].as_array();
    list.map(Vec::as_slice)
        .ok_or_else(|| format!("{key} is no list in {step}"))
}

fn data(step: &Value) -> Result<Data, Wrong> {
    Ok(match step.get("data") {
        None => Some(Rc::new([])),
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.as_bytes().into()),
        Some(long) => {
            let unit = long["repeat"].as_str().zip(long["times"].as_u64());
            let (unit, times) = unit.ok_or_else(|| format!("no data: {long}"))?;
            let times = usize::try_from(times).map_err(|error| error.to_string())?;
            Some(unit.repeat(times).into_bytes().into())
        }
    })
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

fn acl_of(step: &Value) -> Result<Option<Rc<[Entry]>>, Wrong> {
    let entries = match step.get("acl") {
        None => return Ok(Some(acl::world(Perms::ALL))),
        Some(Value::Null) => return Ok(None),
        Some(_) => list(step, "acl")?,
    };
    let entry = |word: &Value| {
        let whole = word.as_str().and_then(|word| word.split_once(':'));
        let parts = whole.and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once(':')?)));
        let (scheme, (id, perms)) = parts.ok_or_else(|| format!("no ACL: {word}"))?;
        Ok::<Entry, Wrong>(Entry {
            scheme: scheme.into(),
            id: id.into(),
            perms: perms_of(perms),
        })
    };
    entries
        .iter()
        .map(entry)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// The write that a step asks for, if it asks for one.
pub(crate) fn write_of(step: &Value) -> Result<Option<Write>, Wrong> {
    let path = text(step, "path");
    Ok(Some(match op(step) {
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
                data: data(step)?,
                acl: acl_of(step)?,
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
            data: data(step)?,
            version: version(step),
        },
        "setACL" => Write::SetAcl {
            path,
            acl: acl_of(step)?,
            version: version(step),
        },
        "check" => Write::Check {
            path,
            version: version(step),
        },
        "multi" => {
            let inner = |step: &Value| {
                let mut write = write_of(step)?.ok_or_else(|| format!("no write: {step}"))?;
                if let Write::Create { stat, mode, .. } = &mut write {
                    *stat = matches!(mode, Mode::Container | Mode::Ttl(_));
                }
                Ok::<Write, Wrong>(write)
            };
            let writes = list(step, "ops")?.iter().map(inner);
            Write::Multi(writes.collect::<Result<_, _>>()?)
        }
        _ => return Ok(None),
    }))
}

/// The name of a step's operation.
pub(crate) fn op(step: &Value) -> &str {
    step["op"].as_str().unwrap_or_default()
}

/// The read that a step asks for, if it asks for one.
pub(crate) fn read_of(step: &Value) -> Result<Option<Read>, Wrong> {
    let path = text(step, "path");
    let watch = step["watch"] == json!(true);
    Ok(Some(match op(step) {
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
        "multiRead" => {
            let inner = |step: &Value| read_of(step)?.ok_or_else(|| format!("no read: {step}"));
            let reads = list(step, "ops")?.iter().map(inner);
            Read::Multi(reads.collect::<Result<_, _>>()?)
        }
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
        _ => return Ok(None),
    }))
}

fn kind(step: &Value) -> Kind {
    match step["type"].as_str().unwrap_or_default() {
        "DATA" => Kind::Data,
        "CHILDREN" => Kind::Children,
        _ => Kind::Any,
    }
}

/// What a client registers anew.
pub(crate) fn rearm_of(watches: &Value, since: Zxid) -> Rearm {
    let paths = |key: &str| {
        let paths = watches[key].as_array().map_or(&[][..], |paths| paths);
        paths
            .iter()
            .filter_map(Value::as_str)
            .map(Rc::from)
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

/// How many sessions there are at a time, at the most.
pub(crate) fn sessions_at_a_time(steps: &[Value]) -> usize {
    let (mut open, mut lost, mut most) = (BTreeSet::new(), BTreeSet::new(), 0);
    for step in steps {
        let name = step["session"].as_str().unwrap_or_default();
        match op(step) {
            "connect" => {
                open.insert(name);
            }
            // A session that is not connected cannot be closed.
            "disconnect" | "addAuth" => {
                lost.insert(name);
            }
            "reconnect" => {
                lost.remove(name);
            }
            "close" if lost.contains(name) => {}
            "close" | "expire" => {
                open.remove(name);
                lost.remove(name);
            }
            _ => {}
        }
        most = most.max(open.len());
    }
    most
}
