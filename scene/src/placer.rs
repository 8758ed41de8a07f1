//! Where messages rest while they are in flight.
//!
//! A message keeps the spot it got; a new one gets the free spot nearest to the middle of its way.
//! If none is free for the whole capsule, its brief is left out, then its kind.

use ensemble_core::sorted::SortedMap;
use ensemble_core::view::{EnvelopeView, Fate, Kin, StageView};

use crate::capsule::{self, Form};
use crate::geometry::{Point, Rect, Track};
use crate::layout::Layout;

/// From more messages than this on, all are drawn as dots.
const CAPSULES_MOST: usize = 24;

/// From more messages than this on, those that have a shorter name go by it.
const WORDY_MOST: usize = 8;

/// Parts of the way at which a message may rest, best first.
const FRACTIONS: [f32; 13] = [
    0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86,
];
/// Distances from the way at which it may rest, best first.
const OFFSETS: [f32; 7] = [0.0, 12.0, -12.0, 24.0, -24.0, 40.0, -40.0];
/// As much of the way as the messages of one connection take up, and at most from one to the next.
const SPREAD: f32 = 0.6;
const APART_MOST: f32 = 0.14;
/// With fewer others, there is room beside the way.
const CROWD: f32 = 3.0;
/// How bad it is to lie before one that goes first: as bad as to cover half a dot.
const OVERTAKES: f32 = 5_000.0;
/// White kept around a message.
const AIR: f32 = 3.0;

/// Where along its way, and how far beside it, a message rests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Part of the way from its sender to its receiver.
    pub fraction: f32,
    /// Distance from the way, in pixels.
    pub offset: f32,
}

/// The spots of all messages in flight, by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placer {
    spots: SortedMap<String, Spot>,
    /// How much there is room for of each message that has a way, in their order.
    forms: Vec<Form>,
}

/// Where a message belongs among those of its connection, where none overtakes another.
#[derive(Clone, Copy)]
struct Turn {
    /// The part of the way where it would rest if nothing else were there.
    wish: f32,
    /// How far the last one before it has come.
    behind: f32,
    /// Whether there is room for dots only, if all of them are to have some.
    is_crowd: bool,
}

impl Turn {
    /// With so many new ones before it and after it.
    fn new((before, after): (f32, f32), behind: f32, step: f32) -> Self {
        let others = before + after;
        let room = SPREAD.min(behind) / others.max(1.0);
        Self {
            wish: 0.5 + (after - before) * step.min(APART_MOST).min(room) / 2.0,
            behind,
            is_crowd: step > room && others >= CROWD,
        }
    }

    /// How bad it is to be so far from where it would rest.
    fn away(self, spot: Spot, stalled: bool, track: Track) -> f32 {
        let along = (spot.fraction - self.wish).abs() * track.length().max(80.0);
        let order = match self.behind - spot.fraction {
            gap if gap < -0.01 => OVERTAKES,
            gap if gap < 0.01 => 30.0,
            _ => 0.0,
        };
        // What waits at a cut waits before it.
        let beyond = if stalled && spot.fraction > 0.52 {
            4000.0
        } else {
            0.0
        };
        along * 0.8 + spot.offset.abs() * 1.4 + order + beyond
    }
}

/// The part of the way from one message to the next if neither covers the other.
fn apart(envelope: &EnvelopeView, track: Track, told: usize) -> f32 {
    let form = forms_to_try(envelope, told).first();
    let (w, h) = capsule::size(envelope, form.copied().unwrap_or(Form::Dot));
    let heading = track.heading(0.5);
    let far = ((w + AIR) / heading.x.abs().max(0.01)).min((h + AIR) / heading.y.abs().max(0.01));
    far / track.length().max(80.0)
}

/// Whether two messages go the same way on the same connection.
fn in_line(one: &EnvelopeView, other: &EnvelopeView) -> bool {
    (one.from, one.to) == (other.from, other.to)
        && one
            .key
            .split_once('@')
            .is_some_and(|(_, conn)| other.key.ends_with(conn))
}

/// What a message has to keep clear of.
struct Obstacles {
    bounds: Rect,
    /// Never to be covered.
    hard: Vec<Rect>,
    /// Better not to be covered: space kept for tallies.
    soft: Vec<Rect>,
    /// Messages already placed.
    taken: Vec<Rect>,
}

impl Placer {
    /// The spots in the next view: those of messages that are still there, and new ones.
    ///
    /// Feed it the views one after the other; start from the default one after a change of size.
    #[must_use]
    pub fn next(&self, view: &StageView, layout: &Layout) -> Self {
        let mut obstacles = Obstacles::new(view, layout, self);
        let told = told(view);
        let mut spots = SortedMap::new();
        let mut known = Vec::new();
        let mut fresh = Vec::new();
        let mut all = Vec::new();
        for envelope in &view.envelopes {
            let Some(track) = layout.track(envelope.from, envelope.to) else {
                continue;
            };
            match self.spots.get(&envelope.key) {
                Some(spot) => known.push((envelope, track, *spot)),
                None => fresh.push((all.len(), envelope, track)),
            }
            let spot = self.spot(&envelope.key);
            all.push((envelope, track, spot));
        }
        let mut forms = obstacles.fill(&known, told);
        for (nth, (place, envelope, track)) in fresh.iter().enumerate() {
            let count = |all: &[(usize, &EnvelopeView, Track)]| {
                let in_line = all.iter().filter(|(_, other, _)| in_line(envelope, other));
                in_line.count() as f32
            };
            let before = all[..*place].iter();
            let before = before.filter(|(other, ..)| in_line(envelope, other));
            let turn = Turn::new(
                (count(&fresh[..nth]), count(&fresh[nth + 1..])),
                before.map(|(_, _, spot)| spot.fraction).fold(1.0, f32::min),
                apart(envelope, *track, told),
            );
            let (spot, rect) = obstacles.fresh(envelope, *track, turn, told);
            obstacles.taken.push(rect);
            all[*place].2 = spot;
        }
        if !fresh.is_empty() {
            obstacles.taken.clear();
            forms = obstacles.fill(&all, told);
        }
        for (envelope, _, spot) in all {
            spots.insert(envelope.key.clone(), spot);
        }
        // One whose spot is not known gets none: going back, all would be found in the middle.
        if let Some((envelope, _)) = &view.arrived
            && let Some(kept) = self.spots.get(&envelope.key)
        {
            spots.insert(envelope.key.clone(), *kept);
        }
        Self { spots, forms }
    }

    /// The spot of a message; the middle of its way if it is not known.
    pub fn spot(&self, key: &str) -> Spot {
        self.spots.get(key).copied().unwrap_or_default()
    }

    /// How much of a message there is room for at its spot, if it is the only one.
    pub fn form(&self, envelope: &EnvelopeView, view: &StageView, layout: &Layout) -> Form {
        let Some(track) = layout.track(envelope.from, envelope.to) else {
            return Form::Dot;
        };
        let obstacles = Obstacles::new(view, layout, self);
        let spot = self.spot(&envelope.key);
        obstacles.kept(envelope, track, spot, told(view)).0
    }

    /// The messages that have a way, and how much of each there is room for.
    pub fn forms<'a>(
        &self,
        view: &'a StageView,
        layout: &Layout,
    ) -> impl Iterator<Item = (&'a EnvelopeView, Form)> {
        let has_way = |it: &&EnvelopeView| layout.track(it.from, it.to).is_some();
        let all = view.envelopes.iter().filter(has_way);
        all.zip(self.forms.iter().copied())
    }
}

impl Default for Spot {
    fn default() -> Self {
        Self {
            fraction: 0.5,
            offset: 0.0,
        }
    }
}

impl Spot {
    /// The point on the stage.
    pub fn point(self, track: Track) -> Point {
        let across = track.heading(self.fraction).turned();
        track.at(self.fraction).moved(across, self.offset)
    }
}

/// How many messages there are besides those that set up connections, which are specks anyway.
fn told(view: &StageView) -> usize {
    view.envelopes
        .iter()
        .filter(|envelope| envelope.kin != Kin::Setup)
        .count()
}

fn forms_to_try(envelope: &EnvelopeView, told: usize) -> &'static [Form] {
    if told > CAPSULES_MOST || envelope.kin == Kin::Setup {
        &[Form::Dot]
    } else if told > WORDY_MOST && !envelope.short.is_empty() {
        &[Form::Short, Form::Dot]
    } else {
        &[Form::Full, Form::Short, Form::Dot]
    }
}

impl Obstacles {
    fn new(view: &StageView, layout: &Layout, placer: &Placer) -> Self {
        let counted = |id: &u8| view.tallies.iter().any(|tally| tally.node == *id);
        let mut hard = Vec::new();
        let mut soft = Vec::new();
        for (id, place) in layout.places.iter() {
            hard.push(place.card);
            let kept = if counted(id) { &mut hard } else { &mut soft };
            kept.extend(place.tallies.iter().copied());
        }
        // Who has a phase may have a remark at another stop.
        for node in view.nodes.iter().filter(|node| node.phase.is_some()) {
            let room = layout.places.get(&node.id).and_then(|it| it.remark);
            let told = !node.remark.point.is_empty();
            let kept = if told { &mut hard } else { &mut soft };
            kept.extend(room);
        }
        if let Some((envelope, Fate::Lost)) = &view.arrived
            && let Some(track) = layout.track(envelope.from, envelope.to)
        {
            // The cross that shows where a message was lost.
            let at = placer.spot(&envelope.key).point(track);
            hard.push(Rect::around(at, 16.0, 16.0));
        }
        Self {
            bounds: layout.bounds().grown(-2.0),
            hard,
            soft,
            taken: Vec::new(),
        }
    }

    /// The fullest forms for which messages have room at their spots: none covers another one,
    /// which is at least a dot.
    fn fill(&mut self, messages: &[(&EnvelopeView, Track, Spot)], told: usize) -> Vec<Form> {
        let first = self.taken.len();
        let dots = messages.iter().map(|(envelope, track, spot)| {
            let (w, h) = capsule::size(envelope, Form::Dot);
            Rect::around(spot.point(*track), w, h)
        });
        self.taken.extend(dots);
        let mut forms = Vec::with_capacity(messages.len());
        for (place, (envelope, track, spot)) in messages.iter().enumerate() {
            self.taken[first + place] = Rect::default();
            let (form, rect) = self.kept(envelope, *track, *spot, told);
            self.taken[first + place] = rect;
            forms.push(form);
        }
        forms
    }

    /// The fullest form for which there is room at a spot.
    fn kept(&self, envelope: &EnvelopeView, track: Track, spot: Spot, told: usize) -> (Form, Rect) {
        let mut last = (Form::Dot, Rect::default());
        for form in forms_to_try(envelope, told) {
            let (w, h) = capsule::size(envelope, *form);
            last = (*form, Rect::around(spot.point(track), w, h));
            if *form == Form::Dot || self.overlap(last.1) == 0.0 {
                break;
            }
        }
        last
    }

    /// The best spot for a new message: free for the fullest form, nearest to the middle.
    fn fresh(
        &self,
        envelope: &EnvelopeView,
        track: Track,
        turn: Turn,
        told: usize,
    ) -> (Spot, Rect) {
        let mut best = (f32::MAX, Spot::default(), Rect::default());
        let forms = forms_to_try(envelope, told).iter();
        for form in forms.filter(|form| !turn.is_crowd || **form == Form::Dot) {
            let (w, h) = capsule::size(envelope, *form);
            best.0 = f32::MAX;
            for fraction in FRACTIONS {
                for offset in OFFSETS {
                    let spot = Spot { fraction, offset };
                    // Most are worse than the best one wherever others are.
                    let away = turn.away(spot, envelope.stalled, track);
                    if away >= best.0 {
                        continue;
                    }
                    let rect = Rect::around(spot.point(track), w, h);
                    let cost = away + self.cost(rect);
                    if cost < best.0 {
                        best = (cost, spot, rect);
                    }
                }
            }
            let in_turn = best.1.fraction < turn.behind + 0.01;
            if in_turn && self.overlap(best.2) == 0.0 {
                break;
            }
        }
        (best.1, best.2)
    }

    /// The area that a message here would share with what must be read.
    fn overlap(&self, rect: Rect) -> f32 {
        let wide = rect.grown(AIR);
        let all = self.hard.iter().chain(&self.taken);
        let shared: f32 = all.map(|other| other.shared(wide)).sum();
        let outside = rect.w * rect.h - rect.shared(self.bounds);
        shared + if outside > 0.1 { outside } else { 0.0 }
    }

    /// How bad it is to cover what would be covered here.
    fn cost(&self, rect: Rect) -> f32 {
        let soft: f32 = self.soft.iter().map(|other| other.shared(rect)).sum();
        self.overlap(rect) * 40.0 + soft * 4.0
    }
}
