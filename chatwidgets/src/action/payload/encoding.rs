//! How a payload was sent.

/// How a payload was sent.
#[derive(Debug, Clone)]
pub(crate) enum Encoding {
    Json,
    /// By a browser's form, which leaves out a box that is not ticked and a list of which nothing is chosen.
    #[cfg(feature = "page")]
    Urlencoded {
        /// The names of the boxes and lists that the form showed, if they are known.
        shown: Option<Vec<String>>,
    },
}

impl Encoding {
    /// Adds the names of what a browser's form showed.
    #[cfg(feature = "page")]
    pub(crate) fn with_shown(self, shown: Option<Vec<String>>) -> Self {
        match self {
            Self::Urlencoded { .. } => Self::Urlencoded { shown },
            Self::Json => self,
        }
    }
}
