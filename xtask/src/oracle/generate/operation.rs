//! Ordinary steps.

use super::{Maker, Theme};
use serde_json::{Value, json};

/// How often each operation is asked for.
const MIXED: [(&str, usize); 22] = [
    ("create", 22),
    ("create2", 8),
    ("delete", 14),
    ("setData", 12),
    ("setACL", 4),
    ("exists", 6),
    ("getData", 6),
    ("getChildren", 4),
    ("getChildren2", 4),
    ("getACL", 3),
    ("multi", 8),
    ("multiRead", 2),
    ("addWatch", 4),
    ("removeWatches", 2),
    ("checkWatches", 2),
    ("setWatches", 2),
    ("addAuth", 2),
    ("sync", 1),
    ("getEphemerals", 1),
    ("getAllChildrenNumber", 1),
    ("whoAmI", 1),
    ("too long", 1),
];
const WATCHES: [(&str, usize); 15] = [
    ("create", 18),
    ("create2", 4),
    ("delete", 14),
    ("setData", 10),
    ("setACL", 2),
    ("exists", 8),
    ("getData", 8),
    ("getChildren", 5),
    ("getChildren2", 5),
    ("multi", 6),
    ("addWatch", 10),
    ("removeWatches", 5),
    ("checkWatches", 4),
    ("setWatches", 5),
    ("multiRead", 1),
];
const RIGHTS: [(&str, usize); 14] = [
    ("create", 18),
    ("create2", 6),
    ("delete", 8),
    ("setData", 6),
    ("setACL", 14),
    ("exists", 6),
    ("getData", 6),
    ("getChildren", 3),
    ("getChildren2", 3),
    ("getACL", 10),
    ("multi", 6),
    ("addAuth", 8),
    ("whoAmI", 4),
    ("getAllChildrenNumber", 2),
];
const MULTI: [(&str, usize); 7] = [
    ("multi", 40),
    ("multiRead", 8),
    ("create", 12),
    ("delete", 5),
    ("setData", 5),
    ("getChildren2", 4),
    ("addWatch", 4),
];
const TIMED: [(&str, usize); 8] = [
    ("create", 40),
    ("create2", 8),
    ("delete", 16),
    ("setData", 10),
    ("multi", 6),
    ("exists", 8),
    ("getChildren", 6),
    ("addWatch", 4),
];
const MODES: [(&str, usize); 7] = [
    ("PERSISTENT", 40),
    ("EPHEMERAL", 22),
    ("PERSISTENT_SEQUENTIAL", 12),
    ("EPHEMERAL_SEQUENTIAL", 10),
    ("CONTAINER", 6),
    ("PERSISTENT_WITH_TTL", 5),
    ("PERSISTENT_SEQUENTIAL_WITH_TTL", 3),
];
const MODES_TIMED: [(&str, usize); 5] = [
    ("PERSISTENT", 20),
    ("EPHEMERAL", 10),
    ("CONTAINER", 35),
    ("PERSISTENT_WITH_TTL", 25),
    ("PERSISTENT_SEQUENTIAL_WITH_TTL", 10),
];
/// Credentials: some good, some not.
const CREDENTIALS: [(&str, &str); 10] = [
    ("digest", "u1:p1"),
    ("digest", "u1:p1"),
    ("digest", "u2:p2"),
    ("digest", "u1:wrong"),
    ("digest", "u4"),
    ("digest", ""),
    ("digest", ":p"),
    ("digest", "u5:p:q"),
    ("ip", "10.0.0.1"),
    ("nope", "x"),
];

impl Maker {
    /// What is asked for next.
    pub(super) fn operation(&mut self) -> &'static str {
        let weights: &[(&'static str, usize)] = match self.theme {
            Theme::Watches => &WATCHES,
            Theme::Rights => &RIGHTS,
            Theme::Multi => &MULTI,
            Theme::Timed => &TIMED,
            Theme::Mixed
            | Theme::Sessions
            | Theme::Paths
            | Theme::Quota
            | Theme::Plain
            | Theme::Timeouts => &MIXED,
        };
        self.dice.weighted(weights)
    }

    /// A step of this operation.
    pub(super) fn step(&mut self, operation: &str) -> Value {
        match operation {
            "create" | "create2" => self.create(operation),
            "createContainer" => self.create_as("CONTAINER"),
            "createTTL" => self.create_as("PERSISTENT_WITH_TTL"),
            "delete" | "setData" | "check" | "setACL" => self.change_of(operation),
            "exists" | "getData" | "getChildren" | "getChildren2" => {
                let often = if self.theme == Theme::Watches { 75 } else { 35 };
                let mut step = json!({ "op": operation, "path": self.path() });
                if self.dice.chance(often) {
                    step["watch"] = json!(true);
                }
                step
            }
            "getACL" | "getAllChildrenNumber" | "sync" => {
                json!({ "op": operation, "path": self.path() })
            }
            "getEphemerals" => {
                let path = match self.dice.below(5) {
                    0 => self.dice.pick(&["", "/", " ", "/ ", "a", " /a"]).to_owned(),
                    _ => self.path(),
                };
                json!({ "op": operation, "path": path })
            }
            "addWatch" => {
                let mode = self.dice.pick(&["PERSISTENT", "PERSISTENT_RECURSIVE"]);
                json!({ "op": operation, "path": self.path(), "mode": mode })
            }
            "removeWatches" | "checkWatches" => {
                let table = self.dice.pick(&["ANY", "ANY", "DATA", "CHILDREN"]);
                let mut path = self.watched();
                // The server stumbles over other paths, and answers what no case can hold.
                if operation == "checkWatches" && !path.starts_with('/') {
                    path = self.existing();
                }
                json!({ "op": operation, "path": path, "type": table })
            }
            "setWatches" => {
                let mut step = self.watch_lists();
                step["op"] = json!(operation);
                let end = self.guess.zxid + 2;
                step["relativeZxid"] = json!(self.dice.below(end));
                step
            }
            "addAuth" => {
                let (scheme, auth) = CREDENTIALS[self.dice.below(CREDENTIALS.len() - 1)];
                json!({ "op": operation, "scheme": scheme, "auth": auth })
            }
            "multi" => self.multi(),
            "multiRead" => {
                let count = self.dice.below(4);
                let reads = (0..count).map(|_| {
                    let read = self.dice.pick(&["getData", "getChildren"]);
                    self.step(read)
                });
                let reads: Value = reads.collect();
                json!({ "op": operation, "ops": reads })
            }
            "too long" => self.too_long(),
            other => json!({ "op": other }),
        }
    }

    /// Mostly a path that somebody watches.
    fn watched(&mut self) -> String {
        let steps = self.steps.iter();
        let watched =
            steps.filter(|step| step["watch"] == json!(true) || step["op"] == json!("addWatch"));
        let paths = watched.filter_map(|step| step["path"].as_str());
        let paths: Vec<String> = paths.map(str::to_owned).collect();
        if paths.is_empty() || self.dice.chance(25) {
            return self.path();
        }
        paths[self.dice.below(paths.len())].clone()
    }

    fn create(&mut self, operation: &str) -> Value {
        let modes: &[_] = if self.theme == Theme::Timed {
            &MODES_TIMED
        } else {
            &MODES
        };
        let mode = self.dice.weighted(modes);
        let mut step = self.create_as(mode);
        step["op"] = json!(operation);
        step
    }

    fn create_as(&mut self, mode: &str) -> Value {
        let path = if self.dice.chance(75) {
            self.child()
        } else {
            self.path()
        };
        let mut step = json!({ "op": "create", "path": path });
        if mode != "PERSISTENT" {
            step["mode"] = json!(mode);
        }
        if self.dice.chance(60) {
            step["data"] = self.data();
        }
        if mode.ends_with("TTL") {
            // What ends before a check can come, and what no case lives to see.
            step["ttl"] = json!(match self.dice.below(12) {
                0 => *self
                    .dice
                    .pick(&[&0i64, &-1, &0xff_ffff_ffff, &0x100_0000_0000]),
                1..=3 => 3_600_000,
                at => at as i64,
            });
        }
        let often = if self.theme == Theme::Rights { 60 } else { 8 };
        if self.dice.chance(often) {
            step["acl"] = self.acl();
        }
        step
    }

    fn change_of(&mut self, operation: &str) -> Value {
        let path = self.path();
        let mut step = json!({ "op": operation, "path": path });
        if operation == "setData" && self.dice.chance(80) {
            step["data"] = self.data();
        }
        if operation == "setACL" {
            step["acl"] = self.acl();
        }
        if let Some(version) = self.version(&path, operation == "setACL") {
            step["version"] = json!(version);
        }
        step
    }

    fn multi(&mut self) -> Value {
        // Later operations aim at what earlier ones do.
        let guess = self.guess.clone();
        let name = self.connected();
        let count = self.dice.below(5);
        let mut inner = Vec::new();
        for _ in 0..count {
            let kinds = ["create", "create", "create2", "delete", "setData", "check"];
            let kind = self.dice.pick(&kinds);
            let step = self.step(kind);
            let mut alone = step.clone();
            alone["session"] = json!(name);
            self.guess.take(&alone);
            inner.push(step);
        }
        self.guess = guess;
        json!({ "op": "multi", "ops": inner })
    }

    fn too_long(&mut self) -> Value {
        let operation = self.dice.pick(&["create", "create2", "setData", "multi"]);
        let data = self.long_data();
        let path = self.path();
        let step = json!({ "op": operation, "path": path, "data": data });
        if operation == "multi" {
            let inner = json!({ "op": "create", "path": path, "data": data });
            return json!({ "op": "multi", "ops": [inner] });
        }
        step
    }
}
