//! From the files of the page to what is hosted: names that change with their contents.
//!
//! A file is called by other files in quotes or in `url(…)`, relative to itself. Here those calls
//! are found, and rewritten to the hashed name. A file's hash is taken after its own calls are
//! rewritten, so a change anywhere below it changes its name too. `index.html` keeps its name.
//! Comments of scripts and style sheets stay behind.

use crate::assets::Assets;
use crate::glue;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// Files people and other pages address by name.
const STABLE: &[&str] = &["index.html"];

/// Kinds of file that can call others.
const CALLING: &[&str] = &["html", "css", "js", "svg", "webmanifest"];

/// The same files under hashed names, calling each other by these.
pub(crate) fn hashed(assets: &Assets) -> Result<Assets> {
    let mut renaming = Renaming {
        assets,
        finished: BTreeMap::new(),
        under_way: Vec::new(),
    };
    for (path, _) in assets.iter() {
        renaming.finish(path)?;
    }
    let mut site = Assets::default();
    for (name, bytes) in renaming.finished.into_values() {
        site.insert(name, bytes);
    }
    Ok(site)
}

struct Renaming<'a> {
    assets: &'a Assets,
    /// Path as called → hashed path, contents.
    finished: BTreeMap<String, (String, Vec<u8>)>,
    under_way: Vec<String>,
}

impl Renaming<'_> {
    /// Rewrites and renames one file, after everything it calls; returns the new path.
    fn finish(&mut self, path: &str) -> Result<String> {
        if let Some((name, _)) = self.finished.get(path) {
            return Ok(name.clone());
        }
        if self.under_way.iter().any(|other| other == path) {
            bail!(
                "{path} calls itself by way of {}: no hash can be in its own file",
                self.under_way.join(", ")
            );
        }
        let bytes = self.assets.get(path);
        let bytes = bytes.with_context(|| format!("there is no {path}"))?;
        self.under_way.push(path.to_owned());
        let bytes = match extension(path) {
            Some(kind) if CALLING.contains(&kind) => {
                let text = std::str::from_utf8(bytes)
                    .with_context(|| format!("{path} is not in UTF-8"))?;
                let text = match kind {
                    "css" => compact(text),
                    "js" => glue::compact(text),
                    _ => text.to_owned(),
                };
                self.rewrite(path, &text)?.into_bytes()
            }
            Some(_) | None => bytes.to_vec(),
        };
        self.under_way.pop();
        let name = hashed_name(path, &bytes);
        self.finished.insert(path.to_owned(), (name.clone(), bytes));
        Ok(name)
    }

    fn rewrite(&mut self, caller: &str, text: &str) -> Result<String> {
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['"', '\'', '(']) {
            let (before, from) = rest.split_at(at + 1);
            written.push_str(before);
            rest = from;
            let closing = if before.ends_with('(') {
                ')'
            } else {
                before.chars().next_back().unwrap_or('"')
            };
            let Some(end) = rest.find([closing, '\n', '<']) else {
                continue;
            };
            let Some(called) = self.called(caller, &rest[..end]) else {
                continue;
            };
            let name = self.finish(&called)?;
            written.push_str(&relative(caller, &name));
            rest = &rest[end..];
        }
        written.push_str(rest);
        Ok(written)
    }

    /// The file meant by a word between quotes, if it is one of ours.
    fn called(&self, caller: &str, word: &str) -> Option<String> {
        let word = word.strip_prefix("./").unwrap_or(word);
        let folder = caller.rfind('/').map_or("", |at| &caller[..=at]);
        let path = format!("{folder}{word}");
        (path != caller && self.assets.contains(&path)).then_some(path)
    }
}

/// How one file calls another in the same folder or below it: with `./`, which a module needs.
fn relative(caller: &str, path: &str) -> String {
    let folder = caller.rfind('/').map_or(0, |at| at + 1);
    format!("./{}", &path[folder..])
}

fn hashed_name(path: &str, bytes: &[u8]) -> String {
    if STABLE.contains(&path) {
        return path.to_owned();
    }
    let hash = fnv_1a(bytes);
    // The loader names every file, and digits without a pattern do not get shorter.
    let hash = (hash >> 32) as u32 ^ hash as u32;
    match path.rsplit_once('.') {
        Some((stem, kind)) => format!("{stem}.{hash:08x}.{kind}"),
        None => format!("{path}.{hash:08x}"),
    }
}

/// A style sheet without its comments, and without the white that means nothing.
fn compact(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        written.push_str(&rest[..start]);
        let Some(end) = rest[start..].find("*/") else {
            break;
        };
        rest = &rest[start + end + 2..];
    }
    written.push_str(rest);
    let mut sheet = String::with_capacity(written.len());
    let (mut white, mut quoted) = (false, false);
    for sign in written.chars() {
        if sign.is_whitespace() && !quoted {
            white = true;
            continue;
        }
        // Before a colon a blank means "anything below"; after one it means nothing.
        let first = sheet.is_empty();
        if white
            && !first
            && !sheet.ends_with(['{', '}', ';', ':', ',', '>'])
            && !"{};,>".contains(sign)
        {
            sheet.push(' ');
        }
        white = false;
        quoted ^= sign == '"';
        if sign == '}' && !quoted && sheet.ends_with(';') {
            sheet.pop();
        }
        sheet.push(sign);
    }
    sheet
}

pub(crate) fn extension(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, kind)| kind)
}

/// FNV-1a, 64 bits; half of them tell one version of a file from the next.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_their_comments_and_what_means_nothing() {
        let sheet = "/* a */\na > b :hover,\ni::after {\n  b: c; /* d\n e */ content: \" {; \";}\n\
                     @media (min-width: 2px) and (x) { p { y: calc(1px + 2px) } }";
        let short = "a>b :hover,i::after{b:c;content:\" {; \"}\
                     @media (min-width:2px) and (x){p{y:calc(1px + 2px)}}";
        assert_eq!(compact(sheet), short);
    }

    fn site(files: &[(&str, &str)]) -> Result<Assets> {
        let mut assets = Assets::default();
        for (path, text) in files {
            assets.insert(*path, *text);
        }
        hashed(&assets)
    }

    fn names(site: &Assets) -> Vec<&str> {
        site.iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn calls_follow_the_renamed_files() {
        let site = site(&[
            (
                "index.html",
                r#"<link href="style.css"><script src="./boot.js">"#,
            ),
            ("boot.js", "import('./ensemble.js')"),
            (
                "ensemble.js",
                "new URL('ensemble_bg.wasm', import.meta.url)",
            ),
            ("ensemble_bg.wasm", "\0asm"),
            ("style.css", "a { background: url(icon.svg) }"),
            ("icon.svg", "<svg/>"),
        ])
        .unwrap();
        for name in names(&site) {
            let is_called = site.iter().any(|(_, bytes)| {
                let text = String::from_utf8_lossy(bytes);
                text.contains(&format!("./{name}"))
            });
            assert_eq!(is_called, name != "index.html", "{name}");
        }
    }

    #[test]
    fn a_change_below_renames_everything_above() {
        let version = |wasm: &str| {
            let site = site(&[
                ("index.html", "\"boot.js\""),
                ("boot.js", "'./a.wasm'"),
                ("a.wasm", wasm),
            ]);
            site.unwrap()
        };
        let (old, new) = (version("1"), version("2"));
        let kept: Vec<_> = names(&old)
            .into_iter()
            .filter(|name| new.contains(name))
            .collect();
        assert_eq!(kept, ["index.html"]);
    }

    #[test]
    fn other_words_in_quotes_stay() {
        let text = r#"<p title="style.css is 'here'">(no) "boot" 'don't"#;
        let site = site(&[("index.html", text), ("style.css", "")]).unwrap();
        assert_eq!(site.get("index.html"), Some(text.as_bytes()));
    }

    #[test]
    fn a_circle_of_calls_is_refused() {
        let error = site(&[("a.js", "'b.js'"), ("b.js", "'a.js'")]).unwrap_err();
        assert!(format!("{error:#}").contains("calls itself"));
    }
}
