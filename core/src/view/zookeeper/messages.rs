//! Messages as they show.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use crate::{
    kernel::{Effect, Input, Step},
    narrate::{Language, Term},
    view::{FieldView, Glyph, Kin, Tone},
    zookeeper::{
        Zookeeper, call_text,
        client::XID_PING,
        message::{Call, Message, Notification, Operation, State},
        name, read_text, reply_text, session_text, txn_text, write_text,
        znode::{node::SessionId, request::Write, watch::Event},
        zxid::Zxid,
        zxid_text,
    },
};

/// A message's hue and shape.
pub(super) fn look(message: &Message) -> (Tone, Glyph) {
    match message {
        Message::Hello | Message::Ping { .. } => (Tone::Quiet, Glyph::Disc),
        Message::Notification(_) => (Tone::Look, Glyph::Triangle),
        Message::LearnerInfo { .. } => (Tone::Follow, Glyph::Ring),
        Message::LeaderInfo { .. } => (Tone::Lead, Glyph::Ring),
        Message::AckEpoch { .. } | Message::Ack { .. } => (Tone::Follow, Glyph::Diamond),
        Message::Diff { .. } | Message::Trunc { .. } | Message::Snap(_) => {
            (Tone::Sync, Glyph::Square)
        }
        Message::NewLeader { .. } => (Tone::Sync, Glyph::Diamond),
        Message::UpToDate => (Tone::Sync, Glyph::Disc),
        Message::Proposal(_) => (Tone::Lead, Glyph::Square),
        Message::Commit { .. } => (Tone::Decided, Glyph::Disc),
        Message::Inform(_) => (Tone::Decided, Glyph::Square),
        Message::Request { .. } => (Tone::Client, Glyph::Disc),
        Message::Sync { .. } => (Tone::Client, Glyph::Bar),
        Message::Connect(_) => (Tone::Client, Glyph::Ring),
        Message::Connected(_) => (Tone::Client, Glyph::Diamond),
        Message::Call { call, .. } => match **call {
            Call::Ping => (Tone::Quiet, Glyph::Disc),
            Call::Write(_)
            | Call::Sync(_)
            | Call::Read(_)
            | Call::Auth { .. }
            | Call::SetWatches(_) => (Tone::Client, Glyph::Disc),
        },
        Message::Reply { reply, .. } => match reply.error() {
            Some(_) => (Tone::Client, Glyph::Bar),
            None => (Tone::Client, Glyph::Square),
        },
        Message::Event { .. } => (Tone::Watch, Glyph::Diamond),
        Message::Revalidate { .. } | Message::Revalidated { .. } => (Tone::Client, Glyph::Ring),
    }
}

/// What it is to those who want to see fewer.
pub(super) fn kin(message: &Message) -> Kin {
    match message {
        Message::Hello => Kin::Setup,
        Message::Call { call, .. } if **call == Call::Ping => Kin::Heartbeat,
        Message::Ping { .. } | Message::Reply { xid: XID_PING, .. } => Kin::Heartbeat,
        Message::Notification(_)
        | Message::LearnerInfo { .. }
        | Message::LeaderInfo { .. }
        | Message::AckEpoch { .. }
        | Message::Diff { .. }
        | Message::Trunc { .. }
        | Message::Snap(_)
        | Message::Proposal(_)
        | Message::Commit { .. }
        | Message::NewLeader { .. }
        | Message::Ack { .. }
        | Message::UpToDate
        | Message::Inform(_)
        | Message::Request { .. }
        | Message::Sync { .. }
        | Message::Revalidate { .. }
        | Message::Revalidated { .. }
        | Message::Connect(_)
        | Message::Connected(_)
        | Message::Call { .. }
        | Message::Reply { .. }
        | Message::Event { .. } => Kin::Story,
    }
}

/// What it is about: a transaction by its zxid, else the phase it belongs to.
#[inline(never)]
pub(super) fn matter(message: &Message) -> String {
    let txn = |zxid: Zxid| match zxid.counter() {
        0 => "epoch".into(),
        _ => zxid_text(zxid),
    };
    match message {
        Message::Hello => String::new(),
        Message::Notification(_) => "election".into(),
        Message::LearnerInfo { .. }
        | Message::LeaderInfo { .. }
        | Message::AckEpoch { .. }
        | Message::Diff { .. }
        | Message::Trunc { .. }
        | Message::Snap(_)
        | Message::NewLeader { .. }
        | Message::UpToDate => "epoch".into(),
        Message::Proposal(entry) | Message::Inform(entry) => txn(entry.zxid),
        Message::Commit { zxid } | Message::Ack { zxid } => txn(*zxid),
        Message::Ping { .. } => "ping".into(),
        Message::Request(_) | Message::Sync { .. } => "request".into(),
        Message::Connect(_)
        | Message::Connected(_)
        | Message::Revalidate { .. }
        | Message::Revalidated { .. } => "session".into(),
        Message::Call { .. } | Message::Reply { .. } => "request".into(),
        Message::Event { path, .. } => path.as_ref().into(),
    }
}

/// What a step was about: the message that arrived, or else the first one that was sent.
#[inline(never)]
pub(super) fn matter_of(step: &Step<Zookeeper>) -> String {
    let arrived = if let Effect::Input {
        input: Input::Message { body, .. },
        ..
    } = &step.effect
    {
        Some(body)
    } else {
        step.messages().next().map(|(_, body)| body)
    };
    // What a request became is what is sent on.
    let proposed = step.messages().map(|(_, body)| body);
    let proposed = proposed.filter(|body| matches!(body, Message::Proposal(_)));
    let found = proposed.last().or(arrived);
    found.map_or_else(String::new, matter)
}

/// An event in as few letters as possible.
#[inline(never)]
pub(super) fn event_brief(event: Event, path: &str) -> String {
    let name = event.name();
    let brief = name.trim_start_matches("Node").trim_end_matches("Changed");
    format!("{brief} {path}")
}

/// What a small capsule says in place of the type: of a vote, whom it is for.
#[inline(never)]
pub(super) fn short(message: &Message) -> String {
    if let Message::Event { event, path } = message {
        return event_brief(*event, path);
    }
    if let Message::Notification(Notification {
        vote: Some(vote), ..
    }) = message
    {
        return name(vote.leader);
    }
    String::new()
}

/// The state of a server in a notification, as ZooKeeper calls it.
pub(super) fn state_word(state: State) -> &'static str {
    match state {
        State::Looking => "LOOKING",
        State::Following => "FOLLOWING",
        State::Leading => "LEADING",
        State::Observing => "OBSERVING",
    }
}

/// What is asked of a leader.
fn operation(operation: &Operation) -> String {
    match operation {
        Operation::Write(write) => write_brief(write),
        Operation::Sync => "sync".into(),
    }
}

/// A write; of the version that it asks for nothing is said.
fn write_brief(write: &Write) -> String {
    if let Write::SetData { path, data, .. } = write {
        return write_text(&Write::SetData {
            path: path.clone(),
            data: data.clone(),
            version: -1,
        });
    }
    write_text(write)
}

/// What a session asks for.
#[inline(never)]
pub(super) fn call(call: &Call) -> String {
    match call {
        Call::Write(write) => write_brief(write),
        Call::Sync(_) => "sync".into(),
        Call::Read(read) => read_text(read),
        Call::Auth { .. } | Call::SetWatches(_) | Call::Ping => call_text(call),
    }
}

/// Every field of a message.
pub(super) fn fields(message: &Message, language: Language) -> Vec<FieldView> {
    let field = |term: Term, value: String| FieldView {
        name: language.term(term),
        value,
        was: None,
    };
    let zxid = |zxid: &Zxid| field(Term::Zxid, zxid_text(*zxid));
    let epoch = |epoch: &u32| field(Term::Epoch, epoch.to_string());
    match message {
        Message::Hello | Message::UpToDate | Message::Sync { .. } => Vec::new(),
        Message::Notification(Notification { state, vote, round }) => {
            let mut fields = vec![field(Term::Server, state_word(*state).into())];
            if let Some(vote) = vote {
                fields.extend([
                    field(Term::Vote, name(vote.leader)),
                    epoch(&vote.epoch),
                    zxid(&vote.zxid),
                ]);
            }
            fields.push(field(Term::Round, round.to_string()));
            fields
        }
        Message::LearnerInfo { accepted_epoch, .. } => {
            vec![field(Term::Accepted, accepted_epoch.to_string())]
        }
        Message::LeaderInfo { epoch: told } => vec![epoch(told)],
        Message::AckEpoch {
            zxid: last,
            current_epoch,
            ..
        } => {
            let current = current_epoch.map_or("−1".into(), |epoch| epoch.to_string());
            vec![zxid(last), field(Term::CurrentEpoch, current)]
        }
        Message::Diff { zxid: at }
        | Message::Trunc { zxid: at }
        | Message::Commit { zxid: at }
        | Message::NewLeader { zxid: at }
        | Message::Ack { zxid: at }
        | Message::Ping { zxid: at, .. } => vec![zxid(at)],
        Message::Snap(snapshot) => vec![zxid(&snapshot.zxid)],
        Message::Proposal(txn) | Message::Inform(txn) => {
            vec![zxid(&txn.zxid), field(Term::Value, txn_text(txn))]
        }
        Message::Request(errand) => {
            vec![
                field(Term::Session, session_text(errand.session)),
                field(Term::Asks, operation(&errand.operation)),
            ]
        }
        Message::Revalidate { .. }
        | Message::Revalidated { .. }
        | Message::Connect(_)
        | Message::Connected(_)
        | Message::Call { .. }
        | Message::Reply { .. }
        | Message::Event { .. } => client_fields(message, language),
    }
}

/// Those of messages that clients and their sessions bring about.
fn client_fields(message: &Message, language: Language) -> Vec<FieldView> {
    let field = |term: Term, value: String| FieldView {
        name: language.term(term),
        value,
        was: None,
    };
    let session = |session: &SessionId| field(Term::Session, session_text(*session));
    let timeout = |timeout: String| field(Term::TimeOut, timeout);
    let number = |xid: &u32| field(Term::Number, (*xid as i32).to_string());
    let zxid = |zxid: &Zxid| field(Term::Zxid, zxid_text(*zxid));
    if let Message::Revalidate { session: id, .. } | Message::Revalidated { session: id, .. } =
        message
    {
        return vec![session(id)];
    }
    if let Message::Connect(wanted) = message {
        let known = wanted.session.map(|(id, _)| session(&id));
        let wanted = [timeout(wanted.timeout.to_string()), zxid(&wanted.last_zxid)];
        return known.into_iter().chain(wanted).collect();
    }
    if let Message::Connected(Some(granted)) = message {
        let (id, _) = &granted.session;
        return vec![session(id), timeout(granted.timeout.to_string())];
    }
    if let Message::Call { xid, call } = message {
        return vec![number(xid), field(Term::Asks, call_text(call))];
    }
    if let Message::Reply {
        xid,
        zxid: at,
        reply,
    } = message
    {
        return vec![
            number(xid),
            zxid(at),
            field(Term::Answer, reply_text(reply)),
        ];
    }
    if let Message::Event { event, path } = message {
        return vec![field(Term::Event, format!("{} {path}", event.name()))];
    }
    Vec::new()
}
