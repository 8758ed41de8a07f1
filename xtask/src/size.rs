//! `cargo xtask size`: what a visit has to download.

use crate::assets::Assets;
use crate::texts;
use crate::visits::VISITS;
use anyhow::{Context, Result};
use std::io::Write;

/// Bytes of one file, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl std::ops::AddAssign for Sizes {
    fn add_assign(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

/// Bytes of brotli that a visit may cost until it shows something and can be used.
const VISIT_BYTES_MAX: usize = 280_000;

/// When a shipped file is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// In every visit, at once.
    Always,
    /// At once, in visits of one kind.
    First(&'static str),
    /// Later, in visits of one kind.
    Later(&'static str),
}

/// Prints the sizes of the shipped files and what each kind of visit takes of them; `false` when
/// one is beyond its budget.
///
/// A bare Yew counter is 47 kB; a slow phone line (1.6 Mbit/s) carries a visit in a second and a
/// half. Raising a budget is a decision: see docs/decisions.
pub(crate) fn report(site: &Assets) -> Result<bool> {
    let mut visits = VISITS.map(|visit| (visit.name, Sizes::default(), Sizes::default()));
    let mut text = Sizes::default();
    println!("{:>10}{:>10}{:>10}", "raw", "gzip", "brotli");
    for (path, bytes) in site.iter() {
        let sizes = measure(bytes).with_context(|| format!("compressing {path}"))?;
        if texts::name(path).is_some() {
            if sizes.brotli > text.brotli {
                text = sizes;
            }
            continue;
        }
        print_line(sizes, path);
        let when = when(path);
        for (name, first, later) in &mut visits {
            if when == When::Always || when == When::First(name) {
                *first += sizes;
            } else if when == When::Later(name) {
                *later += sizes;
            }
        }
    }
    print_line(
        text,
        "the largest script: a visit fetches the one that is opened",
    );
    println!("\nA visit until it can be used, and what follows then:");
    let mut keeps = true;
    for (name, first, later) in &mut visits {
        *first += text;
        keeps &= judge(name, *first);
        print_line(*later, &format!("{name}: what follows"));
    }
    if !keeps {
        println!("Find out what grew, and take out what opening the page does not need.");
    }
    Ok(keeps)
}

/// By the beginning of its name.
fn when(path: &str) -> When {
    let stem = path.split('.').next().unwrap_or(path);
    let named = VISITS.iter().find_map(|visit| {
        let after = stem.strip_prefix(visit.name)?;
        match after {
            "" => Some(When::First(visit.name)),
            "-rest" => Some(When::Later(visit.name)),
            _ => None,
        }
    });
    named.unwrap_or(When::Always)
}

/// Prints what a visit takes; whether it keeps its budget.
fn judge(name: &str, total: Sizes) -> bool {
    let budget = VISIT_BYTES_MAX;
    let left = match budget.checked_sub(total.brotli) {
        Some(left) => format!("{left} of {budget} left"),
        None => format!("{} BEYOND {budget}", total.brotli - budget),
    };
    print_line(total, &format!("{name}: {left}"));
    total.brotli <= budget
}

fn print_line(sizes: Sizes, name: &str) {
    let Sizes { raw, gzip, brotli } = sizes;
    println!("{raw:>10}{gzip:>10}{brotli:>10}  {name}");
}

/// As a good host would compress it: once, and thoroughly.
fn measure(bytes: &[u8]) -> Result<Sizes> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let gzip = gzip.finish()?.len();
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    brotli.write_all(bytes)?;
    Ok(Sizes {
        raw: bytes.len(),
        gzip,
        brotli: brotli.into_inner().len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes no compressor can do anything with.
    fn noise(bytes: usize) -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        };
        std::iter::repeat_with(next).take(bytes).collect()
    }

    #[test]
    fn text_gets_smaller_and_noise_does_not() {
        let text = measure("ballot ".repeat(1000).as_bytes()).unwrap();
        assert!(text.brotli < text.gzip && text.gzip < text.raw / 10);
        let noise = measure(&noise(10_000)).unwrap();
        assert!(noise.brotli >= noise.raw);
    }

    #[test]
    fn a_visit_beyond_its_budget_fails() {
        let half = VISIT_BYTES_MAX / 2;
        let mut site = Assets::default();
        site.insert("style.css", noise(half));
        assert!(report(&site).unwrap());
        // What others load does not count, and what follows does not either.
        for visit in &VISITS {
            site.insert(format!("{}.0123.wasm", visit.name), noise(half - 1000));
            site.insert(format!("{}-rest.0123.wasm", visit.name), noise(2 * half));
        }
        assert!(report(&site).unwrap());
        // Nor do scripts, of which one is opened.
        for script in ["a", "b", "c"] {
            site.insert(format!("scripts/{script}.0123.script"), noise(900));
        }
        assert!(report(&site).unwrap());
        let first = VISITS[0].name;
        site.insert(format!("{first}.4567.wasm"), noise(2000));
        assert!(!report(&site).unwrap());
    }
}
