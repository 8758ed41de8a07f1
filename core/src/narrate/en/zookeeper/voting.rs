//! The connections of an election, and the election itself.

use alloc::{format, string::String};

use super::teller::{For, Id, Name, Names, Teller, Told, joined};
use crate::{
    kernel::{Effect, Input, NodeId, NodeSet},
    zookeeper::{
        config::Bug,
        election,
        message::{Candidate, Message, Vote},
        server::Role,
        zxid::Zxid,
    },
};

const LARGER_CALLS: &str =
    "Of two servers the one with the larger id calls, so that there is one connection, not two.";
const JOINED: &str = "The leader says so itself. Whoever comes late joins at once, *however large \
                      its id or long its log*.";

impl Teller<'_> {
    pub(super) fn give_way(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        Told::plain(
            format!("{me} gives way to {peer} and hangs up."),
            LARGER_CALLS,
        )
    }

    pub(super) fn call_back(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        let headline = format!("{me} turns away the call of {peer} and calls back.");
        Told::plain(headline, LARGER_CALLS)
    }

    pub(super) fn connected(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        Told::plain(
            format!("{me} has an election connection with {peer}."),
            "What it said last goes out again.",
        )
    }

    pub(super) fn await_hello(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        let headline = format!("{me} takes a call of {peer}.");
        Told::plain(headline, "The caller has yet to say who it is.")
    }

    pub(super) fn disconnected(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        Told::plain(
            format!("{me} has no election connection with {peer} any more."),
            "It calls again when it has something to say.",
        )
    }

    pub(super) fn call_timed_out(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        Told::plain(
            format!("{me} gives up its call to {peer}."),
            "A call that nobody answers ends after five seconds.",
        )
    }

    pub(super) fn late_connection(&self, peer: NodeId) -> Told {
        let (me, peer) = (self.me, Name(peer));
        Told::plain(
            format!("{me} had given up this connection with {peer} before."),
            "Another one has taken its place, or none is wanted.",
        )
    }

    pub(super) fn start_election(&self, round: u32, vote: Vote) -> Told {
        let (me, whom) = (self.me, For(vote));
        let Some(Candidate {
            epoch,
            zxid,
            leader,
        }) = vote
        else {
            return Told::plain(
                format!("{me} asks who leads, in round {round}."),
                "An observer has no vote. It hears the others and goes where they go.",
            );
        };
        let history = format!("Its epoch is {epoch}, its last zxid {}.", Id(zxid));
        if leader != me.0 {
            return Told::new(
                format!("{me} begins round {round} with a vote for {whom}."),
                history,
                "It votes for *the first server of the list*, whatever that one has.",
            );
        }
        let forgotten = self.forgotten();
        let remark = match forgotten.is_empty() {
            true => "What is in its log counts, *committed or not*: it cannot know which is which.",
            false => "What is in its log should count, *committed or not*.",
        };
        Told::new(
            format!("{me} begins round {round} and votes for itself."),
            joined([history.as_str(), &forgotten].into_iter()),
            remark,
        )
    }

    pub(super) fn answer_observer(&self, to: NodeId, vote: Vote) -> Told {
        let (me, to, vote) = (self.me, Name(to), For(vote));
        Told::plain(
            format!("{me} tells the observer {to} its vote: {vote}."),
            "Observers are told, and never counted.",
        )
    }

    pub(super) fn answer_late(&self, to: NodeId, round: u32) -> Told {
        let (me, to) = (self.me, Name(to));
        Told::plain(
            format!("{me} tells {to} that round {round} is on."),
            "A server in an older round must begin anew in this one.",
        )
    }

    pub(super) fn answer_looking(&self, to: NodeId, vote: Vote) -> Told {
        let (me, to, whom) = (self.me, Name(to), For(vote));
        let headline = if vote.is_some_and(|vote| vote.leader == me.0) {
            format!("{me} tells {to} that it leads.")
        } else {
            format!("{me} tells {to} that it follows {whom}.")
        };
        let leaving = |role: &Role| matches!(role, Role::Leaving { .. });
        if self.server().is_some_and(|server| leaving(&server.role)) {
            return Told::plain(headline, "It is leaving already, and does not say so yet.");
        }
        Told::plain(
            headline,
            "Outside an election it changes its mind for nobody.",
        )
    }

    pub(super) fn not_in_election(&self, from: NodeId) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::new(
            format!("{me} takes no votes now."),
            format!("What {from} sent is dropped."),
            "Only a server that looks for a leader counts votes.",
        )
    }

    pub(super) fn no_voter(&self, from: NodeId) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::plain(
            format!("{me} does not count what {from} says."),
            "Observers neither vote nor are voted for.",
        )
    }

    pub(super) fn empty_database(&self, from: NodeId) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::plain(
            format!("{me} passes over the vote of {from}: one of the two has lost its data."),
            "Servers that have lost what they acknowledged must not elect each other.",
        )
    }

    pub(super) fn newer_round(&self, from: NodeId, round: u32, vote: Vote) -> Told {
        let (me, whom) = (self.me, For(vote));
        let own = self
            .server()
            .and_then(|server| election::initial(self.config, me.0, server));
        let weighed = self.weighed(from, self.received(), own, " than its own first one");
        Told::new(
            format!("{me} goes on to round {round} with a vote for {whom}."),
            weighed,
            "All votes it had counted are void, and it *begins anew* with its own.",
        )
    }

    /// The vote that came in.
    fn received(&self) -> Vote {
        if let Effect::Input {
            input:
                Input::Message {
                    body: Message::Notification(notification),
                    ..
                },
            ..
        } = &self.step.effect
        {
            return notification.vote;
        }
        None
    }

    pub(super) fn old_round(&self, from: NodeId, round: u32, mine: u32) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::new(
            format!("{me} does not count the vote of {from}."),
            format!("It is of round {round}, and this is round {mine}."),
            "Votes of different rounds are *never added up*.",
        )
    }

    pub(super) fn change_vote(&self, from: NodeId, vote: Vote, held: Vote) -> Told {
        let (me, whom) = (self.me, For(vote));
        Told::new(
            format!("{me} changes its vote to {whom}."),
            self.weighed(from, vote, held, ""),
            "It tells all voters. Within a round votes only rise, so they *converge*.",
        )
    }

    pub(super) fn keep_vote(&self, from: NodeId, vote: Vote, held: Vote) -> Told {
        let (me, who, whom) = (self.me, Name(from), For(held));
        let server = self.server();
        let supporters = server.and_then(|server| Some(server.looking()?.supporters(server.round)));
        let count = self.count("Equal to its own:", supporters.unwrap_or_default());
        if vote != held {
            return Told::new(
                format!("{me} keeps its vote for {whom}."),
                joined([self.weighed(from, vote, held, "").as_str(), &count].into_iter()),
                "",
            );
        }
        let headline = if from == me.0 {
            format!("{me} counts its own vote for {whom}.")
        } else {
            format!("{me} counts the vote of {who} for {whom}.")
        };
        let remark = "Only votes that are equal in *server, zxid, epoch and round* add up.";
        Told::new(headline, count, remark)
    }

    pub(super) fn quorum_of_votes(&self, vote: Vote, supporters: NodeSet) -> Told {
        let (me, whom, tally) = (self.me, For(vote), self.tally(supporters));
        let facts = format!("{} vote so.", Names(supporters));
        if !self.config.is_quorum(supporters) {
            return Told::new(
                format!("{me} takes it that {whom} is ahead: {tally}."),
                facts,
                "*No quorum votes so*, but no other candidate has as many votes, and it leaves it \
                 at that.",
            );
        }
        Told::new(
            format!("{me} sees enough equal votes for {whom}: {tally}."),
            facts,
            "It waits 200 ms more: a better vote may be on its way.",
        )
    }

    pub(super) fn better_vote_in_time(&self, from: NodeId) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::plain(
            format!("{me} gets a better vote from {from} in time."),
            "The quorum it saw is forgotten.",
        )
    }

    pub(super) fn nothing_better(&self, from: NodeId) -> Told {
        let (me, from) = (self.me, Name(from));
        Told::plain(
            format!("{me} hears nothing better from {from}."),
            "It drops the message and waits 200 ms anew.",
        )
    }

    pub(super) fn elected(&self, vote: Vote, supporters: NodeSet) -> Told {
        let (me, whom) = (self.me, For(vote));
        let headline = if vote.is_some_and(|vote| vote.leader == me.0) {
            format!("{me} is elected.")
        } else {
            format!("{me} takes {whom} for elected.")
        };
        let facts = format!("Voted for by {}.", self.who(supporters));
        let remark = if !self.config.is_quorum(supporters) {
            "Without a quorum *another one may be elected elsewhere*, in this same round."
        } else if self.has(Bug::FirstInList) || self.has(Bug::IdOnly) {
            "*Nobody has looked at its log*: whoever is ahead of it cannot follow it."
        } else {
            "Nothing better came in 200 ms. This only *suggests* a leader: its epoch and its \
             history must still find a quorum."
        };
        Told::new(headline, facts, remark)
    }

    pub(super) fn join_same_round(&self, vote: Vote, supporters: NodeSet) -> Told {
        let (me, whom) = (self.me, For(vote));
        if vote.is_some_and(|vote| vote.leader == me.0) {
            let headline = format!("{me} finds itself elected: others follow it.");
            return Told::new(headline, self.agreed(supporters), "");
        }
        Told::new(
            format!("{me} finds {whom} elected in its own round."),
            self.agreed(supporters),
            JOINED,
        )
    }

    pub(super) fn join_ensemble(&self, vote: Vote, supporters: NodeSet) -> Told {
        let (me, whom) = (self.me, For(vote));
        Told::new(
            format!("{me} finds {whom} leading, and joins."),
            self.agreed(supporters),
            JOINED,
        )
    }

    fn agreed(&self, supporters: NodeSet) -> String {
        format!("So say {}.", self.who(supporters))
    }

    pub(super) fn cannot_join(
        &self,
        from: NodeId,
        vote: Vote,
        supporters: NodeSet,
        leads: bool,
    ) -> Told {
        let (me, from, whom) = (self.me, Name(from), For(vote));
        let silent = match leads {
            true => String::new(),
            false => format!(" {whom} itself has not said that it leads."),
        };
        Told::new(
            format!("{me} hears from {from} that {whom} leads, and does not join yet."),
            format!("Answers like that: {}.{silent}", self.who(supporters)),
            "A leader may be dead and *still believed in* by those who followed it.",
        )
    }

    pub(super) fn resend(&self, wait: u32) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} has heard nothing for a while and repeats its vote."),
            format!("The next time it waits {wait} ms."),
            "",
        )
    }

    pub(super) fn reconnect(&self, wait: u32) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} has reached nobody and calls all again."),
            format!("The next time it waits {wait} ms."),
            "",
        )
    }

    pub(super) fn lead(&self, zxid: Zxid, epoch: u32) -> Told {
        let me = self.me;
        Told::new(
            format!("{me} begins to lead: discovery."),
            format!("Its epoch is {epoch}, its history goes to {}.", Id(zxid)),
            "It takes no writes before a quorum has accepted a new epoch and then its history.",
        )
    }

    pub(super) fn follow(&self, leader: NodeId) -> Told {
        let (me, leader) = (self.me, Name(leader));
        let what = match self.observes() {
            true => "observes",
            false => "follows",
        };
        Told::plain(
            format!("{me} {what} {leader} and calls it."),
            "The leader may not have noticed yet that it leads.",
        )
    }
}
