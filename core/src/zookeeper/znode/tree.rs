//! The tree of znodes, with its sessions (`DataTree.java`).
//!
//! Invariants: (1) clones share all that does not differ; (2) the list of a session's ephemerals
//! is that of the nodes it owns.

use alloc::{rc::Rc, vec::Vec};

use super::{
    acl::{Acl, Perms, world},
    node::{Data, Life, SessionId, Znode},
    path,
};
use crate::{kernel::Shared, sorted::SortedMap, zookeeper::zxid::Zxid};

/// A session as all servers know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    /// Its time-out, in ms.
    pub timeout: u32,
    /// The paths of its ephemerals, ascending.
    pub ephemerals: Vec<Rc<str>>,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree {
    root: Shared<Znode>,
    /// Living sessions.
    pub sessions: Shared<SortedMap<SessionId, Session>>,
    /// How many nodes are below [`QUOTA`]. Mostly none, and then nobody asks for a path's quota.
    pub(super) quotas: u32,
}

/// The node below which quotas are kept.
pub(super) const QUOTA: &str = "/zookeeper/quota";

/// The node in which an ensemble has its members.
pub const CONFIG: &str = "/zookeeper/config";

/// The nodes that ZooKeeper itself makes, which nobody may delete.
pub const SPECIAL: [&str; 4] = ["/", "/zookeeper", "/zookeeper/quota", CONFIG];

impl Default for Tree {
    /// The tree of a fresh server. Its nodes were made by nobody and are not counted.
    fn default() -> Self {
        let node = |acl, aversion| Znode {
            data: Some(Rc::new([])),
            acl,
            czxid: Zxid::default(),
            mzxid: Zxid::default(),
            pzxid: Zxid::default(),
            ctime: 0,
            mtime: 0,
            version: 0,
            created: 0,
            aversion,
            life: Life::Persistent,
            children: super::chart::Chart::default(),
        };
        let mut system = node(world(Perms::ALL), 0);
        let config = node(world(Perms::READ), -1);
        system.children.insert("config".into(), Shared::new(config));
        let quota = node(world(Perms::ALL), 0);
        system.children.insert("quota".into(), Shared::new(quota));
        let mut root = node(world(Perms::ALL), 0);
        root.children
            .insert("zookeeper".into(), Shared::new(system));
        Self {
            root: Shared::new(root),
            sessions: Shared::new(SortedMap::new()),
            quotas: 0,
        }
    }
}

/// The names on the way to a node; `None` if the path does not begin at the root. The empty path
/// is the root, as in ZooKeeper.
fn names(path: &str) -> Option<Names<'_>> {
    let below = if path.is_empty() || path == "/" {
        None
    } else {
        Some(path.strip_prefix('/')?)
    };
    Some(Names(below))
}

/// Names between slashes, of which nothing is left after the last one.
pub(super) struct Names<'a>(pub(super) Option<&'a str>);

impl<'a> Iterator for Names<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0?;
        // Paths are short: byte by byte is quickest.
        let Some(slash) = rest.bytes().position(|byte| byte == b'/') else {
            return self.0.take();
        };
        self.0 = rest.get(slash + 1..);
        rest.get(..slash)
    }
}

/// A node to be created.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Birth {
    /// Where.
    pub path: Rc<str>,
    /// Its data.
    pub data: Data,
    /// Its access list.
    pub acl: Acl,
    /// How long it lives.
    pub life: Life,
}

impl Tree {
    /// The root, as it is shared.
    pub fn root(&self) -> &Shared<Znode> {
        &self.root
    }

    /// A node, as it is shared.
    pub fn find(&self, path: &str) -> Option<&Shared<Znode>> {
        names(path)?.try_fold(&self.root, |node, name| node.children.get(name))
    }

    /// A node.
    pub fn get(&self, path: &str) -> Option<&Znode> {
        self.find(path).map(|node| &**node)
    }

    /// A node that is there, for changing; copies what is shared on the way.
    pub fn get_mut(&mut self, path: &str) -> Option<&mut Znode> {
        let root = Shared::touch(&mut self.root);
        names(path)?.try_fold(root, |node, name| {
            node.children.get_mut(name).map(Shared::touch)
        })
    }

    /// Creates a node below one that is there.
    pub fn create(&mut self, birth: &Birth, zxid: Zxid, time: u64) {
        let Some((parent, name)) = path::split(&birth.path) else {
            return;
        };
        let Some(parent) = self.get_mut(parent) else {
            return;
        };
        parent.created = parent.created.wrapping_add(1);
        parent.pzxid = zxid;
        let node = Znode {
            data: birth.data.clone(),
            acl: birth.acl.clone(),
            czxid: zxid,
            mzxid: zxid,
            pzxid: zxid,
            ctime: time,
            mtime: time,
            version: 0,
            created: 0,
            aversion: 0,
            life: birth.life,
            children: super::chart::Chart::default(),
        };
        parent.children.insert(name.into(), Shared::new(node));
        self.quotas += u32::from(is_of_quotas(&birth.path));
        if let Life::Ephemeral(owner) = birth.life
            && let Some(session) = Shared::touch(&mut self.sessions).get_mut(&owner)
        {
            let at = session
                .ephemerals
                .partition_point(|known| *known < birth.path);
            session.ephemerals.insert(at, birth.path.clone());
        }
    }

    /// Deletes a node.
    pub fn delete(&mut self, path: &str, zxid: Zxid) {
        let Some((parent, name)) = path::split(path) else {
            return;
        };
        let life = self.get(path).map(|node| node.life);
        if let Some(parent) = self.get_mut(parent)
            && parent.children.remove(name)
        {
            parent.pzxid = zxid;
            self.quotas -= u32::from(is_of_quotas(path));
        }
        if let Some(Life::Ephemeral(owner)) = life
            && let Some(session) = Shared::touch(&mut self.sessions).get_mut(&owner)
        {
            session.ephemerals.retain(|known| **known != *path);
        }
    }

    /// All nodes with their paths, parents first.
    pub fn walk(&self, look: &mut dyn FnMut(&str, &Znode)) {
        look("/", &self.root);
        walk_below("", &self.root, look);
    }
}

/// Whether a node is below [`QUOTA`].
fn is_of_quotas(path: &str) -> bool {
    path.strip_prefix(QUOTA)
        .is_some_and(|rest| rest.starts_with('/'))
}

fn walk_below(path: &str, node: &Znode, look: &mut dyn FnMut(&str, &Znode)) {
    for (name, child) in node.children.iter() {
        let path = alloc::format!("{path}/{name}");
        look(&path, child);
        walk_below(&path, child, look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many there are, by looking.
    fn below_quota(tree: &Tree) -> u32 {
        let mut count = 0;
        tree.walk(&mut |path, _| count += u32::from(is_of_quotas(path)));
        count
    }

    #[test]
    fn a_tree_knows_how_many_nodes_of_quotas_it_has() {
        let paths = [
            "/a",
            "/zookeeper/quota/a",
            "/zookeeper/quota/a/zookeeper_limits",
            "/zookeeper/quotas",
            "/zookeeper/quotas/a",
        ];
        let mut tree = Tree::default();
        for (path, counted) in paths.iter().zip([0, 1, 2, 2, 2]) {
            let birth = Birth {
                path: (*path).into(),
                data: None,
                acl: world(Perms::ALL),
                life: Life::Persistent,
            };
            tree.create(&birth, Zxid::new(1, 1), 0);
            assert_eq!(
                (tree.quotas, below_quota(&tree)),
                (counted, counted),
                "{path}"
            );
        }
        for (path, counted) in paths.iter().rev().zip([2, 2, 1, 0, 0]) {
            tree.delete(path, Zxid::new(1, 2));
            // What is not there is not taken away twice.
            tree.delete(path, Zxid::new(1, 3));
            assert_eq!(
                (tree.quotas, below_quota(&tree)),
                (counted, counted),
                "{path}"
            );
        }
    }
}
