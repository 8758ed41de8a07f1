//! What the keys do, and what can be clicked.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::sheet::Sheet;
use crate::{labels::Label, store::action::Action};

/// The sheet.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: Callback<Action>,
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
#[component]
pub fn Help(props: &Props) -> Html {
    let Props { language, on } = props;
    let text = |label: Label<'_>| label.text(*language);
    html! {
        <Sheet heading={text(Label::Help)} language={*language} on={on.clone()}>
            <section>
                <h3>{ text(Label::HelpStage) }</h3>
                <p>{ text(Label::HelpStageText) }</p>
            </section>
            <section>
                <h3>{ text(Label::HelpKeys) }</h3>
                <dl class="keys">
                    { for KEYS.iter().map(|(keys, label)| html! {
                        <>
                            <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                            <dd>{ text(label.clone()) }</dd>
                        </>
                    }) }
                </dl>
            </section>
        </Sheet>
    }
}
