//! Who follows whom, and who is whose client, as connections have it.

use alloc::vec::Vec;

use super::Painter;
use crate::{
    kernel::{Conn, End, NodeId},
    view::{Bond, LinkView, node},
    zookeeper::{
        client::Line,
        message::{CLIENTS, QUORUM},
    },
};

impl Painter<'_> {
    /// All pairs that may talk: any of them may be cut. Drawn are those of leader and learner, and
    /// those of a client and its server.
    pub(super) fn links(&self) -> Vec<LinkView> {
        let ids = || self.config.servers();
        let pairs = ids().flat_map(|a| ids().filter(move |b| a < *b).map(move |b| (a, b)));
        let asks = ids().flat_map(|a| self.config.clients().map(move |b| (a, b)));
        let mut links = node::links(self.world, pairs.chain(asks));
        for link in &mut links {
            let (a, b) = (NodeId(link.a), NodeId(link.b));
            link.hue = self.hue(b);
            link.bond = if self.config.is_client(b) {
                self.tether(a, b)
            } else {
                self.bond(a, b)
            };
        }
        links
    }

    /// What there is between a server and a client.
    fn tether(&self, server: NodeId, client: NodeId) -> Bond {
        let line = self.client(client).map(|client| client.line);
        let serves = |conn: &Conn| {
            let server = self.server(server);
            server.is_some_and(|server| server.links.contains_key(conn))
        };
        let mut best = Bond::Quiet;
        for (conn, link) in self.world.wire().links.iter() {
            if (conn.port(), conn.dialler(), conn.acceptor()) != (CLIENTS, client, server) {
                continue;
            }
            let open = link.ends == [End::Open; 2] && !link.broken;
            let bond = if line == Some(Line::Open(*conn)) {
                if open { Bond::Serves } else { Bond::Broken }
            } else if matches!(line, Some(Line::Calling(own) | Line::Greeting(own)) if own == *conn)
            {
                Bond::Calling
            } else if serves(conn) {
                Bond::Broken
            } else {
                Bond::Quiet
            };
            if rank(bond) > rank(best) {
                best = bond;
            }
        }
        best
    }

    /// What there is between two servers: an open connection counts more than one that is called,
    /// that more than one that is over.
    fn bond(&self, a: NodeId, b: NodeId) -> Bond {
        let ways = || [(a, b), (b, a)].into_iter();
        let conns = self.world.wire().links.iter();
        let between = |conn: &Conn| {
            conn.port() == QUORUM
                && ways().any(|(from, to)| conn.dialler() == from && conn.acceptor() == to)
        };
        let bonds = conns.filter(|(conn, _)| between(conn)).map(|(conn, link)| {
            let open = link.ends == [End::Open; 2] && !link.broken;
            match (open, self.believed(*conn), link.ends[0]) {
                (true, true, _) => Bond::Follows,
                (_, false, _) => Bond::Quiet,
                (false, true, End::Waiting) if !link.broken => Bond::Calling,
                (false, true, _) => Bond::Broken,
            }
        });
        let calls = |(from, to): (NodeId, NodeId)| {
            let learner = self.server(from).and_then(|server| server.learner());
            learner.is_some_and(|learner| learner.leader == to && learner.conn.is_none())
        };
        let waits = ways().any(calls).then_some(Bond::Calling);
        let best = bonds.chain(waits).max_by_key(|bond| rank(*bond));
        best.unwrap_or(Bond::Quiet)
    }

    /// Whether one of its ends has a use for a connection.
    fn believed(&self, conn: Conn) -> bool {
        let learner = self
            .server(conn.dialler())
            .and_then(|server| server.learner());
        let leader = self
            .server(conn.acceptor())
            .and_then(|server| server.leader());
        learner.is_some_and(|learner| learner.conn == Some(conn))
            || leader.is_some_and(|leader| leader.learners.contains_key(&conn))
    }
}

/// Which of several connections between two nodes counts.
const fn rank(bond: Bond) -> u8 {
    match bond {
        Bond::Follows | Bond::Serves => 3,
        Bond::Calling => 2,
        Bond::Broken => 1,
        Bond::Talk | Bond::Quiet => 0,
    }
}
