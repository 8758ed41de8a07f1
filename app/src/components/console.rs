//! The console of a client: what was asked and answered up to this stop, and a line to ask more.

use ensemble_core::{
    lab::Misread,
    narrate::Language,
    view::{SpokenView, Voice},
};
use yew::prelude::*;

use super::when;
use crate::{
    edge::fields,
    labels::Label,
    store::{
        action::Action,
        console::{Console as Shown, Typing},
    },
};

/// How many ways to go on are shown.
const WORDS_SHOWN: usize = 12;

/// The console.
pub struct Props<'a> {
    /// What it shows.
    pub console: &'a Shown,
    /// The stop shown.
    pub stop: u32,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The console. Its log is turned upside down twice, so that its end stays in sight.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        console,
        stop,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let view = &console.view;
    html! {
        <section class="console" aria-label={text(Label::Console)}>
            <h2>
                { text(Label::Console) }
                <span class="whose">
                    { for view.nodes.iter().map(|(node, name)| whose(*node, name, view.node, on)) }
                </span>
            </h2>
            if !view.lines.is_empty() || !console.told.is_empty() {
                <div class="log" tabindex="0" role="log" aria-label={text(Label::Console)}>
                    <ol>
                        if view.earlier > 0 {
                            <li class="hint">{ text(Label::EarlierLines(view.earlier)) }</li>
                        }
                        { for view.lines.iter().map(|line| spoken(line, stop, language, on)) }
                        { for console.told.iter().map(|line| html! { <li>{ line.clone() }</li> }) }
                    </ol>
                </div>
            }
            { prompt(console, language, on) }
            if let Some(fault) = &console.fault {
                { misread(&console.line, fault, language) }
            }
            { completions(console, language, on) }
            if view.waiting > 0 {
                <p class="waiting">
                    { text(Label::Unanswered(view.waiting)) }
                    <button onclick={on.reform(|_: MouseEvent| {
                        Action::RunUntil("answered".into())
                    })}>
                        { text(Label::UntilAnswered) }
                    </button>
                </p>
            }
        </section>
    }
}

fn whose(node: u8, name: &str, current: u8, on: &Callback<Action>) -> Html {
    html! {
        <button class="quiet" aria-current={(node == current).then_some("true")}
            onclick={on.reform(move |_: MouseEvent| Action::Type(Typing::At(node)))}>
            { name.to_owned() }
        </button>
    }
}

/// A line, and the way to the stop at which it was said. The tab key goes by: there are many.
#[inline(never)]
fn spoken(line: &SpokenView, now: u32, language: Language, on: &Callback<Action>) -> Html {
    let stop = line.stop;
    let class = match line.voice {
        Voice::Asked => "asked",
        Voice::Answer => "answer",
        Voice::Done => "done",
        Voice::Refusal => "refusal",
        Voice::Unknown => "unknown",
        Voice::Event => "event",
    };
    html! {
        <li {class}>
            <button tabindex="-1" aria-current={(stop == now).then_some("step")}
                onclick={on.reform(move |_: MouseEvent| Action::Seek(stop))}>
                { line.text.clone() }
            </button>
            if line.voice == Voice::Unknown {
                <span class="note">{ Label::MayHaveHappened.text(language) }</span>
            }
        </li>
    }
}

fn prompt(console: &Shown, language: Language, on: &Callback<Action>) -> Html {
    let typed = when(on, |event: InputEvent| {
        fields::typed(&event).map(|line| Action::Type(Typing::Line(line)))
    });
    let completes = console.completed.is_some();
    let keyed = when(on, move |event: KeyboardEvent| {
        let typing = match event.key().as_str() {
            "ArrowUp" => Typing::Recall { earlier: true },
            "ArrowDown" => Typing::Recall { earlier: false },
            // With nothing to complete, the key goes on to the next control.
            "Tab" if completes && !event.shift_key() => Typing::Complete,
            _ => return None,
        };
        event.prevent_default();
        Some(Action::Type(typing))
    });
    let entered = when(on, |event: SubmitEvent| {
        event.prevent_default();
        Some(Action::Type(Typing::Enter))
    });
    let faulty = console.fault.is_some();
    html! {
        <form onsubmit={entered}>
            <label for="command">{ console.view.prompt.clone() }</label>
            <input id="command" type="text" autocomplete="off" autocapitalize="off"
                spellcheck="false" aria-label={Label::ConsoleLine.text(language)}
                enterkeyhint="send" aria-invalid={faulty.then_some("true")}
                aria-describedby={if faulty { "command-fault" } else { "command-form" }}
                value={console.line.clone()} oninput={typed} onkeydown={keyed} />
        </form>
    }
}

/// The line as far as it is understood, what is not, and what was expected there.
#[inline(never)]
fn misread(line: &str, fault: &Misread, language: Language) -> Html {
    let at = if line.is_char_boundary(fault.at) {
        fault.at
    } else {
        0
    };
    let (right, wrong) = line.split_at(at);
    let wrong = if wrong.is_empty() { " " } else { wrong };
    let place = right.chars().count() + 1;
    html! {
        <div id="command-fault" role="alert">
            <code aria-hidden="true">{ right.to_owned() }<b>{ wrong.to_owned() }</b></code>
            <p>{ Label::AtCharacter(place).text(language) }{ " " }{ fault.reason.clone() }</p>
        </div>
    }
}

#[inline(never)]
fn completions(console: &Shown, language: Language, on: &Callback<Action>) -> Html {
    let completion = &console.completion;
    let word = |word: &String| {
        let text = word.clone();
        let word = word.clone();
        html! {
            <button onclick={on.reform(move |_: MouseEvent| {
                Action::Type(Typing::Word(word.clone()))
            })}>{ text }</button>
        }
    };
    let form = if completion.form.is_empty() {
        Label::ConsoleHint.text(language)
    } else {
        completion.form.into()
    };
    let known = (!completion.form.is_empty()).then_some("form");
    html! {
        <>
            <p id="command-form" class={classes!("hint", known)}>
                { form }
            </p>
            if !completion.words.is_empty() {
                <div class="offers" role="group" aria-label={Label::Completions.text(language)}>
                    { for completion.words.iter().take(WORDS_SHOWN).map(word) }
                </div>
            }
        </>
    }
}
