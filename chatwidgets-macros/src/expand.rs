//! Writes what stands beside the function: the action type, its traits, one registration.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{Attribute, Ident, Lit, LitStr, ReturnType, Type, TypeImplTrait};

use crate::check::Findings;
use crate::name;
use crate::parse::{Action, Doc};

/// Emits the function unchanged, every error found, and as much of the rest as stays meaningful: a widget that
/// names the action elsewhere must not fail too.
pub(crate) fn expand(action: &Action, findings: Findings) -> TokenStream {
    let function = &action.function;
    let broken = findings.errors.is_some();
    let errors = findings.errors.map(syn::Error::into_compile_error);
    let beside = findings.action_type.as_ref().map(|ident| Beside {
        action,
        ident,
        arguments: &findings.arguments,
        krate: krate(action),
    });
    let action_type = beside.as_ref().map(Beside::action_type);
    let implementation = beside.as_ref().map(|beside| beside.implementation(!broken));
    let tripwire = (!broken).then(|| tripwire(action));
    quote! {
        #[allow(clippy::unused_async)]
        #function
        #errors
        #action_type
        #tripwire
        #implementation
    }
}

fn krate(action: &Action) -> TokenStream {
    action.attribute.krate.as_ref().map_or_else(|| quote!(::chatwidgets), |path| quote!(#path))
}

/// A handler that is compiled only on a condition takes everything beside it along.
fn conditions(action: &Action) -> Vec<&Attribute> {
    action.function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}

/// Two actions of one name in a crate define this macro twice, which `cargo check` refuses.
fn tripwire(action: &Action) -> Option<TokenStream> {
    let literal = action.attribute.name.as_ref()?;
    // At the name, so that the compiler points to both of them.
    let span = literal.span().resolved_at(Span::call_site());
    let ident = Ident::new(&name::tripwire(&literal.value()), span);
    let conditions = conditions(action);
    Some(quote_spanned! {span=>
        #(#conditions)*
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! #ident { () => {}; }
    })
}

/// One text, put together by the compiler where a part of it is an expression.
fn description(docs: &[Doc<'_>]) -> TokenStream {
    let texts: Option<Vec<&str>> =
        docs.iter().map(|doc| if let Doc::Text(text) = doc { Some(&**text) } else { None }).collect();
    if let Some(texts) = texts {
        let text = texts.join("\n");
        let text = text.trim();
        return quote!(#text);
    }
    let parts = docs.iter().map(|doc| match doc {
        Doc::Text(text) => quote!(#text),
        Doc::Expression(expression) => quote!(#expression),
    });
    quote!(::core::concat!(#(#parts, "\n"),*))
}

struct Beside<'a> {
    action: &'a Action,
    ident: &'a Ident,
    arguments: &'a [Type],
    krate: TokenStream,
}

impl Beside<'_> {
    fn name(&self) -> LitStr {
        let unreadable = || LitStr::new("unreadable", Span::call_site());
        self.action.attribute.name.clone().unwrap_or_else(unreadable)
    }

    fn action_type(&self) -> TokenStream {
        let Self { action, ident, .. } = self;
        let conditions = conditions(action);
        let visibility = &action.function.vis;
        let doc = format!(" The action `{}`, handled by [`{}`].", self.name().value(), action.function.sig.ident);
        quote! {
            #(#conditions)*
            #[doc = #doc]
            #[allow(missing_debug_implementations, missing_copy_implementations)]
            #visibility struct #ident;
        }
    }

    /// The traits, and the registration unless an error makes it pointless.
    fn implementation(&self, register: bool) -> TokenStream {
        let Self { action, ident, krate, .. } = self;
        let conditions = conditions(action);
        let name = self.name();
        let description = description(&action.docs());
        let timeout = action.attribute.timeout.map(|timeout| {
            let milliseconds =
                Lit::new(proc_macro2::Literal::u64_suffixed(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)));
            quote!(const TIMEOUT: ::core::time::Duration = ::core::time::Duration::from_millis(#milliseconds);)
        });
        let once = action.attribute.once.then(|| quote! { const ONCE: ::core::primitive::bool = true; });
        let offered = action.attribute.offered.then(|| quote! { const OFFERED: ::core::primitive::bool = true; });
        let arity = self.arguments.len();
        let takes = self.takes();
        let registration = register.then(|| self.registration());
        quote! {
            #(#conditions)*
            #[allow(deprecated)]
            const _: () = {
                impl #krate::private::Handler for #ident {
                    const NAME: &'static ::core::primitive::str = #name;
                    const DESCRIPTION: &'static ::core::primitive::str = #description;
                    const LOCATION: #krate::private::Location = #krate::private::location!();
                    #timeout
                    #once
                    #offered
                    type Arity = #krate::private::Arity<#arity>;
                }
                #takes
                #registration
            };
        }
    }

    /// One `impl Takes<i>` an argument: the only place that names its type, so a wrong one is one error, on it.
    fn takes(&self) -> TokenStream {
        let Self { ident, krate, .. } = self;
        self.arguments
            .iter()
            .enumerate()
            .map(|(index, argument)| {
                // A second payload is refused on its own token. The assertion stands there itself: a panic inside of a
                // function, tracked or not, is reported at the whole attribute.
                let single = (index > 0).then(|| {
                    quote_spanned! {argument.span()=>
                        const _: () = ::core::assert!(
                            #krate::private::is_only_payload::<#ident>(#index),
                            "an action takes at most one `Payload`"
                        );
                        const _: () = ::core::assert!(
                            #krate::private::is_only_bound::<#ident>(#index),
                            "an action takes at most one `Bound`"
                        );
                    }
                });
                // At the argument's place, so that what is wrong with it is reported there.
                let argument = quote_spanned!(argument.span()=> type Argument = #argument;);
                quote! {
                    impl #krate::private::Takes<#index> for #ident { #argument }
                    #single
                }
            })
            .collect()
    }

    fn registration(&self) -> TokenStream {
        let Self { action, ident, krate, .. } = self;
        let function = &action.function.sig.ident;
        let context = format_ident!("invocation", span = Span::mixed_site());
        let indices = 0..self.arguments.len();
        let reply = match &action.function.sig.output {
            ReturnType::Default => quote!(reply::<()>),
            // An opaque type cannot be named a second time.
            ReturnType::Type(_, ty) if is_opaque(ty) => quote!(reply),
            ReturnType::Type(_, ty) => quote!(reply::<#ty>),
        };
        quote! {
            #krate::private::inventory::submit! {
                #krate::private::entry::<#ident>(|#context| #krate::private::run(async move {
                    #krate::private::#reply(#function(
                        #(#krate::private::extract::<#ident, #indices>(&#context).await?),*
                    ).await)
                }))
            }
        }
    }
}

fn is_opaque(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}
