//! Values held in common between moments of a run, and the hash that is the same on every machine.
//!
//! Invariants: (1) a [`Shared`] never shows a change made through another one; (2) its digest is
//! that of its value; (3) [`Digest`] gives the same number natively and as wasm, whatever the
//! pointer width or byte order. The hash is not cryptographic.

use alloc::rc::Rc;
use core::{
    cell::Cell,
    fmt,
    hash::{Hash, Hasher},
    num::NonZeroU64,
    ops::Deref,
};

/// A 64-bit hasher that does not depend on the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Digest(u64);

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl Digest {
    /// The digest of one value.
    pub fn of<T: Hash + ?Sized>(value: &T) -> u64 {
        let mut digest = Self::default();
        value.hash(&mut digest);
        digest.finish()
    }

    fn fold(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(MULTIPLIER);
        self.0 = mixed ^ (mixed >> 29);
    }
}

/// Spreads a 64-bit number over all its bits.
pub const fn scramble(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        scramble(self.0)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.fold(u64::from_le_bytes(word));
        }
        self.fold(bytes.len() as u64);
    }
    fn write_u8(&mut self, word: u8) {
        self.fold(u64::from(word));
    }
    fn write_u16(&mut self, word: u16) {
        self.fold(u64::from(word));
    }
    fn write_u32(&mut self, word: u32) {
        self.fold(u64::from(word));
    }
    fn write_u64(&mut self, word: u64) {
        self.fold(word);
    }
    fn write_u128(&mut self, word: u128) {
        self.fold(word as u64);
        self.fold((word >> 64) as u64);
    }
    fn write_usize(&mut self, word: usize) {
        self.fold(word as u64);
    }
    fn write_i8(&mut self, word: i8) {
        self.fold(word as u64);
    }
    fn write_i16(&mut self, word: i16) {
        self.fold(word as u64);
    }
    fn write_i32(&mut self, word: i32) {
        self.fold(word as u64);
    }
    fn write_i64(&mut self, word: i64) {
        self.fold(word as u64);
    }
    fn write_isize(&mut self, word: isize) {
        self.fold(word as i64 as u64);
    }
}

/// A value that many moments of a run share: cloned by reference, copied when touched, with its
/// digest remembered.
pub struct Shared<T>(Rc<Cached<T>>);

struct Cached<T> {
    /// Not known yet if there is none; a digest of zero is never known.
    digest: Cell<Option<NonZeroU64>>,
    value: T,
}

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self(Rc::new(Cached {
            digest: Cell::new(None),
            value,
        }))
    }

    /// Whether both are the same allocation, hence certainly equal.
    pub fn same(a: &Self, b: &Self) -> bool {
        Rc::ptr_eq(&a.0, &b.0)
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Clone> Shared<T> {
    /// The value for changing; copied first if anybody else holds it.
    pub fn touch(this: &mut Self) -> &mut T {
        if Rc::get_mut(&mut this.0).is_none() {
            Self::part(this);
        }
        match Rc::get_mut(&mut this.0) {
            Some(cached) => {
                cached.digest.set(None);
                &mut cached.value
            }
            None => unreachable!("it was copied just now"),
        }
    }

    /// Takes a copy of its own.
    #[cold]
    #[inline(never)]
    fn part(this: &mut Self) {
        this.0 = Rc::new((*this.0).clone());
    }
}

impl<T: Hash> Shared<T> {
    /// The digest of the value, computed at most once between two changes.
    pub fn digest(this: &Self) -> u64 {
        if let Some(digest) = this.0.digest.get() {
            return digest.get();
        }
        let digest = Digest::of(&this.0.value);
        this.0.digest.set(NonZeroU64::new(digest));
        digest
    }
}

impl<T: Clone> Clone for Cached<T> {
    fn clone(&self) -> Self {
        Self {
            digest: self.digest.clone(),
            value: self.value.clone(),
        }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Self::same(self, other) || self.0.value == other.0.value
    }
}
impl<T: Eq> Eq for Shared<T> {}

impl<T: Hash> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(Self::digest(self));
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.value.fmt(f)
    }
}

/// A value that is shown but must not tell states apart: a deadline, a stamp, a growing counter.
/// Equality still sees it, so that a replay can be compared exactly; fingerprints do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unhashed<T>(pub T);

impl<T> Hash for Unhashed<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// What only saves work and is no part of the value it lies in: neither compared nor hashed nor
/// shown, and not there in a copy.
pub struct Aside<T>(Cell<Option<T>>);

impl<T> Aside<T> {
    /// Remembers something.
    pub fn set(&self, value: T) {
        self.0.set(Some(value));
    }

    /// Takes it out.
    pub fn take(&self) -> Option<T> {
        self.0.take()
    }
}

impl<T: Copy> Aside<T> {
    /// What is remembered.
    pub fn get(&self) -> Option<T> {
        self.0.get()
    }
}

impl<T> Default for Aside<T> {
    fn default() -> Self {
        Self(Cell::new(None))
    }
}

impl<T> Clone for Aside<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> PartialEq for Aside<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl<T> Eq for Aside<T> {}

impl<T> Hash for Aside<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> fmt::Debug for Aside<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}
