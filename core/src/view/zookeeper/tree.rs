//! The tree of znodes: as one server has applied it, beside those of the others.
//!
//! Only what is open is walked, and of what is open only the window is described. Whether two
//! servers' nodes are alike is told by their digests, which are remembered.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Painter, lag::Copy};
use crate::{
    kernel::{NodeId, Shared},
    narrate::Term,
    view::{ClientMark, CopyView, TreeAsk, TreeView, ZnodeKind, ZnodeMark, ZnodeRow, hue},
    zookeeper::{
        config::Config,
        name, session_text,
        znode::{
            differ::{Difference, compare},
            node::{Data, Life, SessionId, Znode},
            tree::SPECIAL,
        },
    },
};

/// A node with more children is closed until the reader opens it.
const OPEN_CHILDREN_MAX: usize = 12;
/// So is one this deep.
const OPEN_DEPTH_MAX: u8 = 3;
/// How many characters of data a row shows.
const DATA_SHOWN: usize = 24;

/// One path in all the trees that are looked at.
#[derive(Clone)]
pub(super) struct Place<'a> {
    pub(super) here: Option<&'a Shared<Znode>>,
    pub(super) before: Option<&'a Shared<Znode>>,
    /// In the trees it is compared with, in their order.
    pub(super) there: Vec<Option<&'a Shared<Znode>>>,
}

impl<'a> Place<'a> {
    /// One name further down.
    fn child(&self, name: &str) -> Self {
        let below = |node: Option<&'a Shared<Znode>>| node?.children.get(name);
        Self {
            here: below(self.here),
            before: below(self.before),
            there: self.there.iter().map(|node| below(*node)).collect(),
        }
    }

    fn differs(&self) -> impl Iterator<Item = Option<Difference>> {
        self.there.iter().map(|there| compare(self.here, *there))
    }
}

/// What is being shown, and with whom it is compared.
pub(super) struct Forest<'a> {
    pub(super) painter: Painter<'a>,
    pub(super) shown: Copy<'a>,
    before: Option<Copy<'a>>,
    pub(super) others: Vec<Copy<'a>>,
    /// Whether what the others have and this one has not is listed, too.
    lists_missing: bool,
    asked: &'a TreeAsk,
    rows: Vec<ZnodeRow>,
    total: usize,
}

impl Painter<'_> {
    /// The trees; nothing if they hold no more than those of fresh servers without clients.
    pub(super) fn tree(&self, was: &Self, asked: &TreeAsk) -> Option<TreeView> {
        let fresh = |copy: Copy<'_>| copy.server.database.tree.root().children.len() <= 2;
        if self.config.clients == 0 && self.copies().all(fresh) {
            return None;
        }
        let reference = self.reference();
        let chosen = asked.server.map(NodeId);
        let chosen = chosen.filter(|id| id.index() < self.config.members.len());
        let Some(id) = chosen.or(reference.map(|copy| copy.id)) else {
            return Some(self.nothing(0));
        };
        let (Some(reference), Some(server)) = (reference, self.server(id)) else {
            return Some(self.nothing(id.0));
        };
        let shown = Copy { id, server };
        let is_reference = reference.id == id;
        let others = if is_reference {
            self.copies().filter(|copy| copy.id != id).collect()
        } else {
            alloc::vec![reference]
        };
        let mut forest = Forest {
            painter: *self,
            shown,
            before: was.server(id).map(|server| Copy { id, server }),
            others,
            lists_missing: !is_reference,
            asked,
            rows: Vec::new(),
            total: 0,
        };
        forest.list();
        let selected = asked.selected.as_ref();
        Some(TreeView {
            servers: self.tabs(),
            server: id.0,
            nothing: String::new(),
            first: asked.first,
            selected: selected.and_then(|path| forest.znode(path)),
            total: forest.total,
            rows: forest.rows,
        })
    }

    #[inline(never)]
    fn nothing(&self, server: u8) -> TreeView {
        TreeView {
            servers: self.tabs(),
            server,
            nothing: self.say(Term::Down),
            ..TreeView::default()
        }
    }

    fn tabs(&self) -> Vec<CopyView> {
        let reference = self.reference();
        let tab = |id: NodeId| {
            let copy = self.server(id).map(|server| Copy { id, server });
            let lag = copy.zip(reference);
            let lag = lag.map(|(copy, reference)| self.lag(reference, copy));
            let (behind, told) = lag.unwrap_or_else(|| (0, self.say(Term::Down)));
            CopyView {
                id: id.0,
                name: name(id),
                leads: copy.is_some_and(|copy| copy.server.leader().is_some()),
                up: copy.is_some(),
                behind,
                told,
            }
        };
        self.config.servers().map(tab).collect()
    }

    /// Whose a session is.
    pub(super) fn owner(&self, session: SessionId) -> ClientMark {
        let client = self.config.client_of(session);
        let place = client.map(|id| (id.index() - self.config.members.len()) as u8);
        let name = if Config::is_own(session) {
            name(NodeId((session.0 >> 56) as u8 - 1))
        } else {
            place.map_or_else(|| session_text(session), |place| format!("c{}", place + 1))
        };
        let hue = place.map_or(0, hue);
        ClientMark { name, hue }
    }

    /// How long a node lives.
    pub(super) fn life(&self, life: Life) -> (ZnodeKind, String) {
        match life {
            Life::Persistent => (ZnodeKind::Persistent, String::new()),
            Life::Ephemeral(_) => (ZnodeKind::Ephemeral, self.say(Term::Ephemeral)),
            Life::Container => (ZnodeKind::Container, self.say(Term::Container)),
            Life::Ttl(ms) => (ZnodeKind::Ttl, format!("TTL {ms} ms")),
        }
    }
}

impl<'a> Forest<'a> {
    /// The same path in all trees.
    pub(super) fn place(&self, path: &str) -> Place<'a> {
        let at = |copy: Copy<'a>| copy.server.database.tree.find(path);
        Place {
            here: at(self.shown),
            before: self.before.and_then(at),
            there: self.others.iter().map(|copy| at(*copy)).collect(),
        }
    }

    fn list(&mut self) {
        let root = self.place("/");
        if self.asked.search.is_empty() {
            self.row("/", "/", 0, &root);
            self.below("", 1, &root);
        } else {
            self.find("", &root);
        }
    }

    /// Whether the reader sees what is below a node.
    #[inline(never)]
    fn is_open(&self, path: &str, depth: u8, children: usize, siblings: usize) -> bool {
        let chosen = self.asked.opened.iter().find(|(known, _)| known == path);
        let small = children <= OPEN_CHILDREN_MAX && siblings <= OPEN_CHILDREN_MAX;
        let plain = depth == 0 || (small && depth < OPEN_DEPTH_MAX && path != SPECIAL[1]);
        children > 0 && chosen.map_or(plain, |(_, open)| *open)
    }

    /// The names of a node's children here, and there if they are listed, too.
    fn names(&self, place: &Place<'a>) -> Vec<&'a str> {
        let own = |node: Option<&'a Shared<Znode>>| {
            let children = node.into_iter().flat_map(|node| node.children.iter());
            children.map(|(name, _)| &**name)
        };
        let alike = place.differs().all(|difference| difference.is_none());
        let mut theirs = own(place.there.first().copied().flatten()).peekable();
        if alike || !self.lists_missing {
            return own(place.here).collect();
        }
        let mut names = Vec::new();
        for name in own(place.here) {
            while let Some(other) = theirs.next_if(|other| *other <= name) {
                if other < name {
                    names.push(other);
                }
            }
            names.push(name);
        }
        names.extend(theirs);
        names
    }

    #[inline(never)]
    fn below(&mut self, path: &str, depth: u8, place: &Place<'a>) {
        let names = self.names(place);
        let siblings = names.len();
        let up = if path.is_empty() { "/" } else { path };
        if !self.is_open(up, depth - 1, siblings, 0) {
            return;
        }
        // Of many children none is open by itself: only what the reader opened is looked for.
        let many = siblings > OPEN_CHILDREN_MAX;
        let opened: Vec<&str> = (self.asked.opened.iter())
            .filter(|(_, open)| *open)
            .filter_map(|(known, _)| known.strip_prefix(path)?.strip_prefix('/'))
            .collect();
        let window = self.asked.first..self.asked.first + self.asked.rows;
        for name in names {
            if many && !window.contains(&self.total) && !opened.contains(&name) {
                self.total += 1;
                continue;
            }
            let child = place.child(name);
            let path = format!("{path}/{name}");
            self.row(&path, name, depth, &child);
            if !many || opened.contains(&name) {
                self.below(&path, depth + 1, &child);
            }
        }
    }

    /// Rows for all nodes whose path contains what is looked for.
    #[inline(never)]
    fn find(&mut self, path: &str, place: &Place<'a>) {
        for name in self.names(place) {
            let child = place.child(name);
            let path = format!("{path}/{name}");
            if path.contains(&self.asked.search) {
                self.row(&path, &path, 0, &child);
            }
            self.find(&path, &child);
        }
    }

    fn row(&mut self, path: &str, label: &str, depth: u8, place: &Place<'a>) {
        let window = self.asked.first..self.asked.first + self.asked.rows;
        self.total += 1;
        if !window.contains(&(self.total - 1)) {
            return;
        }
        let Some(node) = place.here.or(place.there.iter().find_map(|node| *node)) else {
            return;
        };
        let (kind, kind_told) = self.painter.life(node.life);
        let (label, sequence) = sequential(label);
        let (mark, marked) = self.mark(path, place);
        let children = node.children.len();
        let siblings = usize::from(depth > 0) * self.siblings(path);
        let changed = match (place.here, place.before) {
            (Some(here), Some(before)) => {
                !Shared::same(here, before) && here.stat() != before.stat()
            }
            (Some(_), None) => self.before.is_some(),
            (None, _) => place.before.is_some(),
        };
        let open = self.is_open(path, depth, children, siblings) && self.asked.search.is_empty();
        let row = ZnodeRow {
            path: path.to_string(),
            name: label.to_string(),
            sequence: sequence.to_string(),
            depth,
            children,
            open,
            kind,
            kind_told,
            owner: match node.life {
                Life::Ephemeral(owner) => Some(self.painter.owner(owner)),
                Life::Persistent | Life::Container | Life::Ttl(_) => None,
            },
            version: if node.version == 0 {
                String::new()
            } else {
                format!("v{}", node.version)
            },
            data: brief(&node.data),
            watchers: self.watchers(path),
            mark,
            marked,
            below: place.differs().any(|it| it == Some(Difference::Below)),
            changed,
            selected: self.asked.selected.as_deref() == Some(path),
        };
        self.rows.push(row);
    }

    fn siblings(&self, path: &str) -> usize {
        let (parent, _) = path.rsplit_once('/').unwrap_or_default();
        let parent = self.shown.server.database.tree.get(parent);
        parent.map_or(0, |parent| parent.children.len())
    }

    /// How a node differs from the others', and why.
    fn mark(&self, path: &str, place: &Place<'a>) -> (Option<ZnodeMark>, String) {
        let mut found = None;
        let mut told = Vec::new();
        for (other, difference) in self.others.iter().zip(place.differs()) {
            let mark = match difference {
                None | Some(Difference::Below) => continue,
                Some(Difference::Missing) => ZnodeMark::Missing,
                Some(Difference::Extra) => ZnodeMark::Extra,
                Some(Difference::Older) => ZnodeMark::Older,
                Some(Difference::Newer) => ZnodeMark::Newer,
            };
            found = found.or(Some(mark));
            told.push(self.painter.why(self.shown, *other, Some(path)));
        }
        (found, told.join("; "))
    }

    fn watchers(&self, path: &str) -> Vec<ClientMark> {
        let mut watchers: Vec<ClientMark> = Vec::new();
        for (watched, who, _, _) in self.shown.server.watches.iter() {
            if **watched == *path {
                let mark = self.painter.owner(who);
                if !watchers.contains(&mark) {
                    watchers.push(mark);
                }
            }
        }
        watchers
    }
}

/// A name, and the ten digits at its end if it has them.
fn sequential(name: &str) -> (&str, &str) {
    let at = name.len().saturating_sub(10);
    let digits = name
        .get(at..)
        .filter(|digits| digits.len() == 10 && digits.bytes().all(|digit| digit.is_ascii_digit()));
    digits.map_or((name, ""), |digits| (&name[..at], digits))
}

/// The beginning of some data.
fn brief(data: &Data) -> String {
    let text = text(data).unwrap_or_default();
    if text.chars().count() <= DATA_SHOWN {
        return text;
    }
    text.chars().take(DATA_SHOWN - 1).chain(['…']).collect()
}

/// Data as text, if it is one, or as bytes; nothing if there is none.
pub(super) fn text(data: &Data) -> Option<String> {
    let data = data.as_deref()?;
    let plain = core::str::from_utf8(data).ok();
    let plain = plain.filter(|text| !text.chars().any(|letter| letter.is_control()));
    Some(plain.map_or_else(
        || {
            let bytes = data
                .iter()
                .take(DATA_SHOWN)
                .map(|byte| format!("{byte:02x}"));
            bytes.collect::<Vec<_>>().join(" ")
        },
        ToString::to_string,
    ))
}
