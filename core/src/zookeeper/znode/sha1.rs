//! SHA-1 and base 64, for the ids of the scheme `digest`. Written as short as they go: nobody
//! hashes more than a password here, and unrolled as libraries have them they cost the page 2 kB.
//!
//! Sources: RFC 3174, §6.1; RFC 4648, §4.

use alloc::{string::String, vec::Vec};

/// The hash of some bytes.
pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    let mut padded = Vec::from(bytes);
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((bytes.len() as u64 * 8).to_be_bytes());
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    for block in padded.chunks_exact(64) {
        let rounds = mixed(state, block);
        for (word, round) in state.iter_mut().zip(rounds) {
            *word = word.wrapping_add(round);
        }
    }
    let mut hash = [0; 20];
    for (part, word) in hash.chunks_exact_mut(4).zip(state) {
        part.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

/// The eighty rounds over one block of 64 bytes.
fn mixed([mut a, mut b, mut c, mut d, mut e]: [u32; 5], block: &[u8]) -> [u32; 5] {
    let mut words = [0; 80];
    for (word, part) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = part
            .iter()
            .fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for place in 16..80 {
        let earlier = words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16];
        words[place] = earlier.rotate_left(1);
    }
    for (place, word) in words.into_iter().enumerate() {
        let (choice, constant) = match place {
            0..20 => (b & c | !b & d, 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => (b & c | b & d | c & d, 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let sum = [choice, e, word, constant].into_iter();
        let next = sum.fold(a.rotate_left(5), u32::wrapping_add);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
    }
    [a, b, c, d, e]
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes in base 64, padded.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * place) & 63) as usize];
            let is_padding = place > chunk.len();
            text.push(if is_padding { '=' } else { char::from(digit) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(bytes: &[u8]) -> String {
        base64(&sha1(bytes))
    }

    /// RFC 3174, §7.3, and lengths around that of a block.
    #[test]
    fn known_hashes() {
        let long = "a".repeat(1_000_000);
        for (bytes, hash) in [
            ("", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
            ("abc", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
            (&long, "NKqXPNTE2qT2Husr260nMWU0AW8="),
            // As ZooKeeper’s DigestAuthenticationProvider has it for super:test.
            ("super:test", "D/InIHSb7yEEbrWz8b9l71RjZJU="),
        ] {
            assert_eq!(hashed(bytes.as_bytes()), hash);
        }
        let lengths = [55, 56, 63, 64].map(|length| hashed(&long.as_bytes()[..length]));
        let expected = [
            "wci73CJ5bijA4VFj0giZtlYh1lo=",
            "wtszD2CDhUyZ1LW/tujynyAb5pk=",
            "A/CfWxWKeoza2SC93Cm4HBilUfU=",
            "AJi6gktcFkJ716ESKlpEKiXsZE0=",
        ];
        assert_eq!(lengths, expected);
    }

    /// RFC 4648, §10.
    #[test]
    fn known_letters() {
        for (bytes, letters) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), letters);
        }
    }
}
