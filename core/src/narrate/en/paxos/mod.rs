//! Paxos, in English.

mod multi;
mod rules;
mod teller;
mod told;

use alloc::{format, string::String, vec::Vec};

use teller::Teller;
use told::{Told, compose};

use super::kernel;
use crate::{
    kernel::{Milestone, NodeId, Reaction, Step, World},
    narrate::{Language, Narrate, Sentence},
    paxos::{Paxos, ballot_text, config::Config, decree::Chosen, rule::Rule},
};

impl Narrate for Paxos {
    fn sentence(step: &Step<Self>, world: &World<Self>, language: Language) -> Sentence {
        match language {
            Language::English => sentence(step, world),
        }
    }

    fn rule_name(rule: &Rule) -> (&'static str, &'static str) {
        rule.name_and_source()
    }

    fn milestone_label(milestone: &Milestone<Self>, world: &World<Self>, _: Language) -> String {
        let config = world.config();
        match milestone {
            Milestone::Rule(node, rule) => milestone_rule(config, *node, rule),
            Milestone::Choice(choice) => {
                kernel::milestone(choice, &|node| config.name(node).into())
            }
            Milestone::Broken(place) => format!("{} broken", PROPERTIES[*place].0),
        }
    }

    fn property(place: usize, _: Language) -> (String, String) {
        let (name, meaning) = PROPERTIES[place];
        (name.into(), meaning.into())
    }

    fn evidence(place: usize, world: &World<Self>, _: Language) -> String {
        let chosen = world.ghost().decree.chosen.as_slice();
        match (PROPERTIES[place].0, chosen) {
            ("Agreement", [first, second, ..]) => {
                let told = |chosen: &Chosen| {
                    let ballot = ballot_text(world.config(), chosen.proposal.ballot);
                    format!("{} in {ballot}", chosen.proposal.value.0)
                };
                format!("{} and {} are both chosen", told(first), told(second))
            }
            (name, _) => ALARMS
                .iter()
                .find(|(known, _)| *known == name)
                .map_or_else(String::new, |(_, told)| (*told).into()),
        }
    }

    fn goal(goal: &str, _: Language) -> String {
        match goal {
            "chosen" => "a value is chosen",
            "learned" => "every learner has learned",
            "answered" => "every client has its answer",
            other => other,
        }
        .into()
    }
}

/// In the order of [`crate::paxos::property::PROPERTIES`].
const PROPERTIES: [(&str, &str); 8] = [
    ("Agreement", "At most one value is ever chosen."),
    (
        "Validity",
        "Only a value that somebody asked for is proposed.",
    ),
    (
        "One value per ballot",
        "No ballot is ever used for two values.",
    ),
    (
        "Promises kept",
        "No acceptor falls below a ballot that it has answered.",
    ),
    (
        "Safe value",
        "Each ballot's value is the one that a majority leaves it: that of the highest ballot \
         below which they accepted, or any if they accepted none.",
    ),
    (
        "Learned is chosen",
        "A learner learns only what a majority has accepted in one ballot.",
    ),
    (
        "Known in the end",
        "Once the faults are over, somebody who runs knows what is chosen.",
    ),
    (
        "Something is learned",
        "Some run gets so far: the properties above do not hold idly.",
    ),
];

/// What breaks the properties that name no values.
const ALARMS: [(&str, &str); 5] = [
    ("Validity", "nobody asked for the value that was sent"),
    ("One value per ballot", "one ballot was used for two values"),
    (
        "Promises kept",
        "an acceptor fell below a ballot that it had answered",
    ),
    (
        "Safe value",
        "a ballot passes over what a majority leaves it to propose",
    ),
    (
        "Learned is chosen",
        "no majority had accepted in one ballot what was learned",
    ),
];

fn milestone_rule(config: &Config, node: NodeId, rule: &Rule) -> String {
    let me = config.name(node);
    if let Rule::FixValue { ballot, value, .. } = rule {
        return format!("{} proposes {}", ballot_text(config, *ballot), value.0);
    }
    if let Rule::Learn { proposal } = rule {
        return format!("{me} learns {}", proposal.value.0);
    }
    if let Rule::Answered { .. } = rule {
        return format!("{me} has its answer");
    }
    if let Rule::SeeChosen { proposal } = rule {
        return format!("{} chosen", proposal.value.0);
    }
    String::new()
}

fn sentence(step: &Step<Paxos>, world: &World<Paxos>) -> Sentence {
    if let Some(sentence) = kernel::sentence(step, world) {
        return sentence;
    }
    let config = world.config();
    let node = step.node().unwrap_or(NodeId(0));
    let teller = Teller {
        config,
        me: config.name(node),
        node,
        history: world.ghost(),
        since: [step.index, step.cause.unwrap_or(step.index)],
    };
    // What declined is told only if nothing acted; of several that declined, the first.
    let acted = |reaction: &&Reaction<Rule>| matches!(reaction, Reaction::Applied(_));
    let mut reactions: Vec<&Reaction<Rule>> = step.out.reactions.iter().filter(acted).collect();
    if reactions.is_empty() {
        reactions.extend(step.out.reactions.first());
    }
    let told: Vec<Told> = reactions
        .into_iter()
        .map(|reaction| {
            let (headline, detail) = teller.rule(reaction.rule());
            let source = reaction.rule().name_and_source().1;
            Told {
                headline,
                detail,
                source,
            }
        })
        .collect();
    // What happened last is what matters; what led to it explains it.
    let last = told.len().saturating_sub(1);
    compose(told, last)
}
