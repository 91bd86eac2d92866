//! The tests live beside this file; this crate is only their package.

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
