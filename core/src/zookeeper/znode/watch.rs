//! Watches: what the connections of one server want to be told of.
//!
//! Two tables, for data and for children. Each entry, of a path and a connection, has one mode;
//! entering it again replaces the mode, as 3.8 does. They are in memory only and go with their
//! connection. Sources: `WatchManager.java`, `WatcherModeManager.java`, `DataTree.java`.

use alloc::{rc::Rc, vec::Vec};

use super::{
    acl::{self, Acl, Identity, Perms},
    node::SessionId,
    path,
    tree::Tree,
};
use crate::{sorted::SortedMap, zookeeper::zxid::Zxid};

/// What a client is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The node was created.
    Created,
    /// The node was deleted.
    Deleted,
    /// Its data was set.
    DataChanged,
    /// A child was created or deleted.
    ChildrenChanged,
}

impl Event {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "NodeCreated",
            Self::Deleted => "NodeDeleted",
            Self::DataChanged => "NodeDataChanged",
            Self::ChildrenChanged => "NodeChildrenChanged",
        }
    }
}

/// Something that happened to a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trigger {
    /// What.
    pub event: Event,
    /// To which node.
    pub path: Rc<str>,
    /// Its access list: whoever may not read it is not told.
    pub acl: Acl,
}

/// What happened by one transaction, in order. Mostly it is one thing, which takes no room of its
/// own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triggers {
    first: Option<Trigger>,
    more: Vec<Trigger>,
}

impl Triggers {
    /// Adds one.
    pub(super) fn push(&mut self, trigger: Trigger) {
        if self.first.is_none() {
            self.first = Some(trigger);
        } else {
            self.more.push(trigger);
        }
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Trigger> {
        self.first.iter().chain(&self.more)
    }
}

/// How long a watch lasts, and how far it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Until it has fired.
    OneShot,
    /// Until it is removed.
    Persistent,
    /// The same, for everything below as well.
    Recursive,
}

/// Which tables a removal or a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Both.
    Any,
    /// The one for data.
    Data,
    /// The one for children.
    Children,
}

/// What a client registers anew on a new connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rearm {
    /// The last zxid it saw.
    pub since: Zxid,
    /// Data watches.
    pub data: Vec<Rc<str>>,
    /// Watches for creation.
    pub exist: Vec<Rc<str>>,
    /// Child watches.
    pub child: Vec<Rc<str>>,
    /// Persistent ones.
    pub persistent: Vec<Rc<str>>,
    /// Recursive ones.
    pub recursive: Vec<Rc<str>>,
}

type Table = SortedMap<(Rc<str>, SessionId), Mode>;

/// The watches of one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Watches {
    data: Table,
    children: Table,
}

impl Watches {
    /// Watches the data of a node, or its coming and going.
    pub fn watch_data(&mut self, path: &Rc<str>, who: SessionId) {
        self.data.insert((path.clone(), who), Mode::OneShot);
    }

    /// Watches the children of a node.
    pub fn watch_children(&mut self, path: &Rc<str>, who: SessionId) {
        self.children.insert((path.clone(), who), Mode::OneShot);
    }

    /// addWatch.
    pub fn add(&mut self, path: &Rc<str>, who: SessionId, mode: Mode) {
        self.data.insert((path.clone(), who), mode);
        self.children.insert((path.clone(), who), mode);
    }

    /// removeWatches; whether there was one.
    pub fn remove(&mut self, path: &Rc<str>, who: SessionId, kind: Kind) -> bool {
        let key = (path.clone(), who);
        let data = kind != Kind::Children && self.data.remove(&key).is_some();
        let children = kind != Kind::Data && self.children.remove(&key).is_some();
        data || children
    }

    /// checkWatches: whether any connection has such a watch, as 3.8 understands it.
    pub fn has(&self, path: &str, kind: Kind) -> bool {
        let holds = |table: &Table| table.keys().any(|(watched, _)| **watched == *path);
        // The empty path is never found, though it may be watched.
        let found = (kind != Kind::Children && holds(&self.data))
            || (kind != Kind::Data && holds(&self.children));
        found && !path.is_empty()
    }

    /// How many there are. One that lasts is in both tables and counts once.
    pub fn count(&self) -> usize {
        let lasts = |key| self.data.get(key).filter(|mode| **mode != Mode::OneShot);
        let children = self.children.iter();
        let more = children.filter(|(key, mode)| lasts(key) != Some(*mode));
        self.data.keys().count() + more.count()
    }

    /// All of them: the path, whose, of which table, and how long.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, SessionId, Kind, Mode)> {
        let tables = [(Kind::Data, &self.data), (Kind::Children, &self.children)];
        tables.into_iter().flat_map(|(kind, table)| {
            let entries = table.iter();
            entries.map(move |((path, who), mode)| (path, *who, kind, *mode))
        })
    }

    /// A connection is over, and its watches with it.
    pub fn forget(&mut self, who: SessionId) {
        let kept = |table: &Table| {
            let others = table.iter().filter(|((_, owner), _)| *owner != who);
            others.map(|(key, mode)| (key.clone(), *mode)).collect()
        };
        (self.data, self.children) = (kept(&self.data), kept(&self.children));
    }

    /// Tells the watches what happened; who is to be told what, in order. `identities` says as
    /// whom a connection is authenticated.
    pub fn fire<'a>(
        &mut self,
        triggers: &Triggers,
        identities: &dyn Fn(SessionId) -> &'a [Identity],
    ) -> Vec<(SessionId, Event, Rc<str>)> {
        let mut told = Vec::new();
        for trigger in triggers.iter() {
            let mut reached = Vec::new();
            if trigger.event != Event::ChildrenChanged {
                reached = reach(&mut self.data, trigger);
            }
            if matches!(trigger.event, Event::ChildrenChanged | Event::Deleted) {
                let more = reach(&mut self.children, trigger);
                let new = more.into_iter().filter(|who| !reached.contains(who));
                let new: Vec<SessionId> = new.collect();
                reached.extend(new);
            }
            let may_read =
                |who: &SessionId| acl::allows(&trigger.acl, Perms::READ, identities(*who));
            let readers = reached.into_iter().filter(may_read);
            told.extend(readers.map(|who| (who, trigger.event, trigger.path.clone())));
        }
        told
    }

    /// setWatches: what happened since goes out at once, everything else is watched again. These
    /// events are not held back by access lists.
    pub fn rearm(&mut self, tree: &Tree, who: SessionId, rearm: &Rearm) -> Vec<(Event, Rc<str>)> {
        let mut events = Vec::new();
        for path in &rearm.data {
            match tree.get(path) {
                None => events.push((Event::Deleted, path.clone())),
                Some(node) if node.mzxid > rearm.since => {
                    events.push((Event::DataChanged, path.clone()))
                }
                Some(_) => self.watch_data(path, who),
            }
        }
        for path in &rearm.exist {
            match tree.get(path) {
                Some(_) => events.push((Event::Created, path.clone())),
                None => self.watch_data(path, who),
            }
        }
        for path in &rearm.child {
            match tree.get(path) {
                None => events.push((Event::Deleted, path.clone())),
                Some(node) if node.pzxid > rearm.since => {
                    events.push((Event::ChildrenChanged, path.clone()))
                }
                Some(_) => self.watch_children(path, who),
            }
        }
        for path in &rearm.persistent {
            self.add(path, who, Mode::Persistent);
        }
        for path in &rearm.recursive {
            self.add(path, who, Mode::Recursive);
        }
        events
    }
}

/// Whom a trigger reaches in a table, each once; one-shot watches at the path are used up.
fn reach(table: &mut Table, trigger: &Trigger) -> Vec<SessionId> {
    let mut reached = Vec::new();
    let mut used = Vec::new();
    for ((watched, who), mode) in table.iter() {
        let here = *watched == trigger.path;
        let sees = match mode {
            Mode::OneShot | Mode::Persistent => here,
            Mode::Recursive => {
                trigger.event != Event::ChildrenChanged && path::is_within(&trigger.path, watched)
            }
        };
        if !sees {
            continue;
        }
        if !reached.contains(who) {
            reached.push(*who);
        }
        if *mode == Mode::OneShot {
            used.push((watched.clone(), *who));
        }
    }
    for key in used {
        table.remove(&key);
    }
    reached
}
