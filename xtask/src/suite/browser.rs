//! The stages that need a browser: components, and the shipped page end to end.

use super::Run;
use super::count::Count;
use crate::assets::Assets;
use crate::workspace::{WASM_TARGET, Workspace};
use crate::{http, mount, process, tools};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// Where the page is hosted in tests: anywhere but at the root.
const SUB_PATH: &str = "some/where/";

/// The app's own tests, compiled to WebAssembly and run in the browser by wasm-bindgen's runner.
pub(crate) fn components(run: &Run<'_>) -> Result<Count> {
    tools::ensure_wasm_target()?;
    let chrome = tools::chrome()?;
    let driver = tools::driver_of(&chrome)?;
    let capabilities = serde_json::json!({
        "goog:chromeOptions": { "binary": chrome, "args": tools::CHROME_FLAGS },
    });
    let folder = run.workspace.target.join("xtask");
    std::fs::create_dir_all(&folder).context("creating target/xtask")?;
    let file = folder.join("webdriver.json");
    std::fs::write(&file, capabilities.to_string()).context("writing webdriver.json")?;

    let mut cargo = run.nightly(run.workspace.cargo_with_wasm_runner()?);
    cargo.args(["test", "--package", "ensemble-app", "--no-fail-fast"]);
    cargo.args(["--target", WASM_TARGET]);
    cargo.env("CHROMEDRIVER", driver);
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok(Count::read(&process::run_and_read(&mut cargo)?))
}

/// `e2e/*.test.mjs` by Node's test runner, against `dist/` served from a sub-path, with a page
/// of another origin beside it.
pub(crate) fn end_to_end(run: &Run<'_>) -> Result<Count> {
    let root = &run.workspace.root;
    let dist = root.join("dist");
    if !dist.join("index.html").is_file() {
        bail!("there is no dist/ to test: run `cargo xtask build`, or the stage `size`, first");
    }
    let chrome = tools::chrome()?;
    let node = tools::node()?;
    let e2e = root.join("e2e");
    install_packages(run.workspace)?;

    let page = http::spawn(
        http::listen(Some(0))?,
        mount::handler(SUB_PATH, Assets::read(&dist)?),
    )?;
    let host = http::spawn(
        http::listen(Some(0))?,
        mount::handler("", Assets::read(&e2e.join("host"))?),
    )?;
    let mut command = run.nightly(std::process::Command::new(node));
    command.current_dir(&e2e).args([
        "--test",
        "--test-reporter=spec",
        // One browser at a time: two cores are busy with one.
        "--test-concurrency=1",
    ]);
    command.args(test_files(run)?);
    command.env("ENSEMBLE_PAGE", format!("http://{page}/{SUB_PATH}"));
    command.env(
        "ENSEMBLE_HOST",
        format!("http://localhost:{}/", host.port()),
    );
    command.env("ENSEMBLE_CHROME", chrome);
    command.env("ENSEMBLE_CHROME_FLAGS", tools::CHROME_FLAGS.join(" "));
    Ok(Count::read(&process::run_and_read(&mut command)?))
}

/// The files given on the command line, or all: by name, so that Node 20 and later agree.
fn test_files(run: &Run<'_>) -> Result<Vec<PathBuf>> {
    let e2e = run.workspace.root.join("e2e");
    if !run.options.files.is_empty() {
        let below = |name: &String| name.strip_prefix("e2e/").unwrap_or(name).into();
        let files: Vec<PathBuf> = run.options.files.iter().map(below).collect();
        for file in &files {
            if !e2e.join(file).is_file() {
                bail!("there is no test file e2e/{}", file.display());
            }
        }
        return Ok(files);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&e2e).context("reading e2e/")? {
        let name = entry?.file_name();
        if name.to_string_lossy().ends_with(".test.mjs") {
            files.push(PathBuf::from(name));
        }
    }
    files.sort();
    Ok(files)
}

/// `npm ci`, unless what is installed came from this very lock file.
fn install_packages(workspace: &Workspace) -> Result<()> {
    let e2e = workspace.root.join("e2e");
    let lock = std::fs::read(e2e.join("package-lock.json"));
    let lock = lock.context("e2e/package-lock.json is missing")?;
    let stamp = e2e.join("node_modules").join(".installed-from");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = tools::npm();
    npm.current_dir(&e2e);
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    process::run(&mut npm).context("the packages of the end-to-end tests")?;
    std::fs::write(stamp, lock).context("remembering what was installed")
}
