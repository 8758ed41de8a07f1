//! The root: the store in, its views out, its effects carried out.

use yew::prelude::*;

use crate::{
    components::{
        branches, details, editor, header, help, ledger, menu, scripts, share, stage, story, sync,
        time_panel, tip, toast, transport,
    },
    edge::{
        self, frames::Frames, listener::Listener, messages::Messages, resize::Sizer, timers::Later,
    },
    labels::Label,
    store::{
        Store,
        action::Action,
        effect::Effect,
        overlay::Overlay,
        playback::Speed,
        shelf,
        visit::{Habits, Visit},
    },
};
use ensemble_core::view::Target;

/// How long the run stands still before its address is written.
const SETTLE_MS: u32 = 300;
/// How long a notice stands.
const NOTICE_MS: u32 = 6_000;

/// What is there before the page is.
#[derive(Clone, Debug, Default, PartialEq, Properties)]
pub struct Given {
    /// The text of the script that [`shelf::at_hand`] names for the address, if it came.
    pub text: Option<String>,
}

/// The page.
pub struct App {
    store: Store,
    /// What is to be done once the change that asked for it is drawn.
    pending: Vec<Effect>,
    /// Those of the stage, or of the left one and the right one.
    messages: [Messages; 2],
    diagram: NodeRef,
    frames: Frames,
    settle: Later,
    dismiss: Later,
    sizer: Option<Sizer>,
    /// How many stages are measured.
    measured: usize,
    _listeners: Vec<Listener>,
    on: Callback<Action>,
}

impl Component for App {
    type Message = Action;
    type Properties = Given;

    fn create(ctx: &Context<Self>) -> Self {
        let on = ctx.link().callback(|action: Action| action);
        let (store, pending) = Store::new(Visit {
            address: edge::address::read(),
            text: ctx.props().text.clone(),
            base: edge::address::base(),
            habits: Habits {
                theme: edge::storage::theme().unwrap_or_default(),
                crowd: edge::storage::crowd(),
            },
            still: edge::media::still(),
        });
        edge::document::speak(store.language().tag());
        if store.embed() {
            edge::document::embed();
        }
        Self {
            store,
            pending,
            messages: Default::default(),
            diagram: NodeRef::default(),
            frames: Frames::new(told(&on, |elapsed_ms| Action::Frame { elapsed_ms })),
            settle: Later::default(),
            dismiss: Later::default(),
            sizer: None,
            measured: 0,
            _listeners: listeners(&on),
            on,
        }
    }

    fn update(&mut self, _: &Context<Self>, action: Action) -> bool {
        let before = self.store.revision();
        let effects = self.store.update(action);
        if self.store.revision() != before {
            self.pending.extend(effects);
            return true;
        }
        // Nothing is drawn anew: that is what keeps frames short.
        for effect in effects {
            if effect == Effect::PlaceMessages {
                let progress = self.store.playback().progress();
                for (placed, staged) in self.messages.iter_mut().zip(&self.store.views().stages) {
                    placed.advance(&staged.scene.travels, &staged.phases, progress);
                }
            } else {
                self.run(effect);
            }
        }
        false
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        // One run and two of them have other places to be drawn in.
        let stages = self.store.views().stages.len();
        if self.measured != stages {
            self.measured = stages;
            self.sizer = Some(Sizer::new(told(&self.on, Action::Sized)));
        }
        self.place_floats();
        for effect in std::mem::take(&mut self.pending) {
            self.run(effect);
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let views = self.store.views();
        let language = self.store.language();
        let on = &self.on;
        let compared = &views.compared;
        let story = story::Props {
            story: &views.story,
            position: &views.position,
            compared,
            language,
        };
        let notice = self.store.notice();
        let both = || ledger::view(ledger::Props { compared, language });
        let time = || time_panel::both(&views.position, language, on);
        let is_one = compared.is_empty();
        let two = (!is_one).then_some("two");
        let framed = self.store.sync();
        let sync = || sync::framed(views.sync.as_deref(), &views.story, language);
        html! {
            <>
                { for self.beside(|| self.header()) }
                <main class={classes!("lab", two, framed.then_some("framed"))}>
                    { story::view(story) }
                    <div class="stages">{ for self.stages() }</div>
                    { for self.beside(|| if is_one { self.details() } else { both() }) }
                    { for framed.then(sync) }
                </main>
                <footer class="time">
                    { self.transport() }
                    { for self.beside(|| if is_one { self.time() } else { time() }) }
                </footer>
                { self.overlay() }
                { self.tip() }
                { toast::view(toast::Props { notice, language, on }) }
                <p class="hidden" role="status" aria-live="polite">{ self.said() }</p>
            </>
        }
    }
}

impl App {
    /// What stands beside stage, story and transport: nothing in a frame of another page.
    fn beside(&self, part: impl FnOnce() -> Html) -> Option<Html> {
        (!self.store.embed()).then(part)
    }

    fn header(&self) -> Html {
        header::view(header::Props {
            title: &self.store.views().title,
            theme: self.store.theme(),
            language: self.store.language(),
            on: &self.on,
        })
    }

    fn stages(&self) -> impl Iterator<Item = Html> {
        let views = self.store.views();
        let stages = views.stages.iter().zip(&self.messages).enumerate();
        stages.map(|(side, (staged, placed))| {
            stage::view(stage::Props {
                side,
                title: views.compared.get(side).map(|run| &*run.title),
                staged,
                group: &placed.group,
                language: self.store.language(),
                on: &self.on,
            })
        })
    }

    fn details(&self) -> Html {
        details::view(details::Props {
            views: self.store.views(),
            znodes: self.store.znodes(),
            language: self.store.language(),
            on: &self.on,
        })
    }

    fn transport(&self) -> Html {
        let views = self.store.views();
        let playback = self.store.playback();
        transport::view(transport::Props {
            position: &views.position,
            playing: playback.playing,
            speed: playback.speed,
            goals: &views.goals,
            crowd: self.store.crowd(),
            hidden: views.hidden,
            beats: views.beats,
            language: self.store.language(),
            on: &self.on,
        })
    }

    fn time(&self) -> Html {
        let views = self.store.views();
        let (language, on) = (self.store.language(), &self.on);
        let branches = branches::Props {
            branches: &views.branches,
            language,
            on,
        };
        let time = time_panel::Props {
            picture: &self.diagram,
            scene: &views.time,
            geometry: views.geometry.as_ref(),
            position: &views.position,
            headline: &views.story.headline,
            language,
            on,
        };
        html! {
            <>
                { time_panel::view(time) }
                { branches::view(branches) }
            </>
        }
    }

    /// What stands open over the page.
    fn overlay(&self) -> Html {
        let (language, on) = (self.store.language(), &self.on);
        match self.store.overlay() {
            None => Html::default(),
            Some(Overlay::Menu(menu)) => menu::view(menu::Props { menu, language, on }),
            Some(Overlay::Scripts) => {
                let entries = &shelf::entries();
                scripts::view(scripts::Props {
                    entries,
                    coming: self.store.coming(),
                    language,
                    on,
                })
            }
            Some(Overlay::Editor(editor)) => editor::view(editor::Props {
                editor,
                language,
                on,
            }),
            Some(Overlay::Share(shared)) => share::view(share::Props {
                shared,
                language,
                on,
            }),
            Some(Overlay::Help) => help::view(help::Props { language, on }),
        }
    }

    /// All fields of the message that is pointed at.
    fn tip(&self) -> Html {
        let pointed = self.store.pointed();
        let picture = pointed.and_then(|it| self.store.picture(it.side));
        let (Some(picture), Some(Target::Envelope(key))) = (picture, pointed.map(|it| &it.target))
        else {
            return Html::default();
        };
        let Some(envelope) = picture.envelope(key) else {
            return Html::default();
        };
        tip::view(tip::Props {
            envelope,
            from: picture.name(envelope.from),
            to: picture.name(envelope.to),
            language: self.store.language(),
        })
    }

    /// What is read aloud at this stop. A fast play is not read along: nobody could follow.
    fn said(&self) -> String {
        let playback = self.store.playback();
        let is_slow = playback.speed.factor() <= Speed::Normal.factor();
        if playback.playing && !is_slow {
            return String::new();
        }
        let views = self.store.views();
        let runs = views.compared.iter().filter(|run| !run.waits);
        let runs: Vec<String> = runs
            .map(|run| format!("{}: {}", run.title, run.story.headline))
            .collect();
        let runs = runs.join(" ");
        let heard = [&views.story.headline, &runs, &views.story.alarm];
        let heard: Vec<&str> = heard.into_iter().map(String::as_str).collect();
        heard.join(" ").trim_end().to_owned()
    }

    fn place_floats(&self) {
        if let Some(Overlay::Menu(menu)) = self.store.overlay() {
            edge::floats::place(".menu:not(.tip)", menu.pointed.spot);
        }
        if let Some(pointed) = self.store.pointed() {
            edge::floats::place(".tip", pointed.spot);
        }
    }

    fn run(&mut self, effect: Effect) {
        let tell = |action: Action| {
            let on = self.on.clone();
            move || on.emit(action)
        };
        match effect {
            Effect::RequestFrame => self.frames.request(),
            Effect::PlaceMessages => {
                let progress = self.store.playback().progress();
                for (placed, staged) in self.messages.iter_mut().zip(&self.store.views().stages) {
                    placed.settle(&staged.scene.travels, &staged.phases, progress);
                }
            }
            Effect::SettleSoon => self.settle.call(SETTLE_MS, tell(Action::Settle)),
            Effect::Replace(fragment) => edge::address::replace(&fragment),
            Effect::Push(fragment) => edge::address::push(&fragment),
            Effect::Fetch(name) => {
                let tell = told(&self.on, move |text| Action::Fetched { name, text });
                edge::texts::fetch(name, tell);
            }
            Effect::Title(title) => edge::document::entitle(&title),
            Effect::Theme { theme, remember } => {
                edge::document::show(theme);
                if remember {
                    edge::storage::remember(theme);
                }
            }
            Effect::Remember(crowd) => edge::storage::remember_crowd(crowd),
            Effect::Focus(focus) => edge::focus::set(&focus),
            Effect::Reveal(selector) => edge::focus::reveal(selector),
            Effect::Copy(text) => edge::clipboard::copy(&text, told(&self.on, Action::CopyDone)),
            Effect::DismissLater => self.dismiss.call(NOTICE_MS, tell(Action::Dismiss)),
            Effect::Caret(offset) => edge::focus::caret(offset),
        }
    }
}

/// A callback of the edge that tells the store.
fn told<T: 'static>(
    on: &Callback<Action>,
    action: impl Fn(T) -> Action + Clone + 'static,
) -> impl Fn(T) + Clone + 'static {
    let on = on.clone();
    move |it| on.emit(action(it))
}

fn listeners(on: &Callback<Action>) -> Vec<Listener> {
    let mut listeners = edge::address::watch(told(on, Action::Arrived));
    listeners.extend(edge::media::watch(told(on, Action::Still)));
    listeners.extend(edge::keyboard::watch(told(on, |action| action)));
    let close = told(on, |()| Action::Close);
    listeners.extend(edge::keyboard::watch_outside(move || close(())));
    listeners
}

/// Puts the page where the shell has room for it, as soon as the first text is there.
pub fn mount() {
    let language = ensemble_core::narrate::Language::default();
    let text = |label: Label<'_>| label.text(language).into_owned();
    edge::fatal::watch(text(Label::Fatal), text(Label::FatalAdvice));
    let sample = shelf::at_hand(&edge::address::read());
    let name = sample.map_or("", |sample| sample.name);
    edge::texts::fetch(name, |text| {
        let root = edge::dom::find("#app").or_else(|| edge::dom::find("body"));
        if let Some(root) = root {
            yew::Renderer::<App>::with_root_and_props(root, Given { text }).render();
        }
    });
}
