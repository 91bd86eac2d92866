//! Hashes the names of actions.

use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a (Fowler, Noll and Vo), in 64 bits: for short names it is several times quicker than a keyed hash. A key keeps
/// strangers from choosing names that meet; these names are the app's own, and a stranger's are only looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameHash(u64);

/// Builds [`NameHash`]es.
pub(super) type NameHashes = BuildHasherDefault<NameHash>;

impl Default for NameHash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for NameHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_function() {
        let hash = |text: &str| {
            let mut hash = NameHash::default();
            hash.write(text.as_bytes());
            hash.finish()
        };
        assert_eq!(
            [hash(""), hash("a"), hash("foobar")],
            [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8]
        );
    }
}
