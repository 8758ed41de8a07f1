//! The words of a case: answers to results.

use std::collections::BTreeMap;

use ensemble_core::zookeeper::{
    message::Reply,
    znode::{
        acl::{Entry, Perms},
        error::Error,
        node::{SessionId, Stat},
        read::Seen,
        request::Answer,
    },
    zxid::Zxid,
};
use serde_json::{Value, json};

/// Who owns which session.
pub(crate) type Names = BTreeMap<SessionId, String>;

/// A zxid as a case counts: transactions of the one epoch there is.
pub(crate) fn number(zxid: Zxid) -> u32 {
    zxid.counter()
}

/// A result that says nothing but whether it went well.
pub(crate) fn plain(error: Option<Error>) -> Value {
    json!({ "err": error.map_or("OK", Error::name) })
}

/// The result of a call.
pub(crate) fn result(names: &Names, reply: &Reply) -> Value {
    match reply {
        Reply::Answer(answer) => self::answer(names, answer),
        Reply::Seen(seen) => self::seen(names, seen),
        Reply::Synced(path) => json!({ "err": "OK", "path": &**path }),
        Reply::Done => plain(None),
        Reply::Failed(error) => plain(Some(*error)),
    }
}

fn stat(names: &Names, stat: &Stat) -> Value {
    let owner = stat.ephemeral_owner.and_then(|owner| names.get(&owner));
    json!({
        "czxid": number(stat.czxid), "mzxid": number(stat.mzxid), "pzxid": number(stat.pzxid),
        "version": stat.version, "cversion": stat.cversion, "aversion": stat.aversion,
        "ephemeralOwner": owner.map_or("", |name| name.as_str()),
        "dataLength": stat.data_length, "numChildren": stat.num_children,
    })
}

fn answer(names: &Names, answer: &Answer) -> Value {
    let mut result = plain(None);
    match answer {
        Answer::Done => {}
        Answer::Path(path) => result["path"] = json!(&**path),
        Answer::Created(path, of) => {
            result["path"] = json!(&**path);
            result["stat"] = stat(names, of);
        }
        Answer::Stat(of) => result["stat"] = stat(names, of),
        Answer::Failed(error) => return plain(Some(*error)),
        Answer::Results(results) => {
            let first = results.iter().find_map(|result| result.as_ref().err());
            result = plain(first.copied());
            let each = results.iter().map(|one| match one {
                Ok(answer) => self::answer(names, answer),
                Err(error) => plain(Some(*error)),
            });
            result["results"] = each.collect();
        }
    }
    result
}

fn seen(names: &Names, seen: &Result<Seen, Error>) -> Value {
    let texts = |texts: &[std::rc::Rc<str>]| texts.iter().map(|text| json!(&**text)).collect();
    let mut result = plain(None);
    match seen {
        Err(error) => return plain(Some(*error)),
        Ok(Seen::Done) => {}
        Ok(Seen::Stat(of)) => result["stat"] = stat(names, of),
        Ok(Seen::Data(data, of)) => {
            let text = data.as_deref().map(String::from_utf8_lossy);
            result["data"] = json!(text);
            result["stat"] = stat(names, of);
        }
        Ok(Seen::Children(children, of)) => {
            result["children"] = texts(children);
            if let Some(of) = of {
                result["stat"] = stat(names, of);
            }
        }
        Ok(Seen::Acl(acl, of)) => {
            result["acl"] = acl.iter().map(right).collect();
            result["stat"] = stat(names, of);
        }
        Ok(Seen::Results(results)) => {
            result["results"] = results.iter().map(|one| self::seen(names, one)).collect();
        }
        Ok(Seen::Paths(paths)) => result["ephemerals"] = texts(paths),
        Ok(Seen::Number(number)) => result["number"] = json!(number),
        Ok(Seen::Identities(all)) => {
            let each = all
                .iter()
                .map(|(scheme, user)| json!(format!("{scheme}:{user}")));
            result["clientInfo"] = each.collect();
        }
    }
    result
}

/// An entry of an access list, e.g. `world:anyone:cdrwa`.
fn right(entry: &Entry) -> Value {
    let letters = [
        ('c', Perms::CREATE),
        ('d', Perms::DELETE),
        ('r', Perms::READ),
        ('w', Perms::WRITE),
        ('a', Perms::ADMIN),
    ];
    let held = letters.iter().filter(|(_, perm)| entry.perms.any(*perm));
    let perms: String = held.map(|(letter, _)| *letter).collect();
    json!(format!("{}:{}:{perms}", entry.scheme, entry.id))
}
