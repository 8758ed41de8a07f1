//! Opens the page in Chromium, to learn which functions that runs.

use crate::assets::Assets;
use crate::http::{self, Handler, Reply};
use crate::visits::Visit;
use crate::{mount, tools};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long all visits may take together, on a slow machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// The page that makes the visits, and what it does. It tells what it found by what it asks for.
const DRIVER: &str = "drive.html";
const DRIVER_SCRIPT: &str = "drive.js";
const RAN: &str = "ran/";
const FAILED: &str = "failed/";

/// The functions that each kind of visit runs, by their numbers without those imported.
///
/// # Errors
///
/// No Chromium; a page that does not open, in the words of the browser.
pub(super) fn what_ran(
    mut page: Assets,
    root: &Path,
    visits: &[Visit],
) -> Result<Vec<BTreeSet<u32>>> {
    let opened = visits.iter().map(|visit| visit.opened(root));
    let opened = opened.collect::<Result<Vec<_>>>()?;
    let script = include_str!("drive.js");
    let script = script.replace("VISITS", &serde_json::to_string(&opened)?);
    page.insert(DRIVER_SCRIPT, script);
    let head = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Visits</title>\n";
    let call = format!("{head}<script src=\"{DRIVER_SCRIPT}\" defer></script>\n");
    page.insert(DRIVER, call);
    let (tell, told) = mpsc::channel();
    let address = http::spawn(http::listen(Some(0))?, handler(page, tell))?;
    println!("Opening the page to see what runs first.");
    let _browser = Browser::open(&format!("http://{address}/{DRIVER}"))?;
    (0..visits.len()).map(|_| next(&told)).collect()
}

type Told = Result<BTreeSet<u32>, String>;

/// The next kind of visit's functions.
fn next(told: &Receiver<Told>) -> Result<BTreeSet<u32>> {
    match told.recv_timeout(PATIENCE) {
        Ok(Ok(ran)) => Ok(ran),
        Ok(Err(reason)) => bail!("the page does not open in Chromium: {reason}"),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            bail!(
                "Chromium did not open the page within {} s",
                PATIENCE.as_secs()
            )
        }
    }
}

/// Serves the page and takes what is told.
fn handler(page: Assets, tell: mpsc::Sender<Told>) -> Handler {
    let tell = Mutex::new(tell);
    Arc::new(move |request| {
        let told = if let Some(digits) = request.path.strip_prefix(RAN) {
            Ok(functions(digits))
        } else if let Some(reason) = request.path.strip_prefix(FAILED) {
            Err(reason.to_owned())
        } else {
            return mount::file(&page, &request.path);
        };
        if let Ok(tell) = tell.lock() {
            // Nobody listens any more when all has been told.
            tell.send(told).ok();
        }
        Reply::NotFound
    })
}

/// Functions from hexadecimal digits of four each, the lowest bit first.
fn functions(digits: &str) -> BTreeSet<u32> {
    let digits = digits.chars().filter_map(|digit| digit.to_digit(16));
    let each = |(place, digit): (u32, u32)| {
        (0..4).filter_map(move |bit| (digit >> bit & 1 == 1).then_some(4 * place + bit))
    };
    (0..).zip(digits).flat_map(each).collect()
}

/// A Chromium of its own, which ends with this value.
struct Browser {
    process: Child,
    profile: std::path::PathBuf,
}

impl Browser {
    fn open(address: &str) -> Result<Self> {
        let chrome = tools::chrome()?;
        let folder = format!("ensemble-visits-{}", std::process::id());
        let profile = std::env::temp_dir().join(folder);
        let mut command = Command::new(&chrome);
        command.args(["--remote-debugging-port=0", "--window-size=1400,1000"]);
        command.args(tools::CHROME_FLAGS);
        command.arg(format!("--user-data-dir={}", profile.display()));
        command.arg(address);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn();
        let process = process.with_context(|| format!("starting {}", chrome.display()))?;
        Ok(Self { process, profile })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What is left of it in the folder for temporary files harms nobody.
        self.process.kill().ok();
        self.process.wait().ok();
        std::fs::remove_dir_all(&self.profile).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_functions() {
        assert_eq!(functions(""), BTreeSet::new());
        assert_eq!(functions("1a0f"), BTreeSet::from([0, 5, 7, 12, 13, 14, 15]));
    }
}
