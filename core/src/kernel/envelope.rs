//! One thing on its way.

use super::{Data, Digest, EnvelopeId, StepIndex, Ticks};

/// What an envelope holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Packet<M> {
    /// A message of the protocol.
    Message(M),
    /// A call to a listening port.
    Dial,
    /// The call was taken.
    Answer,
    /// Nobody listens there.
    Refusal,
    /// The connection is over.
    End,
}

/// Something on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<M> {
    /// Its identity.
    pub id: EnvelopeId,
    /// Its content.
    pub packet: Packet<M>,
    /// Whether somebody holds it back.
    pub held: bool,
    /// When the schedule would deliver it.
    pub due: Ticks,
    /// The step it was sent in.
    pub born: StepIndex,
}

impl<M: Data> Envelope<M> {
    pub(super) fn new(id: EnvelopeId, packet: Packet<M>, due: Ticks, born: StepIndex) -> Self {
        Self {
            id,
            packet,
            held: false,
            due,
            born,
        }
    }

    /// What tells it from others in the eyes of the fingerprint: not its number, not its times.
    pub(super) fn digest(&self) -> u64 {
        Digest::of(&(self.id.from, self.id.via, &self.packet)) ^ u64::from(self.held)
    }
}
