//! Access lists: who may do what with one node. They are not inherited.
//!
//! Sources: `ZooDefs.java`, `PrepRequestProcessor.java#fixupACL`,
//! `DigestAuthenticationProvider.java`, `IPAuthenticationProvider.java`.

use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    error::Error,
    sha1::{base64, sha1},
};
use crate::sorted::sort_by_key;

/// Rights, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Perms(pub u8);

impl Perms {
    /// getData, getChildren, and to be told of changes.
    pub const READ: Self = Self(1);
    /// setData.
    pub const WRITE: Self = Self(2);
    /// To create children.
    pub const CREATE: Self = Self(4);
    /// To delete children.
    pub const DELETE: Self = Self(8);
    /// setACL.
    pub const ADMIN: Self = Self(16);
    /// All of them.
    pub const ALL: Self = Self(31);

    /// Whether any of these is among them.
    pub const fn any(self, wanted: Self) -> bool {
        self.0 & wanted.0 != 0
    }

    /// Either's.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One entry of an access list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// `world`, `auth`, `digest` or `ip`.
    pub scheme: Rc<str>,
    /// Whom.
    pub id: Rc<str>,
    /// What.
    pub perms: Perms,
}

/// An access list.
pub type Acl = Rc<[Entry]>;

/// As whom a connection has authenticated itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// `ip` or `digest`.
    pub scheme: Rc<str>,
    /// The address; or `user:hash`.
    pub id: Rc<str>,
}

impl Identity {
    /// Where it lies in Java's hash table of a connection's identities, which is their order.
    fn slot(&self) -> u32 {
        let text = |text: &str| {
            let units = text.encode_utf16().map(u32::from);
            units.fold(0, |hash: u32, unit| {
                hash.wrapping_mul(31).wrapping_add(unit)
            })
        };
        let parts = [&self.scheme, &self.id].into_iter().map(|part| text(part));
        let hash = parts.fold(17, |hash: u32, part| {
            hash.wrapping_mul(37).wrapping_add(part)
        });
        (hash ^ (hash >> 16)) % 16
    }

    /// Scheme and user; a password's hash is not shown.
    pub fn user(&self) -> (Rc<str>, Rc<str>) {
        let user = self
            .id
            .split(':')
            .next()
            .filter(|_| &*self.scheme == "digest");
        (
            self.scheme.clone(),
            user.map_or_else(|| self.id.clone(), Rc::from),
        )
    }
}

/// `world:anyone` with these rights.
pub fn world(perms: Perms) -> Acl {
    Rc::new([Entry {
        scheme: "world".into(),
        id: "anyone".into(),
        perms,
    }])
}

/// The id of a user by the scheme `digest`: `user:base64(sha1(user:password))`. Without a colon
/// the whole is the user, as in ZooKeeper.
pub fn digest(credentials: &str) -> String {
    let user = credentials.split(':').next().unwrap_or_default();
    let hash = base64(&sha1(credentials.as_bytes()));
    format!("{user}:{hash}")
}

/// Whom `addAuth` adds; `None` for an unknown scheme. (`ip` is known, and adds nobody.)
pub fn authenticate(scheme: &str, credentials: &str) -> Option<Identity> {
    match scheme {
        "digest" => Some(Identity {
            scheme: "digest".into(),
            id: digest(credentials).into(),
        }),
        _ => None,
    }
}

/// Whether somebody with these identities has one of these rights.
pub fn allows(acl: &[Entry], wanted: Perms, identities: &[Identity]) -> bool {
    let mine = |entry: &Entry| match &*entry.scheme {
        "world" => &*entry.id == "anyone",
        "ip" => identities
            .iter()
            .any(|who| &*who.scheme == "ip" && in_network(&who.id, &entry.id)),
        scheme => identities
            .iter()
            .any(|who| &*who.scheme == scheme && who.id == entry.id),
    };
    identities.iter().any(|who| &*who.scheme == "super")
        || acl
            .iter()
            .any(|entry| entry.perms.any(wanted) && mine(entry))
}

/// The list as it is stored: doubles dropped, `auth` replaced by the identities of its author.
pub fn fix_up(acl: Option<&[Entry]>, author: &[Identity]) -> Result<Acl, Error> {
    let mut fixed: Vec<Entry> = Vec::new();
    let mut seen: Vec<&Entry> = Vec::new();
    for entry in acl.unwrap_or_default() {
        if seen.contains(&entry) {
            continue;
        }
        seen.push(entry);
        match &*entry.scheme {
            "world" if &*entry.id == "anyone" => fixed.push(entry.clone()),
            "auth" => {
                let users = author.iter().filter(|who| &*who.scheme == "digest");
                let mut users: Vec<&Identity> = users.collect();
                sort_by_key(&mut users, |who| who.slot());
                let before = fixed.len();
                fixed.extend(users.into_iter().map(|who| Entry {
                    scheme: who.scheme.clone(),
                    id: who.id.clone(),
                    perms: entry.perms,
                }));
                if fixed.len() == before {
                    return Err(Error::InvalidAcl);
                }
            }
            "digest" if is_digest(&entry.id) => fixed.push(entry.clone()),
            "ip" if network(&entry.id).is_some() => fixed.push(entry.clone()),
            _ => return Err(Error::InvalidAcl),
        }
    }
    if fixed.is_empty() {
        return Err(Error::InvalidAcl);
    }
    Ok(fixed.into())
}

/// Whether an id has two parts; empty ones at the end are none, as Java splits.
fn is_digest(id: &str) -> bool {
    id.trim_end_matches(':').split(':').count() == 2
}

/// The list as somebody without ADMIN sees it: hashes of passwords are hidden.
pub fn masked(acl: &[Entry]) -> Acl {
    let mask = |entry: &Entry| {
        let hidden = || match entry.id.split_once(':') {
            Some((user, _)) => format!("{user}:x").into(),
            None => "x".to_string().into(),
        };
        Entry {
            scheme: entry.scheme.clone(),
            id: if &*entry.scheme == "digest" {
                hidden()
            } else {
                entry.id.clone()
            },
            perms: entry.perms,
        }
    };
    acl.iter().map(mask).collect()
}

/// Address and length of the mask of `10.0.0.0/8`, or of one address.
fn network(id: &str) -> Option<(u32, u32)> {
    let (address, bits) = id.split_once('/').unwrap_or((id, "32"));
    Some((address_of(address)?, small(bits, 32)?))
}

/// A number from 0 to a greatest one, with a sign if one likes, as Java reads it.
fn small(text: &str, most: i32) -> Option<u32> {
    let number: i32 = text.parse().ok().filter(|number| *number <= most)?;
    u32::try_from(number).ok()
}

fn address_of(text: &str) -> Option<u32> {
    let mut parts = text.split('.').map(|part| small(part, 255));
    let mut address = 0;
    for _ in 0..4 {
        address = (address << 8) | parts.next()??;
    }
    parts.next().is_none().then_some(address)
}

fn in_network(address: &str, id: &str) -> bool {
    let Some(((network, bits), address)) = network(id).zip(address_of(address)) else {
        return false;
    };
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    network & mask == address & mask
}
