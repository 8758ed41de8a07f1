//! The stage as a picture, kept from stop to stop so that what is still in flight stays in place.

use ensemble_core::{
    narrate::Language,
    sorted::SortedMap,
    view::{EnvelopeView, Fate, NodeView, StageView, Target},
};
use ensemble_scene::{
    Layout, Phase, Placer, Reach, Scene, Shape, Sieve, Travel, bundle, stage, waits_with,
};

use super::playback::Motion;
use crate::labels::Label;

/// More messages than this are not each a stop of the tab key.
const MESSAGES_FOCUSABLE_MAX: usize = 24;

/// Keys of messages.
type Keys = SortedMap<String, ()>;

/// The stage, and what has to be remembered to draw the next one.
#[derive(Debug, Default)]
pub struct Picture {
    view: StageView,
    size: (f32, f32),
    layout: Layout,
    placer: Placer,
    /// Messages that are drawn as one with the first of their bundle.
    inside: Vec<EnvelopeView>,
    /// How many messages are left out of it.
    hidden: usize,
    /// Keys of all messages in flight, those left out as well.
    keys: Keys,
    /// Keys of the messages that were in flight at the stop before; `None` if this stop was not
    /// reached by a step forward, so that nothing moves.
    before: Option<Keys>,
    /// Whether votes that changed may be seen turning: not once the size is another one.
    turns: bool,
}

impl Picture {
    /// An empty stage of this size.
    pub fn new(size: (f32, f32)) -> Self {
        let mut picture = Self::default();
        picture.resize(size);
        picture
    }

    /// Another stop. `stepped`: it follows the one shown, so what happened can be seen happening.
    pub fn enter(&mut self, mut view: StageView, sieve: &Sieve, stepped: bool) {
        let keys = view.envelopes.iter().map(|e| (e.key.clone(), ())).collect();
        let before = std::mem::replace(&mut self.keys, keys);
        self.before = stepped.then_some(before);
        self.turns = stepped;
        self.hidden = sieve.stage(&mut view);
        let known = self.before.as_ref();
        self.inside = bundle(&mut view, |it| {
            known.is_some_and(|all| !all.contains_key(&it.key))
        });
        let seats = |view: &StageView| -> Vec<_> {
            view.nodes
                .iter()
                .map(|n| (n.id, n.name.clone(), n.seat))
                .collect()
        };
        if seats(&self.view) != seats(&view) {
            self.lay_out(&view);
        }
        self.placer = self.placer.next(&view, &self.layout);
        self.view = view;
    }

    /// Another size.
    pub fn resize(&mut self, size: (f32, f32)) {
        self.size = size;
        self.turns = false;
        let view = std::mem::take(&mut self.view);
        self.lay_out(&view);
        self.placer = self.placer.next(&view, &self.layout);
        self.view = view;
    }

    /// How many messages are left out.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// The size drawn in.
    pub fn size(&self) -> (f32, f32) {
        self.size
    }

    fn lay_out(&mut self, view: &StageView) {
        self.layout = Layout::new(&view.nodes, self.size.0, self.size.1);
        self.placer = Placer::default();
    }

    /// What is to be seen moving at this stop.
    pub fn motion(&self) -> Motion {
        self.before
            .as_ref()
            .map_or_else(Motion::default, |before| Motion {
                arrives: self.view.arrived.is_some(),
                leaves: self
                    .view
                    .envelopes
                    .iter()
                    .any(|e| !before.contains_key(&e.key)),
            })
    }

    /// The view drawn.
    pub fn view(&self) -> &StageView {
        &self.view
    }

    /// A node by its index.
    pub fn node(&self, id: u8) -> Option<&NodeView> {
        self.view.nodes.iter().find(|node| node.id == id)
    }

    /// A node's name.
    pub fn name(&self, id: u8) -> &str {
        self.node(id).map_or("?", |node| node.name.as_str())
    }

    /// A message in flight, or the one that has just arrived.
    pub fn envelope(&self, key: &str) -> Option<&EnvelopeView> {
        let arrived = self.view.arrived.iter().map(|(envelope, _)| envelope);
        self.view
            .envelopes
            .iter()
            .chain(arrived)
            .chain(&self.inside)
            .find(|envelope| envelope.key == key)
    }

    /// The messages of the bundle that a message is in, the oldest first; none if it is in none.
    #[inline(never)]
    pub fn bundled(&self, key: &str) -> Vec<&EnvelopeView> {
        let with = |one: &&EnvelopeView| {
            let this = self.envelope(key);
            this.is_some_and(|this| waits_with(one, this))
        };
        let inside: Vec<_> = self.inside.iter().filter(with).collect();
        let first = self.view.envelopes.iter().find(with);
        match first.filter(|_| !inside.is_empty()) {
            Some(first) => [first].into_iter().chain(inside).collect(),
            None => Vec::new(),
        }
    }

    /// The stage, and what the messages on it do in the motion of this stop.
    pub fn draw(&self, selected: Option<&Target>, language: Language) -> (Scene, Vec<Phase>) {
        let mut scene = stage(&self.view, &self.layout, &self.placer, selected);
        if !self.turns {
            scene.class.to_mut().push_str(" still");
        }
        let travels = scene.travels.iter_mut().enumerate();
        let phases = travels
            .map(|(index, travel)| self.message(travel, index <= MESSAGES_FOCUSABLE_MAX, language))
            .collect();
        (scene, phases)
    }

    #[inline(never)]
    fn message(&self, travel: &mut Travel, focusable: bool, language: Language) -> Phase {
        let in_flight = travel.fate == Fate::InFlight;
        if let Shape::Group(group) = &mut travel.shape {
            // The page has its own tip, with all fields.
            group.title = None;
            group.label = None;
            if !focusable {
                group.reach = Reach::Pointer;
            }
            if in_flight {
                group.label = self.said(&travel.key, focusable, language);
            } else {
                group.aim = None;
            }
        }
        let before = self.before.as_ref();
        travel.phase(before.is_none_or(|keys| keys.contains_key(&travel.key)))
    }

    /// What is read aloud for a message; its fields, too, unless there are very many messages:
    /// among these is when it is due, which is another time at every stop.
    #[inline(never)]
    fn said(&self, key: &str, whole: bool, language: Language) -> Option<String> {
        let envelope = self.envelope(key)?;
        let way = (self.name(envelope.from), self.name(envelope.to));
        let label = Label::Message {
            envelope,
            way,
            whole,
        };
        Some(label.text(language).into_owned())
    }
}

/// The node a stage's last step happened at.
pub fn touched(view: &StageView) -> Option<Target> {
    view.nodes
        .iter()
        .find(|node| node.touched)
        .map(|node| Target::Node(node.id))
}
