//! An answer of the server in the words of a case.

use super::request::{create_name, op};
use super::wire::{Reader, error, letters, operation_name};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What stands for the server's numbers in a case.
#[derive(Default)]
pub(crate) struct Names {
    /// The zxid from which the case counts.
    pub(crate) base: i64,
    /// Sessions by their numbers.
    pub(crate) sessions: BTreeMap<i64, String>,
}

/// A result that says no more than this error.
pub(crate) fn plain(code: i32) -> Result<Value> {
    let name = error(code)?;
    Ok(match code {
        0 => json!({ "err": name }),
        _ => json!({ "err": name, "code": code }),
    })
}

/// The result of a step whose request was answered.
pub(crate) fn result(names: &Names, step: &Value, code: i32, body: &[u8]) -> Result<Value> {
    if code != 0 {
        return plain(code);
    }
    let mut body = Reader(body);
    let op = op(step);
    if !matches!(op, "multi" | "multiRead") {
        let members = members(names, step, &mut body)?;
        if !body.0.is_empty() && op != "addWatch" {
            bail!("{} bytes are left of the answer to {op}", body.0.len());
        }
        return Ok(ok(members));
    }
    let results = results(names, &mut body)?;
    // The header says OK even when the multi has failed.
    let culprit = results.iter().find(|one| one["err"] != json!("OK"));
    let mut result = match culprit.filter(|_| op == "multi") {
        Some(culprit) => json!({ "err": culprit["err"], "code": culprit["code"] }),
        None => plain(0)?,
    };
    result["results"] = json!(results);
    Ok(result)
}

fn ok(members: Vec<(&str, Value)>) -> Value {
    let all = [("err", json!("OK"))].into_iter().chain(members);
    let all = all.map(|(key, value)| (key.to_owned(), value));
    Value::Object(all.collect::<Map<_, _>>())
}

type Members = Vec<(&'static str, Value)>;

fn members(names: &Names, step: &Value, body: &mut Reader<'_>) -> Result<Members> {
    Ok(match op(step) {
        "create" if create_name(step) == "create" => vec![("path", json!(body.text()?))],
        "create" | "create2" => vec![("path", json!(body.text()?)), stat(names, body)?],
        "exists" | "setData" | "setACL" => vec![stat(names, body)?],
        "getData" => vec![data(body)?, stat(names, body)?],
        "getChildren" => vec![("children", sorted(body.list(Reader::text)?))],
        "getChildren2" => vec![
            ("children", sorted(body.list(Reader::text)?)),
            stat(names, body)?,
        ],
        "getACL" => vec![("acl", json!(body.list(acl)?)), stat(names, body)?],
        "sync" => vec![("path", json!(body.text()?))],
        "getEphemerals" => vec![("ephemerals", sorted(body.list(Reader::text)?))],
        "getAllChildrenNumber" => vec![("number", json!(body.int()?))],
        "whoAmI" => {
            let one = |body: &mut Reader<'_>| Ok(format!("{}:{}", body.text()?, body.text()?));
            vec![("clientInfo", sorted(body.list(one)?))]
        }
        _ => Vec::new(),
    })
}

fn results(names: &Names, body: &mut Reader<'_>) -> Result<Vec<Value>> {
    let mut results = Vec::new();
    loop {
        let (kind, done, _) = (body.int()?, body.bool()?, body.int()?);
        if done {
            return Ok(results);
        }
        results.push(if kind == -1 {
            plain(body.int()?)?
        } else {
            ok(match operation_name(kind)? {
                "create" => vec![("path", json!(body.text()?))],
                "create2" | "createContainer" | "createTTL" => {
                    vec![("path", json!(body.text()?)), stat(names, body)?]
                }
                "setData" => vec![stat(names, body)?],
                "getData" => vec![data(body)?, stat(names, body)?],
                "getChildren" => vec![("children", sorted(body.list(Reader::text)?))],
                _ => Vec::new(),
            })
        });
    }
}

fn sorted(mut texts: Vec<String>) -> Value {
    texts.sort();
    json!(texts)
}

fn data(body: &mut Reader<'_>) -> Result<(&'static str, Value)> {
    let data = body.bytes()?.map(String::from_utf8).transpose()?;
    Ok(("data", json!(data)))
}

fn acl(body: &mut Reader<'_>) -> Result<String> {
    let perms = letters(body.int()?);
    Ok(format!("{}:{}:{perms}", body.text()?, body.text()?))
}

fn stat(names: &Names, body: &mut Reader<'_>) -> Result<(&'static str, Value)> {
    let number = |zxid: i64| (zxid - names.base).max(0);
    let (czxid, mzxid) = (number(body.long()?), number(body.long()?));
    let (_ctime, _mtime) = (body.long()?, body.long()?);
    let (version, cversion, aversion) = (body.int()?, body.int()?, body.int()?);
    let owner = match body.long()? {
        0 => "",
        owner => names.sessions.get(&owner).context("a strange owner")?,
    };
    let (length, children) = (body.int()?, body.int()?);
    let stat = json!({
        "czxid": czxid, "mzxid": mzxid, "pzxid": number(body.long()?),
        "version": version, "cversion": cversion, "aversion": aversion,
        "ephemeralOwner": owner, "dataLength": length, "numChildren": children,
    });
    Ok(("stat", stat))
}
