//! The space–time diagram, with a cursor to drag.

use std::rc::Rc;

use ensemble_core::{lab::Position, narrate::Language};
use ensemble_scene::{Scene, TimeGeometry};
use yew::prelude::*;

use super::{drawn::Drawn, when};
use crate::{
    edge::{fields, pointer},
    labels::Label,
    store::{action::Action, element::view_box},
};

/// The diagram.
pub struct Props<'a> {
    /// The element of the picture, for places in it.
    pub picture: &'a NodeRef,
    /// What it shows.
    pub scene: &'a Rc<Scene>,
    /// Where things are in it.
    pub geometry: Option<&'a TimeGeometry>,
    /// Where the run stands.
    pub position: &'a Position,
    /// The sentence of the stop shown.
    pub headline: &'a str,
    /// The language.
    pub language: Language,
    /// What the reader does.
    pub on: &'a Callback<Action>,
}

/// The picture as a whole is one control, a slider over the stops: the arrow keys belong to the
/// page, and a pointer that is down drags, so nothing has to be remembered here.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props {
        picture,
        scene,
        geometry,
        position,
        headline,
        language,
        on,
    } = props;
    let text = |label: Label<'_>| label.text(language);
    let seek = {
        let (picture, geometry) = (picture.clone(), geometry.cloned());
        move |event: &PointerEvent, may_aim: bool| {
            let geometry = geometry.as_ref()?;
            let aimed = if may_aim {
                pointer::column(event)
            } else {
                None
            };
            let part = pointer::part_across(event, &picture)?;
            Some(Action::Scrub(aimed.unwrap_or_else(|| {
                geometry.column_at(part * geometry.width)
            })))
        }
    };
    let on_down = {
        let (seek, picture) = (seek.clone(), picture.clone());
        when(on, move |event: PointerEvent| {
            pointer::capture(&event, &picture);
            pointer::is_down(&event)
                .then(|| seek(&event, true))
                .flatten()
        })
    };
    let on_move = when(on, move |event: PointerEvent| {
        pointer::is_down(&event)
            .then(|| seek(&event, false))
            .flatten()
    });
    let on_wheel = on.reform(|event: WheelEvent| {
        let sign = event.delta_x() + event.delta_y();
        Action::Pan(if sign > 0.0 { 3 } else { -3 })
    });
    let (stop, stops) = (position.stop, position.stops);
    let said = format!("{}: {headline}", text(Label::Stop { stop, stops }));
    let is_longer = geometry.is_some_and(|shown| shown.first > 0 || shown.last < position.stops);
    html! {
        <div class="timebox">
            <svg ref={picture.clone()} class={format!("scene {}", scene.class)}
                viewBox={view_box(scene)}
                role="slider" tabindex="0" aria-label={text(Label::TimeHint)} aria-valuemin="0"
                aria-valuemax={stops.to_string()} aria-valuenow={stop.to_string()}
                aria-valuetext={said}
                onpointerdown={on_down} onpointermove={on_move} onwheel={on_wheel}>
                <Drawn scene={scene.clone()} />
            </svg>
            if is_longer {
                { range(position, language, on) }
            }
        </div>
    }
}

/// What two runs have in place of a diagram.
#[inline(never)]
pub fn both(position: &Position, language: Language, on: &Callback<Action>) -> Html {
    html! { <div class="timebox">{ range(position, language, on) }</div> }
}

fn range(position: &Position, language: Language, on: &Callback<Action>) -> Html {
    html! {
        <input class="range" type="range" min="0" max={position.stops.to_string()}
            value={position.stop.to_string()} aria-label={Label::WholeRun.text(language)}
            oninput={when(on, |event: InputEvent| fields::number(&event).map(Action::Seek))} />
    }
}
