//! What a text should have said: typed, so that each language has its own words for it.

use alloc::vec::Vec;

/// What was expected at some place of a script or a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A choice.
    Choice,
    /// A command of a script.
    Command,
    /// The name of a node.
    Node,
    /// The name of a node, after the line of the protocol.
    NodeAfterProtocol,
    /// The name of a proposer.
    Proposer,
    /// The name of a file.
    File,
    /// A number.
    Number,
    /// A number of steps.
    Steps,
    /// A range of milliseconds.
    Range,
    /// A direction.
    Direction,
    /// A direction, and perhaps a type of message.
    DirectionAndType,
    /// An envelope.
    Envelope,
    /// A connection.
    Connection,
    /// Two sides of a cut.
    Sides,
    /// A task that is runnable at this moment.
    Runnable,
    /// A timer that is armed at this moment.
    Armed,
    /// A node with something to flush, run or fire.
    NodeWith(&'static str),
    /// Nothing more.
    Nothing,
    /// One of these words of the script.
    OneOf(Vec<&'static str>),
    /// The name of a property, one of these.
    Property(Vec<&'static str>),
    /// The name of a planted bug, one of these.
    Bug(Vec<&'static str>),
    /// Words of the script in this form, the same in every language.
    Form(&'static str),
    /// The line of the protocol before the first command.
    ProtocolFirst(&'static str),
    /// One line of the protocol only.
    ProtocolOnce(&'static str),
    /// `key=N` with N up to so many.
    Count(&'static str, u8),
    /// A value of at most so many letters and digits.
    Value(usize),
    /// At least one proposer and one acceptor.
    Roles,
    /// At most so many nodes in all.
    Nodes(u8),
}
