//! The files of the library, and what they need of others.

/// What has to hold in every order. It is in here, since what it looks at can be named nowhere else.
pub mod checks;

#[path = "../../../chatwidgets/src/run/places.rs"]
pub(crate) mod places;
#[path = "../../../chatwidgets/src/run/running.rs"]
pub(crate) mod running;
#[path = "../../../chatwidgets/src/run/shares.rs"]
pub(crate) mod shares;
#[path = "../../../chatwidgets/src/run/shutdown.rs"]
pub(crate) mod shutdown;

/// As much of an engine as a running handler needs.
pub(crate) mod engine {
    use std::sync::Arc;

    use super::shares::Shares;
    use super::shutdown::Shutdown;

    pub(crate) struct Engine {
        pub(crate) limits: Limits,
        pub(super) shutdown: Shutdown,
        pub(crate) running: Arc<Shares>,
    }

    pub(crate) struct Limits {
        pub(crate) in_all: usize,
        pub(crate) in_thread: usize,
    }
}

/// As much of a refusal as tells one from another.
pub(crate) mod refusal {
    use std::time::Duration;

    use super::shares::Exhausted;

    #[derive(Debug, Clone, PartialEq)]
    pub(crate) enum Refusal {
        Failed,
        ShuttingDown,
        Exhausted(Exhausted),
        TooManyRequests,
    }

    impl Refusal {
        pub(crate) fn shutting_down() -> Self {
            Self::ShuttingDown
        }

        pub(crate) fn exhausted(exhausted: Exhausted) -> Self {
            Self::Exhausted(exhausted)
        }

        pub(crate) fn too_many_requests(_: Duration) -> Self {
            Self::TooManyRequests
        }
    }
}
