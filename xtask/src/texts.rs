//! The texts of the library's scripts: files of the page, each fetched when it is opened.

use crate::assets::Assets;
use crate::visits::{self, SCRIPTS};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Where they are in the page.
const FOLDER: &str = "scripts/";

/// All of them, by the path the page calls them.
pub(crate) fn files(root: &Path) -> Result<Assets> {
    let mut files = Assets::default();
    for (path, text) in Assets::read(&root.join(SCRIPTS))?.iter() {
        let name = path.rsplit('/').next().unwrap_or(path);
        files.insert(format!("{FOLDER}{name}"), text);
    }
    Ok(files)
}

/// The loader with the table of where each of them is.
pub(crate) fn loader(boot: &str, files: &Assets) -> Result<String> {
    let mut table = BTreeMap::new();
    for (path, _) in files.iter() {
        let name = name(path).with_context(|| format!("{path} is no script"))?;
        table.insert(name, format!("./{path}"));
    }
    visits::filled(boot, "TEXTS", &serde_json::to_string(&table)?)
}

/// The name of the script that a file of the page is, hashed or not.
pub(crate) fn name(path: &str) -> Option<&str> {
    let name = path.strip_prefix(FOLDER)?.strip_suffix(".script")?;
    name.split('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site;
    use ensemble_core::lab;

    fn all() -> Assets {
        files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap()
    }

    #[test]
    fn every_text_of_the_library_is_a_file_and_nothing_else_is() {
        let files = all();
        assert_eq!(files.iter().count(), lab::library().len());
        for sample in lab::library() {
            let text = files.get(&format!("scripts/{}.script", sample.name));
            assert_eq!(text, Some(sample.text().as_bytes()), "{}", sample.name);
        }
    }

    #[test]
    fn the_loader_finds_them_under_their_hashed_names() {
        let boot = include_str!("../../static/boot.js");
        let files = all();
        let mut page = files.clone();
        page.insert("boot.js", loader(boot, &files).unwrap());
        let site = site::hashed(&page).unwrap();
        let file = |wanted: &dyn Fn(&str) -> bool| site.iter().find(|(path, _)| wanted(path));
        let (_, boot) = file(&|path| path.starts_with("boot.")).unwrap();
        let boot = String::from_utf8_lossy(boot);
        for sample in lab::library() {
            let (path, _) = file(&|path| name(path) == Some(sample.name)).unwrap();
            assert!(
                boot.contains(&format!("\"{}\":\"./{path}\"", sample.name)),
                "{path}"
            );
        }
        assert!(loader("", &files).is_err());
    }

    #[test]
    fn the_loader_knows_what_opens_a_plain_visit() {
        let boot = include_str!("../../static/boot.js");
        let first = format!("const FIRST = \"{}\";", lab::library()[0].name);
        assert!(boot.contains(&first));
    }
}
