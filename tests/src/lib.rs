//! The tests live beside this file; this crate is only their package.

/// Compiles the code in the README: here, since `chatwidgets` is published without the files around it.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
