//! The median of a few measurements, and how sure it is.

use serde::Serialize;

/// A median, and the interval in which it lies with a probability of at least 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The median.
    pub median: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The fewest measurements that have an interval of 95 %: of five, all lie on one side of the median once in sixteen
    /// times.
    pub const FEWEST: usize = 6;

    /// Of measurements in any order, whatever their distribution: the ends are two of the measurements themselves (order
    /// statistics). With n of them, the number that lies below the true median is binomial with n and 1/2; so the k-th from
    /// below is above it with the probability P(B < k), and k is the largest for which that is at most 2.5 %.
    ///
    /// Of fewer than [`Interval::FEWEST`], the ends are the least and the greatest, which is less than 95 %.
    pub fn of_median(measurements: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = measurements.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (count, skipped) = (sorted.len(), skipped(sorted.len()));
        let low = *sorted.get(skipped)?;
        let median = f64::midpoint(sorted[(count - 1) / 2], sorted[count / 2]);
        Some(Self { median, low, high: sorted[count - 1 - skipped] })
    }
}

/// How many measurements are outside of the interval at each end.
fn skipped(count: usize) -> usize {
    let size = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    // P(B = 0), and the sum of P(B = 0) to P(B = below).
    let mut exactly = 0.5_f64.powf(size);
    let mut at_most = exactly;
    let mut below = 0;
    while at_most <= 0.025 && below < count / 2 {
        below += 1;
        let drawn = f64::from(u32::try_from(below).unwrap_or(u32::MAX));
        exactly *= (size - drawn + 1.0) / drawn;
        at_most += exactly;
    }
    // `below` is now the first whose sum is too much: that many may be skipped, less the one that is the end itself.
    below.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_those_of_the_binomial_table() {
        // Ranks of the 95 % interval of a median, as books print them: n = 6: 1 and 6; 10: 2 and 9; 20: 6 and 15; 30: 10 and 21.
        for (count, low, high) in [(6, 1.0, 6.0), (10, 2.0, 9.0), (20, 6.0, 15.0), (30, 10.0, 21.0), (100, 40.0, 61.0)]
        {
            let ranks = (1..=count).rev().map(f64::from);
            let interval = Interval::of_median(ranks).unwrap();
            assert_eq!((interval.low, interval.high), (low, high), "of {count}");
            assert!((interval.median - f64::from(count + 1) / 2.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_few_measurements_have_their_extremes() {
        assert_eq!(Interval::of_median([]), None);
        let one = Interval::of_median([3.0]).unwrap();
        assert_eq!(one, Interval { median: 3.0, low: 3.0, high: 3.0 });
        let five = Interval::of_median([5.0, 1.0, 4.0, 2.0, 3.0]).unwrap();
        assert_eq!(five, Interval { median: 3.0, low: 1.0, high: 5.0 });
    }

    #[test]
    fn nineteen_in_twenty_intervals_have_the_median_in_them() {
        // A skewed distribution, whose median is 1/8: cubes of numbers from a fixed sequence.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
        };
        let hits = (0..2_000).filter(|_| {
            let interval = Interval::of_median((0..30).map(|_| next().powi(3))).unwrap();
            interval.low <= 0.125 && 0.125 <= interval.high
        });
        let hits = hits.count();
        assert!((1_900..2_000).contains(&hits), "{hits} of 2,000");
    }
}
