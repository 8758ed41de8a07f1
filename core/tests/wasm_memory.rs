//! What a run keeps for each of its steps, in a wasm memory of its own.
#![cfg(target_arch = "wasm32")]

#[path = "../benches/common.rs"]
mod bench;

use wasm_bindgen_test::wasm_bindgen_test;

/// In a run of this length the worlds of the last moments weigh more than in one of a million
/// steps, which is to keep 64 (docs/decisions/0005).
const STEPS: u32 = 200_000;
const STEP_BYTES_MAX: usize = 70;

fn memory_bytes() -> usize {
    core::arch::wasm32::memory_size(0) * 65_536
}

#[wasm_bindgen_test]
fn a_run_of_writes_to_ten_thousand_znodes_keeps_little_of_each_step() {
    // The tree is the same in both, and the memory that the first leaves is used again.
    drop(bench::znodes(0));
    let begun = memory_bytes();
    let (timeline, written) = bench::znodes(STEPS);
    let each = (memory_bytes() - begun) / STEPS as usize;
    assert!(written > STEPS / 20);
    assert!(each <= STEP_BYTES_MAX, "{each} bytes");
    assert!(timeline.last() >= STEPS);
}
