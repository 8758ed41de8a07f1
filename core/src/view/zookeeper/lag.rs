//! How far the servers' trees are from each other, and what the difference waits for.

use alloc::{format, string::String, vec::Vec};

use super::Painter;
use crate::{
    kernel::{NodeId, Packet},
    narrate::Term,
    zookeeper::{
        history::Txn, message::Message, server::Server, znode::request::Change, zxid::Zxid,
        zxid_text,
    },
};

/// How many transactions beyond what two servers have in common are looked through for the one
/// that makes a difference.
const TXNS_SEARCHED: usize = 512;

/// A server as others are compared with it.
#[derive(Clone, Copy)]
pub(super) struct Copy<'a> {
    pub(super) id: NodeId,
    pub(super) server: &'a Server,
}

/// Whether a change is one of a node, its children aside.
fn concerns(change: &Change, path: &str) -> bool {
    match change {
        Change::Create { birth, .. } => *birth.path == *path,
        Change::Delete { path: at }
        | Change::SetData { path: at, .. }
        | Change::SetAcl { path: at, .. } => **at == *path,
        Change::Multi(changes) => changes.iter().any(|change| concerns(change, path)),
        Change::CloseSession { paths } => paths.iter().any(|at| **at == *path),
        Change::Check
        | Change::MultiFailed { .. }
        | Change::CreateSession { .. }
        | Change::Failed(_) => false,
    }
}

impl<'a> Painter<'a> {
    /// The server that others are compared with: the one that leads, or else the one that has
    /// applied most.
    pub(super) fn reference(&self) -> Option<Copy<'a>> {
        let mut best: Option<Copy<'a>> = None;
        for copy in self.copies() {
            let rank = |copy: &Copy<'_>| {
                let leads = copy.server.leader().is_some();
                (leads, copy.server.database.last_processed)
            };
            if best.is_none_or(|best| rank(&copy) > rank(&best)) {
                best = Some(copy);
            }
        }
        best
    }

    /// The servers that have a tree.
    pub(super) fn copies(&self) -> impl Iterator<Item = Copy<'a>> + use<'a> {
        let painter = *self;
        let copy = move |id| painter.server(id).map(|server| Copy { id, server });
        self.config.servers().filter_map(copy)
    }

    /// The first transaction that one server has applied, another one has not, and that says
    /// something of a node; of any node if none is named.
    #[inline(never)]
    fn first_beyond(&self, has: Copy<'a>, lacks: Copy<'a>, path: Option<&str>) -> Option<&'a Txn> {
        let common = has
            .server
            .database
            .history
            .common(&lacks.server.database.history);
        let mut beyond = has.server.database.history.from(common).take(TXNS_SEARCHED);
        beyond.find(|txn| path.is_none_or(|path| concerns(&txn.change, path)))
    }

    /// How many transactions one server has applied that another one has not.
    pub(super) fn count_beyond(&self, has: Copy<'_>, lacks: Copy<'_>) -> usize {
        let history = &has.server.database.history;
        history.len() - history.common(&lacks.server.database.history)
    }

    /// Why a server has not what another one has, e.g. `s2 lacks ⟨1,7⟩: not received`; or the other
    /// way round. Empty if no transaction tells.
    #[inline(never)]
    pub(super) fn why(&self, one: Copy<'a>, other: Copy<'a>, path: Option<&str>) -> String {
        let lack = |lacks: Copy<'a>, txn: &Txn| {
            let (name, zxid) = (super::name(lacks.id), zxid_text(txn.zxid));
            let whereabouts = self.whereabouts(lacks, txn.zxid);
            format!("{name} {} {zxid}: {whereabouts}", self.say(Term::Lacks))
        };
        if let Some(txn) = self.first_beyond(other, one, path) {
            return lack(one, txn);
        }
        self.first_beyond(one, other, path)
            .map_or_else(String::new, |txn| lack(other, txn))
    }

    /// Where a transaction is that a server has not applied.
    #[inline(never)]
    fn whereabouts(&self, lacks: Copy<'_>, zxid: Zxid) -> String {
        let received = lacks.server.learner().is_some_and(|learner| {
            let kept = learner.learning.iter().flat_map(|kept| &kept.not_committed);
            learner
                .pending
                .iter()
                .chain(kept)
                .any(|txn| txn.zxid == zxid)
        });
        let logging = lacks.server.unlogged.contains(&zxid);
        let coming = |wanted: fn(&Message) -> Option<Zxid>| {
            let mut wire = self.world.wire().envelopes();
            wire.any(|envelope| {
                let Packet::Message(body) = &envelope.packet else {
                    return false;
                };
                envelope.id.to() == lacks.id && wanted(body) == Some(zxid)
            })
        };
        let proposal = |body: &Message| {
            let (Message::Proposal(txn) | Message::Inform(txn)) = body else {
                return None;
            };
            Some(txn.zxid)
        };
        let commit = |body: &Message| {
            let Message::Commit { zxid } = body else {
                return None;
            };
            Some(*zxid)
        };
        self.say(if coming(proposal) {
            Term::ProposalComes
        } else if coming(commit) {
            Term::CommitComes
        } else if logging {
            Term::BeingLogged
        } else if received {
            Term::WaitsForCommit
        } else {
            Term::NotReceived
        })
    }

    /// How far a server is, for its tab.
    #[inline(never)]
    pub(super) fn lag(&self, reference: Copy<'a>, copy: Copy<'a>) -> (usize, String) {
        let behind = self.count_beyond(reference, copy);
        let ahead = self.count_beyond(copy, reference);
        let mut parts: Vec<String> = alloc::vec![zxid_text(copy.server.database.last_processed)];
        if behind > 0 {
            parts.push(format!("{behind} {}", self.say(Term::Behind)));
        }
        if ahead > 0 {
            parts.push(format!("{ahead} {}", self.say(Term::Ahead)));
        }
        if behind + ahead > 0 {
            parts.push(self.why(copy, reference, None));
        }
        (behind, parts.join(" · "))
    }
}
