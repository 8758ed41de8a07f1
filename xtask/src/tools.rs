//! What has to be on the machine: found, installed where that is quick and allowed, or asked for.
//!
//! Only four things are ever installed: the wasm target by rustup, and on Debian, as root, its
//! own Chromium, Node and valgrind. Everything else is a message that says exactly what to do.

use crate::process;
use crate::workspace::WASM_TARGET;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Node the end-to-end tests run on.
const NODE_MAJOR_MIN: u32 = 20;

/// Chromium without a screen, without a sandbox (for root in a container), without errands.
pub(crate) const CHROME_FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Makes sure the standard library for the page's target is there.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let sysroot = process::first_line(Command::new("rustc").args(["--print", "sysroot"]));
    let sysroot =
        sysroot.context("rustc cannot be started: install Rust from https://rustup.rs")?;
    let library: PathBuf = [&sysroot, "lib", "rustlib", WASM_TARGET].iter().collect();
    if library.join("lib").is_dir() {
        return Ok(());
    }
    println!("Installing Rust's {WASM_TARGET} target.");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", WASM_TARGET]);
    process::run(&mut rustup).with_context(|| {
        format!(
            "the target {WASM_TARGET} is missing from {sysroot}; without rustup, install your \
             system's package of it (Debian: libstd-rust-dev-wasm32, Fedora: \
             rust-std-static-wasm32-unknown-unknown)"
        )
    })
}

/// Chrome or Chromium.
pub(crate) fn chrome() -> Result<PathBuf> {
    if find_chrome()?.is_none() {
        install_browser()?;
    }
    find_chrome()?.context(
        "Chrome or Chromium is needed for the tests in a browser, and none was found: \
         install it (Debian: `apt-get install chromium chromium-driver`; elsewhere from \
         https://www.google.com/chrome/), or set CHROME to its program",
    )
}

/// The program that drives this Chrome, of the same version.
pub(crate) fn driver_of(chrome: &Path) -> Result<PathBuf> {
    if find_driver()?.is_none() {
        install_browser()?;
    }
    let driver = find_driver()?.context(
        "chromedriver is needed for the tests of components, and was not found: install the one \
         with your browser's version (Debian: `apt-get install chromium-driver`; elsewhere from \
         https://googlechromelabs.github.io/chrome-for-testing/), or set CHROMEDRIVER to it",
    )?;
    let versions = (major_version(chrome), major_version(&driver));
    if versions.0 != versions.1 {
        let shown = |major: Option<u32>| major.map_or("unknown".into(), |m| m.to_string());
        bail!(
            "{} has version {}, but {} has {}: install the driver of the same version, or set \
             CHROME and CHROMEDRIVER to two that fit",
            chrome.display(),
            shown(versions.0),
            driver.display(),
            shown(versions.1),
        );
    }
    Ok(driver)
}

fn install_browser() -> Result<()> {
    install("Chromium and its driver", &["chromium", "chromium-driver"])
}

fn find_chrome() -> Result<Option<PathBuf>> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    let elsewhere = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    let named = named_by("CHROME")?.or_else(|| on_path(&names));
    Ok(named.or_else(|| {
        elsewhere
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
    }))
}

fn find_driver() -> Result<Option<PathBuf>> {
    // Hosted runners keep the driver in a folder they name.
    let of_runner = std::env::var_os("CHROMEWEBDRIVER").map(PathBuf::from);
    let of_runner = of_runner.map(|folder| folder.join("chromedriver"));
    Ok(named_by("CHROMEDRIVER")?
        .or_else(|| on_path(&["chromedriver"]))
        .or_else(|| of_runner.filter(|path| path.exists())))
}

/// Node, at least of the version the tests need, with npm beside it.
pub(crate) fn node() -> Result<PathBuf> {
    if on_path(&["node"]).is_none() || on_path(&["npm"]).is_none() {
        install("Node", &["nodejs", "npm"])?;
    }
    let advice = format!(
        "Node {NODE_MAJOR_MIN} or later with npm is needed for the tests: install it from \
         https://nodejs.org/ or by your system's package manager, and put `node` and `npm` on \
         the PATH"
    );
    let (Some(node), Some(_)) = (on_path(&["node"]), on_path(&["npm"])) else {
        bail!(advice);
    };
    match major_version(&node) {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(node),
        Some(major) => bail!("{} is Node {major}. {advice}", node.display()),
        None => bail!("{} does not tell its version. {advice}", node.display()),
    }
}

/// Makes sure valgrind is there.
pub(crate) fn valgrind() -> Result<()> {
    if on_path(&["valgrind"]).is_none() {
        install("valgrind", &["valgrind"])?;
    }
    on_path(&["valgrind"]).map(|_| ()).context(
        "valgrind counts the instructions, and was not found: install it by your system's \
         package manager",
    )
}

/// The npm command: a script on Windows.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Installs Debian packages when this is Debian and we may; otherwise the caller explains.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result<()> {
    if !is_debian() || !is_root() || on_path(&["apt-get"]).is_none() {
        return Ok(());
    }
    println!("Installing {what} by apt-get.");
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    process::run(apt().args(["update", "--quiet"]))?;
    let arguments = ["install", "--yes", "--quiet", "--no-install-recommends"];
    process::run(apt().args(arguments).args(packages))
}

/// Debian itself: Ubuntu's package of Chromium, for one, installs something else.
fn is_debian() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

fn is_root() -> bool {
    process::first_line(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// The program a variable of the environment names; a wrong name is an error, not passed over.
fn named_by(variable: &str) -> Result<Option<PathBuf>> {
    let value = std::env::var_os(variable).filter(|value| !value.is_empty());
    let Some(path) = value.map(PathBuf::from) else {
        return Ok(None);
    };
    if !path.is_file() {
        bail!("{variable} is {}, where no program is", path.display());
    }
    Ok(Some(path))
}

/// The first of these programs that is on the PATH.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let files = names.iter().flat_map(|name| {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().map(move |folder| folder.join(&name))
    });
    files.into_iter().find(|file| file.is_file())
}

fn major_version(program: &Path) -> Option<u32> {
    major_of(&process::first_line(
        Command::new(program).arg("--version"),
    )?)
}

/// The first number in a line such as `Chromium 156.0.8078.79 built on …` or `v20.20.2`.
fn major_of(line: &str) -> Option<u32> {
    let from = line.find(|character: char| character.is_ascii_digit())?;
    let digits = &line[from..];
    let to = digits.find(|character: char| !character.is_ascii_digit());
    digits[..to.unwrap_or(digits.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_say() {
        assert_eq!(major_of("v20.20.2"), Some(20));
        assert_eq!(
            major_of("Chromium 156.0.8078.79 built on Debian"),
            Some(156)
        );
        assert_eq!(major_of("ChromeDriver 156.0 (abc)"), Some(156));
        assert_eq!(major_of("no version"), None);
    }
}
