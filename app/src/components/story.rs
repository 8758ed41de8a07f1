//! The story: the sentence of the stop, why, and where the rule stands.

use ensemble_core::{lab::Position, narrate::Language, view::StoryView};
use yew::prelude::*;

use crate::{
    labels::Label,
    store::{emphasis, views::Compared},
};

/// The story.
pub struct Props<'a> {
    /// What is told.
    pub story: &'a StoryView,
    /// Where the run stands.
    pub position: &'a Position,
    /// Two runs with a sentence each; none if the story is of one.
    pub compared: &'a [Compared],
    /// The language.
    pub language: Language,
}

/// The story.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        story,
        position,
        compared,
        language,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let (stop, stops) = (position.stop, position.stops);
    let count = match stop {
        0 => Label::Start { stops },
        _ => Label::Stop { stop, stops },
    };
    let clock = Label::Clock {
        time_ticks: position.time_ticks,
    };
    // The longest name of an error has a place to be broken at. What scrolls has to be reached by
    // the keyboard.
    let one = compared.is_empty();
    let end = if one { Label::Quiet } else { Label::BothEnd };
    let quiet = (position.quiet && stop == stops).then_some(end);
    html! {
        <section class="story" aria-label={text(Label::Story)} tabindex="0">
            <p class="count">
                { text(count) }
                if stop > 0 && one {
                    <>{ " " }<span class="clock">{ text(clock) }</span></>
                }
                { for quiet.map(|label| html! {
                    <>{ " " }<span class="end">{ text(label) }</span></>
                }) }
            </p>
            <h1>{ breakable(&story.headline) }</h1>
            if one {
                { told(story) }
            } else {
                if !story.detail.is_empty() {
                    <p class="detail">{ story.detail.clone() }</p>
                }
                if stop > 0 {
                    { for compared.iter().map(|run| side(run, language)) }
                }
            }
        </section>
    }
}

/// What one of two runs tells.
#[inline(never)]
fn side(run: &Compared, language: Language) -> Html {
    let clock = Label::Clock {
        time_ticks: run.position.time_ticks,
    };
    html! {
        <article class={run.waits.then_some("waits")}>
            <h2>
                { run.title.to_string() }
                <span class="sub">{ clock.text(language) }</span>
                if run.waits {
                    <span class="sub">{ Label::Waits.text(language) }</span>
                }
            </h2>
            if run.position.stop > 0 {
                <p class="headline">{ run.story.headline.clone() }</p>
                { told(&run.story) }
            }
        </article>
    }
}

/// What follows the sentence.
#[inline(never)]
pub(super) fn told(story: &StoryView) -> Html {
    let emphasised = |(strong, part): (bool, &str)| {
        if strong {
            html! { <mark>{ part.to_owned() }</mark> }
        } else {
            part.to_owned().into()
        }
    };
    html! {
        <>
            if !story.alarm.is_empty() {
                <p class="alarm">{ story.alarm.clone() }</p>
            }
            if !story.detail.is_empty() {
                <p class="detail">{ for emphasis::parts(&story.detail).map(emphasised) }</p>
            }
            if !story.source.is_empty() {
                <p class="source">{ story.source.clone() }</p>
            }
            if !story.note.is_empty() {
                <p class="note">{ for emphasis::parts(&story.note).map(emphasised) }</p>
            }
        </>
    }
}

/// A sentence with places to break in the longest words, and none within a flag.
fn breakable(said: &str) -> String {
    said.replace("NFOR", "N\u{200b}FOR")
        .replace(" -", " -\u{2060}")
}
