//! The watches on a client's side: it remembers them, so that it can set them again elsewhere.

use alloc::{rc::Rc, vec::Vec};

use crate::zookeeper::{
    message::{Call, Reply},
    znode::{
        error::Error,
        read::{Read, Seen},
        watch::{Event, Kind, Mode, Rearm},
    },
    zxid::Zxid,
};

/// Paths that are watched, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Registered {
    /// Data of nodes that are there.
    pub data: Vec<Rc<str>>,
    /// Nodes that are not there yet.
    pub exist: Vec<Rc<str>>,
    /// Children.
    pub child: Vec<Rc<str>>,
    /// Persistent ones.
    pub persistent: Vec<Rc<str>>,
    /// Persistent ones that see everything below.
    pub recursive: Vec<Rc<str>>,
}

fn add(paths: &mut Vec<Rc<str>>, path: &Rc<str>) {
    if !paths.contains(path) {
        paths.push(path.clone());
    }
}

impl Registered {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        let all = [
            &self.data,
            &self.exist,
            &self.child,
            &self.persistent,
            &self.recursive,
        ];
        all.iter().all(|paths| paths.is_empty())
    }

    /// What an answered request leaves behind.
    pub(super) fn note(&mut self, call: &Call, reply: &Reply) {
        let Call::Read(read) = call else {
            return;
        };
        if let Read::Exists { path, watch: true } = read {
            match reply {
                Reply::Seen(Ok(_)) => add(&mut self.data, path),
                Reply::Seen(Err(Error::NoNode)) => add(&mut self.exist, path),
                Reply::Seen(Err(_))
                | Reply::Answer(_)
                | Reply::Synced(_)
                | Reply::Done
                | Reply::Failed(_) => {}
            }
            return;
        }
        if !matches!(reply, Reply::Seen(Ok(_))) {
            return;
        }
        if let Read::GetData { path, watch: true } = read {
            add(&mut self.data, path);
        } else if let Read::GetChildren {
            path, watch: true, ..
        } = read
        {
            add(&mut self.child, path);
        } else if let Read::AddWatch { path, mode } = read {
            match mode {
                Mode::Recursive => add(&mut self.recursive, path),
                Mode::Persistent | Mode::OneShot => add(&mut self.persistent, path),
            }
        } else if let (Read::RemoveWatches { path, kind }, Reply::Seen(Ok(Seen::Done))) =
            (read, reply)
        {
            self.remove(path, *kind);
        }
    }

    fn remove(&mut self, path: &str, kind: Kind) {
        let others = |paths: &mut Vec<Rc<str>>| paths.retain(|other| **other != *path);
        if kind != Kind::Children {
            others(&mut self.data);
            others(&mut self.exist);
        }
        if kind != Kind::Data {
            others(&mut self.child);
        }
        if kind == Kind::Any {
            others(&mut self.persistent);
            others(&mut self.recursive);
        }
    }

    /// An event has come: what it was about is watched no more, unless persistently.
    pub(super) fn fired(&mut self, event: Event, path: &str) {
        let others = |paths: &mut Vec<Rc<str>>| paths.retain(|other| **other != *path);
        match event {
            Event::Created | Event::DataChanged => {
                others(&mut self.data);
                others(&mut self.exist);
            }
            Event::ChildrenChanged => others(&mut self.child),
            Event::Deleted => {
                others(&mut self.data);
                others(&mut self.exist);
                others(&mut self.child);
            }
        }
    }

    /// What is set again at another server.
    pub(super) fn rearm(&self, since: Zxid) -> Rearm {
        Rearm {
            since,
            data: self.data.clone(),
            exist: self.exist.clone(),
            child: self.child.clone(),
            persistent: self.persistent.clone(),
            recursive: self.recursive.clone(),
        }
    }
}
