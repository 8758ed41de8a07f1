//! `cargo xtask serve`: the page on 127.0.0.1, rebuilt and reloaded as its sources change.
//!
//! The page that is served differs from the shipped one by one script, which listens for news
//! from the server. It exists only here, in memory: nothing of it can reach `dist/`. And its module
//! is not divided.

use crate::arguments::Profile;
use crate::assets::Assets;
use crate::http::{self, Handler, Reply, Request};
use crate::module::{self, Built};
use crate::watch::Snapshot;
use crate::workspace::Workspace;
use crate::{mount, page, tools, visits};
use anyhow::Result;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

const RELOAD_SCRIPT: &str = include_str!("reload.js");
/// Where the dev-only script and its news are.
const SCRIPT_PATH: &str = ".dev/reload.js";
const EVENTS_PATH: &str = ".dev/events";

/// How often an idle event stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Serves until the process is ended.
pub(crate) fn serve(workspace: &Workspace, profile: Profile, port: Option<u16>) -> Result<()> {
    let listener = http::listen(port)?;
    tools::ensure_wasm_target()?;
    let mut builder = Builder {
        workspace,
        profile,
        last: None,
    };
    let live = Arc::new(Live::new());
    let mut seen = Snapshot::take(&workspace.root);
    live.put(builder.build());
    let address = http::spawn(listener, handler(&live))?;
    println!("\n  Ensemble is at http://{address}/\n");
    println!("It is rebuilt when a source changes. Ctrl+C ends it.");
    loop {
        let (now, path) = seen.wait_for_change(&workspace.root);
        seen = now;
        println!("{} has changed.", workspace.shown(&path));
        live.put(builder.build());
    }
}

/// Builds the page again and again, doing over only what has to be.
struct Builder<'a> {
    workspace: &'a Workspace,
    profile: Profile,
    /// The last compiled module and its glue.
    last: Option<(Vec<u8>, Assets)>,
}

impl Builder<'_> {
    /// The page, or what is wrong with it in the words of whoever found it.
    fn build(&mut self) -> Result<Assets, String> {
        let start = Instant::now();
        let built = self.try_build().unwrap_or_else(|error| {
            let text = format!("{error:#}");
            eprintln!("error: {text}");
            Err(text)
        });
        match &built {
            Ok(_) => println!("Built in {:.1} s.", start.elapsed().as_secs_f64()),
            Err(_) => println!("Not built: the last good page stays."),
        }
        built
    }

    fn try_build(&mut self) -> Result<Result<Assets, String>> {
        let wasm = match module::compile(self.workspace, self.profile)? {
            Built::Compiled(wasm) => wasm,
            Built::Refused(text) => return Ok(Err(text)),
        };
        let module = match self.last.take() {
            Some((bytes, module)) if bytes == wasm => module,
            Some(_) | None => module::bind(self.workspace, self.profile, wasm.clone())?,
        };
        let page = page::assemble(self.workspace, &module, &[visits::undivided()]);
        self.last = Some((wasm, module));
        Ok(Ok(page?))
    }
}

/// The page as it is now, shared with everyone who looks at it.
struct Live {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    page: Assets,
    /// Grows with each good build, and from one server to the next.
    version: u128,
    failure: Option<String>,
}

impl Live {
    fn new() -> Self {
        let since_1970 = std::time::SystemTime::UNIX_EPOCH.elapsed();
        Self {
            state: Mutex::new(State {
                page: Assets::default(),
                version: since_1970.map_or(0, |time| time.as_millis()),
                failure: None,
            }),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A thread that panicked while it held the lock left nothing half-written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, built: Result<Assets, String>) {
        let mut state = self.state();
        match built {
            Ok(page) => {
                state.page = page;
                state.version += 1;
                state.failure = None;
            }
            Err(text) => state.failure = Some(text),
        }
        self.changed.notify_all();
    }

    /// Tells one page, made of `version`, what happens; returns once it has been told to reload.
    fn tell(&self, version: u128, to: &mut dyn Write) -> std::io::Result<()> {
        let mut told = None;
        let mut state = self.state();
        loop {
            let event = if state.version != version {
                Some("event: reload\ndata:\n\n".to_owned())
            } else if state.failure != told {
                told.clone_from(&state.failure);
                let text = serde_json::Value::from(told.clone().unwrap_or_default());
                Some(format!("event: failure\ndata: {text}\n\n"))
            } else {
                None
            };
            let is_over = state.version != version;
            drop(state);
            to.write_all(event.as_deref().unwrap_or(": alive\n\n").as_bytes())?;
            to.flush()?;
            if is_over {
                return Ok(());
            }
            state = self.state();
            if state.version == version && state.failure == told {
                let waited = self.changed.wait_timeout(state, HEARTBEAT);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }
}

fn handler(live: &Arc<Live>) -> Handler {
    let live = Arc::clone(live);
    Arc::new(move |request| match request.path.as_str() {
        SCRIPT_PATH => Reply::File {
            kind: http::kind(SCRIPT_PATH),
            bytes: RELOAD_SCRIPT.into(),
        },
        EVENTS_PATH => events(&live, request),
        "" | "index.html" => Reply::File {
            kind: http::kind("index.html"),
            bytes: shell(&live.state()).into_bytes(),
        },
        path => mount::file(&live.state().page, path),
    })
}

fn events(live: &Arc<Live>, request: &Request) -> Reply {
    let live = Arc::clone(live);
    // A page without a version is older than any.
    let version = request.query.strip_prefix("version=");
    let version = version.and_then(|text| text.parse().ok()).unwrap_or(0);
    Reply::Events(Box::new(move |to| live.tell(version, to)))
}

/// The shell with the dev-only script in it, or a stand-in while there was no good build yet.
fn shell(state: &State) -> String {
    let shell = state.page.get("index.html").unwrap_or(
        b"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
          <title>Ensemble does not build yet</title></head><body></body></html>",
    );
    let address = format!("{SCRIPT_PATH}?version={}", state.version);
    page::with_script(&String::from_utf8_lossy(shell), &address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Assets {
        let mut page = Assets::default();
        page.insert("index.html", format!("<head></head>{text}"));
        page
    }

    #[test]
    fn a_failure_keeps_the_last_good_page() {
        let live = Live::new();
        live.put(Ok(page("good")));
        live.put(Err("no such thing".into()));
        assert!(shell(&live.state()).contains("good"));
        assert!(shell(&live.state()).contains(SCRIPT_PATH));
    }

    /// Sends on what is written, so that a test can wait for it.
    struct Line(std::sync::mpsc::Sender<String>);

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let text = String::from_utf8_lossy(bytes).into_owned();
            self.0.send(text).map_err(std::io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_page_hears_of_a_failure_and_then_of_its_successor() {
        let live = Arc::new(Live::new());
        live.put(Ok(page("old")));
        live.put(Err("two\nlines".into()));
        let version = live.state().version;
        let (sender, told) = std::sync::mpsc::channel();
        let teller = Arc::clone(&live);
        let thread = std::thread::spawn(move || teller.tell(version, &mut Line(sender)));
        let first = told.recv().unwrap();
        assert_eq!(first, "event: failure\ndata: \"two\\nlines\"\n\n");
        live.put(Ok(page("new")));
        thread.join().unwrap().unwrap();
        assert_eq!(told.iter().last().unwrap(), "event: reload\ndata:\n\n");
    }

    #[test]
    fn before_the_first_good_build_there_is_something_to_reload() {
        let live = Live::new();
        live.put(Err("broken".into()));
        assert!(shell(&live.state()).contains(SCRIPT_PATH));
    }
}
