//! `#[derive(Widget)]`: the type's name on the wire, and one registration.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, Item, ItemStruct, LitStr, Path};

use crate::name;

/// The names that are taken, as in `chatwidgets::Widget`.
const BUILT_IN: &[&str] = &[
    "button",
    "card",
    "input",
    "textarea",
    "dropdown",
    "slider",
    "toggle",
    "fileupload",
    "themeswitcher",
    "datepicker",
    "multiselect",
    "progressbar",
    "image",
    "imagecollection",
    "form",
];

/// What `#[widget(..)]` says.
#[derive(Default)]
struct Options {
    name: Option<LitStr>,
    krate: Option<Path>,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    read(item).unwrap_or_else(syn::Error::into_compile_error)
}

fn read(item: TokenStream) -> syn::Result<TokenStream> {
    let item: Item = syn::parse2(item)?;
    let Item::Struct(item) = item else {
        let needed = "`#[derive(Widget)]` works on structs: their members become the members of the widget's JSON";
        return Err(syn::Error::new(word_of(&item), needed));
    };
    let mut options = Options::default();
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("widget")) {
        options.read(attribute)?;
    }
    if !item.generics.params.is_empty() {
        let needed = "a widget cannot be generic: each type of widget has one name";
        return Err(syn::Error::new(item.generics.span(), needed));
    }
    let name = options.name.unwrap_or_else(|| LitStr::new(&snake_case(&item.ident.to_string()), item.ident.span()));
    if let Some(fault) = fault(&name.value()) {
        return Err(syn::Error::new(name.span(), fault));
    }
    Ok(expand(&item, &name, options.krate))
}

/// The word that says what an item is, where that is a mistake.
fn word_of(item: &Item) -> Span {
    match item {
        Item::Enum(item) => item.enum_token.span,
        Item::Union(item) => item.union_token.span,
        other => other.span(),
    }
}

impl Options {
    fn read(&mut self, attribute: &Attribute) -> syn::Result<()> {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("type") {
                self.name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("crate") {
                self.krate = Some(meta.value()?.call(Path::parse_mod_style)?);
            } else {
                return Err(meta.error("unknown option; known options are `type = \"stars\"` and `crate = path`"));
            }
            Ok(())
        })
    }
}

fn fault(name: &str) -> Option<String> {
    if BUILT_IN.contains(&name) {
        return Some(format!("`{name}` is a built-in widget: name yours with `#[widget(type = \"my_{name}\")]`"));
    }
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    let goes_on_well = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    (!starts_well || !goes_on_well || name.len() > 64).then(|| {
        "a widget's type must begin with a-z and have up to 63 more of a-z, 0-9, `_` and `-`: choose it with `#[widget(type = \"stars\")]`"
            .into()
    })
}

/// `StarRating` → `star_rating`.
fn snake_case(ident: &str) -> String {
    let mut snake = String::new();
    for (place, c) in ident.trim_start_matches("r#").char_indices() {
        if c.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

fn expand(item: &ItemStruct, name: &LitStr, krate: Option<Path>) -> TokenStream {
    let ident = &item.ident;
    let krate = krate.map_or_else(|| quote!(::chatwidgets), |path| quote!(#path));
    let tripwire = tripwire(name);
    quote! {
        #tripwire
        const _: () = {
            impl #krate::widget::WidgetType for #ident {
                const TYPE: &'static ::core::primitive::str = #name;
                const LOCATION: #krate::private::Location = #krate::private::location!();
            }
            impl ::core::convert::From<#ident> for #krate::Widget {
                #[track_caller]
                fn from(widget: #ident) -> Self {
                    #krate::private::custom_widget(&widget)
                }
            }
            #krate::private::register_widget!(#ident);
        };
    }
}

/// Two types of one name in a crate define this macro twice, which `cargo check` refuses.
fn tripwire(name: &LitStr) -> TokenStream {
    let span = name.span().resolved_at(Span::call_site());
    let ident = Ident::new(&name::tripwire(&name.value()).replace("actions", "widgets"), span);
    quote_spanned! {span=>
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! #ident { () => {}; }
    }
}

#[cfg(test)]
mod tests {
    use super::{fault, snake_case};

    #[test]
    fn a_type_is_named_after_its_struct() {
        assert_eq!(snake_case("StarRating"), "star_rating");
        assert_eq!(snake_case("Stars"), "stars");
    }

    #[test]
    fn a_type_has_a_name_of_its_own() {
        assert_eq!(fault("star-rating_2"), None);
        for bad in ["", "Stars", "2stars", "a.b", "größe", "button", &"a".repeat(65)] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
