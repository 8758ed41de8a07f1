//! The tip beside a message that is pointed at or has the focus: all its fields.

use ensemble_core::{narrate::Language, view::EnvelopeView};
use yew::prelude::*;

use super::inspector;
use crate::labels::Label;

/// The tip.
pub struct Props<'a> {
    /// The message.
    pub envelope: &'a EnvelopeView,
    /// Its sender's name.
    pub from: &'a str,
    /// Its receiver's name.
    pub to: &'a str,
    /// The language.
    pub language: Language,
}

/// For eyes only: the message itself says the same to ears.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        envelope,
        from,
        to,
        language,
    } = props;
    let state = match (envelope.held, envelope.stalled) {
        (true, _) => Label::Held,
        (false, true) => Label::Stalled,
        (false, false) => Label::InFlight,
    };
    html! {
        <div class="menu tip" aria-hidden="true">
            <h2>
                <strong>{ envelope.kind.clone() }</strong>{ " " }
                { Label::Way { from, to }.text(language) }{ " · " }{ state.text(language) }
            </h2>
            { inspector::fields(&envelope.fields, language) }
        </div>
    }
}
