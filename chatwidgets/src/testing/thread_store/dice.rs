//! What makes each round of a race another one.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::{JoinHandle, yield_now};

/// How long a race goes on at most, where calls are slow; it has a few rounds all the same.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
const AT_LEAST: u64 = 20;

/// Runs a race again and again, each round with dice of its own.
pub(super) async fn rounds<F: Future<Output = ()>>(rounds: u64, race: impl Fn(Dice) -> F) {
    let begun = Instant::now();
    for round in 0..rounds {
        if round >= AT_LEAST && begun.elapsed() > PATIENCE {
            return;
        }
        race(Dice::new(round)).await;
    }
}

/// Numbers that look random, the same in every run of the suite.
#[derive(Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) % sides
    }

    /// Lets others go first, or not.
    pub(super) async fn pause(&mut self) {
        for _ in 0..self.roll(6) {
            yield_now().await;
        }
    }
}

pub(super) async fn ends<T>(task: JoinHandle<T>) -> T {
    task.await.expect("a task ends well")
}
