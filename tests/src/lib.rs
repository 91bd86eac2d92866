//! What tests share: a server of their own. The tests live beside this file.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

pub mod serving;

/// Compiles the code in a page: here, since `chatwidgets` is published without the files around it.
#[cfg(doctest)]
macro_rules! pages {
    ($($name:ident: $file:literal;)*) => {
        $(
            #[doc = include_str!($file)]
            struct $name;
        )*
    };
}

#[cfg(doctest)]
pages! {
    Readme: "../../README.md";
    Integration: "../../docs/integration.md";
    Security: "../../docs/security.md";
}
