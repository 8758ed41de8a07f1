//! What the network and the disks do, where an ensemble has more to say of it than the kernel.

use alloc::string::String;

use super::teller::{
    Teller,
    Word::{Id, Node, Number, Text},
    appended,
};
use crate::{
    kernel::{Choice, Conn, Effect, Status, Step, Via, World},
    narrate::Sentence,
    zookeeper::{
        Zookeeper,
        leader::Phase,
        message::{CLIENTS, ELECTION, QUORUM, Record},
        server::Role,
    },
};

/// The sentence of a step; `None` if the kernel's says as much.
pub(super) fn sentence(step: &Step<Zookeeper>, world: &World<Zookeeper>) -> Option<Sentence> {
    let told = if let Choice::Break(conn) = step.choice {
        Teller::new(step, world, conn.acceptor())?.broken(conn)
    } else {
        Teller::new(step, world, step.node()?)?.change()
    }?;
    let (headline, detail) = told.split_once('|')?;
    Some(Sentence {
        headline: headline.into(),
        detail: detail.into(),
        source: String::new(),
    })
}

impl Teller<'_> {
    fn broken(&self, conn: Conn) -> Option<String> {
        (conn.port() == QUORUM).then(|| {
            self.say(
                "The connection of {0} to its leader {me} breaks.|What was on it is lost. Each \
                 end notices in its own time; then the learner goes back to the election.",
                &[Node(conn.dialler())],
            )
        })
    }

    fn change(&self) -> Option<String> {
        let step = self.step;
        if let Effect::Undelivered { body: None, .. } = &step.effect
            && let Via::Stream(conn) = step.choice.envelope()?.via
        {
            return Some(self.refused(conn));
        }
        if let Effect::Flushed { records, .. } = &step.effect {
            return self.flushed(records.last()?);
        }
        if let Effect::Crashed { unflushed, .. } = &step.effect {
            return self.crashed(unflushed);
        }
        if let Choice::Pause(_) = step.choice {
            self.leader()?;
            return Some(self.say(
                "{me} is paused, while it leads.|It hears nothing and pings nobody, but keeps \
                 its memory: *it will still think that it leads*.",
                &[],
            ));
        }
        if let Choice::Resume(_) = step.choice {
            let serves = self.leader()?.phase == Phase::Broadcast;
            return serves.then(|| {
                self.say(
                    "{me} goes on as a leader.|It does not know that time has passed. Another \
                     one may lead by now, and *without a quorum it can commit nothing*.",
                    &[],
                )
            });
        }
        None
    }

    /// A call that nobody takes.
    fn refused(&self, conn: Conn) -> String {
        let up = self.node.status == Status::Up;
        self.say(
            match up && conn.port() != ELECTION {
                true if conn.port() == CLIENTS => {
                    "{me} does not serve: {0} calls it in vain.|Without a leader there is \
                     nothing to be had from it."
                }
                true => {
                    "{me} does not lead: {0} calls it in vain.|Only a leader takes calls from \
                     learners."
                }
                false => {
                    "{me} is down: {0} calls it in vain.|The caller is told that nobody listens \
                     there."
                }
            },
            &[Node(conn.dialler())],
        )
    }

    fn flushed(&self, record: &Record) -> Option<String> {
        let server = self.server()?;
        let (template, word) = match record {
            Record::Append(txn) => (
                match &server.role {
                    Role::Leading(_) => {
                        "{me} has its log on disk up to {0}.|*Only now* it may count itself."
                    }
                    Role::Learning(_) if !server.observer => {
                        "{me} has its log on disk up to {0}.|*Only now* it may acknowledge that."
                    }
                    Role::Learning(_) | Role::Leaving { .. } | Role::Looking(_) | Role::Resting => {
                        "{me} has its log on disk up to {0}.|No leader waits to hear that."
                    }
                },
                Id(txn.zxid),
            ),
            Record::Truncate { zxid, .. } => (
                "{me} has its log on disk cut off after {0}.|What came after it cannot come back \
                 from there.",
                Id(*zxid),
            ),
            Record::Snapshot { snapshot, received } => (
                match received {
                    true => {
                        "{me} has a snapshot up to {0} on disk.|*Only now* its epoch may follow."
                    }
                    false => {
                        "{me} has a snapshot up to {0} on disk.|A start may begin from it and \
                         needs no older log."
                    }
                },
                Id(snapshot.zxid),
            ),
            Record::AcceptedEpoch(epoch) => (
                "{me} has on disk that it accepted epoch {0}.|*Only now* the promise counts: no \
                 crash undoes it.",
                Number(*epoch),
            ),
            Record::CurrentEpoch(epoch) => (
                "{me} has {0} on disk as its current epoch.|Its next vote will say so.",
                Number(*epoch),
            ),
        };
        Some(self.say(template, &[word]))
    }

    fn crashed(&self, unflushed: &[Record]) -> Option<String> {
        if let Choice::Tear { .. } = self.step.choice {
            let torn = unflushed.iter().find_map(appended)?;
            return Some(self.say(
                "{me} crashes while it writes {0} to its log.|Half of it is on the disk. Its \
                 next start *must notice that* and leave it out.",
                &[Id(torn)],
            ));
        }
        let first = self.written(unflushed.first()?);
        let last = self.written(unflushed.last()?);
        let count = unflushed.len() as u32;
        Some(self.say(
            match count {
                1 => {
                    "{me} crashes before it has written {0}.|That is gone with its memory. What \
                     was on the disk stays."
                }
                2 => {
                    "{me} crashes before it has written {0} and {1}.|They are gone with its \
                     memory. What was on the disk stays."
                }
                _ => {
                    "{me} crashes before it has written {0} to {1}, {2} writes.|They are gone \
                     with its memory. What was on the disk stays."
                }
            },
            &[Text(&first), Text(&last), Number(count)],
        ))
    }

    /// A write, in a few words.
    fn written(&self, record: &Record) -> String {
        let (template, word) = match record {
            Record::Append(txn) => ("{0}", Id(txn.zxid)),
            Record::Truncate { zxid, .. } => ("the cut after {0}", Id(*zxid)),
            Record::Snapshot { snapshot, .. } => ("the snapshot up to {0}", Id(snapshot.zxid)),
            Record::AcceptedEpoch(epoch) => ("the accepted epoch {0}", Number(*epoch)),
            Record::CurrentEpoch(epoch) => ("the current epoch {0}", Number(*epoch)),
        };
        self.say(template, &[word])
    }
}
