//! A partition as one line, where the cuts make halves (or more parts) of a ring.

use ensemble_core::view::{LinkView, StageView};

use crate::geometry::{Point, Rect};
use crate::layout::Layout;
use crate::shape::{Group, Shape, xy};

/// The parts that no message leaves, if each of them stands together on the ring.
pub(crate) struct Partition {
    /// The part of each node of the ring.
    parts: Vec<(u8, usize)>,
    /// Pairs of neighbours on the ring between which the line passes.
    gaps: Vec<(u8, u8)>,
}

impl Partition {
    /// The partition of a stage; none if the cuts leave a way, or the parts are mingled.
    pub(crate) fn of(view: &StageView, layout: &Layout) -> Option<Self> {
        let ring = &layout.ring;
        if ring.len() < 2 || view.links.iter().all(|link| !link.cut_ab) {
            return None;
        }
        Self::between(ring, view)
    }

    #[inline(never)]
    fn between(ring: &[u8], view: &StageView) -> Option<Self> {
        let cut = |a: u8, b: u8, whole: bool| {
            let mut links = view.links.iter();
            let between = |link: &&LinkView| (link.a, link.b) == (a.min(b), a.max(b));
            links.find(between).is_some_and(|link| {
                (link.cut_ab && link.cut_ba) || (!whole && (link.cut_ab || link.cut_ba))
            })
        };
        let mut parts: Vec<(u8, usize)> = Vec::new();
        let mut count = 0;
        for first in ring {
            if parts.iter().any(|(known, _)| known == first) {
                continue;
            }
            let mut reached = vec![*first];
            while let Some(node) = reached.pop() {
                if parts.iter().any(|(known, _)| *known == node) {
                    continue;
                }
                parts.push((node, count));
                reached.extend(ring.iter().filter(|other| !cut(node, **other, true)));
            }
            count += 1;
        }
        let part = |node: u8| {
            parts
                .iter()
                .find(|(known, _)| *known == node)
                .map(|it| it.1)
        };
        let next = ring.iter().cycle().skip(1);
        let pairs = ring.iter().zip(next).map(|(a, b)| (*a, *b));
        let gaps: Vec<(u8, u8)> = pairs.filter(|(a, b)| part(*a) != part(*b)).collect();
        let whole = count > 1 && gaps.len() == count;
        whole.then_some(Self { parts, gaps })
    }

    /// Whether the line stands for the cut between these two.
    pub(crate) fn covers(&self, link: &LinkView) -> bool {
        let part = |node: u8| {
            self.parts
                .iter()
                .find(|(known, _)| *known == node)
                .map(|it| it.1)
        };
        link.cut_ab && link.cut_ba && part(link.a) != part(link.b)
    }

    /// The line, from edge to edge of the stage; with more than two parts, a star of lines.
    #[inline(never)]
    pub(crate) fn draw(&self, layout: &Layout) -> Option<Shape> {
        let cards = layout.ring.iter().filter_map(|id| layout.places.get(id));
        let centers: Vec<Point> = cards.map(|place| place.card.center()).collect();
        let count = centers.len() as f32;
        let sum = |axis: fn(&Point) -> f32| centers.iter().map(axis).sum::<f32>() / count;
        let hub = Point::new(sum(|point| point.x), sum(|point| point.y));
        let mut spokes = Vec::new();
        for (a, b) in &self.gaps {
            let (a, b) = (layout.places.get(a)?.card, layout.places.get(b)?.card);
            let (from, to) = (a.edge_toward(b.center()), b.edge_toward(a.center()));
            let gap = from.toward(to, 0.5);
            spokes.push((gap, outward(hub, gap, layout.bounds())));
        }
        let d = match spokes.as_slice() {
            [(gap, edge), (other, end)] => {
                let middle = gap.toward(*other, 0.5);
                let (first, last) = (gap.toward(middle, 0.25), other.toward(middle, 0.25));
                format!(
                    "M{}Q{} {}Q{} {}",
                    xy(*edge),
                    xy(first),
                    xy(middle),
                    xy(last),
                    xy(*end)
                )
            }
            more => more
                .iter()
                .map(|(gap, edge)| format!("M{}L{}L{}", xy(*edge), xy(*gap), xy(hub)))
                .collect(),
        };
        Some(Shape::Group(Group {
            class: "rift".into(),
            key: "rift".into(),
            children: vec![Shape::path("back", d.clone()), Shape::path("line", d)],
            ..Group::default()
        }))
    }
}

/// Where the way from the hub through a point leaves the stage.
fn outward(hub: Point, through: Point, bounds: Rect) -> Point {
    let far = hub.direction(through);
    let room = |at: f32, to: f32, low: f32, high: f32| {
        if to > 0.01 {
            (high - at) / to
        } else if to < -0.01 {
            (low - at) / to
        } else {
            f32::MAX
        }
    };
    let across = room(hub.x, far.x, bounds.x, bounds.right());
    let down = room(hub.y, far.y, bounds.y, bounds.bottom());
    hub.moved(far, across.min(down))
}
