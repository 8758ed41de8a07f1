//! The program cargo starts for each test binary compiled to WebAssembly.
//!
//! It is wasm-bindgen's own runner, used as a library so that nothing has to be installed. Which
//! browser it drives is decided by `xtask test`, which sets the environment it reads.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
