//! What no client of ours does: handed to a server by hand.

use alloc::{vec, vec::Vec};

use super::{
    Link, REQUEST_BYTES_MAX, Stage,
    handshake::{Wanted, password},
    message,
    rule::Rule,
};
use crate::{
    kernel::{Conn, Cx, NodeId, Output, Pace, Reaction, Scripted, Told, World},
    zookeeper::{
        Config, Zookeeper,
        message::{CLIENTS, Call, Message},
        rule,
        server::Server,
        znode::{node::SessionId, request::Write},
        zxid::Zxid,
    },
};

const CLIENT: NodeId = NodeId(1);
const SESSION: SessionId = SessionId(0x100);
const CONN: Conn = Conn::new(CLIENT, NodeId(0), CLIENTS, 0);

/// What a server alone makes of a message of a client whose connection has come so far.
fn hand(stage: Stage, body: &Message) -> (Server, Told<Zookeeper>) {
    let config = Config {
        clients: 1,
        ..Config::new(1, 0)
    };
    let mut world = World::new(config, 1, Pace::default(), &[NodeId(0), CLIENT]);
    while Zookeeper::reached(&world, "serving") != Some(true) {
        world.advance().expect("a next step");
    }
    let mut server = world.nodes()[0].server().expect("a server").clone();
    let link = Link {
        stage,
        session: SESSION,
        timeout: 4000,
        identities: [].into(),
    };
    server.links.insert(CONN, link);
    let cx = Cx {
        config: world.config(),
        me: NodeId(0),
        now: world.now(),
    };
    let told = world.call(NodeId(0), |out| message(cx, &mut server, CONN, body, out));
    (server, told)
}

fn told(rule: Rule) -> Vec<Reaction<rule::Rule>> {
    vec![Reaction::Applied(rule::Rule::Session(rule))]
}

#[test]
fn s3_5b_a_wrong_password_is_answered_like_an_expired_session() {
    let wanted = |given| {
        let wanted = Wanted {
            session: Some((SESSION, given)),
            timeout: 4000,
            last_zxid: Zxid::default(),
        };
        Message::Connect(wanted.into())
    };
    let (server, out) = hand(Stage::Greeting, &wanted(1));
    let (client, session) = (CLIENT, SESSION);
    assert_eq!(out.reactions, told(Rule::WrongPassword { client, session }));
    let refusal = |output: &Output<Zookeeper>| {
        matches!(
            output,
            Output::Send { body, .. } if *body == Message::Connected(None)
        )
    };
    assert!(out.outputs.iter().any(refusal));
    assert!(server.links.is_empty());
    let (_, out) = hand(Stage::Greeting, &wanted(password(SESSION)));
    let right = told(Rule::Revalidate { client, session });
    assert_eq!(out.reactions.first(), right.first());
}

#[test]
fn a_request_that_is_too_long_ends_the_connection() {
    let call = |length: u64| Message::Call {
        xid: 1,
        call: Call::Write(Write::SetData {
            path: "/a".into(),
            data: Some(vec![0; length as usize].into()),
            version: -1,
        })
        .into(),
    };
    let (server, out) = hand(Stage::Open, &call(REQUEST_BYTES_MAX));
    let first = out.reactions.first().map(Reaction::rule);
    let Some(rule::Rule::Session(Rule::TooLong { length, .. })) = first else {
        panic!("{first:?}");
    };
    assert!(*length > REQUEST_BYTES_MAX);
    assert!(server.links.is_empty());
    let (server, _) = hand(Stage::Open, &call(1_000));
    assert_eq!(server.links.values().count(), 1);
}
