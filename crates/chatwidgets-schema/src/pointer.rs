//! JSON pointers.

/// A name as a segment of a JSON pointer (RFC 6901).
#[inline] // Small, and used where no other code of this crate is.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
