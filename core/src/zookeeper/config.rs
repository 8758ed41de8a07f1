//! Who takes part in an ensemble, what makes a quorum, the time-outs, and the planted bugs.

mod bugs;

use alloc::{format, string::String, vec::Vec};

pub use bugs::{Bug, Bugs};

use super::{
    memo::Memos,
    message::OWN_PATH,
    name,
    znode::{
        acl::{self, Perms},
        node::{Life, SessionId},
        tree::{Birth, CONFIG, Tree},
    },
    zxid::Zxid,
};
use crate::kernel::{NodeId, NodeSet, Span};

/// One server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Whether it is an observer, which never votes and never counts.
    pub observer: bool,
    /// Its weight; 1 if no groups are configured.
    pub weight: u8,
    /// Its group, if groups are configured.
    pub group: Option<u8>,
}

/// An ensemble's configuration, as in `zoo.cfg`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// The servers in the order of their ids; at most nine. The first one is `s1`.
    pub members: Vec<Member>,
    /// How many clients there are: nodes after the servers.
    pub clients: u8,
    /// Whether clients keep nothing of their own: they do not look for another server, and set no
    /// watches and no credentials again (`disableAutoWatchReset`, and more).
    pub bare_clients: bool,
    /// `maxSessionTimeout`, in ms; 20 ticks if it is not set.
    pub max_session_timeout: Option<u32>,
    /// `znode.container.checkIntervalMs`.
    pub container_check: u32,
    /// `tickTime`, in ms.
    pub tick: u32,
    /// `initLimit`, in ticks.
    pub init_limit: u32,
    /// `syncLimit`, in ticks.
    pub sync_limit: u32,
    /// `snapCount`: a snapshot is taken after so many logged transactions. ZooKeeper rolls dice
    /// between half of it and all of it; here it is always all of it.
    pub snap_count: u32,
    /// `zookeeper.forceSnapshotSync`.
    pub force_snapshot: bool,
    /// Whether NEWLEADER is queued in a step of its own, as by a thread of ZooKeeper's, so that a
    /// COMMIT may come before it.
    pub late_new_leader: bool,
    /// `zookeeper.extendedTypesEnabled`: whether nodes may have a time to live. On, unlike in
    /// ZooKeeper, since one wants to see them.
    pub extended_types: bool,
    /// `zookeeper.enforceQuota`: whether hard limits of quotas are enforced.
    pub enforce_quota: bool,
    /// `zookeeper.db.autocreate`: whether a server without data may take part at once.
    pub autocreate: bool,
    /// The last counter of an epoch: 0xfffffffe, or less so that one sees what happens there.
    pub counter_max: u32,
    /// How long a poll of the election waits at most, in ms (`maxNotificationInterval`).
    pub notification_max: u32,
    /// What is wrong with it on purpose.
    pub bugs: Bugs,
    /// What saves work at all servers; it is empty in a copy.
    pub memos: Memos,
}

/// How many of the last committed transactions a leader holds ready for synchronisation
/// (`commitLogCount`).
pub const COMMIT_LOG_COUNT: usize = 500;
/// How long a poll of the election waits at first, in ms (`minNotificationInterval`).
pub const NOTIFICATION_MIN: u32 = 200;
/// How long a server waits for a better vote before it believes a quorum (`finalizeWait`), in ms.
pub const FINALIZE_WAIT: u64 = 200;
/// How long a call for an election connection may take (`cnxTimeout`), in ms.
pub const CONNECT_TIMEOUT: u64 = 5_000;
/// How long a learner waits before it calls its leader again, in ms.
pub const REDIAL_DELAY: u64 = 100;
/// How often a learner calls its leader.
pub const DIALS_MAX: u8 = 5;
/// How long an observer waits before it looks for a leader again, in ms.
pub const OBSERVER_DELAY: Span = Span { min: 0, max: 199 };

/// How long it takes until NEWLEADER is queued, in ms, if that is a step of its own.
pub const NEW_LEADER_DELAY: Span = Span { min: 0, max: 499 };

impl Config {
    /// So many voters and observers, with the values of ZooKeeper's sample configuration.
    pub fn new(voters: u8, observers: u8) -> Self {
        let member = |place| Member {
            observer: place >= voters,
            weight: u8::from(place < voters),
            group: None,
        };
        Self {
            members: (0..voters + observers).map(member).collect(),
            clients: 0,
            bare_clients: false,
            max_session_timeout: None,
            container_check: 60_000,
            tick: 2_000,
            init_limit: 10,
            sync_limit: 5,
            snap_count: 100_000,
            force_snapshot: false,
            late_new_leader: false,
            extended_types: true,
            enforce_quota: false,
            autocreate: true,
            counter_max: u32::MAX - 1,
            notification_max: 60_000,
            bugs: Bugs::default(),
            memos: Memos::default(),
        }
    }

    /// All servers.
    pub fn servers(&self) -> impl Iterator<Item = NodeId> {
        (0..self.members.len() as u8).map(NodeId)
    }

    /// The session of the client inside a server. The highest byte of a session is the server that
    /// made it.
    pub fn own_session(node: NodeId) -> SessionId {
        SessionId((u64::from(node.0) + 1) << 56)
    }

    /// Whether a session is that of a client inside a server.
    pub fn is_own(session: SessionId) -> bool {
        session.0 << 8 == 0
    }

    /// The voters.
    pub fn voters(&self) -> impl Iterator<Item = NodeId> {
        self.servers().filter(|node| self.votes(*node))
    }

    /// Whether a server votes.
    pub fn votes(&self, node: NodeId) -> bool {
        (self.members.get(node.index())).is_some_and(|member| !member.observer)
    }

    /// A server's weight in the election: with none it can never win.
    pub fn weight(&self, node: NodeId) -> u8 {
        self.members
            .get(node.index())
            .map_or(0, |member| member.weight)
    }

    /// Whether groups are configured.
    pub fn grouped(&self) -> bool {
        self.members.iter().any(|member| member.group.is_some())
    }

    /// Whether these servers are a quorum: more than half of the voters; or, with groups, more
    /// than half of the weight in more than half of the groups that weigh anything.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub fn is_quorum(&self, servers: NodeSet) -> bool {
        let (mut voters, mut have, mut grouped) = (0, 0, false);
        for (member, node) in self.members.iter().zip(0..) {
            let votes = usize::from(!member.observer);
            voters += votes;
            have += votes & usize::from(servers.contains(NodeId(node)));
            grouped |= member.group.is_some();
        }
        if !grouped {
            return have > voters / 2;
        }
        self.is_quorum_of_groups(servers)
    }

    #[inline(never)]
    fn is_quorum_of_groups(&self, servers: NodeSet) -> bool {
        let (mut groups, mut won) = (0, 0);
        for group in 0..=u8::MAX {
            let weigh = |node: &NodeId| {
                let member = self.members[node.index()];
                u32::from(member.weight)
                    * u32::from(!member.observer && member.group == Some(group))
            };
            let all: u32 = self.servers().map(|node| weigh(&node)).sum();
            if all == 0 {
                continue;
            }
            let have = servers
                .iter()
                .filter(|node| node.index() < self.members.len());
            let have: u32 = have.map(|node| weigh(&node)).sum();
            groups += 1;
            won += u32::from(have > all / 2);
        }
        won > groups / 2
    }

    /// The tree of a server without data. Where there are no clients it has `/x`, for those inside
    /// the servers to write to; otherwise an ensemble has its members in `/zookeeper/config`
    /// (`ZKDatabase.java#initConfigInZKDatabase`).
    pub fn fresh(&self) -> Tree {
        let mut tree = Tree::default();
        if self.clients > 0
            && self.members.len() > 1
            && let Some(node) = tree.get_mut(CONFIG)
        {
            node.data = Some(self.text().as_bytes().into());
            node.version = -1;
        }
        if self.clients == 0 {
            let path = OWN_PATH.into();
            let (data, acl, life) = (None, acl::world(Perms::ALL), Life::Persistent);
            let birth = Birth {
                path,
                data,
                acl,
                life,
            };
            tree.create(&birth, Zxid::default(), 0);
        }
        tree
    }

    /// As a quorum verifier writes itself; a server's name stands for its host
    /// (`QuorumMaj.java#toString`).
    fn text(&self) -> String {
        let mut text = String::new();
        for (node, member) in self.servers().zip(&self.members) {
            let (host, observer) = (name(node), member.observer);
            let part = if observer { "observer" } else { "participant" };
            let id = host.get(1..).unwrap_or_default();
            for word in ["server.", id, "=", &host, ":2888:3888:", part, "\n"] {
                text += word;
            }
        }
        if self.grouped() {
            self.add_groups(&mut text);
        }
        text + "version=0"
    }

    /// The rest of it where there are groups (`QuorumHierarchical.java#toString`).
    #[inline(never)]
    fn add_groups(&self, text: &mut String) {
        let members = || (1..).zip(&self.members);
        for group in 0..=u8::MAX {
            let of = members().filter(|(_, member)| member.group == Some(group));
            let ids: Vec<String> = of.map(|(id, _): (u8, _)| format!("{id}")).collect();
            if !ids.is_empty() {
                *text += &format!("group.{group}={}\n", ids.join(":"));
            }
        }
        for (id, member) in members() {
            *text += &format!("weight.{id}={}\n", member.weight);
        }
    }

    /// All clients.
    pub fn clients(&self) -> impl Iterator<Item = NodeId> {
        let first = self.members.len() as u8;
        (first..first + self.clients).map(NodeId)
    }

    /// Whether a node is a client.
    pub fn is_client(&self, node: NodeId) -> bool {
        node.index() >= self.members.len()
    }

    /// The client for which a session was made; none if it is that of a client inside a server. The
    /// number of a session has it, unlike in ZooKeeper, where nobody asks for it.
    pub fn client_of(&self, session: SessionId) -> Option<NodeId> {
        let node = NodeId((session.0 >> 8) as u8);
        self.clients().find(|client| *client == node)
    }

    /// The servers in the order in which a client tries them unless it is told. Each client begins
    /// at another one, so that they are spread; ZooKeeper's clients shuffle.
    pub fn connect_string(&self, client: NodeId) -> Vec<NodeId> {
        let count = self.members.len();
        let first = client.index().saturating_sub(count);
        (0..count)
            .map(|place| NodeId(((first + place) % count) as u8))
            .collect()
    }

    /// The shortest and the longest time-out a server grants, in ms.
    pub fn session_timeouts(&self) -> (u32, u32) {
        let least = self.tick.saturating_mul(2);
        let usual = self.tick.saturating_mul(20);
        (least, self.max_session_timeout.unwrap_or(usual).max(least))
    }

    /// How long until the leader looks for containers again.
    pub fn container_span(&self) -> Span {
        Span::exactly(u64::from(self.container_check))
    }

    /// So many ticks, in ms.
    pub fn ticks(&self, count: u32) -> Span {
        Span::exactly(u64::from(self.tick) * u64::from(count))
    }

    /// Whether a planted bug is on.
    pub fn has(&self, bug: Bug) -> bool {
        self.bugs.has(bug)
    }

    /// The zxid after this one, `None` if its epoch has no more.
    pub fn next(&self, zxid: Zxid) -> Option<Zxid> {
        if zxid.counter() < self.counter_max {
            return Some(zxid.next());
        }
        // ZOOKEEPER-1277: the overflow runs into the epoch.
        self.has(Bug::CounterOverflow)
            .then(|| Zxid::new(zxid.epoch() + 1, 0))
    }
}
