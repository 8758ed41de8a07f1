//! A synchronisation: the two histories, and the row of the table that decided.

use ensemble_core::{
    narrate::Language,
    view::{Applies, RowView, StoryView},
};
use yew::prelude::*;

use super::{drawn::Drawn, story};
use crate::{
    labels::Label,
    store::{element::view_box, views::Synchronised},
};

/// The panel.
pub struct Props<'a> {
    /// What it shows.
    pub sync: &'a Synchronised,
    /// The language.
    pub language: Language,
}

/// The panel.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props { sync, language } = props;
    let (view, picture) = (&sync.view, &sync.picture);
    let text = |label: Label<'_>| label.text(language);
    html! {
        <section aria-label={text(Label::Synchronisation)} class="sync">
            <h2>{ view.title.clone() }</h2>
            <svg class={format!("scene {}", picture.class)} viewBox={view_box(picture)}
                role="img" aria-label={text(Label::Histories(view))}>
                <Drawn scene={picture.clone()} />
            </svg>
            <dl class="fields">
                { for view.inputs.iter().map(|(name, value)| html! {
                    <><dt>{ name.clone() }</dt><dd>{ value.clone() }</dd></>
                }) }
            </dl>
            <ol class="rows">{ for view.rows.iter().map(|it| row(it, language)) }</ol>
            <p class="sent">{ view.sent.clone() }</p>
        </section>
    }
}

/// The same in a frame of another page. Its place stays when nobody is synchronised, so that
/// nothing jumps; then it says more of the stop.
#[inline(never)]
pub fn framed(sync: Option<&Synchronised>, story: &StoryView, language: Language) -> Html {
    let text = |label: Label<'_>| label.text(language);
    html! {
        <aside class="side" tabindex="0" aria-label={text(Label::Details)}>
            if let Some(sync) = sync {
                { view(Props { sync, language }) }
            } else {
                <section class="why">
                    { story::told(story) }
                    <p class="hint">{ text(Label::NoSynchronisation) }</p>
                </section>
            }
        </aside>
    }
}

fn row(row: &RowView, language: Language) -> Html {
    let (class, label) = match row.applies {
        Applies::No => ("no", Some(Label::RowFails)),
        Applies::Yes => ("yes", Some(Label::RowApplies)),
        Applies::Unread => ("unread", None),
    };
    html! {
        <li {class}>
            <span class="name">{ row.name.clone() }</span>
            <span class="test">
                { row.test.clone() }
                { for label.map(|label| html! {
                    <span class="hidden">{ ": " }{ label.text(language) }</span>
                }) }
            </span>
            <span class="outcome">{ row.outcome.clone() }</span>
        </li>
    }
}
