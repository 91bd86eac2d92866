//! The macros of the `chatwidgets` crate, which re-exports it; see its documentation.
//!
//! The macro works in three steps, a file each: `parse` reads the attribute and the function, `check` finds
//! every mistake in them, `expand` writes the items. It emits data and one call; all logic is ordinary code in
//! `chatwidgets`.

mod check;
mod expand;
mod name;
mod parse;
mod widget;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;
use quote::quote;

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
/// | `timeout = "10s"` | how long the handler may run, in `ms`, `s` or `m`; defaults to 30 s |
/// | `once` | a widget that names it can be used once: the first click that the handler accepts settles it |
/// | `offered` | it runs only for a click on an open widget that names it |
/// | `crate = path::to::chatwidgets` | where the crate is, if not at `::chatwidgets` |
///
/// # Errors
///
/// Mistakes are compile errors on the token at fault: a name that is missing or malformed, an unknown option, a
/// function that is not `async`, is generic or takes `self`, an argument that is not an extractor, a return type that
/// cannot be a reply, two actions of one name in a crate, an action type that would hide another type.
#[proc_macro_attribute]
pub fn widget_action(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(attribute.into(), &item.into()).into()
}

/// Makes a struct a widget of its own type, to be sent, stored and drawn as any other.
///
/// The struct is `Serialize` and `DeserializeOwned`: its members are the widget's in JSON. It implements `Render`, which
/// draws it. Controls in it, wherever they stand, are offers as buttons are. It can be given to `Reply::widget`.
///
/// # Options
///
/// | option | meaning |
/// | --- | --- |
/// | `#[widget(type = "stars")]` | the `type` in JSON: `a-z`, then up to 63 of `a-z`, `0-9`, `_` and `-`; defaults to the struct's name in `snake_case` |
/// | `#[widget(crate = path::to::chatwidgets)]` | where the crate is, if not at `::chatwidgets` |
///
/// # Errors
///
/// Compile errors on the token at fault: an enum, a generic struct, a name that is malformed or a built-in widget's.
#[proc_macro_derive(Widget, attributes(widget))]
pub fn widget(item: TokenStream) -> TokenStream {
    widget::derive(item.into()).into()
}

fn expand(attribute: TokenStream2, item: &TokenStream2) -> TokenStream2 {
    match parse::Action::parse(attribute, item.clone()) {
        Ok(action) => expand::expand(&action, check::check(&action)),
        // What is not a function is left to the compiler, beside the reason why the macro did nothing.
        Err(error) => {
            let error = error.into_compile_error();
            quote!(#error #item)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    /// What is written for each of two handlers: one as it mostly is, and one with every option that adds an item.
    const HANDLERS: [(&str, &str); 2] = [
        (
            r#""submit_feedback""#,
            r#"
            /// Stores a customer's rating.
            pub async fn submit_feedback(Payload(feedback): Payload<Feedback>, db: web::Data<Db>) -> Result<Reply, ActionError> {
                db.insert(&feedback).await?;
                Ok(Reply::new("Thank you for your feedback!").widget(Button::new("Rate again", AskFeedback)))
            }
            "#,
        ),
        (
            r#""refund", once, offered, timeout = "10s""#,
            r"
            pub async fn refund(Bound(order): Bound<Order>) {
                order.pay_back().await;
            }
            ",
        ),
    ];

    /// The golden file shows how little is generated; to accept a change on purpose, run this test with
    /// `CHATWIDGETS_BLESS=1`.
    #[test]
    fn the_expansions_of_the_handlers_are_the_golden_file() {
        let expansions = HANDLERS.map(|(attribute, item)| {
            let expanded = expand(attribute.parse().unwrap(), &item.parse().unwrap());
            prettyplease::unparse(&syn::parse2(expanded).unwrap())
        });
        let expanded = expansions.join("\n");
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/expansion.golden.rs");
        if std::env::var_os("CHATWIDGETS_BLESS").is_some() {
            std::fs::write(golden, &expanded).unwrap();
        }
        assert_eq!(expanded, std::fs::read_to_string(golden).unwrap());
    }
}
