//! The command line, as a value.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// What `cargo xtask help` prints, and what a mistaken command line is answered with.
pub(crate) const USAGE: &str = "\
cargo xtask serve [--release] [--port N]   build, serve on 127.0.0.1, rebuild and reload on change
cargo xtask build                          the release page in dist/, for any sub-path
cargo xtask size                           bytes of each shipped file; fails beyond the budget
cargo xtask test [--nightly]               everything: format, lints, tidy, all tests, size
            [--only STAGE[,STAGE]]         some stages (see the headings of a full run)
            [FILE…]                        with --only e2e: these test files instead of all
cargo xtask tidy                           the project's own rules
cargo xtask bench [FILTER]                 benchmarks, native and as WebAssembly under Node
cargo xtask bench --only raft              three servers of ours beside raft-rs, counted
cargo xtask oracle [--cases N] [--seed S]  random cases, played by a real ZooKeeper and by ours
            [--only K] [--servers N]       one case of them; so many servers of ours
            [--against CMD]                another program instead of ours
cargo xtask bless                          rewrite the transcripts from what the code does now
cargo xtask page --out DIR [--release]     lay the page out in a folder (used by Trunk.toml)";

/// How the app is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Development,
    /// Small and fast.
    Release,
}

/// Which tests to run, and how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// More seeds and the slow suites.
    pub(crate) nightly: bool,
    /// Names of stages; empty means all.
    pub(crate) only: Vec<String>,
    /// End-to-end test files; empty means all.
    pub(crate) files: Vec<String>,
}

/// One thing `cargo xtask` can be asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Serve { profile: Profile, port: Option<u16> },
    Build,
    Page { profile: Profile, out: PathBuf },
    Size,
    Test(TestOptions),
    Tidy,
    Bench { filter: Vec<String> },
    Oracle(crate::oracle::Options),
    Bless,
    Help,
}

/// Reads the words after `cargo xtask`.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Task> {
    let mut rest = Rest(words.collect());
    let Some(name) = rest.word() else {
        return Ok(Task::Help);
    };
    let task = match name.as_str() {
        "serve" => Task::Serve {
            profile: rest.profile(),
            port: rest.port()?,
        },
        "build" => Task::Build,
        "page" => Task::Page {
            profile: rest.profile(),
            out: rest.out()?,
        },
        "size" => Task::Size,
        "test" => Task::Test(TestOptions {
            nightly: rest.flag("--nightly"),
            only: rest.list("--only")?,
            files: rest.files(),
        }),
        "tidy" => Task::Tidy,
        "bench" => Task::Bench {
            filter: std::mem::take(&mut rest.0),
        },
        "oracle" => Task::Oracle(crate::oracle::Options {
            cases: rest.number("--cases")?.unwrap_or(500),
            seed: rest.number("--seed")?,
            only: rest.number("--only")?,
            against: rest.value("--against")?,
            servers: rest.value("--servers")?,
        }),
        "bless" => Task::Bless,
        "help" | "--help" | "-h" => Task::Help,
        other => bail!("there is no task `{other}`"),
    };
    match rest.0.first() {
        None => Ok(task),
        Some(extra) => bail!("`{extra}` means nothing to `cargo xtask {name}`"),
    }
}

/// The words not read yet.
struct Rest(Vec<String>);

impl Rest {
    fn word(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.0.remove(at);
        if at < self.0.len() {
            Ok(Some(self.0.remove(at)))
        } else {
            bail!("{name} needs a value after it")
        }
    }

    fn list(&mut self, name: &str) -> Result<Vec<String>> {
        let value = self.value(name)?.unwrap_or_default();
        let words = value.split(',').filter(|word| !word.is_empty());
        Ok(words.map(str::to_owned).collect())
    }

    fn profile(&mut self) -> Profile {
        // Trunk says which profile it builds through the environment of its hooks.
        let asked_by_trunk = std::env::var("TRUNK_PROFILE").is_ok_and(|name| name == "release");
        if self.flag("--release") || asked_by_trunk {
            Profile::Release
        } else {
            Profile::Development
        }
    }

    fn out(&mut self) -> Result<PathBuf> {
        let of_trunk = std::env::var("TRUNK_STAGING_DIR").ok();
        let out = self.value("--out")?.or(of_trunk);
        out.map(PathBuf::from).context("page needs --out DIR")
    }

    fn port(&mut self) -> Result<Option<u16>> {
        let Some(text) = self.value("--port")? else {
            return Ok(None);
        };
        let port = text.parse::<u16>();
        let port = port.with_context(|| format!("--port takes 0 to 65535, not `{text}`"))?;
        Ok(Some(port))
    }

    fn number<N: std::str::FromStr>(&mut self, name: &str) -> Result<Option<N>> {
        let Some(text) = self.value(name)? else {
            return Ok(None);
        };
        let number = text.parse().ok();
        let number = number.with_context(|| format!("{name} takes a number, not `{text}`"))?;
        Ok(Some(number))
    }

    fn files(&mut self) -> Vec<String> {
        let (files, rest) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|word| !word.starts_with('-'));
        self.0 = rest;
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Task> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn serve_takes_a_port_and_a_profile_in_any_order() {
        let expected = Task::Serve {
            profile: Profile::Release,
            port: Some(9000),
        };
        assert_eq!(
            parse_line("serve --port 9000 --release").unwrap(),
            expected.clone()
        );
        assert_eq!(parse_line("serve --release --port 9000").unwrap(), expected);
    }

    #[test]
    fn test_takes_stages_and_files() {
        let expected = Task::Test(TestOptions {
            nightly: true,
            only: vec!["tidy".into(), "e2e".into()],
            files: vec!["smoke.test.mjs".into()],
        });
        assert_eq!(
            parse_line("test --only tidy,e2e --nightly smoke.test.mjs").unwrap(),
            expected
        );
    }

    #[test]
    fn mistakes_are_named() {
        let said = |line: &str| format!("{:#}", parse_line(line).unwrap_err());
        assert!(said("serve --port").contains("--port needs a value"));
        assert!(said("serve --port 70000").contains("0 to 65535"));
        assert!(said("build --fast").contains("`--fast` means nothing"));
        assert!(said("deploy").contains("no task `deploy`"));
    }
}
