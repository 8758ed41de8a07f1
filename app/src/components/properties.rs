//! The safety properties at this stop.

use ensemble_core::{narrate::Language, view::PropertyView};
use yew::prelude::*;

use crate::{labels::Label, store::action::Action};

/// The properties.
pub struct Props<'a> {
    /// Each as it stands.
    pub properties: &'a [PropertyView],
    /// The first stop at which one breaks.
    pub broken_at: Option<u32>,
    /// The stop shown.
    pub stop: u32,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The properties.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        properties,
        broken_at,
        stop,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let jump = broken_at.filter(|at| *at != stop).map(|at| {
        html! {
            <button class="quiet jump"
                onclick={on.reform(move |_: MouseEvent| Action::Seek(at))}>
                { text(Label::JumpToBreak(at)) }
            </button>
        }
    });
    html! {
        <section aria-label={text(Label::Properties)}>
            <h2>{ text(Label::Properties) }</h2>
            <ul class="props">
                { for properties.iter().map(|property| one(property, language)) }
            </ul>
            { for jump }
        </section>
    }
}

fn one(property: &PropertyView, language: Language) -> Html {
    let state = if property.holds {
        Label::Holds
    } else {
        Label::Broken
    };
    html! {
        <li class={(!property.holds).then_some("broken")} title={property.meaning.clone()}>
            <span class="name">
                { property.name.clone() }
                <span class="hidden">{ ": " }{ state.text(language) }</span>
            </span>
            <span class="source">{ property.source.clone() }</span>
            if !property.holds {
                <p class="evidence">{ property.evidence.clone() }</p>
            }
        </li>
    }
}
