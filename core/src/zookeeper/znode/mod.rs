//! The replicated state: znodes with their sessions, and the watches that each server keeps.
//!
//! | file | what | in ZooKeeper |
//! |---|---|---|
//! | `path`, `acl`, `sha1`, `error` | what every request meets | `PathUtils`, `KeeperException` |
//! | `chart`, `node`, `tree` | the tree | `DataTree`, `DataNode` |
//! | `request`, `prepare` | a request becomes a change at the leader | `PrepRequestProcessor` |
//! | `apply` | a change is applied at every server | `DataTree#processTxn` |
//! | `quota` | what a subtree may hold | `Quotas`, `StatsTrack` |
//! | `watch` | who is told | `WatchManager` |
//! | `read` | what a server answers by itself | `FinalRequestProcessor` |
//! | `differ` | how the trees of two servers differ | |
//!
//! All of it is pure: a tree and a change make a tree, an answer and triggers.

pub mod acl;
pub mod apply;
pub mod chart;
pub mod differ;
pub mod error;
pub mod node;
pub mod path;
pub mod prepare;
mod quota;
pub mod read;
pub mod request;
mod sha1;
pub mod tree;
pub mod watch;
