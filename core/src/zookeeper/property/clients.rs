//! Histories of clients: what each was told, in which order.
//!
//! Sources: sessions.md §8 (FIFO order of a client, linearizable writes, single system image),
//! watches.md §4 and §5 (one-shot, G1). A read may be stale: only what this very session has seen
//! before binds it.

use alloc::{rc::Rc, vec::Vec};

use super::past::{Breach, Law, Past};
use crate::{
    kernel::{Effect, Input, NodeId, Nodes, Shared, Step},
    zookeeper::{
        Zookeeper,
        client::{Client, Pending, registered::Registered, rule::Rule as Told},
        config::Config,
        message::{Call, Message, Reply},
        rule::Rule,
        znode::{
            acl::{self, Perms},
            node::{SessionId, Stat},
            path,
            read::{Read, Seen},
            request::{Answer, Write},
            watch::Event,
        },
        zxid::Zxid,
    },
};

/// Of how many nodes it is remembered which version a session has seen.
const NODES_MAX: usize = 8;

/// Why a one-shot watch was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Table {
    Data,
    Exist,
    Child,
}

/// A one-shot watch of a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Watched {
    table: Table,
    path: Rc<str>,
    /// How far the server was when it was set.
    since: Zxid,
}

/// What is known of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Known {
    session: Option<SessionId>,
    /// How far its servers were, as answers in this session have told.
    seen: Zxid,
    /// Requests under way, oldest first, each with the last write that anybody had an answer to
    /// when it was sent.
    asked: Vec<(u32, Zxid)>,
    /// Which version it has seen of the nodes it was told of last.
    nodes: Vec<(Rc<str>, Zxid)>,
    watched: Vec<Watched>,
}

type Broken = Vec<(Law, Zxid)>;

/// An answer that has reached its client.
struct Answered<'a> {
    xid: u32,
    zxid: Zxid,
    call: &'a Call,
    reply: &'a Reply,
}

impl Past {
    /// A step at a client.
    pub(super) fn client(
        &mut self,
        config: &Config,
        step: &Step<Zookeeper>,
        node: NodeId,
        after: &Nodes<Zookeeper>,
    ) {
        let place = node.index() - config.members.len();
        let Some(known) = self.clients.get_mut(place) else {
            return;
        };
        let Some(client) = after[node.index()].client() else {
            *known = Shared::default();
            return;
        };
        let mut rules = step.out.reactions.iter().filter_map(|reaction| {
            let Rule::Client(rule) = reaction.rule() else {
                return None;
            };
            Some(&**rule)
        });
        if rules.clone().all(Told::is_quiet) {
            return;
        }
        let known = Shared::touch(known);
        let mut broken = Broken::new();
        let session = client.session.map(|(session, _)| session);
        if session != known.session {
            (known.session, known.seen) = (session, Zxid::default());
            known.nodes.clear();
        }
        if let Effect::Input {
            input: Input::Message { body, .. },
            ..
        } = &step.effect
        {
            if let Message::Event { event, path } = body
                && rules.any(|rule| matches!(rule, Told::Hear { .. }))
            {
                known.event(client, (*event, path), &mut broken);
            } else if let Message::Reply { zxid, .. } = body
                && rules
                    .clone()
                    .any(|rule| matches!(rule, Told::OutOfTurn { .. }))
            {
                broken.push((Law::SessionOrder, *zxid));
            } else if let Message::Reply { xid, zxid, reply } = body
                && let Some(call) = rules.find_map(answered)
            {
                let (xid, zxid) = (*xid, *zxid);
                let answer = Answered {
                    xid,
                    zxid,
                    call,
                    reply,
                };
                known.answer(&answer, &mut broken);
                if !config.bare_clients && is_open(after, client, call) {
                    known.shows(&answer, &mut broken);
                }
                known.watches(&client.watches, zxid);
                if let (Call::Write(_), Reply::Answer(_)) = (call, &**reply) {
                    self.answered = self.answered.max(zxid);
                }
            }
        }
        known.sends(client, self.answered);
        if client.watches.is_empty() {
            known.watched.clear();
        }
        for (law, zxid) in broken {
            self.note(Breach::of(law, node, step.index, zxid));
        }
    }
}

fn answered(rule: &Told) -> Option<&Call> {
    let Told::Answered { call, .. } = rule else {
        return None;
    };
    Some(call)
}

/// Whether a request is answered in its turn: addAuth is answered at once.
fn in_turn(call: &Call) -> bool {
    !matches!(call, Call::Auth { .. } | Call::Ping)
}

/// Whether everybody may read the node a request is about: else its events may be held back.
fn is_open(after: &Nodes<Zookeeper>, client: &Client, call: &Call) -> bool {
    let server = after[client.server.index()].server();
    let node = server.zip(about(call));
    let node = node.and_then(|(server, path)| server.database.tree.get(path));
    node.is_some_and(|node| acl::allows(&node.acl, Perms::READ, &[]))
}

/// The node a request is about, if its answer may show it.
fn about(call: &Call) -> Option<&Rc<str>> {
    if let Call::Read(
        Read::Exists { path, .. } | Read::GetData { path, .. } | Read::GetChildren { path, .. },
    )
    | Call::Write(Write::SetData { path, .. }) = call
    {
        return Some(path);
    }
    None
}

/// What an answer shows of a node.
fn stat_of(reply: &Reply) -> Option<&Stat> {
    if let Reply::Seen(Ok(Seen::Stat(stat) | Seen::Data(_, stat) | Seen::Children(_, Some(stat))))
    | Reply::Answer(Answer::Stat(stat)) = reply
    {
        return Some(stat);
    }
    None
}

impl Known {
    /// An answer: in its turn, not from the past, and a write after those answered before it.
    fn answer(&mut self, answer: &Answered<'_>, broken: &mut Broken) {
        let zxid = answer.zxid;
        if zxid < self.seen {
            broken.push((Law::NoGoingBack, zxid));
        }
        self.seen = self.seen.max(zxid);
        let place = self.asked.iter().position(|(xid, _)| *xid == answer.xid);
        if let Some(place) = place.filter(|_| in_turn(answer.call)) {
            let (_, floor) = self.asked.remove(place);
            if place > 0 {
                broken.push((Law::SessionOrder, zxid));
            }
            let write = matches!(answer.reply, Reply::Answer(_));
            if write && zxid <= floor {
                broken.push((Law::LinearizableWrites, zxid));
            }
        }
        if let Some((path, stat)) = about(answer.call).zip(stat_of(answer.reply)) {
            self.node(path, stat.mzxid, broken);
        }
    }

    /// A version of a node: not an older one than before.
    fn node(&mut self, path: &Rc<str>, mzxid: Zxid, broken: &mut Broken) {
        if let Some((_, before)) = self.nodes.iter_mut().find(|(known, _)| known == path) {
            if mzxid < *before {
                broken.push((Law::NoGoingBack, mzxid));
            }
            *before = mzxid;
            return;
        }
        if self.nodes.len() == NODES_MAX {
            self.nodes.remove(0);
        }
        self.nodes.push((path.clone(), mzxid));
    }

    /// What an answer shows of a watched node has not changed since: the event would have come.
    fn shows(&self, answer: &Answered<'_>, broken: &mut Broken) {
        let Some((path, stat)) = about(answer.call).zip(stat_of(answer.reply)) else {
            return;
        };
        for watched in self.watched.iter().filter(|watched| watched.path == *path) {
            let changed = match watched.table {
                Table::Data => stat.mzxid,
                Table::Exist => stat.czxid,
                Table::Child => stat.pzxid,
            };
            if changed > watched.since {
                broken.push((Law::EventBeforeState, changed));
            }
        }
    }

    /// An event: of a watch that has not fired yet.
    fn event(&mut self, client: &Client, (event, path): (Event, &Rc<str>), broken: &mut Broken) {
        let tables: &[Table] = match event {
            Event::Created | Event::DataChanged => &[Table::Data, Table::Exist],
            Event::ChildrenChanged => &[Table::Child],
            Event::Deleted => &[Table::Data, Table::Exist, Table::Child],
        };
        let once = |watched: &Watched| watched.path == *path && tables.contains(&watched.table);
        let Registered {
            persistent,
            recursive,
            ..
        } = &client.watches;
        let lasting =
            persistent.contains(path) || recursive.iter().any(|above| path::is_within(path, above));
        if !lasting && !self.watched.iter().any(once) {
            broken.push((Law::OneShotOnce, client.last_zxid));
        }
        self.watched.retain(|watched| !once(watched));
    }

    /// The watches of a client after an answer.
    fn watches(&mut self, registered: &Registered, since: Zxid) {
        let tables = [
            (Table::Data, &registered.data),
            (Table::Exist, &registered.exist),
            (Table::Child, &registered.child),
        ];
        self.watched.retain(|watched| {
            let mut paths = tables.iter().filter(|(table, _)| *table == watched.table);
            paths.any(|(_, paths)| paths.contains(&watched.path))
        });
        for (table, paths) in tables {
            for path in paths {
                let same = |watched: &Watched| watched.table == table && watched.path == *path;
                if !self.watched.iter().any(same) {
                    let path = path.clone();
                    self.watched.push(Watched { table, path, since });
                }
            }
        }
    }

    /// What is under way after a step.
    fn sends(&mut self, client: &Client, newest: Zxid) {
        if client.sent.is_empty() {
            self.asked.clear();
        }
        let (last, end) = (self.asked.last().map(|(xid, _)| *xid), self.asked.len());
        let all = client.sent.iter().rev();
        let all = all.filter(|pending| in_turn(&pending.call));
        for Pending { xid, .. } in all.take_while(|pending| Some(pending.xid) != last) {
            self.asked.insert(end, (*xid, newest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_before_one_that_was_answered_before_it_was_asked() {
        let judge = |zxid| {
            let asked = alloc::vec![(7, Zxid::new(1, 5))];
            let mut known = Known {
                asked,
                ..Known::default()
            };
            let (call, reply) = (Call::Write(Write::CloseSession), Answer::Done);
            let answer = Answered {
                xid: 7,
                zxid,
                call: &call,
                reply: &Reply::Answer(reply),
            };
            let mut broken = Broken::new();
            known.answer(&answer, &mut broken);
            broken
        };
        let early = Zxid::new(1, 4);
        assert_eq!(judge(early), [(Law::LinearizableWrites, early)]);
        assert_eq!(judge(Zxid::new(1, 6)), []);
    }
}
