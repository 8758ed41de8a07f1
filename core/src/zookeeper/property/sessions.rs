//! Sessions as the sequence of transactions has them: their writes, their ephemerals, their ends,
//! and the numbers given under a parent.
//!
//! Sources: sessions.md §2, §5, §8; znodes.md on ephemerals and sequential nodes.

use alloc::{rc::Rc, vec::Vec};

use super::past::{Law, Past, Sight};
use crate::{
    kernel::{Effect, Input, NodeId, Shared, Ticks, Via},
    sorted::SortedMap,
    zookeeper::{
        client::Client,
        config::Config,
        history::Txn,
        message::{Call, Message, Operation},
        rule::Rule,
        session::rule::Rule as Told,
        znode::{
            node::{Life, SessionId},
            path,
            request::{Change, Write},
            tree::Birth,
        },
    },
};

/// A living session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Living {
    /// Its last request that took effect.
    cxid: u32,
    /// How many ephemerals it has.
    ephemerals: usize,
}

/// What all transactions delivered so far come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Account {
    sessions: SortedMap<SessionId, Living>,
    /// Whose each ephemeral is.
    owners: SortedMap<Rc<str>, SessionId>,
    /// The last number given under each parent.
    numbers: SortedMap<Rc<str>, u32>,
    /// What each leader has heard: of more than one at a time, while an old one knows no better.
    leaders: SortedMap<NodeId, Heard>,
    /// Sessions whose end a leader has decided upon.
    expired: Vec<SessionId>,
}

/// What a leader has heard of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Heard {
    /// Since when it serves.
    since: Ticks,
    /// When it heard of each of them.
    of: SortedMap<SessionId, Ticks>,
}

impl Past {
    /// A transaction is delivered that nobody has delivered before.
    pub(super) fn account(&mut self, sight: &Sight<'_>, txn: &Txn) {
        let account = Shared::touch(&mut self.account);
        let mut broken = None;
        if let Change::CreateSession { .. } = txn.change {
            account.sessions.insert(txn.session, Living::default());
        } else if let Change::CloseSession { paths } = &txn.change {
            broken = account.close(txn, paths);
        } else if let Change::Failed(_) | Change::MultiFailed { .. } = txn.change {
            return;
        } else {
            let order = account.writes(sight.config, txn);
            let effect = account.change(sight, txn, &txn.change);
            broken = order.or(effect);
        }
        if let Some(law) = broken {
            self.broken(sight, law, txn.zxid, None);
        }
    }

    /// The tree of the first server that has delivered all this is what the account says.
    pub(super) fn counted(&mut self, sight: &Sight<'_>) {
        let Some(txn) = self.delivered.len().checked_sub(1) else {
            return;
        };
        let history = &sight.server.database.history;
        let (Some(txn), true) = (history.get(txn), history.len() == self.delivered.len()) else {
            return;
        };
        let tree = &sight.server.database.tree;
        let ephemerals = |session: &_| tree.sessions.get(session).map(|own| own.ephemerals.len());
        let living = self.account.sessions.get(&txn.session);
        let mut right = tree.sessions.len() == self.account.sessions.len()
            && ephemerals(&txn.session) == living.map(|living| living.ephemerals);
        if let Change::CloseSession { paths } = &txn.change {
            right &= paths.iter().all(|path| tree.get(path).is_none());
        } else if let Change::Create { birth, .. } = &txn.change {
            let life = tree.get(&birth.path).map(|node| node.life);
            right &= life == Some(birth.life);
        }
        if !right {
            self.broken(sight, Law::EphemeralsFollowSessions, txn.zxid, None);
        }
    }

    /// What the leader hears of sessions, and what it concludes.
    #[inline(never)]
    pub(super) fn hears(&mut self, sight: &Sight<'_>) {
        let (now, mut ended) = (sight.step.at, None);
        for reaction in &sight.step.out.reactions {
            if let Rule::Serve { .. } = reaction.rule() {
                let (since, of) = (now, SortedMap::new());
                let leaders = &mut Shared::touch(&mut self.account).leaders;
                leaders.insert(sight.node, Heard { since, of });
            } else if let Rule::Session(Told::Expire { session }) = reaction.rule() {
                let account = Shared::touch(&mut self.account);
                let heard = account.leaders.get(&sight.node);
                let heard = heard.map_or(Ticks(0), |heard| heard.last(*session));
                // It may have given up its office in the same step.
                let leader = sight.server.leader();
                let tracked = leader.and_then(|leader| leader.sessions.sessions.get(session));
                let timeout = tracked.map_or(0, |tracked| u64::from(tracked.timeout));
                if now < heard.plus(timeout) {
                    ended = Some(sight.server.database.last_processed);
                }
                if !account.expired.contains(session) {
                    account.expired.push(*session);
                }
            }
        }
        if let Some(zxid) = ended {
            self.broken(sight, Law::SessionsEndInTime, zxid, None);
        }
        if let Effect::Input {
            input:
                Input::Message {
                    via: Via::Stream(conn),
                    body,
                    ..
                },
            ..
        } = &sight.step.effect
        {
            let session = sight.server.links.get(conn).map(|link| link.session);
            self.heard(sight, body, session);
        }
    }

    /// Signs of life in a message to the leader.
    fn heard(&mut self, sight: &Sight<'_>, body: &Message, session: Option<SessionId>) {
        let mut heard = |session: SessionId| {
            let leaders = &mut Shared::touch(&mut self.account).leaders;
            if let Some(heard) = leaders.get_mut(&sight.node) {
                heard.of.insert(session, sight.step.at);
            }
        };
        if let Message::Ping { touched, .. } = body {
            let touched = touched.as_deref().unwrap_or_default();
            touched.iter().copied().for_each(heard);
        } else if let Message::Revalidate { session, .. } = body {
            heard(*session);
        } else if let Message::Request(errand) = body
            && let Operation::Write(Write::CreateSession { .. }) = errand.operation
        {
            heard(errand.session);
        } else if let (Message::Connect(_) | Message::Call { .. }, Some(session)) = (body, session)
        {
            heard(session);
        }
    }
}

impl Heard {
    /// When it has heard of a session, if only that it exists.
    fn last(&self, session: SessionId) -> Ticks {
        let heard = self.of.get(&session).copied();
        heard.map_or(self.since, |heard| heard.max(self.since))
    }
}

impl Account {
    /// A session ends, and with it all that is its own and nothing else.
    fn close(&mut self, txn: &Txn, paths: &[Rc<str>]) -> Option<Law> {
        let session = txn.session;
        let living = self.sessions.remove(&session);
        for (_, heard) in self.leaders.iter_mut() {
            heard.of.remove(&session);
        }
        let place = self.expired.iter().position(|other| *other == session);
        let expired = place.map(|place| self.expired.remove(place)).is_some();
        let mut own = 0;
        for path in paths {
            own += usize::from(self.owners.remove(path) == Some(session));
            self.numbers.remove(path);
        }
        let all = living.map_or(0, |living| living.ephemerals);
        if own != all || own != paths.len() {
            return Some(Law::EphemeralsFollowSessions);
        }
        // Nobody asked for it: then the leader has found it to be over.
        (txn.cxid == 0 && living.is_some() && !expired).then_some(Law::SessionsEndInTime)
    }

    /// Writes of a session take effect in the order in which they were asked.
    fn writes(&mut self, config: &Config, txn: &Txn) -> Option<Law> {
        let living = self.sessions.get_mut(&txn.session)?;
        if txn.cxid == 0 || Config::is_own(txn.session) || config.clients == 0 {
            return None;
        }
        let before = core::mem::replace(&mut living.cxid, txn.cxid);
        (before >= txn.cxid).then_some(Law::SessionOrder)
    }

    fn change(&mut self, sight: &Sight<'_>, txn: &Txn, change: &Change) -> Option<Law> {
        if let Change::Create { birth, .. } = change {
            let owned = match birth.life {
                Life::Ephemeral(owner) => self.bear(&birth.path, owner),
                Life::Persistent | Life::Container | Life::Ttl(_) => None,
            };
            return owned.or_else(|| self.number(sight, txn, birth));
        }
        if let Change::Delete { path } = change {
            self.numbers.remove(path);
            let owner = self.owners.remove(path)?;
            if let Some(living) = self.sessions.get_mut(&owner) {
                living.ephemerals -= 1;
            }
            // Somebody asked for it, else it goes with its session only.
            return (txn.cxid == 0).then_some(Law::EphemeralsFollowSessions);
        }
        let Change::Multi(changes) = change else {
            return None;
        };
        let mut broken = None;
        for change in changes {
            broken = broken.or(self.change(sight, txn, change));
        }
        broken
    }

    /// An ephemeral is created: its session lives.
    fn bear(&mut self, path: &Rc<str>, owner: SessionId) -> Option<Law> {
        let Some(living) = self.sessions.get_mut(&owner) else {
            return Some(Law::EphemeralsFollowSessions);
        };
        living.ephemerals += 1;
        self.owners.insert(path.clone(), owner);
        None
    }

    /// A number was given: a higher one than all before under this parent. Whether it was asked for
    /// is known only as long as the client waits for the answer.
    fn number(&mut self, sight: &Sight<'_>, txn: &Txn, birth: &Birth) -> Option<Law> {
        let mut clients = sight.config.clients().filter_map(|node| {
            let client = sight.after[node.index()].client()?;
            let own = client.session.is_some_and(|(own, _)| own == txn.session);
            own.then_some(client)
        });
        let wanted = clients.find_map(|client| numbered(client, txn.cxid))?;
        let given = birth.path.strip_prefix(&**wanted)?.parse().ok()?;
        let (parent, _) = path::split(&birth.path)?;
        let before = self.numbers.insert(parent.into(), given);
        (before >= Some(given)).then_some(Law::NumbersRise)
    }
}

/// The path before its number, if a client waits for a node with a number.
fn numbered(client: &Client, xid: u32) -> Option<&Rc<str>> {
    let pending = client.sent.iter().find(|pending| pending.xid == xid)?;
    if let Call::Write(Write::Create {
        path,
        sequential: true,
        ..
    }) = &pending.call
    {
        return Some(path);
    }
    None
}
