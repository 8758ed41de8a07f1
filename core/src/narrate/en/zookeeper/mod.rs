//! A ZooKeeper ensemble, in English.

mod broadcasting;
mod changes;
mod discovering;
mod leaving;
mod properties;
mod rules;
mod syncing;
mod teller;
mod texts;
mod voting;

use alloc::{format, string::String, vec::Vec};

use core::mem::discriminant;

use rules::weight;
use teller::Teller;

use super::kernel;
use crate::{
    kernel::{Milestone, NodeId, Reaction, Step, World},
    narrate::{Language, Narrate, Sentence},
    zookeeper::{Zookeeper, learner::Mode, name, rule::Rule, zxid_text},
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
            Milestone::Choice(choice) => kernel::milestone(choice, &name),
            Milestone::Broken(place) => property_name(*place) + " broken",
        }
    }

    fn property(place: usize, _: Language) -> (String, String) {
        let meaning = properties::told(place).map_or("", |told| told.meaning);
        (property_name(place), meaning.into())
    }

    fn evidence(place: usize, world: &World<Self>, _: Language) -> String {
        properties::evidence(place, world).unwrap_or_default()
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

fn property_name(place: usize) -> String {
    properties::told(place).map_or("", |told| told.name).into()
}

fn milestone_rule(node: NodeId, rule: &Rule) -> String {
    let me = name(node);
    if let Rule::Elected {
        vote: Some(vote), ..
    } = rule
    {
        return match vote.leader == node {
            true => me + " elected",
            false => format!("{me} for {}", name(vote.leader)),
        };
    }
    if let Rule::EstablishEpoch { epoch, .. } = rule {
        return format!("epoch {epoch} is {me}’s");
    }
    if let Rule::Commit { zxid, .. } = rule {
        return zxid_text(*zxid) + " committed";
    }
    if let Rule::BeginSync { mode, zxid } = rule {
        let what = match mode {
            Mode::Diff => "DIFF",
            Mode::Trunc => "TRUNC",
            Mode::Snap => "SNAP",
        };
        return format!("{me}: {what} {}", zxid_text(*zxid));
    }
    me + if matches!(rule, Rule::Serve { .. }) {
        " serves"
    } else if matches!(rule, Rule::Leave { .. }) {
        " leaves"
    } else {
        " ends"
    }
}

/// So many rules of a kind are told; what is more is only counted.
const ALIKE_MAX: usize = 2;

/// The rule that says most leads. The others say what happened and by what figures.
fn sentence(step: &Step<Zookeeper>, world: &World<Zookeeper>) -> Sentence {
    let node = step.node().unwrap_or(NodeId(0));
    let Some(teller) = Teller::new(step, world, node) else {
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
    let mut told = told.split('|');
    let headline = told.next().unwrap_or_default();
    let (mut detail, mut more) = (Vec::new(), 0);
    for (place, rule) in rules.iter().enumerate() {
        let alike = |other: &&&Rule| discriminant(**other) == discriminant(*rule);
        if place == lead {
            detail.extend(told.by_ref().map(String::from));
        } else if rules[..place].iter().filter(alike).count() < ALIKE_MAX {
            let told = teller.rule(rule);
            detail.extend(told.split('|').take(2).map(String::from));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        detail.push(format!("And so on: {more} more."));
    }
    let detail = detail.iter().map(|part| part.trim());
    let detail: Vec<&str> = detail.filter(|part| !part.is_empty()).collect();
    Sentence {
        headline: headline.into(),
        detail: detail.join(" "),
        source: leading.name_and_source().1.into(),
    }
}
