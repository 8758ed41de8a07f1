//! What the reader sees of the trees of znodes, and the chain of causes that was asked for.

use ensemble_core::view::{Caused, ChainView, TreeAsk, TreeView, ZnodeRow};

use super::{
    Store,
    effect::{Effect, Focus},
};

/// How many rows are drawn at once.
pub const ROWS: usize = 200;

/// The identifier of the chain's heading.
pub const CHAIN_ID: &str = "chain";

/// What the reader does with the trees.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Show this server's tree.
    Server(u8),
    /// Open a node, or close it.
    Toggle(String),
    /// Look at a node.
    Select(String),
    /// Look for nodes.
    Search(String),
    /// Begin with this row.
    Window(usize),
    /// A key on the tree.
    Key(Key),
    /// Show what led to something; nothing: no more.
    Trace(Option<Caused>),
}

/// What a key on the tree asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// Open it, or go to the first child.
    Right,
    /// Close it, or go to the parent.
    Left,
    /// The first row.
    Home,
    /// The last row.
    End,
}

impl Key {
    /// By the browser's name for it.
    pub fn read(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "ArrowRight" => Self::Right,
            "ArrowLeft" => Self::Left,
            "Home" => Self::Home,
            "End" => Self::End,
            _ => return None,
        })
    }
}

/// What is asked of the core, and what it once answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Znodes {
    /// What is to be seen of the trees.
    pub asked: TreeAsk,
    /// A chain of causes, as it was when it was asked for.
    pub chain: Option<ChainView>,
}

impl Znodes {
    /// As it is when a run is opened.
    pub fn new() -> Self {
        Self {
            asked: TreeAsk {
                rows: ROWS,
                ..TreeAsk::default()
            },
            chain: None,
        }
    }

    fn toggle(&mut self, path: String, open: bool) {
        self.asked.opened.retain(|(known, _)| *known != path);
        self.asked.opened.push((path, open));
    }
}

/// The node whose child this is.
fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((parent, _)) => parent,
    }
}

impl Store {
    /// The reader does something with the trees.
    #[inline(never)]
    pub(super) fn look_at_znodes(&mut self, act: Act) {
        let asked = &mut self.znodes.asked;
        match act {
            Act::Server(server) => asked.server = Some(server),
            Act::Toggle(path) => {
                let tree = self.views.tree.as_deref();
                let row = tree.and_then(|tree| row(tree, &path));
                let open = row.is_some_and(|row| row.open);
                self.znodes.toggle(path, !open);
            }
            Act::Select(path) => {
                let same = asked.selected.as_ref() == Some(&path);
                asked.selected = (!same).then_some(path);
            }
            Act::Search(text) => {
                (asked.search, asked.first) = (text, 0);
                if self.znodes.asked.search.is_empty() {
                    self.unfold_selected();
                }
            }
            Act::Window(first) => asked.first = first,
            Act::Key(key) => self.key_on_tree(key),
            Act::Trace(of) => {
                self.znodes.chain = of.and_then(|of| self.lab.chain(&of));
                if self.znodes.chain.is_some() {
                    self.overlay = None;
                    self.playback.pause();
                    self.effects.push(Effect::Focus(Focus::Id(CHAIN_ID)));
                }
            }
        }
    }

    /// What was found and is looked at is seen again among all nodes.
    fn unfold_selected(&mut self) {
        let Some(selected) = self.znodes.asked.selected.clone() else {
            return;
        };
        let mut path = parent(&selected);
        while path != "/" {
            self.znodes.toggle(path.to_owned(), true);
            path = parent(path);
        }
        let asked = &mut self.znodes.asked;
        asked.rows = usize::MAX;
        let tree = self.lab.tree(asked);
        let at = tree.and_then(|tree| tree.rows.iter().position(|row| row.selected));
        let at = at.unwrap_or_default();
        (asked.first, asked.rows) = (at / ROWS * ROWS, ROWS);
        self.effects.push(Effect::Reveal(SELECTED));
    }

    fn key_on_tree(&mut self, key: Key) {
        let Some(tree) = self.views.tree.clone() else {
            return;
        };
        let selected = tree.rows.iter().position(|row| row.selected);
        let Some(here) = selected.and_then(|at| tree.rows.get(at)) else {
            self.znodes.asked.selected = tree.rows.first().map(|row| row.path.clone());
            return;
        };
        let at = selected.unwrap_or_default();
        let last = tree.rows.len().saturating_sub(1);
        let next = match key {
            Key::Up => at.saturating_sub(1),
            Key::Down => (at + 1).min(last),
            Key::Home => 0,
            Key::End => last,
            Key::Right if here.children > 0 && !here.open => {
                return self.znodes.toggle(here.path.clone(), true);
            }
            Key::Right => (at + usize::from(here.open)).min(last),
            Key::Left if here.open => return self.znodes.toggle(here.path.clone(), false),
            Key::Left => {
                let up = parent(&here.path);
                let above = tree.rows.iter().position(|row| row.path == up);
                above.unwrap_or(at)
            }
        };
        self.znodes.asked.selected = tree.rows.get(next).map(|row| row.path.clone());
        self.effects.push(Effect::Reveal(SELECTED));
    }
}

/// The row that is looked at, as the page finds it.
const SELECTED: &str = ".znodes [aria-selected=true]";

fn row<'a>(tree: &'a TreeView, path: &str) -> Option<&'a ZnodeRow> {
    tree.rows.iter().find(|row| row.path == path)
}
