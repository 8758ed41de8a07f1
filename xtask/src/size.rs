//! `cargo xtask size`: what a first visit has to download.

use crate::assets::Assets;
use anyhow::{Context, Result};
use std::io::Write;

/// All shipped files together, compressed by brotli. A bare Yew counter is 47 kB; a slow phone
/// line (1.6 Mbit/s) carries this in a second. Raising it is a decision: see docs/decisions.
const BROTLI_BYTES_MAX: usize = 345_000;

/// Bytes of one file, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the sizes of the shipped files; `false` when they are beyond the budget.
pub(crate) fn report(site: &Assets) -> Result<bool> {
    let mut total = Sizes::default();
    println!("{:>10}{:>10}{:>10}", "raw", "gzip", "brotli");
    for (path, bytes) in site.iter() {
        let sizes = measure(bytes).with_context(|| format!("compressing {path}"))?;
        total.raw += sizes.raw;
        total.gzip += sizes.gzip;
        total.brotli += sizes.brotli;
        print_line(sizes, path);
    }
    print_line(total, "in all");
    let (used, budget) = (total.brotli, BROTLI_BYTES_MAX);
    if used > budget {
        println!(
            "{} bytes of brotli beyond the budget of {budget}: find out what grew, and take out \
             what the first visit does not need",
            used - budget
        );
        return Ok(false);
    }
    println!("{} of {budget} bytes of brotli are left.", budget - used);
    Ok(true)
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
    fn a_page_beyond_the_budget_fails() {
        let mut site = Assets::default();
        site.insert("a.wasm", noise(BROTLI_BYTES_MAX / 2));
        assert!(report(&site).unwrap());
        site.insert("b.wasm", noise(BROTLI_BYTES_MAX / 2));
        assert!(!report(&site).unwrap());
    }
}
