//! What a protocol tells those who drive it.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Choice, Expect, Expected, NodeId, Property, Span, Step, Verdict, Worded, World};

/// What a protocol tells the drivers: how scripts configure it, what they may wait for and expect.
pub trait Scripted: Worded {
    /// Its name in scripts.
    const WORD: &'static str;
    /// What the protocol's header line may say, for error messages.
    const HEADER: &'static str;

    /// A configuration from the header line's `key=value` pairs; the error names the pair (by its
    /// place) and what was expected.
    fn configure(options: &[(&str, &str)]) -> Result<Self::Config, (usize, Expected)>;
    /// Another header line, e.g. `bug amnesia`; `None` if this protocol has no such line.
    fn option(config: &mut Self::Config, word: &str, rest: &str) -> Option<Result<(), Expected>>;
    /// The header lines that describe a configuration, the inverse of the two above.
    fn header(config: &Self::Config) -> Vec<String>;
    /// The names of its planted bugs.
    fn bugs() -> Vec<&'static str>;
    /// The words that [`Scripted::reached`] knows.
    fn goals() -> &'static [&'static str];
    /// Whether a goal is reached; `None` if there is no such goal.
    fn reached(world: &World<Self>, goal: &str) -> Option<bool>;
    /// What should stand in a goal that is not reached and cannot be, since it is misspelt.
    fn misspelt(_world: &World<Self>, _goal: &str) -> Option<Expected> {
        None
    }
    /// Judges an expectation: what was found instead, if it is not met. The outer error says what
    /// could be expected.
    fn expect(world: &World<Self>, words: &[&str]) -> Result<Result<(), String>, Expected>;
    /// Whether a step only prepares the next one and needs no look of its own.
    fn is_quiet(step: &Step<Self>) -> bool;
    /// Whether these nodes get somewhere when all others are gone, e.g. a quorum.
    fn suffices(config: &Self::Config, nodes: &[NodeId]) -> bool {
        nodes.len() == usize::from(Self::population(config))
    }
    /// The nodes that now get somewhere by themselves, whatever the others do: running, with no cut
    /// between them. Properties that must hold eventually are judged of these.
    fn core(world: &World<Self>) -> Option<Vec<NodeId>> {
        let mut ids = (0..world.nodes().len() as u8).map(NodeId);
        ids.find_map(|node| {
            let near = world.in_touch(node);
            let whole =
                near.contains(&node) && near.iter().all(|other| world.in_touch(*other) == near);
            (whole && Self::suffices(world.config(), &near)).then_some(near)
        })
    }
    /// Whether the protocol survives the loss of this node's disk now.
    fn spares_disk(_world: &World<Self>, _node: NodeId) -> bool {
        false
    }
    /// Whether the properties that are [`Expect::NotPromised`] are judged.
    fn compares(_config: &Self::Config) -> bool {
        false
    }
    /// What somebody knows to be decided by this step, each by a name of its own: a value, a slot,
    /// a transaction. It is counted where it occurs first.
    fn decided(step: &Step<Self>, world: &World<Self>) -> Vec<String>;
    /// What is said on the consoles of nodes at a step: what a person asked there, and what the
    /// program in their hands prints.
    fn said(_step: &Step<Self>, _world: &World<Self>) -> Vec<Utterance> {
        Vec::new()
    }
    /// What a step achieved that is worth jumping to.
    fn milestone(step: &Step<Self>, world: &World<Self>) -> Option<Milestone<Self>>;
}

/// Whether a property is judged at every step of a run.
pub fn is_judged<P: Scripted>(property: &Property<P>, world: &World<P>) -> bool {
    match property.expect {
        Expect::Always => true,
        Expect::NotPromised => P::compares(world.config()),
        Expect::Sometimes | Expect::Eventually => false,
    }
}

/// Whether it is, and fails.
pub fn is_broken<P: Scripted>(property: &Property<P>, world: &World<P>) -> bool {
    P::suspects(world.ghost())
        && is_judged(property, world)
        && (property.check)(world) != Verdict::Holds
}

/// A moment worth jumping to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Milestone<P: Worded> {
    /// A rule of the protocol made it.
    Rule(NodeId, P::Rule),
    /// The choice made it: a crash, a cut.
    Choice(Choice<P>),
    /// A property broke, by its place.
    Broken(usize),
}

/// Whose words on a console these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// What a person asked.
    Asked,
    /// An answer.
    Answer,
    /// An answer without words: it is done.
    Done,
    /// A refusal.
    Refusal,
    /// Nobody knows what became of a request.
    Unknown,
    /// Something that was not asked for at this moment: an event, a connection.
    Event,
}

/// Something said on a console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// Where.
    pub node: NodeId,
    /// By whom.
    pub voice: Voice,
    /// The words, the same in every language: those of the program. Perhaps several lines.
    pub text: Box<str>,
}

/// A range of ticks as scripts write it: `8..24`, or `8`.
pub fn span(text: &str) -> Option<Span> {
    let (min, max) = text.split_once("..").unwrap_or((text, text));
    let (min, max) = (min.trim().parse().ok()?, max.trim().parse().ok()?);
    (min <= max && max <= 3_600_000).then_some(Span { min, max })
}
