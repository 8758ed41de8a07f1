//! How scripts configure an ensemble, and what is worth a look.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{
    Config, Zookeeper,
    client::console,
    config::{Bug, COMMIT_LOG_COUNT},
    expect,
    learner::Mode,
    rule::Rule,
    words::zxid_text,
    zxid::Zxid,
};
use crate::kernel::{
    Choice, Effect, Expected, Milestone, NodeId, Reaction, Scripted, Step, Utterance, World,
};
/// How many servers at the most.
const SERVERS_MAX: u8 = 9;

impl Scripted for Zookeeper {
    const WORD: &'static str = "zookeeper";
    const HEADER: &'static str = "servers=N observers=N clients=N";

    fn configure(options: &[(&str, &str)]) -> Result<Config, (usize, Expected)> {
        let known = ["servers", "observers", "clients"];
        let mut counts = [3, 0, 0];
        for (place, (key, value)) in options.iter().enumerate() {
            let Some(which) = known.iter().position(|word| word == key) else {
                return Err((place, Expected::Form(Self::HEADER)));
            };
            let count = value.parse().ok().filter(|count| *count <= SERVERS_MAX);
            let wanted = Expected::Count(known[which], SERVERS_MAX);
            counts[which] = count.ok_or((place, wanted))?;
        }
        let [servers, observers, clients] = counts;
        if servers == 0 || servers + observers > SERVERS_MAX {
            return Err((options.len(), Expected::Nodes(SERVERS_MAX)));
        }
        Ok(Config {
            clients,
            ..Config::new(servers, observers)
        })
    }

    fn option(config: &mut Config, word: &str, rest: &str) -> Option<Result<(), Expected>> {
        Some(match word {
            "bug" => match Bug::ALL.into_iter().find(|bug| bug.word() == rest) {
                Some(bug) => {
                    config.bugs.plant(bug);
                    Ok(())
                }
                None => Err(Expected::Bug(Self::bugs())),
            },
            "tickTime" => number(rest, 1, 3_600_000, &mut config.tick),
            "initLimit" => number(rest, 1, 1_000, &mut config.init_limit),
            "syncLimit" => number(rest, 1, 1_000, &mut config.sync_limit),
            "snapCount" => number(rest, 2, u32::MAX, &mut config.snap_count),
            "maxNotificationInterval" => number(rest, 200, 3_600_000, &mut config.notification_max),
            "counterMax" => number(rest, 1, u32::MAX, &mut config.counter_max),
            "forceSnapshotSync" => switch(rest, &mut config.force_snapshot),
            "lateNewLeader" => switch(rest, &mut config.late_new_leader),
            "autocreate" => switch(rest, &mut config.autocreate),
            "extendedTypes" => switch(rest, &mut config.extended_types),
            "enforceQuota" => switch(rest, &mut config.enforce_quota),
            "bareClients" => switch(rest, &mut config.bare_clients),
            "maxSessionTimeout" => {
                let mut most = 0;
                number(rest, 1, u32::MAX, &mut most).map(|()| {
                    config.max_session_timeout = Some(most);
                })
            }
            "containerCheckInterval" => number(rest, 1, u32::MAX, &mut config.container_check),
            "weights" => each(config, rest, |member, weight| member.weight = weight),
            "groups" => each(config, rest, |member, group| member.group = Some(group)),
            _ => return None,
        })
    }

    fn header(config: &Config) -> Vec<String> {
        let usual = Config::new(1, 0);
        let voters = config.voters().count();
        let observers = config.members.len() - voters;
        let observers = if observers > 0 {
            format!(" observers={observers}")
        } else {
            String::new()
        };
        let clients = match config.clients {
            0 => String::new(),
            clients => format!(" clients={clients}"),
        };
        let mut lines = vec![format!("zookeeper servers={voters}{observers}{clients}")];
        let numbers = [
            ("tickTime", config.tick, usual.tick),
            ("initLimit", config.init_limit, usual.init_limit),
            ("syncLimit", config.sync_limit, usual.sync_limit),
            ("snapCount", config.snap_count, usual.snap_count),
            ("counterMax", config.counter_max, usual.counter_max),
            (
                "containerCheckInterval",
                config.container_check,
                usual.container_check,
            ),
            (
                "maxNotificationInterval",
                config.notification_max,
                usual.notification_max,
            ),
        ];
        let changed = numbers.iter().filter(|(_, now, usual)| now != usual);
        lines.extend(changed.map(|(word, now, _)| format!("{word} {now}")));
        if config.force_snapshot {
            lines.push("forceSnapshotSync on".into());
        }
        if config.late_new_leader {
            lines.push("lateNewLeader on".into());
        }
        if let Some(most) = config.max_session_timeout {
            lines.push(format!("maxSessionTimeout {most}"));
        }
        if !config.extended_types {
            lines.push("extendedTypes off".into());
        }
        if config.enforce_quota {
            lines.push("enforceQuota on".into());
        }
        if config.bare_clients {
            lines.push("bareClients on".into());
        }
        if !config.autocreate {
            lines.push("autocreate off".into());
        }
        let members = || config.members.iter();
        if config.grouped() {
            let groups = members().map(|member| member.group.unwrap_or(0).to_string());
            lines.push(format!("groups {}", groups.collect::<Vec<_>>().join(" ")));
        }
        if members().any(|member| member.weight != u8::from(!member.observer)) {
            let weights = members().map(|member| member.weight.to_string());
            lines.push(format!("weights {}", weights.collect::<Vec<_>>().join(" ")));
        }
        lines.extend(config.bugs.iter().map(|bug| format!("bug {}", bug.word())));
        lines
    }

    fn bugs() -> Vec<&'static str> {
        Bug::ALL.into_iter().map(Bug::word).collect()
    }

    fn goals() -> &'static [&'static str] {
        &["elected", "serving", "united", "answered"]
    }

    fn reached(world: &World<Self>, goal: &str) -> Option<bool> {
        expect::reached(world, goal)
    }

    fn expect(world: &World<Self>, words: &[&str]) -> Result<Result<(), String>, Expected> {
        let met = expect::expect(world, words)?;
        let misspelt = met.is_err().then(|| expect::misspelt(world, words));
        misspelt.flatten().map_or(Ok(met), Err)
    }

    fn misspelt(world: &World<Self>, goal: &str) -> Option<Expected> {
        let words: Vec<&str> = goal.split_whitespace().collect();
        // Other goals are no expectations.
        let met = expect::expect(world, &words).ok()?;
        met.err().and_then(|_| expect::misspelt(world, &words))
    }

    fn is_quiet(step: &Step<Self>) -> bool {
        match &step.effect {
            // The task that a flush makes runnable tells of both; snapshots are background work.
            Effect::Flushed { .. } => true,
            Effect::Input { .. } => {
                !step.out.reactions.is_empty() && step.out.reactions.iter().all(is_quiet_rule)
            }
            Effect::Undelivered { body, .. } => body.is_none(),
            Effect::Handled { .. }
            | Effect::Crashed { .. }
            | Effect::Booted { .. }
            | Effect::Changed => false,
        }
    }

    fn suffices(config: &Config, nodes: &[NodeId]) -> bool {
        config.is_quorum(nodes.iter().copied().collect())
    }

    /// Without autocreate a server that lost its disk has no vote until it is given the data again.
    fn spares_disk(world: &World<Self>, node: NodeId) -> bool {
        !world.config().autocreate && !world.config().is_client(node)
    }

    fn decided(step: &Step<Self>, world: &World<Self>) -> Vec<String> {
        let rules = step.out.reactions.iter().map(Reaction::rule);
        let committed = rules.clone().filter_map(match_commit);
        let mut decided: Vec<String> = committed.map(zxid_text).collect();
        // With its history acknowledged, a new leader commits all of it that was open.
        let serves = rules.clone().any(|rule| matches!(rule, Rule::Serve { .. }));
        if let Some(leader) = step.node().filter(|_| serves) {
            let server = world.nodes()[leader.index()].server();
            let history = server.map(|server| &server.database.history);
            let last = history.map(|it| it.from(it.len().saturating_sub(COMMIT_LOG_COUNT)));
            decided.extend(last.into_iter().flatten().map(|txn| zxid_text(txn.zxid)));
        }
        decided
    }

    fn said(step: &Step<Self>, world: &World<Self>) -> Vec<Utterance> {
        console::said(step, world)
    }

    fn milestone(step: &Step<Self>, _: &World<Self>) -> Option<Milestone<Self>> {
        let node = step.node();
        for reaction in &step.out.reactions {
            if let (Reaction::Applied(rule), Some(node)) = (reaction, node)
                && let Some(rule) = milestone(rule)
            {
                return Some(Milestone::Rule(node, rule));
            }
        }
        let notable = matches!(
            step.choice,
            Choice::Crash(_)
                | Choice::Tear { .. }
                | Choice::Restart(_)
                | Choice::Wipe(_)
                | Choice::Cut { .. }
        );
        notable.then(|| Milestone::Choice(step.choice.clone()))
    }
}

fn number(text: &str, min: u32, max: u32, field: &mut u32) -> Result<(), Expected> {
    let read = text.parse().ok().filter(|read| (min..=max).contains(read));
    *field = read.ok_or(Expected::Number)?;
    Ok(())
}

fn switch(text: &str, field: &mut bool) -> Result<(), Expected> {
    *field = match text {
        "on" => true,
        "off" => false,
        _ => return Err(Expected::Form("on | off")),
    };
    Ok(())
}

/// One number for each server, in order.
#[inline(never)]
fn each(
    config: &mut Config,
    text: &str,
    set: fn(&mut super::config::Member, u8),
) -> Result<(), Expected> {
    let numbers: Result<Vec<u8>, _> = text.split_whitespace().map(str::parse).collect();
    let numbers = numbers.map_err(|_| Expected::Number)?;
    if numbers.len() != config.members.len() {
        return Err(Expected::Form("one number for each server"));
    }
    for (member, number) in config.members.iter_mut().zip(numbers) {
        set(member, number);
    }
    Ok(())
}

/// The transaction that a leader commits by a rule.
fn match_commit(rule: &Rule) -> Option<Zxid> {
    if let Rule::Commit { zxid, .. } = rule {
        return Some(*zxid);
    }
    None
}

/// Rules that only prepare what follows, or that come all the time.
fn is_quiet_rule(reaction: &Reaction<Rule>) -> bool {
    if let Rule::Session(rule) = reaction.rule() {
        return rule.is_quiet();
    }
    if let Rule::Client(rule) = reaction.rule() {
        return rule.is_quiet();
    }
    // One's own vote only confirms what one has sent.
    if let Rule::KeepVote { vote, held, .. } = reaction.rule() {
        return vote == held;
    }
    // With nothing to be logged, the acknowledgement tells of both.
    if let Rule::NewLeader {
        mode, proposals, ..
    } = reaction.rule()
    {
        return *mode == Mode::Diff && *proposals == 0;
    }
    matches!(
        reaction.rule(),
        Rule::NothingToDo
            | Rule::GiveWay { .. }
            | Rule::CallBack { .. }
            | Rule::Connected { .. }
            | Rule::AwaitHello { .. }
            | Rule::Disconnected { .. }
            | Rule::LateConnection { .. }
            | Rule::NotInElection { .. }
            | Rule::NothingBetter { .. }
            | Rule::CallAgain { .. }
            | Rule::CallAgainLater { .. }
            | Rule::SendLearnerInfo { .. }
            | Rule::SendAckEpoch { .. }
            | Rule::LearnerCalls { .. }
            | Rule::Truncated { .. }
            | Rule::SnapshotSaved { .. }
            | Rule::KeepProposal { .. }
            | Rule::KeepCommit { .. }
            | Rule::LoggedOnly { .. }
            | Rule::QueueNewLeader { .. }
            | Rule::AckWithoutUse { .. }
            | Rule::PingAll { .. }
            | Rule::AnswerPing
            | Rule::EarlyPing
            | Rule::HearPing { .. }
    )
}

/// The rule again, if it is a milestone. Made anew field by field: with `clone`, whose code has all
/// rules, every first visit would load that.
fn milestone(rule: &Rule) -> Option<Rule> {
    Some(if let Rule::Elected { vote, supporters } = *rule {
        Rule::Elected { vote, supporters }
    } else if let Rule::EstablishEpoch { epoch, electing } = *rule {
        Rule::EstablishEpoch { epoch, electing }
    } else if let Rule::Serve { epoch, acked } = *rule {
        Rule::Serve { epoch, acked }
    } else if let Rule::Commit { zxid, acks } = *rule {
        Rule::Commit { zxid, acks }
    } else if let Rule::Leave { why, unanswered } = *rule {
        Rule::Leave { why, unanswered }
    } else if let Rule::RefuseStart(unsound) = *rule {
        Rule::RefuseStart(unsound)
    } else if let Rule::UnmatchedCommit { zxid, head } = *rule {
        Rule::UnmatchedCommit { zxid, head }
    } else if let Rule::BeginSync { mode, zxid } = *rule
        && mode != Mode::Diff
    {
        Rule::BeginSync { mode, zxid }
    } else {
        return None;
    })
}
