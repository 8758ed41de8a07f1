//! A sheet over the page: heading, content, a button to close it.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::when;

use crate::{edge::pointer, labels::Label, store::action::Action};

/// A sheet.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Its heading.
    pub heading: AttrValue,
    /// What is in it.
    pub children: Html,
    /// Buttons at its foot.
    #[prop_or_default]
    pub foot: Option<Html>,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: Callback<Action>,
}

/// The browser's own modal dialog: it keeps the focus, and the page behind it is inert.
#[component]
pub fn Sheet(props: &Props) -> Html {
    let Props {
        heading,
        children,
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
                <h2 id="sheet-heading">{ heading.clone() }</h2>
                <button class="quiet" onclick={on.reform(|_: MouseEvent| Action::Close)}>
                    { Label::Close.text(*language) }
                </button>
            </header>
            <div class="body">{ children.clone() }</div>
            { for foot.iter().map(|foot| html! { <footer>{ foot.clone() }</footer> }) }
        </dialog>
    }
}
