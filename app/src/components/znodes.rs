//! The tree of znodes as a server has applied it, and everything of the one looked at.

use ensemble_core::{
    narrate::Language,
    view::{ClientMark, CopyView, TreeAsk, TreeView, ZnodeKind, ZnodeMark, ZnodeRow},
};
use yew::prelude::*;

use super::{when, znode};
use crate::{
    edge::{fields, keyboard},
    labels::{Label, Znodes},
    store::{
        action::Action,
        znodes::{Act, Key, ROWS},
    },
};

/// The panel.
pub struct Props<'a> {
    /// What it shows.
    pub tree: &'a TreeView,
    /// What was asked for.
    pub asked: &'a TreeAsk,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The panel.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        tree,
        asked,
        language,
        on,
    } = props;
    let text = |label: Znodes<'_>| Label::Znodes(label).text(language);
    let search = when(on, |event: InputEvent| {
        fields::typed(&event).map(|text| Action::Znodes(Act::Search(text)))
    });
    let shown = tree.servers.iter().find(|copy| copy.id == tree.server);
    html! {
        <section class="znodes" aria-label={text(Znodes::Znodes)}>
            <h2>
                { text(Znodes::Znodes) }
                <span class="copies" role="group" aria-label={text(Znodes::TreeOf)}>
                    { for tree.servers.iter().map(|copy| tab(copy, tree.server, on)) }
                </span>
            </h2>
            <p class="lag">{ for shown.map(|copy| copy.told.clone()) }</p>
            if tree.nothing.is_empty() {
                <input type="search" placeholder={text(Znodes::Search)} oninput={search}
                    aria-label={text(Znodes::Search)} value={asked.search.clone()} />
                { rows(tree, language, on) }
                if let Some(pages) = pages(tree, language, on) {
                    { pages }
                }
                if tree.total == 0 {
                    <p class="hint">{ text(Znodes::NotFound) }</p>
                }
                // A place of its own, so that the rows stay the same element, and keep the focus.
                if let Some(node) = &tree.selected {
                    { znode::view(node, language, on) }
                }
            }
        </section>
    }
}

fn tab(copy: &CopyView, shown: u8, on: &Callback<Action>) -> Html {
    let id = copy.id;
    let class = classes!(
        copy.leads.then_some("leads"),
        (!copy.up).then_some("down"),
        (copy.behind > 0).then_some("behind"),
    );
    let told = format!("{}: {}", copy.name, copy.told);
    html! {
        <button {class} aria-pressed={(id == shown).to_string()} title={told.clone()}
            aria-label={told}
            onclick={on.reform(move |_: MouseEvent| Action::Znodes(Act::Server(id)))}>
            { copy.name.clone() }
            if copy.behind > 0 {
                <span class="count">{ format!("−{}", copy.behind) }</span>
            }
        </button>
    }
}

fn rows(tree: &TreeView, language: Language, on: &Callback<Action>) -> Html {
    let on_key = when(on, |event: KeyboardEvent| {
        keyboard::taken(&event, Key::read).map(|key| Action::Znodes(Act::Key(key)))
    });
    let active = tree.rows.iter().position(|row| row.selected);
    html! {
        <div class="rows" role="tree" tabindex="0" onkeydown={on_key}
            aria-label={Label::Znodes(Znodes::Znodes).text(language)}
            aria-activedescendant={active.map(row_id)}>
            { for tree.rows.iter().enumerate().map(|(at, it)| row(at, it, language, on)) }
        </div>
    }
}

fn row_id(at: usize) -> String {
    format!("znode-{at}")
}

#[inline(never)]
fn row(at: usize, row: &ZnodeRow, language: Language, on: &Callback<Action>) -> Html {
    let text = |label: Znodes<'_>| Label::Znodes(label).text(language);
    let aloud = |label: Znodes<'_>| spoken(&text(label));
    let path = row.path.clone();
    let select = on.reform(move |_: MouseEvent| Action::Znodes(Act::Select(path.clone())));
    let path = row.path.clone();
    let toggle = on.reform(move |event: MouseEvent| {
        event.stop_propagation();
        Action::Znodes(Act::Toggle(path.clone()))
    });
    let mark = row.mark.map(|mark| match mark {
        ZnodeMark::Missing => "missing",
        ZnodeMark::Extra => "extra",
        ZnodeMark::Older => "older",
        ZnodeMark::Newer => "newer",
    });
    let kind = match row.kind {
        ZnodeKind::Persistent => "",
        ZnodeKind::Ephemeral => "ephemeral",
        ZnodeKind::Container => "container",
        ZnodeKind::Ttl => "ttl",
    };
    let class = classes!("znode", mark, kind, row.changed.then_some("changed"));
    let is_leaf = row.children == 0;
    let depth = format!("in in-{}", row.depth.min(8));
    html! {
        <div {class} role="treeitem" id={row_id(at)} onclick={select}
            aria-level={(row.depth + 1).to_string()}
            aria-expanded={(!is_leaf).then(|| row.open.to_string())}
            aria-selected={row.selected.to_string()}
            title={(!row.marked.is_empty()).then(|| row.marked.clone())}>
            <span class={depth}></span>
            <span class="twist" aria-hidden="true" onclick={(!is_leaf).then_some(toggle)}>
                if !is_leaf {
                    { if row.open { "▾" } else { "▸" } }
                }
            </span>
            <span class="name">
                { row.name.clone() }<span class="sequence">{ row.sequence.clone() }</span>
                if !is_leaf && !row.open {
                    <span class="many">{ row.children }{ aloud(Znodes::Children) }</span>
                }
            </span>
            <span class="data">{ row.data.clone() }</span>
            if !row.version.is_empty() {
                <span class="version">{ row.version.clone() }</span>
            }
            { for row.owner.iter().map(|owner| html! {
                <>{ spoken(&row.kind_told) }{ aloud(Znodes::OwnedBy) }{ client("owner", owner) }</>
            }) }
            { for row.watchers.iter().map(|who| html! {
                <>{ aloud(Znodes::WatchedBy) }{ client("watcher", who) }</>
            }) }
            if let Some(mark) = row.mark {
                <span class="mark">{ text(Znodes::Mark(mark)) }</span>
                { spoken(&row.marked) }
            } else if row.below {
                <span class="below" aria-hidden="true">{ "≠" }</span>
                { aloud(Znodes::Below) }
            }
            if row.changed {
                { aloud(Znodes::Changed) }
            }
        </div>
    }
}

/// Words for ears only.
fn spoken(text: &str) -> Html {
    html! { <span class="hidden">{ " " }{ text.to_owned() }{ " " }</span> }
}

/// A client's name in its colour.
#[inline(never)]
pub fn client(class: &'static str, who: &ClientMark) -> Html {
    let hue = format!("hue-{}", who.hue);
    html! { <span class={classes!("who", class, hue)}>{ who.name.clone() }</span> }
}

/// Where in a long list these rows are, and the way to the others.
#[inline(never)]
fn pages(tree: &TreeView, language: Language, on: &Callback<Action>) -> Option<Html> {
    let text = |label: Znodes<'_>| Label::Znodes(label).text(language);
    let last = tree.first + tree.rows.len();
    let go = |first: usize| on.reform(move |_: MouseEvent| Action::Znodes(Act::Window(first)));
    (tree.total > ROWS).then(|| {
        html! {
            <p class="pages">
                <button class="quiet" disabled={tree.first == 0}
                    onclick={go(tree.first.saturating_sub(ROWS))}>{ text(Znodes::Earlier) }</button>
                { text(Znodes::Rows { first: tree.first + 1, last, total: tree.total }) }
                <button class="quiet" disabled={last >= tree.total}
                    onclick={go(last)}>{ text(Znodes::Later) }</button>
            </p>
        }
    })
}
