//! Paths of znodes (`PathUtils.java`).

/// Whether a path is one: absolute, no empty and no relative names, no forbidden characters.
///
/// ZooKeeper looks at UTF-16 units and refuses the surrogates, so every character above U+FFFF is
/// refused.
pub fn is_valid(path: &str) -> bool {
    if path == "/" {
        return true;
    }
    let Some(names) = path.strip_prefix('/') else {
        return false;
    };
    // Mostly there are plain letters and digits only, and few of them.
    let plain = |letter: u8| letter.is_ascii_alphanumeric();
    if !names.is_empty() && names.bytes().all(plain) {
        return true;
    }
    names
        .split('/')
        .all(|name| !matches!(name, "" | "." | ".."))
        && !path.chars().any(forbidden)
}

fn forbidden(letter: char) -> bool {
    let code = u32::from(letter);
    code > 0xffff || matches!(code, 0..=0x1f | 0x7f..=0x9f | 0xd800..=0xf8ff | 0xfff0..=0xffff)
}

/// The parent's path and the last name; `None` if there is no slash. The parent of `/a` is the
/// empty path, which is the root as well.
pub fn split(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once('/')
}

/// Whether `path` is `ancestor` or lies below it. What is no path has nothing below it.
pub fn is_within(path: &str, ancestor: &str) -> bool {
    let rest = path.strip_prefix(ancestor).filter(|_| !ancestor.is_empty());
    ancestor == "/" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_and_are_not() {
        let good = ["/", "/a", "/a/b", "/..a", "/...", "/a b", "/é", "/\u{2028}"];
        let bad = [
            "",
            "a",
            "/a/",
            "//",
            "/a//b",
            "/.",
            "/a/..",
            "/\0",
            "/\u{7f}",
            "/😀",
            "/\u{e000}",
        ];
        for path in good {
            assert!(is_valid(path), "{path:?}");
        }
        for path in bad {
            assert!(!is_valid(path), "{path:?}");
        }
    }

    #[test]
    fn within_means_whole_names() {
        assert!(is_within("/a/b", "/a") && is_within("/a", "/a") && is_within("/a", "/"));
        assert!(!is_within("/a", "") && !is_within("/a", "//") && !is_within("/a/b", "/a/"));
        assert!(!is_within("/ab", "/a") && !is_within("/a", "/a/b"));
    }
}
