//! What is read and written again stays as it is.

use alloc::{rc::Rc, string::String, vec, vec::Vec};

use super::*;
use crate::{
    kernel::NodeId,
    zookeeper::{
        Config,
        client::command::{Command, TIMEOUT, Walk},
        message::Call,
        znode::{
            acl::{self, Entry, Perms},
            read::Read,
            request::{Mode, Write},
            watch::{self, Kind, Rearm},
        },
        zxid::Zxid,
    },
};

fn config() -> Config {
    Config {
        clients: 2,
        ..Config::new(3, 0)
    }
}

/// Lines that are written as they are read.
const LINES: &[&str] = &[
    "connect",
    "connect s2,s1",
    "connect s2,s1 timeout 4000",
    "connect timeout 4000",
    "move s3",
    "move s3 timeout 6000",
    "disconnect",
    "close",
    "whoami",
    "addauth digest bob:geheim",
    "addauth digest \"bob:with blank\"",
    "create /x",
    "create /x \"\"",
    "create -s -e /q/n- hello",
    "create -c /c",
    "create -s -t 5000 /t",
    "create2 -e /x data",
    "create /x data digest:bob:hash=:rw,world:anyone:r",
    "create /x null null",
    "create /x null \"\"",
    "create \"\" data",
    "create \"-x\" \"-5\" world:anyone:",
    "delete /x",
    "delete -v 3 /x",
    "deleteall /x",
    "deleteall -b 0 /x",
    "set /x A",
    "set /x \"a b\"",
    "set -v 0 /x \"null\"",
    "set -s -v 0 /x null",
    "set /x \"say \\\"hi\\\" \\\\ \\n\\u{0}\\u{200b}é\\xff;\"",
    "get /x",
    "get -s -w /x",
    "stat -w /x",
    "ls /",
    "ls -s -w /",
    "ls -R /",
    "ls -w -R /",
    "getAcl -s /x",
    "setAcl -s -v 2 /x world:anyone:cdrwa",
    "setAcl -R /x ip:10.0.0.0/8:r",
    "sync /",
    "addWatch /x",
    "addWatch -m PERSISTENT /x",
    "removewatches /x",
    "removewatches /x -c",
    "checkwatches /x -d",
    "getEphemerals",
    "getEphemerals /a",
    "getAllChildrenNumber /",
    "check -v 1 /x",
    "multi { }",
    "multi { create -e /a \"1;\" ; set -v 0 /b x ; delete /c ; check -v 2 /d }",
    "multiread { get /x ; ls / }",
    "setWatches -z 4294967299 -d /a -d \"/a b\" -e /b -c /c -p /d -R /",
];

#[test]
fn lines_stay_as_they_are() {
    for line in LINES {
        let command = parse(&config(), line).unwrap_or_else(|fault| panic!("{line}: {fault:?}"));
        assert_eq!(text(&command), *line);
        assert_eq!(read(&config(), line), Some(Ok(command)), "{line}");
    }
}

const PATH: &str = "/a \"b\"\\ ;{null}\u{7f}";

/// Writes with all kinds of data, lists and modes.
fn writes() -> Vec<Write> {
    let path: Rc<str> = PATH.into();
    let entry = |scheme: &str, id: &str, perms| Entry {
        scheme: scheme.into(),
        id: id.into(),
        perms: Perms(perms),
    };
    let all: Vec<u8> = (0..=255).collect();
    let datas = [&b""[..], b"null", b"-v", b"{", &all].map(|data| Some(data.into()));
    let acls = [
        None,
        Some(Rc::from([])),
        Some(acl::world(Perms::ALL)),
        Some(acl::world(Perms::READ)),
        Some(Rc::from([
            entry("digest", "a:b", 31),
            entry("ip", "::1", 0),
            entry("x", "", 9),
        ])),
    ];
    let modes = [
        Mode::Persistent,
        Mode::Ephemeral,
        Mode::Container,
        Mode::Ttl(-1),
        Mode::Ttl(9),
    ];
    let mut writes = Vec::new();
    for data in datas.into_iter().chain([None]) {
        for acl in &acls {
            let create = |mode| Write::Create {
                path: path.clone(),
                data: data.clone(),
                acl: acl.clone(),
                mode,
                sequential: mode == Mode::Ttl(9),
                stat: matches!(mode, Mode::Container | Mode::Ttl(_)),
            };
            writes.extend(modes.map(create));
            let (path, acl) = (path.clone(), acl.clone());
            let version = i32::MIN;
            writes.push(Write::SetAcl { path, acl, version });
        }
        let (path, version) = (path.clone(), 7);
        let set = Write::SetData {
            path,
            data,
            version,
        };
        writes.push(Write::Multi(vec![set]));
    }
    writes
}

#[test]
fn commands_stay_as_they_are() {
    let path: Rc<str> = PATH.into();
    let mut calls: Vec<Call> = writes().into_iter().map(Call::Write).collect();
    for kind in [Kind::Any, Kind::Data, Kind::Children] {
        let path = path.clone();
        calls.push(Call::Read(Read::RemoveWatches { path, kind }));
    }
    for mode in [watch::Mode::Persistent, watch::Mode::Recursive] {
        let path = path.clone();
        calls.push(Call::Read(Read::AddWatch { path, mode }));
    }
    calls.push(Call::SetWatches(Rc::new(Rearm {
        since: Zxid::LOST,
        data: vec![path.clone(), "".into()],
        exist: vec!["".into()],
        ..Rearm::default()
    })));
    let mut commands: Vec<Command> = calls.into_iter().map(Command::Call).collect();
    commands.push(Command::Connect {
        servers: vec![NodeId(2)],
        timeout: TIMEOUT,
    });
    for acl in [None, Some(Rc::from([])), Some(acl::world(Perms::ALL))] {
        let walk = Walk::SetAcl { acl, version: -1 };
        let path = path.clone();
        commands.push(Command::Walk { path, walk });
    }
    for command in commands {
        let line = text(&command);
        assert!(!line.contains('\n') && line.trim() == line, "{line}");
        assert_eq!(parse(&config(), &line), Ok(command), "{line}");
    }
}

fn fault(line: &str) -> (usize, Expected) {
    let fault = parse(&config(), line).expect_err(line);
    (fault.at, fault.expected)
}

#[test]
fn faults_have_a_place_and_the_right_form() {
    let form = Expected::Form;
    let get = "get [-s] [-w] path";
    assert_eq!(fault("get"), (3, form(get)));
    assert_eq!(fault("get -x /a"), (4, form(get)));
    assert_eq!(fault("get /a /b"), (7, form(get)));
    assert_eq!(fault("delete -v x /a"), (10, Expected::Number));
    assert_eq!(fault("set /a \"b"), (7, form("\"…\"")));
    assert_eq!(
        fault("set /a \"b\\y\""),
        (9, form(r#"\" | \\ | \n | \u{…} | \xHH"#))
    );
    assert_eq!(fault("move s4"), (5, Expected::Node));
    assert_eq!(fault("get /a ; get /b"), (7, Expected::Nothing));
    assert_eq!(fault("multi { get /a }").0, 8);
    assert_eq!(fault("multi { delete /a").0, 17);
    assert_eq!(fault("multi { multi { } }").0, 8);
    assert_eq!(fault("create -e -c /a").0, 0);
    assert_eq!(fault("setAcl /a world:anyone:q").0, 10);
    let (at, expected) = fault("  gut /a");
    assert_eq!(at, 2);
    assert!(matches!(expected, Expected::OneOf(words) if words.contains(&"get")));
}

#[test]
fn flags_may_follow_and_marks_may_be_single() {
    let same = |one, other| assert_eq!(parse(&config(), one), parse(&config(), other));
    same("get /x -w", "get -w /x");
    same("set /x 'a b' -v 2", "set -v 2 /x \"a b\"");
    same("set /x -5", "set /x \"-5\"");
    same(
        "multi { delete /a;delete /b }",
        "multi { delete /a ; delete /b }",
    );
}

#[test]
fn what_is_for_the_client_inside_a_server_is_left_to_it() {
    for line in [
        "get",
        "sync",
        "reap",
        "set A",
        "set A version 3",
        "propose A",
        "",
    ] {
        assert_eq!(read(&config(), line), None, "{line}");
    }
    for line in ["get /x", "set /x", "set A B", "whoami"] {
        assert!(read(&config(), line).is_some(), "{line}");
    }
}

#[test]
fn no_text_makes_it_fall() {
    let pieces = [
        "create",
        "multi",
        "{",
        "}",
        ";",
        "\"",
        "\\u{110000}",
        "-v",
        "/x",
        "é",
        "null",
    ];
    for one in pieces {
        for two in pieces {
            for three in pieces {
                let line: String = [one, two, three].join(" ");
                if let Ok(command) = parse(&config(), &line) {
                    assert_eq!(parse(&config(), &text(&command)), Ok(command), "{line}");
                }
            }
        }
    }
}

#[test]
fn labels_are_short() {
    let brief = |line: &str| match parse(&config(), line) {
        Ok(Command::Call(call)) => brief(&call),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        brief("create -e -s /q/n- \"what one sees of it\""),
        "create -s -e /q/n- \"what one se…"
    );
    assert_eq!(brief("create /x null world:anyone:r"), "create /x");
    assert_eq!(brief("multi { delete /a ; delete /b }"), "multi of 2");
    assert_eq!(brief("get -w /x"), "get -w /x");
}
