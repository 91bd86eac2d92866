//! The fields of a form as HTML, and the inputs that stand alone, which are forms of one field.

use maud::{Markup, html};
use serde_json::Value;

use super::field_frame::Held;
pub(super) use super::field_frame::{FieldOf, Place};
use super::settled::answer;
use crate::action::{ValueType, Violation};
use crate::widget::form::{
    DateBounds, DateTimeBounds, FieldKind, FileLimits, FormField, Range, Switch, TextLine, TextLines, TimeBounds,
    TypedNumber, in_utc,
};

/// A field with its label, hint and errors.
pub(super) fn field(of: &FieldOf<'_>, field: &FormField) -> Markup {
    let held = Held::new(of, field);
    if field.read_only && !field.kind.is_typed() {
        return fixed(&held);
    }
    match &field.kind {
        FieldKind::Input(line) => text_line(&held, "text", None, line),
        FieldKind::Email(line) => text_line(&held, "email", Some("email"), line),
        FieldKind::Url(line) => text_line(&held, "url", Some("url"), line),
        FieldKind::Password(line) => text_line(&held, "password", Some("off"), line),
        FieldKind::TextArea(lines) => text_lines(&held, lines),
        FieldKind::Number(number) => typed_number(&held, number),
        FieldKind::Slider(range) => slider(&held, range),
        FieldKind::DatePicker(bounds) => date(&held, bounds),
        FieldKind::DateTime(bounds) if bounds.zoned => instant(&held, bounds),
        FieldKind::DateTime(DateTimeBounds { min, max, default_value, .. }) => {
            moment(&held, "datetime-local", "partial-date-time", [min, max, default_value])
        }
        FieldKind::Time(TimeBounds { min, max, default_value, .. }) => {
            moment(&held, "time", "partial-time", [min, max, default_value])
        }
        FieldKind::Toggle(switch) => toggle(&held, switch),
        FieldKind::FileUpload(limits) => files(&held, limits),
        FieldKind::Dropdown(options) => held.one_of(options),
        FieldKind::MultiSelect(options) => held.any_of(options),
        FieldKind::Unknown(_) => html! {},
    }
}

/// What was chosen and cannot be changed: inputs for choices have no `readonly`, so it is sent from where nobody sees it.
fn fixed(held: &Held<'_>) -> Markup {
    let value = held.value().or_else(|| held.field.kind.value());
    let values = match value.clone() {
        Some(Value::Array(values)) => values,
        value => value.into_iter().collect(),
    };
    let is_list = matches!(held.field.kind, FieldKind::MultiSelect(_));
    html! {
        div class="cw-field" data-cw-field=(held.field.name) data-cw-checks="[]" {
            span class="cw-label" dir="auto" { (held.field.label) }
            p dir="auto" { (answer(held.field, value.as_ref(), held.of.words())) }
            @for value in &values {
                input type="hidden" name=(held.field.name) value=(value.as_str().map_or_else(|| value.to_string(), str::to_owned)) data-cw-list[is_list];
            }
            (held.below())
        }
    }
}

/// What a browser may fill in, by the name that a field usually has (HTML's autofill field names).
fn autofill(name: &str) -> Option<&'static str> {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    Some(match name.strip_prefix("address").filter(|rest| !rest.is_empty()).unwrap_or(&name) {
        "name" | "fullname" => "name",
        "firstname" | "givenname" => "given-name",
        "lastname" | "familyname" | "surname" => "family-name",
        "email" | "mail" | "emailaddress" => "email",
        "phone" | "telephone" | "tel" | "phonenumber" | "mobile" => "tel",
        "company" | "organization" | "organisation" => "organization",
        "street" | "streetaddress" | "address" => "street-address",
        "city" | "town" => "address-level2",
        "state" | "region" | "province" => "address-level1",
        "postalcode" | "postcode" | "zip" | "zipcode" => "postal-code",
        "country" => "country-name",
        "birthday" | "dateofbirth" | "birthdate" => "bday",
        _ => return None,
    })
}

fn lengths(held: &mut Held<'_>, shortest: Option<u32>, longest: Option<u32>) {
    if let Some(limit) = shortest {
        held.check(&[limit.into()], &Violation::MinLength(limit.into()));
    }
    if let Some(limit) = longest {
        held.check(&[limit.into()], &Violation::MaxLength(limit.into()));
    }
}

fn text_line(held: &Held<'_>, kind: &str, autocomplete: Option<&str>, line: &TextLine) -> Markup {
    let mut held = held.clone();
    held.check_required();
    lengths(&mut held, line.min_length, line.max_length);
    let value = held.text().or_else(|| line.default_value.clone()).filter(|_| kind != "password");
    let input = html! {
        input type=(kind) id=(held.id) readonly[held.field.read_only] name=(held.field.name) value=[value] placeholder=[line.placeholder.as_ref()]
            autocomplete=[autocomplete.or_else(|| autofill(&held.field.name))] required[held.field.required] dir="auto" data-cw-target
            aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
    };
    held.labelled(&input)
}

fn text_lines(held: &Held<'_>, lines: &TextLines) -> Markup {
    let mut held = held.clone();
    held.check_required();
    lengths(&mut held, lines.min_length, lines.max_length);
    let value = held.text().or_else(|| lines.default_value.clone()).unwrap_or_default();
    let input = html! {
        // HTML drops the first line break of it.
        textarea id=(held.id) readonly[held.field.read_only] name=(held.field.name) rows=(lines.rows.unwrap_or(3)) placeholder=[lines.placeholder.as_ref()]
            autocomplete=[autofill(&held.field.name)] required[held.field.required] dir="auto" data-cw-target
            aria-invalid=(held.invalid()) aria-describedby=[held.described_by()] { "\n" (value) }
    };
    held.labelled(&input)
}

fn typed_number(held: &Held<'_>, number: &TypedNumber) -> Markup {
    let mut held = held.clone();
    held.check_required();
    number_checks(&mut held, number);
    let step = number.step.as_ref().map_or_else(|| "any".to_owned(), ToString::to_string);
    let value =
        held.text().or_else(|| number.default_value.as_ref().map(|number| with_decimals_of(&step, number.to_string())));
    let input = html! {
        input type="number" id=(held.id) readonly[held.field.read_only] name=(held.field.name) value=[value] min=[number.min.as_ref()] max=[number.max.as_ref()]
            step=(step) inputmode=(if step.contains('.') || step == "any" { "decimal" } else { "numeric" })
            required[held.field.required] data-cw-target aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
    };
    held.labelled(&input)
}

/// A number with as many decimals as its step has: `12.50`, where cents are counted.
fn with_decimals_of(step: &str, number: String) -> String {
    let decimals = |number: &str| number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if [step, &number].iter().any(|number| number.contains(['e', 'E'])) || decimals(&number) >= decimals(step) {
        return number;
    }
    let point = if number.contains('.') { "" } else { "." };
    let zeros = "0".repeat(decimals(step) - decimals(&number));
    number + point + &zeros
}

/// What the server asks of the number; and what the field itself asks, where that is not the same.
fn number_checks(held: &mut Held<'_>, number: &TypedNumber) {
    let rules = held.rules();
    let limit = |rule: &Violation| match rule {
        Violation::Minimum(limit)
        | Violation::Maximum(limit)
        | Violation::ExclusiveMinimum(limit)
        | Violation::ExclusiveMaximum(limit) => Some(Value::Number(limit.clone())),
        Violation::MultipleOf(step) => Some((*step).into()),
        _ => None,
    };
    for rule in &rules {
        held.check(limit(rule).as_slice(), rule);
    }
    if !rules.iter().any(|rule| matches!(rule, Violation::Type(_))) {
        held.check(&[], &Violation::Type(vec![ValueType::Number]));
    }
    let has_step = rules.iter().any(|rule| matches!(rule, Violation::MultipleOf(_)));
    let own = [number.min.clone().map(Violation::Minimum), number.max.clone().map(Violation::Maximum)];
    for rule in own.into_iter().flatten() {
        let is_told = rules.iter().any(|other| match (&rule, other) {
            (Violation::Minimum(_), Violation::ExclusiveMinimum(_))
            | (Violation::Maximum(_), Violation::ExclusiveMaximum(_)) => true,
            // Drawing puts the bounds at multiples of the step.
            (Violation::Minimum(_), Violation::Minimum(_)) | (Violation::Maximum(_), Violation::Maximum(_)) => {
                has_step || rule == *other
            }
            _ => false,
        });
        if !is_told {
            held.check(limit(&rule).as_slice(), &rule);
        }
    }
}

fn slider(held: &Held<'_>, range: &Range) -> Markup {
    if held.of.place == Place::InForm
        && let Some(marks) = range.marks()
    {
        return held.one_of_marks(&marks);
    }
    let value = held.text().or_else(|| range.value().map(ToString::to_string)).unwrap_or_else(|| range.min.to_string());
    let input = html! {
        div class="cw-range" {
            input type="range" id=(held.id) name=(held.field.name) value=(value) min=(range.min) max=(range.max) step=(range.step)
                data-cw-target aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
            // Whoever hears the slider hears its value already.
            output for=(held.id) aria-hidden="true" data-cw-output { (value) }
        }
    };
    held.labelled(&input)
}

fn date(held: &Held<'_>, bounds: &DateBounds) -> Markup {
    let mut held = held.clone();
    held.check_required();
    held.check(&[], &Violation::Format("date".to_owned()));
    if let Some(day) = &bounds.min_date {
        held.check(&[day.as_str().into()], &Violation::FormatMinimum(day.clone()));
    }
    if let Some(day) = &bounds.max_date {
        held.check(&[day.as_str().into()], &Violation::FormatMaximum(day.clone()));
    }
    let value = held.text().or_else(|| bounds.default_value.clone());
    let input = html! {
        // A bound keeps a browser from offering years of six digits.
        input type="date" id=(held.id) readonly[held.field.read_only] name=(held.field.name) value=[value] min=[bounds.min_date.as_ref()]
            max=(bounds.max_date.as_deref().unwrap_or("9999-12-31")) autocomplete=[autofill(&held.field.name)] required[held.field.required] data-cw-target
            aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
    };
    held.labelled(&input)
}

fn moment_checks(held: &mut Held<'_>, format: &str, min: Option<&String>, max: Option<&String>) {
    held.check_required();
    held.check(&[], &Violation::Format(format.to_owned()));
    if let Some(min) = min {
        held.check(&[min.as_str().into()], &Violation::FormatMinimum(min.clone()));
    }
    if let Some(max) = max {
        held.check(&[max.as_str().into()], &Violation::FormatMaximum(max.clone()));
    }
}

/// A time, or a day with a time, of a place that is known otherwise.
fn moment(held: &Held<'_>, kind: &str, format: &str, [min, max, default]: [&Option<String>; 3]) -> Markup {
    let mut held = held.clone();
    moment_checks(&mut held, format, min.as_ref(), max.as_ref());
    let value = held.text().or_else(|| default.clone());
    let input = html! {
        input type=(kind) id=(held.id) readonly[held.field.read_only] name=(held.field.name) value=[value] min=[min.as_ref()]
            max=[max.as_ref()] step="any" required[held.field.required] data-cw-target aria-invalid=(held.invalid())
            aria-describedby=[held.described_by()];
    };
    held.labelled(&input)
}

/// An instant: in UTC, which is said beside it, until the script shows it in the reader's time zone.
fn instant(held: &Held<'_>, bounds: &DateTimeBounds) -> Markup {
    let mut held = held.clone();
    let words = held.of.words();
    moment_checks(&mut held, "date-time", bounds.min.as_ref(), bounds.max.as_ref());
    for (code, says) in [("skipped", &words.skipped_time), ("doubled", &words.doubled_time)] {
        held.add_check(code, &[], says.to_string());
    }
    let local = |instant: &String| in_utc(instant).unwrap_or_else(|| instant.clone());
    let value = held.text().or_else(|| bounds.default_value.clone());
    let zone = format!("{}-z", held.id);
    let described_by = held.described_by().map_or_else(|| zone.clone(), |others| format!("{zone} {others}"));
    let input = html! {
        div class="cw-between" {
            input type="datetime-local" id=(held.id) readonly[held.field.read_only] name=(held.field.name) value=[value.as_ref().map(local)]
                min=[bounds.min.as_ref().map(local)] max=[bounds.max.as_ref().map(local)] step="any" required[held.field.required]
                data-cw-zoned data-cw-target aria-invalid=(held.invalid()) aria-describedby=(described_by);
            span class="cw-muted" id=(zone) data-cw-zone { "UTC" }
        }
    };
    held.labelled(&input)
}

fn toggle(held: &Held<'_>, switch: &Switch) -> Markup {
    let is_on = held.switched().unwrap_or(switch.default_value);
    html! {
        div class="cw-field cw-switch" data-cw-switch data-cw-field=(held.field.name) data-cw-checks=(held.checks()) data-cw-before=(held.around_fault().0)
            data-cw-after=(held.around_fault().1) {
            div class="cw-between" {
                label for=(held.id) dir="auto" { (held.field.label) }
                input type="checkbox" role="switch" id=(held.id) name=(held.field.name) value="true" checked[is_on] data-cw-target
                    aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
            }
            (held.below())
        }
    }
}

fn files(held: &Held<'_>, limits: &FileLimits) -> Markup {
    let mut held = held.clone();
    let words = held.of.words();
    held.check_required();
    if let Some(types) = &limits.accept {
        held.add_check(
            "accept",
            &[types.as_str().into()],
            words.wrong_type.replace("{types}", &words.kinds_of_files(types)),
        );
    }
    if let Some(bytes) = limits.max_bytes {
        held.add_check("max_bytes", &[bytes.into()], words.too_large.replace("{size}", &size(bytes)));
    }
    let limit = limits.max_bytes.map(|bytes| words.up_to.replace("{size}", &size(bytes)));
    let details = [limits.accept.as_ref().map(|types| words.kinds_of_files(types)), limit]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let input = html! {
        div class="cw-drop" data-cw-drop {
            // Without a name: only the script knows sizes and types.
            input type="file" id=(held.id) data-cw-name=(held.field.name) data-cw-files="list" multiple
                accept=[limits.accept.as_ref()] data-cw-target aria-invalid=(held.invalid()) aria-describedby=[held.described_by()];
            span class="cw-muted" aria-hidden="true" {
                (words.drop_files)
                @if !details.is_empty() { " (" (details) ")" }
            }
            ul data-cw-chosen {}
        }
    };
    held.labelled(&input)
}

/// A size in the units that people use: `5 MB`, in powers of a thousand as in IEC 80000-13.
pub(super) fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let Some((unit, divisor)) = units.into_iter().find(|(_, divisor)| bytes >= *divisor) else {
        return format!("{bytes} B");
    };
    let (whole, tenths) = (bytes / divisor, bytes % divisor * 10 / divisor);
    if tenths == 0 { format!("{whole} {unit}") } else { format!("{whole}.{tenths} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_written_as_people_say_it() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_500), "1.5 kB");
        assert_eq!(size(5_000_000), "5 MB");
        assert_eq!(size(u64::MAX), "18446744073.7 GB");
    }
}
