//! The console of a client, in the manner of `zkCli.sh`.

use alloc::{format, string::String};

use crate::{
    kernel::{Expected, NodeId, Worded, World},
    view::CompletionView,
    zookeeper::{Zookeeper, client::words, config::Config, message::Call},
};

/// How many ways to go on are told at the most.
const WORDS_MAX: usize = 40;

/// Who asks, the state of its handle, and how many of its requests have no answer.
pub(super) fn prompt(world: &World<Zookeeper>, node: NodeId) -> Option<(String, usize)> {
    let config = world.config();
    if !config.is_client(node) {
        return None;
    }
    let client = world.nodes()[node.index()].client();
    let waiting = client.map_or(0, |client| {
        let open = client.sent.iter().chain(&client.queued);
        open.filter(|pending| pending.call != Call::Ping).count()
    });
    let state = client.map_or("DOWN", |client| client.state.name());
    let name = Zookeeper::node_name(config, node);
    Some((format!("{name}({state})"), waiting))
}

/// Words, flags, servers; and paths as the server has them that the client called last.
pub(super) fn complete(world: &World<Zookeeper>, node: NodeId, typed: &str) -> CompletionView {
    let client = world
        .nodes()
        .get(node.index())
        .and_then(|node| node.client());
    let server = client.and_then(|client| world.nodes().get(client.server.index()));
    let server = server.and_then(|node| node.server());
    let tree = server.map(|server| &server.database.tree);
    let words::Completion {
        at,
        mut words,
        form,
    } = words::complete(world.config(), tree, typed);
    words.truncate(WORDS_MAX);
    CompletionView { at, words, form }
}

/// What is typed, as it is written.
pub(super) fn command(config: &Config, typed: &str) -> Result<String, (usize, Expected)> {
    let command = words::parse(config, typed).map_err(|fault| (fault.at, fault.expected))?;
    Ok(words::text(&command))
}
