//! The app as WebAssembly and the JavaScript that loads it.
//!
//! Cargo compiles, and wasm-bindgen, linked into xtask as a library, writes the glue.

use crate::arguments::Profile;
use crate::assets::Assets;
use crate::glue;
use crate::process::{self, Finished};
use crate::workspace::{WASM_TARGET, Workspace};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use wasm_bindgen_cli_support::Bindgen;

/// The module's JavaScript.
pub(crate) const GLUE: &str = "ensemble.js";

/// The module.
pub(crate) const WASM: &str = "ensemble_bg.wasm";

/// How a build ended.
pub(crate) enum Built {
    /// The compiled module, before wasm-bindgen.
    Compiled(Vec<u8>),
    /// The compiler's complaint, already shown on the terminal.
    Refused(String),
}

/// Compiles the app; the compiler's progress goes to the terminal.
pub(crate) fn compile(workspace: &Workspace, profile: Profile) -> Result<Built> {
    let mut cargo = workspace.cargo();
    cargo.args([
        "build",
        "--package",
        "ensemble-app",
        "--target",
        WASM_TARGET,
    ]);
    cargo.env("CARGO_TERM_COLOR", colour_when_shown());
    if profile == Profile::Release {
        cargo.env("CARGO_ENCODED_RUSTFLAGS", nameless_paths(workspace));
    }
    let folder = match profile {
        Profile::Development => "debug",
        Profile::Release => {
            cargo.arg("--release");
            "release"
        }
    };
    let Finished { success, printed } = process::run_and_read(&mut cargo)?;
    if !success {
        return Ok(Built::Refused(process::without_colours(&printed)));
    }
    let file: PathBuf = [WASM_TARGET, folder, "ensemble-app.wasm"].iter().collect();
    let file = workspace.target.join(file);
    let bytes = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    Ok(Built::Compiled(bytes))
}

/// Flags that keep this machine's folders out of the messages of panics: the same sources give the
/// same bytes anywhere, and fewer.
fn nameless_paths(workspace: &Workspace) -> String {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let mut folders = vec![workspace.root.clone()];
    let sources = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    folders.extend(
        sources
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path()),
    );
    let flags = folders
        .iter()
        .map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
    flags.collect::<Vec<_>>().join("\x1f")
}

fn colour_when_shown() -> &'static str {
    if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        "always"
    } else {
        "never"
    }
}

/// Writes the glue for a compiled module, and returns both.
pub(crate) fn bind(workspace: &Workspace, profile: Profile, wasm: Vec<u8>) -> Result<Assets> {
    let folder = workspace.target.join("xtask").join(match profile {
        Profile::Development => "module-development",
        Profile::Release => "module-release",
    });
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("emptying the folder of the last module")?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("ensemble", wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true);
    match profile {
        Profile::Development => {}
        Profile::Release => {
            // Names of functions are a third of the file, and nobody reads them in a browser.
            bindgen
                .remove_name_section(true)
                .remove_producers_section(true);
        }
    }
    bindgen
        .generate(&folder)
        .context("wasm-bindgen could not write the module's glue")?;
    let mut assets = Assets::read(&folder)?;
    for name in [GLUE, WASM] {
        if !assets.contains(name) {
            bail!("wasm-bindgen wrote no {name} into {}", folder.display());
        }
    }
    if profile == Profile::Release {
        let [glue, module] = [GLUE, WASM].map(|name| assets.get(name).unwrap_or_default());
        let glue = std::str::from_utf8(glue).context("wasm-bindgen's glue is not in UTF-8")?;
        let (glue, module) = glue::pack(glue, module)?;
        assets.insert(GLUE, glue);
        assets.insert(WASM, module);
    }
    Ok(assets)
}
