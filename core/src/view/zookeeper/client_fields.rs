//! Every field of a client, and those that a server has because of clients.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Painter,
    clients::state_word,
    fields::{List, joined},
    messages,
};
use crate::{
    kernel::NodeId,
    narrate::Term,
    zookeeper::{
        client::{Client, Pending},
        reply_text,
        server::Server,
        session::Stage,
        session_text,
        znode::error::Error,
        zxid_text,
    },
};

impl Painter<'_> {
    pub(super) fn client_fields(&self, id: NodeId, client: &Client, list: &mut List<'_>) {
        list.add(Term::State, state_word(client.state).into());
        let session = client.session.map(|(session, _)| session_text(session));
        list.add(Term::Session, self.or_nothing(session.unwrap_or_default()));
        if client.timeout > 0 {
            list.add(Term::TimeOut, format!("{} ms", client.timeout));
        }
        list.add(Term::Connection, self.line_text(client));
        list.add(Term::InFlightRequests, self.pending(&client.sent));
        list.add(Term::Queued, self.pending(&client.queued));
        let answer = client.answered.as_ref().map(|outcome| {
            let answer = match outcome.reply.error() {
                Some(Error::ConnectionLoss) => self.say(Term::Unknown),
                Some(_) | None => reply_text(&outcome.reply),
            };
            format!("{} → {answer}", messages::call(&outcome.call))
        });
        list.add(Term::Answer, self.or_nothing(answer.unwrap_or_default()));
        let event = client.event.as_ref();
        let event = event.map(|(event, path)| format!("{} {path}", event.name()));
        list.add(Term::Event, self.or_nothing(event.unwrap_or_default()));
        list.add(Term::LastSeen, zxid_text(client.last_zxid));
        let watches = &client.watches;
        let mut watched = Vec::new();
        for (kind, paths) in [
            (Term::DataWatch, &watches.data),
            (Term::ExistWatch, &watches.exist),
            (Term::ChildWatch, &watches.child),
            (Term::PersistentWatch, &watches.persistent),
            (Term::RecursiveWatch, &watches.recursive),
        ] {
            if !paths.is_empty() {
                let kind = self.say(kind);
                let paths = paths.iter().map(|path| format!("{path} ({kind})"));
                watched.push(joined(paths));
            }
        }
        if !watched.is_empty() {
            let what = format!("{} {}", self.say(Term::Watches), self.name(id));
            list.named(what, watched.join(", "));
        }
        if !client.credentials.is_empty() {
            let schemes = client.credentials.iter();
            let schemes = schemes.map(|(scheme, _)| scheme.to_string());
            list.add(Term::Credentials, joined(schemes));
        }
        let servers = client.servers.iter().map(|server| self.name(*server));
        let servers: Vec<String> = servers.collect();
        list.add(Term::ConnectString, self.or_nothing(servers.join(",")));
    }

    fn pending(&self, all: &[Pending]) -> String {
        let each = |it: &Pending| format!("{} {}", it.xid as i32, messages::call(&it.call));
        self.or_nothing(joined(all.iter().map(each)))
    }

    /// The connections of a server's clients, and their watches; at the leader all sessions.
    pub(super) fn session_fields(&self, id: NodeId, server: &Server, list: &mut List<'_>) {
        for (conn, link) in server.links.iter() {
            let session = match link.stage {
                Stage::Greeting => self.say(Term::Calls),
                Stage::Opening | Stage::Revalidating => {
                    format!("{} …", session_text(link.session))
                }
                Stage::Open => format!("{} · {} ms", session_text(link.session), link.timeout),
            };
            list.named(self.name(conn.dialler()), session);
        }
        let mut watches: Vec<(String, String)> = Vec::new();
        for (client, kind, path) in self.watched(id) {
            let what = format!("{} {}", self.say(Term::Watches), self.name(client));
            let watch = format!("{path} ({})", self.kind_word(kind));
            match watches.last_mut() {
                Some((last, all)) if *last == what => *all = format!("{all}, {watch}"),
                Some(_) | None => watches.push((what, watch)),
            }
        }
        for (what, paths) in watches {
            list.named(what, paths);
        }
        let Some(leader) = server.leader() else {
            return;
        };
        for (session, tracked) in leader.sessions.sessions.iter() {
            let left = match tracked.closing {
                true => self.say(Term::Closing),
                false => {
                    let timer = self.drain((*session, *tracked));
                    format!("{} {} ms", timer.label, timer.left_ticks)
                }
            };
            let owner = self.client_of(*session).map(|client| self.name(client));
            let what = format!("{} {}", self.say(Term::Session), session_text(*session));
            list.named(what, format!("{} · {left}", owner.unwrap_or_default()));
        }
    }
}
