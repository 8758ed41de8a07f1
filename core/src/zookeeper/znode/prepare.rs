//! Validation at the leader: a request becomes a change, or fails with the first of its faults.
//!
//! The tree given is the one with all that is outstanding applied to it, which is what ZooKeeper's
//! change records stand for. Source: `PrepRequestProcessor.java`.

use alloc::{format, rc::Rc, vec::Vec};

use super::{
    acl::{self, Identity, Perms},
    apply,
    error::Error,
    node::{Life, SessionId, Znode},
    path, quota,
    request::{Change, Mode, Write},
    tree::{Birth, SPECIAL, Tree},
};
use crate::zookeeper::zxid::Zxid;

/// The longest time to live, in ms: 40 bits.
const TTL_MAX: i64 = 0xff_ffff_ffff;

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The session.
    pub session: SessionId,
    /// As whom its connection has authenticated itself.
    pub identities: &'a [Identity],
    /// The zxid that the transaction takes.
    pub zxid: Zxid,
    /// The leader's clock, in ms.
    pub time: u64,
    /// `zookeeper.extendedTypesEnabled`.
    pub extended_types: bool,
    /// The tree by which quotas are enforced, if they are: as committed, as ZooKeeper does it,
    /// without what is outstanding.
    pub quotas: Option<&'a Tree>,
    /// Whether numbers are those of siblings (planted bug).
    pub by_siblings: bool,
}

/// What a write comes to.
pub fn prepare(tree: &Tree, asker: Asker<'_>, write: &Write) -> Change {
    one(tree, asker, write).unwrap_or_else(Change::Failed)
}

fn one(tree: &Tree, asker: Asker<'_>, write: &Write) -> Result<Change, Error> {
    match write {
        Write::Create { .. } => create(tree, asker, write),
        Write::Delete { path, version } => delete(tree, asker, path, *version),
        Write::SetData {
            path,
            data,
            version,
        } => {
            let node = named(tree, path)?;
            permit(node, Perms::WRITE, asker)?;
            let more = data.as_ref().map_or(0, |data| data.len() as i64) - node.bytes();
            spare(asker, path, 0, more)?;
            let version = next_version(node.version, *version)?;
            Ok(Change::SetData {
                path: path.clone(),
                data: data.clone(),
                version,
            })
        }
        Write::SetAcl { path, acl, version } => {
            valid(path)?;
            let acl = acl::fix_up(acl.as_deref(), asker.identities)?;
            let node = tree.get(path).ok_or(Error::NoNode)?;
            permit(node, Perms::ADMIN, asker)?;
            let version = next_version(node.aversion, *version)?;
            Ok(Change::SetAcl {
                path: path.clone(),
                acl,
                version,
            })
        }
        Write::Check { path, version } => {
            let node = named(tree, path)?;
            permit(node, Perms::READ, asker)?;
            next_version(node.version, *version)?;
            Ok(Change::Check)
        }
        Write::Multi(writes) => Ok(multi(tree, asker, writes)),
        Write::CreateSession { timeout } => Ok(Change::CreateSession { timeout: *timeout }),
        Write::CloseSession => {
            let session = tree.sessions.get(&asker.session);
            let paths = session.map_or_else(Vec::new, |session| session.ephemerals.clone());
            Ok(Change::CloseSession { paths })
        }
        Write::DeleteContainer { path } => delete_container(tree, path),
    }
}

fn valid(path: &str) -> Result<(), Error> {
    path::is_valid(path)
        .then_some(())
        .ok_or(Error::BadArguments)
}

fn named<'a>(tree: &'a Tree, path: &str) -> Result<&'a Znode, Error> {
    valid(path)?;
    tree.get(path).ok_or(Error::NoNode)
}

fn permit(node: &Znode, wanted: Perms, asker: Asker<'_>) -> Result<(), Error> {
    let allowed = acl::allows(&node.acl, wanted, asker.identities);
    allowed.then_some(()).ok_or(Error::NoAuth)
}

/// Whether its quota leaves room for so much more at a path.
fn spare(asker: Asker<'_>, path: &str, count: i64, bytes: i64) -> Result<(), Error> {
    let tree = asker.quotas;
    tree.map_or(Ok(()), |tree| quota::check(tree, path, count, bytes))
}

/// The version after this one, if it is the expected one; -1 expects any.
fn next_version(current: i32, expected: i32) -> Result<i32, Error> {
    if expected != -1 && expected != current {
        return Err(Error::BadVersion);
    }
    Ok(current.wrapping_add(1))
}

/// The parent of what is to be created or deleted.
fn parent_of(path: &str) -> Result<&str, Error> {
    let parent = path::split(path).map(|(parent, _)| parent);
    parent
        .filter(|_| !path.contains('\0'))
        .ok_or(Error::BadArguments)
}

fn create(tree: &Tree, asker: Asker<'_>, write: &Write) -> Result<Change, Error> {
    let Write::Create {
        path,
        data,
        acl,
        mode,
        sequential,
        stat,
    } = write
    else {
        return Err(Error::BadArguments);
    };
    let life = life_of(*mode, asker)?;
    let above = parent_of(path)?;
    let acl = acl::fix_up(acl.as_deref(), asker.identities)?;
    let parent = tree.get(above).ok_or(Error::NoNode)?;
    permit(parent, Perms::CREATE, asker)?;
    let path: Rc<str> = if *sequential {
        let number = if asker.by_siblings {
            parent.children.len() as i32
        } else {
            parent.created
        };
        format!("{path}{number:010}").into()
    } else {
        path.clone()
    };
    valid(&path)?;
    if tree.get(&path).is_some() {
        return Err(Error::NodeExists);
    }
    if matches!(parent.life, Life::Ephemeral(_)) {
        return Err(Error::NoChildrenForEphemerals);
    }
    spare(
        asker,
        &path,
        1,
        data.as_ref().map_or(0, |data| data.len() as i64),
    )?;
    let birth = Birth {
        path,
        data: data.clone(),
        acl,
        life,
    };
    Ok(Change::Create { birth, stat: *stat })
}

fn life_of(mode: Mode, asker: Asker<'_>) -> Result<Life, Error> {
    Ok(match mode {
        Mode::Persistent => Life::Persistent,
        Mode::Ephemeral => Life::Ephemeral(asker.session),
        Mode::Container => Life::Container,
        Mode::Ttl(_) if !asker.extended_types => return Err(Error::Unimplemented),
        Mode::Ttl(ttl) if (1..=TTL_MAX).contains(&ttl) => Life::Ttl(ttl.unsigned_abs()),
        Mode::Ttl(_) => return Err(Error::BadArguments),
    })
}

fn delete(tree: &Tree, asker: Asker<'_>, path: &Rc<str>, version: i32) -> Result<Change, Error> {
    let above = parent_of(path)?;
    if SPECIAL.contains(&&**path) {
        return Err(Error::BadArguments);
    }
    let parent = tree.get(above).ok_or(Error::NoNode)?;
    permit(parent, Perms::DELETE, asker)?;
    let node = tree.get(path).ok_or(Error::NoNode)?;
    next_version(node.version, version)?;
    if !node.children.is_empty() {
        return Err(Error::NotEmpty);
    }
    Ok(Change::Delete { path: path.clone() })
}

fn delete_container(tree: &Tree, path: &Rc<str>) -> Result<Change, Error> {
    parent_of(path)?;
    let node = tree.get(path).ok_or(Error::NoNode)?;
    if !node.children.is_empty() {
        return Err(Error::NotEmpty);
    }
    if matches!(node.life, Life::Ephemeral(_)) {
        return Err(Error::BadVersion);
    }
    Ok(Change::Delete { path: path.clone() })
}

/// Each operation sees what those before it did; the first that fails undoes all of them.
fn multi(tree: &Tree, asker: Asker<'_>, writes: &[Write]) -> Change {
    let mut after = tree.clone();
    let mut changes = Vec::new();
    for (at, write) in writes.iter().enumerate() {
        match one(&after, asker, write) {
            Ok(change) => {
                apply::change(&mut after, asker.zxid, asker.time, asker.session, &change);
                changes.push(change);
            }
            Err(error) => {
                return Change::MultiFailed {
                    at,
                    of: writes.len(),
                    error,
                };
            }
        }
    }
    Change::Multi(changes)
}
