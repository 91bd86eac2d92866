//! JSON pointers into a payload, by the names of a form's fields.

/// The JSON pointer (RFC 6901) of a member that a form names `address.city`.
pub(super) fn pointer(name: &str) -> String {
    name.split('.').flat_map(|segment| ["/".to_owned(), segment.replace('~', "~0").replace('/', "~1")]).collect()
}

/// Whether a pointer is to a member of that name, or into it.
pub(super) fn is_at(at: &str, name: &str) -> bool {
    at.strip_prefix(&pointer(name)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
