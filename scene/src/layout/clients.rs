//! Clients of servers, outside the ring: at its sides, or above and below it on a narrow stage.
//!
//! A client stands on the side of the server that it calls first, as high as that one stands. There
//! are several ways to seat all of them; the ring takes the one that leaves it most.

use ensemble_core::sorted::sort_by_key;
use ensemble_core::view::NodeView;

use super::{CardStyle, Density};
use crate::card;
use crate::geometry::{Rect, sine};

/// White between two cards of clients.
const GAP: f32 = 10.0;
/// White between clients and servers, so that a message has some way.
const AIR: f32 = 34.0;
/// The same above and below a ring on a narrow stage; twice as much where it is high.
const AIR_NARROW: f32 = 12.0;

/// A way to seat all clients, and what it leaves to the ring.
pub(super) struct Seating {
    /// Where each client's card is.
    pub(super) cards: Vec<(u8, Rect)>,
    /// How they are drawn.
    pub(super) style: CardStyle,
    /// Where the ring may be. It keeps clear of the cards in any case.
    pub(super) area: Rect,
}

/// Where a client would like to be: how far to the right and how far down, from −1 to 1.
#[derive(Clone, Copy)]
struct Wish {
    id: u8,
    across: f32,
    down: f32,
}

/// How the clients of a column stand in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    /// From the top.
    Top,
    /// The upper ones from the top, the lower ones from the bottom.
    Corners,
    /// Each level with its server, if possible.
    Level,
}

/// All ways, those first that let the ring use all of the stage.
#[inline(never)]
pub(super) fn seatings(clients: &[&NodeView], servers: usize, bounds: Rect) -> Vec<Seating> {
    let wide = bounds.w >= 480.0;
    let wishes: Vec<Wish> = clients
        .iter()
        .enumerate()
        .map(|(place, client)| wish(client.id, place, servers))
        .collect();
    if !wide {
        let forms = [
            (Density::Full, 1, 184.0),
            (Density::Compact, 1, 120.0),
            (Density::Compact, 0, 120.0),
            (Density::Tiny, 0, 120.0),
        ];
        let rows = forms.map(|form| rows(&wishes, bounds, form));
        return rows.into_iter().flatten().collect();
    }
    let (left, right) = sides(&wishes);
    let highest = left.len().max(right.len()) as f32;
    let mut all = Vec::new();
    for (density, width, least) in [
        (Density::Full, 168.0, 700.0),
        (Density::Compact, 116.0, 0.0),
        (Density::Tiny, 116.0, 0.0),
    ] {
        let style = style(density);
        let height = card::client_height(style);
        let fits = bounds.w >= least && highest * (height + GAP) - GAP <= bounds.h;
        if !fits && density != Density::Tiny {
            continue;
        }
        for column in [Column::Top, Column::Corners, Column::Level] {
            let mut cards = Vec::new();
            let slot = |x: f32| Rect::new(x, bounds.y, width, height);
            stand(&left, slot(bounds.x), bounds, column, &mut cards);
            let x = bounds.right() - width;
            stand(&right, slot(x), bounds, column, &mut cards);
            let taken = |side: &[Wish]| {
                if side.is_empty() { 0.0 } else { width + AIR }
            };
            let area = match column {
                Column::Top | Column::Corners => bounds,
                Column::Level => Rect::new(
                    bounds.x + taken(&left),
                    bounds.y,
                    bounds.w - taken(&left) - taken(&right),
                    bounds.h,
                ),
            };
            all.push(Seating { cards, style, area });
        }
    }
    all
}

fn style(density: Density) -> CardStyle {
    CardStyle {
        density,
        rows: usize::from(density != Density::Tiny),
        role_line: true,
        outside: true,
    }
}

/// Each client calls another server first, in the order of the ring, which begins on top.
fn wish(id: u8, place: usize, servers: usize) -> Wish {
    let servers = servers.max(1);
    let turn = 0.75 + (place % servers) as f32 / servers as f32;
    // Those that share a server stand below each other.
    let round = (place / servers) as f32;
    Wish {
        id,
        across: sine(turn + 0.25),
        down: sine(turn) + round * 0.01,
    }
}

/// Who stands at the left and who at the right: no side has more than one more than the other.
fn sides(wishes: &[Wish]) -> (Vec<Wish>, Vec<Wish>) {
    let most = wishes.len().div_ceil(2);
    let (mut left, mut right): (Vec<Wish>, Vec<Wish>) = (Vec::new(), Vec::new());
    let mut order: Vec<&Wish> = wishes.iter().collect();
    // Who has a clear wish is seated first.
    sort_by_key(&mut order, |wish| -(wish.across.abs() * 1000.0) as i32);
    for wish in order {
        let to_left = if wish.across.abs() < 0.01 {
            left.len() <= right.len()
        } else {
            wish.across < 0.0
        };
        let full = if to_left { left.len() } else { right.len() } >= most;
        if to_left != full {
            left.push(*wish);
        } else {
            right.push(*wish);
        }
    }
    for side in [&mut left, &mut right] {
        sort_by_key(side, |wish| (wish.down * 1000.0) as i32);
    }
    (left, right)
}

/// Places the clients of one column below each other, from the uppermost on.
fn stand(wishes: &[Wish], slot: Rect, bounds: Rect, column: Column, cards: &mut Vec<(u8, Rect)>) {
    let count = wishes.len();
    let closest = (bounds.h - slot.h) / (count as f32 - 1.0).max(1.0);
    let step = (slot.h + GAP).min(closest);
    let room = bounds.h - slot.h;
    let mut below = bounds.y;
    for (place, wish) in wishes.iter().enumerate() {
        let last = bounds.bottom() - slot.h - (count - 1 - place) as f32 * step;
        let wanted = match column {
            Column::Top => below,
            Column::Corners if wish.down < 0.2 => below,
            Column::Corners => last,
            Column::Level => bounds.y + room * (wish.down + 1.0) / 2.0,
        };
        let y = wanted.min(last).max(below).round();
        cards.push((wish.id, Rect::new(slot.x, y, slot.w, slot.h)));
        below = y + step;
    }
}

/// On a narrow stage: a row above the ring; of many, the lower ones in a row below it. Nothing if
/// such cards leave the ring too little.
#[inline(never)]
fn rows(
    wishes: &[Wish],
    bounds: Rect,
    (density, held, widest): (Density, usize, f32),
) -> Option<Seating> {
    let mut wishes = wishes.to_vec();
    let count = wishes.len();
    sort_by_key(&mut wishes, |wish| (wish.down * 1000.0) as i32);
    let below = if count > 3 {
        wishes.split_off(count.div_ceil(2))
    } else {
        Vec::new()
    };
    let rows = if below.is_empty() { 1.0 } else { 2.0 };
    let style = CardStyle {
        rows: held,
        ..style(density)
    };
    let height = card::client_height(style);
    let most = wishes.len().max(below.len()) as f32;
    let wide = (bounds.w - 8.0 * (most - 1.0)) / most;
    // A session and a zxid side by side, and for each row its share of the stage.
    let fits = match density {
        Density::Full => wide >= 152.0 && bounds.h / rows >= 340.0,
        Density::Compact => bounds.h / rows >= if held > 0 { 240.0 } else { 190.0 },
        Density::Tiny => true,
    };
    if !fits {
        return None;
    }
    let high = density == Density::Full;
    let air = if high { 2.0 * AIR_NARROW } else { AIR_NARROW };
    let mut cards = Vec::new();
    let mut area = bounds;
    for (mut row, top) in [(wishes, true), (below, false)] {
        if row.is_empty() {
            continue;
        }
        sort_by_key(&mut row, |wish| (wish.across * 1000.0) as i32);
        let most = row.len() as f32;
        let width = ((bounds.w - 8.0 * (most - 1.0)) / most).min(widest);
        let spare = bounds.w - most * width;
        let y = if top {
            bounds.y
        } else {
            bounds.bottom() - height
        };
        for (place, wish) in row.iter().enumerate() {
            let x = bounds.x + (spare / (most - 1.0).max(1.0) + width) * place as f32;
            cards.push((wish.id, Rect::new(x.round(), y, width.floor(), height)));
        }
        area.h -= height + air;
        area.y += if top { height + air } else { 0.0 };
    }
    Some(Seating { cards, style, area })
}
