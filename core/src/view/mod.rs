//! What can be seen of a run at one moment: plain data between the core and everything that draws.
//!
//! Every text in here is already rendered in the reader's language. Nothing in here knows about
//! pixels (that is the crate `scene`) or about protocols (each protocol fills these in its own
//! file of this folder). All fields are public; there is no behaviour.

mod client;
mod console;
mod diagram;
mod ensemble;
pub(crate) mod node;
mod offer;
mod paxos;
pub(crate) mod time;
mod tree;
mod zookeeper;

use alloc::{string::String, vec::Vec};

pub use client::{ClientView, HUES, WatchView, Watched, hue};
pub use diagram::{ArrowView, BandView, DotView, LaneView, MilestoneView, TimeView};
pub use ensemble::{
    Applies, Bond, Kin, LinkView, PhaseView, PointerView, RemarkView, RowView, SyncView, TallyView,
    Tick,
};
pub(crate) use node::Gesture;

pub use crate::kernel::Voice;
pub use console::{CompletionView, ConsoleView, SpokenView};
pub use offer::{OfferView, Target};
pub use tree::{
    Caused, ChainLink, ChainView, ClientMark, CopyView, StatView, TreeAsk, TreeView, VersionView,
    ZnodeKind, ZnodeMark, ZnodeRow, ZnodeView,
};

use crate::{
    drive::timeline::Timeline,
    kernel::{Expected, NodeId, Step, World},
    narrate::{Language, Narrate},
};

/// A protocol that can be seen.
pub trait Present: Narrate {
    /// The stage: `before` is the world at the last stop, `steps` are those since, `world` is the
    /// world now.
    fn stage(
        before: &World<Self>,
        steps: &[Step<Self>],
        world: &World<Self>,
        language: Language,
    ) -> StageView;
    /// Every field of a node, without what changed.
    fn fields(world: &World<Self>, node: NodeId, language: Language) -> Vec<FieldView>;
    /// Every field of a message.
    fn message_fields(
        config: &Self::Config,
        message: &Self::Message,
        language: Language,
    ) -> Vec<FieldView>;
    /// What each node has delivered to whom it serves, in order: a strip for each node that
    /// delivers, with the node's name.
    fn delivered(world: &World<Self>, language: Language) -> Vec<StripView>;
    /// What may be chosen about a node besides what the kernel and the protocol offer.
    fn gestures(_: &World<Self>, _: NodeId, _: Language) -> Vec<Gesture<Self>> {
        Vec::new()
    }
    /// Where a node stands.
    fn seat(config: &Self::Config, node: NodeId) -> Seat;
    /// The colour of a node's own, from 1; 0 if it has none. See [`hue`].
    fn hue(_config: &Self::Config, _node: NodeId) -> u8 {
        0
    }
    /// A message's hue and shape.
    fn look(message: &Self::Message) -> (Tone, Glyph);
    /// What a message is to those who want to see fewer.
    fn kin(_message: &Self::Message) -> Kin {
        Kin::Story
    }
    /// What a message is about, so that all that belongs to one thing can be told from the rest;
    /// empty if it is about nothing in particular.
    fn matter(_message: &Self::Message) -> String {
        String::new()
    }
    /// The tree of znodes, if there is one worth seeing; `before` is the world at the last stop.
    fn tree(
        _before: &World<Self>,
        _world: &World<Self>,
        _asked: &TreeAsk,
        _language: Language,
    ) -> Option<TreeView> {
        None
    }
    /// The effects at a thing whose causes can be asked for.
    fn effects(_world: &World<Self>, _target: &Target) -> Vec<Caused> {
        Vec::new()
    }
    /// The steps that led to an effect, if it is in the record.
    fn chain(_timeline: &Timeline<Self>, _of: &Caused, _language: Language) -> Option<ChainView> {
        None
    }
    /// The prompt of a node's console, and how many of its requests have no answer; `None` if it
    /// has no console.
    fn prompt(_world: &World<Self>, _node: NodeId) -> Option<(String, usize)> {
        None
    }
    /// How what is typed at a node's console could go on.
    fn complete(_world: &World<Self>, _node: NodeId, _typed: &str) -> CompletionView {
        CompletionView::default()
    }
    /// What is typed at a console, as the stable text of a request; else where it is none, in
    /// bytes.
    fn command(_config: &Self::Config, _typed: &str) -> Result<String, (usize, Expected)> {
        Err((0, Expected::Nothing))
    }
    /// What a small capsule says in place of the message's type; empty: its type.
    fn short(_message: &Self::Message) -> String {
        String::new()
    }
}

/// A hue of the page. Each has one meaning; see `design.md` §3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Leading, proposing, and what a leader or proposer sends.
    Lead,
    /// Following, accepting, and what is answered.
    Follow,
    /// Looking for a leader, and votes.
    Look,
    /// Synchronisation.
    Sync,
    /// Clients and their requests.
    Client,
    /// Watches.
    Watch,
    /// Decided: committed or chosen.
    Decided,
    /// Down, refused, or of no weight.
    #[default]
    Quiet,
    /// Broken, and nothing else.
    Broken,
}

/// A shape that says the same as the hue, for readers who do not see hues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Glyph {
    /// A filled diamond.
    Diamond,
    /// A ring.
    Ring,
    /// A filled square.
    Square,
    /// A triangle pointing up.
    Triangle,
    /// A filled disc.
    #[default]
    Disc,
    /// A cross.
    Cross,
    /// A bar: a refusal.
    Bar,
}

/// Whether a node can act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Running.
    #[default]
    Up,
    /// Stopped for a while: it keeps its memory and hears nothing.
    Paused,
    /// Crashed: its memory is gone.
    Down,
}

/// Where a node stands on the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// On the ring.
    #[default]
    Ring,
    /// On the ring, without a vote: a card of another shape.
    Guest,
    /// Outside the ring, as clients are.
    Outside,
}

/// How durable the content of a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// Nothing there yet: a faint empty cell.
    #[default]
    Empty,
    /// In memory only.
    Memory,
    /// Being written: dashed outline.
    Writing,
    /// On disk: solid outline.
    Disk,
    /// Decided (committed, chosen): filled.
    Decided,
    /// Half written: a part of it is on disk.
    Torn,
    /// On its way off the disk, or gone.
    Dropped,
}

/// One cell of a node's strip: a transaction, a promise, a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellView {
    /// At most about twelve characters.
    pub text: String,
    /// How durable it is.
    pub ink: Ink,
    /// Its hue.
    pub tone: Tone,
    /// Whether the last step changed it.
    pub changed: bool,
}

/// A labelled row of cells on a node's card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StripView {
    /// What the cells are, e.g. `promised`; drawn small.
    pub label: String,
    /// The cells from left to right.
    pub cells: Vec<CellView>,
    /// Where the commit point stands: after so many cells. `None` if there is no such point.
    pub point: Option<usize>,
    /// Whether it stands in the row of the strip before it.
    pub beside: bool,
}

/// A running timer, drawn as a draining ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerView {
    /// What fires, e.g. `retry`.
    pub label: String,
    /// Ticks (milliseconds of virtual time) until it is due; 0 when overdue.
    pub left_ticks: u64,
    /// Ticks it was armed for; at least 1.
    pub span_ticks: u64,
}

/// One node on the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeView {
    /// Index of the node; stable over the whole run.
    pub id: u8,
    /// `a1`, `p2`, `s3`, `c1`.
    pub name: String,
    /// What it is doing, e.g. `acceptor` or `proposing`.
    pub role: String,
    /// A short fact at the card's upper right, e.g. `ballot 1.p1`; may be empty.
    pub badge: String,
    /// The hue of its role.
    pub tone: Tone,
    /// The shape of its role.
    pub glyph: Glyph,
    /// Where it stands.
    pub seat: Seat,
    /// Whether it can act.
    pub condition: Condition,
    /// Rows of cells, at most three.
    pub strips: Vec<StripView>,
    /// The strip to show where there is room for one and none has changed; without it, the last
    /// one that holds something.
    pub foremost: Option<usize>,
    /// How far it is, if it goes through phases.
    pub phase: Option<PhaseView>,
    /// What it has just compared.
    pub remark: RemarkView,
    /// Running timers, soonest first.
    pub timers: Vec<TimerView>,
    /// The colour of its own, from 1; 0 if it has none. See [`hue`].
    pub hue: u8,
    /// What a client has besides what all nodes have; of a server's client only.
    pub client: Option<ClientView>,
    /// The watches that it keeps for clients.
    pub watches: Vec<WatchView>,
    /// Whether the last step happened at this node.
    pub touched: bool,
}

/// What became of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// On its way.
    InFlight,
    /// Delivered to a node that took it.
    Delivered,
    /// Dropped by the network, or delivered to a node that was down.
    Lost,
}

/// A message on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvelopeView {
    /// Stable text form of its id: the key for drawing and choosing.
    pub key: String,
    /// Sender.
    pub from: u8,
    /// Receiver.
    pub to: u8,
    /// Type as the paper or the code names it, e.g. `Promise`.
    pub kind: String,
    /// Short content beside the type, e.g. `1.p1`; may be empty.
    pub brief: String,
    /// Its hue.
    pub tone: Tone,
    /// Its shape.
    pub glyph: Glyph,
    /// Held back by the reader.
    pub held: bool,
    /// Cannot arrive: its link is cut.
    pub stalled: bool,
    /// What a small capsule says in place of its type; often empty.
    pub short: String,
    /// What it is to those who want to see fewer.
    pub kin: Kin,
    /// What it is about; may be empty.
    pub matter: String,
    /// Every field.
    pub fields: Vec<FieldView>,
    /// The step it was sent in.
    pub sent_step: u32,
}

/// One field of the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// What it is.
    pub name: String,
    /// Its value now.
    pub value: String,
    /// Its value before the last step, if that changed it.
    pub was: Option<String>,
}

/// The stage at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageView {
    /// All nodes in the order of their indices.
    pub nodes: Vec<NodeView>,
    /// Pairs that talk (drawn as thin lines), open or cut.
    pub links: Vec<LinkView>,
    /// Messages in flight, oldest first.
    pub envelopes: Vec<EnvelopeView>,
    /// Tallies, the one the last step concerned first.
    pub tallies: Vec<TallyView>,
    /// Who supports whom.
    pub pointers: Vec<PointerView>,
    /// Nodes that are being brought to the history of another one.
    pub syncs: Vec<SyncView>,
    /// What the last step was about; see [`EnvelopeView::matter`].
    pub matter: String,
    /// A message that the last step took off the wire: it is seen arriving (or being lost).
    pub arrived: Option<(EnvelopeView, Fate)>,
}

/// The sentence of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryView {
    /// One sentence: what happened.
    pub headline: String,
    /// Why, and what to look at. A stretch between asterisks is emphasised.
    pub detail: String,
    /// Where the rule stands, e.g. `Lamport 2001, §2.2 · rule R2`.
    pub source: String,
    /// The author's note at this step; empty if there is none.
    pub note: String,
    /// The properties that break at this stop, with what breaks them; empty if none does.
    pub alarm: String,
}

/// A property at this step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyView {
    /// E.g. `Agreement`.
    pub name: String,
    /// What it demands, in one sentence.
    pub meaning: String,
    /// Where it is stated.
    pub source: String,
    /// Whether it holds at this step.
    pub holds: bool,
    /// What breaks it, if it is broken; names two witnesses.
    pub evidence: String,
    /// The stops of the steps among the witnesses, to be jumped to.
    pub stops: Vec<u32>,
}
