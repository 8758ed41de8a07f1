//! What is in a picture.

use std::rc::Rc;

use ensemble_scene::{Scene, Shape};
use web_sys::Element;
use yew::prelude::*;

use crate::edge::drawing::draw;

/// The picture.
#[derive(Properties)]
pub struct Props {
    /// What it shows.
    pub scene: Rc<Scene>,
    /// The group that gets to hold the messages; from the first time on.
    #[prop_or_default]
    pub messages: NodeRef,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.scene, &other.scene)
    }
}

/// Knows what it drew, and changes what is different: made of Yew's nodes and compared by it, a
/// picture with hundreds of messages took two frames.
pub struct Drawn {
    groups: [NodeRef; 3],
}

impl Component for Drawn {
    type Message = ();
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let groups = [
            NodeRef::default(),
            ctx.props().messages.clone(),
            NodeRef::default(),
        ];
        Self { groups }
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &Props) -> bool {
        self.draw(&before.scene, &ctx.props().scene);
        false
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.draw(&Scene::default(), &ctx.props().scene);
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let [under, messages, over] = self.groups.clone();
        html! { <><g ref={under} /><g class="messages" ref={messages} /><g ref={over} /></> }
    }
}

impl Drawn {
    fn draw(&self, was: &Scene, is: &Scene) {
        let layers = layers(was).into_iter().zip(layers(is));
        for (group, (was, is)) in self.groups.iter().zip(layers) {
            if let Some(group) = group.cast::<Element>() {
                draw(&group, &was, &is);
            }
        }
    }
}

fn layers(scene: &Scene) -> [Vec<&Shape>; 3] {
    [
        scene.under.iter().collect(),
        scene.travels.iter().map(|it| &it.shape).collect(),
        scene.over.iter().collect(),
    ]
}
