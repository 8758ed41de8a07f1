//! What clients of servers show besides what all nodes do.

use alloc::string::String;

use super::TimerView;

/// How many colours there are to tell clients apart.
pub const HUES: u8 = 6;

/// The colour of a client by its place among the clients, from 0. A client's name is always beside
/// its colour, so that two that share one can be told apart.
pub const fn hue(place: u8) -> u8 {
    place % HUES + 1
}

/// A client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientView {
    /// Its session, shortened; empty if it has none.
    pub session: String,
    /// The last zxid it has seen; empty if none.
    pub seen: String,
    /// When the leader ends its session.
    pub expires: Option<TimerView>,
    /// The last event it has heard of; empty if none.
    pub event: String,
    /// The same in as few letters as possible.
    pub event_brief: String,
    /// Whether it has heard of it in the last step.
    pub is_new: bool,
}

/// What has become of a watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Watched {
    /// It waits.
    #[default]
    Armed,
    /// The last step has set it.
    Set,
    /// It has fired in the last step, and goes on waiting.
    Fired,
    /// It has fired in the last step, and is used up.
    Spent,
    /// It has gone in the last step without having fired.
    Gone,
}

/// The watches of one client and of one kind at a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchView {
    /// Whose: a client's name.
    pub who: String,
    /// The colour of this client.
    pub hue: u8,
    /// Of which kind: 0 data, 1 children, 2 persistent, 3 persistent and recursive.
    pub kind: u8,
    /// What has become of it; of several, what happened.
    pub state: Watched,
    /// What they are, in words: kind and paths.
    pub label: String,
}
