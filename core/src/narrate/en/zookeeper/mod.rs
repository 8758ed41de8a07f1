//! A ZooKeeper ensemble, in English.

mod broadcasting;
mod changes;
mod discovering;
mod leaving;
mod properties;
mod rules;
mod syncing;
mod teller;
mod voting;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use core::mem::discriminant;

use rules::weight;
use teller::{For, Id, Name, Teller, Told, joined};

use super::kernel;
use crate::{
    kernel::{Milestone, NodeId, Reaction, Step, World},
    narrate::{Language, Narrate, Sentence},
    zookeeper::{Zookeeper, learner::Mode, rule::Rule},
};

impl Narrate for Zookeeper {
    fn sentence(step: &Step<Self>, world: &World<Self>, language: Language) -> Sentence {
        match language {
            Language::English => changes::sentence(step, world)
                .or_else(|| kernel::sentence(step, world))
                .unwrap_or_else(|| sentence(step, world)),
        }
    }

    fn rule_name(rule: &Rule) -> (&'static str, &'static str) {
        rule.name_and_source()
    }

    fn milestone_label(milestone: &Milestone<Self>, _: &World<Self>, _: Language) -> String {
        match milestone {
            Milestone::Rule(node, rule) => milestone_rule(*node, rule),
            Milestone::Choice(choice) => kernel::milestone(choice, &|node| Name(node).to_string()),
            Milestone::Broken(place) => format!("{} broken", properties::told(*place).name),
        }
    }

    fn property(place: usize, _: Language) -> (String, String) {
        let told = properties::told(place);
        (told.name.into(), told.meaning.into())
    }

    fn evidence(place: usize, _: &World<Self>, _: Language) -> String {
        properties::told(place).broken.into()
    }

    fn goal(goal: &str, _: Language) -> String {
        match goal {
            "elected" => "a leader is elected",
            "serving" => "a leader serves",
            "united" => "all servers serve",
            "answered" => "every client has its answer",
            other => other,
        }
        .into()
    }
}

fn milestone_rule(node: NodeId, rule: &Rule) -> String {
    let me = Name(node);
    if let Rule::Elected { vote, .. } = rule {
        return match vote.is_some_and(|vote| vote.leader == node) {
            true => format!("{me} elected"),
            false => format!("{me} for {}", For(*vote)),
        };
    }
    if let Rule::EstablishEpoch { epoch, .. } = rule {
        return format!("epoch {epoch} is {me}’s");
    }
    if let Rule::Serve { .. } = rule {
        return format!("{me} serves");
    }
    if let Rule::Commit { zxid, .. } = rule {
        return format!("{} committed", Id(*zxid));
    }
    if let Rule::Leave { .. } = rule {
        return format!("{me} leaves");
    }
    if let Rule::RefuseStart(_) | Rule::UnmatchedCommit { .. } = rule {
        return format!("{me} ends");
    }
    if let Rule::BeginSync { mode, zxid } = rule {
        let what = match mode {
            Mode::Diff => "DIFF",
            Mode::Trunc => "TRUNC",
            Mode::Snap => "SNAP",
        };
        return format!("{me}: {what} {}", Id(*zxid));
    }
    String::new()
}

/// So many rules of a kind are told; what is more is only counted.
const ALIKE_MAX: usize = 2;

/// The rule that says most leads. The others say what happened and by what figures.
fn sentence(step: &Step<Zookeeper>, world: &World<Zookeeper>) -> Sentence {
    let node = step.node().unwrap_or(NodeId(0));
    let Some(mut teller) = Teller::new(step, world, node) else {
        return Sentence::default();
    };
    let rules: Vec<&Rule> = step.reactions.iter().map(Reaction::rule).collect();
    let mut lead = 0;
    for (place, rule) in rules.iter().enumerate() {
        if weight(rule) > weight(rules[lead]) {
            lead = place;
        }
    }
    let Some(leading) = rules.get(lead) else {
        return Sentence::default();
    };
    let told = teller.rule(leading);
    teller.beside = true;
    let (mut parts, mut more) = (Vec::new(), 0);
    for (place, rule) in rules.iter().enumerate() {
        let alike = |other: &&&Rule| discriminant(**other) == discriminant(*rule);
        if place == lead {
            parts.extend([told.facts.clone(), told.remark.into()]);
        } else if rules[..place].iter().filter(alike).count() < ALIKE_MAX {
            let Told {
                headline, facts, ..
            } = teller.rule(rule);
            parts.extend([headline, facts]);
        } else {
            more += 1;
        }
    }
    if more > 0 {
        parts.push(format!("And so on: {more} more."));
    }
    Sentence {
        headline: told.headline,
        detail: joined(parts.iter().map(String::as_str)),
        source: leading.name_and_source().1.into(),
    }
}
