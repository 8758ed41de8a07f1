//! The stage: links, nodes, tallies, and the messages between them.

use ensemble_core::{narrate::Language, view::Target};
use yew::prelude::*;

use super::{drawn::Drawn, when};
use crate::{
    edge::{focus::stage_id, pointer},
    labels::Label,
    store::{action::Action, element::view_box, views::Staged},
};

/// The stage.
pub struct Props<'a> {
    /// Which of two it is; 0 if there is one.
    pub side: usize,
    /// What its run is called, if there are two.
    pub title: Option<&'a str>,
    /// What rests and what may move.
    pub staged: &'a Staged,
    /// The group that holds the messages.
    pub group: &'a NodeRef,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// One listener of each kind serves all things on the stage, by their aims.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        side,
        title,
        staged,
        group,
        language,
        on,
    } = props;
    let scene = &staged.scene;
    let asked = move |event: &Event| pointer::pointed(event, side).map(Action::Ask);
    let on_click = when(on, move |event: MouseEvent| asked(&event));
    let on_key = when(on, move |event: KeyboardEvent| {
        let presses = matches!(event.key().as_str(), "Enter" | " ");
        let action = presses.then(|| asked(&event)).flatten();
        if action.is_some() {
            event.prevent_default();
        }
        action
    });
    let message = move |event: &Event| {
        let pointed = pointer::pointed(event, side);
        Action::Point(pointed.filter(|it| matches!(it.target, Target::Envelope(_))))
    };
    let label = title.map_or(Label::Stage, Label::StageOf);
    html! {
        <div class="stagebox">
            { for title.map(|title| heading(side, title, language, on)) }
            <svg id={stage_id(side)} class={format!("scene {}", scene.class)}
                viewBox={view_box(scene)}
                role="group" aria-label={label.text(language)} tabindex="-1"
                onclick={on_click} onkeydown={on_key}
                onpointerover={on.reform(move |event: PointerEvent| message(&event))}
                onpointerleave={on.reform(|_: PointerEvent| Action::Point(None))}
                onfocusin={on.reform(move |event: FocusEvent| message(&event))}
                onfocusout={on.reform(|_: FocusEvent| Action::Point(None))}>
                <Drawn scene={scene.clone()} messages={group.clone()} />
            </svg>
        </div>
    }
}

/// What stands above one of two stages.
fn heading(side: usize, title: &str, language: Language, on: &Callback<Action>) -> Html {
    html! {
        <div class="of">
            <h2>{ title.to_owned() }</h2>
            <button class="quiet" aria-label={Label::OpenThisAlone(title).text(language)}
                onclick={on.reform(move |_: MouseEvent| Action::Alone(side))}>
                { Label::OpenAlone.text(language) }
            </button>
        </div>
    }
}
