//! Steps that lead to an answer asked for: what it takes, and then the request.

use super::Maker;
use super::session::State;
use super::value::BAD_NAMES;
use serde_json::{Value, json};

impl Maker {
    /// Leads an operation to an error.
    pub(super) fn provoke(&mut self, operation: &str, error: &str) {
        match error {
            "SESSIONEXPIRED" => {
                let name = self.over();
                let step = self.step(operation);
                self.ask_as(&name, step);
            }
            "CONNECTIONLOSS" => {
                let name = self.disconnected();
                let step = self.step(operation);
                self.ask_as(&name, step);
                if self.dice.chance(70) {
                    self.reconnect(&name);
                }
            }
            "AUTHFAILED" => {
                let name = self.connected();
                let step = json!({ "op": "addAuth", "scheme": "nope", "auth": "x" });
                self.ask_as(&name, step);
                self.lapse(&name, State::Disconnected);
                self.reconnect(&name);
            }
            _ => self.provoke_request(operation, error),
        }
    }

    fn provoke_request(&mut self, operation: &str, error: &str) {
        match (operation, error) {
            ("close" | "disconnect" | "reconnect" | "expire" | "advance", _) => {
                self.provoke_session(operation);
            }
            ("connect", _) => {
                self.begin();
            }
            ("multi", _) => {
                let kinds: &[&str] = match error {
                    "UNIMPLEMENTED" => &["createTTL"],
                    "INVALIDACL" | "NODEEXISTS" | "NOCHILDRENFOREPHEMERALS" => {
                        &["create", "create2", "createContainer"]
                    }
                    "BADVERSION" => &["delete", "setData", "check"],
                    "NOTEMPTY" => &["delete"],
                    "QUOTAEXCEEDED" => &["create", "setData"],
                    _ => &["create", "delete", "setData", "check"],
                };
                let kind = self.dice.pick(kinds);
                self.provoke_inner("multi", kind, error);
            }
            ("multiRead", _) => {
                let step = self.step("multiRead");
                self.ask(step);
            }
            _ => match operation.split_once('/') {
                Some((several, one)) => self.provoke_inner(several, one, error),
                None => {
                    let step = self.request(operation, error);
                    self.ask(step);
                }
            },
        }
    }

    fn provoke_session(&mut self, operation: &str) {
        match operation {
            "advance" => self.push(json!({ "op": "advance", "ms": 300 })),
            "reconnect" => {
                let name = self.disconnected();
                self.reconnect(&name);
            }
            "disconnect" => {
                let name = self.connected();
                self.change(&name, operation, State::Disconnected);
            }
            _ => {
                let name = self.begin();
                let path = self.fresh();
                let own = json!({ "op": "create", "path": path, "mode": "EPHEMERAL" });
                self.ask_as(&name, own);
                self.change(&name, operation, State::Over);
            }
        }
    }

    fn provoke_inner(&mut self, several: &str, one: &str, error: &str) {
        let mut inner = Vec::new();
        if error == "RUNTIMEINCONSISTENCY" {
            inner.push(json!({ "op": "delete", "path": "/none" }));
            inner.push(self.request(one, "OK"));
        } else {
            inner.push(self.request(one, error));
        }
        if several == "multi" && self.dice.chance(60) {
            let before = self.fresh();
            inner.insert(0, json!({ "op": "create", "path": before }));
            let after = self.dice.pick(&["create", "delete", "check"]);
            let after = self.step(after);
            if error != "OK" {
                inner.push(after);
            }
        }
        self.ask(json!({ "op": several, "ops": inner }));
    }

    /// A request that is answered so, after what has to be there for it.
    fn request(&mut self, operation: &str, error: &str) -> Value {
        let makes = operation.starts_with("create");
        let path = match error {
            "NONODE" if makes => "/none/x".to_owned(),
            "NONODE" => "/none".to_owned(),
            "NOAUTH" => self.locked(operation),
            "BADARGUMENTS" => self.bad_path(operation),
            "NODEEXISTS" | "BADVERSION" => self.made(json!({})),
            "NOTEMPTY" => {
                let path = self.made(json!({}));
                self.ask(json!({ "op": "create", "path": format!("{path}/x") }));
                path
            }
            "NOCHILDRENFOREPHEMERALS" => self.made(json!({ "mode": "EPHEMERAL" })) + "/x",
            "QUOTAEXCEEDED" => {
                let path = self.limited();
                if makes { format!("{path}/x") } else { path }
            }
            "NOWATCHER" => self.fresh(),
            "OK" if makes => self.fresh(),
            "OK" if operation.ends_with("Watches") && operation != "setWatches" => {
                self.made_watched(operation)
            }
            _ => self.made(json!({})),
        };
        let mut step = self.step(operation);
        if step.get("path").is_some() {
            step["path"] = json!(path);
        }
        self.settle(&mut step, operation, error);
        step
    }

    /// Nothing else shall be wrong with the request.
    fn settle(&mut self, step: &mut Value, operation: &str, error: &str) {
        let makes = operation.starts_with("create");
        let is_ttl = operation == "createTTL";
        if makes || operation == "setACL" {
            step["acl"] = match error {
                "INVALIDACL" => self.bad_acl(),
                _ => json!(["world:anyone:cdrwa"]),
            };
        }
        if is_ttl {
            step["ttl"] = json!(3_600_000);
        } else if matches!(operation, "create" | "create2") {
            step["mode"] = json!(self.dice.pick(&["PERSISTENT", "EPHEMERAL"]));
            if let Some(step) = step.as_object_mut() {
                step.remove("ttl");
            }
        }
        match error {
            "BADVERSION" => step["version"] = json!(self.dice.pick(&[&-2, &7])),
            "BADARGUMENTS" if is_ttl && self.dice.chance(50) => {
                step["ttl"] = json!(self.dice.pick(&[&0i64, &-1, &0x100_0000_0000]));
            }
            "QUOTAEXCEEDED" => step["data"] = json!("too much"),
            _ if matches!(operation, "delete" | "setData" | "setACL" | "check") => {
                step["version"] = json!(-1);
            }
            _ => {}
        }
    }

    /// A node made for this.
    fn made(&mut self, with: Value) -> String {
        let path = self.fresh();
        let mut step = with;
        step["op"] = json!("create");
        step["path"] = json!(path);
        self.ask(step);
        path
    }

    /// A watched path.
    fn made_watched(&mut self, operation: &str) -> String {
        let path = self.made(json!({}));
        // All sessions watch, since anybody may be the one that asks.
        let sessions = self
            .sessions
            .iter()
            .filter(|one| one.state == State::Connected);
        let names: Vec<String> = sessions.map(|one| one.name.clone()).collect();
        let names = if operation == "checkWatches" {
            &names[..1]
        } else {
            &names[..]
        };
        for name in names {
            let step = json!({ "op": "addWatch", "path": path, "mode": "PERSISTENT" });
            self.ask_as(name, step);
        }
        path
    }

    /// A path for which the right is missing that the operation needs.
    fn locked(&mut self, operation: &str) -> String {
        let (missing, below) = match operation {
            "delete" => ("d", true),
            "setData" => ("w", false),
            "setACL" => ("a", false),
            "getACL" => ("ra", false),
            makes if makes.starts_with("create") => ("c", true),
            _ => ("r", false),
        };
        let left = "cdrwa".replace(|letter| missing.contains(letter), "");
        let path = self.made(json!({ "acl": [format!("world:anyone:{left}")] }));
        if below { path + "/x" } else { path }
    }

    fn bad_path(&mut self, operation: &str) -> String {
        match operation {
            "exists" => "/x\u{0}".to_owned(),
            "delete" => {
                let bad = ["/", "/zookeeper", "/zookeeper/quota", "a", "", "/\u{0}"];
                self.dice.pick(&bad).to_owned()
            }
            _ => {
                let bad = self.dice.pick(&BAD_NAMES).to_owned();
                if self.dice.chance(25) {
                    "a".to_owned()
                } else {
                    bad
                }
            }
        }
    }

    /// A node that may hold nothing more, with what says so.
    fn limited(&mut self) -> String {
        let path = self.fresh();
        self.quota(&path, "count=-1,bytes=-1=;byteHardLimit=2;countHardLimit=1");
        path
    }

    /// A quota with random limits on some node.
    pub(super) fn limit(&mut self) {
        let path = self.fresh();
        let limits = [
            "count=2,bytes=5",
            "count=-1,bytes=-1=;byteHardLimit=6;countHardLimit=3",
            "count=1,bytes=-1=;countHardLimit=4",
            "count=-1,bytes=3=;byteHardLimit=4",
        ];
        let limits = self.dice.pick(&limits);
        self.quota(&path, limits);
    }

    fn quota(&mut self, path: &str, limits: &str) {
        self.ask(json!({ "op": "create", "path": path }));
        let quota = format!("/zookeeper/quota{path}");
        self.ask(json!({ "op": "create", "path": quota }));
        let node = |name: &str, data: &str| {
            let path = format!("{quota}/{name}");
            json!({ "op": "create", "path": path, "data": data })
        };
        self.ask(node("zookeeper_limits", limits));
        self.ask(node("zookeeper_stats", "count=0,bytes=0"));
        self.ask(json!({ "op": "getData", "path": format!("{quota}/zookeeper_stats") }));
    }
}
