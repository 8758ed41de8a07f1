//! The hash of a whole run: of every field of every step and of every world on the way.
//!
//! It hashes what `Debug` writes, since that is derived, hence leaves no field out, whatever the
//! fingerprint is blind to; and it is the same natively and as wasm.

use core::{fmt, fmt::Write, hash::Hasher};

use super::{Digest, Protocol, Step, World};

/// The hash of a run so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trace(Digest);

impl Trace {
    /// Takes a step, and the world after it.
    pub fn take<P: Protocol>(&mut self, step: &Step<P>, world: &World<P>) {
        self.debug(step);
        self.debug(world);
    }

    /// Takes anything by what `Debug` writes of it.
    pub fn debug(&mut self, value: &dyn fmt::Debug) {
        let mut text = Text {
            digest: self.0,
            word: 0,
            filled: 0,
        };
        // Writing to a hasher cannot fail, and derived `Debug` fails only if writing does.
        let _ = write!(text, "{value:?}");
        self.0 = text.close();
    }

    /// The hash.
    pub fn hash(&self) -> u64 {
        self.0.finish()
    }
}

/// Text as a stream of bytes, wherever the pieces end.
struct Text {
    digest: Digest,
    word: u64,
    filled: u32,
}

impl Text {
    fn close(mut self) -> Digest {
        self.digest.write_u64(self.word);
        self.digest.write_u32(self.filled);
        self.digest
    }
}

impl Write for Text {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        for byte in piece.bytes() {
            self.word |= u64::from(byte) << (8 * self.filled);
            self.filled += 1;
            if self.filled == 8 {
                self.digest.write_u64(self.word);
                (self.word, self.filled) = (0, 0);
            }
        }
        Ok(())
    }
}
