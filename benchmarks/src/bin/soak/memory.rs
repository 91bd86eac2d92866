//! Whether a process's memory stays what it is.

use std::fmt::{self, Display};

/// What memory may grow by, as a share of what it was and in bytes: one of the two.
const MOST_SHARE: u64 = 10;
const MOST_BYTES: u64 = 8 << 20;

/// What a process had of the memory, at equal distances.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<u64>);

impl Samples {
    pub(crate) fn add(&mut self, bytes: u64) {
        self.0.push(bytes);
    }

    /// The mean of each third. The first one is what it takes to warm up.
    fn thirds(&self) -> [u64; 3] {
        let third = self.0.len() / 3;
        [0, 1, 2].map(|n| {
            let samples = &self.0[n * third..(n + 1) * third];
            samples.iter().sum::<u64>() / u64::try_from(samples.len().max(1)).unwrap_or(1)
        })
    }

    /// Whether the last third is as the one before.
    pub(crate) fn are_flat(&self) -> bool {
        let [_, middle, last] = self.thirds();
        last <= middle + MOST_BYTES.max(middle / MOST_SHARE)
    }
}

impl Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, middle, last] = self.thirds().map(|bytes| bytes >> 20);
        let most = self.0.iter().max().copied().unwrap_or_default() >> 20;
        write!(f, "{first}, {middle} and {last} MiB in each third, {most} MiB at most")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(megabytes: impl IntoIterator<Item = u64>) -> Samples {
        Samples(megabytes.into_iter().map(|megabytes| megabytes << 20).collect())
    }

    #[test]
    fn memory_that_grows_after_the_first_third_is_not_flat() {
        assert!(samples((0..30).map(|n| n.min(10) * 10)).are_flat());
        assert!(samples([10, 10, 20, 20, 27, 27]).are_flat());
        assert!(!samples([10, 10, 20, 20, 30, 30]).are_flat());
        assert!(samples([10, 10, 200, 200, 219, 219]).are_flat());
        assert!(!samples((0..300).map(|n| n + 50)).are_flat());
    }
}
