//! The first mistake of a builder chain, remembered with its place.

use std::borrow::Cow;
use std::panic::Location;

/// A mistake in a builder chain: a widget that breaks its own rules and so cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}, at {place}")]
pub struct Mistake {
    reason: Cow<'static, str>,
    place: &'static Location<'static>,
}

impl Mistake {
    /// What is wrong, in words.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The call that was wrong.
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }

    pub(super) fn at(reason: impl Into<Cow<'static, str>>, place: &'static Location<'static>) -> Self {
        Self { reason: reason.into(), place }
    }

    #[track_caller]
    pub(crate) fn here(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), place: Location::caller() }
    }
}

/// What a builder keeps its first mistake in.
pub(crate) type Remembered = Option<Box<Mistake>>;

/// The rules that a widget must keep, and the memory for the first one broken.
pub(crate) trait Rules: Sized {
    /// What rule the widget breaks as it stands, if any.
    fn broken(&self) -> Option<Cow<'static, str>>;

    fn remembers(&mut self) -> &mut Remembered;

    fn remembered(&self) -> Option<&Mistake>;

    /// Ends every constructor and setter: remembers the rule that the call broke.
    #[track_caller]
    fn checked(mut self) -> Self {
        if self.remembered().is_none()
            && let Some(reason) = self.broken()
        {
            *self.remembers() = Some(Box::new(Mistake::here(reason)));
        }
        self
    }

    /// Remembers what cannot be seen in the widget itself.
    #[track_caller]
    fn remember(mut self, fault: Option<impl Into<Cow<'static, str>>>) -> Self {
        if self.remembered().is_none()
            && let Some(reason) = fault
        {
            *self.remembers() = Some(Box::new(Mistake::here(reason)));
        }
        self
    }
}

/// The memory of a widget that keeps it in a member named `mistake`.
macro_rules! remembers_in_mistake {
    () => {
        fn remembers(&mut self) -> &mut $crate::widget::mistake::Remembered {
            &mut self.mistake
        }

        fn remembered(&self) -> Option<&$crate::widget::Mistake> {
            self.mistake.as_deref()
        }
    };
}
pub(crate) use remembers_in_mistake;

/// What is wrong with the time for which a widget can be used, if anything.
pub(crate) fn lifetime_fault(time: std::time::Duration) -> Option<&'static str> {
    time.is_zero().then_some("a widget that expires is there for longer than nothing")
}
