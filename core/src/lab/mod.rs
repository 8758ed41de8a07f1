//! Everything that shows runs talks to this: open a script or a link, move in time, choose, look.
//!
//! Invariant: nothing behind this boundary is reached in any other way by the page or the command
//! line. No call panics, whatever text it is given.

mod batch;
mod choosing;
mod console;
mod letters;
mod library;
mod link;
mod look;
mod needs;
mod pair;
mod protocols;
mod session;
mod transcript;

use alloc::{boxed::Box, string::String, vec::Vec};

use crate::{
    drive::script::Fault,
    narrate::Language,
    view::{
        Caused, ChainView, CompletionView, ConsoleView, FieldView, OfferView, PropertyView,
        StageView, StoryView, StripView, Target, TimeView, TreeAsk, TreeView,
    },
};

pub use crate::drive::{script::FaultKind, timeline::Counts};
pub use batch::{StepTold, Told, WalkFailure, Walked, tell, walk};
pub use library::{Chapter, Sample, library, sample, sample_of};
pub use link::{LinkFault, link_sample, restore, restore_with};
pub use needs::needs;
pub use protocols::protocols;

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The stop shown; 0 is the start. A stop is a step that the reader sees singly: small steps
    /// that only prepare the next one belong to it.
    pub stop: u32,
    /// Stops recorded in this branch, the start not counted.
    pub stops: u32,
    /// The step shown.
    pub step: u32,
    /// Virtual time, in ticks (milliseconds).
    pub time_ticks: u64,
    /// The branch shown.
    pub branch: usize,
    /// At the end of what is recorded, nothing would happen by itself; two runs side by side go no
    /// further than their script.
    pub quiet: bool,
}

/// A branch of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchView {
    /// Its name, e.g. `as written` or `crash a1 · 12`.
    pub name: String,
    /// The stop at which it leaves its parent; 0 for the first.
    pub fork_stop: u32,
    /// Its stops, those shared with its parent counted.
    pub stops: u32,
    /// Whether it is shown.
    pub current: bool,
    /// Whether a property breaks in it.
    pub broken: bool,
}

/// Something that can be waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalView {
    /// Its stable name, to be handed back.
    pub word: String,
    /// What the menu says.
    pub label: String,
}

/// A choice that does not apply, or a text that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// One sentence for the reader.
    pub reason: String,
}

/// A line that is no command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misread {
    /// Where, in bytes.
    pub at: usize,
    /// One sentence for the reader.
    pub reason: String,
}

/// One of the runs that are shown together.
pub struct Side<'a> {
    /// The run. Its title is the side's name.
    pub lab: &'a dyn Lab,
    /// Whether it stands still while the other one goes on.
    pub waits: bool,
}

/// A run of some protocol, at some moment; or two of them side by side, see [`Lab::sides`].
pub trait Lab {
    /// What is on the stages: the run itself, or the left run and the right one. Two of them move
    /// together and are only looked at: what concerns one world (stage, diagram, fields, offers,
    /// choices, branches, counts) is asked of a side, and of the two together it is empty.
    fn sides(&self) -> Vec<Side<'_>>;
    /// The script's title.
    fn title(&self) -> &str;
    /// The script's text.
    fn script(&self) -> &str;
    /// Where the run stands.
    fn position(&self) -> Position;
    /// To the next stop; past the end of what is recorded the schedule chooses. Whether anything
    /// moved.
    fn forward(&mut self) -> bool;
    /// To the stop before. Whether anything moved.
    fn back(&mut self) -> bool;
    /// To a stop of this branch, or the nearest there is.
    fn seek(&mut self, stop: u32);
    /// To the next or the last milestone; without one, to the end or the start of the record.
    fn milestone(&mut self, forward: bool) -> bool;
    /// Lets the run go on until a goal is reached, nothing happens any more, or too much has.
    /// Whether the goal was reached.
    fn run_until(&mut self, goal: &str) -> bool;
    /// What [`Lab::run_until`] understands.
    fn goals(&self) -> Vec<GoalView>;
    /// Applies a choice in its stable text form, or several, a line each; in the past this makes a
    /// branch. None is applied after one that is refused.
    fn choose(&mut self, choices: &str) -> Result<(), Unfit>;
    /// The branches, first the script's own.
    fn branches(&self) -> Vec<BranchView>;
    /// Shows another branch, at the same stop as far as both share it, else where it forks.
    fn switch(&mut self, branch: usize);
    /// The stage.
    fn stage(&self) -> StageView;
    /// The sentence of the stop shown.
    fn story(&self) -> StoryView;
    /// A window of the space–time diagram: so many columns from this one.
    /// `known` is what this run's was before, or an empty one: at most stops the cursor is all that
    /// has moved.
    fn time(&self, first: u32, columns: u32, known: TimeView) -> TimeView;
    /// Every field of a thing, with what the stop shown changed.
    fn fields(&self, target: &Target) -> Vec<FieldView>;
    /// The properties at this stop.
    fn properties(&self) -> Vec<PropertyView>;
    /// What may be chosen about a thing. For nodes that take requests this includes those.
    fn offers(&self, target: &Target) -> Vec<OfferView>;
    /// What the run has cost up to this stop.
    fn counts(&self) -> Counts;
    /// What has been delivered up to this stop, in order; nodes that delivered the same share a
    /// strip.
    fn delivered(&self) -> Vec<StripView>;
    /// The tree of znodes at this stop; none if there is none, or nothing in it.
    fn tree(&self, _asked: &TreeAsk) -> Option<TreeView> {
        None
    }
    /// The effects at a thing whose causes [`Lab::chain`] tells.
    fn effects(&self, _target: &Target) -> Vec<Caused> {
        Vec::new()
    }
    /// The steps from a request to an effect of it that is seen at this stop.
    fn chain(&self, _of: &Caused) -> Option<ChainView> {
        None
    }
    /// A node's console, or the first one; `None` if there is none.
    fn console(&self, _node: Option<u8>) -> Option<ConsoleView> {
        None
    }
    /// How what is typed at a node's console could go on.
    fn complete(&self, _node: u8, _typed: &str) -> CompletionView {
        CompletionView::default()
    }
    /// What is typed at a node's console, as a choice for [`Lab::choose`].
    fn command(&self, _node: u8, _typed: &str) -> Result<String, Misread> {
        Err(Misread::default())
    }
    /// The run as a fragment for the address, without `#`; [`restore`] reads it.
    fn link(&self) -> String;
    /// The language of everything above.
    fn set_language(&mut self, language: Language);
}

/// Opens a script: runs its commands and returns to the start. The run is ready to be stepped.
pub fn open(text: &str) -> Result<Box<dyn Lab>, Vec<Fault>> {
    if pair::is_pair(text) {
        return Ok(Box::new(pair::Pair::open(text)?));
    }
    session::open(text)
}
