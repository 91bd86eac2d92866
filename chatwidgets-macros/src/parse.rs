//! Reads the attribute and the function under it, as far as they can be read.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, ItemFn, Lit, LitStr, Meta, Path, Token};

/// The options that the attribute knows, as an error lists them.
const OPTIONS: &str = "`as`, `crate`, `timeout`, `once`, `offered`";

const TIME_LIMIT: &str = "a time limit, a whole number with its unit: \"250ms\", \"10s\" or \"2m\"";

/// An annotated function with all that its attribute says.
pub(crate) struct Action {
    pub(crate) attribute: Arguments,
    pub(crate) function: ItemFn,
}

impl Action {
    /// Fails only if the item is not a function. Mistakes in the attribute are kept for later.
    pub(crate) fn parse(attribute: TokenStream, item: TokenStream) -> syn::Result<Self> {
        let function = syn::parse2::<ItemFn>(item).map_err(|error| {
            syn::Error::new(error.span(), format!("`#[widget_action]` goes on an `async fn`: {error}"))
        })?;
        let attribute = syn::parse2::<Arguments>(attribute)
            .unwrap_or_else(|error| Arguments { faults: vec![error], ..Arguments::default() });
        Ok(Self { attribute, function })
    }

    /// The lines of the function's doc comment: text without the space that follows `///`, or an expression such as
    /// `include_str!("..")`.
    pub(crate) fn docs(&self) -> Vec<Doc<'_>> {
        self.function.attrs.iter().filter_map(Doc::of).collect()
    }
}

/// One `#[doc = ..]`.
pub(crate) enum Doc<'a> {
    Text(String),
    Expression(&'a Expr),
}

impl<'a> Doc<'a> {
    fn of(attribute: &'a Attribute) -> Option<Self> {
        let Meta::NameValue(meta) = &attribute.meta else { return None };
        if !meta.path.is_ident("doc") {
            return None;
        }
        let Expr::Lit(literal) = &meta.value else { return Some(Self::Expression(&meta.value)) };
        let Lit::Str(text) = &literal.lit else { return None };
        let text = text.value();
        Some(Self::Text(text.strip_prefix(' ').unwrap_or(&text).trim_end().to_owned()))
    }
}

/// What stands between the attribute's parentheses.
#[derive(Default)]
pub(crate) struct Arguments {
    /// `None` if it is missing or unreadable: `faults` then says so.
    pub(crate) name: Option<LitStr>,
    pub(crate) action_type: Option<Ident>,
    pub(crate) krate: Option<Path>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) once: bool,
    pub(crate) offered: bool,
    /// Every mistake found on the way.
    pub(crate) faults: Vec<syn::Error>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self::default();
        if input.peek(LitStr) {
            arguments.name = Some(input.parse()?);
        } else {
            let at = if input.is_empty() { Span::call_site() } else { input.span() };
            let needed = "an action needs a name: #[widget_action(\"submit_feedback\")]";
            let hint = if input.peek(Ident) && !input.peek2(Token![=]) { " (a `const` cannot be a name)" } else { "" };
            arguments.faults.push(syn::Error::new(at, format!("{needed}{hint}")));
            skip_to_comma(input)?;
        }
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if let Err(fault) = arguments.option(input) {
                arguments.faults.push(fault);
                skip_to_comma(input)?;
            }
        }
        Ok(arguments)
    }
}

impl Arguments {
    fn option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let fork = input.fork();
        let option: Ident = Ident::parse_any(&fork)
            .map_err(|error| syn::Error::new(error.span(), format!("expected an option, one of {OPTIONS}")))?;
        let taken = match option.to_string().as_str() {
            "as" => self.action_type.is_some(),
            "crate" => self.krate.is_some(),
            "timeout" => self.timeout.is_some(),
            "once" => self.once,
            "offered" => self.offered,
            unknown => {
                let message = format!("unknown option `{unknown}`; known options are {OPTIONS}");
                return Err(syn::Error::new(option.span(), message));
            }
        };
        if taken {
            let message = format!("the option `{option}` is given twice; each of {OPTIONS} may be given once");
            return Err(syn::Error::new(option.span(), message));
        }
        Ident::parse_any(input)?;
        if option == "once" || option == "offered" {
            if input.peek(Token![=]) || input.peek(syn::token::Paren) {
                return Err(syn::Error::new(input.span(), format!("the option `{option}` takes no value")));
            }
            let flag = if option == "once" { &mut self.once } else { &mut self.offered };
            *flag = true;
            return Ok(());
        }
        input.parse::<Token![=]>()?;
        if option == "as" {
            self.action_type =
                Some(input.parse().map_err(|error| expected(&error, "a type's name: `as = BookTable`"))?);
        } else if option == "crate" {
            self.krate = Some(
                input
                    .call(Path::parse_mod_style)
                    .map_err(|error| expected(&error, "a path: `crate = my_app::chatwidgets`"))?,
            );
        } else {
            let literal: LitStr = input.parse().map_err(|error| expected(&error, TIME_LIMIT))?;
            self.timeout = Some(duration(&literal)?);
        }
        Ok(())
    }
}

fn expected(error: &syn::Error, what: &str) -> syn::Error {
    syn::Error::new(error.span(), format!("expected {what}"))
}

/// Leaves the rest of an unreadable option, so that the next one is still read.
fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// Reads `"250ms"`, `"10s"` or `"2m"`.
fn duration(literal: &LitStr) -> syn::Result<Duration> {
    let text = literal.value();
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        _ => None,
    };
    let milliseconds = number.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
    match milliseconds {
        Some(0) => Err(syn::Error::new(literal.span(), "a time limit must be longer than zero")),
        Some(milliseconds) => Ok(Duration::from_millis(milliseconds)),
        None => Err(syn::Error::new(literal.span(), format!("expected {TIME_LIMIT}"))),
    }
}
