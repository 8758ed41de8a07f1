//! Votes: whom each server supports, and what it has just compared.

use alloc::{format, string::String, vec, vec::Vec};

use super::Painter;
use crate::{
    kernel::{NodeId, Step},
    narrate::Term,
    view::{PointerView, RemarkView, Tone},
    zookeeper::{
        Zookeeper,
        config::{Bug, Config},
        message::{Candidate, Vote},
        name,
        rule::Rule,
        zxid_text,
    },
};

impl Painter<'_> {
    /// An arrow from each looking server to the one it votes for.
    #[inline(never)]
    pub(super) fn pointers(&self, before: &Self) -> Vec<PointerView> {
        let pointer = |id: NodeId| {
            let looking = self.server(id)?.looking()?;
            let vote = looking.proposal?;
            let was = before.supported(id).filter(|was| *was != vote.leader);
            let (from, to) = (name(id), name(vote.leader));
            Some(PointerView {
                from: id.0,
                to: vote.leader.0,
                was: was.map(|was| was.0),
                settled: looking.finalizing,
                label: format!(
                    "{from}: {} {to} {}",
                    self.say(Term::Vote),
                    zxid_text(vote.zxid)
                ),
                tone: Tone::Look,
            })
        };
        self.config.servers().filter_map(pointer).collect()
    }

    fn supported(&self, id: NodeId) -> Option<NodeId> {
        let vote = self.server(id)?.looking()?.proposal;
        vote.map(|vote| vote.leader)
    }
}

/// The comparison that the last step made at its server, if it made one.
#[inline(never)]
pub(super) fn remark(config: &Config, steps: &[Step<Zookeeper>]) -> RemarkView {
    let reactions = steps.last().map_or(&[][..], |step| &step.out.reactions);
    let found = reactions.iter().rev().find_map(|reaction| {
        let compared = compared(reaction.rule())?;
        written(config, compared.0?, compared.1?)
    });
    found.unwrap_or_default()
}

/// The new vote and the one it was compared with.
fn compared(rule: &Rule) -> Option<(Vote, Vote)> {
    if let Rule::ChangeVote { vote, held, .. } | Rule::KeepVote { vote, held, .. } = rule {
        return Some((*vote, *held));
    }
    None
}

/// Field by field, up to the first one that differs.
#[inline(never)]
fn written(config: &Config, new: Candidate, held: Candidate) -> Option<RemarkView> {
    let ids = (name(new.leader), name(held.leader));
    let order = (new.leader.cmp(&held.leader), ids);
    let epochs = (format!("{}", new.epoch), format!("{}", held.epoch));
    let zxids = (zxid_text(new.zxid), zxid_text(held.zxid));
    let fields = if config.has(Bug::IdOnly) {
        vec![order]
    } else {
        vec![
            (new.epoch.cmp(&held.epoch), epochs),
            (new.zxid.cmp(&held.zxid), zxids),
            order,
        ]
    };
    let mut lead = String::new();
    for (order, (new, held)) in fields {
        let sign = match order {
            core::cmp::Ordering::Less => "<",
            core::cmp::Ordering::Equal => "=",
            core::cmp::Ordering::Greater => ">",
        };
        if order != core::cmp::Ordering::Equal {
            let point = format!("{new} {sign} {held}");
            return Some(RemarkView { lead, point });
        }
        lead.push_str(&format!("{new} = {held}, "));
    }
    None
}
