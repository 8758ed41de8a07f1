//! The tree of znodes as each server has applied it.

use ensemble_core::{
    lab::{self, Lab},
    view::{Caused, Target, TreeAsk, TreeView, ZnodeKind, ZnodeMark, ZnodeRow},
};

/// Two clients at s1 and s2 of an ensemble that s3 leads; what comes from s3 to s2 takes long.
const BEGIN: &str = "zookeeper servers=3 clients=2
latency 10
latency s3>s2 45
disk 3
until united
submit c1 connect s1
submit c2 connect s2
until answered
submit c1 create /app one
submit c1 create -e -s /app/job- x
until answered
until still
submit c2 get -w /app
until answered
until still
";

fn run(more: &str) -> Box<dyn Lab> {
    let script = format!("{BEGIN}{more}");
    let mut lab = lab::open(&script).unwrap_or_else(|faults| panic!("{faults:?}"));
    lab.seek(u32::MAX);
    lab
}

fn ask(server: Option<u8>) -> TreeAsk {
    TreeAsk {
        server,
        rows: 100,
        ..TreeAsk::default()
    }
}

fn tree(lab: &dyn Lab, server: u8) -> TreeView {
    lab.tree(&ask(Some(server))).expect("there are clients")
}

fn row<'a>(tree: &'a TreeView, path: &str) -> &'a ZnodeRow {
    let found = tree.rows.iter().find(|row| row.path == path);
    found.unwrap_or_else(|| panic!("{path}: {:?}", tree.rows))
}

#[test]
fn rows_tell_what_a_node_is() {
    let lab = run("");
    let tree = tree(&*lab, 1);
    let app = row(&tree, "/app");
    assert_eq!((app.children, app.data.as_str()), (1, "one"));
    assert_eq!((app.depth, app.open, app.mark), (1, true, None));
    assert_eq!(app.watchers.len(), 1);
    assert_eq!(app.watchers[0].name, "c2");
    let job = row(&tree, "/app/job-0000000000");
    assert_eq!(
        (job.name.as_str(), job.sequence.as_str()),
        ("job-", "0000000000")
    );
    assert_eq!(job.kind, ZnodeKind::Ephemeral);
    let owner = job.owner.as_ref().expect("an ephemeral has an owner");
    assert_eq!((owner.name.as_str(), owner.hue), ("c1", 1));
    assert!(!row(&tree, "/zookeeper").open);
}

#[test]
fn what_a_server_has_not_applied_is_marked_with_what_it_waits_for() {
    let lab = run("submit c1 set /app two\nuntil answered\n");
    let late = tree(&*lab, 1);
    let app = row(&late, "/app");
    assert_eq!(
        (app.mark, app.version.as_str()),
        (Some(ZnodeMark::Older), "")
    );
    let behind = &late.servers[1];
    assert_eq!(behind.behind, 1);
    assert!(behind.told.contains("1 behind"), "{behind:?}");
    assert!(app.marked.starts_with("s2 lacks ⟨1,5⟩: "), "{}", app.marked);
    assert!(
        app.marked.contains("its PROPOSAL is on the way"),
        "{}",
        app.marked
    );
    // At the leader the same is told the other way round.
    let leader = tree(&*lab, 2);
    let app = row(&leader, "/app");
    assert_eq!(
        (app.mark, app.version.as_str()),
        (Some(ZnodeMark::Newer), "v1")
    );
    assert_eq!(row(&leader, "/zookeeper").mark, None);
    assert!(row(&late, "/").below && !row(&late, "/zookeeper").below);
}

#[test]
fn what_is_created_elsewhere_is_listed_as_missing_and_what_is_deleted_as_extra() {
    let lab = run("submit c1 create /new\nsubmit c1 delete /app/job-0000000000\nuntil answered\n");
    let late = tree(&*lab, 1);
    assert_eq!(row(&late, "/new").mark, Some(ZnodeMark::Missing));
    assert_eq!(
        row(&late, "/app/job-0000000000").mark,
        Some(ZnodeMark::Extra)
    );
    assert!(row(&late, "/new").marked.contains("⟨1,5⟩"));
    assert!(row(&late, "/app/job-0000000000").marked.contains("⟨1,6⟩"));
}

#[test]
fn a_node_is_told_field_by_field_and_server_by_server() {
    let lab = run("submit c1 set /app two\nuntil answered\n");
    let asked = TreeAsk {
        selected: Some("/app".into()),
        ..ask(Some(1))
    };
    let view = lab.tree(&asked).expect("there are clients");
    let node = view.selected.expect("it is there");
    let names: Vec<&str> = node.stat.iter().map(|it| it.field.name.as_str()).collect();
    let expected = [
        "cZxid",
        "ctime",
        "mZxid",
        "mtime",
        "pZxid",
        "cversion",
        "dataVersion",
        "aclVersion",
        "ephemeralOwner",
        "dataLength",
        "numChildren",
    ];
    assert_eq!(names, expected);
    assert_eq!(node.data, "one");
    assert_eq!(node.acl, ["world:anyone:cdrwa"]);
    assert_eq!(node.watches.len(), 1);
    let versions: Vec<String> = (node.versions.iter())
        .map(|version| format!("{} {}", version.name, version.value))
        .collect();
    assert_eq!(versions, ["s1 v1 ⟨1,5⟩", "s2 v0 ⟨1,3⟩", "s3 v1 ⟨1,5⟩"]);
    assert!(node.versions[1].why.contains("⟨1,5⟩") && node.versions[0].why.is_empty());
}

#[test]
fn an_answer_and_an_event_lead_back_to_the_requests_behind_them() {
    let lab = run("submit c1 set /app two\nuntil answered\nuntil still\n");
    assert_eq!(lab.effects(&Target::Node(3)), [Caused::Answer(3)]);
    assert_eq!(
        lab.effects(&Target::Node(4)),
        [Caused::Answer(4), Caused::Event(4)]
    );
    let told = |of: &Caused| -> Vec<String> {
        let chain = lab.chain(of).expect("it is in the record");
        let links = chain.links.iter();
        links
            .map(|link| format!("{} {}", link.who, link.what))
            .collect()
    };
    let way = [
        "c1 asks s1: set /app two",
        "s1 forwards it to the leader",
        "s3 proposes ⟨1,5⟩ set /app",
        "s3 has it on disk: ⟨1,5⟩",
        "s1 has it on disk and acknowledges ⟨1,5⟩",
        "s3 commits ⟨1,5⟩: s1 s3",
    ];
    let answer = told(&Caused::Answer(3));
    assert_eq!(answer[..6], way);
    assert_eq!(
        answer[6..],
        [
            "s1 applies ⟨1,5⟩",
            "s1 answers c1",
            "c1 has its answer to set /app two: OK"
        ]
    );
    let event = told(&Caused::Event(4));
    assert_eq!(event[..6], way);
    assert_eq!(
        event[6..],
        [
            "s2 applies ⟨1,5⟩",
            "s2 fires a watch of c2: NodeDataChanged /app",
            "c2 hears NodeDataChanged /app"
        ]
    );
    let read = told(&Caused::Answer(4));
    assert_eq!(read.len(), 3, "a read is answered by one server: {read:?}");
}

#[test]
fn of_many_nodes_a_window_is_described() {
    let many = "submit c1 create /many\n".to_owned();
    let children: String = (0..40)
        .map(|n| format!("submit c1 create /many/n{n:02}\n"))
        .collect();
    let lab = run(&format!("{many}{children}until answered\n"));
    let closed = tree(&*lab, 2);
    assert!(!row(&closed, "/many").open && row(&closed, "/many").children == 40);
    let asked = TreeAsk {
        opened: vec![("/many".into(), true)],
        first: 10,
        rows: 5,
        ..ask(Some(2))
    };
    let view = lab.tree(&asked).expect("there are clients");
    assert_eq!((view.rows.len(), view.total), (5, 40 + closed.total));
    let found = TreeAsk {
        search: "n3".into(),
        ..ask(Some(2))
    };
    let found = lab.tree(&found).expect("there are clients");
    assert_eq!(
        (found.total, found.rows[0].name.as_str()),
        (10, "/many/n30")
    );
}

#[test]
fn a_server_that_is_down_has_no_tree_and_one_without_clients_shows_none() {
    let lab = run("crash s2\n");
    let view = tree(&*lab, 1);
    assert!(view.rows.is_empty() && !view.nothing.is_empty());
    assert!(!view.servers[1].up && view.servers[2].leads);
    let mut old = lab::open("zookeeper servers=3\nuntil united\n").expect("it is a script");
    old.seek(u32::MAX);
    assert!(old.tree(&ask(None)).is_none());
}
