//! The root: the store in, its views out, its effects carried out.

use yew::prelude::*;

use crate::{
    components::{
        branches, editor, header, help, inspector, menu, properties, scripts, share, stage, story,
        time_panel, tip, toast, transport,
    },
    edge::{
        self, frames::Frames, listener::Listener, messages::Messages, resize::Sizer, timers::Later,
    },
    labels::Label,
    store::{Store, action::Action, effect::Effect, overlay::Overlay, playback::Speed, shelf},
};
use ensemble_core::view::Target;

/// How long the run stands still before its address is written.
const SETTLE_MS: u32 = 300;
/// How long a notice stands.
const NOTICE_MS: u32 = 6_000;

/// The page.
pub struct App {
    store: Store,
    /// What is to be done once the change that asked for it is drawn.
    pending: Vec<Effect>,
    messages: Messages,
    diagram: NodeRef,
    frames: Frames,
    settle: Later,
    dismiss: Later,
    sizer: Option<Sizer>,
    _listeners: Vec<Listener>,
    on: Callback<Action>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let on = ctx.link().callback(|action: Action| action);
        let address = edge::address::read();
        let theme = edge::storage::theme().unwrap_or_default();
        let (store, pending) =
            Store::new(&address, edge::address::base(), theme, edge::media::still());
        edge::document::speak(store.language().tag());
        if store.embed() {
            edge::document::embed();
        }
        Self {
            store,
            pending,
            messages: Messages::default(),
            diagram: NodeRef::default(),
            frames: Frames::new(told(&on, |elapsed_ms| Action::Frame { elapsed_ms })),
            settle: Later::default(),
            dismiss: Later::default(),
            sizer: None,
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
                self.messages
                    .advance(&self.store.views().messages, progress);
            } else {
                self.run(effect);
            }
        }
        false
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if first {
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
        let story = story::Props {
            story: &views.story,
            position: &views.position,
            language,
        };
        let stage = stage::Props {
            scene: &views.stage,
            messages: &views.messages,
            group: &self.messages.group,
            language,
            on,
        };
        let notice = self.store.notice();
        html! {
            <>
                { for self.beside(|| self.header()) }
                <main class="lab">
                    { story::view(story) }
                    { stage::view(stage) }
                    { for self.beside(|| self.details()) }
                </main>
                <footer class="time">
                    { self.transport() }
                    { for self.beside(|| self.time()) }
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

    fn details(&self) -> Html {
        let views = self.store.views();
        let (language, on) = (self.store.language(), &self.on);
        let inspected = inspector::Props {
            inspected: &views.inspected,
            language,
            on,
        };
        let properties = properties::Props {
            properties: &views.properties,
            broken_at: views.broken_at,
            stop: views.position.stop,
            language,
            on,
        };
        html! {
            <aside class="side">
                { inspector::view(inspected) }
                { properties::view(properties) }
            </aside>
        }
    }

    fn transport(&self) -> Html {
        let views = self.store.views();
        let playback = self.store.playback();
        transport::view(transport::Props {
            position: &views.position,
            playing: playback.playing,
            speed: playback.speed,
            goals: &views.goals,
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
            Some(Overlay::Menu(menu)) => {
                let envelope = match &menu.pointed.target {
                    Target::Envelope(key) => self.store.picture().envelope(key),
                    Target::Node(_) | Target::Link(..) => None,
                };
                let fields = envelope.map_or(&[][..], |it| &it.fields);
                menu::view(menu::Props {
                    menu,
                    fields,
                    language,
                    on,
                })
            }
            Some(Overlay::Scripts) => {
                let entries = &shelf::entries();
                scripts::view(scripts::Props {
                    entries,
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
        let picture = self.store.picture();
        let Some(Target::Envelope(key)) = self.store.pointed().map(|it| &it.target) else {
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
        let story = &self.store.views().story;
        let told = [story.headline.as_str(), story.alarm.as_str()];
        told.join(" ").trim_end().to_owned()
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
            Effect::PlaceMessages => self.messages.settle(
                &self.store.views().messages,
                self.store.playback().progress(),
            ),
            Effect::SettleSoon => self.settle.call(SETTLE_MS, tell(Action::Settle)),
            Effect::Replace(fragment) => edge::address::replace(&fragment),
            Effect::Push(fragment) => edge::address::push(&fragment),
            Effect::Title(title) => edge::document::entitle(&title),
            Effect::Theme { theme, remember } => {
                edge::document::show(theme);
                if remember {
                    edge::storage::remember(theme);
                }
            }
            Effect::Focus(focus) => edge::focus::set(&focus),
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

/// Puts the page where the shell has room for it.
pub fn mount() {
    let language = ensemble_core::narrate::Language::default();
    let text = |label: Label<'_>| label.text(language).into_owned();
    edge::fatal::watch(text(Label::Fatal), text(Label::FatalAdvice));
    match edge::dom::find("#app") {
        Some(root) => yew::Renderer::<App>::with_root(root).render(),
        None => yew::Renderer::<App>::new().render(),
    };
}
