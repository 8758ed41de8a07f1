//! The story: the sentence of the stop, why, and where the rule stands.

use ensemble_core::{lab::Position, narrate::Language, view::StoryView};
use yew::prelude::*;

use crate::{labels::Label, store::emphasis};

/// The story.
pub struct Props<'a> {
    /// What is told.
    pub story: &'a StoryView,
    /// Where the run stands.
    pub position: &'a Position,
    /// The language.
    pub language: Language,
}

/// The story.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        story,
        position,
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
    let quiet = (position.quiet && stop == stops).then_some(Label::Quiet);
    let emphasised = |(strong, part): (bool, &str)| {
        if strong {
            html! { <mark>{ part.to_owned() }</mark> }
        } else {
            part.to_owned().into()
        }
    };
    html! {
        <section class="story" aria-label={text(Label::Story)}>
            <p class="count">
                { text(count) }
                if stop > 0 {
                    <span class="clock">{ text(clock) }</span>
                }
                { for quiet.map(|label| html! { <span class="end">{ text(label) }</span> }) }
            </p>
            <h1>{ story.headline.clone() }</h1>
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
        </section>
    }
}
