//! The state of the page, and the one place where it changes.
//!
//! Nothing in here knows Yew or the browser: [`Store::update`] takes an [`Action`], changes the
//! state in place and says what is to be done in the browser. All of it is tested natively.

pub mod action;
pub mod aim;
pub mod console;
pub mod crowd;
pub mod effect;
pub mod element;
pub mod emphasis;
pub mod keys;
pub mod notice;
pub mod overlay;
pub mod picture;
pub mod playback;
pub mod route;
pub mod shelf;
pub mod size;
pub mod theme;
pub mod views;
pub mod visit;
pub mod znodes;

mod choosing;
mod fetching;
mod moving;
mod opening;
#[cfg(test)]
mod tests;

use ensemble_core::{lab::Lab, narrate::Language, view::Target};
use ensemble_scene::{TimeGeometry, Whose};

use action::{Action, Pointed};
use console::Typed;
use crowd::Crowd;
use effect::Effect;
use fetching::Errand;
use notice::Notice;
use overlay::Overlay;
use picture::Picture;
use playback::{Motion, Playback};
use size::Sizes;
use theme::Theme;
use views::{Sources, Views};
use visit::Visit;
use znodes::Znodes;

/// Until the browser has said how large the stage and the diagram are.
const STAGE_SIZE: (f32, f32) = (820.0, 560.0);
const TIME_SIZE: (f32, f32) = (1060.0, 200.0);

/// How a stop was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// By one step forward: what happened is seen happening.
    Stepped,
    /// By any other way.
    Jumped,
}

/// The state of the page.
pub struct Store {
    lab: Box<dyn Lab>,
    /// A picture for each side of the lab.
    pictures: Vec<Picture>,
    playback: Playback,
    views: Views,
    language: Language,
    theme: Theme,
    crowd: Crowd,
    embed: bool,
    sync: bool,
    /// What comes before `?` and `#` in the page's address.
    base: String,
    sizes: Sizes,
    time_size: (f32, f32),
    first_column: u32,
    selected: Option<Target>,
    pointed: Option<Pointed>,
    overlay: Option<Overlay>,
    notice: Option<Notice>,
    znodes: Znodes,
    typed: Typed,
    errand: Option<Errand>,
    /// The fragment in the address; `None` if it is not that of the run shown.
    written: Option<String>,
    revision: u32,
    effects: Vec<Effect>,
}

impl Store {
    /// The page as an address asks for it.
    pub fn new(visit: Visit) -> (Self, Vec<Effect>) {
        let address = &visit.address;
        let text = visit.text.as_deref();
        let (lab, fault) = match shelf::open(address, text) {
            Ok(lab) => (lab, None),
            Err(notice) => (shelf::instead(text), Some(notice)),
        };
        let habits = visit.wanted();
        let mut store = Self {
            lab,
            pictures: Vec::new(),
            playback: Playback::new(visit.still),
            views: Views::default(),
            language: Language::default(),
            theme: habits.theme,
            crowd: habits.crowd,
            embed: address.embed,
            sync: address.embed && address.sync,
            base: visit.base,
            sizes: Sizes::default(),
            time_size: TIME_SIZE,
            first_column: 0,
            selected: None,
            pointed: None,
            overlay: None,
            notice: None,
            znodes: Znodes::new(),
            typed: Typed::default(),
            errand: None,
            written: None,
            revision: 0,
            effects: Vec::new(),
        };
        store.enter(Reached::Jumped);
        store.effects.clear();
        store.entitle();
        store.effects.push(Effect::Theme {
            theme: store.theme,
            remember: false,
        });
        match fault {
            Some(notice) => store.notify(notice),
            None => store.has_arrived(address),
        }
        store.refresh();
        let effects = std::mem::take(&mut store.effects);
        (store, effects)
    }

    /// Something happens; what is to be done about it in the browser is returned.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        let played = self.playback.playing;
        let changes = self.act(action);
        self.stops(played);
        if changes {
            self.refresh();
        }
        std::mem::take(&mut self.effects)
    }

    /// Whether anything shown may have changed.
    fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Frame { elapsed_ms } => return self.frame(elapsed_ms),
            Action::Settle => return self.settle(),
            Action::Point(pointed) => return self.point(pointed),
            Action::Sized(sizes) => return self.resize(&sizes),
            Action::Step => self.step(),
            Action::Back => self.back(),
            Action::First => self.seek(0),
            Action::Last => self.seek(self.views.position.stops),
            Action::Seek(stop) => self.seek(stop),
            Action::Scrub(stop) => self.scrub(stop),
            Action::Milestone { forward } => self.milestone(forward),
            Action::Play => self.play_or_pause(),
            Action::Hasten(speed) => self.playback.speed = speed,
            Action::RunUntil(goal) => self.run_until(&goal),
            Action::Pan(columns) => self.pan(columns),
            Action::Still(still) => self.playback.still = still,
            Action::Inspect(target) => {
                self.selected = target;
                self.sift();
            }
            Action::Znodes(act) => self.look_at_znodes(act),
            Action::Whose(whose) => self.choose_crowd(Crowd {
                whose,
                ..self.crowd
            }),
            Action::Heartbeats(heartbeats) => self.choose_crowd(Crowd {
                heartbeats,
                ..self.crowd
            }),
            Action::Ask(pointed) => self.ask(pointed),
            Action::Choose(choice) => self.choose(&choice),
            Action::Type(typing) => self.typing(typing),
            Action::Request { prefix, value } => self.request(&prefix, &value),
            Action::Switch(branch) => self.switch(branch),
            Action::Open(opening) => self.open(opening),
            Action::Close => self.close(),
            Action::Draft(text) => self.draft(text),
            Action::RunDraft => self.run_draft(),
            Action::Caret { line, column } => self.caret(line, column),
            Action::Sample(name) => self.open_sample(&name),
            Action::Fetched { name, text } => self.fetched(name, text.as_deref()),
            Action::Alone(side) => self.open_alone(side),
            Action::Copy(what) => self.copy(what),
            Action::CopyDone(done) => {
                self.notify(if done {
                    Notice::Copied
                } else {
                    Notice::NotCopied
                });
            }
            Action::CycleTheme => self.cycle_theme(),
            Action::Dismiss => self.notice = None,
            Action::Arrived(address) => self.arrive(&address),
        }
        true
    }

    /// The run stands at another stop.
    fn enter(&mut self, reached: Reached) {
        let stepped = reached == Reached::Stepped;
        let motion = self.draw(stepped);
        self.pointed = None;
        if let Some(Target::Envelope(key)) = &self.selected
            && self.pictures[0].envelope(key).is_none()
        {
            self.selected = None;
        }
        if stepped {
            self.playback.begin(motion);
        } else {
            self.playback.settle();
        }
        if self.playback.runs() {
            self.effects.push(Effect::RequestFrame);
        }
        self.show_cursor();
        self.written = None;
        self.effects.push(Effect::SettleSoon);
    }

    /// Shows the stage of each side. What is to be seen moving on them: nothing on the one that
    /// waits for the other.
    fn draw(&mut self, stepped: bool) -> Motion {
        let sides = self.lab.sides();
        let size = self.pictures.first().map_or(STAGE_SIZE, Picture::size);
        self.pictures
            .resize_with(sides.len(), || Picture::new(size));
        let mut motion = Motion::default();
        for (picture, side) in self.pictures.iter_mut().zip(&sides) {
            let mut view = side.lab.stage();
            if side.waits {
                // What arrived there did so at an earlier stop.
                view.arrived = None;
            }
            let sieve = self.crowd.sieve(&view, self.selected.as_ref());
            picture.enter(view, &sieve, stepped && !side.waits);
            motion = motion.with(picture.motion());
        }
        motion
    }

    /// Other messages are shown, now and at the next visit.
    fn choose_crowd(&mut self, crowd: Crowd) {
        self.crowd = crowd;
        self.effects.push(Effect::Remember(crowd));
        self.draw(false);
        self.playback.settle();
    }

    /// Whose messages are shown may follow what is selected.
    fn sift(&mut self) {
        if self.crowd.whose != Whose::All {
            self.draw(false);
        }
    }

    /// Makes the views anew.
    fn refresh(&mut self) {
        self.revision = self.revision.wrapping_add(1);
        let known = std::mem::take(&mut self.views.diagram);
        let sources = Sources {
            lab: self.lab.as_ref(),
            pictures: &self.pictures,
            selected: self.selected.as_ref(),
            typed: &self.typed,
            crowd: self.crowd,
            znodes: &self.znodes.asked,
            language: self.language,
            time_size: (!self.embed).then_some(self.time_size),
            sync: self.sync,
            first: self.first_column,
        };
        self.views = Views::of(known, &sources);
        self.effects.push(Effect::PlaceMessages);
    }

    fn notify(&mut self, notice: Notice) {
        if !notice.stays() {
            self.effects.push(Effect::DismissLater);
        }
        self.notice = Some(notice);
    }

    /// Whether anything has to be drawn anew.
    fn resize(&mut self, sizes: &Sizes) -> bool {
        let stage = size::stage(sizes);
        let time = size::time(sizes, self.pictures[0].view().nodes.len());
        let changes = stage != self.pictures[0].size() || time != self.time_size;
        self.sizes = *sizes;
        if changes {
            for picture in &mut self.pictures {
                picture.resize(stage);
            }
            self.time_size = time;
            self.show_cursor();
        }
        changes
    }

    /// Moves the window of the diagram to where the cursor is, if it is elsewhere.
    fn show_cursor(&mut self) {
        let position = self.lab.position();
        let columns = position.stops.saturating_add(1);
        self.first_column = TimeGeometry::first_for(position.stop, columns, self.time_size.0);
    }

    fn point(&mut self, pointed: Option<Pointed>) -> bool {
        let changes = self.pointed != pointed;
        self.pointed = pointed;
        changes
    }

    /// What is shown.
    pub fn views(&self) -> &Views {
        &self.views
    }

    /// The playhead.
    pub fn playback(&self) -> &Playback {
        &self.playback
    }

    /// What the reader looks at in the trees of znodes.
    pub fn znodes(&self) -> &Znodes {
        &self.znodes
    }

    /// What stands open.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// The notice.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// What is pointed at.
    pub fn pointed(&self) -> Option<&Pointed> {
        self.pointed.as_ref()
    }

    /// A side's stage, for those who want to know more of what is on it.
    pub fn picture(&self, side: usize) -> Option<&Picture> {
        self.pictures.get(side)
    }

    /// Which messages are shown.
    pub fn crowd(&self) -> Crowd {
        self.crowd
    }

    /// The theme.
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether the page is a frame in another one.
    pub fn embed(&self) -> bool {
        self.embed
    }

    /// Whether that frame has a place for synchronisations.
    pub fn sync(&self) -> bool {
        self.sync && self.views.compared.is_empty()
    }

    /// Changes whenever something shown may have changed.
    pub fn revision(&self) -> u32 {
        self.revision
    }
}
