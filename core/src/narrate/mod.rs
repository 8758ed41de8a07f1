//! From typed steps to words.
//!
//! A sentence is never written beside a step: it is what a catalogue says of the step's own data,
//! so picture and words cannot disagree. A language is one folder of catalogues (`en` now); each
//! matches exhaustively, so a rule without a sentence does not compile.

mod en;
pub mod term;

use alloc::string::String;

use crate::{
    drive::{script::FaultKind, timeline::Counts},
    kernel::{Milestone, Refused, Scripted, Step, World},
};
pub use term::Term;

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    /// Its tag, as in the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// A label.
    pub fn term(self, term: Term) -> String {
        match self {
            Self::English => en::term(term).into(),
        }
    }

    /// Why a choice does not apply.
    pub fn refused(self, refused: Refused) -> String {
        match self {
            Self::English => en::refused(refused).into(),
        }
    }

    /// Several directions cut, or mended, at once.
    pub fn cut_at_once(self, cut: &[String], mended: &[String]) -> (String, &'static str) {
        match self {
            Self::English => en::cut_at_once(cut, mended),
        }
    }

    /// So many steps before this one are not shown singly.
    pub fn skipped(self, count: usize) -> String {
        match self {
            Self::English => en::skipped(count),
        }
    }

    /// What a run has cost.
    pub fn counted(self, counts: &Counts) -> String {
        match self {
            Self::English => en::counted(counts),
        }
    }

    /// A property that breaks at this moment, and what breaks it.
    pub fn alarm(self, property: &str, evidence: &str) -> String {
        match self {
            Self::English => en::alarm(property, evidence),
        }
    }

    /// What is wrong with a script.
    pub fn fault(self, kind: &FaultKind) -> String {
        match self {
            Self::English => en::fault(kind),
        }
    }
}

/// What is told of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// What happened, in one sentence.
    pub headline: String,
    /// Why, and what to look at. A stretch between asterisks is emphasised.
    pub detail: String,
    /// Where the rule is stated.
    pub source: String,
}

/// A protocol whose steps can be told.
pub trait Narrate: Scripted {
    /// The sentence of a step; `world` is the world after it.
    fn sentence(step: &Step<Self>, world: &World<Self>, language: Language) -> Sentence;
    /// A rule's name and source.
    fn rule_name(rule: &Self::Rule) -> (&'static str, &'static str);
    /// A milestone's label, a few words.
    fn milestone_label(
        milestone: &Milestone<Self>,
        world: &World<Self>,
        language: Language,
    ) -> String;
    /// A property's name and meaning, by its place.
    fn property(place: usize, language: Language) -> (String, String);
    /// What breaks a property at this moment, in a few words; empty if it holds.
    fn evidence(place: usize, world: &World<Self>, language: Language) -> String;
    /// What a goal of [`Scripted::goals`] is called in a menu.
    fn goal(goal: &str, language: Language) -> String;
}
