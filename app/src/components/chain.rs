//! The steps from a request to an effect of it, each the way to its stop.

use ensemble_core::{
    narrate::Language,
    view::{ChainLink, ChainView},
};
use yew::prelude::*;

use crate::{
    labels::{Label, Znodes},
    store::{
        action::Action,
        znodes::{Act, CHAIN_ID},
    },
};
use ensemble_scene::tone_class;

/// The chain.
pub struct Props<'a> {
    /// What it shows.
    pub chain: &'a ChainView,
    /// The stop shown.
    pub stop: u32,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The chain.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        chain,
        stop,
        language,
        on,
    } = props;
    let heading = Label::Znodes(Znodes::Cause).text(language);
    html! {
        <section class="chain" aria-labelledby={CHAIN_ID}>
            <h2 id={CHAIN_ID} tabindex="-1">
                { heading }{ " " }<span class="sub">{ chain.heading.clone() }</span>
                <button class="quiet follow"
                    onclick={on.reform(|_: MouseEvent| Action::Znodes(Act::Trace(None)))}>
                    { Label::Close.text(language) }
                </button>
            </h2>
            <ol>{ for chain.links.iter().map(|it| link(it, stop, language, on)) }</ol>
            if !chain.note.is_empty() {
                <p class="hint">{ chain.note.clone() }</p>
            }
        </section>
    }
}

fn link(link: &ChainLink, stop: u32, language: Language, on: &Callback<Action>) -> Html {
    let at = link.stop;
    let class = classes!(tone_class(link.tone), link.is_ack.then_some("ack"));
    let counted = Label::Znodes(Znodes::Counted).text(language);
    html! {
        <li {class}>
            <button aria-current={(at == stop).then_some("step")}
                onclick={on.reform(move |_: MouseEvent| Action::Seek(at))}>
                <strong>{ link.who.clone() }</strong>{ " " }{ link.what.clone() }
                if link.is_ack {
                    <span class="hidden">{ ", " }{ counted }</span>
                }
                { " " }<span class="at">{ Label::Znodes(Znodes::Stop(at)).text(language) }</span>
            </button>
        </li>
    }
}
