//! Random ids: of threads, turns and widget instances.

use std::hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState};
use std::sync::LazyLock;

/// Declares an id of 122 random bits (RFC 9562, version 4).
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id that nobody can guess.
            pub fn random() -> Self {
                Self(uuid::Uuid::new_v4())
            }

            /// Its 128 bits, of which 122 are random.
            pub fn to_u128(self) -> u128 {
                self.0.as_u128()
            }

            /// One that is random already.
            #[allow(dead_code, reason = "most are made at random")]
            pub(crate) fn of(id: uuid::Uuid) -> Self {
                Self(id)
            }

            /// Adds it to JSON, in quotes.
            #[allow(dead_code, reason = "not every id is sent")]
            pub(crate) fn write_json(self, json: &mut Vec<u8>) {
                let mut text = [b'"'; uuid::fmt::Hyphenated::LENGTH + 2];
                self.0.hyphenated().encode_lower(&mut text[1..=uuid::fmt::Hyphenated::LENGTH]);
                json.extend_from_slice(&text);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::widget::InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                // In one spelling only: an id is compared whole. To the end, so that many bytes are looked at at once.
                let has_capitals = text.bytes().fold(false, |found, byte| found | byte.is_ascii_uppercase());
                let is_as_written = text.len() == 36 && !has_capitals;
                let id = text.parse().ok().filter(|_| is_as_written);
                id.map(Self).ok_or($crate::widget::InvalidId)
            }
        }
    };
}
pub(crate) use random_id;

/// Hashes ids: they are random as a rule, so their bits need hardly be mixed; but an app may count its threads' ids up, or
/// take them from others. So they are multiplied with 2^64 divided by the golden ratio, as in Knuth's multiplicative hashing,
/// the upper half of the product is folded on the lower one, and nobody outside of this process knows where it starts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdHash(u64);

/// Builds [`IdHash`]es.
pub(crate) type IdHashes = BuildHasherDefault<IdHash>;

impl Default for IdHash {
    fn default() -> Self {
        static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0_u8));
        Self(*SEED)
    }
}

impl Hasher for IdHash {
    fn finish(&self) -> u64 {
        self.0
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
    fn write(&mut self, bytes: &[u8]) {
        let (halves, _) = bytes.as_chunks();
        for half in halves {
            let product = u128::from(self.0 ^ u64::from_le_bytes(*half)) * 0x9e37_79b9_7f4a_7c15;
            self.0 = (product ^ (product >> 64)) as u64;
        }
    }

    /// The length of an id is no news.
    fn write_usize(&mut self, _: usize) {}
}

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no id: it is 36 characters such as 67e55044-10b1-426f-9247-bb680e5fe0c8")]
pub struct InvalidId;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::widget::WidgetId;

    fn assert_spread(ids: impl Iterator<Item = WidgetId>) {
        let ids: Vec<_> = ids.map(|id| IdHashes::default().hash_one(id)).collect();
        let different = |bits: fn(&u64) -> u64| ids.iter().map(bits).collect::<HashSet<_>>().len();
        assert_eq!(different(|hash| hash >> 57), 128);
        assert_eq!(different(|hash| hash & 0xff), 256);
        assert!(different(|hash| hash & 0xffff_ffff) > 9_900);
    }

    #[test]
    fn ids_differ_in_the_bits_that_a_map_looks_at() {
        assert_spread((0..10_000).map(|_| WidgetId::random()));
    }

    #[test]
    fn so_do_ids_that_were_counted_up() {
        assert_spread((0..10_000).map(|n| format!("00000000-0000-4000-8000-{n:012x}").parse().unwrap()));
        assert_spread((0..10_000).map(|n| format!("{n:08x}-0000-4000-8000-000000000000").parse().unwrap()));
    }
}
