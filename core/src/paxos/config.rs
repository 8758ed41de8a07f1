//! Who takes part in Paxos, in which roles, with which time-outs and planted bugs.

use alloc::{string::String, vec::Vec};

use super::message::Ballot;
use crate::kernel::{NodeId, Span};

/// The roles a node plays, any of them together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roles {
    /// Proposes values in ballots.
    pub proposer: bool,
    /// Promises and accepts.
    pub acceptor: bool,
    /// Learns what is chosen.
    pub learner: bool,
    /// Asks a proposer and waits for the answer.
    pub client: bool,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Its name, e.g. `a1`.
    pub name: String,
    /// What it does.
    pub roles: Roles,
}

/// A mistake that a script can switch on. It changes a condition or an order inside the protocol
/// and nothing else. Which of them a protocol knows is a list: [`Bug::ALL`] or [`Bug::LOG`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bug {
    /// Acceptors accept whatever they are sent, whatever they promised (breaks R4).
    NoPromiseCheck,
    /// Votes for one value are added up over several ballots (breaks R5).
    CountAcrossBallots,
    /// A restarted acceptor ignores its disk (breaks the persistence of R2 and R4).
    Amnesia,
    /// Acceptors answer before the write has reached the disk.
    AnswerBeforeFlush,
    /// Half of the acceptors pass for a quorum.
    QuorumTooSmall,
    /// A proposer takes the value reported most often, not that of the highest ballot (breaks R3).
    MostSupportedValue,
    /// Ballots are bare rounds, the same for every proposer (breaks R1).
    SharedBallots,
    /// An acceptor that has accepted nothing reports an empty value as if it were one.
    EmptyAsValue,
    /// A new leader proposes its own commands and passes over what was reported (breaks M2).
    OwnCommandsFirst,
    /// A replica executes what is chosen at once, whatever is missing below (breaks M6).
    ExecuteOverGap,
}

impl Bug {
    /// Those of Paxos, one value.
    pub const ALL: [Self; 8] = [
        Self::NoPromiseCheck,
        Self::CountAcrossBallots,
        Self::Amnesia,
        Self::AnswerBeforeFlush,
        Self::QuorumTooSmall,
        Self::MostSupportedValue,
        Self::SharedBallots,
        Self::EmptyAsValue,
    ];

    /// Those of Multi-Paxos, a log of values.
    pub const LOG: [Self; 9] = [
        Self::NoPromiseCheck,
        Self::Amnesia,
        Self::AnswerBeforeFlush,
        Self::QuorumTooSmall,
        Self::MostSupportedValue,
        Self::SharedBallots,
        Self::EmptyAsValue,
        Self::OwnCommandsFirst,
        Self::ExecuteOverGap,
    ];

    /// Its name in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoPromiseCheck => "no-promise-check",
            Self::CountAcrossBallots => "count-across-ballots",
            Self::Amnesia => "amnesia",
            Self::AnswerBeforeFlush => "answer-before-flush",
            Self::QuorumTooSmall => "quorum-too-small",
            Self::MostSupportedValue => "most-supported-value",
            Self::SharedBallots => "shared-ballots",
            Self::EmptyAsValue => "empty-as-value",
            Self::OwnCommandsFirst => "own-commands-first",
            Self::ExecuteOverGap => "execute-over-gap",
        }
    }
}

/// The planted bugs that are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bugs(u16);

impl Bugs {
    /// Switches one on.
    pub fn plant(&mut self, bug: Bug) {
        self.0 |= 1 << bug as u16;
    }

    /// Whether it is on.
    pub fn has(self, bug: Bug) -> bool {
        self.0 & (1 << bug as u16) != 0
    }
}

/// A configuration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// The nodes in the order of their indices; at most sixteen.
    pub members: Vec<Member>,
    /// How long a proposer waits for a quorum before it tries a higher ballot.
    pub retry: Span,
    /// How long a refused proposer backs off; doubles with each attempt, at most 32 times.
    pub backoff: Span,
    /// How long a client waits before it asks the next proposer; doubles likewise.
    pub again: Span,
    /// Whether acceptors say that they refuse, or stay silent.
    pub nacks: bool,
    /// What is wrong with it on purpose.
    pub bugs: Bugs,
}

impl Config {
    /// A correct one with the usual time-outs.
    pub fn new(members: Vec<Member>) -> Self {
        Self {
            members,
            retry: Span { min: 150, max: 300 },
            backoff: Span { min: 20, max: 60 },
            again: Span {
                min: 1_000,
                max: 2_000,
            },
            nacks: true,
            bugs: Bugs::default(),
        }
    }

    /// Proposers, acceptors, learners and clients on nodes of their own: `p1…`, `a1…`, `l1…`,
    /// `c1…`, in this order.
    pub fn apart(proposers: u8, acceptors: u8, learners: u8, clients: u8) -> Self {
        let proposer = Roles {
            proposer: true,
            ..Roles::default()
        };
        let acceptor = Roles {
            acceptor: true,
            ..Roles::default()
        };
        let learner = Roles {
            learner: true,
            ..Roles::default()
        };
        let client = Roles {
            client: true,
            ..Roles::default()
        };
        let kinds = [
            ('p', proposers, proposer),
            ('a', acceptors, acceptor),
            ('l', learners, learner),
            ('c', clients, client),
        ];
        let mut members = Vec::new();
        for (letter, count, roles) in kinds {
            members.extend((1..=count).map(|nth| member(letter, nth, roles)));
        }
        Self::new(members)
    }

    /// Servers `s1…` that are proposer, acceptor and learner at once, and clients `c1…`.
    pub fn together(servers: u8, clients: u8) -> Self {
        let all = Roles {
            proposer: true,
            acceptor: true,
            learner: true,
            client: false,
        };
        let client = Roles {
            client: true,
            ..Roles::default()
        };
        let mut members: Vec<Member> = (1..=servers).map(|nth| member('s', nth, all)).collect();
        members.extend((1..=clients).map(|nth| member('c', nth, client)));
        Self::new(members)
    }

    /// A node's roles.
    pub fn roles(&self, node: NodeId) -> Roles {
        self.members
            .get(node.index())
            .map(|member| member.roles)
            .unwrap_or_default()
    }

    /// A node's name; `?` if there is none.
    pub fn name(&self, node: NodeId) -> &str {
        self.members
            .get(node.index())
            .map_or("?", |member| &member.name)
    }

    fn with(&self, role: fn(Roles) -> bool) -> impl Iterator<Item = NodeId> {
        let members = self.members.iter().enumerate();
        members
            .filter(move |(_, m)| role(m.roles))
            .map(|(index, _)| NodeId(index as u8))
    }

    /// The proposers, ascending.
    pub fn proposers(&self) -> impl Iterator<Item = NodeId> {
        self.with(|roles| roles.proposer)
    }

    /// The acceptors, ascending.
    pub fn acceptors(&self) -> impl Iterator<Item = NodeId> {
        self.with(|roles| roles.acceptor)
    }

    /// The learners, ascending.
    pub fn learners(&self) -> impl Iterator<Item = NodeId> {
        self.with(|roles| roles.learner)
    }

    /// The smallest majority of the acceptors: any two such sets meet.
    pub fn majority(&self) -> usize {
        self.acceptors().count() / 2 + 1
    }

    /// The ballot of a proposer in a round.
    pub fn ballot(&self, round: u32, me: NodeId) -> Ballot {
        let shared = self.bugs.has(Bug::SharedBallots);
        let proposer = self.proposers().next().filter(|_| shared).unwrap_or(me);
        Ballot { round, proposer }
    }

    /// How many votes this ensemble takes for a quorum.
    pub fn quorum(&self) -> usize {
        if self.bugs.has(Bug::QuorumTooSmall) {
            self.acceptors()
                .count()
                .div_ceil(2)
                .min(self.majority() - 1)
                .max(1)
        } else {
            self.majority()
        }
    }
}

fn member(letter: char, nth: u8, roles: Roles) -> Member {
    Member {
        name: alloc::format!("{letter}{nth}"),
        roles,
    }
}
