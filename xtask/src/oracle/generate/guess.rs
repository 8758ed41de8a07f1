//! What the tree probably looks like by now, so that steps hit what is there.
//!
//! It only steers: rights and errors are left out, and a wrong guess costs nothing.

use super::super::request::op;
use serde_json::Value;

/// A node that is probably there.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) path: String,
    /// The session that owns it, if it is an ephemeral.
    pub(crate) owner: Option<String>,
    pub(crate) version: i64,
    pub(crate) aversion: i64,
    /// How many children it ever had.
    created: usize,
}

/// A guess.
#[derive(Clone)]
pub(crate) struct Guess {
    pub(crate) nodes: Vec<Node>,
    /// How many transactions there were.
    pub(crate) zxid: usize,
}

impl Default for Guess {
    fn default() -> Self {
        Self {
            nodes: vec![node("/", None)],
            zxid: 0,
        }
    }
}

fn node(path: &str, owner: Option<String>) -> Node {
    Node {
        path: path.to_owned(),
        owner,
        version: 0,
        aversion: 0,
        created: 0,
    }
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((parent, _)) => parent,
    }
}

impl Guess {
    /// A node by its path.
    pub(crate) fn get(&self, path: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.path == path)
    }

    fn get_mut(&mut self, path: &str) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.path == path)
    }

    /// Takes a step into account.
    pub(crate) fn take(&mut self, step: &Value) {
        let name = step["session"].as_str().unwrap_or_default();
        match op(step) {
            "create" | "create2" | "delete" | "setData" | "setACL" => {
                self.zxid += 1;
                self.write(step, name);
            }
            "connect" => self.zxid += 1,
            "close" | "expire" => {
                self.zxid += 1;
                self.nodes
                    .retain(|node| node.owner.as_deref() != Some(name));
            }
            "multi" => {
                self.zxid += 1;
                let before = self.clone();
                let inner = step["ops"].as_array().into_iter().flatten();
                for one in inner {
                    if !self.write(one, name) {
                        *self = before;
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether the write was probably done.
    fn write(&mut self, step: &Value, session: &str) -> bool {
        let path = step["path"].as_str().unwrap_or_default();
        let version = step["version"].as_i64().unwrap_or(-1);
        let fits = |is: i64| version == -1 || version == is;
        match op(step) {
            "create" | "create2" => self.create(step, session, path),
            "delete" => {
                let empty = !self.nodes.iter().any(|node| parent(&node.path) == path);
                let there = self.get(path).is_some_and(|node| fits(node.version));
                if there && empty && path != "/" {
                    self.nodes.retain(|node| node.path != path);
                }
                there && empty
            }
            "setData" => match self.get_mut(path).filter(|node| fits(node.version)) {
                Some(node) => {
                    node.version += 1;
                    true
                }
                None => false,
            },
            "setACL" => match self.get_mut(path).filter(|node| fits(node.aversion)) {
                Some(node) => {
                    node.aversion += 1;
                    true
                }
                None => false,
            },
            _ => self.get(path).is_some_and(|node| fits(node.version)),
        }
    }

    fn create(&mut self, step: &Value, session: &str, path: &str) -> bool {
        let mode = step["mode"].as_str().unwrap_or_default();
        let Some(above) = self.get_mut(parent(path)) else {
            return false;
        };
        let path = if mode.contains("SEQUENTIAL") {
            format!("{path}{:010}", above.created)
        } else {
            path.to_owned()
        };
        if above.owner.is_some() {
            return false;
        }
        let doubtful = path.contains("//") || path.ends_with(['/', '.']) || !path.starts_with('/');
        if doubtful || self.get(&path).is_some() {
            return false;
        }
        if let Some(above) = self.get_mut(parent(&path)) {
            above.created += 1;
        }
        let owner = mode.starts_with("EPHEMERAL").then(|| session.to_owned());
        self.nodes.push(node(&path, owner));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_made_is_expected() {
        let mut guess = Guess::default();
        let make = |path: &str, mode: &str| {
            let mut step = json!({ "session": "a", "op": "create", "path": path });
            step["mode"] = json!(mode);
            step
        };
        guess.take(&make("/a", "PERSISTENT"));
        guess.take(&make("/a/s", "EPHEMERAL_SEQUENTIAL"));
        assert!(guess.get("/a/s0000000000").is_some());
        let inner = json!([
            { "op": "setData", "path": "/a" },
            { "op": "delete", "path": "/b" },
        ]);
        guess.take(&json!({ "session": "a", "op": "multi", "ops": inner }));
        assert_eq!(guess.get("/a").map(|node| node.version), Some(0));
        guess.take(&json!({ "session": "a", "op": "expire" }));
        assert!(guess.get("/a/s0000000000").is_none());
        assert_eq!(guess.zxid, 4);
    }
}
