//! What the keys do, and what can be clicked.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::sheet;
use crate::{labels::Label, store::action::Action};

/// The sheet.
pub struct Props<'a> {
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

const KEYS: [(&[&str], Label<'static>); 6] = [
    (&["space"], Label::KeyPlay),
    (&["←", "→"], Label::KeyStep),
    (&["Shift ←", "Shift →"], Label::KeyMilestone),
    (&["Home", "End"], Label::KeyEnds),
    (&["Esc"], Label::KeyClose),
    (&["?"], Label::KeyHelp),
];

/// The sheet.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props { language, on } = props;
    let text = |label: Label<'_>| label.text(language);
    let content = html! {
        <>
            <section>
                <h3>{ text(Label::HelpStage) }</h3>
                <p>{ text(Label::HelpStageText) }</p>
                <p>{ text(Label::HelpMarks) }</p>
            </section>
            <section>
                <h3>{ text(Label::HelpKeys) }</h3>
                <dl class="keys">
                    { for KEYS.iter().map(|(keys, label)| html! {
                        <>
                            <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                            <dd>{ label.text(language) }</dd>
                        </>
                    }) }
                </dl>
            </section>
        </>
    };
    sheet::view(sheet::Props {
        heading: Label::Help,
        content,
        foot: None,
        language,
        on,
    })
}
