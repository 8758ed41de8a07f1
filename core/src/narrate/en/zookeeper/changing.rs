//! What a transaction will do to the tree.

use alloc::{format, string::String};

use super::teller::{
    Teller,
    Word::{Id, Number, Text},
};
use crate::zookeeper::{
    history::Txn,
    session_text, txn_text,
    znode::{node::Life, path, request::Change},
};

/// How many children of a parent a change creates.
fn creations(change: &Change, parent: &str) -> u32 {
    if let Change::Multi(changes) = change {
        return changes.iter().map(|each| creations(each, parent)).sum();
    }
    if let Change::Create { birth, .. } = change {
        let below = path::split(&birth.path).is_some_and(|(above, _)| above == parent);
        return below.into();
    }
    0
}

impl Teller<'_> {
    /// A proposal of something that a client wants done.
    pub(super) fn propose_change(&self, txn: &Txn) -> String {
        let (mut text, mut number) = (txn_text(txn), 0);
        let template = match &txn.change {
            Change::Create { birth, .. } => {
                let (parent, _) = path::split(&birth.path).unwrap_or_default();
                number = self.ever_created(parent);
                let life = match birth.life {
                    Life::Persistent => "It stays until it is deleted.",
                    Life::Ephemeral(_) => "It belongs to the session, and *goes with it*.",
                    Life::Container => "It goes when its last child has gone.",
                    Life::Ttl(_) => "It goes when nobody has set it for a while.",
                };
                let parent = if parent.is_empty() { "/" } else { parent };
                text = format!("{} as {}", birth.path, self.say("{0}", &[Id(txn.zxid)]));
                return self.say(
                    "{me} proposes to create {0}.|Children ever created under {2}, with it: \
                     {1}.|{3}",
                    &[Text(&text), Number(number), Text(parent), Text(life)],
                );
            }
            Change::Delete { .. } => "{me} proposes to {1} as {0}.|Children must not be left.|",
            Change::SetData { version, .. } => {
                number = *version as u32;
                "{me} proposes to {1} as {0}.|It makes version {2}.|First it goes to the \
                 followers, then to the leader’s own log."
            }
            Change::SetAcl { version, .. } => {
                number = *version as u32;
                "{me} proposes to {1} as {0}.|It makes version {2} of the list.|"
            }
            Change::Check => "{me} proposes {0}, which changes nothing.|The version was right.|",
            Change::Multi(changes) => {
                number = changes.len() as u32;
                "{me} proposes {2} changes in one, as {0}.|*All of them or none*.|Each was checked \
                 as if those before it were done."
            }
            Change::MultiFailed { at, of, error } => {
                number = *at as u32 + 1;
                text = format!("{of}: {}", error.name());
                "{me} proposes {0}: that a multi fails.|It fails with number {2} of {1}.|*None of \
                 them is done*; the failure is logged and committed."
            }
            Change::CreateSession { timeout } => {
                (text, number) = (session_text(txn.session), *timeout);
                "{me} proposes a new session as {0}.|{1}, time-out {2} ms.|"
            }
            Change::CloseSession { paths } => {
                text = session_text(txn.session);
                number = paths.len() as u32;
                "{me} proposes the end of a session as {0}.|{1}.|Its ephemerals end in the same \
                 transaction: {2}."
            }
            Change::Failed(error) => {
                text = format!("“{text}” fails with {}", error.name());
                "{me} proposes {0}: that {1}.||A failure takes a zxid, too, and is *logged and \
                 committed* like a success."
            }
        };
        self.say(template, &[Id(txn.zxid), Text(&text), Number(number)])
    }

    /// How many children of a parent have ever been created when all that is proposed is done.
    fn ever_created(&self, parent: &str) -> u32 {
        let tree = self.server().map(|server| &server.database.tree);
        let done = tree.and_then(|tree| tree.get(parent));
        let outstanding = self
            .leader()
            .into_iter()
            .flat_map(|leader| &leader.outstanding);
        let proposed = outstanding.map(|proposal| creations(&proposal.txn.change, parent));
        done.map_or(0, |node| node.created as u32) + proposed.sum::<u32>()
    }
}
