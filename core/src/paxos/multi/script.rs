//! How scripts configure Multi-Paxos, what they may wait for and expect, and what is worth a look.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{Config, Memory, Multi, Server, Stage, leads, message::Slot, rule::Rule};
use crate::{
    kernel::{
        Choice, Effect, Expected, Milestone, NodeId, Reaction, Scripted, Span, Step, World, span,
    },
    paxos::{
        ballot_text,
        config::Bug,
        message::{Proposal, Value},
        script::{header, option},
        words::check_ballot,
    },
};

/// The forms of an expectation.
const EXPECTATIONS: &str = "log VALUES | chosen SLOT VALUE | history NODE VALUES | leader NODE | \
                            promised NODE BALLOT | accepted NODE SLOT VALUE | \
                            answer NODE VALUE | PROPERTY holds | PROPERTY broken";

/// How many servers at the most, how many clients, and how many nodes in all.
const SERVERS_MAX: u8 = 9;
const NODES_MAX: u8 = 12;

/// How many commands may be outstanding at the most.
const ALPHA_MAX: u8 = 9;

/// What stands for a slot in which nothing is chosen, and for nothing at all.
const NOTHING: &str = "nothing";

impl Scripted for Multi {
    const WORD: &'static str = "multipaxos";
    const HEADER: &'static str = "servers=N clients=N";

    fn configure(options: &[(&str, &str)]) -> Result<Config, (usize, Expected)> {
        let (mut servers, mut clients) = (3, 0);
        for (place, (key, value)) in options.iter().enumerate() {
            let (count, known) = match *key {
                "servers" => (&mut servers, "servers"),
                "clients" => (&mut clients, "clients"),
                _ => return Err((place, Expected::Form(Self::HEADER))),
            };
            let read = value.parse().ok().filter(|count| *count <= SERVERS_MAX);
            *count = read.ok_or((place, Expected::Count(known, SERVERS_MAX)))?;
        }
        if servers == 0 {
            return Err((options.len(), Expected::Roles));
        }
        if servers + clients > NODES_MAX {
            return Err((options.len(), Expected::Nodes(NODES_MAX)));
        }
        Ok(Config::new(servers, clients))
    }

    fn option(config: &mut Config, word: &str, rest: &str) -> Option<Result<(), Expected>> {
        Some(match word {
            "alpha" => match rest
                .parse()
                .ok()
                .filter(|alpha| (1..=ALPHA_MAX).contains(alpha))
            {
                Some(alpha) => {
                    config.alpha = u32::from(alpha);
                    Ok(())
                }
                None => Err(Expected::Form("1 | 2 | … | 9")),
            },
            "heartbeats" => read_span(rest).map(|span| config.heartbeats = Some(span)),
            "suspect" => read_span(rest).map(|span| config.suspect = span),
            "judge" if rest == PRIMARY_ORDER => {
                config.judges_primary_order = true;
                Ok(())
            }
            "judge" => Err(Expected::Property(vec![PRIMARY_ORDER])),
            // Leadership is lost by refusals: they are always sent.
            "nacks" => return None,
            _ => return option(&mut config.paxos, &Bug::LOG, word, rest),
        })
    }

    fn header(config: &Config) -> Vec<String> {
        let clients = config.paxos.members.iter().filter(|node| node.roles.client);
        let (servers, clients) = (config.servers().count(), clients.count());
        let mut lines = vec![
            format!("{} servers={servers} clients={clients}", Self::WORD),
            format!("alpha {}", config.alpha),
        ];
        let time = |word: &str, span: Span| format!("{word} {}..{}", span.min, span.max);
        if let Some(often) = config.heartbeats {
            lines.push(time("heartbeats", often));
            lines.push(time("suspect", config.suspect));
        }
        if config.judges_primary_order {
            lines.push(format!("judge {PRIMARY_ORDER}"));
        }
        lines.extend(header(&config.paxos, &Bug::LOG));
        lines
    }

    fn bugs() -> Vec<&'static str> {
        Bug::LOG.into_iter().map(Bug::word).collect()
    }

    fn goals() -> &'static [&'static str] {
        &["elected", "chosen", "answered", "united"]
    }

    fn reached(world: &World<Self>, goal: &str) -> Option<bool> {
        let history = world.ghost();
        let mut servers = running(world);
        let words: Vec<&str> = goal.split_whitespace().collect();
        Some(match words.as_slice() {
            ["elected"] => leader(world).is_some(),
            ["leading", name] => {
                leader(world).is_some_and(|node| world.config().paxos.name(node) == *name)
            }
            ["chosen"] => servers.all(|server| {
                let mut wishes = server.leader.wishes.iter();
                wishes.all(|wish| history.is_in_the_log(&wish.value))
            }),
            ["answered"] => {
                let nodes = world.nodes().iter();
                let mut memories = nodes.filter_map(|node| node.memory.as_deref());
                memories.all(|memory| match memory {
                    Memory::Client(client) => client.asking.is_none(),
                    Memory::Server(server) => server.leader.wishes.is_empty(),
                })
            }
            ["united"] => servers.all(|server| {
                let executed = server.replica.executed.len() as u32;
                let idle = !is_proposing(server) && server.leader.wishes.is_empty();
                idle && Slot(executed) >= history.last()
            }),
            _ => return None,
        })
    }

    fn misspelt(world: &World<Self>, goal: &str) -> Option<Expected> {
        let name = goal.strip_prefix("leading ")?;
        Self::expect(world, &["leader", name.trim()]).err()
    }

    fn expect(world: &World<Self>, words: &[&str]) -> Result<Result<(), String>, Expected> {
        let config = &world.config().paxos;
        let form = || Expected::Form(EXPECTATIONS);
        let named = |name: &str| {
            let mut nodes = (0..config.members.len() as u8).map(NodeId);
            let node = nodes.find(|node| config.name(*node) == name);
            node.ok_or(Expected::Node)
        };
        let slot = |text: &str| text.parse().map(Slot).map_err(|_| Expected::Number);
        let (found, wanted) = match words {
            ["log", wanted @ ..] => (log(world), wanted),
            ["leader", wanted] => {
                if *wanted != NOTHING {
                    named(wanted)?;
                }
                let leader = leader(world).map(|node| config.name(node).to_string());
                (leader.unwrap_or_default(), core::slice::from_ref(wanted))
            }
            ["chosen", at, wanted @ ..] => (chosen(world, slot(at)?), wanted),
            ["accepted", name, at, wanted @ ..] => {
                (accepted(world, named(name)?, slot(at)?), wanted)
            }
            [
                what @ ("history" | "promised" | "answer"),
                name,
                wanted @ ..,
            ] => {
                if *what == "promised" {
                    check_ballot(config, wanted.first().copied().unwrap_or_default())?;
                }
                (held(world, what, named(name)?), wanted)
            }
            _ => return Err(form()),
        };
        if wanted.is_empty() {
            return Err(form());
        }
        let found = match found.is_empty() {
            true => NOTHING.to_string(),
            false => found,
        };
        let met = found == wanted.join(" ");
        Ok(if met { Ok(()) } else { Err(found) })
    }

    fn is_quiet(step: &Step<Self>) -> bool {
        // The task that a flush makes runnable tells of both.
        match &step.effect {
            Effect::Flushed { followers, .. } => *followers > 0,
            Effect::Input { .. } => step.out.reactions.iter().all(|reaction| {
                let rule = reaction.rule();
                matches!(
                    rule,
                    Rule::SendHeartbeat { .. } | Rule::HearHeartbeat { .. }
                )
            }),
            Effect::Undelivered { .. }
            | Effect::Handled { .. }
            | Effect::Crashed { .. }
            | Effect::Booted { .. }
            | Effect::Changed => false,
        }
    }

    fn compares(config: &Config) -> bool {
        config.judges_primary_order
    }

    fn suffices(config: &Config, nodes: &[NodeId]) -> bool {
        let servers = nodes.iter().filter(|node| config.serves(**node));
        servers.count() >= config.paxos.majority()
    }

    fn decided(step: &Step<Self>, _: &World<Self>) -> Vec<String> {
        let rules = step.out.reactions.iter().map(Reaction::rule);
        rules
            .flat_map(decisions)
            .map(|slot| format!("{}", slot.0))
            .collect()
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
        if let (Some((slot, proposal)), Some(node)) = (chosen_by(step, world), node) {
            let (slot, proposal) = (slot, proposal.clone());
            let entry = super::message::Entry { slot, proposal };
            return Some(Milestone::Rule(node, Rule::SeeChosen { entry }));
        }
        let notable = matches!(
            step.choice,
            Choice::Crash(_) | Choice::Restart(_) | Choice::Wipe(_) | Choice::Cut { .. }
        );
        notable.then(|| Milestone::Choice(step.choice.clone()))
    }
}

/// The property that this protocol does not promise.
pub(super) const PRIMARY_ORDER: &str = "primary-order";

fn read_span(text: &str) -> Result<Span, Expected> {
    span(text).ok_or(Expected::Range)
}

fn is_milestone(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Lead { .. } | Rule::StepDown { led: true, .. } | Rule::Answered { .. }
    )
}

/// The slots that a rule takes for chosen.
fn decisions(rule: &Rule) -> Vec<Slot> {
    if let Rule::SeeChosen { entry } = rule {
        return vec![entry.slot];
    }
    if let Rule::Learn { news } = rule {
        return news.iter().map(|(slot, _)| *slot).collect();
    }
    Vec::new()
}

/// What became chosen by a step.
fn chosen_by<'a>(step: &Step<Multi>, world: &'a World<Multi>) -> Option<(Slot, &'a Proposal)> {
    let mut decrees = (1..).zip(&world.ghost().decrees);
    decrees.find_map(|(slot, decree)| {
        let mut chosen = decree.chosen.iter();
        let now = chosen.find(|chosen| chosen.step == step.index)?;
        Some((Slot(slot), &now.proposal))
    })
}

/// Whether a server waits for votes.
fn is_proposing(server: &Server) -> bool {
    matches!(&server.leader.stage, Stage::Leading { pending, .. } if !pending.is_empty())
}

fn running(world: &World<Multi>) -> impl Iterator<Item = &Server> {
    let nodes = world.nodes().iter();
    nodes.filter_map(|node| node.memory.as_deref()?.server())
}

/// The server that leads: of those that believe they do, one above whose ballot no majority has
/// promised anything.
fn leader(world: &World<Multi>) -> Option<NodeId> {
    let config = world.config();
    config.servers().find(|node| {
        let memory = world.nodes()[node.index()].memory.as_deref();
        let server = memory.and_then(Memory::server);
        server.is_some_and(|server| {
            let ballot = server.leader.ballot();
            let below = |node: &NodeId| world.nodes()[node.index()].disk.promised <= ballot;
            leads(server) && config.servers().filter(below).count() >= config.paxos.majority()
        })
    })
}

/// What is chosen in a slot.
fn chosen(world: &World<Multi>, slot: Slot) -> String {
    let decree = world.ghost().decree(slot);
    let chosen = decree.map_or(&[][..], |decree| &decree.chosen);
    let values = chosen.iter().map(|one| &*one.proposal.value.0);
    values.collect::<Vec<_>>().join("+")
}

/// What is chosen, slot after slot.
fn log(world: &World<Multi>) -> String {
    let history = world.ghost();
    let slots = (1..=history.last().0).map(Slot);
    let chosen = slots.map(|slot| history.chosen(slot).map_or(NOTHING, |value| &value.0));
    chosen.collect::<Vec<_>>().join(" ")
}

fn accepted(world: &World<Multi>, node: NodeId, slot: Slot) -> String {
    let memory = world.nodes()[node.index()].memory.as_deref();
    let server = memory.and_then(Memory::server);
    let found = server.and_then(|server| server.acceptor.accepted.get(&slot));
    found.map_or_else(String::new, |proposal| proposal.value.0.to_string())
}

/// What a node holds, in the words of an expectation.
fn held(world: &World<Multi>, what: &str, node: NodeId) -> String {
    let text = |value: &Value| value.0.to_string();
    let found = match world.nodes()[node.index()].memory.as_deref() {
        Some(Memory::Server(server)) => match what {
            "history" => {
                let history: Vec<String> = server.replica.history().map(text).collect();
                Some(history.join(" "))
            }
            "promised" => {
                let promised = server.acceptor.promised;
                promised.map(|ballot| ballot_text(&world.config().paxos, ballot))
            }
            _ => None,
        },
        Some(Memory::Client(client)) if what == "answer" => client.answer.as_ref().map(text),
        Some(Memory::Client(_)) | None => None,
    };
    found.unwrap_or_default()
}
