//! What a real ZooKeeper 3.8 answered, case by case: the znode store must answer the same.
//!
//! The cases were recorded from ZooKeeper 3.8.0 of Debian, one standalone server.
//! One server stands in here, answering each request at once, so that this tests the store;
//! nothing of the ensemble takes part.
#![allow(clippy::unwrap_used, reason = "a test; the cases are its own data")]

mod case;
mod server;

use std::{fs, path::Path, rc::Rc};

use ensemble_core::zookeeper::znode::watch::Event;
use serde_json::{Value, json};

use case::normal;
use server::Server;

/// An event in the words of a case.
fn told((session, event, path): (String, Event, Rc<str>)) -> Value {
    json!({ "session": session, "type": event.name(), "path": &*path })
}

fn play(case: &Value) -> Result<(), String> {
    let mut server = Server::new(&case["server"]);
    let steps = case["steps"].as_array().unwrap();
    for (place, (step, wanted)) in steps
        .iter()
        .zip(case["expect"].as_array().unwrap())
        .enumerate()
    {
        let op = step["op"].as_str().unwrap();
        let mut found = server.step(step);
        found["zxid"] = json!(server.zxid());
        let events = server.events();
        if !events.is_empty() {
            found["events"] = events.into_iter().map(told).collect();
        }
        let (found, wanted) = (normal(found, op), normal(wanted.clone(), op));
        if found != wanted {
            return Err(format!(
                "step {place} {step}\n  wanted {wanted}\n  found  {found}"
            ));
        }
    }
    Ok(())
}

#[test]
fn the_store_answers_as_a_real_server_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/cases");
    let mut cases = 0;
    let mut wrong = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        cases += 1;
        if let Err(why) = play(&case) {
            wrong.push(format!("{}: {why}", case["name"]));
        }
    }
    assert!(cases >= 160, "only {cases} cases");
    assert!(
        wrong.is_empty(),
        "{} of {cases} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
