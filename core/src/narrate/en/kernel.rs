//! What the network, the disks and the reader do, in English: the same for every protocol.

use alloc::{
    format,
    string::{String, ToString},
};

use super::template::fill;
use crate::{
    drive::timeline::Counts,
    kernel::{Choice, Effect, NodeId, Scripted, Step, World},
    narrate::Sentence,
};

/// What is told of a step, before the words are filled in: `{0}` and `{1}` are nodes, `{2}` is a
/// message or a file, `{3}` a number.
struct Plain {
    headline: &'static str,
    detail: &'static str,
    nodes: [NodeId; 2],
    what: String,
    count: usize,
}

/// Headline and detail.
type Texts = (&'static str, &'static str);

/// The sentence of a step that is not told by a rule of the protocol; `None` if it is.
pub(super) fn sentence<P: Scripted>(step: &Step<P>, world: &World<P>) -> Option<Sentence> {
    let plain = plain(step, world)?;
    let names = plain.nodes.map(|node| P::node_name(world.config(), node));
    Some(filled(&plain, &names))
}

fn filled(plain: &Plain, [first, second]: &[String; 2]) -> Sentence {
    let word = |place: usize, said: &mut String| match place {
        0 => *said += first,
        1 => *said += second,
        2 => *said += &plain.what,
        _ => *said += &format!("{}", plain.count),
    };
    Sentence {
        headline: fill(plain.headline, &word),
        detail: fill(plain.detail, &word),
        source: String::new(),
    }
}

fn plain<P: Scripted>(step: &Step<P>, world: &World<P>) -> Option<Plain> {
    let (mut what, mut count) = (String::new(), 0);
    let message = |body: &Option<P::Message>| match body {
        Some(body) => {
            let brief = P::message_brief(world.config(), body);
            P::message_kind(body).to_string() + " " + &brief
        }
        None => "call".into(),
    };
    let mut nodes = step.choice.node().map_or([NodeId(0); 2], |node| [node; 2]);
    let (headline, detail) = match &step.effect {
        Effect::Input { .. } | Effect::Booted { .. } => return None,
        Effect::Undelivered { body, .. } => {
            what = message(body);
            (
                "{0} is down: the {2} is lost.",
                "A message that finds nobody is gone. Whoever sent it learns nothing of that, and \
                 has to try again.",
            )
        }
        Effect::Flushed { records, .. } => {
            count = records.len();
            (
                match count {
                    1 => "A write of {0} reached the disk.",
                    _ => "{3} writes of {0} reached the disk.",
                },
                "What is on disk outlives a crash. *Only now* may anything be said that depends \
                 on it.",
            )
        }
        Effect::Crashed { unflushed, .. } => {
            count = unflushed.len();
            if let Choice::Tear { file, .. } = &step.choice {
                what = P::file_name(*file).into();
                count = usize::MAX;
            }
            crashed(count)
        }
        Effect::Handled { body } => {
            what = message(body);
            if let Some(id) = step.choice.envelope() {
                nodes = [id.from, id.to()];
            }
            handled(&step.choice)
        }
        Effect::Changed => {
            if let Choice::Cut { from, to } | Choice::Mend { from, to } = step.choice {
                nodes = [from, to];
            } else if let Choice::Break(conn) = step.choice {
                nodes = [conn.dialler(), conn.acceptor()];
            }
            changed(&step.choice)
        }
    };
    Some(Plain {
        headline,
        detail,
        nodes,
        what,
        count,
    })
}

/// A node dies, and so many writes with it; the greatest number stands for a torn one.
fn crashed(unflushed: usize) -> Texts {
    match unflushed {
        usize::MAX => (
            "{0} crashes in the middle of a write to its {2}.",
            "Half of what it wrote is on the disk. *At its next start it has to notice that*, and \
             not take the half for the whole.",
        ),
        0 => ("{0} crashes.", "Its memory is gone, its disk is not."),
        1 => (
            "{0} crashes.",
            "Its memory is gone, and so is the write that had not reached the disk.",
        ),
        _ => (
            "{0} crashes.",
            "Its memory is gone, and so are {3} writes that had not reached the disk.",
        ),
    }
}

fn handled<P: Scripted>(choice: &Choice<P>) -> Texts {
    match choice {
        Choice::Drop(_) => (
            "The network loses the {2} from {0} to {1}.",
            "Nobody is told. A protocol must be safe whatever is lost.",
        ),
        Choice::Duplicate(_) => (
            "The network doubles the {2} from {0} to {1}.",
            "The same vote twice is still one vote.",
        ),
        Choice::Hold(_) => (
            "You hold back the {2} from {0} to {1}.",
            "To the others, a message that is late looks just like one that is lost.",
        ),
        Choice::Release(_) => ("You release the {2} from {0} to {1}.", ""),
        Choice::Deliver(_)
        | Choice::Run { .. }
        | Choice::Fire { .. }
        | Choice::Flush { .. }
        | Choice::Break(_)
        | Choice::Cut { .. }
        | Choice::Mend { .. }
        | Choice::Crash(_)
        | Choice::Tear { .. }
        | Choice::Restart(_)
        | Choice::Pause(_)
        | Choice::Resume(_)
        | Choice::Wipe(_)
        | Choice::Submit { .. } => ("Something happens to the {2}.", ""),
    }
}

fn changed<P: Scripted>(choice: &Choice<P>) -> Texts {
    match choice {
        Choice::Cut { .. } => (
            "The link from {0} to {1} is cut.",
            "What is sent on it waits at the cut. The other direction is a matter of its own.",
        ),
        Choice::Mend { .. } => (
            "The link from {0} to {1} is mended.",
            "What waited at the cut travels on.",
        ),
        Choice::Break(_) => (
            "The connection between {0} and {1} breaks.",
            "What was on it is lost, and each end notices in its own time.",
        ),
        Choice::Pause(_) => (
            "{0} is paused.",
            "It hears nothing and keeps its memory, as in a long garbage collection.",
        ),
        Choice::Resume(_) => ("{0} goes on.", "It does not know that any time has passed."),
        Choice::Wipe(_) => (
            "The disk of {0} is replaced by an empty one.",
            "Whatever it had promised, it no longer knows: *no protocol of this kind survives \
             that* at too many nodes.",
        ),
        Choice::Deliver(_)
        | Choice::Hold(_)
        | Choice::Release(_)
        | Choice::Drop(_)
        | Choice::Duplicate(_)
        | Choice::Run { .. }
        | Choice::Fire { .. }
        | Choice::Flush { .. }
        | Choice::Crash(_)
        | Choice::Tear { .. }
        | Choice::Restart(_)
        | Choice::Submit { .. } => ("", ""),
    }
}

/// Several directions cut, or mended, at once. A direction is written `s1 → s2`.
pub(in crate::narrate) fn cut_at_once(cut: &[String], mended: &[String]) -> (String, &'static str) {
    let stalls = "What is sent that way waits at the cut. Nobody is told.";
    match (cut.len(), mended.len()) {
        (0, count) => (
            format!("The network is mended in {count} directions."),
            "What waited at the cut travels on.",
        ),
        (count, 0) => (format!("The network is cut in {count} directions."), stalls),
        (cut, mended) => (
            format!("{cut} directions are cut, {mended} are mended."),
            stalls,
        ),
    }
}

/// So many steps before this one are not shown singly.
pub(in crate::narrate) fn skipped(count: usize) -> String {
    match count {
        1 => "One step before this one is not shown.".into(),
        count => format!("{count} steps before this one are not shown."),
    }
}

/// What a run has cost.
pub(in crate::narrate) fn counted(counts: &Counts) -> String {
    let Counts {
        messages,
        bytes,
        flushes,
        decisions,
        hops,
    } = counts;
    let trips = match (hops / 2, hops % 2) {
        (0, 1) => "½".into(),
        (trips, 0) => format!("{trips}"),
        (trips, _) => format!("{trips}½"),
    };
    format!(
        "{messages} messages, {bytes} bytes, {flushes} flushes; {decisions} decided in {trips} \
         round trips"
    )
}

/// A property that breaks at this moment, and what breaks it.
pub(in crate::narrate) fn alarm(property: &str, evidence: &str) -> String {
    if evidence.is_empty() {
        return format!("{property} is broken.");
    }
    format!("{property} is broken: {evidence}.")
}

/// A milestone that a choice made.
pub(super) fn milestone<P: Scripted>(
    choice: &Choice<P>,
    name: &dyn Fn(NodeId) -> String,
) -> String {
    let (node, what) = if let Choice::Crash(node) | Choice::Tear { node, .. } = choice {
        (node, " crashed")
    } else if let Choice::Restart(node) = choice {
        (node, " restarted")
    } else if let Choice::Wipe(node) = choice {
        (node, " lost its disk")
    } else {
        return "network cut".into();
    };
    name(*node) + what
}
