//! Space–time diagrams made by hand.

use ensemble_core::view::*;

/// All diagrams by name.
pub(crate) fn times() -> Vec<(&'static str, TimeView)> {
    vec![("run", run()), ("long", long())]
}

fn lanes(names: &[&str]) -> Vec<LaneView> {
    let lane = |(node, name): (usize, &&str)| LaneView {
        node: node as u8,
        name: (*name).into(),
        hue: 0,
    };
    names.iter().enumerate().map(lane).collect()
}

fn arrow(from: u8, to: u8, sent: u32, ended: Option<u32>, tone: Tone) -> ArrowView {
    let fate = if ended.is_some() {
        Fate::Delivered
    } else {
        Fate::InFlight
    };
    ArrowView {
        key: format!("{from}-{to}-{sent}"),
        from,
        to,
        sent,
        ended,
        fate,
        tone,
        label: "Prepare 1.p1".into(),
        kin: Kin::Story,
        matter: String::new(),
    }
}

fn run() -> TimeView {
    let mut arrows = vec![arrow(0, 1, 1, Some(2), Tone::Client)];
    for (index, acceptor) in (2..5).enumerate() {
        let n = index as u32;
        arrows.push(arrow(1, acceptor, 2, Some(3 + n), Tone::Lead));
        arrows.push(arrow(acceptor, 1, 4 + n * 2, Some(6 + n * 2), Tone::Follow));
        arrows.push(arrow(1, acceptor, 8, Some(9 + n * 2), Tone::Lead));
        arrows.push(arrow(acceptor, 5, 12 + n, Some(14 + n * 3), Tone::Follow));
    }
    arrows.push(arrow(5, 0, 17, Some(19), Tone::Decided));
    arrows.push(arrow(1, 4, 18, None, Tone::Lead));
    arrows.push(ArrowView {
        fate: Fate::Lost,
        ..arrow(1, 3, 10, Some(13), Tone::Lead)
    });
    TimeView {
        of: [0; 4],
        lanes: lanes(&["c1", "p1", "a1", "a2", "a3", "l1"]),
        first: 0,
        columns: 30,
        cursor: 16,
        arrows,
        dots: vec![
            DotView {
                node: 2,
                column: 4,
                tone: Tone::Follow,
                label: "flush".into(),
            },
            DotView {
                node: 3,
                column: 6,
                tone: Tone::Follow,
                label: "flush".into(),
            },
            DotView {
                node: 1,
                column: 22,
                tone: Tone::Lead,
                label: "timer".into(),
            },
        ],
        bands: bands(),
        milestones: milestones(),
    }
}

fn long() -> TimeView {
    let mut view = run();
    view.lanes = lanes(&["c1", "p1", "p2", "a1", "a2", "a3", "a4", "a5", "l1"]);
    view.columns = 240;
    view.first = 20;
    view.cursor = 33;
    view.arrows = (0..220u32)
        .map(|n| {
            let (from, to) = ((n % 9) as u8, ((n * 5 + 2) % 9) as u8);
            let tone = if n % 3 == 0 { Tone::Lead } else { Tone::Follow };
            arrow(from, to, n + 5, Some(n + 7 + n % 9), tone)
        })
        .collect();
    view
}

fn bands() -> Vec<BandView> {
    vec![
        BandView {
            node: 3,
            from: 16,
            until: None,
            condition: Condition::Down,
            label: "crashed".into(),
        },
        BandView {
            node: 4,
            from: 20,
            until: Some(25),
            condition: Condition::Paused,
            label: "paused".into(),
        },
    ]
}

fn milestones() -> Vec<MilestoneView> {
    let milestone = |column, label: &str| MilestoneView {
        column,
        label: label.into(),
        broken: false,
    };
    vec![
        milestone(8, "quorum of promises"),
        milestone(10, "a2 lost a message"),
        milestone(16, "a2 crashed"),
        milestone(17, "A chosen"),
        MilestoneView {
            column: 27,
            label: "Agreement broken".into(),
            broken: true,
        },
    ]
}
