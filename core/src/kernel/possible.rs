//! What can happen next, all of it; and why a choice does not apply.

use alloc::{vec, vec::Vec};

use super::{
    Choice, EnvelopeId, File, NodeId, Offered, Protocol, Refused, Status, Via, World,
    agenda::offered,
};

impl<P: Protocol> World<P> {
    /// Why a choice does not apply here, if it does not.
    pub fn admissible(&self, choice: &Choice<P>) -> Result<(), Refused> {
        match choice {
            Choice::Deliver(id) => {
                let envelope = self.wire.passable(*id)?;
                self.accepts(id.to(), &offered(envelope))
            }
            Choice::Hold(id) => self.held(*id, false),
            Choice::Release(id) => self.held(*id, true),
            Choice::Drop(id) | Choice::Duplicate(id) => {
                self.wire.find(*id).ok_or(Refused::NoSuchEnvelope)?;
                match id.via {
                    Via::Stream(_) => Err(Refused::InConnection),
                    Via::Datagram { .. }
                        if matches!(choice, Choice::Duplicate(_))
                            && self.wire.next_copy(*id).is_none() =>
                    {
                        Err(Refused::TooManyCopies)
                    }
                    Via::Datagram { .. } => Ok(()),
                }
            }
            Choice::Run { node, task } => {
                self.running(*node)?;
                let tasks = &self.nodes[node.index()].tasks;
                let known = tasks.iter().any(|runnable| runnable.task == *task);
                known.then_some(()).ok_or(Refused::NoSuchTask)?;
                self.accepts(*node, &Offered::Task(task))
            }
            Choice::Fire { node, timer } => {
                self.running(*node)?;
                let timers = &self.nodes[node.index()].timers;
                let known = timers.iter().any(|armed| armed.timer == *timer);
                known.then_some(()).ok_or(Refused::NoSuchTimer)?;
                self.accepts(*node, &Offered::Timer(timer))
            }
            Choice::Flush { node, file, count } => {
                let waiting = self
                    .nodes
                    .get(node.index())
                    .ok_or(Refused::NoSuchNode)?
                    .waiting(*file);
                let enough = *count > 0 && *count <= waiting;
                enough.then_some(()).ok_or(Refused::NothingToFlush)
            }
            Choice::Break(conn) => {
                let known = self.wire.links.get(conn).is_some_and(|link| !link.broken);
                known.then_some(()).ok_or(Refused::NoSuchConnection)
            }
            Choice::Cut { from, to } => self.cut(*from, *to, false),
            Choice::Mend { from, to } => self.cut(*from, *to, true),
            Choice::Crash(node) => match self.status(*node)? {
                Status::Up | Status::Paused => Ok(()),
                Status::Down => Err(Refused::NodeDown),
            },
            Choice::Tear { node, file } => self.tears(*node, *file),
            Choice::Restart(node) | Choice::Wipe(node) => match self.status(*node)? {
                Status::Down => Ok(()),
                Status::Up | Status::Paused => Err(Refused::NodeNotDown),
            },
            Choice::Pause(node) => self.running(*node),
            Choice::Resume(node) => match self.status(*node)? {
                Status::Paused => Ok(()),
                Status::Up | Status::Down => Err(Refused::NodeNotPaused),
            },
            Choice::Submit { node, request } => {
                self.running(*node)?;
                self.takes(*node, request)?;
                self.accepts(*node, &Offered::Request(request))
            }
        }
    }

    fn takes(&self, node: NodeId, request: &P::Request) -> Result<(), Refused> {
        let takes = P::takes(&self.setting.config, node, request);
        takes.then_some(()).ok_or(Refused::NoSuchRequest)
    }

    fn status(&self, node: NodeId) -> Result<Status, Refused> {
        self.nodes
            .get(node.index())
            .map(|node| node.status)
            .ok_or(Refused::NoSuchNode)
    }

    fn running(&self, node: NodeId) -> Result<(), Refused> {
        match self.status(node)? {
            Status::Up => Ok(()),
            Status::Paused => Err(Refused::NodePaused),
            Status::Down => Err(Refused::NodeDown),
        }
    }

    fn accepts(&self, node: NodeId, offered: &Offered<'_, P>) -> Result<(), Refused> {
        if self.status(node)? == Status::Paused {
            return Err(Refused::NodePaused);
        }
        (self.nodes[node.index()].ready(offered))
            .then_some(())
            .ok_or(Refused::NotReady)
    }

    fn tears(&self, node: NodeId, file: File) -> Result<(), Refused> {
        if self.status(node)? == Status::Down {
            return Err(Refused::NodeDown);
        }
        let node = &self.nodes[node.index()];
        let oldest = node.pending.iter().find(|write| write.file == file);
        let torn = |write: &super::Pending<P>| {
            let mut disk = super::Shared::clone(&node.disk);
            P::tear(super::Shared::touch(&mut disk), &write.write.record)
        };
        (oldest.is_some_and(torn).then_some(())).ok_or(Refused::NothingToTear)
    }

    fn held(&self, id: EnvelopeId, wanted: bool) -> Result<(), Refused> {
        let held = self.wire.find(id).ok_or(Refused::NoSuchEnvelope)?.held;
        match (held, wanted) {
            (true, true) | (false, false) => Ok(()),
            (true, false) => Err(Refused::Held),
            (false, true) => Err(Refused::NotHeld),
        }
    }

    fn cut(&self, from: NodeId, to: NodeId, wanted: bool) -> Result<(), Refused> {
        self.status(from)?;
        self.status(to)?;
        match (self.wire.is_cut(from, to), wanted) {
            (true, true) | (false, false) => Ok(()),
            (true, false) => Err(Refused::AlreadyCut),
            (false, true) => Err(Refused::NotCut),
        }
    }

    /// Everything that can happen next, in a fixed order. Requests are those the protocol offers.
    pub fn enabled(&self) -> Vec<Choice<P>> {
        let mut choices = Vec::new();
        for envelope in self.wire.envelopes() {
            let id = envelope.id;
            choices.extend([Choice::Deliver(id), Choice::Hold(id), Choice::Release(id)]);
            choices.extend([Choice::Drop(id), Choice::Duplicate(id)]);
        }
        choices.extend(self.wire.links.keys().map(|conn| Choice::Break(*conn)));
        let ids = || (0..self.nodes.len() as u8).map(NodeId);
        for node in ids() {
            choices.extend(self.enabled_at(node));
        }
        for (from, to) in ids().flat_map(|from| ids().map(move |to| (from, to))) {
            if from != to {
                choices.extend([Choice::Cut { from, to }, Choice::Mend { from, to }]);
            }
        }
        choices.retain(|choice| self.admissible(choice).is_ok());
        choices
    }

    fn enabled_at(&self, id: NodeId) -> Vec<Choice<P>> {
        let node = &self.nodes[id.index()];
        let mut choices = vec![
            Choice::Crash(id),
            Choice::Restart(id),
            Choice::Pause(id),
            Choice::Resume(id),
            Choice::Wipe(id),
        ];
        for runnable in &node.tasks {
            choices.push(Choice::Run {
                node: id,
                task: runnable.task.clone(),
            });
        }
        for armed in &node.timers {
            choices.push(Choice::Fire {
                node: id,
                timer: armed.timer.clone(),
            });
        }
        let mut files: Vec<File> = node.pending.iter().map(|pending| pending.file).collect();
        crate::sorted::sort_by_key(&mut files, |file| *file);
        files.dedup();
        for file in files {
            let waiting = node.waiting(file);
            let count = |count| Choice::Flush {
                node: id,
                file,
                count,
            };
            choices.extend((1..=waiting).map(count));
            choices.push(Choice::Tear { node: id, file });
        }
        let asked = self.requests(id).into_iter();
        choices.extend(asked.map(|request| Choice::Submit { node: id, request }));
        choices
    }

    /// What the protocol offers to be asked of a node.
    pub fn requests(&self, node: NodeId) -> Vec<P::Request> {
        let cx = super::Cx {
            config: &self.setting.config,
            me: node,
            now: self.now,
        };
        let memory = self.nodes[node.index()].memory.as_ref();
        memory.map_or_else(Vec::new, |memory| P::requests(cx, memory))
    }
}
