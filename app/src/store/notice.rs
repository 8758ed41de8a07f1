//! What the page has to say about itself, for a while or until it is dismissed.

use ensemble_core::lab::LinkFault;

use super::route::RouteFault;

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The fragment of the address could not be opened, and why.
    DamagedLink(LinkFault),
    /// The address names a script that is not in the library.
    UnknownScript(String),
    /// A script of the library does not run.
    BrokenScript(String),
    /// The text of the script with this title did not come.
    NotFetched(&'static str),
    /// A parameter of the address could not be read.
    Route(RouteFault),
    /// A choice does not apply, and why.
    Refused(String),
    /// Nothing more happens by itself.
    Quiet,
    /// Two runs side by side go no further than their script.
    BothEnd,
    /// A goal was not reached.
    NotReached,
    /// Something was copied.
    Copied,
    /// It could not be copied.
    NotCopied,
}

impl Notice {
    /// Whether it stays until the reader dismisses it.
    pub const fn stays(&self) -> bool {
        match self {
            Self::DamagedLink(_)
            | Self::UnknownScript(_)
            | Self::BrokenScript(_)
            | Self::NotFetched(_)
            | Self::Route(_) => true,
            Self::Refused(_)
            | Self::Quiet
            | Self::BothEnd
            | Self::NotReached
            | Self::Copied
            | Self::NotCopied => false,
        }
    }

    /// Whether something went wrong.
    pub const fn warns(&self) -> bool {
        match self {
            Self::DamagedLink(_)
            | Self::UnknownScript(_)
            | Self::BrokenScript(_)
            | Self::NotFetched(_)
            | Self::Route(_)
            | Self::Refused(_)
            | Self::NotCopied => true,
            Self::Quiet | Self::BothEnd | Self::NotReached | Self::Copied => false,
        }
    }
}
