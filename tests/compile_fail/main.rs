//! What the compiler says of a mistake: one error, on the user's own token, in words that name the fix.
//!
//! Each `.rs` file beside this one has mistakes, its `.stderr` file is what the pinned compiler says of them.

#[test]
fn every_mistake_is_one_error_on_the_users_own_token() {
    trybuild::TestCases::new().compile_fail("compile_fail/*/*.rs");
}
