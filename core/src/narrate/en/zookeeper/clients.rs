//! A client.

use alloc::{format, string::String};

use super::teller::{
    Teller,
    Word::{Id, Node, Number, Text},
};
use crate::zookeeper::{
    client::{rule::Rule, words::brief},
    message::Reply,
    reply_text, session_text,
    znode::error::Error,
};

impl Teller<'_> {
    /// What is told of a rule of a client.
    #[expect(
        clippy::too_many_lines,
        reason = "no rule can be forgotten in one match"
    )]
    pub(super) fn client(&self, rule: &Rule) -> String {
        match rule {
            Rule::Start => self.say("{me} is there.||", &[]),
            Rule::NewHandle { timeout } => self.say(
                "{me} opens a handle and looks for a server.|It asks for a time-out of {0} ms.|",
                &[Number((*timeout).clamp(0, i64::from(u32::MAX)) as u32)],
            ),
            Rule::HasHandle => self.say("{me} has a handle already.||", &[]),
            Rule::NoHandle => self.say("{me} has no handle.||", &[]),
            Rule::Dial { to } => self.say("{me} calls {0}.||", &[Node(*to)]),
            Rule::Move { to, unknown } => self.say(
                "{me} goes to {0} with its session.|Without an answer: {1}.|Its old server \
                 is not told.",
                &[Node(*to), Number(*unknown as u32)],
            ),
            Rule::Greet { to, session } => {
                let text = session.map_or_else(String::new, session_text);
                let seen = self.node.client().map(|client| client.last_zxid);
                let seen = seen.unwrap_or_default();
                self.say(
                    match session {
                        Some(_) => {
                            "{me} asks {0} to go on with its session.|{1}; it has seen {2}.|Who \
                             is behind that turns it away."
                        }
                        None => "{me} asks {0} for a session.||",
                    },
                    &[Node(*to), Text(&text), Id(seen)],
                )
            }
            Rule::Connected {
                to,
                session,
                timeout,
                again,
            } => self.say(
                match again {
                    true => {
                        "{me} is connected again, to {0}.|The same session, {1}; time-out {2} \
                         ms.|What it owns is still there."
                    }
                    false => "{me} is connected to {0}.|Session {1}, time-out {2} ms.|",
                },
                &[Node(*to), Text(&session_text(*session)), Number(*timeout)],
            ),
            Rule::Expired => self.say(
                "{me} learns that its session has expired.||Everything that belonged to it is \
                 gone. *Only a new handle helps*.",
                &[],
            ),
            Rule::Lost { unknown } => self.say(
                match unknown {
                    0 => "{me} has lost its connection.||Its session may live on.",
                    _ => {
                        "{me} has lost its connection.|Without an answer: {0}.|CONNECTIONLOSS \
                         says nothing of the outcome: *it may have happened, or not*."
                    }
                },
                &[Number(*unknown as u32)],
            ),
            Rule::TryNext { tried } => self.say(
                "{me} has not got through.|Tried in vain: {0}.|",
                &[Number(*tried as u32)],
            ),
            Rule::OutOfTurn { from } => self.say(
                "{me} hangs up: {0} has answered out of turn.||",
                &[Node(*from)],
            ),
            Rule::Silent { server } => self.say(
                "{me} has heard nothing of {0} for two thirds of its time-out, and hangs up.||So \
                 there is time to find another server.",
                &[Node(*server)],
            ),
            Rule::Wait => self.say("{me} has no connection; the request waits.||", &[]),
            Rule::Send { to, call } => {
                self.say("{me} asks {0}: {1}.||", &[Node(*to), Text(&brief(call))])
            }
            Rule::Answered {
                call, reply, zxid, ..
            } => self.say(
                match (reply, zxid) {
                    (Reply::Failed(Error::ConnectionLoss), _) => {
                        "{me} does not know what became of “{0}”.|CONNECTIONLOSS: *unknown*, done \
                         or not.|"
                    }
                    (_, Some(_)) => "{me} has its answer to “{0}”: {1}.|Its server was at {2}.|",
                    (_, None) => {
                        "{me} has its answer to “{0}”: {1}.|From its own library; no server was \
                         asked.|"
                    }
                },
                &[
                    Text(&brief(call)),
                    Text(&reply_text(reply)),
                    Id(zxid.unwrap_or_default()),
                ],
            ),
            Rule::Pong => self.say("{me} hears that its server lives.||", &[]),
            Rule::Hear { event, path } => {
                let watches = self.node.client().map(|client| &client.watches);
                let lasts = watches.is_some_and(|watches| {
                    !watches.persistent.is_empty() || !watches.recursive.is_empty()
                });
                self.say(
                    match lasts {
                        true => "{me} hears: {0}.||What there is now, it has to read.",
                        false => {
                            "{me} hears: {0}.||What there is now, it has to read; *and to watch \
                             again*, if it wants to hear more."
                        }
                    },
                    &[Text(&format!("{} {path}", event.name()))],
                )
            }
            Rule::OldConnection { from } => {
                self.say("{me} does not listen to {0} any more.||", &[Node(*from)])
            }
        }
    }
}
