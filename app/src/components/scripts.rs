//! The list of scripts.

use std::borrow::Cow;

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
    /// The name of the one that was chosen and has not come yet.
    pub coming: Option<&'a str>,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// Chapter by chapter.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        entries,
        coming,
        language,
        on,
    } = props;
    let first = entries.first();
    let button = |entry: &Entry| {
        let coming = coming.filter(|name| *name == entry.name);
        let coming = coming.map(|_| Label::Coming.text(language));
        one(entry, first == Some(entry), coming, on)
    };
    let chapters = entries.chunk_by(|one, next| one.chapter == next.chapter);
    let chapter = |entries: &[Entry]| {
        let heading = entries.first().map(|entry| Label::Chapter(entry.chapter));
        html! {
            <section>
                <h3>{ heading.map(|label| label.text(language)) }</h3>
                <ul class="lessons">
                    { for entries.iter().map(button) }
                </ul>
            </section>
        }
    };
    let content = html! { <>{ for chapters.map(chapter) }</> };
    sheet::view(sheet::Props {
        heading: Label::Scripts,
        content,
        foot: None,
        language,
        on,
    })
}

fn one(
    entry: &Entry,
    first: bool,
    coming: Option<Cow<'static, str>>,
    on: &Callback<Action>,
) -> Html {
    let name = entry.name;
    html! {
        <li>
            <button data-first={first.then_some("")}
                onclick={on.reform(move |_: MouseEvent| Action::Sample(name.to_owned()))}>
                <span class="title">{ entry.title }</span>
                <span class="about">{ entry.about }</span>
                { for coming.map(|text| html! { <span class="coming">{ text }</span> }) }
            </button>
        </li>
    }
}
