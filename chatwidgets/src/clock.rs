//! The time, which a test can stop.

use std::time::{Duration, Instant, SystemTime};

/// The time. Clones show the same.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    started: Instant,
    #[cfg(feature = "testing")]
    stopped: std::sync::Arc<std::sync::OnceLock<Stopped>>,
}

/// A clock that only moves when it is told to.
#[cfg(feature = "testing")]
#[derive(Debug)]
struct Stopped {
    at: SystemTime,
    elapsed: Duration,
    /// How far it was moved, in nanoseconds.
    moved: std::sync::atomic::AtomicU64,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            #[cfg(feature = "testing")]
            stopped: std::sync::Arc::default(),
        }
    }

    /// The time of day: for what must hold on other machines too.
    #[cfg_attr(not(feature = "testing"), expect(clippy::unused_self, reason = "a test can stop it"))]
    pub(crate) fn now(&self) -> SystemTime {
        #[cfg(feature = "testing")]
        if let Some(stopped) = self.stopped.get() {
            return stopped.at + stopped.moved();
        }
        SystemTime::now()
    }

    /// The time since the clock was made, which never goes back.
    pub(crate) fn elapsed(&self) -> Duration {
        #[cfg(feature = "testing")]
        if let Some(stopped) = self.stopped.get() {
            return stopped.elapsed + stopped.moved();
        }
        self.started.elapsed()
    }
}

#[cfg(feature = "testing")]
impl Clock {
    /// Stops it, if it was not stopped.
    pub(crate) fn stop(&self) {
        self.stopped.get_or_init(|| Stopped {
            at: SystemTime::now(),
            elapsed: self.started.elapsed(),
            moved: std::sync::atomic::AtomicU64::new(0),
        });
    }

    /// Stops it and moves it on.
    pub(crate) fn advance(&self, time: Duration) {
        self.stop();
        if let Some(stopped) = self.stopped.get() {
            let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
            stopped.moved.fetch_add(nanoseconds, std::sync::atomic::Ordering::SeqCst);
        }
    }
}

#[cfg(feature = "testing")]
impl Stopped {
    fn moved(&self) -> Duration {
        Duration::from_nanos(self.moved.load(std::sync::atomic::Ordering::SeqCst))
    }
}
