//! Nothing overlaps, nothing jumps: checked for every population at the sizes that pages use.

use ensemble_core::view::*;
use ensemble_scene::geometry::Rect;
use ensemble_scene::motion::{Phase, position};
use ensemble_scene::{Layout, Placer, Shape, stage};

const SIZES: [(f32, f32); 8] = [
    (820.0, 560.0),
    (780.0, 560.0),
    (1180.0, 700.0),
    (640.0, 400.0),
    (640.0, 330.0),
    (390.0, 360.0),
    (390.0, 430.0),
    (360.0, 300.0),
];

fn node(id: u8, name: String, strips: usize) -> NodeView {
    let cell = CellView {
        text: "1.p1 A".into(),
        ink: Ink::Disk,
        tone: Tone::Follow,
        changed: false,
    };
    NodeView {
        id,
        seat: if name.starts_with('c') {
            Seat::Outside
        } else {
            Seat::Ring
        },
        name,
        role: "acceptor".into(),
        badge: "ballot 1.p1".into(),
        tone: Tone::Follow,
        glyph: Glyph::Ring,
        condition: Condition::Up,
        strips: (0..strips)
            .map(|n| StripView {
                label: format!("strip {n}"),
                cells: vec![cell.clone(); n + 1],
                ..StripView::default()
            })
            .collect(),
        timers: vec![TimerView {
            label: "retry".into(),
            left_ticks: 5,
            span_ticks: 9,
        }],
        ..NodeView::default()
    }
}

/// Servers, or proposers, acceptors and learners, with clients: all that a page may show.
fn populations() -> Vec<Vec<NodeView>> {
    let mut all = ensembles();
    let mut add = |groups: &[(&str, u8, usize)]| {
        let mut nodes = Vec::new();
        for (letter, count, strips) in groups {
            for n in 1..=*count {
                nodes.push(node(nodes.len() as u8, format!("{letter}{n}"), *strips));
            }
        }
        all.push(nodes);
    };
    for servers in 1..=9 {
        for clients in 0..=2 {
            add(&[("s", servers, 1), ("c", clients, 0)]);
            add(&[("s", servers, 3), ("c", clients, 1)]);
        }
    }
    for proposers in 1..=2 {
        for acceptors in [1, 2, 3, 4, 5] {
            for learners in 0..=2 {
                for clients in 0..=2 {
                    add(&[
                        ("p", proposers, 1),
                        ("a", acceptors, 2),
                        ("l", learners, 1),
                        ("c", clients, 0),
                    ]);
                }
            }
        }
    }
    all
}

/// Servers with phases, the last ones without a vote, and clients.
fn ensembles() -> Vec<Vec<NodeView>> {
    (0..=6).flat_map(served).collect()
}

/// Ensembles with so many clients.
fn served(clients: u8) -> Vec<Vec<NodeView>> {
    let server = |id: u8, guest: bool| NodeView {
        phase: Some(PhaseView {
            at: 3,
            of: 4,
            label: "synchronisation".into(),
            changed: true,
        }),
        seat: if guest { Seat::Guest } else { Seat::Ring },
        ..node(id, format!("s{}", id + 1), 2)
    };
    let client = |id: u8, place: u8| NodeView {
        role: "CONNECTED".into(),
        hue: hue(place),
        client: Some(ClientView {
            session: "0x1…0300".into(),
            seen: "(1,12)".into(),
            event: "NodeChildrenChanged /a/rather/long/path".into(),
            event_brief: "Children /a/rather/long/path".into(),
            is_new: place.is_multiple_of(2),
            expires: None,
        }),
        ..node(id, format!("c{}", place + 1), 1)
    };
    let ensemble = |count: u8| {
        let servers = (0..count).map(|id| server(id, id > 0 && id + 2 >= count));
        let clients = (0..clients).map(|place| client(count + place, place));
        servers.chain(clients).collect()
    };
    (1..=9).map(ensemble).collect()
}

fn for_each_layout(mut check: impl FnMut(&[NodeView], &Layout, &str)) {
    for nodes in populations() {
        for (w, h) in SIZES {
            let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
            check(
                &nodes,
                &Layout::new(&nodes, w, h),
                &format!("{} at {w}×{h}", names.join(" ")),
            );
        }
    }
}

#[test]
fn every_node_has_a_place_on_the_stage() {
    for_each_layout(|nodes, layout, what| {
        for node in nodes {
            let place = layout.places.get(&node.id).expect("every node has a place");
            assert!(
                layout.bounds().holds(place.card),
                "{what}: {} at {:?}",
                node.name,
                place.card
            );
            for tally in &place.tallies {
                assert!(
                    layout.bounds().holds(*tally),
                    "{what}: tally of {}",
                    node.name
                );
            }
        }
    });
}

#[test]
fn no_card_and_no_tally_overlaps_another() {
    for_each_layout(|nodes, layout, what| {
        let mut rects: Vec<(String, Rect)> = Vec::new();
        for node in nodes {
            let place = layout.places.get(&node.id).expect("every node has a place");
            rects.push((node.name.clone(), place.card));
            for tally in &place.tallies {
                rects.push((format!("tally of {}", node.name), *tally));
            }
        }
        for (index, (name, rect)) in rects.iter().enumerate() {
            for (other_name, other) in &rects[..index] {
                assert_eq!(
                    rect.shared(*other),
                    0.0,
                    "{what}: {name} {rect:?} on {other_name} {other:?}"
                );
            }
        }
    });
}

#[test]
fn places_do_not_depend_on_the_state() {
    for_each_layout(|nodes, layout, what| {
        let mut changed = nodes.to_vec();
        for node in &mut changed {
            node.condition = Condition::Down;
            node.role = "something else altogether".into();
            node.badge.clear();
            node.timers.clear();
            node.touched = true;
            for strip in &mut node.strips {
                strip.cells.clear();
            }
        }
        assert_eq!(
            *layout,
            Layout::new(&changed, layout.width, layout.height),
            "{what}"
        );
    });
}

/// The right end of everything on a card, by the table of widths.
fn ends(shapes: &[Shape], at: f32, out: &mut Vec<(f32, f32, String)>) {
    use ensemble_scene::text::{Weight, width};
    for shape in shapes {
        match shape {
            Shape::Group(group) => ends(&group.children, at + group.translate.0, out),
            Shape::Text {
                class,
                x,
                anchor,
                content,
                tail,
                ..
            } => {
                let size = if class.contains("name") { 13.0 } else { 11.0 };
                let tail = if tail.is_empty() {
                    0.0
                } else {
                    5.0 + width(tail, 11.0, Weight::Plain)
                };
                let w = width(content, size, Weight::Plain) + tail;
                let start = match anchor {
                    ensemble_scene::Anchor::Start => 0.0,
                    ensemble_scene::Anchor::Middle => -w / 2.0,
                    ensemble_scene::Anchor::End => -w,
                };
                out.push((at + x + start, at + x + start + w, content.clone()));
            }
            Shape::Rect { x, w, class, .. } if class.contains("cell") => {
                out.push((at + x, at + x + w, class.to_string()));
            }
            Shape::Rect { .. } | Shape::Circle { .. } | Shape::Line { .. } | Shape::Path { .. } => {
            }
        }
    }
}

#[test]
fn texts_and_cells_stay_on_their_card() {
    for_each_layout(|nodes, layout, what| {
        let view = StageView {
            nodes: nodes.to_vec(),
            ..StageView::default()
        };
        let scene = stage(&view, layout, &Placer::default(), None);
        for (node, shape) in nodes.iter().zip(&scene.over) {
            let card = layout
                .places
                .get(&node.id)
                .expect("every node has a place")
                .card;
            let mut found = Vec::new();
            ends(std::slice::from_ref(shape), 0.0, &mut found);
            for (left, right, text) in found {
                assert!(
                    left >= card.x && right <= card.right(),
                    "{what}: {}: {text}",
                    node.name
                );
            }
        }
    });
}

fn envelope(key: usize, from: u8, to: u8) -> EnvelopeView {
    EnvelopeView {
        key: format!("m{key}"),
        from,
        to,
        kind: "Promise".into(),
        brief: "1.p1".into(),
        tone: Tone::Follow,
        glyph: Glyph::Ring,
        sent_step: 1,
        ..EnvelopeView::default()
    }
}

#[test]
fn a_message_keeps_its_spot_for_as_long_as_it_is_in_flight() {
    let nodes: Vec<NodeView> = (0..5).map(|n| node(n, format!("s{}", n + 1), 1)).collect();
    let layout = Layout::new(&nodes, 820.0, 560.0);
    let mut view = StageView {
        nodes,
        ..StageView::default()
    };
    let mut placer = Placer::default();
    let mut seen = std::collections::BTreeMap::new();
    for step in 0..60 {
        view.envelopes
            .push(envelope(step, (step % 5) as u8, ((step * 2 + 1) % 5) as u8));
        if step % 3 == 2 {
            view.envelopes.remove(step % view.envelopes.len());
        }
        placer = placer.next(&view, &layout);
        for message in &view.envelopes {
            let spot = placer.spot(&message.key);
            assert_eq!(
                *seen.entry(message.key.clone()).or_insert(spot),
                spot,
                "{}",
                message.key
            );
        }
    }
    assert_eq!(
        placer,
        placer.next(&view, &layout),
        "the same view changes nothing"
    );
}

#[test]
fn few_messages_overlap_neither_cards_nor_each_other() {
    for (w, h) in SIZES {
        let mut nodes = vec![node(0, "p1".into(), 1)];
        nodes.extend((1..4).map(|n| node(n, format!("a{n}"), 2)));
        nodes.push(node(4, "l1".into(), 1));
        let layout = Layout::new(&nodes, w, h);
        let mut view = StageView {
            nodes,
            ..StageView::default()
        };
        view.envelopes = (1..4).map(|n| envelope(usize::from(n), 0, n)).collect();
        view.envelopes
            .extend((1..4).map(|n| envelope(usize::from(n) + 10, n, 4)));
        let placer = Placer::default().next(&view, &layout);
        let scene = stage(&view, &layout, &placer, None);
        let mut taken: Vec<Rect> = layout.places.values().map(|place| place.card).collect();
        for travel in &scene.travels {
            assert_eq!(position(travel, Phase::Resting, 0.5), (0.0, 0.0, 1.0));
            let Shape::Group(group) = &travel.shape else {
                panic!("a message is a group")
            };
            let body = group.children.iter().find_map(|shape| match shape {
                Shape::Rect {
                    class, x, y, w, h, ..
                } if class == "body" => Some(Rect::new(*x, *y, *w, *h)),
                Shape::Group(_)
                | Shape::Rect { .. }
                | Shape::Circle { .. }
                | Shape::Line { .. }
                | Shape::Path { .. }
                | Shape::Text { .. } => None,
            });
            let rect = body.expect("a message has a body");
            assert!(layout.bounds().holds(rect), "{} at {w}×{h}", travel.key);
            for other in &taken {
                assert_eq!(rect.shared(*other), 0.0, "{} at {w}×{h}", travel.key);
            }
            taken.push(rect);
        }
    }
}

#[test]
fn very_many_messages_are_drawn_in_time() {
    let nodes: Vec<NodeView> = (0..9).map(|n| node(n, format!("s{}", n + 1), 1)).collect();
    let layout = Layout::new(&nodes, 820.0, 560.0);
    let mut view = StageView {
        nodes,
        ..StageView::default()
    };
    view.envelopes = (0..200)
        .map(|n| envelope(n, (n % 9) as u8, ((n % 9 + 1 + n / 9 % 8) % 9) as u8))
        .collect();
    let placer = Placer::default().next(&view, &layout);
    assert_eq!(stage(&view, &layout, &placer, None).travels.len(), 200);
}
