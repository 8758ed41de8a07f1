//! Everything of one znode, and of each value the way to its cause.

use ensemble_core::{
    narrate::Language,
    view::{Caused, StatView, VersionView, ZnodeView},
};
use yew::prelude::*;

use super::znodes::client;
use crate::{
    labels::{Label, Znodes},
    store::{action::Action, znodes::Act},
};

/// The node.
#[inline(never)]
pub fn view(node: &ZnodeView, language: Language, on: &Callback<Action>) -> Html {
    let text = |label: Znodes<'_>| Label::Znodes(label).text(language);
    let one = |name: Html, value: Html| html! { <><dt>{ name }</dt><dd>{ value }</dd></> };
    let said = |label: Znodes<'_>| Html::from(text(label));
    html! {
        <div class="details">
            <h3>{ node.path.clone() }<span class="sub">{ node.kind.clone() }</span></h3>
            <dl class="fields">
                { for node.owner.iter().map(|who| {
                    one(said(Znodes::OwnedBy), client("owner", who))
                }) }
                if !node.stat.is_empty() {
                    { one(said(Znodes::Data), html! { <code>{ node.data.clone() }</code> }) }
                }
            </dl>
            <h4>{ text(Znodes::Servers) }</h4>
            <ul class="versions">
                { for node.versions.iter().map(|it| version(it, language, on)) }
            </ul>
            if !node.stat.is_empty() {
                <h4>{ text(Znodes::Stat) }</h4>
                <dl class="fields">
                    { for node.stat.iter().map(|it| stat(it, language, on)) }
                    { one(said(Znodes::Acl), lines(&node.acl)) }
                    { one(said(Znodes::Watches), watches(node, language)) }
                </dl>
            }
        </div>
    }
}

fn lines(lines: &[String]) -> Html {
    lines
        .iter()
        .map(|line| html! { <div>{ line.clone() }</div> })
        .collect()
}

fn watches(node: &ZnodeView, language: Language) -> Html {
    if node.watches.is_empty() {
        return Label::Znodes(Znodes::NoWatches).text(language).into();
    }
    let watches = node.watches.iter();
    watches
        .map(|(who, kind)| html! { <div>{ client("watcher", who) }{ " " }{ kind.clone() }</div> })
        .collect()
}

fn version(version: &VersionView, language: Language, on: &Callback<Action>) -> Html {
    let class = classes!(
        version.shown.then_some("shown"),
        (!version.why.is_empty()).then_some("differs"),
    );
    html! {
        <li {class}>
            <span class="name">{ version.name.clone() }</span>
            { caused(&version.value, version.cause.as_ref(), language, on) }
            if !version.why.is_empty() {
                <span class="why">{ version.why.clone() }</span>
            }
        </li>
    }
}

fn stat(stat: &StatView, language: Language, on: &Callback<Action>) -> Html {
    let field = &stat.field;
    let value = caused(&field.value, stat.cause.as_ref(), language, on);
    html! {
        <>
            <dt>{ field.name.clone() }</dt>
            <dd class={field.was.is_some().then_some("changed")}>
                if let Some(was) = &field.was {
                    <span class="hidden">{ Label::Was.text(language) }{ " " }</span>
                    <span class="was">{ was.clone() }</span>
                }
                { value }
            </dd>
        </>
    }
}

/// A value, and a click on it tells how it came about.
fn caused(value: &str, of: Option<&Caused>, language: Language, on: &Callback<Action>) -> Html {
    let Some(of) = of.cloned() else {
        return html! { <span>{ value.to_owned() }</span> };
    };
    let label = Label::Znodes(Znodes::TraceValue(value)).text(language);
    html! {
        <button class="cause" aria-label={label.clone()} title={label}
            onclick={on.reform(move |_: MouseEvent| {
                Action::Znodes(Act::Trace(Some(of.clone())))
            })}>
            { value.to_owned() }
        </button>
    }
}
