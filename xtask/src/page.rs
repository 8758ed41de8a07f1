//! The one pipeline: the files of the page, however they are then served.

use crate::arguments::Profile;
use crate::assets::Assets;
use crate::module::{self, Built};
use crate::parts;
use crate::site;
use crate::texts;
use crate::tools;
use crate::visits::{self, Parts, VISITS};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// The files beside the module: loader, styles, icons.
const STATIC: &str = "static";

/// The shell.
const SHELL: &str = "index.html";

/// The loader.
const BOOT: &str = "boot.js";

/// The page of a module, whose files are in `module` and whose parts are for the visits they name,
/// under its plain names.
pub(crate) fn assemble(
    workspace: &Workspace,
    module: &Assets,
    parts: &[Parts<'_>],
) -> Result<Assets> {
    let mut page = Assets::read(&workspace.root.join(STATIC))?;
    let boot = page.get(BOOT).context("there is no static/boot.js")?;
    let boot = std::str::from_utf8(boot).context("static/boot.js is not in UTF-8")?;
    let boot = visits::loader(boot, &workspace.root, parts)?;
    let texts = texts::files(&workspace.root)?;
    let boot = texts::loader(&boot, &texts)?;
    if boot.contains(" = null;") {
        bail!("static/boot.js has a table that nobody fills in");
    }
    page.insert(BOOT, boot);
    page.extend(texts);
    let shell = std::fs::read_to_string(workspace.root.join(SHELL));
    let shell = shell.context("index.html, the shell of the page, cannot be read")?;
    check_shell(&shell)?;
    page.insert(SHELL, shell.clone());
    page.extend(module.clone());
    for called in called(&shell) {
        if !page.contains(called) {
            bail!("index.html calls {called}, which is not in static/");
        }
    }
    Ok(page)
}

/// The files the shell calls by `href` and `src`.
fn called(shell: &str) -> impl Iterator<Item = &str> {
    let words = |attribute| shell.split(attribute).skip(1);
    words(" href=\"")
        .chain(words(" src=\""))
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| !address.starts_with('#') && !address.contains(':'))
}

/// What the shell must not do, since it would fail in a sub-folder or under the policy.
fn check_shell(shell: &str) -> Result<()> {
    for (number, line) in shell.lines().enumerate() {
        let number = number + 1;
        for absolute in ["href=\"/", "src=\"/", "href=\"http", "src=\"http"] {
            if line.contains(absolute) {
                bail!("index.html:{number}: `{absolute}…` breaks the page in a sub-folder");
            }
        }
        if line.contains("<script") && !line.contains(" src=") || line.contains("<style") {
            bail!("index.html:{number}: the policy allows nothing inline: use a file");
        }
    }
    if !shell.contains("Content-Security-Policy") {
        bail!("index.html has no Content-Security-Policy");
    }
    Ok(())
}

/// The page compiled and assembled once; a refusal of the compiler is an error here. For release,
/// its module is divided.
fn compile(workspace: &Workspace, profile: Profile) -> Result<Assets> {
    tools::ensure_wasm_target()?;
    let Built::Compiled(wasm) = module::compile(workspace, profile)? else {
        bail!("the app does not compile: see above");
    };
    let module = module::bind(workspace, profile, wasm)?;
    let whole = assemble(workspace, &module, &[visits::undivided()])?;
    match profile {
        Profile::Development => Ok(whole),
        Profile::Release => {
            let divided = parts::divided(&whole, &module, &workspace.root, &VISITS)?;
            assemble(workspace, &divided, &VISITS.map(|visit| visit.parts()))
        }
    }
}

/// `cargo xtask build`: the release page in `dist/`; returns what is in it.
pub(crate) fn build(workspace: &Workspace) -> Result<Assets> {
    let page = compile(workspace, Profile::Release)?;
    let site = site::hashed(&page)?;
    let dist = workspace.root.join("dist");
    if dist.exists() {
        std::fs::remove_dir_all(&dist).context("emptying dist/")?;
    }
    site.write(&dist)?;
    println!("The page is in {}", dist.display());
    Ok(site)
}

/// `cargo xtask page`: the page in a folder somebody else serves, which may hold other files.
pub(crate) fn lay_out(workspace: &Workspace, profile: Profile, out: &Path) -> Result<()> {
    let mut page = compile(workspace, profile)?;
    match profile {
        Profile::Development => {
            if std::env::var_os("TRUNK_STAGING_DIR").is_some() {
                add_script(&mut page, "trunk.js", include_str!("trunk.js"));
            }
            page.write(out)
        }
        Profile::Release => site::hashed(&page)?.write(out),
    }
}

/// Puts a script of development into the page.
fn add_script(page: &mut Assets, name: &str, text: &str) {
    let shell = String::from_utf8_lossy(page.get("index.html").unwrap_or_default());
    page.insert("index.html", with_script(&shell, name));
    page.insert(name, text);
}

/// The shell with one more script.
pub(crate) fn with_script(shell: &str, address: &str) -> String {
    let script = format!("<script type=\"module\" src=\"{address}\"></script>\n</head>");
    shell.replacen("</head>", &script, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(shell: &str) -> String {
        format!("{:#}", check_shell(shell).unwrap_err())
    }

    #[test]
    fn the_shell_of_the_page_passes() {
        check_shell(include_str!("../../index.html")).unwrap();
    }

    #[test]
    fn what_would_fail_when_hosted_is_refused() {
        assert!(said("\n<link href=\"/style.css\">").contains("index.html:2"));
        assert!(said("<script>go()</script>").contains("nothing inline"));
        assert!(said("<style>a{}</style>").contains("nothing inline"));
        assert!(said("<p>").contains("no Content-Security-Policy"));
    }

    #[test]
    fn what_the_shell_calls_is_found() {
        let shell = r#"<link rel="icon" href="icon.svg"><script src="boot.js" defer></script>"#;
        let found: Vec<_> = called(shell).collect();
        assert_eq!(found, ["icon.svg", "boot.js"]);
    }
}
