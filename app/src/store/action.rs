//! What can be asked of the store: by the reader, by the browser, by the clock.

use ensemble_core::view::Target;
use ensemble_scene::Whose;

use super::route::Address;
use super::{console::Typing, playback::Speed, size::Sizes, znodes::Act};

/// A rectangle of the window, in pixels: what a menu or a tip stands beside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

/// Something on a stage that is pointed at, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointed {
    /// Whose stage, of two runs side by side; 0 if there is one.
    pub side: usize,
    /// The thing.
    pub target: Target,
    /// Where it is.
    pub spot: Spot,
}

/// A sheet or a menu that can be opened by a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The list of scripts.
    Scripts,
    /// The editor of the script.
    Editor,
    /// Link and embedding.
    Share,
    /// The keys.
    Help,
}

/// What the share sheet can copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The link to this very run.
    Link,
    /// The markup that embeds it.
    Embed,
    /// The same with a place for synchronisations.
    Sync,
}

/// Everything that can happen to the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// One stop forward, in motion.
    Step,
    /// One stop back.
    Back,
    /// To the start.
    First,
    /// To the end of what is recorded.
    Last,
    /// To a stop.
    Seek(u32),
    /// To a stop, while dragging: the window of the diagram stays.
    Scrub(u32),
    /// To the next or the last milestone.
    Milestone {
        /// Which way.
        forward: bool,
    },
    /// Play, or pause.
    Play,
    /// Another speed.
    Hasten(Speed),
    /// Other messages than these are left out.
    Whose(Whose),
    /// Whether heartbeats are shown.
    Heartbeats(bool),
    /// Let it run until a goal is reached.
    RunUntil(String),
    /// Time has passed.
    Frame {
        /// Milliseconds since the last frame.
        elapsed_ms: f32,
    },
    /// Move the window of the diagram by so many columns.
    Pan(i32),

    /// The pointer or the focus is on something, or on nothing any more.
    Point(Option<Pointed>),
    /// Inspect a thing; nothing means: whatever the stop concerns.
    Inspect(Option<Target>),
    /// Open the menu of a thing.
    Ask(Pointed),
    /// Choose something, in its stable text form.
    Choose(String),
    /// Something at a client's console.
    Type(Typing),
    /// Choose a request with the reader's own value.
    Request {
        /// What stands before the value.
        prefix: String,
        /// The value.
        value: String,
    },
    /// Something with the trees of znodes.
    Znodes(Act),
    /// Show another branch.
    Switch(usize),

    /// Open a menu or a sheet.
    Open(Opening),
    /// Close what is open.
    Close,
    /// The text in the editor changed.
    Draft(String),
    /// Run what is in the editor.
    RunDraft,
    /// Put the caret of the editor somewhere; both counted from one.
    Caret {
        /// The line.
        line: u32,
        /// The column.
        column: u32,
    },
    /// Open a script of the library by its name.
    Sample(String),
    /// The text of a script was fetched.
    Fetched {
        /// The script's name.
        name: &'static str,
        /// The text; `None` if it did not come.
        text: Option<String>,
    },
    /// Open one of two runs alone, where it stands.
    Alone(usize),
    /// Copy something.
    Copy(Copied),
    /// Whether that could be done.
    CopyDone(bool),
    /// The next theme: auto, light, dark.
    CycleTheme,
    /// The notice was read, or has stood long enough.
    Dismiss,

    /// The places for stage and diagram have these sizes.
    Sized(Sizes),
    /// Whether the reader wants no motion.
    Still(bool),
    /// The browser shows another address.
    Arrived(Address),
    /// The run has stood still long enough for its address to be written.
    Settle,
}
