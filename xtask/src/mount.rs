//! Files under a path of the server.

use crate::assets::Assets;
use crate::http::{self, Handler, Reply};
use std::sync::Arc;

/// Serves files below a prefix such as `some/where/` (or the empty one).
///
/// A folder answers with its `index.html`; a prefix without its last slash is sent to the one
/// with it, since relative addresses depend on it.
pub(crate) fn handler(prefix: &str, assets: Assets) -> Handler {
    let prefix = prefix.to_owned();
    Arc::new(move |request| {
        let Some(path) = request.path.strip_prefix(&prefix) else {
            if format!("{}/", request.path) == prefix {
                return Reply::Redirect(format!("/{prefix}"));
            }
            return Reply::NotFound;
        };
        file(&assets, path)
    })
}

/// One file of the page, or its absence.
pub(crate) fn file(assets: &Assets, path: &str) -> Reply {
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    match assets.get(&path) {
        Some(bytes) => Reply::File {
            kind: http::kind(&path),
            bytes: bytes.to_vec(),
        },
        None => Reply::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Request;

    fn asked(path: &str) -> String {
        let mut assets = Assets::default();
        assets.insert("index.html", "the page");
        let request = Request {
            path: path.to_owned(),
            query: String::new(),
        };
        match handler("some/where/", assets)(&request) {
            Reply::File { bytes, .. } => String::from_utf8(bytes).unwrap(),
            Reply::Redirect(path) => format!("see {path}"),
            Reply::NotFound => "nothing".to_owned(),
            Reply::Events(_) => "events".to_owned(),
        }
    }

    #[test]
    fn the_page_is_below_its_prefix_only() {
        assert_eq!(asked("some/where/"), "the page");
        assert_eq!(asked("some/where/index.html"), "the page");
        assert_eq!(asked("some/where"), "see /some/where/");
        assert_eq!(asked("some/where/other"), "nothing");
        assert_eq!(asked(""), "nothing");
    }
}
