//! The branches of the run, switched by a click.

use ensemble_core::{lab::BranchView, narrate::Language};
use yew::prelude::*;

use crate::{labels::Label, store::action::Action};

/// The branches.
pub struct Props<'a> {
    /// All of them.
    pub branches: &'a [BranchView],
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// Shown from the first one on, so that nothing jumps when there is a second.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        branches,
        language,
        on,
    } = props;
    let chip = |(index, branch): (usize, &BranchView)| {
        let class = classes!("chip", branch.broken.then_some("broken"));
        let title = if branch.broken {
            Label::BranchBroken
        } else {
            Label::ForkedAt(branch.fork_stop)
        };
        html! {
            <button {class} aria-current={branch.current.then_some("true")}
                title={title.text(language)}
                onclick={on.reform(move |_: MouseEvent| Action::Switch(index))}>
                { branch.name.clone() }
                if branch.broken {
                    <span class="hidden">{ ", " }{ Label::BranchBroken.text(language) }</span>
                }
            </button>
        }
    };
    html! {
        <div class="branches" role="group" aria-label={Label::Branches.text(language)}>
            <span class="sub" aria-hidden="true">{ Label::Branches.text(language) }</span>
            { for branches.iter().enumerate().map(chip) }
        </div>
    }
}
