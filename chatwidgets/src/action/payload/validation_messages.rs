//! The words for what is wrong with a payload.

use super::Violation;

/// The words for what is wrong with a value: in another language, or in a tone of the app's own.
///
/// ```
/// use chatwidgets::prelude::*;
/// use chatwidgets::{Messages, Violation};
///
/// struct German;
///
/// impl Messages for German {
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
/// let chat = ChatWidgets::builder().messages(German).build()?;
/// # Ok::<(), chatwidgets::BuildError>(())
/// ```
pub trait Messages: Send + Sync + 'static {
    /// The words, without the field's name and without a full stop; `None` for the built-in English. The locale is the
    /// language that the client likes best, as a BCP 47 tag.
    fn message(&self, violation: &Violation, locale: Option<&str>) -> Option<String>;
}
