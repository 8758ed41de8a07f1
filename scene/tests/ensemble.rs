//! Servers that elect and follow: arrows, partitions and cards with phases.

use ensemble_core::{lab, view::*};
use ensemble_scene::{Group, Layout, Placer, Scene, Shape, stage};

fn servers(count: u8) -> StageView {
    let node = |id: u8| NodeView {
        id,
        name: format!("s{}", id + 1),
        role: "looking".into(),
        strips: vec![StripView::default(), StripView::default()],
        phase: Some(PhaseView {
            at: 1,
            of: 4,
            label: "election".into(),
            changed: false,
        }),
        ..NodeView::default()
    };
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    let link = |(a, b)| LinkView {
        a,
        b,
        cut_ab: false,
        cut_ba: false,
        bond: Bond::Quiet,
        hue: 0,
    };
    StageView {
        nodes: (0..count).map(node).collect(),
        links: pairs.map(link).collect(),
        ..StageView::default()
    }
}

fn cut(view: &mut StageView, parts: &[&[u8]]) {
    let part = |node: u8| parts.iter().position(|part| part.contains(&node));
    for link in &mut view.links {
        let apart = part(link.a) != part(link.b);
        (link.cut_ab, link.cut_ba) = (apart, apart);
    }
}

fn drawn(view: &StageView, size: (f32, f32)) -> (Scene, Layout) {
    let layout = Layout::new(&view.nodes, size.0, size.1);
    let placer = Placer::default().next(view, &layout);
    (stage(view, &layout, &placer, None), layout)
}

fn groups<'a>(scene: &'a Scene, class: &str) -> Vec<&'a Group> {
    let of = |shape: &'a Shape| match shape {
        Shape::Group(group) => Some(group),
        Shape::Rect { .. }
        | Shape::Circle { .. }
        | Shape::Line { .. }
        | Shape::Path { .. }
        | Shape::Text { .. } => None,
    };
    let all = scene.under.iter().chain(&scene.over).filter_map(of);
    // The arrows of votes stand in a group of their own.
    let all = all.flat_map(|group| match &*group.class {
        "pointers" => group.children.iter().filter_map(of).collect(),
        _ => vec![group],
    });
    all.filter(|group| group.class.split(' ').any(|word| word == class))
        .collect()
}

#[test]
fn nothing_is_drawn_between_servers_that_only_could_talk() {
    for count in 1..=9 {
        let (scene, _) = drawn(&servers(count), (820.0, 560.0));
        assert!(groups(&scene, "link").is_empty());
        assert!(groups(&scene, "rift").is_empty());
    }
}

#[test]
fn a_partition_is_one_line_where_its_parts_stand_together() {
    let mut view = servers(5);
    cut(&mut view, &[&[3, 4], &[0, 1, 2]]);
    let (scene, _) = drawn(&view, (820.0, 560.0));
    assert_eq!(groups(&scene, "rift").len(), 1);
    assert!(groups(&scene, "cut").is_empty());
    cut(&mut view, &[&[0, 1], &[2, 3], &[4]]);
    let (scene, _) = drawn(&view, (390.0, 400.0));
    assert_eq!(groups(&scene, "rift").len(), 1);
    // Mingled parts, and a way that is left open, are cuts one by one.
    cut(&mut view, &[&[0, 2], &[1, 3, 4]]);
    let (scene, _) = drawn(&view, (820.0, 560.0));
    assert!(groups(&scene, "rift").is_empty());
    assert_eq!(groups(&scene, "cut").len(), 6);
    cut(&mut view, &[&[3, 4], &[0, 1, 2]]);
    view.links[2].cut_ab = false;
    let (scene, _) = drawn(&view, (820.0, 560.0));
    assert!(groups(&scene, "rift").is_empty());
    assert!(!groups(&scene, "cut").is_empty());
}

#[test]
fn each_vote_is_an_arrow_that_ends_at_its_candidate() {
    for (count, size) in [
        (3, (820.0, 560.0)),
        (5, (390.0, 400.0)),
        (9, (820.0, 560.0)),
    ] {
        let mut view = servers(count);
        let candidate = count - 1;
        view.pointers = (0..count)
            .map(|from| PointerView {
                from,
                to: candidate,
                was: (from == 0).then_some(1),
                settled: false,
                label: format!("s{}", from + 1),
                tone: Tone::Look,
            })
            .collect();
        let (scene, layout) = drawn(&view, size);
        let arrows = groups(&scene, "pointer");
        assert_eq!(arrows.len(), usize::from(count));
        let card = layout.places.get(&candidate).expect("a place").card;
        for arrow in arrows {
            let head = arrow.children.iter().find_map(|shape| match shape {
                Shape::Path { class, d } if class == "head" => Some(d.as_str()),
                Shape::Group(_)
                | Shape::Rect { .. }
                | Shape::Circle { .. }
                | Shape::Line { .. }
                | Shape::Path { .. }
                | Shape::Text { .. } => None,
            });
            let tip = head
                .and_then(|d| d.strip_prefix('M'))
                .and_then(|d| d.split_once('L'));
            let (x, y) = tip.and_then(|(tip, _)| tip.split_once(' ')).expect("a tip");
            let tip = ensemble_scene::Point::new(x.parse().unwrap(), y.parse().unwrap());
            assert!(card.grown(5.0).contains(tip), "{tip:?} at {card:?}");
        }
        let changed = groups(&scene, "changed");
        assert_eq!(changed.len(), 1);
        assert!(
            changed[0]
                .children
                .iter()
                .any(|shape| matches!(shape, Shape::Path { class, .. } if class == "was"))
        );
    }
}

/// The points of a path, without its letters.
fn points(d: &str) -> Vec<ensemble_scene::Point> {
    let numbers: Vec<f32> = d
        .split(|c: char| c.is_ascii_alphabetic() || c == ' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    let point = |pair: &[f32]| ensemble_scene::Point::new(pair[0], pair[1]);
    numbers.chunks_exact(2).map(point).collect()
}

#[test]
fn no_vote_crosses_a_card_or_a_tally_where_there_is_room() {
    for (count, size, most) in [
        (3, (820.0, 640.0), 0),
        (5, (820.0, 640.0), 0),
        (7, (820.0, 560.0), 0),
        (9, (820.0, 560.0), 0),
        (3, (390.0, 400.0), 0),
        (5, (390.0, 400.0), 0),
    ] {
        let mut crossed = Vec::new();
        for candidate in 0..count {
            let mut view = servers(count);
            let vote = |from| PointerView {
                from,
                to: candidate,
                was: None,
                settled: false,
                label: String::new(),
                tone: Tone::Look,
            };
            view.pointers = (0..count).filter(|it| *it != candidate).map(vote).collect();
            let (scene, layout) = drawn(&view, size);
            let all = layout.places.values();
            let solid: Vec<_> = all
                .flat_map(|it| it.tallies.iter().chain([&it.card]))
                .collect();
            for (arrow, vote) in groups(&scene, "pointer").into_iter().zip(&view.pointers) {
                let Shape::Path { d, .. } = &arrow.children[0] else {
                    panic!("a vote begins with its line")
                };
                let all = points(d);
                let parts = all.windows(3).step_by(2);
                let at = |part: &[ensemble_scene::Point], t: f32| {
                    part[0]
                        .toward(part[1], t)
                        .toward(part[1].toward(part[2], t), t)
                };
                let mut on = parts.flat_map(|part| (0..12).map(move |n| at(part, n as f32 / 12.0)));
                if on.any(|point| solid.iter().any(|it| it.contains(point))) {
                    crossed.push((vote.from, vote.to));
                }
            }
        }
        assert!(crossed.len() <= most, "{count} at {size:?}: {crossed:?}");
    }
}

#[test]
fn several_tallies_of_one_node_stand_below_each_other() {
    let mut view = servers(3);
    let tally = |title: &str| TallyView {
        node: 0,
        title: title.into(),
        brief: title.into(),
        ticks: vec![("s1".into(), Tick::Have), ("s2".into(), Tick::Not)],
        quorum: 2,
        ..TallyView::default()
    };
    view.tallies = vec![tally("1"), tally("2")];
    let (scene, layout) = drawn(&view, (820.0, 560.0));
    let stacked = groups(&scene, "tallies");
    assert_eq!(stacked.len(), 1);
    assert_eq!(stacked[0].children.len(), 2);
    let site = layout.places.get(&0).expect("a place").tallies[0];
    let mut below = site.y - 1.0;
    for row in &stacked[0].children {
        let Shape::Group(row) = row else {
            panic!("a row is a group")
        };
        assert!(row.translate.1 > below && row.translate.1 < site.bottom());
        below = row.translate.1;
    }
}

#[test]
fn the_title_of_a_tally_under_its_card_is_cut_only_where_the_card_ends() {
    let mut view = servers(3);
    let long = "⟨1,3⟩ create /x on disk";
    let ticks = (1..=3).map(|n| (format!("s{n}"), Tick::Not)).collect();
    view.tallies = vec![TallyView {
        node: 2,
        title: long.into(),
        ticks,
        quorum: 2,
        ..TallyView::default()
    }];
    let mut titles = |room: &str| {
        view.tallies[0].title = room.into();
        let (scene, layout) = drawn(&view, (820.0, 560.0));
        let place = layout.places.get(&2).expect("a place");
        assert!(place.tallies[0].y > place.card.bottom());
        let title = groups(&scene, "tally")[0]
            .children
            .iter()
            .find_map(|shape| match shape {
                Shape::Text { class, content, .. } if class == "tally-title" => {
                    Some(content.clone())
                }
                Shape::Group(_)
                | Shape::Rect { .. }
                | Shape::Circle { .. }
                | Shape::Line { .. }
                | Shape::Path { .. }
                | Shape::Text { .. } => None,
            });
        title.expect("a title")
    };
    assert_eq!(titles(long), long);
    assert!(titles(&long.repeat(4)).ends_with('…'));
}

/// How many messages lie behind one that was sent before them on the same connection, in all the
/// steps of a script; it fails where one lies before it.
fn in_order(name: &str, (w, h): (f32, f32)) -> usize {
    let mut library = lab::library().iter();
    let sample = library.find(|it| it.name == name).unwrap();
    let mut lab = lab::open(sample.text()).unwrap();
    let layout = Layout::new(&lab.stage().nodes, w, h);
    let (mut placer, mut behind) = (Placer::default(), 0);
    for stop in 1..=lab.position().stops {
        lab.seek(stop);
        let view = lab.stage();
        placer = placer.next(&view, &layout);
        let spot = |it: &EnvelopeView| placer.spot(&it.key).fraction;
        for (place, one) in view.envelopes.iter().enumerate() {
            let conn = one.key.split_once('@').map(|(_, conn)| conn);
            let mut later = view.envelopes[place + 1..].iter();
            let next = later.find(|it| {
                let its = it.key.split_once('@').map(|(_, conn)| conn);
                (it.from, it.to, its) == (one.from, one.to, conn)
            });
            if let Some(next) = next {
                assert!(spot(next) <= spot(one), "{name} {stop} {w}: {}", next.key);
                behind += 1;
            }
        }
    }
    behind
}

/// Where none overtakes another, whatever was sent first is nearest to where it goes.
#[test]
fn messages_on_a_connection_lie_in_their_order() {
    let wide = [
        "recovery-by-diff",
        "leader-crash-late",
        "two-writes",
        "cold-start",
    ];
    let seen: usize = wide.iter().map(|it| in_order(it, (780.0, 640.0))).sum();
    assert!(seen > 40, "{seen}");
    // Where there is little room, votes that go to and fro have to lie where they can.
    for small in [(412.0, 356.0), (390.0, 320.0)] {
        assert!(in_order("recovery-by-diff", small) > 3);
        assert!(in_order("leader-crash-late", small) > 3);
    }
}
