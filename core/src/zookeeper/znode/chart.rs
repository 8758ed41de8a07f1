//! A map from names that many moments of a run share: a change copies one page on each level.
//!
//! Invariants: (1) names ascend within a page and from page to page; (2) no page but the root is
//! empty, and none holds more than [`WIDTH`] entries.

use alloc::{boxed::Box, rc::Rc, vec::Vec};

use crate::kernel::Shared;

/// How many entries a page holds at the most.
const WIDTH: usize = 16;

/// A map from names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chart<V> {
    root: Page<V>,
    len: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Page<V> {
    Leaf(Vec<(Rc<str>, V)>),
    /// Each with the first name below it, as it was when the page was made.
    Inner(Vec<(Rc<str>, Shared<Page<V>>)>),
}

impl<V> Default for Chart<V> {
    fn default() -> Self {
        Self {
            root: Page::Leaf(Vec::new()),
            len: 0,
        }
    }
}

/// Where a name is, or belongs, among those of a page.
fn place<T>(entries: &[(Rc<str>, T)], name: &str) -> Result<usize, usize> {
    entries.binary_search_by(|(known, _)| (**known).cmp(name))
}

/// Below which entry of an inner page a name belongs.
fn below<T>(entries: &[(Rc<str>, T)], name: &str) -> usize {
    match place(entries, name) {
        Ok(place) => place,
        Err(place) => place.saturating_sub(1),
    }
}

impl<V: Clone> Chart<V> {
    /// How many names there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&V> {
        let mut page = &self.root;
        loop {
            match page {
                Page::Leaf(entries) => {
                    let found = place(entries, name).ok()?;
                    return Some(&entries[found].1);
                }
                Page::Inner(entries) => page = &entries.get(below(entries, name))?.1,
            }
        }
    }

    /// The value of a name, for changing.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        if let Page::Inner(_) = self.root {
            // A name that is not there must not make pages be copied.
            self.get(name)?;
        }
        let mut page = &mut self.root;
        loop {
            match page {
                Page::Leaf(entries) => {
                    let found = place(entries, name).ok()?;
                    return Some(&mut entries[found].1);
                }
                Page::Inner(entries) => {
                    let next = below(entries, name);
                    page = Shared::touch(&mut entries.get_mut(next)?.1);
                }
            }
        }
    }

    /// Gives a name a value.
    pub fn insert(&mut self, name: Rc<str>, value: V) {
        if let Some(held) = self.get_mut(&name) {
            *held = value;
            return;
        }
        self.len += 1;
        if let Some((first, right)) = self.root.insert(name, value) {
            let empty = Page::Inner(Vec::new());
            let left = core::mem::replace(&mut self.root, empty);
            let low = left.first().unwrap_or_else(|| first.clone());
            self.root = Page::Inner(alloc::vec![
                (low, Shared::new(left)),
                (first, Shared::new(right)),
            ]);
        }
    }

    /// Takes a name out; whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        if self.get(name).is_none() {
            return false;
        }
        self.len -= 1;
        self.root.remove(name);
        while let Page::Inner(entries) = &self.root {
            match entries.as_slice() {
                [] => self.root = Page::Leaf(Vec::new()),
                [(_, only)] => self.root = (**only).clone(),
                [_, _, ..] => break,
            }
        }
        true
    }

    /// Names and values, by ascending names.
    pub fn iter(&self) -> Box<dyn Iterator<Item = (&Rc<str>, &V)> + '_> {
        self.root.iter()
    }
}

impl<V: Clone> Page<V> {
    fn first(&self) -> Option<Rc<str>> {
        match self {
            Self::Leaf(entries) => entries.first().map(|(name, _)| name.clone()),
            Self::Inner(entries) => entries.first().map(|(name, _)| name.clone()),
        }
    }

    /// Inserts a new name; the right half with its first name, if the page had to be split.
    fn insert(&mut self, name: Rc<str>, value: V) -> Option<(Rc<str>, Self)> {
        match self {
            Self::Leaf(entries) => {
                let at = place(entries, &name).unwrap_or_else(|at| at);
                entries.insert(at, (name, value));
                let right = halve(entries)?;
                Some((right.first()?.0.clone(), Self::Leaf(right)))
            }
            Self::Inner(entries) => {
                let at = below(entries, &name);
                let (first, page) =
                    Shared::touch(&mut entries.get_mut(at)?.1).insert(name, value)?;
                entries.insert(at + 1, (first, Shared::new(page)));
                let right = halve(entries)?;
                Some((right.first()?.0.clone(), Self::Inner(right)))
            }
        }
    }

    fn remove(&mut self, name: &str) {
        match self {
            Self::Leaf(entries) => {
                if let Ok(at) = place(entries, name) {
                    entries.remove(at);
                }
            }
            Self::Inner(entries) => {
                let at = below(entries, name);
                let Some((_, page)) = entries.get_mut(at) else {
                    return;
                };
                let page = Shared::touch(page);
                page.remove(name);
                if page.first().is_none() {
                    entries.remove(at);
                }
            }
        }
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&Rc<str>, &V)> + '_> {
        match self {
            Self::Leaf(entries) => Box::new(entries.iter().map(|(name, value)| (name, value))),
            Self::Inner(entries) => Box::new(entries.iter().flat_map(|(_, page)| page.iter())),
        }
    }
}

/// The upper half of a page that has become too full.
fn halve<T>(entries: &mut Vec<T>) -> Option<Vec<T>> {
    (entries.len() > WIDTH).then(|| entries.split_off(WIDTH / 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, format, string::String};

    #[test]
    fn a_chart_does_what_a_tree_does_and_keeps_what_was_shared() {
        let (mut ours, mut theirs) = (Chart::default(), BTreeMap::<String, u32>::new());
        let mut kept: Vec<(Chart<u32>, BTreeMap<String, u32>)> = Vec::new();
        let mut noise = 7u32;
        for turn in 0..6_000 {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let name = format!("n{}", noise >> 23);
            if noise >> 20 & 3 == 0 {
                assert_eq!(ours.remove(&name), theirs.remove(&name).is_some());
            } else {
                ours.insert(name.as_str().into(), noise);
                theirs.insert(name.clone(), noise);
            }
            assert_eq!(ours.get(&name), theirs.get(&name));
            assert_eq!(ours.len(), theirs.len());
            if turn % 500 == 0 {
                kept.push((ours.clone(), theirs.clone()));
            }
        }
        kept.push((ours, theirs));
        for (ours, theirs) in kept {
            let same = ours.iter().map(|(name, value)| (&**name, value));
            assert!(same.eq(theirs.iter().map(|(name, value)| (name.as_str(), value))));
        }
    }
}
