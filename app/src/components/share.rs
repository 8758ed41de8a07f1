//! The link to the run, and the markup that embeds it.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::sheet;
use crate::{
    edge::fields,
    labels::Label,
    store::{
        action::{Action, Copied},
        overlay::Shared,
    },
};

/// The sheet.
pub struct Props<'a> {
    /// What it shows.
    pub shared: &'a Shared,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The sheet.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        shared,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let part = |what: Copied, value: &str| {
        let said = text(Label::Shared(what));
        html! {
            <section>
                <h3>{ said.clone() }</h3>
                <p>{ text(Label::SharedHint(what)) }</p>
                <div class="share">
                    <input type="text" readonly=true value={value.to_owned()}
                        aria-label={said}
                        onfocus={Callback::from(|event: FocusEvent| fields::select(&event))} />
                    <button data-first={(what == Copied::Link).then_some("")}
                        onclick={on.reform(move |_: MouseEvent| Action::Copy(what))}>
                        { text(Label::Copy) }
                    </button>
                </div>
            </section>
        }
    };
    let content = html! {
        <>
            { part(Copied::Link, &shared.link) }
            { part(Copied::Embed, &shared.embed) }
            { for shared.sync.iter().map(|markup| part(Copied::Sync, markup)) }
        </>
    };
    sheet::view(sheet::Props {
        heading: Label::Share,
        content,
        foot: None,
        language,
        on,
    })
}
