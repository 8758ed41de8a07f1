//! Two runs side by side, moved together.
//!
//! A pair is one text: lines for both scripts, lines for the left one or the right one alone, and
//! beats, at which both wait for each other. Between two beats each goes forward stop by stop, and
//! the one that has fewer stops there waits for the other. So a stop of the pair is a stop of each
//! side, found by counting: the pair has no time of its own.
//!
//! The two are only looked at. Choosing on one side would leave nothing to compare with; either
//! side opens alone, where everything can be chosen.

mod halves;

use alloc::{boxed::Box, format, string::String, vec, vec::Vec};

pub(super) use halves::{both, halves, is_pair, together};

use super::{
    BranchView, Counts, GoalView, Lab, Position, Side, Unfit, link,
    protocols::{Job, dispatch},
    session::{Session, nearest},
};
use crate::{
    drive::script::{self, Fault},
    narrate::{Language, Term},
    view::{
        FieldView, OfferView, Present, PropertyView, StageView, StoryView, StripView, Target,
        TimeView,
    },
};

/// One side, opened.
struct Opened {
    lab: Box<dyn Lab>,
    /// The stops at which the other side is waited for.
    beats: Vec<u32>,
    milestones: Vec<u32>,
    /// A check sum of its choices, for links.
    sum: u64,
}

struct Open<'a> {
    text: &'a str,
    /// What beats say: it is said above both sides, not by each of them.
    headings: &'a [String],
}

impl Job for Open<'_> {
    type Outcome = Result<Opened, Vec<Fault>>;

    fn with<P: Present>(self, lines: &[script::Line<'_>]) -> Self::Outcome {
        let mut session = Session::<P>::open(self.text, lines)?;
        session
            .notes
            .retain(|(_, note)| !self.headings.contains(note));
        session.paired = true;
        let beats = session.beats.iter();
        let beats = beats
            .map(|beat| session.timeline.column_of(beat.0))
            .collect();
        let milestones = session.milestone_stops().collect();
        let sum = link::sum(&session.timeline);
        session.seek(0);
        Ok(Opened {
            lab: Box::new(session),
            beats,
            milestones,
            sum,
        })
    }
}

/// What lies between two beats.
struct Segment {
    /// The stop of the pair at which it begins.
    first: u32,
    /// The stops of the sides at which it begins.
    from: [u32; 2],
    /// How many stops each side has in it.
    stops: [u32; 2],
    /// What the beat that begins it says.
    heading: String,
}

impl Segment {
    fn last(&self) -> u32 {
        self.first + self.stops[0].max(self.stops[1])
    }
}

/// Two runs side by side.
pub(super) struct Pair {
    title: String,
    about: String,
    script: String,
    sides: [Box<dyn Lab>; 2],
    segments: Vec<Segment>,
    /// Stops worth jumping to.
    milestones: Vec<u32>,
    stop: u32,
    pub(super) sum: u64,
    language: Language,
}

impl Pair {
    pub(super) fn open(text: &str) -> Result<Self, Vec<Fault>> {
        let parts = halves(text)?;
        let headings = halves::common(text, "beat");
        let open = |text: &str| {
            let headings = &headings;
            dispatch(text, Open { text, headings })?
        };
        let [left, right] = both(&parts, open)?;
        let mut pair = Self {
            title: halves::common(text, "title")
                .into_iter()
                .next()
                .unwrap_or_default(),
            about: halves::common(text, "about").join(" "),
            script: text.into(),
            segments: segments([&left, &right], headings),
            milestones: Vec::new(),
            stop: 0,
            sum: left.sum ^ right.sum.rotate_left(1),
            language: Language::default(),
            sides: [left.lab, right.lab],
        };
        let beats = pair.segments.iter().map(|segment| segment.first);
        let mut milestones: Vec<u32> = beats.chain([pair.last()]).collect();
        for (side, stops) in [left.milestones, right.milestones].iter().enumerate() {
            milestones.extend(stops.iter().map(|stop| pair.stop_when(side, *stop)));
        }
        pair.milestones = milestones;
        Ok(pair)
    }

    fn last(&self) -> u32 {
        self.segments.last().map_or(0, Segment::last)
    }

    /// Where a side stands at a stop of the pair.
    fn stop_of(&self, side: usize, stop: u32) -> u32 {
        let segment = self.segments.iter().rfind(|segment| segment.first <= stop);
        segment.map_or(0, |segment| {
            segment.from[side] + (stop - segment.first).min(segment.stops[side])
        })
    }

    /// The first stop of the pair at which a side stands there.
    fn stop_when(&self, side: usize, stop: u32) -> u32 {
        let reached = |segment: &&Segment| stop <= segment.from[side] + segment.stops[side];
        self.segments
            .iter()
            .find(reached)
            .map_or(self.last(), |segment| {
                segment.first + stop.saturating_sub(segment.from[side])
            })
    }

    /// What the beat says whose part of the run this is.
    fn heading(&self) -> &str {
        // A part without stops is where two beats meet, or the last one: its words stand there.
        let here = |segment: &&Segment| {
            let empty = segment.last() == segment.first;
            segment.first < self.stop || (empty && segment.first == self.stop)
        };
        let segment = self.segments.iter().rfind(here);
        let heading = segment.map_or("", |segment| &segment.heading);
        if self.stop == 0 || heading.is_empty() {
            &self.title
        } else {
            heading
        }
    }
}

/// The parts between the beats, with what these say.
fn segments(sides: [&Opened; 2], headings: Vec<String>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let (mut first, mut from) = (0, [0, 0]);
    let mut headings = vec![String::new()].into_iter().chain(headings);
    let ends = sides.map(|side| side.lab.position().stops);
    let beats = sides[0].beats.iter().zip(&sides[1].beats);
    for (left, right) in beats.chain([(&ends[0], &ends[1])]) {
        let stops = [left.saturating_sub(from[0]), right.saturating_sub(from[1])];
        let segment = Segment {
            first,
            from,
            stops,
            heading: headings.next().unwrap_or_default(),
        };
        first = segment.last();
        from = [from[0] + stops[0], from[1] + stops[1]];
        segments.push(segment);
    }
    segments
}

impl Lab for Pair {
    fn sides(&self) -> Vec<Side<'_>> {
        let before = self.stop.saturating_sub(1);
        let waits =
            |place| self.stop > 0 && self.stop_of(place, before) == self.stop_of(place, self.stop);
        let sides = self.sides.iter().enumerate();
        sides
            .map(|(place, lab)| Side {
                lab: lab.as_ref(),
                waits: waits(place),
            })
            .collect()
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn script(&self) -> &str {
        &self.script
    }

    fn position(&self) -> Position {
        let times = self.sides.iter().map(|side| side.position().time_ticks);
        Position {
            stop: self.stop,
            stops: self.last(),
            step: self.stop,
            time_ticks: times.max().unwrap_or(0),
            branch: 0,
            quiet: self.stop == self.last(),
        }
    }

    fn forward(&mut self) -> bool {
        let moves = self.stop < self.last();
        if moves {
            self.seek(self.stop + 1);
        }
        moves
    }

    fn back(&mut self) -> bool {
        let moves = self.stop > 0;
        if moves {
            self.seek(self.stop - 1);
        }
        moves
    }

    fn seek(&mut self, stop: u32) {
        self.stop = stop.min(self.last());
        for place in 0..self.sides.len() {
            let target = self.stop_of(place, self.stop);
            let side = &mut self.sides[place];
            if side.position().stop != target {
                side.seek(target);
            }
        }
    }

    fn milestone(&mut self, forward: bool) -> bool {
        let target = nearest(self.milestones.iter().copied(), self.stop, forward);
        if let Some(target) = target {
            self.seek(target);
        }
        target.is_some()
    }

    fn run_until(&mut self, _: &str) -> bool {
        false
    }

    fn goals(&self) -> Vec<GoalView> {
        Vec::new()
    }

    fn choose(&mut self, _: &str) -> Result<(), Unfit> {
        let reason = self.language.term(Term::OnlyLookedAt);
        Err(Unfit { reason })
    }

    fn branches(&self) -> Vec<BranchView> {
        Vec::new()
    }

    fn switch(&mut self, _: usize) {}

    fn stage(&self) -> StageView {
        StageView::default()
    }

    fn story(&self) -> StoryView {
        let alarm = |lab: &dyn Lab| {
            let alarm = lab.story().alarm;
            (!alarm.is_empty()).then(|| format!("{}: {alarm}", lab.title()))
        };
        let sides = self.sides().into_iter().filter(|side| !side.waits);
        let alarms: Vec<String> = sides.filter_map(|side| alarm(side.lab)).collect();
        StoryView {
            headline: self.heading().into(),
            detail: if self.stop == 0 {
                self.about.clone()
            } else {
                String::new()
            },
            alarm: alarms.join(" "),
            ..StoryView::default()
        }
    }

    fn time(&self, _: u32, _: u32, _: TimeView) -> TimeView {
        TimeView::default()
    }

    fn fields(&self, _: &Target) -> Vec<FieldView> {
        Vec::new()
    }

    fn properties(&self) -> Vec<PropertyView> {
        let sides = self.sides.iter().map(AsRef::as_ref).enumerate();
        let of = |(place, side): (usize, &dyn Lab)| {
            let mut properties = side.properties();
            for property in &mut properties {
                property.name = format!("{}: {}", side.title(), property.name);
                let stops = property.stops.iter();
                property.stops = stops.map(|stop| self.stop_when(place, *stop)).collect();
            }
            properties
        };
        sides.flat_map(of).collect()
    }

    fn offers(&self, _: &Target) -> Vec<OfferView> {
        Vec::new()
    }

    fn counts(&self) -> Counts {
        Counts::default()
    }

    fn delivered(&self) -> Vec<StripView> {
        Vec::new()
    }

    fn link(&self) -> String {
        link::write_pair(self)
    }

    fn set_language(&mut self, language: Language) {
        self.language = language;
        for side in &mut self.sides {
            side.set_language(language);
        }
    }
}
