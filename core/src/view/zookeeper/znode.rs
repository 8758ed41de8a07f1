//! Everything of one znode.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::tree::{Forest, text};
use crate::{
    kernel::NodeId,
    narrate::Term,
    view::{Caused, ClientMark, FieldView, StatView, VersionView, ZnodeView},
    zookeeper::{
        client::words::acl_text,
        name, session_text,
        znode::{
            acl::Entry,
            node::{Life, Stat, Znode},
            watch::{Kind, Mode},
        },
        zxid::Zxid,
        zxid_text,
    },
};

/// Data is shown up to so many characters.
const DATA_SHOWN: usize = 2_000;

/// The fields of a Stat in ZooKeeper's names; with a transaction where one made them.
fn stat_fields(stat: &Stat) -> [(&'static str, String, Option<Zxid>); 11] {
    let owner = stat
        .ephemeral_owner
        .map_or_else(|| "0x0".into(), session_text);
    let zxid = |name, zxid| (name, zxid_text(zxid), Some(zxid));
    let ms = |name, time: u64| (name, format!("{time} ms"), None);
    let number = |name, value: i64| (name, value.to_string(), None);
    [
        zxid("cZxid", stat.czxid),
        ms("ctime", stat.ctime),
        zxid("mZxid", stat.mzxid),
        ms("mtime", stat.mtime),
        zxid("pZxid", stat.pzxid),
        number("cversion", stat.cversion.into()),
        ("dataVersion", stat.version.to_string(), Some(stat.mzxid)),
        number("aclVersion", stat.aversion.into()),
        ("ephemeralOwner", owner, None),
        number("dataLength", stat.data_length.into()),
        number("numChildren", stat.num_children.into()),
    ]
}

/// A transaction at a server, if it is one: what every server begins with was made by none.
fn caused(server: NodeId, zxid: Zxid) -> Option<Caused> {
    (zxid > Zxid::default()).then_some(Caused::Txn {
        server: server.0,
        zxid: zxid.0,
    })
}

impl Forest<'_> {
    /// A node, if any of the servers has it.
    #[inline(never)]
    pub(super) fn znode(&self, path: &str) -> Option<ZnodeView> {
        let place = self.place(path);
        let versions = self.versions(path);
        let node = place.here;
        if versions.iter().all(|version| version.cause.is_none()) && node.is_none() {
            return None;
        }
        let before = place.before.map(|before| before.stat());
        let stat = node.map(|node| self.stat(node, before.as_ref()));
        let known = node.or(place.there.iter().find_map(|node| *node));
        let kind = known.map_or_else(String::new, |node| self.kind(node));
        Some(ZnodeView {
            path: path.to_string(),
            kind,
            owner: known.and_then(|node| match node.life {
                Life::Ephemeral(owner) => Some(self.painter.owner(owner)),
                Life::Persistent | Life::Container | Life::Ttl(_) => None,
            }),
            data: node.map_or_else(String::new, |node| self.data(node)),
            stat: stat.unwrap_or_default(),
            acl: node.map_or_else(Vec::new, |node| entries(&node.acl)),
            watches: self.watches(path),
            versions,
        })
    }

    fn kind(&self, node: &Znode) -> String {
        let (_, told) = self.painter.life(node.life);
        if told.is_empty() {
            self.painter.say(Term::Persistent)
        } else {
            told
        }
    }

    fn data(&self, node: &Znode) -> String {
        match text(&node.data) {
            None => "null".into(),
            Some(text) if text.is_empty() => self.painter.say(Term::EmptyData),
            Some(text) => text.chars().take(DATA_SHOWN).collect(),
        }
    }

    fn stat(&self, node: &Znode, before: Option<&Stat>) -> Vec<StatView> {
        let now = stat_fields(&node.stat());
        let before = before.map(stat_fields);
        let view = |(place, (name, value, zxid)): (usize, (&str, String, Option<Zxid>))| {
            let was = before.as_ref().map(|fields| fields[place].1.clone());
            StatView {
                field: FieldView {
                    name: name.into(),
                    was: was.filter(|was| *was != value),
                    value,
                },
                cause: zxid.and_then(|zxid| caused(self.shown.id, zxid)),
            }
        };
        now.into_iter().enumerate().map(view).collect()
    }

    fn watches(&self, path: &str) -> Vec<(ClientMark, String)> {
        let painter = self.painter;
        let watches = self.shown.server.watches.iter();
        let mut told: Vec<(ClientMark, String)> = Vec::new();
        for (_, who, kind, mode) in watches.filter(|(watched, ..)| ***watched == *path) {
            let term = match (mode, kind) {
                (Mode::OneShot, Kind::Children) => Term::ChildWatch,
                (Mode::OneShot, Kind::Data | Kind::Any) => Term::DataWatch,
                (Mode::Persistent, _) => Term::PersistentWatch,
                (Mode::Recursive, _) => Term::RecursiveWatch,
            };
            let watch = (painter.owner(who), painter.say(term));
            if !told.contains(&watch) {
                told.push(watch);
            }
        }
        told
    }

    /// What each server has at a path.
    fn versions(&self, path: &str) -> Vec<VersionView> {
        let painter = self.painter;
        let reference = painter.reference();
        let copies = painter.copies();
        let view = |copy: super::lag::Copy<'_>| {
            let node = copy.server.database.tree.get(path);
            let theirs = reference.and_then(|it| it.server.database.tree.get(path));
            let stamp = |node: &Znode| (node.czxid, node.mzxid, node.aversion);
            let same = node.map(stamp) == theirs.map(stamp);
            let value = node.map_or_else(
                || painter.say(Term::NotThere),
                |node| format!("v{} {}", node.version, zxid_text(node.mzxid)),
            );
            let why = reference.filter(|_| !same);
            let why = why.and_then(|reference| {
                let copy = painter.copies().find(|it| it.id == copy.id)?;
                Some(painter.why(copy, reference, Some(path)))
            });
            VersionView {
                name: name(copy.id),
                value,
                why: why.unwrap_or_default(),
                shown: copy.id == self.shown.id,
                cause: node.and_then(|node| caused(copy.id, node.mzxid)),
            }
        };
        copies.map(view).collect()
    }
}

/// The entries of an access list as ZooKeeper writes them, e.g. `world:anyone:cdrwa`.
fn entries(acl: &[Entry]) -> Vec<String> {
    acl.chunks(1).map(acl_text).collect()
}
