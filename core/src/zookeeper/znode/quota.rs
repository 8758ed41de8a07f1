//! Quotas: how many nodes a subtree has, how many bytes they hold, and how many it may.
//!
//! `/zookeeper/quota/PATH/zookeeper_limits` puts PATH under a quota, and `zookeeper_stats` beside
//! it is kept up by every server; its versions do not change with it. Sources: `Quotas.java`,
//! `StatsTrack.java`, `DataTree.java#updateQuotaStat`, `ZooKeeperServer.java#checkQuota`.

use alloc::{format, string::String, vec::Vec};

use super::{
    error::Error,
    node::{Data, Znode},
    path,
    tree::{Names, QUOTA, Tree},
};

const LIMITS: &str = "zookeeper_limits";
const STATS: &str = "zookeeper_stats";

/// Numbers by their names: `count`, `bytes`, and hard limits. One that is not there is -1.
struct Numbers(Vec<(String, i64)>);

impl Numbers {
    /// E.g. `count=2,bytes=-1=;countHardLimit=3`.
    fn read(data: &Data) -> Self {
        let text = String::from_utf8_lossy(data.as_deref().unwrap_or_default());
        let mut numbers = Self(Vec::new());
        for pair in text.split([',', ';']) {
            let mut words = pair.split('=');
            if let Some((name, number)) = words.next().zip(words.next()) {
                numbers.set(name, number.parse().unwrap_or(-1));
            }
        }
        numbers
    }

    fn get(&self, name: &str) -> i64 {
        let known = self.0.iter().find(|(known, _)| known == name);
        known.map_or(-1, |(_, number)| *number)
    }

    fn set(&mut self, name: &str, number: i64) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = number,
            None => {
                let at = self.0.partition_point(|(known, _)| **known < *name);
                self.0.insert(at, (name.into(), number));
            }
        }
    }

    fn write(&self) -> Data {
        let mut text = format!("count={},bytes={}", self.get("count"), self.get("bytes"));
        let mut mark = "=";
        for (name, number) in &self.0 {
            if name != "count" && name != "bytes" {
                text += &format!("{mark};{name}={number}");
                mark = "";
            }
        }
        Some(text.into_bytes().into())
    }
}

/// The longest beginning of a path that is under a quota, and what its quota holds.
fn of<'a>(tree: &'a Tree, path: &str) -> Option<(usize, &'a Znode)> {
    if tree.quotas == 0 {
        return None;
    }
    let mut quota = tree.get(QUOTA)?;
    let (mut end, mut found) = (0, None);
    for name in Names(Some(path.strip_prefix('/')?)) {
        let Some(below) = quota.children.get(name) else {
            break;
        };
        quota = &**below;
        end += 1 + name.len();
        if quota.children.get(LIMITS).is_some() {
            found = Some((end, quota));
        }
    }
    found
}

fn number_of(quota: &Znode, node: &str) -> Option<Numbers> {
    let node = quota.children.get(node)?;
    Some(Numbers::read(&node.data))
}

/// Whether so much more is still allowed at a path. Only hard limits are enforced.
pub(super) fn check(tree: &Tree, path: &str, count: i64, bytes: i64) -> Result<(), Error> {
    let numbers = of(tree, path)
        .and_then(|(_, quota)| Some((number_of(quota, LIMITS)?, number_of(quota, STATS)?)));
    let Some((limits, stats)) = numbers else {
        return Ok(());
    };
    let beyond = |name: &str, limit: &str, more: i64| {
        let limit = limits.get(limit);
        more != 0 && limit > -1 && stats.get(name).saturating_add(more) > limit
    };
    if beyond("count", "countHardLimit", count) || beyond("bytes", "byteHardLimit", bytes) {
        return Err(Error::QuotaExceeded);
    }
    Ok(())
}

/// So much more is there.
pub(super) fn add(tree: &mut Tree, path: &str, count: i64, bytes: i64) {
    let Some((end, quota)) = of(tree, path) else {
        return;
    };
    let Some(mut stats) = number_of(quota, STATS) else {
        return;
    };
    stats.set("count", stats.get("count").saturating_add(count));
    stats.set("bytes", stats.get("bytes").saturating_add(bytes));
    store(tree, path.get(..end).unwrap_or_default(), &stats);
}

/// A node has been created; if it is where a quota is counted, the count begins.
pub(super) fn begin(tree: &mut Tree, created: &str) {
    let quota = path::split(created).filter(|(_, name)| *name == STATS);
    let Some(path) = quota.and_then(|(above, _)| above.strip_prefix(QUOTA)) else {
        return;
    };
    let (mut count, mut bytes) = (0, 0);
    if let Some(node) = tree.get(path) {
        node.measure(&mut count, &mut bytes);
    }
    let mut stats = Numbers(Vec::new());
    stats.set("count", count);
    stats.set("bytes", bytes);
    store(tree, path, &stats);
}

fn store(tree: &mut Tree, path: &str, stats: &Numbers) {
    if let Some(node) = tree.get_mut(&format!("{QUOTA}{path}/{STATS}")) {
        node.data = stats.write();
    }
}
