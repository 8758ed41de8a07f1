//! The messages of the stage. Where each is, is not rendered: `edge/messages.rs` places them.

use std::rc::Rc;

use ensemble_scene::{Group, Travel};
use yew::prelude::*;

use super::svg::{self, Reach};
use crate::store::picture::Message;

/// The messages, in the order in which they are drawn, in a group that holds them.
pub fn view(messages: &[Message], group: &NodeRef) -> Html {
    html! {
        <g class="messages" ref={group.clone()}>
            { for messages.iter().map(|message| html! {
                <One key={message.travel.key.clone()} travel={message.travel.clone()}
                    focusable={message.focusable} />
            }) }
        </g>
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    travel: Rc<Travel>,
    focusable: bool,
}

/// One of them, the only part of the page with a memory of what it drew: there may be hundreds,
/// and at most stops nearly all of them look as before.
struct One;

impl Component for One {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &Props) -> bool {
        ctx.props() != before
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let reach = if ctx.props().focusable {
            |_: &Group| Reach::Tab
        } else {
            |_: &Group| Reach::Pointer
        };
        html! { <g class="travel">{ svg::shape(&ctx.props().travel.shape, reach) }</g> }
    }
}
