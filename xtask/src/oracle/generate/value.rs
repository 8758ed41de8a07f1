//! What steps are about: paths, data, versions, access lists.

use super::{Maker, Theme};
use serde_json::{Value, json};

const NAMES: [&str; 6] = ["a", "b", "x", "y", "n-", "é"];
/// Paths that are none, and some that look as if.
const ODD: [&str; 27] = [
    "",
    "a",
    "a/b",
    "//",
    "/.",
    "/..",
    "/a/",
    "/a//b",
    "/a/./b",
    "/a/..",
    "/\u{0}",
    "/a\u{0}b",
    "/\u{1}",
    "/\u{1f}",
    "/\u{7f}",
    "/\u{9f}",
    "/\u{a0}",
    "/\u{d7ff}",
    "/\u{e000}",
    "/\u{f8ff}",
    "/\u{f900}",
    "/\u{ffef}",
    "/\u{fff0}",
    "/😀",
    "/...",
    "/a b",
    "/*\\",
];
/// Names that make a good path bad.
pub(super) const BAD_NAMES: [&str; 7] = [
    "/.",
    "/..",
    "/\u{7f}",
    "/x\u{1}",
    "/\u{fff0}",
    "/😀",
    "/x\u{0}",
];
const SYSTEM: [&str; 4] = [
    "/zookeeper",
    "/zookeeper/config",
    "/zookeeper/quota",
    "/zookeeper/quota/z",
];
const GOOD_IDS: [&str; 12] = [
    "world:anyone",
    "world:anyone",
    "auth:",
    "auth:u9",
    "digest:u1:fpT/y03U+EjItKZOSLGvjnJlyng=",
    "digest:u2:o9NxcCGDPOlcV7JVhmKHOf5ctVE=",
    "digest:u3:x:",
    "digest::x",
    "ip:127.0.0.1",
    "ip:127.0.0.0/8",
    "ip:10.1.2.3/7",
    "ip:127.0.0.1/0",
];
const BAD_IDS: [&str; 15] = [
    "world:nobody",
    "world:",
    "digest:u1",
    "digest:u1:",
    "digest:a:b:c",
    "digest:",
    "ip:127.0.0",
    "ip:127.0.0.256",
    "ip:127.0.0.1/33",
    "ip:127.0.0.1/",
    "ip:x",
    "ip:127.0.0.1/-1",
    "nope:x",
    "super:x",
    "x509:CN=x",
];
/// Longer than a request may be.
const TOO_LONG: usize = 1_048_576;

impl Maker {
    /// A path of something that is there.
    pub(super) fn existing(&mut self) -> String {
        let count = self.guess.nodes.len();
        // The root is asked for less than its share.
        let at = match self.dice.below(count) {
            0 => self.dice.below(count),
            at => at,
        };
        self.guess.nodes[at].path.clone()
    }

    /// A path below something that is there.
    pub(super) fn child(&mut self) -> String {
        let parent = self.existing();
        let deep = parent.matches('/').count() > 2;
        let parent = if deep || parent == "/" { "" } else { &parent };
        format!("{parent}/{}", self.dice.pick(&NAMES))
    }

    /// Some path.
    pub(super) fn path(&mut self) -> String {
        let odd = if self.theme == Theme::Paths { 50 } else { 2 };
        if self.dice.chance(odd) {
            return self.dice.pick(&ODD).to_owned();
        }
        match self.dice.below(20) {
            0..=11 => self.existing(),
            12..=16 => self.child(),
            17 => self.dice.pick(&SYSTEM).to_owned(),
            _ => format!("/{}/none", self.dice.pick(&NAMES)),
        }
    }

    /// A name that was never used.
    pub(super) fn fresh(&mut self) -> String {
        self.fresh += 1;
        format!("/f{}", self.fresh)
    }

    pub(super) fn data(&mut self) -> Value {
        match self.dice.below(24) {
            0..=2 => Value::Null,
            3..=5 => json!(""),
            6..=8 => json!("日本"),
            9 => json!({ "repeat": "ab", "times": 200 }),
            10 => json!("\u{0}"),
            at => json!("x".repeat(at - 10)),
        }
    }

    /// Data with which a request is too long.
    pub(super) fn long_data(&mut self) -> Value {
        json!({ "repeat": "x", "times": TOO_LONG })
    }

    /// A version to expect, often the right one; none is any.
    pub(super) fn version(&mut self, path: &str, of_list: bool) -> Option<i64> {
        match self.dice.below(10) {
            0..=3 => None,
            4 => Some(-1),
            5 => Some(*self.dice.pick(&[&-2, &0, &1, &7])),
            _ => {
                let node = self.guess.get(path)?;
                Some(if of_list { node.aversion } else { node.version })
            }
        }
    }

    /// Some letters of rights.
    fn perms(&mut self) -> String {
        if self.dice.chance(40) {
            return "cdrwa".to_owned();
        }
        let letters = "cdrwa".chars();
        letters.filter(|_| self.dice.chance(50)).collect()
    }

    /// An access list that is mostly right.
    pub(super) fn acl(&mut self) -> Value {
        if self.dice.chance(8) {
            return self.bad_acl();
        }
        let entries = 1 + self.dice.below(3);
        let entries = (0..entries).map(|_| {
            let id = self.dice.pick(&GOOD_IDS);
            json!(format!("{id}:{}", self.perms()))
        });
        entries.collect()
    }

    /// An access list that nobody may have.
    pub(super) fn bad_acl(&mut self) -> Value {
        match self.dice.below(10) {
            0 => json!([]),
            1 => Value::Null,
            at => {
                let bad = json!(format!("{}:{}", self.dice.pick(&BAD_IDS), self.perms()));
                if at > 6 {
                    json!(["world:anyone:r", bad])
                } else {
                    json!([bad])
                }
            }
        }
    }

    /// Lists of watches that a client registers anew.
    pub(super) fn watch_lists(&mut self) -> Value {
        let mut lists = json!({});
        for key in ["data", "exist", "child", "persistent", "recursive"] {
            if self.dice.chance(45) {
                let count = self.dice.below(4);
                lists[key] = (0..count).map(|_| json!(self.path())).collect();
            }
        }
        lists
    }
}
