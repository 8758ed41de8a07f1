//! One server that answers at once.

use std::{collections::BTreeMap, rc::Rc};

use ensemble_core::zookeeper::{
    znode::{
        acl::{self, Identity},
        apply,
        error::Error,
        node::{Life, SessionId, Stat},
        prepare::{Asker, prepare},
        read::{self, Reader, Seen},
        request::{Answer, Write},
        tree::Tree,
        watch::{Event, Watches},
    },
    zxid::Zxid,
};
use serde_json::{Value, json};

use super::case::{acl_text, data, read_of, rearm_of, text, write_of};

/// A request of more bytes than this ends the connection.
const REQUEST_BYTES_MAX: usize = 1_048_575;

#[derive(Default)]
struct Client {
    id: u64,
    connected: bool,
    over: bool,
    /// The zxid of the server when the connection was lost.
    seen: Zxid,
    identities: Vec<Identity>,
}

/// One server with its clients.
#[derive(Default)]
pub(crate) struct Server {
    tree: Tree,
    watches: Watches,
    zxid: Zxid,
    now: u64,
    clients: BTreeMap<String, Client>,
    names: BTreeMap<u64, String>,
    extended_types: bool,
    enforce_quota: bool,
    tick: u64,
    events: Vec<(String, Event, Rc<str>)>,
}

impl Server {
    /// A server as a case configures it.
    pub(crate) fn new(settings: &Value) -> Self {
        Self {
            extended_types: settings["extendedTypesEnabled"] != json!(false),
            enforce_quota: settings["enforceQuota"] == json!(true),
            tick: settings["tickTime"].as_u64().unwrap_or(2_000),
            ..Self::default()
        }
    }

    /// What happened by itself since the last time.
    pub(crate) fn events(&mut self) -> Vec<(String, Event, Rc<str>)> {
        core::mem::take(&mut self.events)
    }

    /// The number of the last transaction.
    pub(crate) fn zxid(&self) -> i64 {
        self.zxid.0
    }

    fn stat(&self, stat: &Stat) -> Value {
        let owner = stat
            .ephemeral_owner
            .map_or("", |owner| self.names[&owner.0].as_str());
        json!({
            "czxid": stat.czxid.0, "mzxid": stat.mzxid.0, "pzxid": stat.pzxid.0,
            "version": stat.version, "cversion": stat.cversion, "aversion": stat.aversion,
            "ephemeralOwner": owner, "dataLength": stat.data_length,
            "numChildren": stat.num_children,
        })
    }

    fn write(&mut self, session: u64, write: &Write) -> Answer {
        self.zxid = self.zxid.next();
        let identities = self
            .names
            .get(&session)
            .and_then(|name| self.clients.get(name));
        let identities = identities.map_or_else(Vec::new, |client| client.identities.clone());
        let asker = Asker {
            by_siblings: false,
            session: SessionId(session),
            identities: &identities,
            zxid: self.zxid,
            time: self.now,
            extended_types: self.extended_types,
            quotas: self.enforce_quota.then_some(&self.tree),
        };
        let change = prepare(&self.tree, asker, write);
        let applied = apply::change(
            &mut self.tree,
            self.zxid,
            self.now,
            SessionId(session),
            &change,
        );
        let clients = &self.clients;
        let names = &self.names;
        let of = |who: SessionId| clients[&names[&who.0]].identities.as_slice();
        for (who, event, path) in self.watches.fire(&applied.triggers, &of) {
            self.events.push((self.names[&who.0].clone(), event, path));
        }
        applied.answer
    }

    fn answer(&self, answer: &Answer) -> Value {
        let mut result = json!({ "err": "OK" });
        match answer {
            Answer::Done => {}
            Answer::Path(path) => result["path"] = json!(&**path),
            Answer::Created(path, stat) => {
                result["path"] = json!(&**path);
                result["stat"] = self.stat(stat);
            }
            Answer::Stat(stat) => result["stat"] = self.stat(stat),
            Answer::Failed(error) => result["err"] = json!(error.name()),
            Answer::Results(results) => {
                let first = results.iter().find_map(|result| result.as_ref().err());
                if let Some(error) = first {
                    result["err"] = json!(error.name());
                }
                let each = |one: &Result<Answer, Error>| match one {
                    Ok(answer) => self.answer(answer),
                    Err(error) => json!({ "err": error.name() }),
                };
                result["results"] = results.iter().map(each).collect();
            }
        }
        result
    }

    fn hang_up(&mut self, name: &str) {
        let zxid = self.zxid;
        let client = self.clients.get_mut(name).unwrap();
        if client.connected {
            client.seen = zxid;
        }
        client.connected = false;
        client.identities = vec![home()];
        self.watches.forget(SessionId(client.id));
    }

    fn seen(&self, seen: &Seen) -> Value {
        match seen {
            Seen::Done => json!({}),
            Seen::Stat(stat) => json!({ "stat": self.stat(stat) }),
            Seen::Data(data, stat) => {
                let data = data
                    .as_ref()
                    .map(|data| String::from_utf8_lossy(data).into_owned());
                json!({ "data": data, "stat": self.stat(stat) })
            }
            Seen::Children(names, stat) => {
                let names: Vec<&str> = names.iter().map(|name| &**name).collect();
                match stat {
                    Some(stat) => json!({ "children": names, "stat": self.stat(stat) }),
                    None => json!({ "children": names }),
                }
            }
            Seen::Acl(acl, stat) => json!({ "acl": acl_text(acl), "stat": self.stat(stat) }),
            Seen::Results(results) => {
                let each = results.iter().map(|result| self.result(result));
                json!({ "results": each.collect::<Vec<_>>() })
            }
            Seen::Paths(paths) => {
                let paths: Vec<&str> = paths.iter().map(|path| &**path).collect();
                json!({ "ephemerals": paths })
            }
            Seen::Number(number) => json!({ "number": number }),
            Seen::Identities(all) => {
                let info = all.iter().map(|(scheme, user)| format!("{scheme}:{user}"));
                json!({ "clientInfo": info.collect::<Vec<_>>() })
            }
        }
    }

    fn result(&self, result: &Result<Seen, Error>) -> Value {
        match result {
            Ok(seen) => {
                let mut value = self.seen(seen);
                value["err"] = json!("OK");
                value
            }
            Err(error) => json!({ "err": error.name() }),
        }
    }

    fn read(&mut self, name: &str, step: &Value) -> Value {
        let client = &self.clients[name];
        let session = SessionId(client.id);
        let reader = Reader {
            session,
            identities: &client.identities,
        };
        let result = read::read(&self.tree, &mut self.watches, reader, &read_of(step));
        self.result(&result)
    }

    fn rearm(&mut self, name: &str, watches: &Value, since: Zxid) {
        let who = SessionId(self.clients[name].id);
        for (event, path) in self
            .watches
            .rearm(&self.tree, who, &rearm_of(watches, since))
        {
            self.events.push((name.to_string(), event, path));
        }
    }

    /// Containers and TTL nodes that are due go, round by round.
    fn reap(&mut self, ms: u64) {
        self.now += ms;
        loop {
            let mut due: Vec<Rc<str>> = Vec::new();
            let now = self.now;
            self.tree.walk(&mut |path, node| {
                let idle = node.children.is_empty()
                    && match node.life {
                        Life::Container => node.created > 0,
                        Life::Ttl(ttl) => now.saturating_sub(node.mtime) > ttl,
                        Life::Persistent | Life::Ephemeral(_) => false,
                    };
                if idle {
                    due.push(path.into());
                }
            });
            if due.is_empty() {
                return;
            }
            for path in due {
                self.write(0, &Write::DeleteContainer { path });
            }
        }
    }

    /// Plays one step; its result, without zxid and events.
    pub(crate) fn step(&mut self, step: &Value) -> Value {
        let op = step["op"].as_str().unwrap();
        if op == "advance" {
            self.reap(step["ms"].as_u64().unwrap());
            return json!({ "err": "OK" });
        }
        let name = step["session"].as_str().unwrap().to_string();
        if op == "connect" {
            return self.connect(&name, step);
        }
        let error = |error: Error| json!({ "err": error.name() });
        let client = &self.clients[&name];
        if client.over {
            return error(Error::SessionExpired);
        }
        match op {
            "expire" | "close" => {
                if op == "close" && !client.connected {
                    return error(Error::ConnectionLoss);
                }
                let id = client.id;
                if op == "expire" {
                    self.hang_up(&name);
                }
                self.write(id, &Write::CloseSession);
                self.hang_up(&name);
                self.clients.get_mut(&name).unwrap().over = true;
                json!({ "err": "OK" })
            }
            "reconnect" => {
                self.hang_up(&name);
                let client = self.clients.get_mut(&name).unwrap();
                client.connected = true;
                let since = client.seen;
                if let Some(watches) = step.get("watches") {
                    self.rearm(&name, &watches.clone(), since);
                }
                json!({ "err": "OK" })
            }
            _ if !client.connected => error(Error::ConnectionLoss),
            "disconnect" => {
                self.hang_up(&name);
                json!({ "err": "OK" })
            }
            _ => self.ask(&name, step),
        }
    }

    /// A request of a connected client.
    fn ask(&mut self, name: &str, step: &Value) -> Value {
        let op = step["op"].as_str().unwrap();
        let error = |error: Error| json!({ "err": error.name() });
        match op {
            "addAuth" => match acl::authenticate(&text(step, "scheme"), &text(step, "auth")) {
                Some(identity) => {
                    let known = &mut self.clients.get_mut(name).unwrap().identities;
                    if !known.contains(&identity) {
                        known.push(identity);
                    }
                    json!({ "err": "OK" })
                }
                None if &*text(step, "scheme") == "ip" => json!({ "err": "OK" }),
                None => {
                    self.hang_up(name);
                    error(Error::AuthFailed)
                }
            },
            "setWatches" => {
                let since = Zxid(step["relativeZxid"].as_i64().unwrap_or(0));
                self.rearm(name, step, since);
                json!({ "err": "OK" })
            }
            "create" | "create2" | "delete" | "setData" | "setACL" | "check" | "multi" => {
                if data(step).is_some_and(|data| data.len() + 100 > REQUEST_BYTES_MAX) {
                    self.hang_up(name);
                    return error(Error::ConnectionLoss);
                }
                let id = self.clients[name].id;
                let answer = self.write(id, &write_of(step));
                self.answer(&answer)
            }
            "sync" => json!({ "err": "OK", "path": step["path"] }),
            _ => self.read(name, step),
        }
    }

    fn connect(&mut self, name: &str, step: &Value) -> Value {
        let id = self.names.len() as u64 + 1;
        self.names.insert(id, name.to_string());
        let client = Client {
            id,
            connected: true,
            over: false,
            seen: Zxid::default(),
            identities: vec![home()],
        };
        self.clients.insert(name.to_string(), client);
        let wanted = step["timeout"].as_i64();
        let limits = (2 * self.tick as i64, 20 * self.tick as i64);
        let timeout = wanted.unwrap_or(0).clamp(limits.0, limits.1);
        self.write(
            id,
            &Write::CreateSession {
                timeout: timeout as u32,
            },
        );
        let mut result = json!({ "err": "OK" });
        if wanted.is_some() {
            result["timeout"] = json!(timeout);
        }
        result
    }
}

fn home() -> Identity {
    Identity {
        scheme: "ip".into(),
        id: "127.0.0.1".into(),
    }
}
