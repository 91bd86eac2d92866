//! What is fuzzed: each module takes the bytes that a fuzzer makes, gives them to the library through a door that a client or
//! a store has, and panics if a promise does not hold.
#![forbid(unsafe_code)]

pub mod app;
pub mod envelope;
pub mod html;
pub mod markdown;
pub mod payload;
pub mod record;
pub mod urlencoded;
