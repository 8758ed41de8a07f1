//! Consoles: what was said on them up to the stop shown.

use alloc::vec::Vec;

use super::session::Session;
use crate::{
    kernel::{NodeId, Voice},
    view::{ConsoleView, Present, SpokenView},
};

/// How many lines are shown; nobody reads more.
const LINES_MAX: usize = 100;

impl<P: Present> Session<P> {
    pub(super) fn console_of(&self, node: Option<u8>) -> Option<ConsoleView> {
        let world = self.timeline.world();
        let ids = (0..world.nodes().len() as u8).map(NodeId);
        let prompts: Vec<_> = ids
            .filter_map(|id| Some((id, P::prompt(world, id)?)))
            .collect();
        let wanted = |(id, _): &&(NodeId, _)| Some(id.0) == node;
        let (node, (prompt, waiting)) = prompts.iter().find(wanted).or(prompts.first())?;
        let cursor = self.timeline.cursor();
        let said = self.timeline.said();
        let said = said.take_while(|(step, _)| *step <= cursor);
        let said: Vec<_> = said.filter(|(_, said)| said.node == *node).collect();
        let asked = said.iter().filter(|(_, said)| said.voice == Voice::Asked);
        let earlier = said.len().saturating_sub(LINES_MAX);
        let lines = said.iter().skip(earlier).map(|(step, said)| SpokenView {
            stop: self.timeline.column_of(*step),
            voice: said.voice,
            text: if said.voice == Voice::Done {
                "OK".into()
            } else {
                said.text.clone().into()
            },
        });
        let config = world.config();
        let named = |(id, _): &(NodeId, _)| (id.0, P::node_name(config, *id));
        Some(ConsoleView {
            node: node.0,
            nodes: prompts.iter().map(named).collect(),
            prompt: alloc::format!("[zk: {prompt} {}]", asked.count()),
            lines: lines.collect(),
            earlier,
            waiting: *waiting,
        })
    }
}
