//! A sheet over the page: heading, content, a button to close it.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::when;

use crate::{edge::pointer, labels::Label, store::action::Action};

/// A sheet.
pub struct Props<'a> {
    /// Its heading.
    pub heading: Label<'a>,
    /// What is in it.
    pub content: Html,
    /// Buttons at its foot.
    pub foot: Option<Html>,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The browser's own modal dialog: it keeps the focus, and the page behind it is inert.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        heading,
        content,
        foot,
        language,
        on,
    } = props;
    let on_backdrop = when(on, |event: MouseEvent| {
        pointer::on_backdrop(&event).then_some(Action::Close)
    });
    let on_cancel = on.reform(|event: Event| {
        event.prevent_default();
        Action::Close
    });
    html! {
        <dialog class="sheet" aria-labelledby="sheet-heading" onclick={on_backdrop}
            oncancel={on_cancel}>
            <header>
                <h2 id="sheet-heading">{ heading.text(language) }</h2>
                <button class="quiet" onclick={on.reform(|_: MouseEvent| Action::Close)}>
                    { Label::Close.text(language) }
                </button>
            </header>
            <div class="body">{ content }</div>
            { for foot.map(|foot| html! { <footer>{ foot }</footer> }) }
        </dialog>
    }
}
