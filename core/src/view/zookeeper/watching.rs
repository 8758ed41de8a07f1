//! The watches that a server keeps for its clients.

use alloc::{format, string::String, vec::Vec};

use super::Painter;
use crate::{
    kernel::{NodeId, Step},
    narrate::Term,
    sorted::sort_by_key,
    view::{WatchView, Watched},
    zookeeper::{
        Zookeeper,
        message::Message,
        znode::{
            path,
            watch::{Event, Kind, Mode},
        },
    },
};

/// A watch: the client's node, its kind from 0 to 3, the path.
pub(super) type Watch = (NodeId, u8, alloc::rc::Rc<str>);

impl Painter<'_> {
    /// All watches at a server, each once.
    pub(super) fn watched(&self, id: NodeId) -> Vec<Watch> {
        let Some(server) = self.server(id) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (path, session, table, mode) in server.watches.iter() {
            let kind = match (mode, table) {
                (Mode::OneShot, Kind::Children) => 1,
                (Mode::OneShot, Kind::Any | Kind::Data) => 0,
                (Mode::Persistent, _) => 2,
                (Mode::Recursive, _) => 3,
            };
            if let Some(client) = self.client_of(session) {
                all.push((client, kind, path.clone()));
            }
        }
        sort_by_key(&mut all, |watch| watch.clone());
        all.dedup();
        all
    }

    /// What the watches at a server have come to: those that are there, and those that have just
    /// gone, one mark for each client and kind.
    pub(super) fn watches(
        &self,
        was: &Self,
        id: NodeId,
        steps: &[Step<Zookeeper>],
    ) -> Vec<WatchView> {
        let (now, before) = (self.watched(id), was.watched(id));
        if now.is_empty() && before.is_empty() {
            return Vec::new();
        }
        self.between(&now, &before, id, steps)
    }

    #[inline(never)]
    fn between(
        &self,
        now: &[Watch],
        before: &[Watch],
        id: NodeId,
        steps: &[Step<Zookeeper>],
    ) -> Vec<WatchView> {
        let mut told: Vec<(NodeId, Event, &str)> = Vec::new();
        for step in steps.iter().filter(|step| step.node() == Some(id)) {
            for (envelope, body) in step.messages() {
                if let Message::Event { event, path } = body {
                    told.push((envelope.to(), *event, path));
                }
            }
        }
        let fired = |watch: &Watch| told.iter().any(|told| reaches(watch, told));
        let mut all: Vec<(&Watch, Watched)> = Vec::new();
        all.extend(now.iter().map(|watch| {
            let state = match (before.contains(watch), fired(watch)) {
                (_, true) if watch.1 >= 2 => Watched::Fired,
                (true, _) => Watched::Armed,
                (false, _) => Watched::Set,
            };
            (watch, state)
        }));
        let gone = before.iter().filter(|watch| !now.contains(watch));
        all.extend(gone.map(|watch| match fired(watch) {
            true => (watch, Watched::Spent),
            false => (watch, Watched::Gone),
        }));
        sort_by_key(&mut all, |(watch, state)| (watch.0, watch.1, *state));
        let mut views: Vec<WatchView> = Vec::new();
        for ((client, kind, path), state) in all {
            let who = self.name(*client);
            match views.last_mut() {
                // The later state tells more.
                Some(last) if last.who == who && last.kind == *kind => {
                    last.state = state;
                    last.label = format!("{}, {path}", last.label);
                }
                Some(_) | None => views.push(WatchView {
                    label: format!("{who} {} {path}", self.kind_word(*kind)),
                    hue: self.hue(*client),
                    kind: *kind,
                    state,
                    who,
                }),
            }
        }
        for view in &mut views {
            view.label = format!("{} · {}", view.label, self.state_of_watch(view.state));
        }
        views
    }

    /// What a kind of watches is called.
    pub(super) fn kind_word(&self, kind: u8) -> String {
        self.say(match kind {
            0 => Term::DataWatch,
            1 => Term::ChildWatch,
            2 => Term::PersistentWatch,
            _ => Term::RecursiveWatch,
        })
    }

    fn state_of_watch(&self, state: Watched) -> String {
        self.say(match state {
            Watched::Armed | Watched::Set => Term::Armed,
            Watched::Fired => Term::Fired,
            Watched::Spent => Term::Spent,
            Watched::Gone => Term::Gone,
        })
    }
}

/// Whether what a client was told is what this watch was for.
fn reaches((client, kind, at): &Watch, (to, event, path): &(NodeId, Event, &str)) -> bool {
    let sees = match event {
        Event::Deleted => true,
        Event::ChildrenChanged => matches!(kind, 1 | 2),
        Event::Created | Event::DataChanged => *kind != 1,
    };
    let here = if *kind == 3 {
        path::is_within(path, at)
    } else {
        **at == **path
    };
    client == to && sees && here
}
