//! A server with its clients.

use alloc::{format, string::String};

use super::teller::{
    Teller,
    Word::{Id, Node, Number, Text},
};
use crate::{
    kernel::NodeId,
    zookeeper::{
        client::words::brief,
        config::Bug,
        message::{Call, Reply},
        reply_text,
        serve::serves,
        server::Server,
        session::rule::Rule,
        session_text,
        znode::{
            node::{SessionId, Znode},
            read::Read,
            request::{Answer, Write},
        },
        zxid::Zxid,
    },
};

impl Teller<'_> {
    /// What is told of a rule of a server with its clients, and what a planted bug does to it.
    pub(super) fn session(&self, rule: &Rule) -> String {
        self.as_it_should(rule) + self.skipped(rule)
    }

    /// What a planted bug skips where this rule acts.
    fn skipped(&self, rule: &Rule) -> &'static str {
        let (call, reply) = if let Rule::Reply { asked, reply, .. } = rule {
            (Some(&asked.call), Some(&**reply))
        } else {
            (None, None)
        };
        let all = [
            (
                Bug::ReadsSkipTheQueue,
                matches!(call, Some(Call::Read(_))),
                " *It has waited for nothing, not even for what this client asked before.*",
            ),
            (
                Bug::EventAfterReply,
                matches!(call, Some(Call::Write(_))),
                " *The events of it come after this answer.*",
            ),
            (
                Bug::NumbersBySiblings,
                matches!(call, Some(Call::Write(Write::Create { .. }))),
                " *A number is how many siblings there are.*",
            ),
            (
                Bug::RefusesUnasked,
                matches!(reply, Some(Reply::Answer(Answer::Failed(_)))),
                " *It has asked nobody, and may not have all that is committed.*",
            ),
            (
                Bug::AcceptBehind,
                matches!(rule, Rule::Revalidate { .. }),
                " *What the client has seen is not compared with what this server has.*",
            ),
            (
                Bug::WatchFiresAgain,
                matches!(rule, Rule::Notify { .. }),
                " *The watch stays, and will fire again.*",
            ),
            (
                Bug::EphemeralsDieEarly,
                matches!(rule, Rule::ClientLost { .. }),
                " *Its ephemerals are deleted now all the same.*",
            ),
            (
                Bug::LateEphemerals,
                matches!(rule, Rule::Expire { .. }),
                " *Until that is committed, and after it, the session may still write.*",
            ),
            (
                Bug::NoFreshTime,
                matches!(rule, Rule::Expire { .. }),
                " *What it told an earlier leader does not count.*",
            ),
            (
                Bug::StrayWrites,
                matches!(rule, Rule::Validate { .. }),
                " *What others send for it is taken all the same.*",
            ),
        ];
        let mut here = all.iter().filter(|(bug, here, _)| *here && self.has(*bug));
        here.next().map_or("", |(_, _, said)| said)
    }

    /// What is told of a rule of a server with its clients.
    #[expect(
        clippy::too_many_lines,
        reason = "no rule can be forgotten in one match"
    )]
    fn as_it_should(&self, rule: &Rule) -> String {
        let about = |template, client: NodeId, session: SessionId| {
            let session = session_text(session);
            self.say(template, &[Node(client), Text(&session)])
        };
        match rule {
            Rule::ClientCalls { client } => {
                self.say("{me} takes the call of its client {0}.||", &[Node(*client)])
            }
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
                &[
                    Node(*client),
                    Text(&session_text(*session)),
                    Number(*timeout),
                ],
            ),
            Rule::Revalidate { client, session } => about(
                match self.leader() {
                    Some(_) => {
                        "{me} looks whether the session of {0} lives.|Session {1}.|It leads, so \
                         it knows."
                    }
                    None => {
                        "{me} asks whether the session of {0} lives.|Session {1}.|Only the leader \
                         keeps account of that."
                    }
                },
                *client,
                *session,
            ),
            Rule::Validate {
                session,
                learner,
                valid,
            } => about(
                match valid {
                    true => {
                        "{me} tells {0} that a session lives.|Session {1}.|From now on it speaks \
                         through {0}, and *through nobody else*."
                    }
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
                "{me} tells {0} its session.|{1}, time-out {2} ms.|With its number and password \
                 *any server* will take it over.",
                &[
                    Node(*client),
                    Text(&session_text(*session)),
                    Number(*timeout),
                ],
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
                    true => {
                        "{me} notes for whom a session speaks.|Session {0}, scheme {1}.|It holds \
                         as long as the connection, and at this server only."
                    }
                    false => "{me} knows no scheme {1}, and hangs up.|Session {0} lives on.|",
                },
                &[Text(&session_text(*session)), Text(scheme)],
            ),
            Rule::Reply {
                client,
                asked,
                reply,
                zxid,
            } => self.reply(*client, &asked.call, reply, *zxid),
            Rule::Moved { session } => self.say(
                "{me} hangs up: the session has moved.|Session {0}.|It speaks through another \
                 server now. *What came here was late*, and is not done.",
                &[Text(&session_text(*session))],
            ),
            Rule::Notify {
                client,
                event,
                path,
            } => self.say(
                "{me} tells {0}: {1}.||No data, no version. *It goes out before any answer that \
                 shows the new state*.",
                &[Node(*client), Text(&format!("{} {path}", event.name()))],
            ),
            Rule::HangUp { client, session } => about(
                "{me} hangs up on {0}: the session is over.|Session {1}.|Its watches go with the \
                 connection.",
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
                 over.|Found: {0}.|Each is looked at once more when its transaction is made.",
                &[Number(*count as u32)],
            ),
        }
    }

    /// An answer. A read may be stale: that is told, and that it is legal.
    fn reply(&self, client: NodeId, call: &Call, reply: &Reply, zxid: Zxid) -> String {
        let newer = match call {
            Call::Read(read) => self.newer(read, zxid),
            Call::Write(_)
            | Call::Sync(_)
            | Call::Auth { .. }
            | Call::SetWatches(_)
            | Call::Ping => None,
        };
        let (who, seen) = newer.unwrap_or((client, zxid));
        let template = match call {
            Call::Read(_) if newer.is_some() => {
                "{me} answers {0} with what is old: {2}.|“{1}”, at {3}; {4} is at {5}.|*A stale \
                 read, and legal*: reads are answered from memory, and {0} has seen nothing newer."
            }
            Call::Read(_) => {
                "{me} answers {0}: {2}.|“{1}”, at {3}.|From its own memory; *nobody else is asked*."
            }
            Call::Ping => "{me} answers a ping of {0}.||",
            Call::Write(_) if reply.error().is_some() => {
                "{me} answers {0}: {2}.|“{1}”, at {3}.|The failure is as final as a success: a \
                 quorum has it."
            }
            Call::Write(_) => {
                "{me} answers {0}: {2}.|“{1}”, at {3}.|It has done the write itself; others may \
                 be behind."
            }
            Call::Sync(_) => {
                "{me} answers {0}: {2}.|“{1}”, at {3}.|It has all that was committed when the \
                 leader heard of it."
            }
            Call::Auth { .. } | Call::SetWatches(_) => "{me} answers {0}: {2}.|“{1}”, at {3}.|",
        };
        self.say(
            template,
            &[
                Node(client),
                Text(&brief(call)),
                Text(&reply_text(reply)),
                Id(zxid),
                Node(who),
                Id(seen),
            ],
        )
    }

    /// Where the answer to a read would be another one by now: the client that has seen the most,
    /// or a server that serves.
    fn newer(&self, read: &Read, mine: Zxid) -> Option<(NodeId, Zxid)> {
        let path = match read {
            Read::Exists { path, .. }
            | Read::GetData { path, .. }
            | Read::GetChildren { path, .. }
            | Read::GetAcl { path } => path,
            Read::Multi(_)
            | Read::GetEphemerals { .. }
            | Read::GetAllChildrenNumber { .. }
            | Read::AddWatch { .. }
            | Read::RemoveWatches { .. }
            | Read::CheckWatches { .. }
            | Read::WhoAmI => return None,
        };
        let look = |server: &Server| server.database.tree.get(path).map(Znode::stat);
        let here = look(self.server()?);
        let nodes = || (0..).map(NodeId).zip(self.world.nodes());
        let others = nodes().filter_map(|(id, node)| Some((id, node.server()?)));
        let ahead = others.filter(|(_, server)| {
            server.database.last_processed > mine && serves(server) && look(server) != here
        });
        let (id, server) = ahead.max_by_key(|(_, server)| server.database.last_processed)?;
        let clients = nodes().filter_map(|(id, node)| Some((node.client()?.last_zxid, id)));
        let most = clients.filter(|(seen, _)| *seen > mine).max();
        Some(
            most.map_or((id, server.database.last_processed), |(seen, id)| {
                (id, seen)
            }),
        )
    }
}
