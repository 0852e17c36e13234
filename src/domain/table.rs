//! Small ordered maps and sets, kept as sorted rows.
//!
//! The standard library's trees cost several KB of wasm for each pair of types, and this app has many maps of a few
//! rows each. Looking up is as fast; putting in moves the rows behind, which is nothing for what is held here and
//! nearly nothing where rows come in order.

use std::borrow::Borrow;

/// A map, ordered by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K, V> {
    rows: Vec<(K, V)>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<K: Ord, V> Table<K, V> {
    /// An empty table.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        // What is put in is most often the last, so the end is looked at first.
        match self.rows.last() {
            Some((last, _)) if last.borrow() < key => Err(self.rows.len()),
            _ => self.rows.binary_search_by(|(held, _)| held.borrow().cmp(key)),
        }
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|at| self.rows.get(at)).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        self.rows.get_mut(at).map(|(_, value)| value)
    }

    /// Whether the key has a value.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Gives a key its value. Says which one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => self.rows.get_mut(at).map(|(_, held)| std::mem::replace(held, value)),
            Err(at) => {
                self.rows.insert(at, (key, value));
                None
            }
        }
    }

    /// Takes a key out, with its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|at| self.rows.remove(at).1)
    }

    /// The value of a key, made if it has none.
    pub fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.rows.insert(at, (key, make()));
                at
            }
        };
        // The row was found or made a line ago.
        #[allow(clippy::indexing_slicing)]
        &mut self.rows[at].1
    }

    /// Takes in many rows, in order of their keys, none of which is there: what stands between them moves once.
    pub fn join(&mut self, more: Vec<(K, V)>) {
        let mut parts = Vec::with_capacity(more.len());
        for row in more.into_iter().rev() {
            let at = self.place(&row.0).unwrap_or_else(|at| at);
            parts.push((row, self.rows.split_off(at)));
        }
        while let Some((row, after)) = parts.pop() {
            self.rows.push(row);
            self.rows.extend(after);
        }
    }

    /// Keeps the rows that `keep` says.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.rows.retain_mut(|(key, value)| keep(key, value));
    }
}

impl<K, V> Table<K, V> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes all rows out.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// The rows, by key.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.rows.iter().map(|(key, value)| (key, value))
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator {
        self.rows.iter().map(|(key, _)| key)
    }

    /// The values, by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.rows.iter().map(|(_, value)| value)
    }

    /// The values, by key, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.rows.iter_mut().map(|(_, value)| value)
    }

    /// The values alone, by key.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> {
        self.rows.into_iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(rows: I) -> Self {
        let mut table = Self::new();
        table.extend(rows);
        table
    }
}

impl<K: Ord, V> Extend<(K, V)> for Table<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, rows: I) {
        for (key, value) in rows {
            self.insert(key, value);
        }
    }
}

impl<K, V> IntoIterator for Table<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Table<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter().map(|(key, value)| (key, value))
    }
}

/// The items in order of a key; those with the same key stay as they were. The standard library's sort costs several
/// KB for each type; here all types share one.
pub fn in_order<T, K: Ord>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut rows: Vec<(K, Option<T>)> = items.into_iter().map(|item| (key(&item), Some(item))).collect();
    let after = |one: usize, other: usize| match (rows.get(one), rows.get(other)) {
        (Some((one, _)), Some((other, _))) => one > other,
        _ => false,
    };
    let places = places_in_order(rows.len(), &after);
    places.into_iter().filter_map(|at| rows.get_mut(at)?.1.take()).collect()
}

/// The places of so many things in order, by merging neighbours. `after`: whether the one comes after the other.
fn places_in_order(count: usize, after: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for pair in places.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            while let (Some((one, rest)), Some((other, others))) = (left.split_first(), right.split_first()) {
                if after(*one, *other) {
                    merged.push(*other);
                    right = others;
                } else {
                    merged.push(*one);
                    left = rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        places = merged;
        width *= 2;
    }
    places
}

/// A set, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T> {
    rows: Table<T, ()>,
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self { rows: Table::default() }
    }
}

impl<T: Ord> Set<T> {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: Table::new() }
    }

    /// Puts something in. Says whether it was not there.
    pub fn insert(&mut self, member: T) -> bool {
        self.rows.insert(member, ()).is_none()
    }

    /// Takes something out. Says whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.rows.remove(member).is_some()
    }

    /// Whether something is in it.
    pub fn contains<Q: Ord + ?Sized>(&self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.rows.contains_key(member)
    }

    /// Keeps the members that `keep` says.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.rows.retain(|member, ()| keep(member));
    }
}

impl<T> Set<T> {
    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes all members out.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// Takes the last member out.
    pub fn pop_last(&mut self) -> Option<T> {
        self.rows.rows.pop().map(|(member, ())| member)
    }

    /// The members, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.rows.keys()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (T, ())>, fn(&'a (T, ())) -> &'a T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.rows.iter().map(|(member, ())| member)
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        let mut set = Self::new();
        set.extend(members);
        set
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, members: I) {
        for member in members {
            self.insert(member);
        }
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::iter::Map<std::vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter().map(|(member, ())| member)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_table_does_what_the_standard_librarys_map_does() {
        let (mut table, mut map) = (Table::new(), BTreeMap::new());
        let mut at = 7_u32;
        for step in 0..2000_u32 {
            at = at.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (at >> 16) % 60;
            if at.is_multiple_of(3) {
                assert_eq!(table.remove(&key), map.remove(&key));
            } else {
                assert_eq!(table.insert(key, step), map.insert(key, step));
            }
            assert_eq!(table.get(&(key / 2)), map.get(&(key / 2)));
        }
        assert!(table.iter().eq(map.iter()));
        *table.or_insert_with(1000, || 1) += 1;
        assert_eq!(table.get(&1000), Some(&2));
    }

    #[test]
    fn many_rows_join_as_if_each_was_put_in() {
        for (held, more) in [(0, 0), (0, 5), (5, 0), (7, 40), (40, 7)] {
            let mut table: Table<u32, u32> = (0..held).map(|key| (key * 3 + 1, key)).collect();
            let more: Vec<(u32, u32)> = (0..more).map(|key| (key * 6 + 2, key + 100)).collect();
            let mut expected = table.clone();
            expected.extend(more.clone());
            table.join(more);
            assert_eq!(table, expected);
        }
    }

    #[test]
    fn any_number_of_items_comes_in_order() {
        let mut at = 7_u32;
        for count in (0..70).chain([1000]) {
            let items: Vec<(u32, u32)> = (0..count)
                .map(|place| {
                    at = at.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ((at >> 16) % 20, place)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            assert_eq!(in_order(items, |item| item.0), expected);
        }
    }

    #[test]
    fn a_set_holds_each_member_once_and_in_order() {
        let mut set: Set<&str> = ["b", "a", "b"].into_iter().collect();
        assert!(set.iter().eq(["a", "b"].iter()));
        assert!(set.remove("a") && !set.contains("a"));
    }
}
