//! What a protocol is: a pure function from a node's state and an input to a state and outputs.

use alloc::{string::String, vec::Vec};

use super::{
    Cx, Data, Expected, File, Input, Node, NodeId, Offered, Outbox, Property, Shared, Step,
};

/// All nodes of a world in the order of their indices.
pub type Nodes<P> = [Shared<Node<P>>];

/// A protocol. Handlers are pure over data: whatever they do to the world is an output, and
/// whatever they decide carries the name of a rule.
pub trait Protocol: Data {
    /// Members, quorums, time-outs, bounds, planted bugs.
    type Config: Data;
    /// What a node's disk holds.
    type Durable: Data;
    /// One write to that disk.
    type Record: Data;
    /// A node's memory: roles as enums, lost in a crash.
    type Volatile: Data;
    /// What travels.
    type Message: Data;
    /// What may fire.
    type Timer: Data + Ord;
    /// An internal step that is no timer: what follows a flush, a queue between two threads.
    type Task: Data;
    /// Asked from outside: a proposal, a client's operation.
    type Request: Data;
    /// What acted or refused, with its data.
    type Rule: Data;
    /// History for the properties. Nodes cannot read it.
    type Ghost: Data + Default;

    /// How many nodes there are.
    fn population(config: &Self::Config) -> u8;
    /// A disk as it is before the first boot.
    fn format(cx: Cx<'_, Self>) -> Self::Durable;
    /// A disk that replaces a lost one: as before the first boot, if the protocol cannot tell.
    fn replace(cx: Cx<'_, Self>) -> Self::Durable {
        Self::format(cx)
    }
    /// What a flushed write does to the disk.
    fn store(durable: &mut Self::Durable, record: &Self::Record);
    /// The file a write goes to.
    fn file(record: &Self::Record) -> File;
    /// What a write leaves on the disk if the node dies in the middle of it; whether it leaves
    /// anything. Where it leaves nothing the choice is not offered: it would be a crash.
    fn tear(_durable: &mut Self::Durable, _record: &Self::Record) -> bool {
        false
    }
    /// A start from what the disk holds. It may listen, arm, write, or refuse to start.
    fn boot(cx: Cx<'_, Self>, disk: &Self::Durable, out: &mut Outbox<'_, Self>) -> Self::Volatile;
    /// One input. At least one rule is named each time.
    fn react(
        cx: Cx<'_, Self>,
        state: &mut Self::Volatile,
        input: &Input<Self>,
        out: &mut Outbox<'_, Self>,
    );
    /// Whether the node takes this input now; a thread that waits for its disk does not.
    fn ready(_state: &Self::Volatile, _offered: &Offered<'_, Self>) -> bool {
        true
    }
    /// What may be asked of this node now: for the reader's menu and for random walks.
    fn requests(cx: Cx<'_, Self>, state: &Self::Volatile) -> Vec<Self::Request>;
    /// Whether this node takes such a request at all, e.g. a proposal at a proposer.
    fn takes(config: &Self::Config, node: NodeId, request: &Self::Request) -> bool;
    /// Writes history, from a step and the nodes after it. Most steps have nothing to be written.
    fn observe(
        config: &Self::Config,
        ghost: &mut Shared<Self::Ghost>,
        step: &Step<Self>,
        after: &Nodes<Self>,
    );
    /// Whether any property that is judged at every step might fail: where the history says that
    /// none does, they need not be looked at one by one.
    fn suspects(_ghost: &Self::Ghost) -> bool {
        true
    }
    /// What must hold.
    fn properties() -> &'static [Property<Self>];
}

/// The words of scripts, links and transcripts: how a protocol's own values read and are written.
/// Each pair is inverse; none contains a line break.
pub trait Worded: Protocol {
    /// A node's name, e.g. `a1`.
    fn node_name(config: &Self::Config, node: NodeId) -> String;
    /// A file's name, e.g. `log`.
    fn file_name(file: File) -> &'static str;
    /// All files.
    fn files() -> &'static [File];
    /// A timer, e.g. `retry`.
    fn timer_text(config: &Self::Config, timer: &Self::Timer) -> String;
    /// A task, e.g. `answer`.
    fn task_text(config: &Self::Config, task: &Self::Task) -> String;
    /// A request, e.g. `propose A`.
    fn request_text(config: &Self::Config, request: &Self::Request) -> String;
    /// Reads a request; the error says what was expected.
    fn request(config: &Self::Config, text: &str) -> Result<Self::Request, Expected>;
    /// A message's type as the paper or the code names it.
    fn message_kind(message: &Self::Message) -> &'static str;
    /// A message's short content, e.g. `1.p1`.
    fn message_brief(config: &Self::Config, message: &Self::Message) -> String;
    /// How many bytes a message takes on the wire, as its real encoding would have it; what the
    /// network puts around it is not counted. The implementation says what it counts.
    fn message_bytes(config: &Self::Config, message: &Self::Message) -> u32;
}
