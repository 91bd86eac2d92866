#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| chatwidgets_fuzz::payload::check(input));
