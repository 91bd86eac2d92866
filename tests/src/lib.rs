//! The tests live beside this file; this crate is only their package.
