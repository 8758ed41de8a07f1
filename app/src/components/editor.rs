//! The editor of the script.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::when;

use super::sheet;
use crate::{
    edge::fields,
    labels::Label,
    store::{
        action::Action,
        overlay::{Editor as Shown, FaultLine},
    },
};

/// The editor.
pub struct Props<'a> {
    /// What is in it.
    pub editor: &'a Shown,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// Faults stand at their lines and in a list over the text, which stays in sight; choosing one goes
/// to its place.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        editor,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let on_input = when(on, |event: InputEvent| {
        fields::text(&event).map(Action::Draft)
    });
    let on_key = when(on, |event: KeyboardEvent| {
        let runs = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        runs.then_some(Action::RunDraft)
    });
    let foot = html! {
        <>
            <span class="hint">{ text(Label::EditorHint) }</span>
            <button class="primary" onclick={on.reform(|_: MouseEvent| Action::RunDraft)}>
                { text(Label::Run) }
            </button>
        </>
    };
    let count = editor.draft.split('\n').count();
    let content = html! {
        <>
            { faults(&editor.faults, language, on) }
            <div class="editor">
                <pre class="lines" aria-hidden="true">
                    { for (1..=count).map(|line| number(line, &editor.faults)) }
                </pre>
                <textarea data-first="" aria-label={text(Label::EditorLabel)} spellcheck="false"
                    autocapitalize="off" autocomplete="off" wrap="off"
                    rows={count.max(12).to_string()}
                    aria-invalid={(!editor.faults.is_empty()).then_some("true")}
                    aria-describedby={(!editor.faults.is_empty()).then_some("faults")}
                    value={editor.draft.clone()} oninput={on_input} onkeydown={on_key} />
            </div>
        </>
    };
    sheet::view(sheet::Props {
        heading: Label::EditScript,
        content,
        foot: Some(foot),
        language,
        on,
    })
}

fn number(line: usize, faults: &[FaultLine]) -> Html {
    let is_bad = faults.iter().any(|fault| fault.line as usize == line);
    html! { <><span class={is_bad.then_some("bad")}>{ line }</span>{ "\n" }</> }
}

fn faults(faults: &[FaultLine], language: Language, on: &Callback<Action>) -> Html {
    let one = |fault: &FaultLine| {
        let (line, column) = (fault.line, fault.column);
        html! {
            <li>
                <button class="quiet at"
                    onclick={on.reform(move |_: MouseEvent| Action::Caret { line, column })}>
                    { Label::FaultAt { line, column }.text(language) }
                </button>
                { fault.message.clone() }
            </li>
        }
    };
    html! {
        <div id="faults" role="alert">
            if !faults.is_empty() {
                <p>{ Label::FaultsFound(faults.len()).text(language) }</p>
                <ul class="errors">{ for faults.iter().map(one) }</ul>
            }
        </div>
    }
}
