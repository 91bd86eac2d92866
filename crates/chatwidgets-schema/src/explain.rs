//! Violations of a value, field by field, from the validator's errors.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::pointer::escape;
use crate::violation::{ValueType, Violation};

/// The most violations that are listed.
const MOST_ERRORS: usize = 100;

/// The most text that a validator may have to write to say what is wrong: values, times the length of the longest pointer.
const MOST_WORK: usize = 16 << 20;

/// A field, and what is wrong with it.
type Found = (String, Violation);

/// Every violation; `None` if the value is too large to say where.
pub(crate) fn all(validator: &jsonschema::Validator, payload: &Value) -> Option<Vec<Found>> {
    let (values, longest) = extent(payload, 0);
    if values.saturating_mul(longest + 64) > MOST_WORK {
        // The validator collects the errors of a whole list before it returns the first.
        return None;
    }
    let mut found = Vec::new();
    for error in validator.iter_errors(payload) {
        explain(&error, &mut found);
        if found.len() >= MOST_ERRORS {
            break;
        }
    }
    found.truncate(MOST_ERRORS);
    // A value of the wrong type or format breaks other rules as well: these are left out.
    let is_of_form =
        |violation: &Violation| matches!(violation, Violation::Type(_) | Violation::Format(_) | Violation::Schemes(_));
    let misshapen: HashSet<_> = found.iter().filter(|(_, v)| is_of_form(v)).map(|(at, _)| at.clone()).collect();
    found.retain(|(at, violation)| is_of_form(violation) || !misshapen.contains(at));
    Some(found)
}

/// The number of values, and the length of the longest pointer to one of them.
fn extent(value: &Value, pointer: usize) -> (usize, usize) {
    let inner: &mut dyn Iterator<Item = (usize, &Value)> = match value {
        Value::Array(items) => &mut items.iter().map(|item| (pointer + 8, item)),
        Value::Object(members) => &mut members.iter().map(|(name, member)| (pointer + name.len() + 1, member)),
        _ => return (1, pointer),
    };
    inner.fold((1, pointer), |(values, longest), (pointer, value)| {
        let (more, deepest) = extent(value, pointer);
        (values + more, longest.max(deepest))
    })
}

fn explain(error: &ValidationError<'_>, found: &mut Vec<Found>) {
    let pointer = error.instance_path().as_str();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            found.push((format!("{pointer}/{}", escape(name)), Violation::Required));
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let at = |name: &String| (format!("{pointer}/{}", escape(name)), Violation::NotExpected);
            found.extend(unexpected.iter().map(at));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            union(error, context, found);
        }
        kind => found.push((pointer.to_owned(), Violation::of(kind))),
    }
}

/// None of several alternatives matched. If it is clear which one was meant, only its errors count.
fn union(error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>], found: &mut Vec<Found>) {
    let pointer = error.instance_path().as_str();
    let candidates = || context.iter().filter(|errors| !errors.iter().any(|error| rules_out(error, pointer)));
    let complete = || candidates().filter(|errors| !errors.iter().any(|error| is_of_members(error, pointer)));
    if let Some(errors) = only(candidates()).or_else(|| only(complete())) {
        for error in errors {
            explain(error, found);
        }
        return;
    }
    if let Some(name) = required_by_all(candidates(), pointer) {
        found.push((format!("{pointer}/{}", escape(&name)), Violation::Required));
        return;
    }
    let expected = expected_constants(context, pointer);
    match expected.as_slice() {
        // A tag, or the value itself, is not one of those known.
        [(at, options), rest @ ..] if rest.iter().all(|(other, _)| other == at) => {
            let options = options.iter().chain(rest.iter().flat_map(|(_, options)| options));
            found.push((at.clone(), Violation::one_of(options)));
        }
        _ => {
            let violation = wrong_type_for_all(context, pointer).unwrap_or_else(|| Violation::of(error.kind()));
            found.push((pointer.to_owned(), violation));
        }
    }
}

/// The types of the alternatives, if the value has none of them.
fn wrong_type_for_all(context: &[Vec<ValidationError<'static>>], union_at: &str) -> Option<Violation> {
    let mut all: Vec<ValueType> = Vec::new();
    for errors in context {
        let own = errors.iter().filter(|error| error.instance_path().as_str() == union_at);
        let mut types = own.filter_map(|error| match error.kind() {
            ValidationErrorKind::Type { kind: TypeKind::Single(wanted) } => Some(ValueType::from(*wanted)),
            _ => None,
        });
        let wanted = types.next()?;
        if wanted != ValueType::Null && !all.contains(&wanted) {
            all.push(wanted);
        }
    }
    (!all.is_empty()).then_some(Violation::Type(all))
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// Whether an error says that the value does not have the members of an alternative: it has another variant's name as its
/// only member, or it is another struct of an untagged enum.
fn is_of_members(error: &ValidationError<'_>, union_at: &str) -> bool {
    let kind = error.kind();
    error.instance_path().as_str() == union_at
        && matches!(kind, ValidationErrorKind::Required { .. } | ValidationErrorKind::AdditionalProperties { .. })
}

/// The required member that is missing in every alternative: the tag.
fn required_by_all<'a>(
    mut alternatives: impl Iterator<Item = &'a Vec<ValidationError<'static>>>,
    union_at: &str,
) -> Option<String> {
    let first = missing(alternatives.next()?, union_at);
    let rest: Vec<_> = alternatives.map(|errors| missing(errors, union_at)).collect();
    first.into_iter().find(|name| rest.iter().all(|missing| missing.contains(name)))
}

fn missing(errors: &[ValidationError<'_>], at: &str) -> Vec<String> {
    let own = errors.iter().filter(|error| error.instance_path().as_str() == at);
    own.filter_map(|error| match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        _ => None,
    })
    .collect()
}

/// Whether an error shows that an alternative was not meant: another type, another tag, another variant's name.
fn rules_out(error: &ValidationError<'_>, union_at: &str) -> bool {
    let at = error.instance_path().as_str();
    let is_own = at == union_at;
    let is_member = at.strip_prefix(union_at).is_some_and(|rest| rest.matches('/').count() == 1);
    match error.kind() {
        ValidationErrorKind::Type { .. } => is_own,
        ValidationErrorKind::Constant { .. } => is_own || is_member,
        ValidationErrorKind::Enum { options } => {
            is_own || (is_member && options.as_array().is_some_and(|o| o.len() == 1))
        }
        _ => false,
    }
}

/// The constants that the alternatives expected, and where.
fn expected_constants(context: &[Vec<ValidationError<'static>>], union_at: &str) -> Vec<(String, Vec<Value>)> {
    let wanted = |errors: &[ValidationError<'_>]| {
        let constants = errors.iter().filter(|error| rules_out(error, union_at)).filter_map(|error| {
            let options = match error.kind() {
                ValidationErrorKind::Constant { expected_value } => vec![(**expected_value).clone()],
                ValidationErrorKind::Enum { options } => options.as_array()?.clone(),
                _ => return None,
            };
            Some((error.instance_path().as_str().to_owned(), options))
        });
        // The only member of a variant is its name.
        let is_closed = errors.iter().any(|e| matches!(e.kind(), ValidationErrorKind::AdditionalProperties { .. }));
        let names = if is_closed { missing(errors, union_at) } else { Vec::new() };
        let names = (names.len() == 1).then(|| (union_at.to_owned(), names.into_iter().map(Value::String).collect()));
        constants.chain(names).collect::<Vec<_>>()
    };
    context.iter().flat_map(|errors| wanted(errors)).collect()
}
