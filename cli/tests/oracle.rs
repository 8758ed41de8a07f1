//! What a real ZooKeeper 3.8 answered, case by case: the whole stack must answer the same.
//!
//! The cases were recorded from ZooKeeper 3.8 of Debian, one standalone server. Three and five
//! servers answer the same, but for what concerns one server only.
#![allow(clippy::unwrap_used, reason = "a test; the cases are its own data")]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

/// A result in a form that can be compared: lists whose order means nothing are sorted.
fn normal(mut result: Value, op: &str) -> Value {
    for key in ["children", "ephemerals", "clientInfo"] {
        if let Some(list) = result.get_mut(key).and_then(Value::as_array_mut) {
            list.sort_by_key(ToString::to_string);
        }
    }
    if let Some(results) = result.get_mut("results").and_then(Value::as_array_mut) {
        for one in results.iter_mut() {
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

/// What our clients are answered.
fn play(case: &Value, servers: &str) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ensemble"));
    let command = command.args(["ops", "--servers", servers]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // A name says nothing.
    let asked = json!({ "name": "?", "server": case["server"], "steps": case["steps"] });
    let mut input = child.stdin.take().unwrap();
    input.write_all(asked.to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", case["name"]);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What is known to differ in an ensemble: watches are kept by the server that a client is at, and
/// `/zookeeper/config` has the members.
fn is_local(step: &Value, servers: &str) -> bool {
    let config = step["path"] == json!("/zookeeper/config");
    servers != "1" && (step["op"] == json!("checkWatches") || config)
}

fn differences(case: &Value, servers: &str) -> Option<String> {
    let found = play(case, servers);
    let steps = case["steps"].as_array().unwrap();
    let wanted = case["expect"].as_array().unwrap();
    assert_eq!(found.len(), steps.len());
    for (place, (step, (found, wanted))) in steps.iter().zip(found.iter().zip(wanted)).enumerate() {
        let op = step["op"].as_str().unwrap();
        let (found, wanted) = (normal(found.clone(), op), normal(wanted.clone(), op));
        if found != wanted && !is_local(step, servers) {
            return Some(format!(
                "{}: step {place} {step}\n  wanted {wanted}\n  found  {found}",
                case["name"]
            ));
        }
    }
    None
}

fn all_agree(servers: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let (mut cases, mut wrong) = (0, Vec::new());
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let case: Value = serde_json::from_str(&text).unwrap();
        cases += 1;
        wrong.extend(differences(&case, servers));
    }
    assert!(cases >= 167, "only {cases} cases");
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} of {cases} differ:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn one_server_answers_as_a_real_one_did() {
    all_agree("1");
}

#[test]
fn three_servers_answer_like_one() {
    all_agree("3");
}

#[test]
fn five_servers_answer_like_one() {
    all_agree("5");
}

#[test]
fn a_case_that_cannot_be_played_says_why() {
    for (text, why) in [
        ("", "the case: EOF while parsing a value at line 1 column 0"),
        ("{}", "the case has no steps"),
        (r#"{"steps":[{"op":"create"}]}"#, "step 0: whose step?"),
        (
            r#"{"steps":[{"session":"a","op":"connect"},{"session":"a","op":"fly"}]}"#,
            "step 1: no such operation: fly",
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ensemble"));
        let piped = command.arg("ops").stdin(Stdio::piped());
        let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        drop(input);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8(output.stderr).unwrap().trim(), why);
    }
}
