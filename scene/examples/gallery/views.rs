//! Views made by hand: what the core would say at some moments.

use ensemble_core::view::*;

use crate::servers;

pub(crate) fn cell(text: &str, ink: Ink, tone: Tone) -> CellView {
    CellView {
        text: text.into(),
        ink,
        tone,
        changed: false,
    }
}

pub(crate) fn strip(label: &str, cells: Vec<CellView>) -> StripView {
    StripView {
        label: label.into(),
        cells,
        ..StripView::default()
    }
}

pub(crate) fn node(id: u8, name: &str, role: &str) -> NodeView {
    let (tone, glyph) = match &name[..1] {
        "p" => (Tone::Lead, Glyph::Diamond),
        "a" | "s" => (Tone::Follow, Glyph::Ring),
        "l" => (Tone::Decided, Glyph::Square),
        _ => (Tone::Client, Glyph::Disc),
    };
    NodeView {
        id,
        name: name.into(),
        role: role.into(),
        tone,
        glyph,
        seat: if name.starts_with('c') {
            Seat::Outside
        } else {
            Seat::Ring
        },
        ..NodeView::default()
    }
}

/// A Paxos ensemble: proposers, acceptors, a learner, a client.
fn paxos(proposers: u8, acceptors: u8) -> StageView {
    let mut nodes = Vec::new();
    let mut id = 0;
    let mut add = |name: String, role: &str, nodes: &mut Vec<NodeView>| {
        nodes.push(node(id, &name, role));
        id += 1;
    };
    for n in 1..=proposers {
        add(format!("p{n}"), "proposing", &mut nodes);
    }
    for n in 1..=acceptors {
        add(format!("a{n}"), "acceptor", &mut nodes);
    }
    add("l1".into(), "learner", &mut nodes);
    add("c1".into(), "wants A", &mut nodes);
    for node in &mut nodes {
        match &node.name[..1] {
            "p" => {
                node.badge = format!("ballot 1.{}", node.name);
                node.strips = vec![strip("value", vec![cell("A", Ink::Memory, Tone::Lead)])];
                node.timers = vec![TimerView {
                    label: "retry".into(),
                    left_ticks: 140,
                    span_ticks: 200,
                }];
            }
            "a" => {
                node.strips = vec![
                    strip("promised", vec![cell("–", Ink::Empty, Tone::Quiet)]),
                    strip("accepted", vec![cell("–", Ink::Empty, Tone::Quiet)]),
                ];
            }
            "l" => node.strips = vec![strip("learned", vec![cell("–", Ink::Empty, Tone::Quiet)])],
            _ => {}
        }
    }
    let first = proposers;
    let learner = proposers + acceptors;
    let mut links = Vec::new();
    for a in first..learner {
        for p in 0..proposers {
            links.push(open(p, a));
        }
        links.push(open(a, learner));
    }
    for p in 0..proposers {
        links.push(open(p, learner + 1));
    }
    StageView {
        nodes,
        links,
        ..StageView::default()
    }
}

pub(crate) fn open(a: u8, b: u8) -> LinkView {
    LinkView {
        a,
        b,
        cut_ab: false,
        cut_ba: false,
        bond: Bond::Talk,
        hue: 0,
    }
}

pub(crate) fn send(view: &mut StageView, from: u8, to: u8, kind: &str, brief: &str) {
    let (tone, glyph) = match kind {
        "Prepare" => (Tone::Lead, Glyph::Diamond),
        "Accept" => (Tone::Lead, Glyph::Square),
        "Promise" => (Tone::Follow, Glyph::Ring),
        "Accepted" => (Tone::Follow, Glyph::Disc),
        "Nack" => (Tone::Quiet, Glyph::Bar),
        "Learn" => (Tone::Decided, Glyph::Square),
        _ => (Tone::Client, Glyph::Disc),
    };
    let key = format!("m{}", view.envelopes.len());
    view.envelopes.push(EnvelopeView {
        key,
        from,
        to,
        kind: kind.into(),
        brief: brief.into(),
        tone,
        glyph,
        sent_step: 3,
        ..EnvelopeView::default()
    });
}

fn ticks(names: &[(&str, Tick)]) -> Vec<(String, Tick)> {
    names
        .iter()
        .map(|(name, tick)| ((*name).to_owned(), *tick))
        .collect()
}

pub(crate) fn tally(node: u8, title: &str, quorum: usize, of: &[(&str, Tick)]) -> TallyView {
    TallyView {
        node,
        title: title.into(),
        ticks: ticks(of),
        quorum,
        caption: format!("quorum {quorum} of {}", of.len()),
        tone: Tone::Follow,
        ..TallyView::default()
    }
}

/// All stages by name.
pub(crate) fn stages() -> Vec<(&'static str, StageView)> {
    vec![
        ("happy", happy()),
        ("duel", duel()),
        ("faults", faults()),
        ("chosen", chosen()),
        ("servers5", servers::servers(5, 6)),
        ("servers9", servers::servers(9, 40)),
        ("servers9full", servers::servers(9, 200)),
        ("nine", nine()),
        ("chinese", chinese()),
    ]
}

fn happy() -> StageView {
    let mut view = paxos(1, 3);
    let promised = |ink, changed| {
        let mut cell = cell("1.p1", ink, Tone::Follow);
        cell.changed = changed;
        strip("promised", vec![cell])
    };
    view.nodes[1].strips[0] = promised(Ink::Disk, true);
    view.nodes[1].touched = true;
    view.nodes[2].strips[0] = promised(Ink::Writing, false);
    send(&mut view, 0, 3, "Prepare", "1.p1");
    send(&mut view, 1, 0, "Promise", "1.p1 –");
    view.tallies = vec![tally(
        0,
        "promises for 1.p1",
        2,
        &[("a1", Tick::Coming), ("a2", Tick::Not), ("a3", Tick::Not)],
    )];
    view
}

fn duel() -> StageView {
    let mut view = paxos(2, 5);
    view.nodes[0].badge = "ballot 1.p1".into();
    view.nodes[1].badge = "ballot 2.p2".into();
    view.nodes[1].strips[0].cells[0].text = "B".into();
    view.nodes[0].role = "in phase 2".into();
    for a in 2..7 {
        let ballot = if a < 5 { "2.p2" } else { "1.p1" };
        view.nodes[a].strips[0] = strip("promised", vec![cell(ballot, Ink::Disk, Tone::Follow)]);
    }
    view.nodes[6].strips[1] = strip("accepted", vec![cell("1.p1 A", Ink::Disk, Tone::Follow)]);
    view.nodes[1].touched = true;
    for a in 2..5 {
        send(&mut view, 0, a, "Accept", "1.p1 A");
    }
    send(&mut view, 2, 1, "Promise", "2.p2 –");
    send(&mut view, 4, 1, "Promise", "2.p2 –");
    send(&mut view, 1, 6, "Prepare", "2.p2");
    send(&mut view, 6, 7, "Accepted", "1.p1 A");
    let mut refusal = view.envelopes[0].clone();
    (refusal.key, refusal.from, refusal.to) = ("x".into(), 3, 1);
    (refusal.kind, refusal.tone) = ("Promise".into(), Tone::Follow);
    view.arrived = Some((refusal, Fate::Delivered));
    let names = ["a1", "a2", "a3", "a4", "a5"];
    let all = |ticks: [Tick; 5]| -> Vec<(&str, Tick)> { names.into_iter().zip(ticks).collect() };
    use Tick::{Cannot, Coming, Have, Not};
    view.tallies = vec![
        tally(
            1,
            "promises for 2.p2",
            3,
            &all([Have, Coming, Coming, Not, Not]),
        ),
        tally(
            0,
            "promises for 1.p1",
            3,
            &all([Have, Have, Have, Cannot, Cannot]),
        ),
        tally(7, "accepted 1.p1 A", 3, &all([Coming, Not, Not, Not, Not])),
    ];
    view
}

fn faults() -> StageView {
    let mut view = paxos(2, 3);
    view.nodes[2].condition = Condition::Down;
    view.nodes[2].role = "down".into();
    view.nodes[3].condition = Condition::Paused;
    view.nodes[3].role = "paused".into();
    view.nodes[3].strips[0] = strip("promised", vec![cell("1.p1", Ink::Disk, Tone::Follow)]);
    view.nodes[2].strips[0] = strip("promised", vec![cell("1.p1", Ink::Disk, Tone::Follow)]);
    for link in &mut view.links {
        (link.cut_ab, link.cut_ba) = match (link.a, link.b) {
            (0, 4) => (true, true),
            (1, 4) => (true, false),
            (4, 5) => (true, false),
            _ => (false, false),
        };
    }
    send(&mut view, 0, 4, "Prepare", "1.p1");
    send(&mut view, 1, 4, "Prepare", "2.p2");
    send(&mut view, 3, 0, "Promise", "1.p1 –");
    send(&mut view, 6, 0, "Ask", "A");
    view.envelopes[0].stalled = true;
    view.envelopes[1].stalled = true;
    view.envelopes[2].held = true;
    let mut lost = view.envelopes[0].clone();
    (lost.key, lost.from, lost.to) = ("lost".into(), 1, 2);
    view.arrived = Some((lost, Fate::Lost));
    view.tallies = vec![tally(
        0,
        "promises for 1.p1",
        2,
        &[
            ("a2", Tick::Coming),
            ("a3", Tick::Not),
            ("a1", Tick::Cannot),
        ],
    )];
    view
}

fn chosen() -> StageView {
    let mut view = paxos(1, 3);
    view.nodes[0].role = "in phase 2".into();
    for a in 1..4 {
        view.nodes[a].strips = vec![
            strip("promised", vec![cell("1.p1", Ink::Disk, Tone::Follow)]),
            strip("accepted", vec![cell("1.p1 A", Ink::Decided, Tone::Follow)]),
        ];
    }
    let mut learned = cell("A", Ink::Decided, Tone::Decided);
    learned.changed = true;
    view.nodes[4].strips = vec![strip("learned", vec![learned])];
    view.nodes[4].touched = true;
    send(&mut view, 3, 4, "Accepted", "1.p1 A");
    send(&mut view, 4, 0, "Learn", "A");
    let mut came = view.envelopes[0].clone();
    (came.key, came.from) = ("came".into(), 2);
    view.arrived = Some((came, Fate::Delivered));
    let of = [("a1", Tick::Have), ("a2", Tick::Have), ("a3", Tick::Coming)];
    view.tallies = vec![
        tally(4, "accepted 1.p1 A", 2, &of),
        tally(0, "promises for 1.p1", 2, &of),
        tally(
            4,
            "accepted 0.p1 B",
            2,
            &[("a1", Tick::Have), ("a2", Tick::Not), ("a3", Tick::Not)],
        ),
    ];
    view
}

fn nine() -> StageView {
    let mut view = paxos(2, 5);
    for p in 0..2 {
        for a in 2..7 {
            send(
                &mut view,
                p,
                a,
                "Prepare",
                if p == 0 { "1.p1" } else { "2.p2" },
            );
            send(
                &mut view,
                a,
                p,
                "Promise",
                if p == 0 { "1.p1 –" } else { "2.p2 –" },
            );
        }
    }
    view
}

fn chinese() -> StageView {
    let mut view = happy();
    for node in &mut view.nodes {
        let (role, labels): (&str, [&str; 2]) = match &node.name[..1] {
            "p" => ("正在提案", ["值", ""]),
            "a" => ("接受者", ["已承诺", "已接受"]),
            "l" => ("学习者", ["已学到", ""]),
            _ => ("提议 A", ["", ""]),
        };
        node.role = role.into();
        for (strip, label) in node.strips.iter_mut().zip(labels) {
            strip.label = label.into();
        }
    }
    view.nodes[0].badge = "编号 1.p1".into();
    view.tallies[0].title = "对 1.p1 的承诺".into();
    view.tallies[0].caption = "多数派：3 个中的 2 个".into();
    view
}
