//! What the network, the disks and the reader do, in English: the same for every protocol.

use alloc::{format, string::String};

use crate::{
    drive::timeline::Counts,
    kernel::{Choice, Effect, Input, NodeId, Scripted, Step, World},
    narrate::Sentence,
};

/// The sentence of a step that is not told by a rule of the protocol; `None` if it is.
pub(super) fn sentence<P: Scripted>(step: &Step<P>, world: &World<P>) -> Option<Sentence> {
    let name = |node: NodeId| P::node_name(world.config(), node);
    let message = |body: &Option<P::Message>| match body {
        Some(body) => {
            let brief = P::message_brief(world.config(), body);
            format!("{} {brief}", P::message_kind(body))
        }
        None => "call".into(),
    };
    let (headline, detail) = match (&step.effect, &step.choice) {
        (
            Effect::Input {
                input: Input::Message { .. },
                ..
            },
            _,
        )
        | (Effect::Input { .. }, _)
        | (Effect::Booted { .. }, _) => return None,
        (Effect::Undelivered { node, body }, _) => (
            format!("{} is down: the {} is lost.", name(*node), message(body)),
            "A message that finds nobody is gone. Whoever sent it learns nothing of that, and has \
             to try again."
                .into(),
        ),
        (Effect::Flushed { node, records, .. }, _) => {
            let count = records.len();
            let writes = if count == 1 {
                "A write".into()
            } else {
                format!("{count} writes")
            };
            (
                format!("{writes} of {} reached the disk.", name(*node)),
                "What is on disk outlives a crash. *Only now* may anything be said that depends \
                 on it."
                    .into(),
            )
        }
        (Effect::Crashed { node, unflushed }, choice) => {
            crashed(choice, &name(*node), unflushed.len())
        }
        (Effect::Handled { body }, choice) => handled(choice, &message(body), &name),
        (Effect::Changed, choice) => changed(choice, &name),
    };
    Some(Sentence {
        headline,
        detail,
        source: String::new(),
    })
}

/// A node dies, and so many writes with it.
fn crashed<P: Scripted>(choice: &Choice<P>, node: &str, unflushed: usize) -> (String, String) {
    if let Choice::Tear { file, .. } = choice {
        let file = P::file_name(*file);
        return (
            format!("{node} crashes in the middle of a write to its {file}."),
            "Half of what it wrote is on the disk. *At its next start it has to notice that*, and \
             not take the half for the whole."
                .into(),
        );
    }
    let lost = match unflushed {
        0 => "Its memory is gone, its disk is not.".into(),
        1 => "Its memory is gone, and so is the write that had not reached the disk.".into(),
        count => {
            format!("Its memory is gone, and so are {count} writes that had not reached the disk.")
        }
    };
    (format!("{node} crashes."), lost)
}

fn handled<P: Scripted>(
    choice: &Choice<P>,
    message: &str,
    name: &dyn Fn(NodeId) -> String,
) -> (String, String) {
    let ends = choice
        .envelope()
        .map(|id| format!(" from {} to {}", name(id.from), name(id.to())))
        .unwrap_or_default();
    let what = format!("the {message}{ends}");
    match choice {
        Choice::Drop(_) => (
            format!("The network loses {what}."),
            "Nobody is told. A protocol must be safe whatever is lost.".into(),
        ),
        Choice::Duplicate(_) => (
            format!("The network doubles {what}."),
            "The same vote twice is still one vote.".into(),
        ),
        Choice::Hold(_) => (
            format!("You hold back {what}."),
            "To the others, a message that is late looks just like one that is lost.".into(),
        ),
        Choice::Release(_) => (format!("You release {what}."), String::new()),
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
        | Choice::Submit { .. } => (format!("Something happens to {what}."), String::new()),
    }
}

fn changed<P: Scripted>(choice: &Choice<P>, name: &dyn Fn(NodeId) -> String) -> (String, String) {
    match choice {
        Choice::Cut { from, to } => (
            format!("The link from {} to {} is cut.", name(*from), name(*to)),
            "What is sent on it waits at the cut. The other direction is a matter of its own."
                .into(),
        ),
        Choice::Mend { from, to } => (
            format!("The link from {} to {} is mended.", name(*from), name(*to)),
            "What waited at the cut travels on.".into(),
        ),
        Choice::Break(conn) => (
            format!(
                "The connection between {} and {} breaks.",
                name(conn.dialler),
                name(conn.acceptor)
            ),
            "What was on it is lost, and each end notices in its own time.".into(),
        ),
        Choice::Pause(node) => (
            format!("{} is paused.", name(*node)),
            "It hears nothing and keeps its memory, as in a long garbage collection.".into(),
        ),
        Choice::Resume(node) => (
            format!("{} goes on.", name(*node)),
            "It does not know that any time has passed.".into(),
        ),
        Choice::Wipe(node) => (
            format!("The disk of {} is replaced by an empty one.", name(*node)),
            "Whatever it had promised, it no longer knows: *no protocol of this kind survives \
             that* at too many nodes."
                .into(),
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
        | Choice::Submit { .. } => (String::new(), String::new()),
    }
}

/// Several directions cut, or mended, at once. A direction is written `s1 → s2`.
pub(in crate::narrate) fn cut_at_once(cut: &[String], mended: &[String]) -> String {
    match (cut.len(), mended.len()) {
        (0, count) => format!("The network is mended in {count} directions."),
        (count, 0) => format!("The network is cut in {count} directions."),
        (cut, mended) => format!("{cut} directions are cut, {mended} are mended."),
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
    if let Choice::Crash(node) | Choice::Tear { node, .. } = choice {
        format!("{} crashed", name(*node))
    } else if let Choice::Restart(node) = choice {
        format!("{} restarted", name(*node))
    } else if let Choice::Wipe(node) = choice {
        format!("{} lost its disk", name(*node))
    } else {
        "network cut".into()
    }
}
