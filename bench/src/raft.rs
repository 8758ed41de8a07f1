//! Three nodes of raft-rs in one process: memory for a disk, a queue for a network.
//!
//! Every entry is committed at all three before the next is proposed. There are no ticks once a
//! leader is elected, hence no heartbeats.

use raft::{
    Config, RawNode, StateRole,
    prelude::{Entry, Message},
    storage::MemStorage,
};
use std::collections::VecDeque;

const NODES: u64 = 3;

struct Ensemble {
    nodes: Vec<RawNode<MemStorage>>,
    wire: VecDeque<Message>,
    messages: u64,
    applied: Vec<u64>,
}

fn node(id: u64) -> RawNode<MemStorage> {
    let config = Config {
        id,
        election_tick: 10,
        heartbeat_tick: 3,
        ..Config::default()
    };
    let voters: Vec<u64> = (1..=NODES).collect();
    let storage = MemStorage::new_with_conf_state((voters, vec![]));
    let logger = slog::Logger::root(slog::Discard, slog::o!());
    RawNode::new(&config, storage, &logger).expect("a valid configuration")
}

fn apply(applied: &mut u64, entries: Vec<Entry>) {
    *applied += entries
        .iter()
        .filter(|entry| !entry.data.is_empty())
        .count() as u64;
}

impl Ensemble {
    /// Carries out what a node wants; whether it wanted anything.
    fn work(&mut self, index: usize) -> bool {
        let node = &mut self.nodes[index];
        if !node.has_ready() {
            return false;
        }
        let mut ready = node.ready();
        self.wire.extend(ready.take_messages());
        apply(&mut self.applied[index], ready.take_committed_entries());
        if !ready.entries().is_empty() {
            let stored = node.mut_store().wl().append(ready.entries());
            stored.expect("memory takes it");
        }
        if let Some(state) = ready.hs() {
            node.mut_store().wl().set_hardstate(state.clone());
        }
        self.wire.extend(ready.take_persisted_messages());
        let mut light = node.advance(ready);
        if let Some(commit) = light.commit_index() {
            node.mut_store().wl().mut_hard_state().set_commit(commit);
        }
        self.wire.extend(light.take_messages());
        apply(&mut self.applied[index], light.take_committed_entries());
        node.advance_apply();
        true
    }

    /// Until nothing happens any more.
    fn settle(&mut self) {
        loop {
            let mut worked = false;
            for index in 0..self.nodes.len() {
                worked |= self.work(index);
            }
            if let Some(message) = self.wire.pop_front() {
                self.messages += 1;
                let index = message.to as usize - 1;
                let stepped = self.nodes[index].step(message);
                stepped.expect("a message of the ensemble");
            } else if !worked {
                return;
            }
        }
    }
}

/// Commits so many entries one after another; the messages that took.
pub fn run(entries: u64) -> u64 {
    let mut ensemble = Ensemble {
        nodes: (1..=NODES).map(node).collect(),
        wire: VecDeque::new(),
        messages: 0,
        applied: vec![0; NODES as usize],
    };
    ensemble.nodes[0].campaign().expect("it may");
    ensemble.settle();
    assert_eq!(ensemble.nodes[0].raft.state, StateRole::Leader);
    ensemble.messages = 0;
    for entry in 0..entries {
        let data = entry.to_le_bytes().to_vec();
        let proposed = ensemble.nodes[0].propose(vec![], data);
        proposed.expect("the leader takes it");
        ensemble.settle();
    }
    assert_eq!(ensemble.applied, vec![entries; NODES as usize]);
    ensemble.messages
}
