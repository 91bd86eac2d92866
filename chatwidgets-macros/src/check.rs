//! Finds every mistake that the macro can see by itself; what needs types is left to the compiler.

use std::collections::BTreeSet;

use proc_macro2::Span;
use quote::format_ident;
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{FnArg, GenericArgument, Ident, Path, PathArguments, ReturnType, Type, TypePath};

use crate::name;
use crate::parse::Action;

/// How many arguments a handler may have: the same as an Actix handler.
const MOST_ARGUMENTS: usize = 12;

/// Types and variants that a handler's module is likely to use by their bare names: those of the two preludes.
const PRELUDE: &[&str] = &[
    "ActionContext",
    "ActionError",
    "AsMut",
    "AsRef",
    "Bound",
    "Box",
    "Button",
    "Card",
    "ChatTurn",
    "ChatWidgets",
    "Clone",
    "CollectionImage",
    "Control",
    "Copy",
    "DatePicker",
    "Debug",
    "Default",
    "Deserialize",
    "DoubleEndedIterator",
    "Drop",
    "Dropdown",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Field",
    "FileUpload",
    "Fn",
    "FnMut",
    "FnOnce",
    "Form",
    "From",
    "FromIterator",
    "Hash",
    "Image",
    "ImageCollection",
    "Input",
    "Into",
    "IntoIterator",
    "IntoReply",
    "Iterator",
    "JsonSchema",
    "MultiSelect",
    "NoBound",
    "NoPayload",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Payload",
    "ProgressBar",
    "Render",
    "Reply",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Sized",
    "Slider",
    "Some",
    "String",
    "Sync",
    "TextArea",
    "ThemeSwitcher",
    "ToOwned",
    "ToString",
    "Toggle",
    "TryFrom",
    "TryInto",
    "Unpin",
    "UserId",
    "UserMessage",
    "Vec",
    "View",
    "Widget",
    "WidgetAction",
];

/// What was found: the mistakes, and what can still be emitted in spite of them.
pub(crate) struct Findings {
    pub(crate) errors: Option<syn::Error>,
    /// The action type, unless there is no name for it or the name is another type's.
    pub(crate) action_type: Option<Ident>,
    /// The types of the arguments, as far as they are legal.
    pub(crate) arguments: Vec<Type>,
}

/// Checks the attribute and the function's signature.
pub(crate) fn check(action: &Action) -> Findings {
    let mut errors = Errors(None);
    for fault in &action.attribute.faults {
        errors.push(fault.clone());
    }
    if let Some(literal) = &action.attribute.name
        && let Some(fault) = name::fault(&literal.value())
    {
        errors.at(literal.span(), fault);
    }
    let shape_is_sound = shape(action, &mut errors);
    let arguments = if shape_is_sound { arguments(action, &mut errors) } else { Vec::new() };
    let action_type = action_type(action, &mut errors).filter(|_| !takes_self(action));
    Findings { errors: errors.0, action_type, arguments }
}

/// Collects errors, so that all of them are shown at once.
struct Errors(Option<syn::Error>);

impl Errors {
    fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }
}

fn takes_self(action: &Action) -> bool {
    matches!(action.function.sig.inputs.first(), Some(FnArg::Receiver(_)))
}

/// Checks all of the signature but its arguments' types.
fn shape(action: &Action, errors: &mut Errors) -> bool {
    let signature = &action.function.sig;
    let mut sound = true;
    let mut fault = |span: Span, message: &str| {
        errors.at(span, message);
        sound = false;
    };
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        fault(receiver.self_token.span, "a handler must be a free function: take shared state as `web::Data<T>`");
    }
    if signature.asyncness.is_none() {
        fault(signature.fn_token.span, "a handler must be an `async fn`");
    }
    if let Some(parameter) = signature.generics.params.first() {
        fault(parameter.span(), "a handler cannot be generic: an action is one function with one payload");
    }
    if let Some(constness) = &signature.constness {
        fault(constness.span(), "a handler cannot be `const`");
    }
    if let Some(abi) = &signature.abi {
        fault(abi.extern_token.span, "a handler cannot be `extern`");
    }
    sound
}

fn arguments(action: &Action, errors: &mut Errors) -> Vec<Type> {
    let mut types = Vec::new();
    for (index, argument) in action.function.sig.inputs.iter().enumerate() {
        let FnArg::Typed(argument) = argument else { continue };
        if index >= MOST_ARGUMENTS {
            let message = format!("a handler takes at most {MOST_ARGUMENTS} arguments: group some in one extractor");
            errors.at(argument.ty.span(), message);
            break;
        }
        match argument_fault(&argument.ty) {
            Some(message) => errors.at(argument.ty.span(), message),
            None => types.push((*argument.ty).clone()),
        }
    }
    types
}

/// What the macro can tell of an argument by its spelling alone.
fn argument_fault(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(reference) => Some(if is_text(&reference.elem) {
            raw_body(&reference.elem)
        } else {
            "a handler's arguments must be owned: take the extractor itself, without `&`".into()
        }),
        Type::ImplTrait(_) => Some("a handler cannot be generic: name the argument's type instead of `impl`".into()),
        Type::Paren(inner) => argument_fault(&inner.elem),
        Type::Group(inner) => argument_fault(&inner.elem),
        ty if is_text(ty) => Some(raw_body(ty)),
        Type::Path(path) if borrows(path) => {
            let name = &path.path.segments.last()?.ident;
            Some(format!("a handler's arguments must be owned: take `{name}<String>` or another type without `&`"))
        }
        Type::Path(path) => tried(path).and_then(argument_fault),
        _ => None,
    }
}

/// Whether it is a `Payload<&T>` or a `Bound<&T>`, by the spelling.
fn borrows(path: &TypePath) -> bool {
    matches!(first_argument(path, &["Payload", "Bound"]), Some(Type::Reference(_)))
}

/// The `T` of an `Option<T>` or `Result<T, _>`, by which Actix lets an extractor fail.
fn tried(path: &TypePath) -> Option<&Type> {
    first_argument(path, &["Option", "Result"])
}

/// The `T` of a type with one of these names and at least one type argument.
fn first_argument<'a>(path: &'a TypePath, names: &[&str]) -> Option<&'a Type> {
    let last = path.path.segments.last().filter(|last| names.iter().any(|name| last.ident == name))?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// A bare `String` is an Actix extractor: it would silently be the whole envelope.
fn raw_body(ty: &Type) -> String {
    let spelt = if matches!(ty, Type::Path(path) if path.path.is_ident("str")) { "&str" } else { "String" };
    format!(
        "a bare `{spelt}` would be the request's raw body: \
         take what the person entered as `Payload<..>`, or the raw body as `web::Bytes`"
    )
}

fn is_text(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let segments: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    matches!(
        segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
        ["String" | "str"] | ["std" | "alloc", "string", "String"]
    )
}

/// Finds the name of the action type, which must not hide a type that the handler's module uses.
fn action_type(action: &Action, errors: &mut Errors) -> Option<Ident> {
    let function = &action.function.sig.ident;
    let bare = function.to_string();
    let pascal = || name::pascal_case(bare.trim_start_matches("r#"));
    let chosen = action.attribute.action_type.clone();
    let Some(ident) = chosen.or_else(|| Some(format_ident!("{}", pascal()?, span = function.span()))) else {
        let way_out = "name the action type with `as = SomeName`";
        errors.at(function.span(), format!("the function's name `{function}` does not make a type's name: {way_out}"));
        return None;
    };
    let hidden = ident.to_string();
    let reason = if names_in_signature(action).contains(&hidden) {
        format!("`{hidden}` is a type of this handler's own signature")
    } else if PRELUDE.contains(&hidden.as_str()) {
        format!("it would hide `{hidden}` of the prelude")
    } else {
        return Some(ident);
    };
    let way_out = format!("choose another name: `as = {}`", alternative(&hidden));
    errors.at(ident.span(), format!("the action type cannot be named `{hidden}`: {reason}; {way_out}"));
    None
}

fn alternative(hidden: &str) -> String {
    format!("{hidden}Action")
}

/// The first segments of all paths in the signature: the names that a struct beside the function would hide.
fn names_in_signature(action: &Action) -> BTreeSet<String> {
    #[derive(Default)]
    struct Names(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_path(&mut self, path: &'ast Path) {
            if path.leading_colon.is_none()
                && let Some(first) = path.segments.first()
            {
                self.0.insert(first.ident.to_string());
            }
            syn::visit::visit_path(self, path);
        }
    }
    let mut names = Names::default();
    for argument in &action.function.sig.inputs {
        if let FnArg::Typed(argument) = argument {
            names.visit_type(&argument.ty);
        }
    }
    if let ReturnType::Type(_, ty) = &action.function.sig.output {
        names.visit_type(ty);
    }
    names.0
}
