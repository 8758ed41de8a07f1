//! The buttons that move in time.

use ensemble_core::{
    lab::{GoalView, Position},
    narrate::Language,
};
use ensemble_scene::Whose;
use yew::prelude::*;

use super::when;

use super::icon::{self, Shape};
use crate::{
    edge::fields,
    labels::Label,
    store::{
        action::Action,
        crowd::{self, Crowd},
        playback::Speed,
    },
};

/// The transport.
pub struct Props<'a> {
    /// Where the run stands.
    pub position: &'a Position,
    /// Whether it plays.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// What can be waited for.
    pub goals: &'a [GoalView],
    /// Which messages are shown.
    pub crowd: Crowd,
    /// How many are left out by that.
    pub hidden: usize,
    /// Whether there are heartbeats and transactions.
    pub beats: bool,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The buttons stay where they are and never go dead under the focus: one that has nothing to do
/// says so to those who listen, and does nothing.
pub fn view(props: Props<'_>) -> Html {
    let Props {
        position,
        playing,
        speed,
        goals,
        crowd,
        hidden,
        beats,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let button = |label: Label<'_>, shape: Shape, idle: bool, action: Action| {
        let said = text(label);
        html! {
            <button aria-label={said.clone()} title={said}
                aria-disabled={idle.then_some("true")}
                onclick={on.reform(move |_: MouseEvent| action.clone())}>
                { icon::view(shape) }
            </button>
        }
    };
    let at_start = position.stop == 0;
    let at_end = position.stop == position.stops;
    let (label, shape) = if playing {
        (Label::Pause, Shape::Pause)
    } else {
        (Label::Play, Shape::Play)
    };
    html! {
        <div class="transport" role="group" aria-label={text(Label::Transport)}>
            <div class="buttons">
                { button(Label::First, Shape::First, at_start, Action::First) }
                { button(Label::Back, Shape::Back, at_start, Action::Back) }
                <button id="next" class="primary" onclick={on.reform(|_: MouseEvent| Action::Step)}>
                    { text(Label::NextStep) }
                </button>
                { button(label, shape, false, Action::Play) }
                { button(Label::Last, Shape::Last, at_end, Action::Last) }
            </div>
            <div class="options">
                if !goals.is_empty() {
                    { until(goals, language, on) }
                }
                { speeds(speed, language, on) }
                { whose(crowd, beats, language, on) }
                if beats {
                    { heartbeats(crowd, language, on) }
                }
                if hidden > 0 {
                    <span class="hint">{ text(Label::HiddenMessages(hidden)) }</span>
                }
            </div>
        </div>
    }
}

/// Choosing a goal runs to it; the list goes back to its title, to be chosen from again.
fn until(goals: &[GoalView], language: Language, on: &Callback<Action>) -> Html {
    let label = Label::RunUntil.text(language);
    let on_change = when(on, |event: Event| {
        let word = fields::chosen(&event)?;
        fields::reset(&event);
        (!word.is_empty()).then_some(Action::RunUntil(word))
    });
    html! {
        <label>
            <span class="hidden">{ label.clone() }</span>
            <select id="until" onchange={on_change}>
                <option value="" selected=true>{ label }</option>
                { for goals.iter().map(|goal| html! {
                    <option value={goal.word.clone()}>{ goal.label.clone() }</option>
                }) }
            </select>
        </label>
    }
}

fn speeds(speed: Speed, language: Language, on: &Callback<Action>) -> Html {
    let on_change = when(on, |event: Event| {
        Speed::read(&fields::chosen(&event)?).map(Action::Hasten)
    });
    html! {
        <label>
            <span class="hidden">{ Label::Speed.text(language) }</span>
            <select id="speed" onchange={on_change}>
                { for Speed::ALL.into_iter().map(|each| html! {
                    <option value={each.word()} selected={each == speed}>
                        { Label::SpeedOf(each).text(language) }
                    </option>
                }) }
            </select>
        </label>
    }
}

/// Whose messages are shown; those of a transaction only where there are transactions.
#[inline(never)]
fn whose(crowd: Crowd, beats: bool, language: Language, on: &Callback<Action>) -> Html {
    let on_change = when(on, |event: Event| {
        crowd::read_whose(&fields::chosen(&event)?).map(Action::Whose)
    });
    let all = crowd::WHOSE.into_iter();
    let all = all.filter(|(each, _)| beats || *each != Whose::Matter);
    html! {
        <label>
            <span class="hidden">{ Label::ShownMessages.text(language) }</span>
            <select id="messages" onchange={on_change}>
                { for all.map(|(each, word)| html! {
                    <option value={word} selected={each == crowd.whose}>
                        { Label::Whose(each).text(language) }
                    </option>
                }) }
            </select>
        </label>
    }
}

#[inline(never)]
fn heartbeats(crowd: Crowd, language: Language, on: &Callback<Action>) -> Html {
    let shown = crowd.heartbeats;
    html! {
        <label class="check">
            <input id="heartbeats" type="checkbox" checked={shown}
                onchange={on.reform(move |_: Event| Action::Heartbeats(!shown))} />
            { Label::Heartbeats.text(language) }
        </label>
    }
}
