//! The app's own messages for violations.

use chatwidgets_schema::Violation;

/// The app's own messages for what is wrong with a field: in another language, or in another tone.
///
/// ```
/// use chatwidgets::prelude::*;
/// use chatwidgets::{ValidationMessages, Violation};
///
/// struct German;
///
/// impl ValidationMessages for German {
///     fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String> {
///         let is_german = locale.is_some_and(|locale| locale.starts_with("de"));
///         match violation {
///             _ if !is_german => None,
///             Violation::Required => Some("ist erforderlich".into()),
///             Violation::Maximum(limit) => Some(format!("darf höchstens {limit} sein")),
///             _ => None,
///         }
///     }
/// }
///
/// let chat = ChatWidgets::builder().validation_messages(German).build()?;
/// # Ok::<(), chatwidgets::BuildError>(())
/// ```
pub trait ValidationMessages: Send + Sync + 'static {
    /// The message, without the field's name and without a full stop; `None` for the built-in English. `locale` is the
    /// language that the client prefers, as a BCP 47 tag such as `de-CH`.
    fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String>;
}
