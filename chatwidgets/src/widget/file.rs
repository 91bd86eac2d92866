//! `fileupload`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::input::TakesFiles;
use super::kind::{Enters, WidgetKind, has_no_parts, names_an_action};
use super::mistake::{Remembered, remembers_in_mistake};
use super::{ActionRef, IntoActionRef, NothingToBind, Rules};

/// A choice of files; it sends their names, sizes and types, not their contents: `{"files": [..]}`.
///
/// ```
/// # use chatwidgets::prelude::*;
/// # struct Attach;
/// # impl WidgetAction for Attach { const NAME: &'static str = "attach"; type Payload = input::Files; type Bound = NoBound; }
/// let photo = FileUpload::new("Photo", Attach).accept("image/*").max_bytes(5_000_000);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileUpload {
    label: String,
    action: ActionRef,
    #[serde(flatten)]
    limits: FileLimits,
    #[serde(skip)]
    mistake: Remembered,
}

impl FileUpload {
    /// A choice of files of any type and size.
    #[track_caller]
    pub fn new<A: IntoActionRef>(label: impl Into<String>, action: A) -> Self
    where
        A::Input: TakesFiles<A::Action>,
        A::Unbound: NothingToBind<A::Action>,
    {
        let named = action.into_action_ref();
        Self { label: label.into(), action: named.action, limits: FileLimits::default(), mistake: None }
            .remember(named.fault)
    }

    /// The types offered, as in HTML's `accept`: `image/*`, `.pdf`, …, separated by commas.
    pub fn accept(mut self, types: impl Into<String>) -> Self {
        self.limits.accept = Some(types.into());
        self
    }

    /// The greatest size of one file in bytes, at least 1.
    #[track_caller]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.limits.max_bytes = Some(bytes);
        self.checked()
    }

    /// The text beside it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The action that the names, sizes and types of the files are sent to.
    pub fn action(&self) -> &ActionRef {
        &self.action
    }

    /// Which files can be chosen.
    pub fn limits(&self) -> &FileLimits {
        &self.limits
    }
}

impl WidgetKind for FileUpload {
    names_an_action!();
    has_no_parts!();

    fn enters(&self) -> Enters<'_> {
        Enters::one("files", &self.label, true, self.limits.clone())
    }
}

impl Rules for FileUpload {
    remembers_in_mistake!();

    fn broken(&self) -> Option<Cow<'static, str>> {
        self.limits.broken()
    }
}

/// The members of a file upload, standing alone or in a form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FileLimits {
    /// The types offered, as in HTML's `accept`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
    /// The greatest size of one file in bytes, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

impl FileLimits {
    pub(super) fn broken(&self) -> Option<Cow<'static, str>> {
        (self.max_bytes == Some(0)).then(|| "`max_bytes` must be at least 1".into())
    }
}
