//! A committed change is applied: the tree, the answer, and what watches are told.
//!
//! Source: `DataTree.java#processTxn`, `FinalRequestProcessor.java`.

use alloc::{rc::Rc, vec::Vec};

use super::{
    acl::{Acl, Perms, world},
    error::Error,
    node::SessionId,
    path, quota,
    request::{Answer, Change},
    tree::{Session, Tree},
    watch::{Event, Trigger, Triggers},
};
use crate::{kernel::Shared, zookeeper::zxid::Zxid};

/// What a change led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The answer to whoever asked for it.
    pub answer: Answer,
    /// What the watches are told, in order.
    pub triggers: Triggers,
}

/// Applies a change.
pub fn change(
    tree: &mut Tree,
    zxid: Zxid,
    time: u64,
    session: SessionId,
    change: &Change,
) -> Applied {
    let mut triggers = Triggers::default();
    let answer = one(tree, zxid, time, session, change, &mut triggers);
    Applied { answer, triggers }
}

fn one(
    tree: &mut Tree,
    zxid: Zxid,
    time: u64,
    session: SessionId,
    change: &Change,
    triggers: &mut Triggers,
) -> Answer {
    match change {
        Change::Create { birth, stat } => {
            tree.create(birth, zxid, time);
            quota::begin(tree, &birth.path);
            let bytes = birth.data.as_ref().map_or(0, |data| data.len() as i64);
            quota::add(tree, &birth.path, 1, bytes);
            triggers.push(trigger(Event::Created, &birth.path, birth.acl.clone()));
            triggers.push(parent_trigger(tree, &birth.path));
            match tree.get(&birth.path).filter(|_| *stat) {
                Some(node) => Answer::Created(birth.path.clone(), node.stat()),
                None => Answer::Path(birth.path.clone()),
            }
        }
        Change::Delete { path } => {
            delete(tree, zxid, path, triggers);
            Answer::Done
        }
        Change::SetData {
            path,
            data,
            version,
        } => match tree.get_mut(path) {
            Some(node) => {
                let before = node.bytes();
                (node.data, node.version) = (data.clone(), *version);
                (node.mzxid, node.mtime) = (zxid, time);
                triggers.push(trigger(Event::DataChanged, path, node.acl.clone()));
                let (stat, more) = (node.stat(), node.bytes() - before);
                quota::add(tree, path, 0, more);
                Answer::Stat(stat)
            }
            None => Answer::Failed(Error::NoNode),
        },
        Change::SetAcl { path, acl, version } => match tree.get_mut(path) {
            Some(node) => {
                (node.acl, node.aversion) = (acl.clone(), *version);
                Answer::Stat(node.stat())
            }
            None => Answer::Failed(Error::NoNode),
        },
        Change::Check => Answer::Done,
        Change::Multi(changes) => {
            let each = changes
                .iter()
                .map(|change| Ok(one(tree, zxid, time, session, change, triggers)));
            Answer::Results(each.collect())
        }
        Change::MultiFailed { at, of, error } => Answer::Results(failed(*at, *of, *error)),
        Change::CreateSession { timeout } => {
            let ephemerals = Vec::new();
            Shared::touch(&mut tree.sessions).insert(
                session,
                Session {
                    timeout: *timeout,
                    ephemerals,
                },
            );
            Answer::Done
        }
        Change::CloseSession { paths } => {
            for path in paths {
                delete(tree, zxid, path, triggers);
            }
            Shared::touch(&mut tree.sessions).remove(&session);
            Answer::Done
        }
        Change::Failed(error) => Answer::Failed(*error),
    }
}

/// Nothing was done: the operations before the one that failed would have been right.
fn failed(at: usize, of: usize, error: Error) -> Vec<Result<Answer, Error>> {
    let each = (0..of).map(|place| match place.cmp(&at) {
        core::cmp::Ordering::Less => Ok(Answer::Done),
        core::cmp::Ordering::Equal => Err(error),
        core::cmp::Ordering::Greater => Err(Error::RuntimeInconsistency),
    });
    each.collect()
}

fn trigger(event: Event, path: &Rc<str>, acl: Acl) -> Trigger {
    Trigger {
        event,
        path: path.clone(),
        acl,
    }
}

/// The parent's children have changed.
fn parent_trigger(tree: &Tree, path: &str) -> Trigger {
    let parent = path::split(path).map_or("", |(parent, _)| parent);
    let parent = if parent.is_empty() { "/" } else { parent };
    let acl = tree
        .get(parent)
        .map_or_else(|| world(Perms::ALL), |node| node.acl.clone());
    trigger(Event::ChildrenChanged, &parent.into(), acl)
}

fn delete(tree: &mut Tree, zxid: Zxid, path: &Rc<str>, triggers: &mut Triggers) {
    let node = tree.get(path).map(|node| (node.acl.clone(), node.bytes()));
    let Some((acl, bytes)) = node else {
        return;
    };
    tree.delete(path, zxid);
    quota::add(tree, path, -1, -bytes);
    triggers.push(trigger(Event::Deleted, path, acl));
    triggers.push(parent_trigger(tree, path));
}
