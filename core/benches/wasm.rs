//! The kernel's figures as wasm under node: `cargo xtask bench`. Natively it prints the same, so
//! that the two can be divided.

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::Criterion;

#[cfg(target_arch = "wasm32")]
fn now_ms() -> f64 {
    let now = js_sys::Function::new_no_args("return performance.now()");
    let now = now
        .call0(&js_sys::Object::new())
        .ok()
        .and_then(|now| now.as_f64());
    now.unwrap_or(f64::NAN)
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::disallowed_types,
    reason = "a benchmark has a clock, the core has none"
)]
fn now_ms() -> f64 {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1_000.0
}

/// How long something takes, in milliseconds.
fn timed(what: &mut dyn FnMut()) -> f64 {
    let start = now_ms();
    what();
    now_ms() - start
}

/// The value below which so many hundredths of the measured ones lie.
fn percentile(sorted: &[f64], hundredths: usize) -> f64 {
    sorted[(sorted.len() * hundredths / 100).min(sorted.len() - 1)]
}

fn spread(name: &str, mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let (median, high) = (percentile(&times, 50), percentile(&times, 99));
    format!("{name}: median {median:.3} ms, 99th percentile {high:.3} ms")
}

/// Bytes of memory in use; known as wasm only.
#[cfg(target_arch = "wasm32")]
fn memory_bytes() -> usize {
    core::arch::wasm32::memory_size(0) * 65_536
}

#[cfg(not(target_arch = "wasm32"))]
fn memory_bytes() -> usize {
    0
}

/// A million steps of five servers with ten thousand znodes: memory, and going anywhere.
fn znodes() -> String {
    let before = memory_bytes();
    let (mut small, _) = common::znodes(0);
    let tree = memory_bytes() - before;
    let (begun, place) = (memory_bytes(), small.last());
    small.seek(0);
    drop(small);
    let (mut timeline, written) = common::znodes(1_000_000);
    let run = memory_bytes() - begun;
    let steps = timeline.last();
    let seek = common::places(1_000, steps);
    let seek = seek
        .iter()
        .map(|place| timed(&mut || timeline.seek(*place)));
    let seek = spread("seek anywhere in it", seek.collect());
    let mut back = Vec::new();
    for place in common::places(100, steps) {
        timeline.seek(place);
        back.extend((0..10.min(place)).map(|_| timed(&mut || assert!(timeline.back()))));
    }
    [
        format!(
            "{} znodes on 5 servers: {tree} bytes, after {place} steps; {steps} steps with \
             {written} writes: {run} bytes more, {} in all",
            common::ZNODES,
            memory_bytes(),
        ),
        seek,
        spread("one step back in it", back),
    ]
    .join("\n")
}

/// All figures, one a line.
fn figures() -> String {
    // First, while the memory is empty.
    let znodes = znodes();
    let choices = common::choices(100_000);
    let played = (0..5).map(|_| timed(&mut || drop(common::play(&choices))));
    let best = played.fold(f64::MAX, f64::min);
    let rate = choices.len() as f64 / best;
    let mut timeline = common::long_run(1_000_000);
    let places = common::places(3_000, timeline.last());
    let seek = places
        .iter()
        .map(|place| timed(&mut || timeline.seek(*place)))
        .collect();
    let mut back = Vec::new();
    for place in common::places(300, timeline.last()) {
        timeline.seek(place);
        back.extend(
            (0..10.min(place)).map(|_| timed(&mut || assert!(timeline.back() || place == 0))),
        );
    }
    [
        format!("play, record, judge, fingerprint: {rate:.0} thousand choices a second"),
        spread("seek anywhere in a run of a million steps", seek),
        spread("one step back in it", back),
        znodes,
    ]
    .join("\n")
}

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_bench]
fn kernel(_: &mut Criterion) {
    wasm_bindgen_test::console_log!("{}", figures());
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("{}", figures());
}
