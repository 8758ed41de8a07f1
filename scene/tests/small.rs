//! Small stages: what has just changed is drawn, whatever else has to go.

use ensemble_core::{
    lab,
    view::{Fate, StageView},
};
use ensemble_scene::{Layout, Placer, Rect, Shape, stage, svg};

fn drawn(view: &StageView, width: f32, height: f32) -> String {
    let layout = Layout::new(&view.nodes, width, height);
    let placer = Placer::default().next(view, &layout);
    let mut text = String::new();
    svg::write_content(&stage(view, &layout, &placer, None), &mut text);
    text
}

#[test]
fn a_card_with_one_row_shows_the_row_that_changed() {
    let mut run = lab::open(lab::sample("old-value-wins").unwrap().text()).unwrap();
    let mut accepted = 0;
    while run.position().stop < run.position().stops && run.forward() {
        let view = run.stage();
        let cells = view
            .nodes
            .iter()
            .flat_map(|node| &node.strips)
            .flat_map(|strip| &strip.cells);
        let changed = cells.filter(|cell| cell.changed && cell.text.contains('·'));
        for cell in changed {
            accepted += 1;
            let picture = drawn(&view, 360.0, 250.0);
            let tight = cell.text.replace(' ', "");
            let shown = picture.contains(&cell.text) || picture.contains(&tight);
            assert!(shown, "{} is missing at {}", cell.text, run.position().stop);
        }
    }
    assert!(accepted >= 4, "{accepted} acceptances only");
}

/// The bodies of all messages in flight, and how large each is drawn.
fn bodies(view: &StageView, layout: &Layout, placer: &Placer) -> Vec<Rect> {
    let scene = stage(view, layout, placer, None);
    let flying = scene.travels.iter().filter(|it| it.fate == Fate::InFlight);
    let body = |travel: &ensemble_scene::Travel| {
        let Shape::Group(group) = &travel.shape else {
            panic!("a message is a group");
        };
        let found = group.children.iter().find_map(|shape| match shape {
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
        found.expect("a body")
    };
    flying.map(body).collect()
}

#[test]
fn no_message_among_nine_servers_covers_another_one() {
    let commands = "zookeeper servers=9 clients=4\nlatency 10\ndisk 3\nuntil united\nbegin\n\
        submit c1 connect s1\nsubmit c2 connect s2\nuntil connected c2\nuntil still\n\
        submit c1 create /x A\nsubmit c2 create /y B\nuntil answered c1\nuntil answered c2\n";
    let mut run = lab::open(commands).unwrap();
    for (width, height) in [(820.0, 560.0), (620.0, 420.0)] {
        run.seek(0);
        let (mut placer, mut named) = (Placer::default(), 0);
        while run.position().stop < run.position().stops && run.forward() {
            let view = run.stage();
            let layout = Layout::new(&view.nodes, width, height);
            placer = placer.next(&view, &layout);
            let bodies = bodies(&view, &layout, &placer);
            for (place, body) in bodies.iter().enumerate().filter(|(_, body)| body.w > 20.0) {
                named += 1;
                let mut others = bodies[..place].iter().chain(&bodies[place + 1..]);
                let covered = others.find(|other| other.shared(*body) > 1.0);
                let stop = run.position().stop;
                assert_eq!(covered, None, "{body:?} at {stop} of {width}");
            }
        }
        assert!(named > 100, "{named} messages with names only");
        while run.back() {
            let view = run.stage();
            let layout = Layout::new(&view.nodes, width, height);
            placer = placer.next(&view, &layout);
            let bodies = bodies(&view, &layout, &placer);
            for (place, body) in bodies.iter().enumerate() {
                let near = |other: &&Rect| other.center().distance(body.center()) < 1.0;
                let hidden = bodies[..place].iter().find(near);
                assert_eq!(hidden, None, "{body:?} at {}", run.position().stop);
            }
        }
    }
}
