//! A server with its clients.

use alloc::{format, string::String};

use super::teller::{
    Teller,
    Word::{Id, Node, Number, Text},
};
use crate::{
    kernel::NodeId,
    zookeeper::{
        client::words::brief, message::Call, reply_text, session::rule::Rule, session_text,
        znode::node::SessionId,
    },
};

impl Teller<'_> {
    /// What is told of a rule of a server with its clients.
    #[expect(
        clippy::too_many_lines,
        reason = "no rule can be forgotten in one match"
    )]
    pub(super) fn session(&self, rule: &Rule) -> String {
        let about = |template, client: NodeId, session: SessionId| {
            let session = session_text(session);
            self.say(template, &[Node(client), Text(&session)])
        };
        match rule {
            Rule::ClientCalls { client } => self.say("{me} takes a call of {0}.||", &[Node(*client)]),
            Rule::ClientLost { client, session } => {
                let text = session.map_or_else(String::new, session_text);
                self.say(
                    match session {
                        Some(_) => {
                            "{me} has lost the connection of {0}.|Session {1}.|Its watches are \
                             gone; *the session lives on* until the leader ends it."
                        }
                        None => "{me} has lost the connection of {0}.||",
                    },
                    &[Node(*client), Text(&text)],
                )
            }
            Rule::RefuseBehind { client, seen, mine } => self.say(
                "{me} turns {0} away: the client has seen more.|The client has seen {1}, the \
                 server is at {2}.|So nobody’s reads go back in time.",
                &[Node(*client), Id(*seen), Id(*mine)],
            ),
            Rule::WrongPassword { client, session } => about(
                "{me} turns {0} away: the password is wrong.|Session {1}.|It looks like an \
                 expired session.",
                *client,
                *session,
            ),
            Rule::CloseOlder { client, session } => about(
                "{me} closes an older connection of {0}.|Session {1}.|A session has one \
                 connection at a time.",
                *client,
                *session,
            ),
            Rule::OpenSession {
                client,
                session,
                timeout,
            } => self.say(
                "{me} asks for a session for {0}.|{1}, time-out {2} ms.|A session is a \
                 transaction like any other: *a quorum* makes it.",
                &[Node(*client), Text(&session_text(*session)), Number(*timeout)],
            ),
            Rule::Revalidate { client, session } => about(
                "{me} asks whether the session of {0} lives.|Session {1}.|The leader knows.",
                *client,
                *session,
            ),
            Rule::Validate {
                session,
                learner,
                valid,
            } => about(
                match valid {
                    true => "{me} tells {0} that a session lives.|Session {1}.|From now on it speaks through {0}.",
                    false => "{me} tells {0} that a session is over.|Session {1}.|",
                },
                *learner,
                *session,
            ),
            Rule::Grant {
                client,
                session,
                timeout,
            } => self.say(
                "{me} tells {0} its session.|{1}, time-out {2} ms.|",
                &[Node(*client), Text(&session_text(*session)), Number(*timeout)],
            ),
            Rule::RefuseExpired { client, session } => about(
                "{me} tells {0} that its session has expired.|Session {1}.|Its ephemerals are \
                 gone, for how long already the client cannot know.",
                *client,
                *session,
            ),
            Rule::TooLong { session, length } => self.say(
                "{me} drops a connection: a request is too long.|Session {0}; {1} bytes, of \
                 1048575 allowed.|*No error is sent*: the client sees a lost connection.",
                &[Text(&session_text(*session)), Number(*length as u32)],
            ),
            Rule::Authenticate {
                session,
                scheme,
                known,
            } => self.say(
                match known {
                    true => "{me} notes whom {0} stands for.|Scheme {1}.|It holds as long as the connection.",
                    false => "{me} knows no scheme {1}, and hangs up.|Session {0} lives on.|",
                },
                &[Text(&session_text(*session)), Text(scheme)],
            ),
            Rule::Reply {
                client,
                asked,
                reply,
                zxid,
            } => self.say(
                match asked.call {
                    Call::Read(_) => {
                        "{me} answers {0}: {2}.|{1}. It is at {3}.|From its own memory, \
                         *whatever others may know by now*."
                    }
                    Call::Ping => "{me} answers a ping of {0}.||",
                    Call::Write(_) | Call::Sync(_) | Call::Auth { .. } | Call::SetWatches(_) => {
                        "{me} answers {0}: {2}.|{1}. It is at {3}.|"
                    }
                },
                &[
                    Node(*client),
                    Text(&brief(&asked.call)),
                    Text(&reply_text(reply)),
                    Id(*zxid),
                ],
            ),
            Rule::Moved { session } => self.say(
                "{me} hangs up: the session has moved.|Session {0}.|It speaks through another \
                 server now; what comes here may be old.",
                &[Text(&session_text(*session))],
            ),
            Rule::Notify {
                client,
                event,
                path,
            } => self.say(
                "{me} tells {0}: {1}.||The event says that, and nothing of the new state; *it \
                 goes out before any answer that shows it*.",
                &[Node(*client), Text(&format!("{} {path}", event.name()))],
            ),
            Rule::HangUp { client, session } => about(
                "{me} hangs up on {0}: the session is over.|Session {1}.|",
                *client,
                *session,
            ),
            Rule::Expire { session } => self.say(
                "{me} ends a session that was silent for too long.|Session {0}.|Only a leader \
                 does that, and by *a transaction*: its ephemerals go with it, at once everywhere.",
                &[Text(&session_text(*session))],
            ),
            Rule::NoneExpired => self.say("{me} looks at its sessions: none has expired.||", &[]),
            Rule::Reap { count } => self.say(
                "{me} looks for containers that are empty and nodes whose time is \
                 over.|Found: {0}.|",
                &[Number(*count as u32)],
            ),
        }
    }
}
