//! The few pictures on buttons.

use yew::prelude::*;

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    First,
    Back,
    Play,
    Pause,
    Last,
    Edit,
    Share,
    Help,
    Auto,
    Light,
    Dark,
}

/// Drawn in the colour of the text around it, and silent: the button says what it is.
pub fn view(shape: Shape) -> Html {
    let d = match shape {
        Shape::First => "M4 4h2v12H4zM16 4v12L7 10z",
        Shape::Back => "M14.5 4v12L5.5 10z",
        Shape::Play => "M6 3.5v13L16.5 10z",
        Shape::Pause => "M5 4h3.5v12H5zM11.5 4H15v12h-3.5z",
        Shape::Last => "M14 4h2v12h-2zM4 4v12l9-6z",
        Shape::Edit => {
            "M12.9 3.6a1.5 1.5 0 0 1 2.1 0l1.4 1.4a1.5 1.5 0 0 1 0 2.1L7.6 15.9 3.5 16.5 4.1 \
             12.4zM11.9 6.4 5.5 12.8l-.2 1.9 1.9-.2 6.4-6.4z"
        }
        Shape::Share => {
            "M8.2 13.2 6.9 14.5a2.3 2.3 0 0 1-3.3-3.3l3.2-3.2a2.3 2.3 0 0 1 3.3 0l-1 1a.9.9 0 0 \
             0-1.3 0l-3.1 3.1a.9.9 0 0 0 1.3 1.3l1.2-1.2zM11.8 6.8l1.3-1.3a2.3 2.3 0 0 1 3.3 \
             3.3l-3.2 3.2a2.3 2.3 0 0 1-3.3 0l1-1a.9.9 0 0 0 1.3 0l3.1-3.1a.9.9 0 0 0-1.3-1.3\
             l-1.2 1.2z"
        }
        Shape::Help => {
            "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm0 1.5a6 6 0 1 0 0 12 6 6 0 0 0 \
             0-12zm-.8 8.9h1.6v1.5H9.2zM10 5.7c1.6 0 2.7.9 2.7 2.3 0 1.1-.6 1.7-1.3 2.2-.5.4-.7.6\
             -.7 1.1v.4H9.3v-.6c0-.9.4-1.4 1.1-1.9.5-.4.8-.6.8-1.1 0-.6-.5-1-1.2-1s-1.2.4-1.3 1.2\
             H7.2c.1-1.6 1.2-2.6 2.8-2.6z"
        }
        Shape::Auto => "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm0 1.5v12a6 6 0 0 0 0-12z",
        Shape::Light => {
            "M10 6.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6zM9.3 1.8h1.4v2.6H9.3zm0 13.8h1.4v2.6\
             H9.3zM1.8 9.3h2.6v1.4H1.8zm13.8 0h2.6v1.4h-2.6zM4.7 3.7l1.9 1.9-1 1-1.9-1.9zm9.7 9.7\
             1.9 1.9-1 1-1.9-1.9zM15.3 3.7l1 1-1.9 1.9-1-1zM5.6 13.4l1 1-1.9 1.9-1-1z"
        }
        Shape::Dark => "M8.2 3a7.3 7.3 0 1 0 8.8 9.6A6.3 6.3 0 0 1 8.2 3z",
    };
    html! { <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path {d} /></svg> }
}
