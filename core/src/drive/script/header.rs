//! The header of a script: which protocol, which ensemble, how fast, with which planted bugs.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Fault, FaultKind, Line};
use crate::kernel::{Expected, NodeId, Pace, Scripted, World, span};

/// What a header says.
pub struct Header<P: Scripted> {
    /// What the script is called.
    pub title: String,
    /// What it shows, in a sentence or two.
    pub about: String,
    /// The world it begins with.
    pub world: World<P>,
    /// How many of the lines belong to it.
    pub lines: usize,
}

/// The first word that names a protocol, to decide who reads the script.
pub fn protocol_word<'a>(lines: &[Line<'a>], known: &[&str]) -> Result<Line<'a>, Fault> {
    let found = lines.iter().find(|line| known.contains(&line.word));
    found.copied().ok_or_else(|| {
        let (line, column) = lines
            .first()
            .map_or((1, 1), |line| (line.number, line.column(0)));
        Fault {
            line,
            column,
            kind: FaultKind::NoProtocol,
        }
    })
}

/// Reads the header. `seed` overrides the script's own.
pub fn read_header<P: Scripted>(
    lines: &[Line<'_>],
    seed: Option<u64>,
) -> Result<Header<P>, Vec<Fault>> {
    let mut draft = Draft::<P> {
        title: String::new(),
        about: String::new(),
        config: None,
        seed: 1,
        pace: Pace::default(),
        down: Vec::new(),
    };
    let mut faults = Vec::new();
    let mut count = 0;
    for line in lines {
        match draft.read(line) {
            Ok(true) => count += 1,
            Ok(false) => break,
            Err(fault) => {
                faults.push(fault);
                count += 1;
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let Some(config) = draft.config else {
        let place = lines
            .first()
            .map_or((1, 1), |line| (line.number, line.column(0)));
        return Err(Vec::from([Fault {
            line: place.0,
            column: place.1,
            kind: FaultKind::NoProtocol,
        }]));
    };
    let up: Vec<NodeId> = (0..P::population(&config))
        .map(NodeId)
        .filter(|node| !draft.down.contains(node))
        .collect();
    let world = World::new(config, seed.unwrap_or(draft.seed), draft.pace, &up);
    Ok(Header {
        title: draft.title,
        about: draft.about,
        world,
        lines: count,
    })
}

struct Draft<P: Scripted> {
    title: String,
    about: String,
    config: Option<P::Config>,
    seed: u64,
    pace: Pace,
    down: Vec<NodeId>,
}

impl<P: Scripted> Draft<P> {
    /// Takes one line; whether it belongs to the header.
    fn read(&mut self, line: &Line<'_>) -> Result<bool, Fault> {
        match line.word {
            "title" => self.title = line.rest.to_string(),
            "about" => {
                if !self.about.is_empty() {
                    self.about.push(' ');
                }
                self.about += line.rest;
            }
            "seed" => {
                self.seed = line
                    .rest
                    .parse()
                    .map_err(|_| line.expected(Expected::Number))?;
            }
            "latency" => self.latency(line)?,
            "disk" => {
                self.pace.flush = span(line.rest).ok_or_else(|| line.expected(Expected::Range))?;
            }
            "down" => {
                for name in line.rest.split_whitespace() {
                    let node = self.node(line, name)?;
                    self.down.push(node);
                }
            }
            word if word == P::WORD && self.config.is_some() => {
                let expected = Expected::ProtocolOnce(P::WORD);
                return Err(line.fault(0, FaultKind::Expected(expected)));
            }
            word if word == P::WORD => self.configure(line)?,
            word => {
                let Some(config) = &mut self.config else {
                    let expected = Expected::ProtocolFirst(P::WORD);
                    return Err(line.fault(0, FaultKind::Expected(expected)));
                };
                match P::option(config, word, line.rest) {
                    Some(read) => read.map_err(|expected| line.expected(expected))?,
                    None => return Ok(false),
                }
            }
        }
        Ok(true)
    }

    fn configure(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let mut pairs = Vec::new();
        let mut offsets = Vec::new();
        for word in line.rest.split_whitespace() {
            let offset = word.as_ptr() as usize - line.text.as_ptr() as usize;
            let pair = word.split_once('=').ok_or_else(|| {
                line.fault(offset, FaultKind::Expected(Expected::Form(P::HEADER)))
            })?;
            pairs.push(pair);
            offsets.push(offset);
        }
        let read = P::configure(&pairs).map_err(|(place, expected)| {
            let offset = offsets.get(place).copied().unwrap_or(line.text.len());
            line.fault(offset, FaultKind::Expected(expected))
        })?;
        self.config = Some(read);
        Ok(())
    }

    fn latency(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let expected = || line.expected(Expected::Range);
        let Some((direction, rest)) = line.rest.split_once([' ', '\t']) else {
            self.pace.latency = span(line.rest).ok_or_else(expected)?;
            return Ok(());
        };
        let (from, to) = direction.split_once('>').ok_or_else(expected)?;
        let (from, to) = (self.node(line, from)?, self.node(line, to)?);
        let span = span(rest.trim()).ok_or_else(expected)?;
        self.pace.links.push((from, to, span));
        Ok(())
    }

    fn node(&self, line: &Line<'_>, name: &str) -> Result<NodeId, Fault> {
        let found = self.config.as_ref().and_then(|config| {
            let mut ids = (0..P::population(config)).map(NodeId);
            ids.find(|id| P::node_name(config, *id) == name)
        });
        found.ok_or_else(|| line.expected(Expected::NodeAfterProtocol))
    }
}

/// The header that describes a world before its first choice.
pub fn header<P: Scripted>(world: &World<P>) -> String {
    let mut text: String = P::header(world.config())
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    text += &format!("seed {}\n", world.seed());
    let pace = world.pace();
    text += &format!("latency {}..{}\n", pace.latency.min, pace.latency.max);
    let name = |node: NodeId| P::node_name(world.config(), node);
    for (from, to, span) in &pace.links {
        text += &format!(
            "latency {}>{} {}..{}\n",
            name(*from),
            name(*to),
            span.min,
            span.max
        );
    }
    text += &format!("disk {}..{}\n", pace.flush.min, pace.flush.max);
    let down: Vec<String> = (0..world.nodes().len() as u8)
        .map(NodeId)
        .filter(|node| world.nodes()[node.index()].memory.is_none())
        .map(name)
        .collect();
    if !down.is_empty() {
        text += &format!("down {}\n", down.join(" "));
    }
    text
}
