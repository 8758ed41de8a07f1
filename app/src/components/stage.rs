//! The stage: links, nodes, tallies, and the messages between them.

use ensemble_core::{narrate::Language, view::Target};
use ensemble_scene::{Aim, Group, Scene};
use yew::prelude::*;

use super::when;

use super::{
    messages,
    svg::{self, Reach},
};
use crate::{
    edge::pointer,
    labels::Label,
    store::{action::Action, picture::Message},
};

/// The stage.
pub struct Props<'a> {
    /// What rests.
    pub scene: &'a Scene,
    /// What may move.
    pub messages: &'a [Message],
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
        scene,
        messages,
        group,
        language,
        on,
    } = props;
    let asked = |event: &Event| pointer::pointed(event).map(Action::Ask);
    let on_click = when(on, move |event: MouseEvent| asked(&event));
    let on_key = when(on, move |event: KeyboardEvent| {
        let presses = matches!(event.key().as_str(), "Enter" | " ");
        let action = presses.then(|| asked(&event)).flatten();
        if action.is_some() {
            event.prevent_default();
        }
        action
    });
    let message = |event: &Event| {
        let pointed = pointer::pointed(event);
        Action::Point(pointed.filter(|it| matches!(it.target, Target::Envelope(_))))
    };
    let view_box = svg::view_box(scene);
    html! {
        <div class="stagebox">
            <svg id="stage" class={format!("scene {}", scene.class)} viewBox={view_box}
                role="group" aria-label={Label::Stage.text(language)} tabindex="-1"
                onclick={on_click} onkeydown={on_key}
                onpointerover={on.reform(move |event: PointerEvent| message(&event))}
                onpointerleave={on.reform(|_: PointerEvent| Action::Point(None))}
                onfocusin={on.reform(move |event: FocusEvent| message(&event))}
                onfocusout={on.reform(|_: FocusEvent| Action::Point(None))}>
                { svg::shapes(&scene.under, reach) }
                { messages::view(messages, group) }
                { svg::shapes(&scene.over, reach) }
            </svg>
        </div>
    }
}

/// The tab key stops at nodes and messages. Links are many: they are in the menus of their nodes.
fn reach(group: &Group) -> Reach {
    match &group.aim {
        Some(Aim::Target(Target::Link(..))) => Reach::Pointer,
        Some(Aim::Target(Target::Node(_) | Target::Envelope(_))) => Reach::Tab,
        Some(Aim::Column(_)) | None => Reach::None,
    }
}
