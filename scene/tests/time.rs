//! The space–time diagram: columns can be found again, labels keep clear of each other.

use ensemble_core::view::*;
use ensemble_scene::text::{Weight, width};
use ensemble_scene::{Anchor, Shape, Sieve, TimeGeometry, time};

fn view(lanes: u8, columns: u32, first: u32, cursor: u32) -> TimeView {
    let lane = |node| LaneView {
        node,
        name: format!("s{}", node + 1),
        hue: 0,
    };
    let arrow = |n: u32| ArrowView {
        key: format!("m{n}"),
        from: (n % u32::from(lanes)) as u8,
        to: ((n + 1) % u32::from(lanes)) as u8,
        sent: n,
        ended: (!n.is_multiple_of(5)).then_some(n + 3),
        fate: match n % 5 {
            0 => Fate::InFlight,
            1 => Fate::Lost,
            _ => Fate::Delivered,
        },
        tone: Tone::Lead,
        label: "Prepare 1.p1".into(),
        kin: Kin::Story,
        matter: String::new(),
    };
    let milestone = |n: u32| MilestoneView {
        column: n * 3 + n % 2,
        label: format!("milestone number {n}"),
        broken: n.is_multiple_of(4),
    };
    TimeView {
        of: [0; 4],
        lanes: (0..lanes).map(lane).collect(),
        first,
        columns,
        cursor,
        arrows: (0..columns).map(arrow).collect(),
        dots: Vec::new(),
        bands: vec![BandView {
            node: 0,
            from: 4,
            until: None,
            condition: Condition::Down,
            label: "crashed".into(),
        }],
        milestones: (0..columns / 3).map(milestone).collect(),
    }
}

#[test]
fn column_at_finds_every_column_shown() {
    for w in [320.0, 390.0, 720.0, 1060.0, 1800.0] {
        for h in [140.0, 200.0, 260.0] {
            for first in [0, 7, 60] {
                let (_, geometry) = time(&view(6, 100, first, first + 3), &Sieve::default(), w, h);
                for column in geometry.first..=geometry.last {
                    let x = geometry.x(column);
                    assert!(x >= geometry.left && x <= geometry.right, "{column} at {w}");
                    for off in [-8.0, 0.0, 8.0] {
                        assert_eq!(geometry.column_at(x + off), column);
                    }
                }
                assert_eq!(geometry.column_at(-500.0), geometry.first);
                assert_eq!(geometry.column_at(5000.0), geometry.last);
                assert_eq!(geometry.column_at(f32::NAN), geometry.first);
            }
        }
    }
}

#[test]
fn the_window_keeps_the_cursor_in_view_and_seldom_moves() {
    for w in [320.0, 1060.0] {
        let capacity = TimeGeometry::capacity(w);
        let mut moves = 0;
        let mut before = 0;
        for cursor in 0..300 {
            let first = TimeGeometry::first_for(cursor, 300, w);
            assert!(first <= cursor && cursor < first + capacity);
            moves += u32::from(first != before);
            before = first;
        }
        assert!(moves <= 300 / (capacity / 2) + 1);
    }
}

#[test]
fn lanes_stand_within_the_picture_one_under_the_other() {
    for lanes in 1..=12 {
        for h in [140.0, 200.0, 260.0] {
            let (_, geometry) = time(&view(lanes, 20, 0, 2), &Sieve::default(), 720.0, h);
            let ys: Vec<f32> = (0..lanes)
                .filter_map(|node| geometry.lane_y(node))
                .collect();
            assert!(ys.windows(2).all(|pair| pair[1] > pair[0]));
            assert!(ys[0] > 20.0 && ys[ys.len() - 1] < h - 14.0);
        }
    }
}

#[test]
fn labels_of_milestones_keep_clear_of_each_other() {
    for (lanes, w, h, rows) in [
        (6, 320.0, 140.0, 1),
        (6, 1060.0, 200.0, 2),
        (6, 1800.0, 260.0, 2),
        (3, 1060.0, 130.0, 2),
    ] {
        let (scene, geometry) = time(&view(lanes, 90, 0, 30), &Sieve::default(), w, h);
        assert_eq!(geometry.label_rows, rows, "{lanes} lanes in {h}");
        assert!(rows < 2 || geometry.lane_gap > 20.0);
        let mut labels: Vec<(f32, f32, f32)> = Vec::new();
        for shape in &scene.over {
            let Shape::Group(group) = shape else { continue };
            if !group.class.starts_with("milestone") {
                continue;
            }
            for child in &group.children {
                if let Shape::Text {
                    x,
                    y,
                    anchor,
                    content,
                    ..
                } = child
                {
                    let w = width(content, 11.0, Weight::Plain);
                    let start = if *anchor == Anchor::End { x - w } else { *x };
                    labels.push((start, start + w, *y));
                }
            }
        }
        for (index, a) in labels.iter().enumerate() {
            for b in &labels[..index] {
                assert!(
                    a.2 != b.2 || a.0 >= b.1 || b.0 >= a.1,
                    "{a:?} on {b:?} at {w}"
                );
            }
        }
    }
}

#[test]
fn an_empty_run_can_be_drawn() {
    let (scene, geometry) = time(&TimeView::default(), &Sieve::default(), 320.0, 140.0);
    assert_eq!(geometry.column_at(100.0), 0);
    assert!(!scene.over.is_empty());
}
