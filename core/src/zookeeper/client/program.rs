//! Several requests one after another: the next one goes out when an answer has come.
//!
//! Source: `ZKUtil.java` (`visitSubTreeDFS`, `listSubTreeBFS`, `deleteRecursive`).

use alloc::{format, rc::Rc, vec::Vec};

use super::{Client, command::Walk, request};
use crate::{
    kernel::{Cx, Outbox},
    zookeeper::{
        Zookeeper,
        message::{Call, Reply},
        znode::{
            error::Error,
            read::{Read, Seen},
            request::Write,
        },
    },
};

/// For whom an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// For the library: it has asked by itself.
    Own,
    /// For who asked this.
    Asked,
    /// The same, and the stat is wanted as well.
    WithStat,
    /// For a program that lists what it finds.
    List,
    /// For a program that looks for where to do something.
    Search,
}

/// A walk through a tree, with what is still to be done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Program {
    /// What is done.
    pub walk: Walk,
    /// The number of the request whose answer it waits for.
    pub waits: u32,
    /// Nodes whose children are still to be asked for, in the order in which they will be.
    pub unlisted: Vec<Rc<str>>,
    /// Nodes to which it is still to be done; the next one is the last.
    pub untouched: Vec<Rc<str>>,
}

/// A person asks for a walk.
pub(super) fn begin(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    path: &Rc<str>,
    walk: &Walk,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let mut program = Program {
        walk: walk.clone(),
        waits: 0,
        unlisted: alloc::vec![path.clone()],
        untouched: Vec::new(),
    };
    // Whether the node is there at all is asked first, by its data.
    let watch = match walk {
        Walk::Delete { .. } => {
            program.untouched.push(path.clone());
            go_on(cx, client, Some(program), out);
            return;
        }
        Walk::SetAcl { .. } => false,
        Walk::List { watch } => *watch,
    };
    let path = path.clone();
    let call = Call::Read(Read::GetData { path, watch });
    ask(cx, client, program, call, out);
}

fn ask(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    mut program: Program,
    call: Call,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let purpose = match (&program.walk, &call) {
        (_, Call::Write(_)) => Purpose::Asked,
        (Walk::List { .. }, _) => Purpose::List,
        (Walk::SetAcl { .. } | Walk::Delete { .. }, _) => Purpose::Search,
    };
    if let Some(xid) = request(cx, client, None, (call, purpose), out) {
        program.waits = xid;
        client.programs.push(program);
    }
}

/// Its next request, if there is one.
pub(super) fn go_on(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    program: Option<Program>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if let Some(mut program) = program
        && let Some(call) = program.next()
    {
        ask(cx, client, program, call, out);
    }
}

/// An answer: the program that has waited for it, if it goes on.
pub(super) fn answered(client: &mut Client, xid: u32, reply: &Reply) -> Option<Program> {
    let waiting = |program: &Program| program.waits == xid;
    let place = client.programs.iter().position(waiting)?;
    let mut program = client.programs.remove(place);
    program.took(reply).then_some(program)
}

/// Requests were given up: what has waited for them ends.
pub(super) fn abandon(client: &mut Client) {
    let (sent, queued) = (&client.sent, &client.queued);
    client.programs.retain(|program| {
        let mut open = sent.iter().chain(queued);
        open.any(|pending| pending.xid == program.waits)
    });
}

impl Program {
    fn next(&mut self) -> Option<Call> {
        match &self.walk {
            Walk::List { watch } => {
                let watch = *watch;
                self.list(watch)
            }
            Walk::SetAcl { acl, version } => {
                let Some(path) = self.untouched.pop() else {
                    return self.list(false);
                };
                Some(Call::Write(Write::SetAcl {
                    path,
                    acl: acl.clone(),
                    version: *version,
                }))
            }
            Walk::Delete { batch } => {
                let batch = *batch as usize;
                let listed = self.list(false);
                if listed.is_some() || self.untouched.is_empty() {
                    return listed;
                }
                let kept = self.untouched.len().saturating_sub(batch.max(1));
                let leaves = self.untouched.split_off(kept);
                let delete = |path: Rc<str>| Write::Delete { path, version: -1 };
                let mut deletes = leaves.into_iter().rev().map(delete);
                if batch == 0 {
                    return deletes.next().map(Call::Write);
                }
                Some(Call::Write(Write::Multi(deletes.collect())))
            }
        }
    }

    /// Asks for the children of the next node.
    fn list(&mut self, watch: bool) -> Option<Call> {
        // It stays in its place until the answer says what lies below it.
        let path = self.unlisted.first()?.clone();
        Some(Call::Read(Read::GetChildren {
            path,
            watch,
            stat: false,
        }))
    }

    /// An answer; whether it goes on.
    fn took(&mut self, reply: &Reply) -> bool {
        let deletes = matches!(self.walk, Walk::Delete { .. });
        if let Reply::Seen(Ok(Seen::Children(names, _))) = reply {
            let parent = self.unlisted.remove(0);
            let parent = parent.trim_end_matches('/');
            let below = names.iter().map(|name| format!("{parent}/{name}").into());
            let below: Vec<Rc<str>> = below.collect();
            let place = if deletes { self.unlisted.len() } else { 0 };
            self.unlisted.splice(place..place, below.iter().cloned());
            match self.walk {
                Walk::List { .. } => {}
                Walk::SetAcl { .. } => self.untouched.extend(below.into_iter().rev()),
                Walk::Delete { .. } => self.untouched.extend(below),
            }
            return true;
        }
        match reply {
            Reply::Seen(Ok(_)) => {
                if let Walk::SetAcl { .. } = self.walk {
                    self.untouched.extend(self.unlisted.first().cloned());
                }
                true
            }
            // A node may be gone since it was listed.
            Reply::Seen(Err(Error::NoNode)) if !deletes => {
                self.unlisted.remove(0);
                true
            }
            // What may not be set is left as it is; a deletion stops at the first error.
            Reply::Answer(_) => !deletes || reply.error().is_none(),
            Reply::Seen(Err(_)) | Reply::Synced(_) | Reply::Done | Reply::Failed(_) => false,
        }
    }
}
