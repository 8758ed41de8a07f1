//! Where things are: the root of the checkout and cargo's target folder.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target every page is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The checkout this xtask was compiled from.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Cargo's output, wherever the reader has put it.
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.parent().context("xtask has no parent folder")?;
        let root = root.to_owned();
        if !root.join("Cargo.toml").is_file() {
            bail!(
                "the checkout has moved from {}: run `cargo clean -p xtask` and try again",
                root.display()
            );
        }
        let target = target_folder(&root)?;
        Ok(Self { root, target })
    }

    /// A cargo command at the root of the checkout, by the cargo that started us.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(cargo_program());
        command.current_dir(&self.root);
        command
    }

    /// The same, with a runner for what it compiles to WebAssembly; the runner is built first.
    pub(crate) fn cargo_with_wasm_runner(&self) -> Result<Command> {
        let mut build = self.cargo();
        process::run(build.args(["build", "--quiet", "--package", "xtask-runner"]))?;
        let runner = format!("xtask-runner{}", std::env::consts::EXE_SUFFIX);
        let runner = self.target.join("debug").join(runner);
        let mut command = self.cargo();
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
        Ok(command)
    }

    /// Whether a folder of the checkout holds a Rust file whose name begins so.
    pub(crate) fn has_file(&self, folder: &str, beginning: &str) -> bool {
        let Ok(entries) = std::fs::read_dir(self.root.join(folder)) else {
            return false;
        };
        entries.flatten().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(beginning) && name.ends_with(".rs")
        })
    }

    /// The path as shown to a reader: relative to the root where possible.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.display().to_string()
    }
}

fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn target_folder(root: &Path) -> Result<PathBuf> {
    let output = Command::new(cargo_program())
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root)
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!(
            "`cargo metadata` failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("`cargo metadata` printed no JSON")?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder
        .context("`cargo metadata` names no target_directory")?
        .into())
}
