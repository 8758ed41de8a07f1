//! The order of votes (fle.md §3): epoch, then zxid, then id.

use super::{
    config::{Bug, Config},
    message::{Candidate, Vote},
    rule::Comparison,
    server::Server,
};
use crate::kernel::NodeId;

/// The own vote at the start of an election.
pub fn initial(config: &Config, me: NodeId, server: &Server) -> Vote {
    if server.observer {
        return None;
    }
    // Planted: everybody votes for the first server of the list.
    let leader = if config.has(Bug::FirstInList) {
        NodeId(0)
    } else {
        me
    };
    Some(Candidate {
        epoch: server.current_epoch,
        zxid: server.database.last_processed,
        leader,
    })
}

/// Whether a vote beats another one, and by what (§3). A server without weight never wins.
pub fn compare(config: &Config, new: Vote, old: Vote) -> Comparison {
    let Some(new) = new else {
        return Comparison::NotGreater;
    };
    if config.weight(new.leader) == 0 {
        return Comparison::NotGreater;
    }
    let Some(old) = old else {
        return Comparison::First;
    };
    if config.has(Bug::FirstInList) {
        return Comparison::NotGreater;
    }
    let only_id = config.has(Bug::IdOnly);
    if new.epoch != old.epoch && !only_id {
        return if new.epoch > old.epoch {
            Comparison::Epoch
        } else {
            Comparison::NotGreater
        };
    }
    if new.zxid != old.zxid && !only_id {
        return if new.zxid > old.zxid {
            Comparison::Zxid
        } else {
            Comparison::NotGreater
        };
    }
    if new.leader > old.leader {
        Comparison::Id
    } else {
        Comparison::NotGreater
    }
}
