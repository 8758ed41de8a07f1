//! A sample of each rule of sessions and of clients.

use std::rc::Rc;

use ensemble_core::{
    kernel::NodeId,
    zookeeper::{
        client::{self, program::Purpose},
        message::{Asked, Call, Reply},
        rule::Rule,
        session,
        znode::{
            error::Error,
            node::SessionId,
            read::{Read, Seen},
            request::{Answer, Write},
            watch::Event,
        },
        zxid::Zxid,
    },
};

use crate::samples::S1;

/// A client of the world of these tests, which has none: any other node.
const C1: NodeId = NodeId(2);
const SESSION: SessionId = SessionId(0x100);

fn read() -> Call {
    Call::Read(Read::GetData {
        path: "/a".into(),
        watch: true,
    })
}

/// A server's.
pub(crate) fn of_sessions() -> Vec<session::rule::Rule> {
    use session::rule::Rule;
    let (client, session, zxid) = (C1, SESSION, Zxid::new(1, 2));
    let timeout = 4000;
    vec![
        Rule::ClientCalls { client },
        Rule::ClientLost {
            client,
            session: Some(session),
        },
        Rule::RefuseBehind {
            client,
            seen: zxid,
            mine: Zxid::new(1, 1),
        },
        Rule::WrongPassword { client, session },
        Rule::CloseOlder { client, session },
        Rule::OpenSession {
            client,
            session,
            timeout,
        },
        Rule::Revalidate { client, session },
        Rule::Validate {
            session,
            learner: S1,
            valid: true,
        },
        Rule::Grant {
            client,
            session,
            timeout,
        },
        Rule::RefuseExpired { client, session },
        Rule::TooLong {
            session,
            length: 2_000_000,
        },
        Rule::Authenticate {
            session,
            scheme: "digest".into(),
            known: true,
        },
        Rule::Reply {
            client,
            asked: Rc::new(Asked {
                session,
                cxid: 1,
                call: read(),
            }),
            reply: Reply::Seen(Err(Error::NoNode)).into(),
            zxid,
        },
        Rule::Moved { session },
        Rule::Notify {
            client,
            event: Event::DataChanged,
            path: "/a".into(),
        },
        Rule::HangUp { client, session },
        Rule::Expire { session },
        Rule::NoneExpired,
        Rule::Reap { count: 2 },
    ]
}

/// A client's.
pub(crate) fn of_clients() -> Vec<client::rule::Rule> {
    use client::rule::Rule;
    let (to, session) = (S1, SESSION);
    let timeout = 4000;
    vec![
        Rule::Start,
        Rule::NewHandle { timeout: 4000 },
        Rule::HasHandle,
        Rule::NoHandle,
        Rule::Dial { to },
        Rule::Move { to, unknown: 1 },
        Rule::Greet {
            to,
            session: Some(session),
        },
        Rule::Connected {
            to,
            session,
            timeout,
            again: true,
        },
        Rule::Expired,
        Rule::Lost { unknown: 1 },
        Rule::TryNext { tried: 1 },
        Rule::Silent { server: to },
        Rule::OutOfTurn { from: to },
        Rule::Wait,
        Rule::Send { to, call: read() },
        Rule::Answered {
            call: read(),
            reply: Reply::Seen(Ok(Seen::Done)),
            zxid: Some(Zxid::new(1, 2)),
            purpose: Purpose::Asked,
        },
        Rule::Pong,
        Rule::Hear {
            event: Event::Created,
            path: "/a".into(),
        },
        Rule::OldConnection { from: to },
    ]
}

/// What the tests of all sentences look at, too: further forms of them beside the ones above.
pub(crate) fn all() -> Vec<Rule> {
    let sessions = of_sessions().into_iter().map(Rule::Session);
    let clients = of_clients()
        .into_iter()
        .map(|rule| Rule::Client(rule.into()));
    sessions.chain(clients).collect()
}

/// The same rules with other data.
pub(crate) fn others() -> Vec<Rule> {
    let session = SESSION;
    let answered = |call, reply| {
        let asked = Asked {
            session,
            cxid: 1,
            call,
        };
        Rule::Session(session::rule::Rule::Reply {
            client: C1,
            asked: Rc::new(asked),
            reply: Rc::new(reply),
            zxid: Zxid::new(1, 2),
        })
    };
    let close = || Call::Write(Write::CloseSession);
    let unknown = Reply::Failed(Error::ConnectionLoss);
    let outcome = |call, reply| {
        let answered = client::rule::Rule::Answered {
            call,
            reply,
            zxid: None,
            purpose: Purpose::Asked,
        };
        Rule::Client(answered.into())
    };
    vec![
        answered(close(), Reply::Answer(Answer::Done)),
        answered(close(), Reply::Failed(Error::SessionExpired)),
        answered(Call::Sync("/".into()), Reply::Synced("/".into())),
        outcome(read(), unknown),
        outcome(read(), Reply::Failed(Error::AuthFailed)),
        Rule::Client(client::rule::Rule::Lost { unknown: 0 }.into()),
        Rule::Session(session::rule::Rule::ClientLost {
            client: C1,
            session: None,
        }),
        Rule::Session(session::rule::Rule::Validate {
            session,
            learner: S1,
            valid: false,
        }),
        Rule::Session(session::rule::Rule::Authenticate {
            session,
            scheme: "kerberos".into(),
            known: false,
        }),
    ]
}
