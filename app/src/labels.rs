//! Every word of the page that is not the core's: typed messages, rendered by a catalogue.
//!
//! A component names what it says, never how. A further language is one more function beside
//! `english`, and the compiler lists what it has to say.

mod notices;
mod znodes;

pub use znodes::Znodes;

use std::borrow::Cow;

use ensemble_core::{
    lab::Chapter,
    narrate::Language,
    view::{EnvelopeView, SyncView},
};
use ensemble_scene::Whose;

use crate::store::{action::Copied, notice::Notice, playback::Speed, theme::Theme};

/// One text of the page.
#[derive(Debug, PartialEq)]
pub enum Label<'a> {
    /// The product.
    Product,
    /// The document's title.
    DocumentTitle(&'a str),
    /// `Step 3 of 12`.
    Stop {
        stop: u32,
        stops: u32,
    },
    /// At the start.
    Start {
        stops: u32,
    },
    /// At the end, and nothing would happen by itself.
    Quiet,
    /// At the end of two runs side by side.
    BothEnd,
    /// Virtual time.
    Clock {
        time_ticks: u64,
    },

    /// The one filled button.
    NextStep,
    First,
    Back,
    Play,
    Pause,
    Last,
    Speed,
    SpeedOf(Speed),
    RunUntil,
    Transport,
    /// Which messages are shown.
    ShownMessages,
    Whose(Whose),
    Heartbeats,
    /// So many are left out.
    HiddenMessages(usize),
    Synchronisation,
    NoSynchronisation,
    /// Two histories, read aloud.
    Histories(&'a SyncView),
    RowApplies,
    RowFails,

    Stage,
    /// One of two stages.
    StageOf(&'a str),
    /// This run stands still while the other one goes on.
    Waits,
    OpenAlone,
    /// The same, for ears, where there are two such buttons.
    OpenThisAlone(&'a str),
    OnlyLookedAt,
    Costs,
    Messages,
    Bytes,
    Flushes,
    Decisions,
    RoundTrips,
    VirtualTime,
    Number(u32),
    /// So many half round trips.
    Halves(u32),
    Delivered,
    AllHold,
    TimeHint,
    WholeRun,
    Details,
    Properties,
    Console,
    ConsoleLine,
    ConsoleHint,
    /// So many requests have no answer.
    Unanswered(usize),
    UntilAnswered,
    /// So many lines before these are not shown.
    EarlierLines(usize),
    MayHaveHappened,
    /// What a line could go on with.
    Completions,
    AtCharacter(usize),
    Branches,
    Story,

    /// A message, read aloud; the whole of it with all its fields.
    Message {
        envelope: &'a EnvelopeView,
        way: (&'a str, &'a str),
        whole: bool,
    },
    /// The way of a message: `p1 → a1`.
    Way {
        from: &'a str,
        to: &'a str,
    },
    Link {
        a: &'a str,
        b: &'a str,
    },
    InFlight,
    Held,
    Stalled,
    Was,
    Release,
    Nothing,
    NothingToChoose,
    MenuOf(&'a str),
    ChosenNext,
    OwnValue,
    Ask,
    Links,
    Bundle,
    Holds,
    Broken,
    JumpToBreak(u32),
    ForkedAt(u32),
    BranchBroken,

    Scripts,
    Chapter(Chapter),
    Coming,
    EditScript,
    EditorLabel,
    EditorHint,
    Run,
    FaultsFound(usize),
    FaultAt {
        line: u32,
        column: u32,
    },
    Share,
    Shared(Copied),
    SharedHint(Copied),
    Copy,
    Help,
    HelpKeys,
    HelpStage,
    HelpStageText,
    HelpMarks,
    KeyPlay,
    KeyStep,
    KeyMilestone,
    KeyEnds,
    KeyHelp,
    KeyClose,
    Close,
    Dismiss,
    Theme(Theme),
    /// Of the trees of znodes.
    Znodes(Znodes<'a>),
    Notice(&'a Notice),
    /// The page had to stop.
    Fatal,
    FatalAdvice,
}

impl Label<'_> {
    /// The text in a language.
    pub fn text(&self, language: Language) -> Cow<'static, str> {
        match language {
            Language::English => english(self),
        }
    }
}

#[rustfmt::skip] // One message a line.
#[allow(clippy::too_many_lines)] // A catalogue is as long as the page has messages.
fn english(label: &Label<'_>) -> Cow<'static, str> {
    let text = match label {
        Label::Product => "Ensemble",
        Label::DocumentTitle(script) => return format!("{script} — Ensemble").into(),
        Label::Stop { stop, stops } => return format!("Step {stop} of {stops}").into(),
        Label::Start { stops: 0 } => "The start",
        Label::Start { stops } => return format!("The start of {stops} steps").into(),
        Label::Quiet => "The end: nothing more happens by itself",
        Label::BothEnd => "The end of both",
        Label::Clock { time_ticks } => return format!("{time_ticks} ms").into(),
        Label::NextStep => "Next step",
        Label::First => "To the start",
        Label::Back => "One step back",
        Label::Play => "Play",
        Label::Pause => "Pause",
        Label::Last => "To the end",
        Label::Speed => "Speed",
        Label::SpeedOf(speed) => speed.word(),
        Label::RunUntil => "Run until…",
        Label::Transport => "Transport",
        Label::ShownMessages => "Messages shown",
        Label::Whose(Whose::All) => "All messages",
        Label::Whose(Whose::Node) => "Of this node",
        Label::Whose(Whose::Matter) => "Of this transaction",
        Label::Heartbeats => "Heartbeats",
        Label::HiddenMessages(count) => return format!("{count} hidden").into(),
        Label::Synchronisation => "Synchronisation",
        Label::NoSynchronisation => "No learner is being synchronised at this step.",
        Label::Histories(sync) => return histories(sync).into(),
        Label::RowApplies => "applies",
        Label::RowFails => "does not apply",
        Label::Stage => "Stage",
        Label::StageOf(title) => return format!("Stage: {title}").into(),
        Label::Waits => "waits",
        Label::OpenAlone => "Open alone",
        Label::OpenThisAlone(title) => return format!("Open alone: {title}").into(),
        Label::OnlyLookedAt => "Two runs side by side are only looked at.",
        Label::Costs => "What it costs",
        Label::Messages => "Messages",
        Label::Bytes => "Bytes",
        Label::Flushes => "Flushes",
        Label::Decisions => "Decisions",
        Label::RoundTrips => "Round trips",
        Label::VirtualTime => "Time",
        Label::Number(number) => return grouped(*number).into(),
        Label::Halves(halves) => return english_halves(*halves).into(),
        Label::Delivered => "Delivered",
        Label::AllHold => "all hold",
        Label::TimeHint => "Space–time diagram: a lane for each node, a column for each step.",
        Label::WholeRun => "Place in the whole run",
        Label::Details => "Details",
        Label::Properties => "Properties",
        Label::Console => "Console",
        Label::ConsoleLine => "Command",
        Label::ConsoleHint => {
            "Words of zkCli, e.g. create -e /x data, or help. Tab completes, ↑ and ↓ recall."
        }
        Label::Unanswered(1) => "1 without an answer",
        Label::Unanswered(count) => return format!("{count} without an answer").into(),
        Label::UntilAnswered => "Run until answered",
        Label::EarlierLines(count) => return format!("{count} earlier lines").into(),
        Label::MayHaveHappened => "unknown: it may have happened, or not",
        Label::Completions => "Ways to go on",
        Label::AtCharacter(place) => return format!("At character {place}:").into(),
        Label::Branches => "Branches",
        Label::Story => "Story",
        Label::Message { envelope, way, whole } => return message(envelope, *way, *whole).into(),
        Label::Way { from, to } => return format!("{from} → {to}").into(),
        Label::Link { a, b } => return format!("{a} – {b}").into(),
        Label::InFlight => "in flight",
        Label::Held => "held back",
        Label::Stalled => "stalled at a cut",
        Label::Was => "was",
        Label::Release => "Follow the run",
        Label::Nothing => "Choose a node, a link or a message on the stage.",
        Label::NothingToChoose => "Nothing can be chosen here now.",
        Label::MenuOf(thing) => return format!("{thing}: what shall happen?").into(),
        Label::ChosenNext => "next",
        Label::OwnValue => "Own value",
        Label::Ask => "Ask",
        Label::Links => "Links",
        Label::Bundle => "Others that wait with it",
        Label::Holds => "holds",
        Label::Broken => "broken",
        Label::JumpToBreak(stop) => return format!("Go to step {stop}, where one breaks").into(),
        Label::ForkedAt(stop) => return format!("leaves at step {stop}").into(),
        Label::BranchBroken => "a property breaks",
        Label::Scripts => "Scripts",
        Label::Chapter(chapter) => english_chapter(*chapter),
        Label::Coming => "It is on its way…",
        Label::EditScript => "Edit script",
        Label::EditorLabel => "The script, line by line",
        Label::EditorHint => "Ctrl + Enter runs it.",
        Label::Run => "Run",
        Label::FaultsFound(_) => "The script does not run like this: the stage keeps the last run.",
        Label::FaultAt { line, column } => return format!("Line {line}, column {column}").into(),
        Label::Share => "Share",
        Label::Shared(what) => notices::shared(*what).0,
        Label::SharedHint(what) => notices::shared(*what).1,
        Label::Copy => "Copy",
        Label::Help => "Help",
        Label::HelpKeys => "Keys",
        Label::HelpStage => "You are the network",
        Label::HelpStageText => HELP_STAGE,
        Label::HelpMarks => HELP_MARKS,
        Label::KeyPlay => "play or pause",
        Label::KeyStep => "one step back or forward",
        Label::KeyMilestone => "to the last or next milestone",
        Label::KeyEnds => "to the start or the end",
        Label::KeyHelp => "this list",
        Label::KeyClose => "closes what is open",
        Label::Close => "Close",
        Label::Dismiss => "Dismiss",
        Label::Theme(Theme::Auto) => "Theme: as the system",
        Label::Theme(Theme::Light) => "Theme: light",
        Label::Theme(Theme::Dark) => "Theme: dark",
        Label::Znodes(label) => return znodes::english(label),
        Label::Notice(notice) => return notices::english(notice),
        Label::Fatal => "The page has come to a fault of its own and had to stop.",
        Label::FatalAdvice => "Load it again to go on; its address holds the run. Please report:",
    };
    text.into()
}

const HELP_MARKS: &str = "A dashed cell is being written, a solid one is on disk, a filled one is \
    decided. In a tally, filled is counted, dashed is on its way, and the bar is the quorum; ▲ is \
    one nearly lost. A ring is a timer. Four bars are the phases, election to broadcast.";

const HELP_STAGE: &str = "Click a message to deliver, drop, hold or duplicate it; a node to \
    crash it or to ask it for something; a link to cut it. Choosing in the past makes a branch.";

/// Thousands apart.
#[inline(never)]
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn english_halves(halves: u32) -> String {
    let whole = match halves / 2 {
        0 if halves == 1 => String::new(),
        whole => grouped(whole),
    };
    let half = if halves.is_multiple_of(2) { "" } else { "½" };
    whole + half
}

#[inline(never)]
fn english_chapter(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Paxos => "Paxos",
        Chapter::PaxosWrong => "Paxos: what goes wrong",
        Chapter::MultiPaxos => "Multi-Paxos",
        Chapter::Election => "ZooKeeper: election",
        Chapter::Broadcast => "ZooKeeper: broadcast and recovery",
        Chapter::Znodes => "ZooKeeper: the tree",
        Chapter::Clients => "ZooKeeper: clients and watches",
        Chapter::ZookeeperWrong => "ZooKeeper: what goes wrong",
        Chapter::Compared => "Side by side",
    }
}

/// Both histories, each with its name.
#[inline(never)]
fn histories(sync: &SyncView) -> String {
    let one = |strip: &ensemble_core::view::StripView| {
        let cells = strip.cells.iter().filter(|cell| !cell.text.is_empty());
        let cells: Vec<&str> = cells.map(|cell| cell.text.as_str()).collect();
        format!("{}: {}", strip.label, cells.join(" · "))
    };
    sync.histories
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join("; ")
}

#[inline(never)]
fn message(envelope: &EnvelopeView, (from, to): (&str, &str), whole: bool) -> String {
    let state = match (envelope.held, envelope.stalled) {
        (true, _) => "held back",
        (false, true) => "stalled at a cut",
        (false, false) => "in flight",
    };
    let mut text = format!(
        "{} {} from {from} to {to}, {state}",
        envelope.kind, envelope.brief
    );
    for field in envelope.fields.iter().filter(|_| whole) {
        text.push_str("; ");
        text.push_str(&field.name);
        text.push(' ');
        text.push_str(&field.value);
    }
    text
}
