//! What is read is not covered: tallies and remarks of whole runs, with all that is drawn there.

use ensemble_core::{
    lab,
    view::{Fate, StageView},
};
use ensemble_scene::{Group, Layout, Placer, Point, Rect, Scene, Shape, stage};

/// All stops of a script, one after the other.
fn each(name: &str, (w, h): (f32, f32), mut check: impl FnMut(&StageView, &Layout, &Scene, u32)) {
    let mut run = lab::open(lab::sample(name).unwrap().text()).unwrap();
    let layout = Layout::new(&run.stage().nodes, w, h);
    let mut placer = Placer::default();
    for stop in 0..=run.position().stops {
        run.seek(stop);
        let view = run.stage();
        placer = placer.next(&view, &layout);
        let scene = stage(&view, &layout, &placer, None);
        check(&view, &layout, &scene, stop);
    }
}

/// Where tallies are shown.
fn tallies(view: &StageView, layout: &Layout) -> Vec<Rect> {
    let places = layout.places.iter();
    let own = places.flat_map(|(id, place)| {
        let count = view.tallies.iter().filter(|it| it.node == *id).count();
        place.tallies.iter().copied().take(count)
    });
    own.collect()
}

/// Where remarks are, as much as their words fill at least.
fn remarks(view: &StageView, layout: &Layout) -> Vec<Rect> {
    let remarked = view.nodes.iter().filter(|it| !it.remark.point.is_empty());
    let rooms = remarked.filter_map(|it| layout.places.get(&it.id)?.remark);
    let middle = |it: Rect| Rect::around(it.center(), it.w.min(76.0), it.h);
    rooms.map(middle).collect()
}

fn groups<'a>(scene: &'a Scene, class: &str) -> Vec<&'a Group> {
    let all = scene.under.iter().filter_map(|shape| {
        let Shape::Group(group) = shape else {
            return None;
        };
        Some(group)
    });
    all.filter(|group| group.class.split(' ').next() == Some(class))
        .collect()
}

/// Points along the lines and around the heads of a group.
fn points(group: &Group) -> Vec<Point> {
    let mut all = Vec::new();
    for shape in &group.children {
        let Shape::Path { class, d } = shape else {
            continue;
        };
        let numbers = d.split(|c: char| c.is_ascii_alphabetic() || c == ' ');
        let numbers: Vec<f32> = numbers.filter_map(|it| it.parse().ok()).collect();
        let ends = numbers.chunks_exact(2).map(|it| Point::new(it[0], it[1]));
        let ends: Vec<Point> = ends.collect();
        match (&**class, &ends[..]) {
            ("line", [from, bend, to]) => all.extend((0..=40).map(|n| {
                let part = n as f32 / 40.0;
                from.toward(*bend, part)
                    .toward(bend.toward(*to, part), part)
            })),
            ("head", _) => all.extend(ends),
            (_, _) => {}
        }
    }
    all
}

#[test]
fn no_message_and_no_link_is_behind_what_is_read() {
    for (name, size) in [
        ("three-parts", (816.0, 601.0)),
        ("most-votes", (736.0, 459.0)),
        ("minority-leader", (816.0, 601.0)),
        ("cold-start-of-five", (390.0, 405.0)),
        ("cold-start-of-five", (816.0, 601.0)),
    ] {
        let mut seen = (0, 0);
        each(name, size, |view, layout, scene, stop| {
            let tallies = tallies(view, layout);
            let remarks = remarks(view, layout);
            for travel in scene.travels.iter().filter(|it| it.fate == Fate::InFlight) {
                seen.0 += 1;
                // As much of it as there is even of a dot.
                let dot = Rect::around(travel.leave.to, 14.0, 14.0);
                let mut words = tallies.iter().chain(&remarks);
                let covered = words.any(|it| it.shared(dot) > 40.0);
                assert!(!covered, "{} at {stop} of {name}", travel.key);
            }
            for link in groups(scene, "link") {
                seen.1 += 1;
                let mut all = points(link).into_iter();
                let crosses = all.any(|at| tallies.iter().any(|it| it.contains(at)));
                assert!(!crosses, "{} at {stop} of {name}", link.key);
            }
        });
        assert!(seen.0 > 20 && seen.1 > 3, "{seen:?} in {name}");
    }
}

#[test]
fn the_mark_of_an_arrival_ends_before_what_is_read() {
    for (name, size) in [
        ("cold-start", (816.0, 651.0)),
        ("cold-start", (390.0, 405.0)),
        ("cold-start-of-five", (320.0, 307.0)),
    ] {
        let mut seen = 0;
        each(name, size, |view, layout, scene, stop| {
            let words = [remarks(view, layout), tallies(view, layout)].concat();
            for mark in groups(scene, "arrival") {
                seen += words.len();
                let mut all = points(mark).into_iter();
                let touched = all.find(|at| words.iter().any(|it| it.contains(*at)));
                assert_eq!(touched, None, "at {stop} of {name}");
            }
        });
        assert!(seen > 10, "{seen}");
    }
}
