//! `ensemble ops`: plays a case of the oracle, and says what the clients were answered.
//!
//! A case is a list of operations by sessions. Each session is a client of its own in a whole
//! ensemble; each step begins when nothing is under way any more, neither request nor transaction
//! nor event. The result depends on the steps and the server's settings alone.

mod case;
mod play;
mod results;

use std::io::Read;

use serde_json::Value;

/// Reads a case from the standard input; the results, as one line of JSON.
pub(crate) fn run(servers: u8) -> Result<String, String> {
    let mut text = String::new();
    let mut input = std::io::stdin();
    input
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    let case: Value = serde_json::from_str(&text).map_err(|error| format!("the case: {error}"))?;
    let steps = case["steps"].as_array().ok_or("the case has no steps")?;
    let mut play = play::Play::new(&case["server"], steps, servers)?;
    let results: Result<Vec<Value>, String> = steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            play.step(step)
                .map_err(|why| format!("step {place}: {why}"))
        })
        .collect();
    serde_json::to_string(&results?).map_err(|error| error.to_string())
}
