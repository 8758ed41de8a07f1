//! A ZooKeeper ensemble, in English.

mod broadcasting;
mod changes;
mod changing;
mod clients;
mod discovering;
mod leaving;
mod properties;
mod rules;
mod sessions;
mod syncing;
mod teller;
mod texts;
mod voting;

use alloc::{format, string::String};

use rules::weight;
use teller::Teller;

use super::{kernel, template::fill};
use crate::{
    kernel::{Milestone, NodeId, Reaction, Step, World},
    narrate::{Language, Narrate, Sentence},
    zookeeper::{Zookeeper, learner::Mode, name, rule::Rule, zxid::Zxid, zxid_text},
};

impl Narrate for Zookeeper {
    fn sentence(step: &Step<Self>, world: &World<Self>, language: Language) -> Sentence {
        match language {
            Language::English => changes::sentence(step, world)
                .or_else(|| kernel::sentence(step, world))
                .or_else(|| sentence(step, world))
                .unwrap_or_default(),
        }
    }

    fn rule_name(rule: &Rule) -> (&'static str, &'static str) {
        rule.name_and_source()
    }

    fn milestone_label(milestone: &Milestone<Self>, world: &World<Self>, _: Language) -> String {
        match milestone {
            Milestone::Rule(node, rule) => milestone_rule(*node, rule),
            Milestone::Choice(choice) => kernel::milestone(choice, &|node| {
                <Self as crate::kernel::Worded>::node_name(world.config(), node)
            }),
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
    let (mut other, mut id, mut number) = (node, Zxid::default(), 0);
    let template = if let Rule::Elected {
        vote: Some(vote), ..
    } = rule
    {
        other = vote.leader;
        match vote.leader == node {
            true => "{me} elected",
            false => "{me} for {0}",
        }
    } else if let Rule::EstablishEpoch { epoch, .. } = rule {
        number = *epoch;
        "epoch {2} is {me}’s"
    } else if let Rule::Commit { zxid, .. } = rule {
        id = *zxid;
        "{1} committed"
    } else if let Rule::BeginSync { mode, zxid } = rule {
        id = *zxid;
        match mode {
            Mode::Diff => "{me}: DIFF {1}",
            Mode::Trunc => "{me}: TRUNC {1}",
            Mode::Snap => "{me}: SNAP {1}",
        }
    } else if matches!(rule, Rule::Serve { .. }) {
        "{me} serves"
    } else if matches!(rule, Rule::Leave { .. }) {
        "{me} leaves"
    } else {
        "{me} ends"
    };
    fill(template, &|place, said| {
        *said += &match place {
            0 => name(other),
            1 => zxid_text(id),
            2 => format!("{number}"),
            _ => name(node),
        };
    })
}

/// So many rules of a kind are told; what is more is only counted.
const ALIKE_MAX: usize = 2;

/// The rule that says most leads. The others say what happened and by what figures.
fn sentence(step: &Step<Zookeeper>, world: &World<Zookeeper>) -> Option<Sentence> {
    let teller = Teller::new(step, world, step.node()?)?;
    let rules = || step.out.reactions.iter().map(Reaction::rule);
    let most = rules().map(weight).max()?;
    let lead = rules().position(|rule| weight(rule) == most)?;
    let mut sentence = Sentence::default();
    let mut more = 0;
    for (place, rule) in rules().enumerate() {
        let name = |rule: &Rule| rule.name_and_source().0;
        let alike = rules().take(place);
        let alike = alike.filter(|other| name(other) == name(rule)).count();
        if place != lead && alike >= ALIKE_MAX {
            more += 1;
            continue;
        }
        let told = teller.rule(rule);
        for (part, text) in told.split('|').enumerate() {
            if place != lead && part < 2 || place == lead && part > 0 {
                add(&mut sentence.detail, text);
            } else if place == lead {
                sentence.headline = text.into();
                sentence.source = rule.name_and_source().1.into();
            }
        }
    }
    if more > 0 {
        add(&mut sentence.detail, &format!("And so on: {more} more."));
    }
    Some(sentence)
}

fn add(detail: &mut String, text: &str) {
    let text = text.trim();
    if !detail.is_empty() && !text.is_empty() {
        detail.push(' ');
    }
    *detail += text;
}
