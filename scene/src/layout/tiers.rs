//! Proposers above, acceptors between, learners below.
//!
//! Paxos talks in two rounds between proposers and acceptors and in one from acceptors to learners;
//! in tiers the only crossings left are those between two proposers and their acceptors.

use ensemble_core::sorted::SortedMap;
use ensemble_core::view::NodeView;

use super::{
    BESIDE_GAP, BESIDE_HEIGHT, CardStyle, Density, Place, Stage, TallyForm, UNDER_HEIGHT,
    beside_left, beside_right, beside_widths, under,
};
use crate::card;
use crate::geometry::Rect;

/// Whether these nodes stand in tiers: there are acceptors, and nodes of another kind.
pub(super) fn apply(ring: &[&NodeView]) -> bool {
    ring.iter().any(|node| rank(node) == 1) && ring.iter().any(|node| rank(node) != 1)
}

/// The tier of a node, by the first letter of its name.
fn rank(node: &NodeView) -> usize {
    match node.name.chars().next() {
        Some('p') => 0,
        Some('l') => 2,
        Some('a') => 1,
        Some(_) | None => 0,
    }
}

/// One tier while it is laid out.
struct Tier<'a> {
    nodes: Vec<&'a NodeView>,
    /// Room from left to right.
    left: f32,
    right: f32,
    /// Width of a card.
    width: f32,
    form: TallyForm,
    /// Width of a tally beside a card.
    tally: f32,
    counts: bool,
}

#[inline(never)]
pub(super) fn places(stage: &Stage<'_>) -> SortedMap<u8, Place> {
    let voters = stage.ring.iter().filter(|node| rank(node) == 1).count();
    let mut tiers: Vec<Tier<'_>> = Vec::new();
    for wanted in 0..3 {
        let nodes: Vec<&NodeView> = stage
            .ring
            .iter()
            .copied()
            .filter(|node| rank(node) == wanted)
            .collect();
        if !nodes.is_empty() {
            tiers.push(sized(stage, nodes, wanted, voters));
        }
    }
    even_out(&mut tiers);
    let (style, gap, top) = style_that_fits(stage, &tiers);
    let mut places = SortedMap::new();
    let mut y = top;
    let shares = gap_shares(&tiers);
    for (index, tier) in tiers.iter().enumerate() {
        let height = tier_height(tier, style);
        place_tier(tier, style, y, height, stage, &mut places);
        y += height + gap * shares.get(index).copied().unwrap_or(1.0);
    }
    places
}

/// How the room between three tiers is shared: between proposers and acceptors there are two
/// rounds, below them only one answer.
fn gap_shares(tiers: &[Tier<'_>]) -> [f32; 2] {
    match (tiers.len(), tiers[0].nodes.len()) {
        (3, 1) => [1.08, 0.92],
        (3, _) => [1.24, 0.76],
        _ => [1.0, 1.0],
    }
}

/// A tier with the widest cards and the fullest tallies that its room allows.
fn sized<'a>(stage: &Stage<'_>, nodes: Vec<&'a NodeView>, rank: usize, voters: usize) -> Tier<'a> {
    let count = nodes.len() as f32;
    let corner = stage.clients;
    let beside_clients = rank == 0 && corner.w > 0.0 && corner.right() < stage.bounds.right();
    let right = stage.bounds.right();
    let gap = if stage.wide { 20.0 } else { 7.0 };
    let counts = rank != 1;
    let mut tier = Tier {
        nodes,
        left: stage.bounds.x,
        right,
        width: 0.0,
        form: TallyForm::Under,
        tally: 0.0,
        counts,
    };
    // Messages between a client and the first proposer want room as well, if there is any.
    let airs: &[f32] = if !beside_clients {
        &[0.0]
    } else if stage.wide {
        &[84.0, 52.0, 16.0]
    } else {
        &[30.0, 2.0]
    };
    let least = if stage.wide { 140.0 } else { 112.0 };
    for (tick, width) in beside_widths(voters, stage.wide) {
        for air in airs {
            let left = if beside_clients {
                stage.clients.right() + air
            } else {
                stage.bounds.x
            };
            let room = (right - left - gap * (count - 1.0)) / count;
            let card = room - width - BESIDE_GAP;
            if counts && card >= least {
                let form = TallyForm::Beside(tick);
                return Tier {
                    left,
                    width: card.min(192.0),
                    form,
                    tally: width,
                    ..tier
                };
            }
        }
    }
    for air in airs {
        tier.left = if beside_clients {
            stage.clients.right() + air
        } else {
            stage.bounds.x
        };
        tier.width = ((right - tier.left - gap * (count - 1.0)) / count).min(192.0);
        if tier.width >= if stage.wide { 150.0 } else { 118.0 } {
            break;
        }
    }
    tier
}

/// Cards of one stage do not differ too much: those of a wide tier come down to the others.
fn even_out(tiers: &mut [Tier<'_>]) {
    let least = tiers.iter().map(|tier| tier.width).fold(f32::MAX, f32::min);
    let cap = if least >= 140.0 { least + 24.0 } else { 136.0 };
    for tier in tiers {
        tier.width = tier.width.min(cap);
    }
}

/// How much cards can show: the most strips on them, and the most room around these.
type Fill = (usize, Density);

const FILLS: [Fill; 7] = [
    (3, Density::Full),
    (2, Density::Full),
    (3, Density::Compact),
    (2, Density::Compact),
    (1, Density::Full),
    (1, Density::Compact),
    (0, Density::Compact),
];

/// How much fits, the gap between tiers then, and where the first tier starts.
fn style_that_fits(stage: &Stage<'_>, tiers: &[Tier<'_>]) -> (Fill, f32, f32) {
    let mut top = stage.bounds.y;
    if stage.clients.right() >= stage.bounds.right() {
        top = stage.clients.bottom();
    } else if stage.clients.w > 0.0 && tiers[0].nodes.len() > 1 && stage.wide {
        // Room for the link from a client over the first proposer to the next one.
        top += (stage.bounds.h * 0.05).min(26.0);
    }
    let room = stage.bounds.bottom() - top;
    let gaps = (tiers.len() - 1).max(1) as f32;
    let least = (stage.bounds.h * 0.17).clamp(50.0, 96.0);
    let mut fitting = (FILLS[FILLS.len() - 1], 0.0, 0.0);
    for fill in FILLS {
        let cards: f32 = tiers.iter().map(|tier| tier_height(tier, fill)).sum();
        fitting = (fill, (room - cards) / gaps, cards);
        // Rather a shorter way than no cell at all.
        let enough = if fill.0 == 1 { least * 0.8 } else { least };
        if fitting.1 >= enough {
            break;
        }
    }
    let (fill, gap, cards) = fitting;
    let gap = gap.clamp(24.0, 180.0);
    let spare = (room - cards - gap * gaps).max(0.0);
    (fill, gap, top + spare / 2.0)
}

fn card_style(tier: &Tier<'_>, fill: Fill) -> CardStyle {
    CardStyle::for_width(tier.width, fill.0).at_most(fill.1)
}

fn tier_height(tier: &Tier<'_>, fill: Fill) -> f32 {
    let style = card_style(tier, fill);
    let content = card::Content::most(tier.nodes.iter().copied());
    let card = card::height(style, content);
    match tier.form {
        TallyForm::Beside(_) => card.max(BESIDE_HEIGHT),
        TallyForm::Under if tier.counts => card + UNDER_HEIGHT,
        TallyForm::Under => card,
    }
}

fn place_tier(
    tier: &Tier<'_>,
    fill: Fill,
    y: f32,
    height: f32,
    stage: &Stage<'_>,
    places: &mut SortedMap<u8, Place>,
) {
    let style = card_style(tier, fill);
    let count = tier.nodes.len() as f32;
    // The gap to the next tier has room for a row of ticks.
    let below = y + height + UNDER_HEIGHT < stage.bounds.bottom();
    let beside = if tier.tally > 0.0 {
        tier.tally + BESIDE_GAP
    } else {
        0.0
    };
    let block = tier.width + beside;
    let room = tier.right - tier.left;
    let spare = (room - count * block) / (count - 1.0).max(1.0);
    let gap = spare.clamp(0.0, if stage.wide { 112.0 } else { 40.0 });
    let total = count * block + (count - 1.0) * gap;
    // A single card stands in the middle of the stage, its tally beside it; several blocks as a
    // whole stand in the middle of their room.
    let middle = stage.bounds.center().x;
    let start = if tier.nodes.len() == 1 {
        middle - tier.width / 2.0
    } else {
        middle - total / 2.0
    };
    let start = start.min(tier.right - total).max(tier.left);
    for (index, node) in tier.nodes.iter().enumerate() {
        let x = start + index as f32 * (block + gap);
        let tall = card::height(style, card::Content::most([*node].into_iter()));
        let top = match tier.form {
            TallyForm::Beside(_) => y + (height - tall) / 2.0,
            TallyForm::Under => y,
        };
        let card = Rect::new(x, top, tier.width, tall);
        let mut tallies = Vec::new();
        match tier.form {
            TallyForm::Beside(_) => {
                tallies.push(beside_right(card, tier.tally));
                let other = beside_left(card, tier.tally);
                if tier.nodes.len() == 1 && other.x >= tier.left {
                    tallies.push(other);
                }
            }
            TallyForm::Under if tier.counts || below => tallies.push(under(card)),
            TallyForm::Under => {}
        }
        places.insert(
            node.id,
            Place {
                card,
                style,
                tallies,
                form: tier.form,
                remark: None,
            },
        );
    }
}
