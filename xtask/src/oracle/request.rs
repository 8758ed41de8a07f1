//! A step of a case as a request of the wire protocol.

use super::wire::{Writer, operation, perms};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// The step's operation on the wire, and the body of the request. `base` is the zxid from which
/// the case counts.
pub(crate) fn request(step: &Value, base: i64) -> Result<(i32, Vec<u8>)> {
    let op = op(step);
    let mut body = Writer::default();
    let name = match op {
        "create" | "create2" => {
            create(step, &mut body)?;
            create_name(step)
        }
        "delete" | "check" => {
            body.text(path(step)).int(version(step)?);
            op
        }
        "setData" => {
            let data = data(step)?;
            body.text(path(step)).bytes(data.as_deref());
            body.int(version(step)?);
            op
        }
        "setACL" => {
            body.text(path(step));
            acl(step, &mut body)?;
            body.int(version(step)?);
            op
        }
        "exists" | "getData" | "getChildren" | "getChildren2" => {
            body.text(path(step)).bool(step["watch"] == json!(true));
            op
        }
        "getACL" | "sync" | "getEphemerals" | "getAllChildrenNumber" => {
            body.text(path(step));
            op
        }
        "addWatch" => {
            let recursive = step["mode"] == json!("PERSISTENT_RECURSIVE");
            body.text(path(step)).int(i32::from(recursive));
            op
        }
        "removeWatches" | "checkWatches" => {
            body.text(path(step)).int(table(step));
            op
        }
        "multi" | "multiRead" => {
            several(step, &mut body)?;
            op
        }
        "setWatches" => {
            let since = step["relativeZxid"].as_i64().unwrap_or(0);
            body = watches(step, base + since)?;
            op
        }
        "whoAmI" => op,
        other => bail!("no operation {other}"),
    };
    Ok((operation(name)?, body.0))
}

/// The name of a step's operation in a case.
pub(crate) fn op(step: &Value) -> &str {
    step["op"].as_str().unwrap_or_default()
}

/// The operation of the server that makes such a node.
pub(crate) fn create_name(step: &Value) -> &str {
    match step["mode"].as_str().unwrap_or_default() {
        "CONTAINER" => "createContainer",
        mode if mode.ends_with("TTL") => "createTTL",
        _ => op(step),
    }
}

/// The watches that a client registers anew, as seen from this zxid on.
pub(crate) fn watches(of: &Value, since: i64) -> Result<Writer> {
    let mut body = Writer::default();
    body.long(since);
    for key in ["data", "exist", "child", "persistent", "recursive"] {
        let paths = of[key].as_array().map_or(&[][..], Vec::as_slice);
        body.int(paths.len() as i32);
        for path in paths {
            body.text(path.as_str().context("a path is a text")?);
        }
    }
    Ok(body)
}

fn path(step: &Value) -> &str {
    step["path"].as_str().unwrap_or_default()
}

fn version(step: &Value) -> Result<i32> {
    Ok(i32::try_from(step["version"].as_i64().unwrap_or(-1))?)
}

fn table(step: &Value) -> i32 {
    match step["type"].as_str().unwrap_or_default() {
        "CHILDREN" => 1,
        "DATA" => 2,
        _ => 3,
    }
}

fn create(step: &Value, body: &mut Writer) -> Result<()> {
    let mode = step["mode"].as_str().unwrap_or("PERSISTENT");
    let flags = [
        "PERSISTENT",
        "EPHEMERAL",
        "PERSISTENT_SEQUENTIAL",
        "EPHEMERAL_SEQUENTIAL",
        "CONTAINER",
        "PERSISTENT_WITH_TTL",
        "PERSISTENT_SEQUENTIAL_WITH_TTL",
    ];
    let flag = flags.iter().position(|known| *known == mode);
    let flag = flag.with_context(|| format!("no mode {mode}"))?;
    body.text(path(step)).bytes(data(step)?.as_deref());
    acl(step, body)?;
    body.int(flag as i32);
    if mode.ends_with("TTL") {
        body.long(step["ttl"].as_i64().context("a TTL node has a ttl")?);
    }
    Ok(())
}

fn data(step: &Value) -> Result<Option<Vec<u8>>> {
    Ok(match step.get("data") {
        None => Some(Vec::new()),
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone().into_bytes()),
        Some(long) => {
            let unit = long["repeat"].as_str().zip(long["times"].as_u64());
            let (unit, times) = unit.with_context(|| format!("no data: {long}"))?;
            Some(unit.repeat(usize::try_from(times)?).into_bytes())
        }
    })
}

fn acl(step: &Value, body: &mut Writer) -> Result<()> {
    let open = json!(["world:anyone:cdrwa"]);
    let Some(entries) = step.get("acl").unwrap_or(&open).as_array() else {
        body.int(-1);
        return Ok(());
    };
    body.int(entries.len() as i32);
    for entry in entries {
        let whole = entry.as_str().and_then(|entry| entry.split_once(':'));
        let parts = whole.and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once(':')?)));
        let (scheme, (id, letters)) = parts.with_context(|| format!("no ACL: {entry}"))?;
        body.int(perms(letters)).text(scheme).text(id);
    }
    Ok(())
}

fn several(step: &Value, body: &mut Writer) -> Result<()> {
    let ops = step["ops"].as_array().context("a multi has ops")?;
    for one in ops {
        let (number, request) = request(one, 0)?;
        body.int(number).bool(false).int(-1).0.extend(request);
    }
    body.int(-1).bool(true).int(-1);
    Ok(())
}
