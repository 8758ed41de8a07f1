//! The inspector: a thing, field by field, and what the stop changed in it.

use ensemble_core::{
    narrate::Language,
    view::{Caused, FieldView},
};
use yew::prelude::*;

use crate::{
    labels::{Label, Znodes},
    store::{action::Action, views::Inspected, znodes::Act},
};

/// The inspector.
pub struct Props<'a> {
    /// What it shows.
    pub inspected: &'a Inspected,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The inspector.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        inspected,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    html! {
        <section aria-label={text(Label::Details)} class="inspector">
            if inspected.heading.is_empty() {
                <h2>{ text(Label::Details) }</h2>
                <p class="hint">{ text(Label::Nothing) }</p>
            } else {
                <h2>
                    { inspected.heading.clone() }
                    <span class="sub">{ inspected.note.clone() }</span>
                    if inspected.chosen {
                        <button class="quiet follow"
                            onclick={on.reform(|_: MouseEvent| Action::Inspect(None))}>
                            { text(Label::Release) }
                        </button>
                    }
                </h2>
                { fields(&inspected.fields, language) }
                { for inspected.effects.iter().map(|of| trace(of, language, on)) }
            }
        </section>
    }
}

/// The way to the cause of an effect.
pub fn trace(of: &Caused, language: Language, on: &Callback<Action>) -> Html {
    let label = Label::Znodes(Znodes::Trace(of)).text(language);
    let of = of.clone();
    html! {
        <button class="trace"
            onclick={on.reform(move |_: MouseEvent| Action::Znodes(Act::Trace(Some(of.clone()))))}>
            { label }
        </button>
    }
}

/// Fields, each with what it was before.
pub fn fields(fields: &[FieldView], language: Language) -> Html {
    let value = |field: &FieldView| match &field.was {
        None => html! { <dd>{ field.value.clone() }</dd> },
        Some(was) => html! {
            <dd class="changed">
                <span class="hidden">{ Label::Was.text(language) }{ " " }</span>
                <span class="was">{ was.clone() }</span>{ field.value.clone() }
            </dd>
        },
    };
    html! {
        <dl class="fields">
            { for fields.iter().map(|field| html! {
                <><dt>{ field.name.clone() }</dt>{ value(field) }</>
            }) }
        </dl>
    }
}
