//! What a reader may want of a client besides what the protocol offers: requests that fit what is
//! there, and stalling its connection as a whole.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::Painter;
use crate::{
    kernel::{Choice, NodeId, Worded},
    narrate::Term,
    view::Gesture,
    zookeeper::{Zookeeper, client::Line},
};

impl Painter<'_> {
    pub(super) fn gestures(&self, id: NodeId) -> Vec<Gesture<Zookeeper>> {
        let Some(client) = self.client(id).filter(|client| client.alive()) else {
            return Vec::new();
        };
        let asks = self.ideas(id, client.server).into_iter();
        let ask = |text: String| {
            let request = Zookeeper::request(self.config, &text).ok()?;
            let label = String::new();
            let choices = alloc::vec![Choice::Submit { node: id, request }];
            Some(Gesture { label, choices })
        };
        let mut gestures: Vec<Gesture<Zookeeper>> = asks.filter_map(ask).collect();
        if let Line::Calling(conn) | Line::Greeting(conn) | Line::Open(conn) = client.line {
            let ways = [(id, conn.acceptor()), (conn.acceptor(), id)];
            let is_cut = |way: &(NodeId, NodeId)| self.world.wire().is_cut(way.0, way.1);
            let open = ways.iter().all(|way| !is_cut(way));
            let change = ways.into_iter().filter(|way| open || is_cut(way));
            let choice = |(from, to)| match open {
                true => Choice::Cut { from, to },
                false => Choice::Mend { from, to },
            };
            let what = self.say(if open { Term::Stall } else { Term::Mend });
            gestures.push(Gesture {
                label: format!("{what}: {} – {}", self.name(id), self.name(conn.acceptor())),
                choices: change.map(choice).collect(),
            });
        }
        gestures
    }

    /// Requests about the first node below the root that its server has, and one of its own.
    fn ideas(&self, id: NodeId, server: NodeId) -> Vec<String> {
        let Some(server) = self.server(server) else {
            return Vec::new();
        };
        let tree = &server.database.tree;
        let own = format!("/{}", self.name(id));
        let root = tree.get("/").into_iter();
        let mut names = root.flat_map(|root| root.children.iter().map(|(name, _)| name));
        let first = names.find(|name| &***name != "zookeeper" && own[1..] != ***name);
        let mut ideas = match first {
            None => alloc::vec!["create /a A".to_string()],
            Some(name) => {
                let version = tree.get(&format!("/{name}")).map_or(0, |node| node.version);
                let letter = char::from(b'A' + (version.saturating_add(1) % 26) as u8);
                alloc::vec![format!("get -w /{name}"), format!("set /{name} {letter}")]
            }
        };
        if tree.get(&own).is_none() {
            ideas.push(format!("create -e {own}"));
        }
        ideas
    }
}
