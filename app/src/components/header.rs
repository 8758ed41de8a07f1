//! The line at the top: the product, the script, and what concerns the page as a whole.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::icon::{self, Shape};
use crate::{
    labels::Label,
    store::{
        action::{Action, Opening},
        overlay::opener,
        theme::Theme,
    },
};

/// The header.
pub struct Props<'a> {
    /// The script's title.
    pub title: &'a str,
    /// The theme.
    pub theme: Theme,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The header.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        title,
        theme,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let open = |opening: Opening| on.reform(move |_: MouseEvent| Action::Open(opening));
    let button = |opening: Opening, label: Label<'_>, shape: Shape| {
        let said = text(label);
        html! {
            <button id={opener(opening)} aria-haspopup="dialog" aria-label={said.clone()}
                title={said.clone()} onclick={open(opening)}>
                { icon::view(shape) }<span class="label">{ said }</span>
            </button>
        }
    };
    let shape = match theme {
        Theme::Auto => Shape::Auto,
        Theme::Light => Shape::Light,
        Theme::Dark => Shape::Dark,
    };
    let themed = text(Label::Theme(theme));
    html! {
        <header class="top">
            <strong class="brand">{ text(Label::Product) }</strong>
            <button id={opener(Opening::Scripts)} class="crumb" aria-haspopup="dialog"
                onclick={open(Opening::Scripts)}>
                <span class="hidden">{ text(Label::Scripts) }{ ": " }</span>
                <span class="title">{ title.to_owned() }</span>
            </button>
            <div class="right">
                { button(Opening::Editor, Label::EditScript, Shape::Edit) }
                { button(Opening::Share, Label::Share, Shape::Share) }
                { button(Opening::Help, Label::Help, Shape::Help) }
                <button id="theme" aria-label={themed.clone()} title={themed}
                    onclick={on.reform(|_: MouseEvent| Action::CycleTheme)}>
                    { icon::view(shape) }
                </button>
            </div>
        </header>
    }
}
