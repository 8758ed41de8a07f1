//! A real server of Debian's package on loopback, with an empty data directory.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const JARS: [&str; 2] = [
    "/usr/share/java/zookeeper.jar",
    "/usr/share/java/slf4j-nop.jar",
];
const MAIN: &str = "org.apache.zookeeper.server.ZooKeeperServerMain";
/// How often containers are looked for when a case does not say: never.
const NEVER_MS: u64 = 3_600_000;
/// How long a start may take.
const START: Duration = Duration::from_secs(40);

/// Installs what is missing, when this is Debian and we may.
pub(crate) fn install() -> Result<()> {
    let there = || JARS.iter().all(|jar| Path::new(jar).exists());
    if !there() {
        crate::tools::install(
            "ZooKeeper",
            &["zookeeper", "libslf4j-java", "default-jre-headless"],
        )?;
    }
    if !there() {
        bail!("ZooKeeper is needed: on Debian, `apt-get install zookeeper libslf4j-java`");
    }
    Ok(())
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    pub(crate) port: u16,
    /// Every how many ms it looks for containers.
    check_ms: u64,
    ready: Instant,
}

impl Server {
    /// Starts one as a case configures it, its files in a folder of its own below this one.
    pub(crate) fn start(settings: &Value, below: &Path) -> Result<Self> {
        let port = free_port()?;
        let folder = below.join(format!("server-{port}"));
        std::fs::create_dir_all(&folder)?;
        let file = folder.join("zoo.cfg");
        std::fs::write(&file, configuration(settings, &folder, port))?;
        let check_ms = settings["containerCheckIntervalMs"].as_u64();
        let check_ms = check_ms.unwrap_or(NEVER_MS);
        let extended = settings["extendedTypesEnabled"] != json!(false);
        let enforced = settings["enforceQuota"] == json!(true);
        let mut java = Command::new("java");
        java.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"])
            .arg(format!("-Dzookeeper.extendedTypesEnabled={extended}"))
            .arg(format!("-Dzookeeper.enforceQuota={enforced}"))
            .arg(format!("-Dznode.container.checkIntervalMs={check_ms}"))
            .args(["-Dzookeeper.preAllocSize=1024", "-Dzookeeper.forceSync=no"])
            .args(["-cp", &JARS.join(":"), MAIN])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = java.spawn().context("java cannot be started")?;
        let mut server = Self {
            child,
            folder,
            port,
            check_ms,
            ready: Instant::now(),
        };
        server.await_service()?;
        server.ready = Instant::now();
        Ok(server)
    }

    fn await_service(&mut self) -> Result<()> {
        let end = Instant::now() + START;
        let ours = self.folder.display().to_string();
        loop {
            // A connection made during the start may never be answered.
            let wait = Duration::from_millis(250);
            if four(self.port, "srvr", wait).is_ok_and(|text| text.contains("Mode: standalone"))
                && four(self.port, "conf", PATIENCE).is_ok_and(|text| text.contains(&ours))
            {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() || Instant::now() > end {
                bail!("the server in {ours} did not start");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The number of its last transaction.
    pub(crate) fn zxid(&self) -> Result<i64> {
        let text = four(self.port, "srvr", PATIENCE)?;
        let line = text.lines().find_map(|line| line.strip_prefix("Zxid: 0x"));
        let zxid = line.context("srvr tells no zxid")?;
        Ok(i64::from_str_radix(zxid.trim(), 16)?)
    }

    /// Waits until it has seen that the connection of a session is over.
    pub(crate) fn await_end_of(&self, session: i64) -> Result<()> {
        let mark = format!("sid={session:#x},");
        self.until(|server| Ok(!four(server.port, "cons", PATIENCE)?.contains(&mark)))
            .context("a connection is still there")
    }

    /// Waits until it has done this transaction.
    pub(crate) fn await_zxid(&self, zxid: i64) -> Result<()> {
        self.until(|server| Ok(server.zxid()? >= zxid))
            .context("a session does not expire")
    }

    fn until(&self, enough: impl Fn(&Self) -> Result<bool>) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while !enough(self)? {
            if Instant::now() > end {
                bail!("waited in vain");
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        Ok(())
    }

    /// Whether it does so before a case is over.
    pub(crate) fn looks_for_containers(&self) -> bool {
        self.check_ms < NEVER_MS
    }

    /// Sleeps until just after it has looked for containers again.
    pub(crate) fn sleep_past_check(&self) {
        let passed = self.ready.elapsed();
        let checks = passed.as_millis() as u64 / self.check_ms + 1;
        let next = Duration::from_millis(checks * self.check_ms + MARGIN_MS);
        std::thread::sleep(next.saturating_sub(passed));
    }
}

/// How long a round of the container check may take, in ms.
const MARGIN_MS: u64 = 150;
const PATIENCE: Duration = Duration::from_secs(20);

impl Drop for Server {
    fn drop(&mut self) {
        // It keeps nothing that anybody needs.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn configuration(settings: &Value, folder: &Path, port: u16) -> String {
    // Sessions expire on a grid of one tick.
    let tick = settings["tickTime"].as_u64().unwrap_or(100);
    let most = match settings.get("maxSessionTimeout") {
        None => "maxSessionTimeout=60000\n".to_owned(),
        Some(Value::Null) => String::new(),
        Some(most) => format!("maxSessionTimeout={most}\n"),
    };
    format!(
        "tickTime={tick}\n{most}dataDir={}/data\nclientPort={port}\n\
         clientPortAddress=127.0.0.1\nadmin.enableServer=false\n\
         4lw.commands.whitelist=*\nmaxClientCnxns=0\n",
        folder.display()
    )
}

/// A port that is free. It may be taken before it is used; the start then fails, and is repeated.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Asks by a word of four letters.
fn four(port: u16, word: &str, wait: Duration) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(wait))?;
    stream.write_all(word.as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}
