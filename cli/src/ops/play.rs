//! A case on a whole ensemble.

use std::{collections::BTreeMap, rc::Rc};

use ensemble_core::{
    kernel::{Choice, NodeId, Pace, Reaction, Scripted, Step, World},
    zookeeper::{
        Zookeeper,
        client::{State, command::Command, rule::Rule as Told},
        config::Config,
        message::{Call, Own, Reply, Request},
        rule::Rule,
        session::rule::Rule as Served,
        znode::{error::Error, request::Write, watch::Event},
        zxid::Zxid,
    },
};
use serde_json::{Value, json};

use super::{
    case::{Wrong, op, read_of, rearm_of, sessions_at_a_time, text, write_of},
    results::{Names, number, plain, result},
};

/// More clients than this at a time no world has.
const CLIENTS_MAX: usize = 20;
/// A case whose step takes more steps of the world than this will not end.
const STEPS_MAX: u32 = 1_000_000;
/// A time-out that does not pass, in ms.
const ENDLESS: u32 = 2_000_000_000;
/// All transactions are of the first epoch.
const EPOCH: u32 = 1;

/// A session of the case.
struct Session {
    client: NodeId,
    over: bool,
    /// The last zxid when its connection was lost.
    seen: Zxid,
}

/// A case under way.
pub(crate) struct Play {
    world: World<Zookeeper>,
    servers: u8,
    sessions: BTreeMap<String, Session>,
    names: Names,
    /// Which session each client plays.
    roles: BTreeMap<NodeId, String>,
    events: Vec<(String, Event, Rc<str>)>,
    answer: Option<Reply>,
    reaped: Option<usize>,
}

impl Play {
    /// An ensemble as the case configures it, which serves.
    pub(crate) fn new(settings: &Value, steps: &[Value], servers: u8) -> Result<Self, Wrong> {
        let setting = |key: &str, usual: u32| {
            let wanted = settings[key]
                .as_u64()
                .and_then(|wanted| u32::try_from(wanted).ok());
            wanted.unwrap_or(usual)
        };
        // Nobody's session ends by itself, however long other sessions take to be expired.
        let timed = steps.iter().any(|step| step.get("timeout").is_some());
        let endless = (!timed).then_some(ENDLESS);
        let most = settings["maxSessionTimeout"].as_u64();
        let most = most.and_then(|most| u32::try_from(most).ok());
        let config = Config {
            max_session_timeout: endless.or(most),
            clients: sessions_at_a_time(steps).clamp(1, CLIENTS_MAX) as u8,
            bare_clients: true,
            tick: setting("tickTime", 2_000),
            extended_types: settings["extendedTypesEnabled"] != json!(false),
            enforce_quota: settings["enforceQuota"] == json!(true),
            container_check: u32::MAX,
            ..Config::new(servers, 0)
        };
        let up: Vec<NodeId> = config.servers().chain(config.clients()).collect();
        let mut play = Self {
            world: World::new(config, 1, Pace::default(), &up),
            servers,
            sessions: BTreeMap::new(),
            names: Names::new(),
            roles: BTreeMap::new(),
            events: Vec::new(),
            answer: None,
            reaped: None,
        };
        play.until(|world| {
            let united = ["united"]
                .iter()
                .all(|goal| Zookeeper::reached(world, goal) == Some(true));
            united && world.is_still()
        })?;
        Ok(play)
    }

    /// Plays a step.
    pub(crate) fn step(&mut self, step: &Value) -> Result<Value, Wrong> {
        let mut result = self.play(step)?;
        self.until(World::is_still)?;
        result["zxid"] = json!(number(self.zxid()));
        if !self.events.is_empty() {
            let events = core::mem::take(&mut self.events).into_iter();
            let told = events.map(|(session, event, path)| {
                json!({ "session": session, "type": event.name(), "path": &*path })
            });
            result["events"] = told.collect();
        }
        Ok(result)
    }

    fn play(&mut self, step: &Value) -> Result<Value, Wrong> {
        if op(step) == "advance" {
            let ms = step["ms"].as_u64().ok_or("advance by how much?")?;
            self.pass(ms)?;
            return Ok(plain(None));
        }
        let name = step["session"].as_str().ok_or("whose step?")?.to_string();
        if op(step) == "connect" {
            return self.connect(&name, step);
        }
        let session = self.sessions.get(&name).filter(|session| !session.over);
        let Some(client) = session.map(|session| session.client) else {
            return Ok(plain(Some(Error::SessionExpired)));
        };
        match op(step) {
            "disconnect" => {
                let left = self.leave(&name, client)?;
                Ok(plain((!left).then_some(Error::ConnectionLoss)))
            }
            "reconnect" => self.reconnect(&name, client, step),
            "expire" => {
                self.expire(&name, client)?;
                Ok(plain(None))
            }
            "close" => {
                let result = self.ask(client, Command::Call(Call::Write(Write::CloseSession)))?;
                if result["err"] == json!("OK") {
                    self.over(&name, client);
                }
                Ok(result)
            }
            _ => self.operation(&name, client, step),
        }
    }

    fn operation(&mut self, name: &str, client: NodeId, step: &Value) -> Result<Value, Wrong> {
        let command = match op(step) {
            "addAuth" => Command::AddAuth {
                scheme: text(step, "scheme"),
                credentials: text(step, "auth"),
            },
            "sync" => Command::Call(Call::Sync(text(step, "path"))),
            "setWatches" => {
                let since = step["relativeZxid"].as_u64().unwrap_or(0);
                let since = u32::try_from(since).map_err(|error| error.to_string())?;
                Command::Call(Call::SetWatches(rearm_of(step, zxid(since)).into()))
            }
            other => match (write_of(step)?, read_of(step)?) {
                (Some(write), _) => Command::Call(Call::Write(write)),
                (None, Some(read)) => Command::Call(Call::Read(read)),
                (None, None) => return Err(format!("no such operation: {other}")),
            },
        };
        self.note(name, client);
        self.ask(client, command)
    }

    /// A client asks, and is answered.
    fn ask(&mut self, client: NodeId, command: Command) -> Result<Value, Wrong> {
        self.answer = None;
        self.command(client, command)?;
        self.settle()?;
        let answer = self.answer.take();
        Ok(answer.map_or_else(|| plain(None), |reply| result(&self.names, &reply)))
    }

    fn connect(&mut self, name: &str, step: &Value) -> Result<Value, Wrong> {
        let mut clients = self.world.config().clients();
        let free = clients.find(|client| !self.roles.contains_key(client));
        let client = free.ok_or("too many sessions at a time")?;
        drop(clients);
        let wanted = step["timeout"].as_i64();
        self.roles.insert(client, name.to_string());
        let session = Session {
            client,
            over: false,
            seen: Zxid::default(),
        };
        self.sessions.insert(name.to_string(), session);
        let connect = Command::Connect {
            servers: Vec::new(),
            timeout: wanted.unwrap_or(i64::from(ENDLESS)),
        };
        self.command(client, connect)?;
        self.until(|world| state(world, client) == State::Connected && world.is_still())?;
        let granted = self.world.nodes()[client.index()].client();
        if let Some((id, _)) = granted.and_then(|client| client.session) {
            self.names.insert(id, name.to_string());
        }
        let mut result = plain(None);
        if wanted.is_some() {
            result["timeout"] = json!(granted.map_or(0, |client| client.timeout));
        }
        Ok(result)
    }

    /// A client's connection ends; whether it had one.
    fn leave(&mut self, name: &str, client: NodeId) -> Result<bool, Wrong> {
        if state(&self.world, client) != State::Connected {
            return Ok(false);
        }
        self.note(name, client);
        self.command(client, Command::Disconnect)?;
        self.settle()?;
        Ok(true)
    }

    /// What a client has seen that is still connected, but perhaps not for long.
    fn note(&mut self, name: &str, client: NodeId) {
        let seen = self.zxid();
        if state(&self.world, client) == State::Connected
            && let Some(session) = self.sessions.get_mut(name)
        {
            session.seen = seen;
        }
    }

    fn reconnect(&mut self, name: &str, client: NodeId, step: &Value) -> Result<Value, Wrong> {
        self.note(name, client);
        let at = self.at(client);
        let to = NodeId((at.0 + 1) % self.servers);
        self.command(client, Command::Move { to, timeout: None })?;
        self.settle()?;
        if state(&self.world, client) != State::Connected {
            return Ok(plain(Some(Error::SessionExpired)));
        }
        if let Some(watches) = step.get("watches") {
            let since = self
                .sessions
                .get(name)
                .map_or_else(Zxid::default, |one| one.seen);
            let rearm = rearm_of(watches, since);
            self.ask(client, Command::Call(Call::SetWatches(rearm.into())))?;
        }
        Ok(plain(None))
    }

    /// The server to which a client was connected last.
    fn at(&self, client: NodeId) -> NodeId {
        let client = self.world.nodes()[client.index()].client();
        client.map_or(NodeId(0), |client| client.server)
    }

    /// A client falls silent until the leader has ended its session.
    fn expire(&mut self, name: &str, client: NodeId) -> Result<(), Wrong> {
        // It takes the shortest time-out there is, as the recorder did, and falls silent.
        self.leave(name, client)?;
        let (to, timeout) = (self.at(client), Some(1));
        self.command(client, Command::Move { to, timeout })?;
        self.settle()?;
        self.leave(name, client)?;
        let nodes = self.world.nodes();
        let session = nodes[client.index()]
            .client()
            .and_then(|client| client.session);
        self.until(|world| {
            let mut servers = world.nodes().iter().filter_map(|node| node.server());
            let gone = servers.all(|server| {
                let id = session.map(|(id, _)| id);
                id.is_none_or(|id| server.database.tree.sessions.get(&id).is_none())
            });
            gone && world.is_still()
        })?;
        self.command(client, Command::Move { to, timeout: None })?;
        self.settle()?;
        self.over(name, client);
        Ok(())
    }

    fn over(&mut self, name: &str, client: NodeId) {
        if let Some(session) = self.sessions.get_mut(name) {
            session.over = true;
        }
        self.roles.remove(&client);
    }

    /// Time passes; then the leader looks for containers and nodes whose time is over.
    fn pass(&mut self, ms: u64) -> Result<(), Wrong> {
        let end = self.world.now().0 + ms;
        self.until(|world| world.now().0 >= end)?;
        self.settle()?;
        loop {
            let leader = self.leader().ok_or("nobody leads")?;
            self.reaped = None;
            self.submit(leader, Request::Own(Own::Reap))?;
            self.settle()?;
            if self.reaped.unwrap_or(0) == 0 {
                return Ok(());
            }
        }
    }

    fn leader(&self) -> Option<NodeId> {
        let mut servers = self.world.config().servers();
        servers.find(|id| {
            let server = self.world.nodes()[id.index()].server();
            server.is_some_and(|server| server.leader().is_some())
        })
    }

    fn zxid(&self) -> Zxid {
        let servers = self.world.nodes().iter().filter_map(|node| node.server());
        servers
            .map(|server| server.database.history.last())
            .max()
            .unwrap_or_default()
    }

    fn command(&mut self, client: NodeId, command: Command) -> Result<(), Wrong> {
        self.submit(client, command.into())
    }

    fn submit(&mut self, node: NodeId, request: Request) -> Result<(), Wrong> {
        let choice = Choice::Submit { node, request };
        let step = self
            .world
            .apply(choice)
            .map_err(|refused| format!("{refused:?}"))?;
        self.look(&step);
        Ok(())
    }

    /// Lets everything happen that is under way.
    fn settle(&mut self) -> Result<(), Wrong> {
        self.until(|world| {
            let waits = |client: &NodeId| {
                let client = world.nodes()[client.index()].client();
                client.is_some_and(|client| !client.sent.is_empty() || !client.queued.is_empty())
            };
            world.is_still() && !world.config().clients().any(|client| waits(&client))
        })
    }

    fn until(&mut self, enough: impl Fn(&World<Zookeeper>) -> bool) -> Result<(), Wrong> {
        for _ in 0..STEPS_MAX {
            if enough(&self.world) {
                return Ok(());
            }
            let step = self.world.advance().ok_or("nothing happens any more")?;
            self.look(&step);
        }
        Err("this takes too long".into())
    }

    /// Notes what clients are told.
    fn look(&mut self, step: &Step<Zookeeper>) {
        let Some(node) = step.node() else {
            return;
        };
        for rule in step.out.reactions.iter().map(Reaction::rule) {
            if let Rule::Client(rule) = rule
                && let Told::Hear { event, path } = &**rule
                && let Some(name) = self.roles.get(&node)
            {
                self.events.push((name.clone(), *event, path.clone()));
            } else if let Rule::Client(rule) = rule
                && let Told::Answered { reply, .. } = &**rule
            {
                self.answer = Some(reply.clone());
            } else if let Rule::Session(Served::Reap { count }) = rule {
                self.reaped = Some(*count);
            }
        }
    }
}

fn state(world: &World<Zookeeper>, client: NodeId) -> State {
    let client = world.nodes()[client.index()].client();
    client.map_or(State::NotConnected, |client| client.state)
}

/// The number of a transaction in a case as a zxid.
fn zxid(number: u32) -> Zxid {
    match number {
        0 => Zxid::default(),
        number => Zxid::new(EPOCH, number),
    }
}
