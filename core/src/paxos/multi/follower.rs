//! What a server does that does not lead: wishes handed to the leader, leadership lost (M7), the
//! leader suspected.

use super::{
    Multi, Server, Stage,
    leader::Wish,
    message::{Message, Slot, Timer},
    rule::Rule,
};
use crate::{
    kernel::{Cx, NodeId, NodeSet, Outbox},
    paxos::{
        message::{Ballot, Value},
        proposer::grown,
    },
};

impl Server {
    /// Somebody wants a command executed: a client, another server, or somebody outside.
    pub(super) fn wish(
        &mut self,
        cx: Cx<'_, Multi>,
        value: Value,
        asker: Option<NodeId>,
        out: &mut Outbox<'_, Multi>,
    ) {
        let forwarded = asker.is_some_and(|node| cx.config.serves(node));
        let known = self.replica.slot_of(&value);
        if let (Some(slot), Some(asker)) = (known, asker.filter(|_| forwarded)) {
            let (first, values) = (slot, alloc::vec![value.clone()]);
            out.send(asker, Message::Learn { first, values });
            return out.applied(Rule::AlreadyChosen { slot, value });
        }
        let clients: NodeSet = asker.filter(|_| !forwarded).into_iter().collect();
        if let Some(slot) = known {
            if self.replica.has_executed(slot) {
                tell(clients, &value, out);
            } else {
                self.note(&value, clients, false);
            }
            return out.applied(Rule::AlreadyChosen { slot, value });
        }
        if forwarded && self.leader.stage == Stage::Following {
            return out.ignored(Rule::NotLeading { value });
        }
        if !self.note(&value, clients, forwarded) {
            return out.applied(Rule::AlreadyAsked { value });
        }
        self.pursue(cx, value, out);
    }

    /// Remembers a wish; whether it is a new one.
    fn note(&mut self, value: &Value, clients: NodeSet, forwarded: bool) -> bool {
        let mut wishes = self.leader.wishes.iter_mut();
        if let Some(wish) = wishes.find(|wish| wish.value == *value) {
            wish.clients = wish.clients.union(clients);
            wish.forwarded &= forwarded;
            return false;
        }
        self.leader.wishes.push(Wish {
            value: value.clone(),
            clients,
            forwarded,
        });
        true
    }

    /// Does what can be done about a new wish.
    fn pursue(&mut self, cx: Cx<'_, Multi>, value: Value, out: &mut Outbox<'_, Multi>) {
        match &self.leader.stage {
            // It goes on with it already, since it was reported.
            Stage::Leading { .. } if self.has_proposed(&value) => {
                out.applied(Rule::AlreadyAsked { value });
            }
            Stage::Leading { .. } => {
                self.fill(cx, out);
                if !self.has_proposed(&value) {
                    let alpha = cx.config.alpha;
                    out.applied(Rule::Queue { value, alpha });
                }
            }
            Stage::Saving { ballot }
            | Stage::Preparing { ballot, .. }
            | Stage::BackingOff { ballot } => {
                let ballot = *ballot;
                out.applied(Rule::Wait { value, ballot });
            }
            Stage::Following => match self.leader.follows {
                Some((_, leader)) => {
                    self.forward(value, leader, out);
                    out.arm(Timer::Retry, self.patience(cx));
                }
                None => self.start(cx, out),
            },
        }
    }

    fn has_proposed(&self, value: &Value) -> bool {
        let Stage::Leading { pending, .. } = &self.leader.stage else {
            return false;
        };
        pending.values().any(|(known, _)| known == value)
    }

    fn forward(&self, value: Value, leader: NodeId, out: &mut Outbox<'_, Multi>) {
        out.applied(Rule::Forward {
            value: value.clone(),
            leader,
        });
        out.send(leader, Message::Ask { value });
    }

    /// A command is executed: whoever waits for it is told.
    pub(super) fn answer(&mut self, value: Value, out: &mut Outbox<'_, Multi>) {
        let wishes = &mut self.leader.wishes;
        let Some(place) = wishes.iter().position(|wish| wish.value == value) else {
            return;
        };
        let wish = wishes.remove(place);
        self.leader.attempts = 0;
        tell(wish.clients, &value, out);
        let idle = matches!(
            self.leader.stage,
            Stage::Following | Stage::BackingOff { .. }
        );
        if idle && self.leader.wishes.is_empty() {
            self.leader.stage = Stage::Following;
            out.disarm(Timer::Retry);
        }
    }

    /// M7: a higher ballot is about; whoever leads below it, or tries to, gives up.
    pub(super) fn give_way(
        &mut self,
        cx: Cx<'_, Multi>,
        higher: Ballot,
        out: &mut Outbox<'_, Multi>,
    ) {
        self.leader.round = self.leader.round.max(higher.round);
        let Some(ballot) = self.leader.ballot().filter(|own| *own < higher) else {
            return;
        };
        let led = matches!(self.leader.stage, Stage::Leading { .. });
        out.applied(Rule::StepDown {
            ballot,
            higher,
            led,
        });
        self.leader.follows = None;
        self.leader.wishes.retain(|wish| !wish.forwarded);
        if self.leader.wishes.is_empty() {
            self.leader.stage = Stage::Following;
            out.disarm(Timer::Retry);
        } else {
            self.leader.stage = Stage::BackingOff { ballot };
            let wait = grown(cx.config.paxos.backoff, self.leader.attempts);
            out.arm(Timer::Retry, wait);
        }
        if cx.config.heartbeats.is_some() {
            out.disarm(Timer::Heartbeat);
            out.arm(
                Timer::Suspect,
                grown(cx.config.suspect, self.leader.attempts),
            );
        }
        self.mind_gaps(cx, out);
    }

    /// A leader is heard of, or one to be, in a ballot at or above the promise.
    pub(super) fn follow(
        &mut self,
        cx: Cx<'_, Multi>,
        leader: NodeId,
        ballot: Ballot,
        out: &mut Outbox<'_, Multi>,
    ) {
        self.give_way(cx, ballot, out);
        if self.leader.ballot().is_some() {
            return;
        }
        if cx.config.heartbeats.is_some() {
            out.arm(
                Timer::Suspect,
                grown(cx.config.suspect, self.leader.attempts),
            );
        }
        if self.leader.follows >= Some((ballot, leader)) {
            return;
        }
        self.leader.follows = Some((ballot, leader));
        self.leader.asked_again = false;
        self.leader.stage = Stage::Following;
        self.leader.wishes.retain(|wish| !wish.forwarded);
        self.forward_all(cx, leader, out);
    }

    /// Hands all that is wanted of it to the leader.
    fn forward_all(&mut self, cx: Cx<'_, Multi>, leader: NodeId, out: &mut Outbox<'_, Multi>) {
        for wish in &self.leader.wishes {
            self.forward(wish.value.clone(), leader, out);
        }
        if !self.leader.wishes.is_empty() {
            out.arm(Timer::Retry, self.patience(cx));
        }
    }

    /// M7 on a refusal.
    pub(super) fn refused(
        &mut self,
        cx: Cx<'_, Multi>,
        ballot: Ballot,
        promised: Ballot,
        out: &mut Outbox<'_, Multi>,
    ) {
        if self.leader.ballot() != Some(ballot) || promised <= ballot {
            self.leader.round = self.leader.round.max(promised.round);
            return out.ignored(Rule::LateNack { ballot });
        }
        self.give_way(cx, promised, out);
    }

    /// It has waited long enough for whatever it waits for.
    pub(super) fn retry(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        match &self.leader.stage {
            Stage::Leading { .. } => self.send_again(cx, out),
            Stage::BackingOff { ballot } | Stage::Preparing { ballot, .. } => {
                let ballot = *ballot;
                self.leader.attempts += 1;
                out.applied(Rule::TryHigher { ballot });
                self.start(cx, out);
            }
            Stage::Following => match self.leader.follows {
                Some((_, leader)) if !self.leader.asked_again => {
                    self.leader.asked_again = true;
                    out.applied(Rule::AskLeaderAgain { leader });
                    self.forward_all(cx, leader, out);
                }
                Some(_) | None => self.suspect(cx, out),
            },
            // The round is not on disk yet; nothing is waited for.
            Stage::Saving { .. } => out.ignored(Rule::NothingToDo),
        }
    }

    /// M7: the leader is given up.
    pub(super) fn suspect(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        let leader = self.leader.follows.map(|(_, leader)| leader);
        self.leader.attempts += 1;
        out.applied(Rule::Suspect { leader });
        self.start(cx, out);
    }

    /// The leader says that it is there, and up to where the log is chosen.
    pub(super) fn beat(&mut self, cx: Cx<'_, Multi>, ballot: Ballot, out: &mut Outbox<'_, Multi>) {
        let Some(often) = cx.config.heartbeats else {
            return;
        };
        let chosen = self.replica.upto;
        for server in cx.config.others(cx.me) {
            out.send(server, Message::Heartbeat { ballot, chosen });
        }
        out.arm(Timer::Heartbeat, often);
    }

    /// It is time to say so.
    pub(super) fn beat_again(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        match self.leader.ballot() {
            Some(ballot) => {
                out.applied(Rule::SendHeartbeat { ballot });
                self.beat(cx, ballot, out);
            }
            None => out.ignored(Rule::NothingToDo),
        }
    }

    /// A heartbeat arrives.
    pub(super) fn heard(
        &mut self,
        cx: Cx<'_, Multi>,
        from: NodeId,
        ballot: Ballot,
        chosen: Slot,
        out: &mut Outbox<'_, Multi>,
    ) {
        if let Some(promised) = self.acceptor.promised.filter(|mine| ballot < *mine) {
            out.applied(Rule::RefuseHeartbeat { ballot, promised });
            return out.send(from, Message::Nack { ballot, promised });
        }
        out.applied(Rule::HearHeartbeat { ballot });
        self.follow(cx, from, ballot, out);
        self.replica.known = self.replica.known.max(chosen);
        self.mind_gaps(cx, out);
    }
}

/// Tells clients that a command is executed.
fn tell(clients: NodeSet, value: &Value, out: &mut Outbox<'_, Multi>) {
    for client in clients.iter() {
        let value = value.clone();
        out.send(client, Message::Done { value });
    }
}
