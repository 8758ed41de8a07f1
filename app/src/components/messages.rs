//! The messages of the stage. Where each is, is not rendered: `edge/messages.rs` places them.

use std::rc::Rc;

use ensemble_scene::{Group, Travel};
use yew::prelude::*;

use super::svg::{self, Reach};
use crate::store::picture::Message;

/// The messages.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// In the order in which they are drawn.
    pub messages: Rc<Vec<Message>>,
    /// The group that holds them.
    pub group: NodeRef,
}

/// All of them.
#[component]
pub fn Messages(props: &Props) -> Html {
    html! {
        <g class="messages" ref={props.group.clone()}>
            { for props.messages.iter().map(|message| html! {
                <One key={message.travel.key.clone()} travel={message.travel.clone()}
                    focusable={message.focusable} />
            }) }
        </g>
    }
}

#[derive(PartialEq, Properties)]
struct OneProps {
    travel: Rc<Travel>,
    focusable: bool,
}

/// One of them: drawn anew only when it looks different.
#[component]
fn One(props: &OneProps) -> Html {
    let reach = if props.focusable {
        |_: &Group| Reach::Tab
    } else {
        |_: &Group| Reach::Pointer
    };
    html! { <g class="travel">{ svg::shape(&props.travel.shape, reach) }</g> }
}
