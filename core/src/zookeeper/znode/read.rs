//! What a server answers by itself: reads, and what concerns its watches.
//!
//! A watch is set by the very read that tells the state. Reads do not look at paths more closely:
//! a bad one is not there. Source: `FinalRequestProcessor.java`.

use alloc::{rc::Rc, vec::Vec};

use super::{
    acl::{self, Acl, Identity, Perms},
    error::Error,
    node::{Data, SessionId, Stat, Znode},
    tree::Tree,
    watch::{Kind, Mode, Watches},
};

/// A read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    /// exists. It needs no right, and watches for the coming of what is not there.
    Exists {
        /// The path.
        path: Rc<str>,
        /// Whether it is watched.
        watch: bool,
    },
    /// getData.
    GetData {
        /// The path.
        path: Rc<str>,
        /// Whether it is watched.
        watch: bool,
    },
    /// getChildren, getChildren2.
    GetChildren {
        /// The path.
        path: Rc<str>,
        /// Whether they are watched.
        watch: bool,
        /// Whether the answer holds the node's stat.
        stat: bool,
    },
    /// getACL.
    GetAcl {
        /// The path.
        path: Rc<str>,
    },
    /// multiRead: each by itself, watches ignored.
    Multi(Vec<Read>),
    /// getEphemerals: those of the asking session.
    GetEphemerals {
        /// What their paths begin with, letter by letter.
        prefix: Rc<str>,
    },
    /// getAllChildrenNumber.
    GetAllChildrenNumber {
        /// The path.
        path: Rc<str>,
    },
    /// addWatch.
    AddWatch {
        /// The path.
        path: Rc<str>,
        /// How long, and how far.
        mode: Mode,
    },
    /// removeWatches.
    RemoveWatches {
        /// The path.
        path: Rc<str>,
        /// Of which tables.
        kind: Kind,
    },
    /// checkWatches.
    CheckWatches {
        /// The path.
        path: Rc<str>,
        /// In which tables.
        kind: Kind,
    },
    /// whoAmI.
    WhoAmI,
}

/// The answer to a read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// Done, and nothing to be said.
    Done,
    /// A stat.
    Stat(Stat),
    /// Data, with the node's stat.
    Data(Data, Stat),
    /// Names of children, perhaps with the node's stat.
    Children(Vec<Rc<str>>, Option<Stat>),
    /// An access list, with the node's stat.
    Acl(Acl, Stat),
    /// Answers of a multiRead.
    Results(Vec<Result<Seen, Error>>),
    /// Paths.
    Paths(Vec<Rc<str>>),
    /// A number.
    Number(usize),
    /// As whom the connection is authenticated: scheme and user.
    Identities(Vec<(Rc<str>, Rc<str>)>),
}

/// Who reads.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The session.
    pub session: SessionId,
    /// As whom its connection is authenticated.
    pub identities: &'a [Identity],
}

/// Answers a read.
pub fn read(
    tree: &Tree,
    watches: &mut Watches,
    reader: Reader<'_>,
    read: &Read,
) -> Result<Seen, Error> {
    let who = reader.session;
    Ok(match read {
        Read::Exists { path, watch } => {
            if path.contains('\0') {
                return Err(Error::BadArguments);
            }
            if *watch {
                watches.watch_data(path, who);
            }
            Seen::Stat(found(tree, path)?.stat())
        }
        Read::GetData { path, watch } => {
            let node = readable(tree, path, reader)?;
            if *watch {
                watches.watch_data(path, who);
            }
            Seen::Data(node.data.clone(), node.stat())
        }
        Read::GetChildren { path, watch, stat } => {
            let node = readable(tree, path, reader)?;
            if *watch {
                watches.watch_children(path, who);
            }
            Seen::Children(node.names(), stat.then(|| node.stat()))
        }
        Read::GetAcl { path } => {
            let node = found(tree, path)?;
            permit(node, Perms::READ.or(Perms::ADMIN), reader)?;
            let open = permit(node, Perms::ADMIN, reader).is_ok();
            let acl = if open {
                node.acl.clone()
            } else {
                acl::masked(&node.acl)
            };
            Seen::Acl(acl, node.stat())
        }
        Read::Multi(reads) => Seen::Results(several(tree, reader, reads)),
        Read::GetEphemerals { prefix } => Seen::Paths(ephemerals(tree, who, prefix)),
        Read::GetAllChildrenNumber { path } => {
            Seen::Number(readable(tree, path, reader)?.descendants())
        }
        Read::AddWatch { path, mode } => {
            watches.add(path, who, *mode);
            Seen::Done
        }
        Read::RemoveWatches { path, kind } => {
            let removed = watches.remove(path, who, *kind);
            removed.then_some(Seen::Done).ok_or(Error::NoWatcher)?
        }
        Read::CheckWatches { path, kind } => {
            let there = watches.has(path, *kind);
            there.then_some(Seen::Done).ok_or(Error::NoWatcher)?
        }
        Read::WhoAmI => Seen::Identities(reader.identities.iter().map(Identity::user).collect()),
    })
}

fn found<'a>(tree: &'a Tree, path: &str) -> Result<&'a Znode, Error> {
    tree.get(path).ok_or(Error::NoNode)
}

fn permit(node: &Znode, wanted: Perms, reader: Reader<'_>) -> Result<(), Error> {
    let allowed = acl::allows(&node.acl, wanted, reader.identities);
    allowed.then_some(()).ok_or(Error::NoAuth)
}

fn readable<'a>(tree: &'a Tree, path: &str, reader: Reader<'_>) -> Result<&'a Znode, Error> {
    let node = found(tree, path)?;
    permit(node, Perms::READ, reader)?;
    Ok(node)
}

/// The watches of a multiRead go nowhere.
#[inline(never)]
fn several(tree: &Tree, reader: Reader<'_>, reads: &[Read]) -> Vec<Result<Seen, Error>> {
    let mut nowhere = Watches::default();
    let each = reads
        .iter()
        .map(|one| read(tree, &mut nowhere, reader, one));
    each.collect()
}

/// A blank prefix, and the root, stand for all.
#[inline(never)]
fn ephemerals(tree: &Tree, who: SessionId, prefix: &str) -> Vec<Rc<str>> {
    let all = matches!(prefix.trim(), "" | "/");
    let own = tree.sessions.get(&who).map(|session| &session.ephemerals);
    let own = own.into_iter().flatten();
    own.filter(|path| all || path.starts_with(prefix))
        .cloned()
        .collect()
}
