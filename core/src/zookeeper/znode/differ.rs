//! How two trees differ, without looking at what they share.

use super::node::Znode;
use crate::{kernel::Shared, zookeeper::zxid::Zxid};

/// How a node in one tree differs from the one at the same path in another tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// It is only there.
    Missing,
    /// It is only here.
    Extra,
    /// What is here is older.
    Older,
    /// What is here is newer.
    Newer,
    /// The nodes are alike, and something below them is not.
    Below,
}

/// Compares two nodes. Digests are remembered by what is shared, so that after a change only the
/// way from the root to it is looked at.
pub fn compare(here: Option<&Shared<Znode>>, there: Option<&Shared<Znode>>) -> Option<Difference> {
    let (here, there) = match (here, there) {
        (None, None) => return None,
        (None, Some(_)) => return Some(Difference::Missing),
        (Some(_), None) => return Some(Difference::Extra),
        (Some(here), Some(there)) => (here, there),
    };
    if Shared::same(here, there) || Shared::digest(here) == Shared::digest(there) {
        return None;
    }
    Some(match age(here).cmp(&age(there)) {
        core::cmp::Ordering::Less => Difference::Older,
        core::cmp::Ordering::Equal => Difference::Below,
        core::cmp::Ordering::Greater => Difference::Newer,
    })
}

/// What tells an older state of a node from a newer one, its children aside.
fn age(node: &Znode) -> (Zxid, Zxid, i32) {
    (node.czxid, node.mzxid, node.aversion)
}

#[cfg(test)]
mod tests {
    use alloc::rc::Rc;

    use super::*;
    use crate::zookeeper::znode::{
        acl::{Perms, world},
        node::Life,
        tree::{Birth, Tree},
    };

    fn create(tree: &mut Tree, path: &str, counter: u32) {
        let birth = Birth {
            path: path.into(),
            data: Some(Rc::new([])),
            acl: world(Perms::ALL),
            life: Life::Persistent,
        };
        tree.create(&birth, Zxid::new(1, counter), 0);
    }

    fn grown() -> Tree {
        let mut tree = Tree::default();
        create(&mut tree, "/a", 1);
        create(&mut tree, "/a/b", 2);
        tree
    }

    #[test]
    fn trees_that_came_about_apart_are_alike_if_the_same_happened_to_them() {
        let (one, other) = (grown(), grown());
        assert!(!Shared::same(one.root(), other.root()));
        assert_eq!(compare(Some(one.root()), Some(other.root())), None);
    }

    #[test]
    fn a_difference_is_found_at_its_node_and_seen_above_it() {
        let (here, mut there) = (grown(), grown());
        if let Some(node) = there.get_mut("/a/b") {
            node.mzxid = Zxid::new(1, 3);
        }
        create(&mut there, "/c", 4);
        let at = |path| compare(here.find(path), there.find(path));
        assert_eq!(at("/a/b"), Some(Difference::Older));
        assert_eq!(at("/a"), Some(Difference::Below));
        assert_eq!(at("/c"), Some(Difference::Missing));
        assert_eq!(at("/zookeeper"), None);
        let back = |path| compare(there.find(path), here.find(path));
        assert_eq!(back("/a/b"), Some(Difference::Newer));
        assert_eq!(back("/c"), Some(Difference::Extra));
    }

    #[test]
    fn an_access_list_set_anew_is_a_difference_of_its_node() {
        let (here, mut there) = (grown(), grown());
        if let Some(node) = there.get_mut("/a") {
            node.aversion += 1;
        }
        let found = compare(here.find("/a"), there.find("/a"));
        assert_eq!(found, Some(Difference::Older));
    }
}
