//! Multi-Paxos, in English.

mod accepting;
mod leading;
mod rules;
mod teller;

use alloc::{format, string::String};

use teller::Teller;

use super::{
    super::kernel,
    told::{Told, compose},
};
use crate::{
    kernel::{Milestone, NodeId, Reaction, Step, World},
    narrate::{Language, Narrate, Sentence},
    paxos::{
        ballot_text,
        decree::Chosen,
        multi::{
            Multi,
            config::Config,
            history::{Breach, History},
            message::Slot,
            rule::Rule,
        },
    },
};

impl Narrate for Multi {
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
                kernel::milestone(choice, &|node| config.paxos.name(node).into())
            }
            Milestone::Broken(place) => format!("{} broken", PROPERTIES[*place].0),
        }
    }

    fn property(place: usize, _: Language) -> (String, String) {
        let (name, meaning, _) = PROPERTIES[place];
        (name.into(), meaning.into())
    }

    fn evidence(place: usize, world: &World<Self>, _: Language) -> String {
        let history = world.ghost();
        let breaches = &history.breaches;
        let name = |breach: &Breach| world.config().paxos.name(breach.node);
        match (PROPERTIES[place].0, breaches.agreement) {
            ("Agreement", Some((slot, ..))) => agreement(world.config(), history, slot),
            (PRIMARY_ORDER, _) => {
                let found = breaches.primary_order.as_ref();
                found.map_or_else(String::new, |(breach, before, value)| {
                    format!(
                        "{} executes {} without {}, which the same leader had proposed before it; \
                         Multi-Paxos does not promise more",
                        name(breach),
                        value.0,
                        before.0
                    )
                })
            }
            (_, _) => PROPERTIES[place].2.into(),
        }
    }

    fn goal(goal: &str, _: Language) -> String {
        match goal {
            "elected" => "a server leads",
            "chosen" => "what is asked for is chosen",
            "answered" => "what is asked for is executed where it was asked",
            "united" => "every server has executed all that is chosen",
            other => other,
        }
        .into()
    }
}

const PRIMARY_ORDER: &str = "Primary order";

/// In the order of [`crate::paxos::multi::property::PROPERTIES`]: name, meaning, what breaks it.
const PROPERTIES: [(&str, &str, &str); 12] = [
    (
        "Agreement",
        "At most one command is ever chosen in a slot.",
        "",
    ),
    (
        "Validity",
        "Only commands that somebody asked for are proposed, and such as do nothing.",
        "nobody asked for the command that was sent",
    ),
    (
        "One value per ballot",
        "No ballot is ever used for two values in one slot.",
        "one ballot was used for two values in one slot",
    ),
    (
        "Promises kept",
        "No acceptor falls below a ballot that it has answered.",
        "an acceptor fell below a ballot that it had answered",
    ),
    (
        "Safe value",
        "In each slot, a ballot’s value is the one that a majority leaves it: that of the highest \
         ballot below which they accepted there, or any if they accepted none.",
        "a ballot passes over what a majority leaves it to propose in a slot",
    ),
    (
        "Executed is chosen",
        "A replica executes only what a majority has accepted in one ballot of the slot.",
        "a replica executes what no majority has accepted in one ballot",
    ),
    (
        "Executed in order",
        "Each replica executes slot 1, then slot 2, and so on, without a hole.",
        "a replica executes a slot out of turn",
    ),
    (
        "None passed over",
        "No slot is executed anywhere before something is chosen in every lower one.",
        "a slot is executed although nothing is chosen in a lower one",
    ),
    (
        "Same log",
        "What one replica has executed is a beginning of what another one has.",
        "two replicas execute different commands at the same place",
    ),
    (
        PRIMARY_ORDER,
        "Nobody executes a command without all that the same leader proposed before it. Zab \
         promises this; Multi-Paxos does not.",
        "",
    ),
    (
        "Caught up in the end",
        "Once the faults are over, every running server with a quorum gets further than any was, \
         and does what it was asked.",
        "",
    ),
    (
        "Something is executed",
        "Some run gets so far: the properties above do not hold idly.",
        "",
    ),
];

/// The two values chosen in one slot.
fn agreement(config: &Config, history: &History, slot: Slot) -> String {
    let told = |chosen: &Chosen| {
        let ballot = ballot_text(&config.paxos, chosen.proposal.ballot);
        format!("{} in {ballot}", chosen.proposal.value.0)
    };
    match history.decree(slot).map(|decree| decree.chosen.as_slice()) {
        Some([first, second, ..]) => format!(
            "{} and {} are both chosen in slot {}",
            told(first),
            told(second),
            slot.0
        ),
        Some(_) | None => String::new(),
    }
}

fn milestone_rule(config: &Config, node: NodeId, rule: &Rule) -> String {
    let me = config.paxos.name(node);
    if let Rule::Lead { .. } = rule {
        return format!("{me} leads");
    }
    if let Rule::StepDown { .. } = rule {
        return format!("{me} leads no more");
    }
    if let Rule::Answered { .. } = rule {
        return format!("{me} has its answer");
    }
    if let Rule::SeeChosen { entry } = rule {
        return format!("{} chosen in {}", entry.proposal.value.0, entry.slot.0);
    }
    String::new()
}

fn sentence(step: &Step<Multi>, world: &World<Multi>) -> Sentence {
    if let Some(sentence) = kernel::sentence(step, world) {
        return sentence;
    }
    let config = world.config();
    let node = step.node().unwrap_or(NodeId(0));
    let teller = Teller {
        config,
        me: config.paxos.name(node),
        node,
        history: world.ghost(),
        since: [step.index, step.cause.unwrap_or(step.index)],
    };
    let rules = step.out.reactions.iter().map(Reaction::rule);
    let told = rules.clone().map(|rule| {
        let (headline, detail) = teller.rule(rule);
        let source = rule.name_and_source().1;
        Told {
            headline,
            detail,
            source,
        }
    });
    // The first of what matters most; what led to it stands before its detail, the rest after it.
    let mut main = 0;
    for (place, rule) in rules.clone().enumerate() {
        if rules
            .clone()
            .nth(main)
            .is_some_and(|best| weight(rule) > weight(best))
        {
            main = place;
        }
    }
    compose(told.collect(), main)
}

/// How much a rule matters among those of one step.
fn weight(rule: &Rule) -> u8 {
    let leadership = matches!(rule, Rule::Lead { .. } | Rule::StepDown { .. });
    let reason = matches!(
        rule,
        Rule::TryHigher { .. } | Rule::Suspect { .. } | Rule::Adopt { .. } | Rule::FillGap { .. }
    );
    match (leadership, reason) {
        (true, _) => 2,
        (false, false) => 1,
        (false, true) => 0,
    }
}
