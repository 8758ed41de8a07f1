//! The module and its glue, made smaller without a change of meaning.
//!
//! wasm-bindgen calls every import by a name with a hash of sixteen digits at its end, once in the
//! module and once in the glue; hashes are what compresses worst. Here each becomes a number of
//! the same length, in both. Indents and whole-line comments of the glue go too.

use std::collections::BTreeMap;

/// Digits of wasm-bindgen's hashes.
const DIGITS: usize = 16;

/// Numbers the hashed names in both files.
pub(crate) fn renumber(glue: &str, module: &[u8]) -> (String, Vec<u8>) {
    let mut numbers: BTreeMap<&str, String> = BTreeMap::new();
    for hash in hashes(glue) {
        let number = numbers.len();
        numbers
            .entry(hash)
            .or_insert_with(|| format!("{number:0DIGITS$}"));
    }
    let mut glue_out = glue.to_owned();
    let mut module_out = module.to_vec();
    for (hash, number) in &numbers {
        glue_out = glue_out.replace(hash, number);
        replace(&mut module_out, hash.as_bytes(), number.as_bytes());
    }
    (glue_out, module_out)
}

/// The hashes at the ends of wasm-bindgen's names.
fn hashes(glue: &str) -> impl Iterator<Item = &str> {
    let name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let names = glue.split(move |letter| !name(letter));
    names
        .filter(|name| name.starts_with("__wb"))
        .filter_map(|name| {
            let (_, hash) = name.rsplit_once('_')?;
            let hashed =
                hash.len() == DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
            hashed.then_some(hash)
        })
}

/// Replaces all occurrences by something of the same length.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            at += from.len();
        } else {
            at += 1;
        }
    }
}

/// Without indents, empty lines and whole-line comments. A glue in which a template runs over
/// several lines is left as it is, since there white space has a meaning.
pub(crate) fn compact(glue: &str) -> String {
    if glue.lines().any(|line| line.matches('`').count() % 2 == 1) || glue.contains("/*") {
        return glue.to_owned();
    }
    let lines = glue.lines().map(str::trim);
    let telling = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    telling.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_become_numbers_in_both_files() {
        let glue = "__wbg_a_0123456789abcdef: f(), __wbg_b_fedcba9876543210, x_0123456789abcde";
        let module = b"..__wbg_a_0123456789abcdef..__wbg_b_fedcba9876543210..";
        let (glue, module) = renumber(glue, module);
        let numbered = "__wbg_a_0000000000000000: f(), __wbg_b_0000000000000001, x_0123456789abcde";
        assert_eq!(glue, numbered);
        assert_eq!(
            module,
            b"..__wbg_a_0000000000000000..__wbg_b_0000000000000001.."
        );
    }

    #[test]
    fn white_space_goes_only_where_it_means_nothing() {
        assert_eq!(compact("a {\n    // b\n\n    c\n}\n"), "a {\nc\n}");
        let template = "a = `x\n    y`;\n";
        assert_eq!(compact(template), template);
    }
}
