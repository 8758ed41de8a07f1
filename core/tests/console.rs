//! The consoles of clients: what was asked and answered, up to the stop shown.

use ensemble_core::{
    lab::{self, Lab},
    view::{ConsoleView, Voice},
};

const HEAD: &str = "zookeeper servers=3 clients=2\nlatency 5\ndisk 2\nuntil united\nbegin\n\
                    submit c1 connect s1\nuntil connected c1\n";

/// Lines of a script, each until all is answered.
fn run(lines: &[&str]) -> Box<dyn Lab> {
    let mut script = String::from(HEAD);
    for line in lines {
        script += &format!("submit c1 {line}\nuntil answered\n");
    }
    let mut lab = lab::open(&script).unwrap_or_else(|faults| panic!("{faults:?}"));
    lab.seek(u32::MAX);
    lab
}

fn console(lab: &dyn Lab) -> ConsoleView {
    lab.console(None).expect("a client has a console")
}

/// What is said, without what was said before the lines of a test.
fn told(lab: &dyn Lab) -> Vec<String> {
    let mut told = Vec::new();
    for line in &console(lab).lines {
        let mark = match line.voice {
            Voice::Asked => "> ",
            Voice::Answer | Voice::Done => "",
            Voice::Refusal => "! ",
            Voice::Unknown => "? ",
            Voice::Event => "* ",
        };
        told.extend(line.text.lines().map(|text| format!("{mark}{text}")));
    }
    told.split_off(2)
}

#[test]
fn it_prints_what_zkcli_prints() {
    let lab = run(&[
        "create /x \"a b\"",
        "create -e -s /x/n-",
        "create /x",
        "get -w /x",
        "set -v 0 /x 2",
        "set -v 0 /x 3",
        "ls /x",
        "getAcl /x",
        "get /y",
        "delete /x",
        "getAllChildrenNumber /",
        "sync /",
        "multi { delete /x/n-0000000000 ; delete /x }",
    ]);
    let wanted = [
        "> create /x \"a b\"",
        "Created /x",
        "> create -s -e /x/n-",
        "Created /x/n-0000000000",
        "> create /x",
        "! Node already exists: /x",
        "> get -w /x",
        "a b",
        "> set -v 0 /x 2",
        "* WATCHER:: WatchedEvent state:SyncConnected type:NodeDataChanged path:/x",
        "OK",
        "> set -v 0 /x 3",
        "! version No is not valid : /x",
        "> ls /x",
        "[n-0000000000]",
        "> getAcl /x",
        "'world,'anyone",
        ": cdrwa",
        "> get /y",
        "! Node does not exist: /y",
        "> delete /x",
        "! Node not empty: /x",
        "> getAllChildrenNumber /",
    ];
    let told = told(&*lab);
    assert_eq!(told[..wanted.len()], wanted);
    assert_eq!(
        told[told.len() - 5..][..3],
        [
            "> sync /",
            "Sync is OK",
            "> multi { delete /x/n-0000000000 ; delete /x }"
        ]
    );
    assert_eq!(told[told.len() - 2..], ["OK", "OK"]);
}

#[test]
fn the_stat_is_printed_where_it_is_asked_for() {
    let lab = run(&["create /x abc", "set -s /x abcd", "get /x", "stat /x"]);
    let told = told(&*lab);
    let place = told
        .iter()
        .position(|line| line == "> set -s /x abcd")
        .expect("it was asked");
    assert!(told[place + 1].starts_with("cZxid = 0x1"), "{told:?}");
    assert_eq!(told[place + 10], "dataLength = 4");
    assert_eq!(told[place + 12..][..3], ["> get /x", "abcd", "> stat /x"]);
    assert_eq!(told.len(), place + 12 + 3 + 11);
}

#[test]
fn programs_go_through_the_tree_like_zkcli() {
    let lab = run(&[
        "create /a",
        "create /a/b",
        "create /a/b/c",
        "create /a/d",
        "ls -R /a",
        "setAcl -R /a/b world:anyone:rcdwa",
        "deleteall /a",
        "ls -R /a",
        "deleteall -b 0 /b",
    ]);
    let told = told(&*lab);
    let place = told
        .iter()
        .position(|line| line == "> ls -R /a")
        .expect("it was asked");
    let wanted = [
        "> ls -R /a",
        "/a",
        "/a/b",
        "/a/d",
        "/a/b/c",
        "> setAcl -R /a/b world:anyone:cdrwa",
        "OK",
        "OK",
        "> deleteall /a",
        "OK",
        "OK",
        "OK",
        "OK",
        "> ls -R /a",
        "! Node does not exist: /a",
        "> deleteall -b 0 /b",
        "! Node does not exist: /b",
    ];
    assert_eq!(told[place..], wanted);
}

#[test]
fn it_shows_the_run_up_to_the_stop_and_no_more() {
    let mut lab = run(&["create /x", "get /x"]);
    let end = console(&*lab);
    assert_eq!(
        (end.prompt.as_str(), end.waiting),
        ("[zk: c1(CONNECTED) 3]", 0)
    );
    lab.seek(0);
    let start = console(&*lab);
    assert_eq!(start.prompt, "[zk: c1(NOT_CONNECTED) 0]");
    assert!(start.lines.is_empty());
    lab.forward();
    assert_eq!(console(&*lab).lines.len(), 1);
    lab.seek(end.lines[2].stop);
    assert_eq!(console(&*lab).lines.len(), 3);
    assert_eq!(console(&*lab).waiting, 1);
}

#[test]
fn a_lost_connection_leaves_the_outcome_unknown() {
    let script = format!("{HEAD}submit c1 create /x\nsubmit c1 disconnect\nsubmit c2 get /x\n");
    let mut lab = lab::open(&script).expect("it runs");
    lab.seek(u32::MAX);
    let told = told(&*lab);
    assert!(
        told.contains(&"? KeeperErrorCode = ConnectionLoss for /x".into()),
        "{told:?}"
    );
    let other = lab.console(Some(4)).expect("c2 has one");
    assert_eq!(&*other.lines[1].text, "Not connected");
    assert_eq!(other.nodes, [(3, "c1".into()), (4, "c2".into())]);
}

/// Who moves to another server hears of each request once that it has no answer.
#[test]
fn who_moves_hears_once_what_is_unknown() {
    let sample = lab::sample("session-moves").expect("a script");
    let mut lab = lab::open(sample.text()).expect("it runs");
    lab.seek(4);
    let told = told(&*lab);
    let unknown = told.iter().filter(|it| it.contains("ConnectionLoss"));
    assert_eq!(unknown.count(), 1, "{told:?}");
}

#[test]
fn a_line_is_a_choice_or_tells_where_it_is_none() {
    let mut lab = run(&["create /x"]);
    let choice = lab.command(3, "  set  /x 'a b' ").expect("it is one");
    assert_eq!(choice, "submit c1 set /x \"a b\"");
    lab.choose(&choice).expect("it applies");
    assert_eq!(console(&*lab).waiting, 1);
    assert!(lab.run_until("answered"));
    assert_eq!(
        console(&*lab).lines.last().map(|line| line.voice),
        Some(Voice::Done)
    );
    let link = lab.link();
    let restored = lab::restore(&link).unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!(console(&*restored).lines, console(&*lab).lines);
    let wrong = lab.command(3, "get -q /x").expect_err("it is none");
    assert_eq!(wrong.at, 4);
    assert_eq!(wrong.reason, "expected `get [-s] [-w] path`");
    // What is meant for the client inside a server is no command of a client.
    assert!(lab.command(3, "get").is_err() && lab.command(3, "set A").is_err());
}

#[test]
fn words_flags_and_paths_are_completed() {
    let lab = run(&["create /apple", "create /apple/core"]);
    let complete = |typed: &str| {
        let view = lab.complete(3, typed);
        (view.at, view.words, view.form)
    };
    let (at, words, _) = complete("getA");
    assert_eq!(
        (at, words),
        (0, vec!["getAcl".into(), "getAllChildrenNumber".into()])
    );
    assert_eq!(
        complete("create").2,
        "create [-s] [-e] [-c] [-t ttl] path [data] [acl]"
    );
    assert_eq!(complete("get -").1, ["-s", "-w"]);
    assert_eq!(complete("get -w /a").1, ["/apple"]);
    assert_eq!(complete("get -w /apple/").1, ["/apple/core"]);
    assert_eq!(complete("multi { delete /apple/c").1, ["/apple/core"]);
    assert_eq!(
        complete("multi { check /a ; dele").1,
        ["delete", "deleteall"]
    );
    assert_eq!(
        complete("addWatch -m P").1,
        ["PERSISTENT", "PERSISTENT_RECURSIVE"]
    );
    assert_eq!(complete("move s").1, ["s1", "s2", "s3"]);
    assert_eq!(complete("gut /").1, Vec::<String>::new());
}
