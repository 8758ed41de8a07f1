//! Where nodes, tallies and links stand.
//!
//! All of it follows from the node list (indices, names, seats, and how many strips a node has,
//! which is the same over a whole run) and the size. States, messages and tallies have no say.

mod clients;
mod ring;
mod tiers;
mod tracks;

use std::cell::RefCell;

use ensemble_core::sorted::SortedMap;
use ensemble_core::view::{NodeView, Seat};

use crate::card;
use crate::geometry::{Point, Rect, Track};

/// How much a card can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Density {
    /// Name, over its role, and the first cell.
    Tiny,
    /// Name, role, and the first strip.
    Compact,
    /// Everything.
    Full,
}

/// How a node's card is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardStyle {
    /// How much it can show.
    pub density: Density,
    /// How many strips it has room for.
    pub rows: usize,
    /// Whether the role has a line of its own.
    pub role_line: bool,
    /// A client: rounded, without a badge.
    pub outside: bool,
}

/// How a node's tally is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TallyForm {
    /// With title, ticks of this width, and caption.
    Beside(f32),
    /// One row of ticks right under the card.
    Under,
}

/// One node's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its card.
    pub card: Rect,
    /// How the card is drawn.
    pub style: CardStyle,
    /// Space kept for its tallies, the first first.
    pub tallies: Vec<Rect>,
    /// How these are drawn.
    pub form: TallyForm,
    /// Where a remark of the node has room, if anywhere.
    pub remark: Option<Rect>,
}

/// All places of a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Width of the stage.
    pub width: f32,
    /// Height of the stage.
    pub height: f32,
    /// Places by node.
    pub places: SortedMap<u8, Place>,
    /// The nodes that stand on a ring, in their order; none if they stand in tiers.
    pub ring: Vec<u8>,
    /// The ways between any two of them, from the one with the lower index: each is asked for
    /// several times at every stop, and to find it takes long.
    tracks: Vec<(u8, u8, Track)>,
    /// The ways of votes that were asked for.
    votes: RefCell<Vec<(u8, u8, Track)>>,
}

/// From here on a stage is wide.
pub(crate) const WIDE: f32 = 520.0;
/// Height kept under a card for a tally in the form [`TallyForm::Under`].
pub(crate) const UNDER_HEIGHT: f32 = 22.0;
/// Height of a tally in the form [`TallyForm::Beside`].
pub(crate) const BESIDE_HEIGHT: f32 = 60.0;
/// Between a card and a tally beside it.
pub(crate) const BESIDE_GAP: f32 = 14.0;

/// What the parts of the layout are told.
struct Stage<'a> {
    ring: Vec<&'a NodeView>,
    bounds: Rect,
    wide: bool,
    /// Corner taken by the clients, at the upper left.
    clients: Rect,
    /// Ways to seat clients of servers; there is none if there are no such clients.
    seatings: Vec<clients::Seating>,
}

impl Layout {
    /// The layout of a stage of this size.
    pub fn new(nodes: &[NodeView], width: f32, height: f32) -> Self {
        let (width, height) = (width.max(240.0), height.max(200.0));
        let (outside, ring): (Vec<&NodeView>, Vec<&NodeView>) =
            nodes.iter().partition(|node| node.seat == Seat::Outside);
        let wide = width >= WIDE;
        let margin = if wide { 16.0 } else { 7.0 };
        let bounds = Rect::new(margin, margin, width - 2.0 * margin, height - 2.0 * margin);
        let tiered = tiers::apply(&ring);
        let apart = !tiered && outside.iter().any(|node| node.client.is_some());
        let (seatings, simple) = if apart {
            let seatings = clients::seatings(&outside, ring.len(), bounds);
            (seatings, Default::default())
        } else {
            (Vec::new(), seat_clients(&outside, bounds, wide, tiered))
        };
        let (mut places, clients) = simple;
        let stage = Stage {
            ring,
            bounds,
            wide,
            clients,
            seatings,
        };
        let inner = if tiered {
            tiers::places(&stage)
        } else {
            ring::places(&stage)
        };
        if tiered && outside.len() == 1 && clients.right() < bounds.right() {
            // A single client stands level with those it talks to.
            let first = stage.ring.first().and_then(|node| inner.get(&node.id));
            let client = places.get_mut(&outside[0].id);
            if let (Some(first), Some(client)) = (first, client) {
                let y = first.card.center().y - client.card.h / 2.0;
                client.card.y = y.max(bounds.y).round();
            }
        }
        for (id, place) in inner.iter() {
            places.insert(*id, place.clone());
        }
        leave_room_for_remarks(&mut places, Rect::new(0.0, 0.0, width, height));
        let ring = if tiered { Vec::new() } else { stage.ring };
        let ring = ring.iter().map(|node| node.id).collect();
        Self {
            width,
            height,
            tracks: tracks::all(&places, Rect::new(0.0, 0.0, width, height)),
            votes: RefCell::default(),
            places,
            ring,
        }
    }

    /// The way a message takes from one node to another; `None` if either is not on the stage.
    /// Both directions share one curve.
    pub fn track(&self, from: u8, to: u8) -> Option<Track> {
        let (a, b) = (from.min(to), from.max(to));
        let (.., track) = self.tracks.iter().find(|it| (it.0, it.1) == (a, b))?;
        Some(if from <= to { *track } else { track.back() })
    }

    /// The way of a vote, which is sought only once.
    pub(crate) fn vote(&self, ends: (u8, u8), seek: impl FnOnce() -> Track) -> Track {
        let mut votes = self.votes.borrow_mut();
        let known = votes.iter().find(|it| (it.0, it.1) == ends);
        let track = known.map_or_else(seek, |it| it.2);
        if known.is_none() {
            votes.push((ends.0, ends.1, track));
        }
        track
    }

    /// The rectangle of the whole stage.
    pub fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }

    /// Whether the stage is as narrow as a phone.
    pub fn narrow(&self) -> bool {
        self.width < WIDE
    }
}

impl CardStyle {
    /// The style of a card of this width with room for so many strips.
    pub(crate) fn for_width(width: f32, rows: usize) -> Self {
        let density = if width >= 152.0 {
            Density::Full
        } else if width >= 98.0 {
            Density::Compact
        } else {
            Density::Tiny
        };
        Self {
            density,
            rows,
            role_line: density == Density::Tiny,
            outside: false,
        }
    }

    /// The same, but no denser than this.
    pub(crate) fn at_most(mut self, density: Density) -> Self {
        if self.density > density {
            self.density = density;
        }
        self
    }
}

/// Places for the clients: a column at the left, or a row at the top of a narrow stage.
fn seat_clients(
    clients: &[&NodeView],
    bounds: Rect,
    wide: bool,
    tiered: bool,
) -> (SortedMap<u8, Place>, Rect) {
    let mut places = SortedMap::new();
    if clients.is_empty() {
        return (places, Rect::default());
    }
    let count = clients.len() as f32;
    let rows = if wide { 1 } else { 0 };
    let style = CardStyle {
        density: Density::Compact,
        rows,
        role_line: true,
        outside: true,
    };
    let content = card::Content::most(clients.iter().copied());
    let height = card::height(style, content);
    let gap = 12.0;
    let column =
        (wide || (tiered && clients.len() == 1)) && count * (height + gap) <= bounds.h * 0.8;
    let width = match (bounds.w, wide) {
        (w, true) if w >= 740.0 => 116.0,
        (_, true) => 96.0,
        (w, false) if column => (w * 0.22).clamp(60.0, 84.0),
        (w, false) => ((w - gap * (count - 1.0)) / count).min(96.0),
    };
    for (index, client) in clients.iter().enumerate() {
        let index = index as f32;
        let card = if column {
            Rect::new(bounds.x, bounds.y + index * (height + gap), width, height)
        } else {
            Rect::new(bounds.x + index * (width + gap), bounds.y, width, height)
        };
        let place = Place {
            card,
            style,
            tallies: Vec::new(),
            form: TallyForm::Under,
            remark: None,
        };
        places.insert(client.id, place);
    }
    let corner = if column {
        Rect::new(
            0.0,
            0.0,
            bounds.x + width + 12.0,
            bounds.y + count * (height + gap),
        )
    } else {
        Rect::new(0.0, 0.0, bounds.right() + bounds.x, bounds.y + height + gap)
    };
    (places, corner)
}

/// Room for a remark under each card, or else above it, where neither cards nor tallies are.
fn leave_room_for_remarks(places: &mut SortedMap<u8, Place>, bounds: Rect) {
    let taken: Vec<Rect> = places
        .values()
        .flat_map(|place| place.tallies.iter().copied().chain([place.card]))
        .collect();
    for (_, place) in places.iter_mut() {
        let card = place.card;
        let at = |y: f32| Rect::new(card.x - 8.0, y, card.w + 16.0, 16.0);
        let free = |rect: &Rect| {
            bounds.holds(*rect) && taken.iter().all(|other| other.shared(*rect) == 0.0)
        };
        place.remark = [at(card.bottom() + 3.0), at(card.y - 19.0)]
            .into_iter()
            .find(free);
    }
}

/// The space under a card for a row of ticks.
fn under(card: Rect) -> Rect {
    Rect::new(card.x, card.bottom() + 3.0, card.w, UNDER_HEIGHT - 4.0)
}

/// The widths to try for ticks beside a card, and how wide such a tally gets.
fn beside_widths(voters: usize, wide: bool) -> [(f32, f32); 2] {
    let title = if wide { 122.0 } else { 104.0 };
    let total = |tick: f32| (tick, (voters as f32 * (tick + 5.0) - 5.0).max(title));
    [total(32.0), total(24.0)]
}

/// The middle of an edge-aligned tally at the right of a card.
fn beside_right(card: Rect, width: f32) -> Rect {
    let middle = card.center().y;
    Rect::new(
        card.right() + BESIDE_GAP,
        middle - BESIDE_HEIGHT / 2.0,
        width,
        BESIDE_HEIGHT,
    )
}

/// The same at the left.
fn beside_left(card: Rect, width: f32) -> Rect {
    let center = Point::new(card.x - BESIDE_GAP - width / 2.0, card.center().y);
    Rect::around(center, width, BESIDE_HEIGHT)
}
