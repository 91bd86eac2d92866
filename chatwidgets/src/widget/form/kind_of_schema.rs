//! Which kind of field a member's schema asks for.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::field_kind::{AnyOf, FieldKind, OneOf, TextLine, TextLines, TypedNumber};
use super::member::Member;
use super::{DateBounds, DateTimeBounds, FileLimits, Range, TimeBounds};
use crate::schema::{Resolved, Schema, Shape, ShapeId, Types, decimal, in_words};
use crate::widget::number;

/// The longest text that is typed in one line, in characters.
const LONGEST_LINE: u64 = 200;

/// What no number is, and no text.
const OTHERS: Types = Types::BOOLEAN.union(Types::ARRAY).union(Types::OBJECT);

type DerivedKind = Result<FieldKind, Cow<'static, str>>;

/// The order of an enum's variants.
type Order<'a> = &'a dyn Fn() -> Option<&'static [&'static str]>;

/// The kind of field for a member, or why there is none.
pub(super) fn kind_of(schema: &Schema, resolved: &Resolved<'_>, order: Order<'_>) -> DerivedKind {
    if let Some(chosen) = resolved.first(|shape| shape.widget.as_ref()) {
        return chosen_kind(chosen, schema, resolved, order);
    }
    if let Some((options, labels)) = options(schema, resolved, order) {
        return Ok(OneOf { options, labels, default_value: None }.into());
    }
    let types = resolved.types();
    match types {
        Types::BOOLEAN => Ok(if resolved.is_nullable { Member::yes_or_no() } else { Member::switch() }),
        Types::INTEGER | Types::NUMBER if resolved.is_nullable => Ok(typed(resolved).into()),
        Types::INTEGER | Types::NUMBER => Ok(slider(resolved).map_or_else(|| typed(resolved).into(), Into::into)),
        Types::STRING => Ok(text(resolved)),
        Types::ARRAY => several(schema, resolved, order),
        Types::OBJECT if resolved.end().has_keyword("properties") => Err("it is a struct that may be left out".into()),
        Types::OBJECT => Err("it is a map".into()),
        // An exact decimal: a number, or a text that says it in digits.
        types if types.has(Types::STRING) && types.without(Types::STRING).is_numeric() && !types.has(OTHERS) => {
            Ok(typed(resolved).into())
        }
        _ => Err("it has alternatives".into()),
    }
}

fn chosen_kind(chosen: &Value, schema: &Schema, resolved: &Resolved<'_>, order: Order<'_>) -> DerivedKind {
    Ok(match chosen.as_str().unwrap_or_default() {
        "input" => line(resolved).into(),
        "email" => FieldKind::Email(line(resolved)),
        "url" => FieldKind::Url(line(resolved)),
        "password" => FieldKind::Password(line(resolved)),
        "textarea" => lines(resolved).into(),
        "number" => typed(resolved).into(),
        "slider" => {
            slider(resolved).ok_or("it asks for a slider, and has no two bounds or, between floats, no step")?.into()
        }
        "toggle" => Member::switch(),
        "datepicker" => dates(resolved).into(),
        "datetime" => date_times(resolved, resolved.format() == Some("date-time")).into(),
        "time" => times(resolved).into(),
        "fileupload" => FileLimits::default().into(),
        "dropdown" => {
            let (options, labels) =
                options(schema, resolved, order).ok_or("it asks for a dropdown and has no options")?;
            OneOf { options, labels, default_value: None }.into()
        }
        "multiselect" => several(schema, resolved, order)?,
        other => return Err(format!("`x-widget` is {other:?}, which is not a kind of field").into()),
    })
}

fn length(length: Option<u64>) -> Option<u32> {
    length.map(|n| u32::try_from(n).unwrap_or(u32::MAX)).filter(|n| *n > 0)
}

fn text(resolved: &Resolved<'_>) -> FieldKind {
    match resolved.format() {
        Some("email" | "idn-email") => FieldKind::Email(line(resolved)),
        Some("uri" | "iri") => FieldKind::Url(line(resolved)),
        Some("date") => dates(resolved).into(),
        Some("date-time") => date_times(resolved, true).into(),
        Some("partial-date-time") => date_times(resolved, false).into(),
        Some("partial-time") => times(resolved).into(),
        Some("password") => FieldKind::Password(line(resolved)),
        _ if resolved.first(|shape| shape.text.max_length).is_some_and(|longest| longest > LONGEST_LINE) => {
            lines(resolved).into()
        }
        _ => line(resolved).into(),
    }
}

fn line(resolved: &Resolved<'_>) -> TextLine {
    TextLine {
        placeholder: None,
        max_length: length(resolved.first(|shape| shape.text.max_length)),
        min_length: length(resolved.first(|shape| shape.text.min_length)),
        pattern: resolved.first(|shape| shape.text.pattern.clone()),
        default_value: None,
    }
}

fn lines(resolved: &Resolved<'_>) -> TextLines {
    let TextLine { max_length, min_length, .. } = line(resolved);
    TextLines { placeholder: None, max_length, rows: None, min_length, default_value: None }
}

fn dates(resolved: &Resolved<'_>) -> DateBounds {
    DateBounds {
        min_date: resolved.first(|shape| shape.text.first.clone()),
        max_date: resolved.first(|shape| shape.text.last.clone()),
        default_value: None,
    }
}

fn date_times(resolved: &Resolved<'_>, zoned: bool) -> DateTimeBounds {
    let DateBounds { min_date: min, max_date: max, .. } = dates(resolved);
    DateTimeBounds { zoned, min, max, default_value: None }
}

fn times(resolved: &Resolved<'_>) -> TimeBounds {
    let DateBounds { min_date: min, max_date: max, .. } = dates(resolved);
    TimeBounds { min, max, default_value: None }
}

fn is_short(bound: &Number) -> bool {
    bound.as_i64().is_some_and(|bound| i16::try_from(bound).is_ok() || u16::try_from(bound).is_ok())
}

/// The least and the greatest number, as far as a field can say them.
fn bounds(resolved: &Resolved<'_>) -> (Option<Number>, Option<Number>) {
    let is_whole = resolved.types().is_whole();
    let bound = |inclusive: Option<&Number>, exclusive: Option<&Number>, inward: i64| {
        let exclusive = exclusive.and_then(Number::as_i64).filter(|_| is_whole);
        let inside = exclusive.and_then(|bound| bound.checked_add(inward)).map(Number::from);
        // What no number of the type can break is not worth saying, where it is long.
        let inclusive = inclusive.filter(|bound| is_short(bound) || !resolved.is_bound_of_type(bound));
        match (inclusive.cloned(), inside) {
            (Some(a), Some(b)) => Some(if number::less(&a, &b) == (inward > 0) { b } else { a }),
            (a, b) => a.or(b),
        }
    };
    let limits = resolved.number();
    let min = bound(limits.minimum, limits.exclusive_minimum, 1);
    let max = bound(limits.maximum, limits.exclusive_maximum, -1);
    let Some(step) = limits.multiple_of else { return (min, max) };
    // A browser counts steps from the lower bound, the schema from 0.
    let on_grid =
        |bound: Option<Number>, is_up| bound.map(|bound| decimal::multiple(&bound, step, is_up).unwrap_or(bound));
    (on_grid(min, true), on_grid(max, false))
}

fn slider(resolved: &Resolved<'_>) -> Option<Range> {
    let (min, max) = bounds(resolved);
    let (min, max) = (min?, max?);
    // An unsigned number begins at 0 anyway: from 0 to 10 is meant as a slider, from 3 to 255 is not.
    let is_of_type = |bound: &Number| resolved.is_bound_of_type(bound) && bound.as_u64() != Some(0);
    let is_chosen = resolved.first(|shape| shape.widget.as_ref()).is_some();
    if (is_of_type(&min) || is_of_type(&max)) && !is_chosen {
        return None;
    }
    // Between any two positions of a slider over floats there are numbers that the type allows, too.
    let step = resolved.number().multiple_of.cloned();
    let step = step.or_else(|| resolved.types().is_whole().then(|| 1.into()))?;
    Range::of_schema(min, max, step)
}

fn typed(resolved: &Resolved<'_>) -> TypedNumber {
    let (min, max) = bounds(resolved);
    TypedNumber { min, max, step: resolved.number().multiple_of.cloned(), default_value: None }
}

fn several(schema: &Schema, resolved: &Resolved<'_>, order: Order<'_>) -> DerivedKind {
    let items = resolved.first(|shape| shape.list.items).ok_or("it is a list of anything")?;
    let items = schema.resolve(items, &resolved.within).map_err(|_| "it is a list that holds itself")?;
    let (options, labels) = options(schema, &items, order).ok_or("it is a list whose items are not a unit enum")?;
    let min_items = resolved.first(|shape| shape.list.min_items);
    let max_items = resolved.first(|shape| shape.list.max_items);
    Ok(AnyOf { options, labels, min_items, max_items, default_value: None }.into())
}

/// The options of a unit enum with their labels, in the order in which the type declares them.
fn options(schema: &Schema, resolved: &Resolved<'_>, order: Order<'_>) -> Option<(Vec<String>, Vec<String>)> {
    let mut options = Vec::new();
    collect_options(schema, resolved.end(), &mut Vec::new(), &mut options)?;
    if options.is_empty() {
        return None;
    }
    if let Some(order) = order() {
        options.sort_by_key(|(option, _)| order.iter().position(|variant| variant == option).unwrap_or(usize::MAX));
    }
    Some(options.into_iter().unzip())
}

fn collect_options(
    schema: &Schema,
    shape: &Shape,
    within: &mut Vec<ShapeId>,
    options: &mut Vec<(String, String)>,
) -> Option<()> {
    let Some(values) = &shape.options else {
        (!shape.branches.is_empty()).then_some(())?;
        for branch in &shape.branches {
            (!within.contains(&branch.target)).then_some(())?;
            within.push(branch.target);
            collect_options(schema, &schema[branch.target], within, options)?;
        }
        return Some(());
    };
    for value in values.iter().filter(|value| !value.is_null()) {
        let value = match value {
            Value::String(text) => text.clone(),
            // `serde_repr`
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        let words = shape.words().filter(|_| shape.is_const);
        let label = words.map_or_else(|| in_words(&value), |(label, _)| label);
        options.push((value, label));
    }
    Some(())
}
