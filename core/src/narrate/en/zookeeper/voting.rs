//! The election.

use alloc::string::String;

use super::teller::{
    Teller,
    Word::{Id, Names, Node, Number, Tally, Text, VoteOf, Who},
    whom,
};
use crate::{
    kernel::{Effect, Input, NodeId, NodeSet},
    zookeeper::{
        config::Bug,
        election,
        message::{Message, Vote},
        server::Role,
    },
};

impl Teller<'_> {
    pub(super) fn start_election(&self, round: u32, vote: Vote) -> String {
        let Some(candidate) = vote else {
            return self.say(
                "{me} asks who leads, in round {0}.||An observer has no vote. It hears the \
                 others and goes where they go.",
                &[Number(round)],
            );
        };
        let forgotten = self.forgotten();
        let (whom, why) = if candidate.leader != self.me {
            (
                whom(vote),
                "It votes for *the first server of the list*, whatever that one has.",
            )
        } else if forgotten.is_empty() {
            (
                Text("itself"),
                "What is in its log counts, *committed or not*: it cannot know which is which.",
            )
        } else {
            (
                Text("itself"),
                "What is in its log should count, *committed or not*.",
            )
        };
        self.say(
            "{me} begins round {0} with a vote for {1}.|Its epoch is {2}, its last zxid {3}. \
             {4}|{5}",
            &[
                Number(round),
                whom,
                Number(candidate.epoch),
                Id(candidate.zxid),
                Text(&forgotten),
                Text(why),
            ],
        )
    }

    pub(super) fn answer_looking(&self, to: NodeId, vote: Vote) -> String {
        let leaving = |role: &Role| matches!(role, Role::Leaving { .. });
        let leaving = self.server().is_some_and(|server| leaving(&server.role));
        self.say(
            match self.is_for_me(vote) {
                true => "{me} tells {0} that it leads.||{2}",
                false => "{me} tells {0} that it follows {1}.||{2}",
            },
            &[
                Node(to),
                whom(vote),
                Text(match leaving {
                    true => "It is leaving already, and does not say so yet.",
                    false => "Outside an election it changes its mind for nobody.",
                }),
            ],
        )
    }

    pub(super) fn newer_round(&self, from: NodeId, round: u32, vote: Vote) -> String {
        let own = self.server().and_then(|server| {
            // The vote with which it began.
            election::initial(self.config, self.me, server)
        });
        let weighed = self.weighed(from, self.received(), own, " than its own first one");
        self.say(
            "{me} goes on to round {0} with a vote for {1}.|{2}|All votes it had counted are \
             void, and it *begins anew* with its own.",
            &[Number(round), whom(vote), Text(&weighed)],
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

    pub(super) fn change_vote(&self, from: NodeId, vote: Vote, held: Vote) -> String {
        self.say(
            "{me} changes its vote to {0}.|{1}|It tells all voters. Within a round votes only \
             rise, so they *converge*.",
            &[whom(vote), Text(&self.weighed(from, vote, held, ""))],
        )
    }

    pub(super) fn keep_vote(&self, from: NodeId, vote: Vote, held: Vote) -> String {
        let supporters = self
            .server()
            .and_then(|server| Some(server.looking()?.supporters(server.round)));
        let supporters = Who(supporters.unwrap_or_default());
        if vote != held {
            return self.say(
                "{me} keeps its vote for {0}.|{1}|Equal to its own: {2}.",
                &[
                    whom(held),
                    Text(&self.weighed(from, vote, held, "")),
                    supporters,
                ],
            );
        }
        self.say(
            "{me} counts {0} for {1}.||Equal to its own: {2}. Only votes that are equal in \
             *server, zxid, epoch and round* add up.",
            &[VoteOf(from), whom(held), supporters],
        )
    }

    pub(super) fn quorum_of_votes(&self, vote: Vote, supporters: NodeSet) -> String {
        self.say(
            match self.config.is_quorum(supporters) {
                true => {
                    "{me} sees enough equal votes for {0}: {1}.|{2} vote so.|It waits 200 ms \
                     more: a better vote may be on its way."
                }
                false => {
                    "{me} takes it that {0} is ahead: {1}.|{2} vote so.|*No quorum votes so*, \
                     but no other candidate has as many votes, and it leaves it at that."
                }
            },
            &[whom(vote), Tally(supporters), Names(supporters)],
        )
    }

    pub(super) fn elected(&self, vote: Vote, supporters: NodeSet) -> String {
        let remark = if !self.config.is_quorum(supporters) {
            "Without a quorum *another one may be elected elsewhere*, in this same round."
        } else if self.has(Bug::FirstInList) || self.has(Bug::IdOnly) {
            "*Nobody has looked at its log*: whoever is ahead of it cannot follow it."
        } else {
            "Nothing better came in 200 ms. This only *suggests* a leader: its epoch and its \
             history must still find a quorum."
        };
        self.say(
            match self.is_for_me(vote) {
                true => "{me} is elected.|Voted for by {1}.|{2}",
                false => "{me} takes {0} for elected.|Voted for by {1}.|{2}",
            },
            &[whom(vote), Who(supporters), Text(remark)],
        )
    }

    /// An ensemble is joined: one that was elected in the same round, or one that stands.
    pub(super) fn join(&self, how: &str, vote: Vote, supporters: NodeSet) -> String {
        self.say(
            match self.is_for_me(vote) {
                true => "{me} finds itself elected: others follow it.|So say {1}.|",
                false => {
                    "{me} finds {0} {2}.|So say {1}.|The leader says so itself. Whoever comes \
                     late joins at once, *however large its id or long its log*."
                }
            },
            &[whom(vote), Who(supporters), Text(how)],
        )
    }

    pub(super) fn cannot_join(
        &self,
        from: NodeId,
        vote: Vote,
        supporters: NodeSet,
        leads: bool,
    ) -> String {
        self.say(
            match leads {
                true => {
                    "{me} hears from {0} that {1} leads, and does not join yet.|So say {2}.|A \
                     quorum must say so."
                }
                false => {
                    "{me} hears from {0} that {1} leads, and does not join yet.|So say {2}. {1} \
                     itself does not.|A leader may be dead and *still believed in* by those who \
                     followed it."
                }
            },
            &[Node(from), whom(vote), Who(supporters)],
        )
    }
}
