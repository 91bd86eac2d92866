//! Which kind of field a member's schema asks for.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use super::field_kind::{AnyOf, FieldKind, OneOf, TextLine, TextLines, TypedNumber};
use super::member::{Member, Resolved, in_words, words};
use super::{DateBounds, FileLimits, Range};
use crate::widget::number;

/// The longest text that is typed in one line, in characters.
const LONGEST_LINE: u64 = 200;

type DerivedKind = Result<FieldKind, Cow<'static, str>>;

/// The kind of field for a member, or why there is none. `items` is the schema of a list's items, `order` the order of
/// an enum's variants.
pub(super) fn kind_of(
    resolved: &Resolved,
    items: Option<&Resolved>,
    order: &dyn Fn() -> Option<&'static [&'static str]>,
) -> DerivedKind {
    let schema = &resolved.schema;
    if let Some(chosen) = schema.get("x-widget") {
        return chosen_kind(chosen, schema, items, order);
    }
    if let Some((options, labels)) = options(schema, order) {
        return Ok(OneOf { options, labels, default_value: None }.into());
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => Ok(if resolved.is_nullable { Member::yes_or_no() } else { Member::switch() }),
        Some("integer" | "number") if resolved.is_nullable => Ok(typed(schema).into()),
        Some("integer" | "number") => Ok(slider(schema).map_or_else(|| typed(schema).into(), Into::into)),
        Some("string") => Ok(text(schema)),
        Some("array") => several(schema, items, order),
        Some("object") if schema.contains_key("properties") => Err("it is a struct that may be left out".into()),
        Some("object") => Err("it is a map".into()),
        _ => Err("it has alternatives".into()),
    }
}

fn chosen_kind(
    chosen: &Value,
    schema: &Map<String, Value>,
    items: Option<&Resolved>,
    order: &dyn Fn() -> Option<&'static [&'static str]>,
) -> DerivedKind {
    Ok(match chosen.as_str().unwrap_or_default() {
        "input" => line(schema).into(),
        "email" => FieldKind::Email(line(schema)),
        "url" => FieldKind::Url(line(schema)),
        "password" => FieldKind::Password(line(schema)),
        "textarea" => lines(schema).into(),
        "number" => typed(schema).into(),
        "slider" => slider(schema).ok_or("it asks for a slider and has no two bounds")?.into(),
        "toggle" => Member::switch(),
        "datepicker" => dates(schema).into(),
        "fileupload" => FileLimits::default().into(),
        "dropdown" => {
            let (options, labels) = options(schema, order).ok_or("it asks for a dropdown and has no options")?;
            OneOf { options, labels, default_value: None }.into()
        }
        "multiselect" => several(schema, items, order)?,
        other => return Err(format!("`x-widget` is {other:?}, which is not a kind of field").into()),
    })
}

fn u64_of(schema: &Map<String, Value>, keyword: &str) -> Option<u64> {
    schema.get(keyword).and_then(Value::as_u64)
}

fn u32_of(schema: &Map<String, Value>, keyword: &str) -> Option<u32> {
    u64_of(schema, keyword).map(|n| u32::try_from(n).unwrap_or(u32::MAX)).filter(|n| *n > 0)
}

fn string_of(schema: &Map<String, Value>, keyword: &str) -> Option<String> {
    schema.get(keyword).and_then(Value::as_str).map(str::to_owned)
}

fn text(schema: &Map<String, Value>) -> FieldKind {
    match schema.get("format").and_then(Value::as_str) {
        Some("email" | "idn-email") => FieldKind::Email(line(schema)),
        Some("uri" | "iri") => FieldKind::Url(line(schema)),
        Some("date") => dates(schema).into(),
        Some("password") => FieldKind::Password(line(schema)),
        _ if schema.get("writeOnly") == Some(&Value::Bool(true)) => FieldKind::Password(line(schema)),
        _ if u64_of(schema, "maxLength").is_some_and(|longest| longest > LONGEST_LINE) => lines(schema).into(),
        _ => line(schema).into(),
    }
}

fn line(schema: &Map<String, Value>) -> TextLine {
    TextLine {
        placeholder: None,
        max_length: u32_of(schema, "maxLength"),
        min_length: u32_of(schema, "minLength"),
        pattern: string_of(schema, "pattern"),
        default_value: None,
    }
}

fn lines(schema: &Map<String, Value>) -> TextLines {
    TextLines {
        placeholder: None,
        max_length: u32_of(schema, "maxLength"),
        rows: None,
        min_length: u32_of(schema, "minLength"),
        default_value: None,
    }
}

fn dates(schema: &Map<String, Value>) -> DateBounds {
    DateBounds {
        min_date: string_of(schema, "formatMinimum"),
        max_date: string_of(schema, "formatMaximum"),
        default_value: None,
    }
}

/// The least and the greatest number, as far as a field can say them.
fn bounds(schema: &Map<String, Value>) -> (Option<Number>, Option<Number>) {
    let is_whole = schema.get("type").is_some_and(|name| name == "integer");
    let bound = |keyword: &str, exclusive: &str, inward: i64| {
        let inclusive = schema.get(keyword).and_then(Value::as_number).cloned();
        let exclusive = schema.get(exclusive).and_then(Value::as_i64).filter(|_| is_whole);
        let inside = exclusive.and_then(|bound| bound.checked_add(inward)).map(Number::from);
        match (inclusive, inside) {
            (Some(a), Some(b)) => Some(if number::less(&a, &b) == (inward > 0) { b } else { a }),
            (a, b) => a.or(b),
        }
    };
    let (min, max) = (bound("minimum", "exclusiveMinimum", 1), bound("maximum", "exclusiveMaximum", -1));
    let Some(step) = step(schema).and_then(|step| step.as_i64()).filter(|step| is_whole && *step > 1) else {
        return (min, max);
    };
    // A browser counts steps from the lower bound, the schema from 0.
    let up = |bound: i64| bound.checked_add((step - bound.rem_euclid(step)) % step);
    let down = |bound: i64| bound.checked_sub(bound.rem_euclid(step));
    let round = |bound: Option<Number>, round: &dyn Fn(i64) -> Option<i64>| {
        bound.map(|bound| bound.as_i64().and_then(round).map_or(bound, Number::from))
    };
    (round(min, &up), round(max, &down))
}

/// Whether these are the bounds that any number of the Rust type keeps. They alone do not call for a slider.
fn are_of_type(schema: &Map<String, Value>, min: &Number, max: &Number) -> bool {
    let of_type = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (0, i64::from(u8::MAX)),
        Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        _ => return false,
    };
    // An unsigned number begins at 0 anyway: from 0 to 10 is meant as a slider, from 3 to 255 is not.
    max.as_i64() == Some(of_type.1) || (min.as_i64() == Some(of_type.0) && of_type.0 < 0)
}

fn step(schema: &Map<String, Value>) -> Option<Number> {
    match schema.get("multipleOf") {
        Some(Value::Number(step)) => Some(whole_if_it_is(step)),
        _ => None,
    }
}

/// `5.0` as `5`: `schemars` writes every number of an attribute as it stands there.
fn whole_if_it_is(number: &Number) -> Number {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp)]
    match number.as_f64() {
        Some(float) if number.is_f64() && (float as i64) as f64 == float => (float as i64).into(),
        _ => number.clone(),
    }
}

fn slider(schema: &Map<String, Value>) -> Option<Range> {
    let (min, max) = bounds(schema);
    let (min, max) = (min?, max?);
    let is_whole = schema.get("type").is_some_and(|name| name == "integer");
    let is_chosen = schema.contains_key("x-widget");
    if are_of_type(schema, &min, &max) && !is_chosen {
        None
    } else {
        Range::of_schema(min, max, step(schema), is_whole)
    }
}

fn typed(schema: &Map<String, Value>) -> TypedNumber {
    let (min, max) = bounds(schema);
    TypedNumber { min, max, step: step(schema), default_value: None }
}

fn several(
    schema: &Map<String, Value>,
    items: Option<&Resolved>,
    order: &dyn Fn() -> Option<&'static [&'static str]>,
) -> DerivedKind {
    let items = items.ok_or("it is a list of anything")?;
    let (options, labels) = options(&items.schema, order).ok_or("it is a list whose items are not a unit enum")?;
    let (min_items, max_items) = (u64_of(schema, "minItems"), u64_of(schema, "maxItems"));
    Ok(AnyOf { options, labels, min_items, max_items, default_value: None }.into())
}

/// The options of a unit enum with their labels, in the order in which the type declares them.
fn options(
    schema: &Map<String, Value>,
    order: &dyn Fn() -> Option<&'static [&'static str]>,
) -> Option<(Vec<String>, Vec<String>)> {
    let mut options = Vec::new();
    collect_options(&Value::Object(schema.clone()), &mut options)?;
    if options.is_empty() {
        return None;
    }
    if let Some(order) = order() {
        options.sort_by_key(|(option, _)| order.iter().position(|variant| variant == option).unwrap_or(usize::MAX));
    }
    Some(options.into_iter().unzip())
}

fn collect_options(schema: &Value, options: &mut Vec<(String, String)>) -> Option<()> {
    if let Some(Value::Array(values)) = schema.get("enum") {
        for value in values {
            let value = value.as_str()?;
            options.push((value.to_owned(), in_words(value)));
        }
    } else if let Some(value) = schema.get("const") {
        let value = value.as_str()?;
        let label = words(schema).map_or_else(|| in_words(value), |(label, _)| label);
        options.push((value.to_owned(), label));
    } else {
        let alternatives = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
        alternatives.iter().try_for_each(|alternative| collect_options(alternative, options))?;
    }
    Some(())
}
