//! How scripts configure Paxos, what they may wait for and expect, and what is worth a look.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{Config, Paxos, ballot_text, config::Bug, rule::Rule, words::check_ballot};
use crate::kernel::{
    Choice, Effect, Expected, Milestone, NodeId, Reaction, Scripted, Span, Step, World, span,
};

/// The forms of an expectation.
const EXPECTATIONS: &str = "chosen VALUE | promised NODE BALLOT | accepted NODE VALUE | \
                            learned NODE VALUE | answer NODE VALUE | PROPERTY holds | \
                            PROPERTY broken";

/// How many nodes at the most: what fits on a stage and in a `NodeSet`.
const NODES_MAX: u8 = 12;

impl Scripted for Paxos {
    const WORD: &'static str = "paxos";
    const HEADER: &'static str =
        "proposers=N acceptors=N learners=N clients=N | servers=N clients=N";

    fn configure(options: &[(&str, &str)]) -> Result<Config, (usize, Expected)> {
        let known = ["proposers", "acceptors", "learners", "clients", "servers"];
        let mut counts: [Option<u8>; 5] = [None; 5];
        for (place, (key, value)) in options.iter().enumerate() {
            let Some(which) = known.iter().position(|word| word == key) else {
                return Err((place, Expected::Form(Self::HEADER)));
            };
            let count = value.parse().ok().filter(|count| *count <= 9);
            let count = count.ok_or_else(|| (place, Expected::Count(known[which], 9)))?;
            counts[which] = Some(count);
        }
        let [proposers, acceptors, learners, clients, servers] = counts;
        let wrong = |expected: Expected| Err((options.len(), expected));
        let config = match servers {
            Some(servers) => {
                if proposers.is_some() || acceptors.is_some() || learners.is_some() {
                    return wrong(Expected::Form(
                        "servers=N | proposers=N acceptors=N learners=N",
                    ));
                }
                Config::together(servers, clients.unwrap_or(0))
            }
            None => Config::apart(
                proposers.unwrap_or(1),
                acceptors.unwrap_or(3),
                learners.unwrap_or(1),
                clients.unwrap_or(0),
            ),
        };
        if config.proposers().next().is_none() || config.acceptors().next().is_none() {
            return wrong(Expected::Roles);
        }
        if config.members.len() > usize::from(NODES_MAX) {
            return wrong(Expected::Nodes(NODES_MAX));
        }
        Ok(config)
    }

    fn option(config: &mut Config, word: &str, rest: &str) -> Option<Result<(), Expected>> {
        option(config, &Bug::ALL, word, rest)
    }

    fn header(config: &Config) -> Vec<String> {
        let count = |role: fn(&super::config::Roles) -> bool| {
            config
                .members
                .iter()
                .filter(|member| role(&member.roles))
                .count()
        };
        let clients = count(|roles| roles.client);
        let together = config
            .members
            .iter()
            .any(|m| m.roles.proposer && m.roles.acceptor);
        let line = if together {
            format!(
                "paxos servers={} clients={clients}",
                count(|roles| roles.acceptor)
            )
        } else {
            format!(
                "paxos proposers={} acceptors={} learners={} clients={clients}",
                count(|roles| roles.proposer),
                count(|roles| roles.acceptor),
                count(|roles| roles.learner),
            )
        };
        let mut lines = vec![line];
        lines.extend(header(config, &Bug::ALL));
        lines
    }

    fn bugs() -> Vec<&'static str> {
        Bug::ALL.into_iter().map(Bug::word).collect()
    }

    fn goals() -> &'static [&'static str] {
        &["chosen", "learned", "answered"]
    }

    fn reached(world: &World<Self>, goal: &str) -> Option<bool> {
        let config = world.config();
        let memory = |node: NodeId| world.nodes()[node.index()].memory.as_deref();
        Some(match goal {
            "chosen" => !world.ghost().decree.chosen.is_empty(),
            "learned" => {
                let running = || {
                    config
                        .learners()
                        .filter_map(|node| memory(node)?.learner.as_ref())
                };
                running().next().is_some() && running().all(|learner| learner.learned.is_some())
            }
            "answered" => world
                .nodes()
                .iter()
                .filter_map(|node| node.memory.as_deref())
                .all(|memory| {
                    memory
                        .client
                        .as_ref()
                        .is_none_or(|client| client.asking.is_none())
                }),
            _ => return None,
        })
    }

    fn expect(world: &World<Self>, words: &[&str]) -> Result<Result<(), String>, Expected> {
        let config = world.config();
        let found = match words {
            ["chosen", _] => chosen(world),
            ["promised" | "accepted" | "learned" | "answer", name, _] => {
                let mut nodes = (0..config.members.len() as u8).map(NodeId);
                let node = nodes.find(|node| config.name(*node) == *name);
                let node = node.ok_or(Expected::Node)?;
                held(world, words[0], node)
            }
            _ => {
                return Err(Expected::Form(EXPECTATIONS));
            }
        };
        let wanted = words.last().copied().unwrap_or_default();
        if words.first() == Some(&"promised") {
            check_ballot(config, wanted)?;
        }
        Ok(if found == wanted { Ok(()) } else { Err(found) })
    }

    fn suffices(config: &Config, nodes: &[NodeId]) -> bool {
        let roles = || nodes.iter().map(|node| config.roles(*node));
        let acceptors = roles().filter(|roles| roles.acceptor).count();
        acceptors >= config.majority() && roles().any(|roles| roles.proposer)
    }

    fn spares_disk(world: &World<Self>, node: NodeId) -> bool {
        // A promise forgotten breaks agreement, a round forgotten uses a ballot twice.
        let roles = world.config().roles(node);
        !roles.acceptor && !roles.proposer
    }

    fn is_quiet(step: &Step<Self>) -> bool {
        // The task that a flush makes runnable tells of both.
        match &step.effect {
            Effect::Flushed { followers, .. } => *followers > 0,
            Effect::Input { .. }
            | Effect::Undelivered { .. }
            | Effect::Handled { .. }
            | Effect::Crashed { .. }
            | Effect::Booted { .. }
            | Effect::Changed => false,
        }
    }

    fn decided(step: &Step<Self>, _: &World<Self>) -> Vec<String> {
        let rules = step.out.reactions.iter().map(Reaction::rule);
        rules.filter_map(decision).collect()
    }

    fn milestone(step: &Step<Self>, world: &World<Self>) -> Option<Milestone<Self>> {
        let node = step.node();
        for reaction in &step.out.reactions {
            if let (Reaction::Applied(rule), Some(node)) = (reaction, node)
                && is_milestone(rule)
            {
                return Some(Milestone::Rule(node, rule.clone()));
            }
        }
        let chosen = world
            .ghost()
            .decree
            .chosen
            .iter()
            .find(|chosen| chosen.step == step.index);
        if let (Some(chosen), Some(node)) = (chosen, node) {
            let proposal = chosen.proposal.clone();
            return Some(Milestone::Rule(node, Rule::SeeChosen { proposal }));
        }
        let notable = matches!(
            step.choice,
            Choice::Crash(_) | Choice::Restart(_) | Choice::Wipe(_) | Choice::Cut { .. }
        );
        notable.then(|| Milestone::Choice(step.choice.clone()))
    }
}

/// The value that a rule takes for chosen.
fn decision(rule: &Rule) -> Option<String> {
    if let Rule::Learn { proposal } | Rule::SeeChosen { proposal } = rule {
        return Some(proposal.value.0.to_string());
    }
    None
}

/// A header line that both protocols know, which have these planted bugs.
pub(super) fn option(
    config: &mut Config,
    bugs: &[Bug],
    word: &str,
    rest: &str,
) -> Option<Result<(), Expected>> {
    let time = |field: &mut Span| match span(rest) {
        Some(span) => {
            *field = span;
            Ok(())
        }
        None => Err(Expected::Range),
    };
    Some(match word {
        "bug" => match bugs.iter().find(|bug| bug.word() == rest) {
            Some(bug) => {
                config.bugs.plant(*bug);
                Ok(())
            }
            None => Err(Expected::Bug(bugs.iter().map(|bug| bug.word()).collect())),
        },
        "nacks" => match rest {
            "on" => {
                config.nacks = true;
                Ok(())
            }
            "off" => {
                config.nacks = false;
                Ok(())
            }
            _ => Err(Expected::Form("on | off")),
        },
        "retry" => time(&mut config.retry),
        "backoff" => time(&mut config.backoff),
        "again" => time(&mut config.again),
        _ => return None,
    })
}

/// The header lines that [`option`] reads.
pub(super) fn header(config: &Config, bugs: &[Bug]) -> Vec<String> {
    let times = [
        ("retry", config.retry),
        ("backoff", config.backoff),
        ("again", config.again),
    ];
    let time = |(word, span): (&str, Span)| format!("{word} {}..{}", span.min, span.max);
    let mut lines: Vec<String> = times.into_iter().map(time).collect();
    if !config.nacks {
        lines.push("nacks off".into());
    }
    let planted = bugs.iter().filter(|bug| config.bugs.has(**bug));
    lines.extend(planted.map(|bug| format!("bug {}", bug.word())));
    lines
}

fn is_milestone(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::FixValue { .. } | Rule::Learn { .. } | Rule::Answered { .. }
    )
}

fn chosen(world: &World<Paxos>) -> String {
    let values: Vec<&str> = world
        .ghost()
        .decree
        .chosen
        .iter()
        .map(|chosen| &*chosen.proposal.value.0)
        .collect();
    if values.is_empty() {
        "nothing".to_string()
    } else {
        values.join("+")
    }
}

/// What a node holds, in the words of an expectation.
fn held(world: &World<Paxos>, what: &str, node: NodeId) -> String {
    let config = world.config();
    let memory = world.nodes()[node.index()].memory.as_deref();
    let found = memory.and_then(|memory| match what {
        "promised" => {
            let promised = memory.acceptor.as_ref()?.promised?;
            Some(ballot_text(config, promised))
        }
        "accepted" => {
            let accepted = memory.acceptor.as_ref()?.accepted.as_ref()?;
            Some(accepted.value.0.to_string())
        }
        "learned" => Some(memory.learner.as_ref()?.learned.as_ref()?.0.to_string()),
        _ => Some(memory.client.as_ref()?.answer.as_ref()?.0.to_string()),
    });
    found.unwrap_or_else(|| "nothing".to_string())
}
