//! How a payload was sent.

/// How a payload was sent.
#[derive(Debug, Clone)]
pub(crate) enum Encoding {
    Json,
    /// By a browser's form, which leaves out a box that is not ticked and a list of which nothing is chosen.
    Urlencoded {
        /// The names of the boxes and lists that the form showed, if they are known.
        shown: Option<Vec<String>>,
    },
}
