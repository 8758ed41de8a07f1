//! What stands beside the stage: what the stop and the reader's choice concern.

use ensemble_core::narrate::Language;
use yew::prelude::*;

use super::{chain, console, inspector, properties, sync, znodes};
use crate::{
    labels::Label,
    store::{action::Action, views::Views, znodes::Znodes},
};

/// The details.
pub struct Props<'a> {
    /// What is shown.
    pub views: &'a Views,
    /// What the reader looks at in the trees of znodes.
    pub znodes: &'a Znodes,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The details.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        views,
        znodes: Znodes { asked, chain },
        language,
        on,
    } = props;
    let stop = views.position.stop;
    let chain = chain.as_ref().map(|chain| {
        chain::view(chain::Props {
            chain,
            stop,
            language,
            on,
        })
    });
    let tree = views.tree.as_ref().map(|tree| {
        znodes::view(znodes::Props {
            tree,
            asked,
            language,
            on,
        })
    });
    let console = views.console.as_ref().map(|console| {
        console::view(console::Props {
            console,
            stop,
            language,
            on,
        })
    });
    let inspected = inspector::Props {
        inspected: &views.inspected,
        language,
        on,
    };
    let properties = properties::Props {
        properties: &views.properties,
        broken_at: views.broken_at,
        stop,
        language,
        on,
    };
    // Each keeps its place when another one comes or goes, and with it the focus.
    html! {
        <aside class="side" tabindex="0" aria-label={Label::Details.text(language)}>
            { chain.unwrap_or_default() }
            if let Some(sync) = &views.sync {
                { sync::view(sync::Props { sync, language }) }
            }
            { console.unwrap_or_default() }
            { tree.unwrap_or_default() }
            { inspector::view(inspected) }
            { properties::view(properties) }
        </aside>
    }
}
