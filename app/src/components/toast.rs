//! What the page has to say about itself.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use crate::{
    labels::Label,
    store::{action::Action, notice::Notice},
};

/// The notice.
pub struct Props<'a> {
    /// What is said; nothing is shown without it.
    pub notice: Option<&'a Notice>,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The place that is read aloud is there before anything is said in it.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        notice,
        language,
        on,
    } = props;
    let toast = |notice: &Notice| {
        let class = classes!("toast", notice.warns().then_some("error"));
        html! {
            <div {class}>
                <p>{ Label::Notice(notice).text(language) }</p>
                <button onclick={on.reform(|_: MouseEvent| Action::Dismiss)}>
                    { Label::Dismiss.text(language) }
                </button>
            </div>
        }
    };
    html! {
        <div role="status" aria-live="polite">{ for notice.map(toast) }</div>
    }
}
