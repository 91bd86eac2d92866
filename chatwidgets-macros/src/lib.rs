//! The attribute macro of the `chatwidgets` crate, which re-exports it; see its documentation.
//!
//! The macro works in three steps, a file each: `parse` reads the attribute and the function, `check` finds
//! every mistake in them, `expand` writes the items. It emits data and one call; all logic is ordinary code in
//! `chatwidgets`.

mod check;
mod expand;
mod name;
mod parse;

use proc_macro::TokenStream;

/// Makes an `async fn` the handler of the action with the given name.
///
/// ```ignore
/// /// Stores a customer's rating.
/// #[widget_action("submit_feedback")]
/// pub async fn submit_feedback(Payload(feedback): Payload<Feedback>) -> Reply { .. }
/// ```
///
/// The function stays as it is and can be called like any other. Beside it stands the *action type*, a unit struct
/// of the same visibility, whose name is the function's in `PascalCase`: here `SubmitFeedback`. A widget names it:
/// `Button::new("Rate again", SubmitFeedback)`. The action is registered when the program is linked.
///
/// The name is `a-z`, then up to 63 of `a-z`, `0-9`, `_`, `.`, `:` and `-`. The doc comment is the action's
/// description.
///
/// # Options
///
/// | option | meaning |
/// | --- | --- |
/// | `as = BookTable` | the name of the action type |
/// | `timeout = "10s"` | how long the handler may run, in `ms`, `s` or `m`; 30 s unless told |
/// | `crate = path::to::chatwidgets` | where the crate is, if not at `::chatwidgets` |
///
/// # Errors
///
/// Mistakes are compile errors on the token at fault: a name that is missing or malformed, an unknown option, a
/// function that is not `async`, is generic or takes `self`, an argument that is no extractor, a return type that
/// is no reply, two actions of one name in a crate, an action type that would hide another type.
#[proc_macro_attribute]
pub fn widget_action(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let action = match parse::Action::parse(attribute.into(), item.clone().into()) {
        Ok(action) => action,
        // What is no function is left to the compiler, beside the reason why the macro did nothing.
        Err(error) => {
            let mut tokens = TokenStream::from(error.into_compile_error());
            tokens.extend(item);
            return tokens;
        }
    };
    let findings = check::check(&action);
    expand::expand(&action, findings).into()
}
