//! Small ordered collections.
//!
//! A `BTreeMap` and the standard sorts are compiled anew for every type they hold, at several
//! kilobytes each; the maps and lists here hold a few dozen things at most, and the page counts
//! its bytes (measured: 100 kB of wasm before compression went by this).

use alloc::vec::Vec;
use core::borrow::Borrow;

/// A map kept as a sorted list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortedMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        let place = self.rank(key);
        if self
            .0
            .get(place)
            .is_some_and(|(known, _)| known.borrow() == key)
        {
            Ok(place)
        } else {
            Err(place)
        }
    }

    /// How many keys are smaller than this one.
    pub fn rank<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.0[middle].0.borrow() < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &self.0[place].1)
    }

    /// The value of a key, for changing.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }

    /// The place of a key among the keys.
    pub fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok()
    }

    /// The value at a place among the keys, for changing.
    pub fn nth_mut(&mut self, place: usize) -> Option<&mut V> {
        self.0.get_mut(place).map(|(_, value)| value)
    }

    /// Whether it holds a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Gives a key a value; the one it had before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(core::mem::replace(&mut self.0[place].1, value)),
            Err(place) => {
                self.0.insert(place, (key, value));
                None
            }
        }
    }

    /// Takes a key out; its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }

    /// Takes the smallest key out.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// The entries by ascending keys.
    pub fn entries(&self) -> &[(K, V)] {
        &self.0
    }

    /// The entries by ascending keys, apart.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The entries by ascending keys, the values for changing.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys, ascending.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values by ascending keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// How many keys it holds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord, V: Default> SortedMap<K, V> {
    /// The value of a key, which gets one if it has none.
    pub fn or_default(&mut self, key: K) -> &mut V {
        let place = match self.place(&key) {
            Ok(place) => place,
            Err(place) => {
                self.0.insert(place, (key, V::default()));
                place
            }
        };
        &mut self.0[place].1
    }
}

/// Sorts a short list by a key; equal ones keep their order.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && key(&list[at - 1]) > key(&list[at]) {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, vec};

    #[test]
    fn a_sorted_map_does_what_a_tree_does() {
        let (mut ours, mut theirs) = (SortedMap::new(), BTreeMap::new());
        let mut noise = 1u32;
        for _ in 0..2_000 {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = noise >> 27;
            match noise >> 20 & 7 {
                0 | 1 => assert_eq!(ours.remove(&key), theirs.remove(&key)),
                2 => assert_eq!(ours.pop_first(), theirs.pop_first()),
                3 => *ours.or_default(key) = *theirs.entry(key).or_default(),
                _ => assert_eq!(ours.insert(key, noise), theirs.insert(key, noise)),
            }
            assert!(ours.keys().eq(theirs.keys()) && ours.values().eq(theirs.values()));
            assert_eq!(ours.get(&key), theirs.get(&key));
            assert_eq!(ours.rank(&key), theirs.range(..key).count());
        }
    }

    #[test]
    fn equal_ones_keep_their_order() {
        let mut list = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        sort_by_key(&mut list, |(number, _)| *number);
        assert_eq!(list, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
