//! The menu of a thing on the stage: what can be chosen about it.

use ensemble_core::{
    narrate::Language,
    view::{OfferView, Target},
};
use yew::prelude::*;

use super::when;

use super::inspector;
use crate::{
    edge::{fields, keyboard},
    labels::Label,
    store::{
        action::{Action, Pointed},
        overlay::Menu as Shown,
    },
};

/// The menu.
pub struct Props<'a> {
    /// What it shows.
    pub menu: &'a Shown,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The menu.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props { menu, language, on } = props;
    let text = |label: Label<'_>| label.text(language);
    let is_empty = menu.offers.is_empty() && menu.links.is_empty() && menu.alone.is_none();
    let group = match menu.pointed.target {
        Target::Envelope(_) => Label::Bundle,
        Target::Node(_) | Target::Link(..) => Label::Links,
    };
    let class = classes!("menu", menu.alone.is_some().then_some("alone"));
    html! {
        <div {class} role="dialog" aria-label={text(Label::MenuOf(&menu.heading))}
            onkeydown={Callback::from(|event: KeyboardEvent| keyboard::move_in_menu(&event))}>
            <h2>{ menu.heading.clone() }</h2>
            if !menu.fields.is_empty() {
                { inspector::fields(&menu.fields, language) }
            }
            { for menu.alone.as_ref().map(|title| alone(title, menu.pointed.side, language, on)) }
            { for menu.offers.iter().map(|offer| choice(offer, language, on)) }
            { for menu.requests.iter().map(|prefix| own_value(prefix, language, on)) }
            { for menu.effects.iter().map(|of| inspector::trace(of, language, on)) }
            if is_empty {
                <p class="hint">{ text(Label::NothingToChoose) }</p>
            }
            if !menu.links.is_empty() {
                <hr />
                <div class="links" role="group" aria-label={text(group)}>
                    { for menu.links.iter().map(|link| link_button(link, &menu.pointed, on)) }
                </div>
            }
        </div>
    }
}

/// What stands where nothing can be chosen, and the way to where it can.
fn alone(title: &str, side: usize, language: Language, on: &Callback<Action>) -> Html {
    html! {
        <>
            <p class="hint">{ Label::OnlyLookedAt.text(language) }</p>
            <button onclick={on.reform(move |_: MouseEvent| Action::Alone(side))}>
                { Label::OpenThisAlone(title).text(language) }
            </button>
        </>
    }
}

fn choice(offer: &OfferView, language: Language, on: &Callback<Action>) -> Html {
    let choice = offer.choice.clone();
    html! {
        <button class={offer.next.then_some("next")}
            onclick={on.reform(move |_: MouseEvent| Action::Choose(choice.clone()))}>
            { offer.label.clone() }
            if offer.next {
                <span class="hidden">{ ", " }{ Label::ChosenNext.text(language) }</span>
            }
        </button>
    }
}

/// A request with the reader's own value.
fn own_value(prefix: &str, language: Language, on: &Callback<Action>) -> Html {
    let before = prefix.to_owned();
    let on_submit = when(on, move |event: SubmitEvent| {
        let value = fields::sent(&event)?;
        Some(Action::Request {
            prefix: before.clone(),
            value,
        })
    });
    // `submit p1 propose ` reads `propose` in front of the field; a client takes whole commands.
    let verb = prefix.split_whitespace().nth(2).map(str::to_owned);
    let label = match verb {
        Some(_) => Label::OwnValue.text(language),
        None => Label::ConsoleLine.text(language),
    };
    let most = if verb.is_some() { "12" } else { "4000" };
    html! {
        <form class="own" onsubmit={on_submit}>
            <input type="text" maxlength={most} autocomplete="off" autocapitalize="off"
                aria-label={label.clone()} placeholder={label} />
            <button type="submit" title={verb}>{ Label::Ask.text(language) }</button>
        </form>
    }
}

fn link_button(
    (target, name): &(Target, String),
    pointed: &Pointed,
    on: &Callback<Action>,
) -> Html {
    let pointed = Pointed {
        side: pointed.side,
        target: target.clone(),
        spot: pointed.spot,
    };
    html! {
        <button onclick={on.reform(move |_: MouseEvent| Action::Ask(pointed.clone()))}>
            { name.clone() }
        </button>
    }
}
