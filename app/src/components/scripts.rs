//! The list of scripts.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::sheet;
use crate::{
    labels::Label,
    store::{action::Action, shelf::Entry},
};

/// The list.
pub struct Props<'a> {
    /// All scripts.
    pub entries: &'a [Entry],
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// How it works, and what goes wrong.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        entries,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let group = |goes_wrong: bool, label: Label<'_>| {
        let first = entries.first();
        html! {
            <section>
                <h3>{ text(label) }</h3>
                <ul class="lessons">
                    { for entries.iter().filter(|entry| entry.goes_wrong == goes_wrong).map(
                        |entry| one(entry, first == Some(entry), on)
                    ) }
                </ul>
            </section>
        }
    };
    let content = html! {
        <>
            { group(false, Label::Lessons) }
            { group(true, Label::WhatGoesWrong) }
        </>
    };
    sheet::view(sheet::Props {
        heading: Label::Scripts,
        content,
        foot: None,
        language,
        on,
    })
}

fn one(entry: &Entry, first: bool, on: &Callback<Action>) -> Html {
    let name = entry.name;
    html! {
        <li>
            <button data-first={first.then_some("")}
                onclick={on.reform(move |_: MouseEvent| Action::Sample(name.to_owned()))}>
                <span class="title">{ entry.title }</span>
                <span class="about">{ entry.about }</span>
            </button>
        </li>
    }
}
