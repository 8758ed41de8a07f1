//! Equal servers on an ellipse, the first on top, clockwise.

use ensemble_core::sorted::SortedMap;

use super::{
    BESIDE_GAP, BESIDE_HEIGHT, CardStyle, Density, Place, Stage, TallyForm, UNDER_HEIGHT,
    beside_left, beside_right, beside_widths, under,
};
use crate::card;
use crate::geometry::{Point, Rect, sine};

pub(super) fn places(stage: &Stage<'_>) -> SortedMap<u8, Place> {
    if stage.ring.is_empty() {
        return SortedMap::new();
    }
    let mut places = SortedMap::new();
    let found = match stage.seatings.is_empty() {
        true => alone(stage),
        false => among_clients(stage, &mut places),
    };
    let Ring {
        area,
        style,
        cards,
        blocked,
    } = found;
    let beside = tallies_beside(stage, area, &cards, &blocked);
    for (index, node) in stage.ring.iter().enumerate() {
        let card = cards[index];
        let (form, tallies) = match &beside {
            Some((tick, sites)) => (TallyForm::Beside(*tick), vec![sites[index]]),
            None => (TallyForm::Under, vec![under(card)]),
        };
        places.insert(
            node.id,
            Place {
                card,
                style,
                tallies,
                form,
                remark: None,
            },
        );
    }
    places
}

/// A ring that fits.
struct Ring {
    area: Rect,
    style: CardStyle,
    cards: Vec<Rect>,
    /// What it keeps clear of.
    blocked: Vec<Rect>,
}

/// A ring, and perhaps a corner with clients.
#[inline(never)]
fn alone(stage: &Stage<'_>) -> Ring {
    // The ring stands in the middle of the stage if the clients' corner is free then.
    let corner = [stage.clients.grown(8.0)];
    let (area, (style, cards)) = match largest(stage, stage.bounds, &corner) {
        Some(found) if found.0.density == Density::Full => (stage.bounds, found),
        Some(_) | None => {
            let area = area(stage);
            let found = largest(stage, area, &corner);
            (area, found.unwrap_or_else(|| smallest(stage, area)))
        }
    };
    Ring {
        area,
        style,
        cards,
        blocked: vec![stage.clients],
    }
}

/// The largest ring among all ways to seat its clients. These are placed as well.
#[inline(never)]
fn among_clients(stage: &Stage<'_>, places: &mut SortedMap<u8, Place>) -> Ring {
    // Between a client and any server a message has some way.
    let clear = if stage.wide { 32.0 } else { 10.0 };
    let mut best: Option<(usize, CardStyle, Vec<Rect>)> = None;
    let rank = |place: usize, style: CardStyle, cards: &[Rect]| {
        let width = cards.first().map_or(0.0, |card| card.w);
        let clients = stage.seatings[place].style;
        // Where both are small, what a client has heard comes before a second row of a server.
        let told = if stage.wide { 0 } else { clients.rows };
        let width = (width as u32, clients.density);
        (style.density, told, style.rows, width)
    };
    for (place, seating) in stage.seatings.iter().enumerate() {
        let cards = seating.cards.iter().map(|(_, card)| card.grown(clear));
        let blocked: Vec<Rect> = cards.collect();
        let Some((style, cards)) = largest(stage, seating.area, &blocked) else {
            continue;
        };
        let better = best.as_ref().is_none_or(|(known, held, others)| {
            rank(place, style, &cards) > rank(*known, *held, others)
        });
        if better {
            best = Some((place, style, cards));
        }
    }
    let (place, style, cards) = best.unwrap_or_else(|| {
        let last = stage.seatings.len() - 1;
        let (style, cards) = smallest(stage, stage.seatings[last].area);
        (last, style, cards)
    });
    let seating = &stage.seatings[place];
    for (id, card) in &seating.cards {
        places.insert(
            *id,
            Place {
                card: *card,
                style: seating.style,
                tallies: Vec::new(),
                form: TallyForm::Under,
                remark: None,
            },
        );
    }
    Ring {
        area: seating.area,
        style,
        cards,
        blocked: seating
            .cards
            .iter()
            .map(|(_, card)| card.grown(6.0))
            .collect(),
    }
}

/// What the clients leave.
fn area(stage: &Stage<'_>) -> Rect {
    let bounds = stage.bounds;
    if stage.clients.w == 0.0 {
        return bounds;
    }
    if stage.clients.right() < bounds.right() {
        let left = stage.clients.right() + 8.0;
        return Rect::new(left, bounds.y, bounds.right() - left, bounds.h);
    }
    let top = stage.clients.bottom();
    Rect::new(bounds.x, top, bounds.w, bounds.bottom() - top)
}

/// The largest cards that leave room for messages, with as many strips as fit.
fn largest(stage: &Stage<'_>, area: Rect, blocked: &[Rect]) -> Option<(CardStyle, Vec<Rect>)> {
    let count = stage.ring.len();
    let content = card::Content::most(stage.ring.iter().copied());
    let many = count >= 7;
    let most = if many { 1 } else { content.rows() };
    for (air, least) in [
        (90.0, 172.0),
        (84.0, 128.0),
        (50.0, 118.0),
        (40.0, 104.0),
        (30.0, 72.0),
        (9.0, 48.0),
    ] {
        for rows in (1..=most).rev() {
            let mut width = widest(count);
            while width >= least {
                let style = style(width, rows, many);
                let cards = on_ellipse(count, area, width, card::height(style, content));
                let free = |card: &Rect| blocked.iter().all(|it| it.shared(*card) == 0.0);
                let clear = cards.iter().all(free);
                if clear && roomy(&cards, area, air) {
                    return Some((style, cards));
                }
                width -= 4.0;
            }
        }
    }
    None
}

/// Few cards may be wide: what they hold is better shown whole.
const fn widest(count: usize) -> f32 {
    match count {
        0..=3 => 248.0,
        4..=6 => 208.0,
        _ => 132.0,
    }
}

/// What is drawn where no ellipse fits: small cards along the edges of the area.
#[inline(never)]
fn smallest(stage: &Stage<'_>, area: Rect) -> (CardStyle, Vec<Rect>) {
    let content = card::Content::most(stage.ring.iter().copied());
    let tall = |rows: usize| card::height(style(48.0, rows, true), content);
    // Without cells, if three of them do not stand below each other with any.
    let rows = usize::from(3.0 * (tall(1) + UNDER_HEIGHT) <= area.h);
    let (style, height) = (style(48.0, rows, true), tall(rows));
    let count = stage.ring.len();
    let sides = if count >= 4 { 2 } else { 0 };
    let above = if count >= 4 { (count - 2) / 2 } else { count };
    let below = count - sides - above;
    let room = Rect::new(
        area.x,
        area.y,
        area.w - 48.0,
        area.h - height - UNDER_HEIGHT,
    );
    let across = |index: usize, of: usize| room.x + room.w * (index as f32 + 0.5) / of as f32;
    let mut cards = Vec::with_capacity(count);
    let mut add = |x: f32, y: f32| cards.push(Rect::new(x.round(), y.round(), 48.0, height));
    (0..above).for_each(|index| add(across(index, above), room.y));
    if sides > 0 {
        add(room.right(), room.center().y);
        (0..below)
            .rev()
            .for_each(|index| add(across(index, below), room.bottom()));
        add(room.x, room.center().y);
    }
    // The first stands above in the middle, as on an ellipse.
    cards.rotate_left(above.saturating_sub(1) / 2);
    (style, cards)
}

/// Among many servers a role is told by its shape and its hue.
fn style(width: f32, rows: usize, many: bool) -> CardStyle {
    let mut style = CardStyle::for_width(width, rows);
    style.role_line &= !many;
    style
}

fn on_ellipse(count: usize, area: Rect, width: f32, height: f32) -> Vec<Rect> {
    let tall = height + UNDER_HEIGHT;
    let center = area.center();
    let across = ((area.w - width) / 2.0).clamp(0.0, 440.0);
    let down = ((area.h - tall) / 2.0).clamp(0.0, 300.0);
    let start = if count == 2 { 0.5 } else { 0.75 };
    let mut cards = Vec::with_capacity(count);
    for index in 0..count {
        let turn = start + index as f32 / count as f32;
        let middle = if count == 1 {
            center
        } else {
            Point::new(
                center.x + across * sine(turn + 0.25),
                center.y + down * sine(turn),
            )
        };
        let block = Rect::around(middle, width, tall);
        cards.push(Rect::new(block.x.round(), block.y.round(), width, height));
    }
    settle(&mut cards, area);
    cards
}

/// An odd ring does not reach the bottom of its ellipse: it is moved to the middle of its area, or
/// so far above it that tallies have room under the lowest cards, and messages within the ring.
fn settle(cards: &mut [Rect], area: Rect) {
    let top = cards.iter().map(|card| card.y).fold(f32::MAX, f32::min);
    let bottom = cards
        .iter()
        .map(|card| card.bottom() + UNDER_HEIGHT)
        .fold(f32::MIN, f32::max);
    let spare = (area.h - (bottom - top)).max(0.0);
    let below = (spare / 2.0)
        .max(BESIDE_HEIGHT + BESIDE_GAP - UNDER_HEIGHT)
        .min(spare);
    let shift = (area.bottom() - below - bottom).round();
    for card in cards {
        card.y += shift;
    }
}

/// Whether messages have so much way between any two cards, and the middle is free.
fn roomy(cards: &[Rect], area: Rect, air: f32) -> bool {
    let block = |card: &Rect| Rect::new(card.x, card.y, card.w, card.h + UNDER_HEIGHT);
    // Many servers talk across the ring; only few need way between neighbours.
    let (air, apart) = if cards.len() >= 7 {
        (air * 0.3, 5.0)
    } else {
        (air, 9.0)
    };
    for (index, card) in cards.iter().enumerate() {
        let short = |other: &Rect| {
            let from = card.edge_toward(other.center());
            from.distance(other.edge_toward(card.center())) < air
        };
        if cards[..index].iter().any(short) {
            return false;
        }
    }
    for (index, card) in cards.iter().enumerate() {
        if cards[..index]
            .iter()
            .any(|other| block(other).grown(apart).shared(block(card)) > 0.0)
        {
            return false;
        }
    }
    // Nothing goes through the middle of three: where there is little room, cards may stand there.
    if cards.len() < 3 || cards.len() == 3 && air < 10.0 {
        return true;
    }
    let (mut top, mut bottom) = (f32::MAX, f32::MIN);
    for card in cards {
        (top, bottom) = (top.min(card.y), bottom.max(block(card).bottom()));
    }
    let center = Point::new(area.center().x, (top + bottom) / 2.0);
    let middle = Rect::around(center, area.w * 0.26, area.h * 0.22);
    cards.iter().all(|card| block(card).shared(middle) == 0.0)
}

/// Sites for full tallies beside all cards, if there are such.
#[inline(never)]
fn tallies_beside(
    stage: &Stage<'_>,
    area: Rect,
    cards: &[Rect],
    blocked: &[Rect],
) -> Option<(f32, Vec<Rect>)> {
    for (tick, width) in beside_widths(cards.len(), stage.wide) {
        let mut sites: Vec<Rect> = Vec::new();
        for card in cards {
            let center = card.center();
            let site = candidates(*card, width, center.x < area.center().x)
                .into_iter()
                .find(|site| free(*site, stage, (cards, blocked), &sites));
            match site {
                Some(site) => sites.push(site),
                None => break,
            }
        }
        if sites.len() == cards.len() {
            return Some((tick, sites));
        }
    }
    None
}

fn candidates(card: Rect, width: f32, at_left: bool) -> [Rect; 6] {
    let below = card.bottom() + BESIDE_GAP - 4.0;
    let above = card.y - BESIDE_HEIGHT - 6.0;
    let right = beside_right(card, width);
    let left = beside_left(card, width);
    let (first, second) = if at_left {
        (left, right)
    } else {
        (right, left)
    };
    let from = if at_left {
        card.x
    } else {
        card.right() - width
    };
    [
        first,
        Rect::new(from, below, width, BESIDE_HEIGHT),
        Rect::new(from, above, width, BESIDE_HEIGHT),
        Rect::new(card.x, below, width, BESIDE_HEIGHT),
        Rect::new(card.x, above, width, BESIDE_HEIGHT),
        second,
    ]
}

fn free(
    site: Rect,
    stage: &Stage<'_>,
    (cards, blocked): (&[Rect], &[Rect]),
    sites: &[Rect],
) -> bool {
    stage.bounds.grown(8.0).holds(site)
        && blocked.iter().all(|it| it.shared(site) == 0.0)
        && cards.iter().all(|card| card.grown(4.0).shared(site) == 0.0)
        && sites
            .iter()
            .all(|other| other.grown(10.0).shared(site) == 0.0)
}
