//! What a session shows besides pictures: the story, the fields, the properties.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::session::Session;
use crate::{
    kernel::{Choice, Evidence, Milestone, NodeId, Step, Verdict, World, is_judged, text},
    narrate::Term,
    view::{EnvelopeView, FieldView, Present, PropertyView, StoryView, StripView, node},
};

/// Strips of nodes that delivered the same, as one with all their names.
pub(super) fn merged(strips: Vec<StripView>) -> Vec<StripView> {
    let mut merged: Vec<StripView> = Vec::new();
    for strip in strips {
        match merged.iter_mut().find(|known| known.cells == strip.cells) {
            Some(known) => known.label = format!("{} {}", known.label, strip.label),
            None => merged.push(strip),
        }
    }
    merged
}

impl<P: Present> Session<P> {
    pub(super) fn told(&self) -> StoryView {
        match self.steps.last() {
            Some(step) => self.told_of(step),
            None => StoryView {
                headline: self.title.clone(),
                detail: self.about.clone(),
                ..StoryView::default()
            },
        }
    }

    #[inline(never)]
    fn told_of(&self, step: &Step<P>) -> StoryView {
        let cursor = self.timeline.cursor();
        let mut told = P::sentence(step, self.timeline.world(), self.language);
        let skipped = self.steps.iter().rev().skip(1);
        let skipped = skipped.filter(|step| !P::is_quiet(step)).count();
        if let Some((headline, detail)) = self.cut_at_once() {
            (told.headline, told.detail) = (headline, detail.into());
        } else if skipped > 0 {
            let both = format!("{} {}", self.language.skipped(skipped), told.detail);
            told.detail = both.trim_end().into();
        }
        let first = self.steps.first().map_or(cursor, |step| step.index.0);
        let here = |at: u32| {
            (first..=cursor).contains(&at)
                && at <= self.written
                && self.timeline.is_shared_with_first(at)
        };
        let spoken = self.notes.iter().filter(|(at, _)| here(at.0));
        let mut notes: Vec<String> = spoken.map(|(_, note)| note.clone()).collect();
        let alone = !self.paired && self.timeline.current() == 0;
        if alone && cursor == self.written && self.timeline.world().pick().is_some() {
            notes.push(self.language.term(Term::ScriptEnds));
        }
        if self.rests() {
            notes.push(self.language.term(Term::OnlyHeartbeats));
        }
        StoryView {
            headline: told.headline,
            detail: told.detail,
            source: told.source,
            note: notes.join(" "),
            alarm: self.alarm(first),
        }
    }

    /// What is said if this stop is nothing but several cuts or mends.
    fn cut_at_once(&self) -> Option<(String, &'static str)> {
        let name = |node| P::node_name(self.timeline.world().config(), node);
        let way = |from, to| format!("{} → {}", name(from), name(to));
        let (mut cut, mut mended) = (Vec::new(), Vec::new());
        for step in &self.steps {
            if let Choice::Cut { from, to } = step.choice {
                cut.push(way(from, to));
            } else if let Choice::Mend { from, to } = step.choice {
                mended.push(way(from, to));
            } else {
                return None;
            }
        }
        (cut.len() + mended.len() > 1).then(|| self.language.cut_at_once(&cut, &mended))
    }

    /// What breaks at this stop, whose first step is given.
    fn alarm(&self, first: u32) -> String {
        let here = first..=self.timeline.cursor();
        let broken = self
            .timeline
            .milestones()
            .filter(|(step, _)| here.contains(step));
        let told = broken.filter_map(|(_, milestone)| {
            let Milestone::Broken(place) = milestone else {
                return None;
            };
            let verdict = (P::properties()[*place].check)(self.timeline.world());
            let Verdict::Fails { evidence } = verdict else {
                return None;
            };
            // Where it breaks is where the reader is.
            let nodes: Vec<Evidence> = evidence
                .into_iter()
                .filter(|witness| matches!(witness, Evidence::Node(_)))
                .collect();
            let evidence = self.evidence(*place, &nodes).0;
            Some(
                self.language
                    .alarm(&P::property(*place, self.language).0, &evidence),
            )
        });
        told.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn judged(&self) -> Vec<PropertyView> {
        let world = self.timeline.world();
        let view = |(place, property): (usize, &crate::kernel::Property<P>)| {
            let (name, meaning) = P::property(place, self.language);
            let verdict = (property.check)(world);
            let (evidence, stops) = match &verdict {
                Verdict::Holds => Default::default(),
                Verdict::Fails { evidence } => self.evidence(place, evidence),
            };
            PropertyView {
                name,
                meaning,
                source: property.source.to_string(),
                holds: verdict == Verdict::Holds,
                evidence,
                stops,
            }
        };
        let judged = P::properties().iter().enumerate();
        judged
            .filter(|(_, property)| is_judged(property, world))
            .map(view)
            .collect()
    }

    fn evidence(&self, place: usize, evidence: &[Evidence]) -> (String, Vec<u32>) {
        let world = self.timeline.world();
        let told = P::evidence(place, world, self.language);
        let mut stops = Vec::new();
        let mut parts = Vec::new();
        for witness in evidence {
            match witness {
                Evidence::Node(node) => {
                    let name = P::node_name(world.config(), *node);
                    // Most are named by what is told.
                    if !parts.contains(&name) && !told.contains(&name) {
                        parts.push(name);
                    }
                }
                Evidence::Step(step) => {
                    let stop = self.timeline.column_of(step.0);
                    parts.push(format!("{} {stop}", self.language.term(Term::Step)));
                    stops.push(stop);
                }
            }
        }
        let evidence = match (told.is_empty(), parts.is_empty()) {
            (true, _) => parts.join(" · "),
            (false, true) => told,
            (false, false) => format!("{told} ({})", parts.join(" · ")),
        };
        (evidence, stops)
    }

    pub(super) fn envelope_fields(&self, key: &str) -> Vec<FieldView> {
        let world = self.timeline.world();
        let mut envelopes = world.wire().envelopes();
        let found =
            envelopes.find(|envelope| text::envelope::<P>(world.config(), envelope.id) == key);
        let Some(found) = found else {
            return Vec::new();
        };
        let mut view = node::envelope(world, found, self.language);
        self.add_stop(&mut view);
        view.fields
    }

    /// Tells in which stop, as the reader counts them, a message was sent.
    pub(super) fn add_stop(&self, envelope: &mut EnvelopeView) {
        let value = format!("{}", self.timeline.column_of(envelope.sent_step));
        let name = self.language.term(Term::SentAt);
        envelope.fields.push(FieldView {
            name,
            value,
            was: None,
        });
    }

    pub(super) fn node_fields(&self, node: u8) -> Vec<FieldView> {
        let world = self.timeline.world();
        if usize::from(node) >= world.nodes().len() {
            return Vec::new();
        }
        let earlier = P::fields(&self.before, NodeId(node), self.language);
        let mut fields = P::fields(world, NodeId(node), self.language);
        for field in &mut fields {
            let was = earlier.iter().find(|old| old.name == field.name);
            field.was = was
                .filter(|old| old.value != field.value)
                .map(|old| old.value.clone());
        }
        fields
    }

    pub(super) fn link_fields(&self, a: u8, b: u8) -> Vec<FieldView> {
        let world = self.timeline.world();
        let count = world.nodes().len() as u8;
        if a >= count || b >= count {
            return Vec::new();
        }
        let name = |node| P::node_name(world.config(), NodeId(node));
        let direction = |from: u8, to: u8| {
            let cut = |world: &World<P>| {
                let cut = world.wire().is_cut(NodeId(from), NodeId(to));
                self.language
                    .term(if cut { Term::IsCut } else { Term::Open })
            };
            let (value, was) = (cut(world), cut(&self.before));
            let was = (was != value).then_some(was);
            FieldView {
                name: format!("{} → {}", name(from), name(to)),
                value,
                was,
            }
        };
        vec![direction(a, b), direction(b, a)]
    }

    /// What a branch that begins with this choice is called.
    pub(super) fn branch_name(&self, choice: &Choice<P>) -> String {
        let label = node::label(self.timeline.world(), choice, self.language);
        let place = match choice.envelope() {
            Some(id) => format!(
                " {}",
                text::envelope::<P>(self.timeline.world().config(), id)
            ),
            None => choice.node().map_or(String::new(), |node| {
                format!(" {}", P::node_name(self.timeline.world().config(), node))
            }),
        };
        format!(
            "{}{place} · {}",
            label.to_ascii_lowercase(),
            self.timeline.stop_of(self.timeline.cursor()) + 1
        )
    }
}
