//! What is wrong with a value, in German.

use chatwidgets_schema::{figures, readable_moment};

use crate::action::{ValueType, Violation};

pub(super) fn german(violation: &Violation) -> String {
    let counted = |n: &u64, one: &str, many: &str| format!("{n} {}", if *n == 1 { one } else { many });
    let characters = |n| counted(n, "Zeichen", "Zeichen");
    let items = |n| counted(n, "Eintrag", "Einträge");
    match violation {
        Violation::Required => "ist erforderlich".into(),
        Violation::NotExpected => "wird hier nicht erwartet".into(),
        Violation::Type(wanted) => format!("muss {} sein", of_type(wanted)),
        Violation::Minimum(limit) => format!("muss mindestens {limit} sein"),
        Violation::Maximum(limit) => format!("darf höchstens {limit} sein"),
        Violation::ExclusiveMinimum(limit) => format!("muss mehr als {limit} sein"),
        Violation::ExclusiveMaximum(limit) => format!("muss weniger als {limit} sein"),
        Violation::MultipleOf(step) => format!("muss ein Vielfaches von {} sein", figures(*step)),
        Violation::MinLength(limit) => format!("muss mindestens {} lang sein", characters(limit)),
        Violation::MaxLength(limit) => format!("darf höchstens {} lang sein", characters(limit)),
        Violation::MinItems(limit) => format!("muss mindestens {} haben", items(limit)),
        Violation::MaxItems(limit) => format!("darf höchstens {} haben", items(limit)),
        Violation::UniqueItems => "darf keinen Eintrag doppelt haben".into(),
        Violation::Duplicate => "ist doppelt angegeben, unter verschiedenen Namen".into(),
        Violation::Format(format) => format!("muss {} sein", of_format(format)),
        Violation::Schemes(schemes) => format!("muss eine Adresse sein, die mit {} beginnt", of_schemes(schemes)),
        Violation::FormatMinimum(first) => format!("darf nicht vor {} liegen", of_moment(first)),
        Violation::FormatMaximum(last) => format!("darf nicht nach {} liegen", of_moment(last)),
        Violation::Enum(options) if options.len() <= 12 => format!("muss eines davon sein: {}", options.join(", ")),
        Violation::Enum(_) => "muss eine der Möglichkeiten sein".into(),
        Violation::MinProperties(_) | Violation::MaxProperties(_) => "hat nicht die erwartete Zahl von Angaben".into(),
        _ => "hat nicht die erwartete Form".into(),
    }
}

fn of_type(wanted: &[ValueType]) -> &'static str {
    match wanted.iter().find(|wanted| **wanted != ValueType::Null) {
        Some(ValueType::Integer) => "eine ganze Zahl",
        Some(ValueType::Number) => "eine Zahl",
        Some(ValueType::Boolean) => "wahr oder falsch",
        Some(ValueType::String) => "ein Text",
        Some(ValueType::Array) => "eine Liste",
        Some(ValueType::Object) => "ein Objekt",
        _ => "leer",
    }
}

fn of_format(format: &str) -> &'static str {
    match format {
        "date" => "ein Datum wie 2026-03-14",
        "time" => "eine Uhrzeit wie 09:30:00Z",
        "date-time" => "ein Zeitpunkt wie 2026-03-14T09:30:00Z",
        "zoned-date-time" => "ein Zeitpunkt mit Zeitzone wie 2026-03-14T09:30:00+01:00[Europe/Zurich]",
        "partial-time" => "eine Uhrzeit wie 09:30",
        "partial-date-time" => "ein Zeitpunkt wie 2026-03-14T09:30",
        "duration" => "eine Dauer wie P1DT12H",
        "email" | "idn-email" => "eine E-Mail-Adresse",
        "hostname" | "idn-hostname" => "ein Rechnername wie example.com",
        "ipv4" => "eine IPv4-Adresse wie 192.0.2.1",
        "ipv6" => "eine IPv6-Adresse wie 2001:db8::1",
        "ip" => "eine IP-Adresse wie 192.0.2.1 oder 2001:db8::1",
        "color" => "eine Farbe wie #1e90ff",
        "uri" | "iri" => "eine Adresse wie https://example.com/",
        "uri-reference" | "iri-reference" => "eine Adresse oder ein Teil davon, etwa /hilfe",
        "uri-template" => "eine Vorlage für Adressen wie /users/{id}",
        "json-pointer" => "ein JSON-Pointer wie /user/name",
        "relative-json-pointer" => "ein relativer JSON-Pointer wie 1/name",
        "regex" => "ein regulärer Ausdruck wie ^[a-z]+$",
        "uuid" => "eine UUID wie 123e4567-e89b-42d3-a456-426614174000",
        "password" => "ein Passwort",
        "int" | "int8" | "int16" | "int32" | "int64" | "int128" | "uint" | "uint8" | "uint16" | "uint32" | "uint64"
        | "uint128" => "eine ganze Zahl",
        "float" | "double" => "eine Zahl",
        _ => UNKNOWN,
    }
}

/// How a format is said that only the app knows.
const UNKNOWN: &str = "von der erwarteten Form";

/// A day, which has an article, or a time, which has none.
fn of_moment(moment: &str) -> String {
    let is_day = moment.as_bytes().get(4) == Some(&b'-');
    format!("{}{}", if is_day { "dem " } else { "" }, readable_moment(moment))
}

fn of_schemes(schemes: &[String]) -> String {
    schemes.iter().map(|scheme| format!("{scheme}:")).collect::<Vec<_>>().join(" oder ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_german_words() {
        for format in chatwidgets_schema::known_formats() {
            assert_ne!(of_format(format), UNKNOWN, "{format}");
        }
    }

    #[test]
    fn bounds_and_steps_are_said_as_people_write_them() {
        for (violation, words) in [
            (Violation::FormatMinimum("2026-03-14".into()), "darf nicht vor dem 2026-03-14 liegen"),
            (Violation::FormatMaximum("09:30:00".into()), "darf nicht nach 09:30 liegen"),
            (
                Violation::FormatMaximum("2026-03-14T09:30:00Z".into()),
                "darf nicht nach dem 2026-03-14 09:30 UTC liegen",
            ),
            (Violation::MultipleOf(5.0), "muss ein Vielfaches von 5 sein"),
            (
                Violation::Schemes(vec!["ftp".into(), "mailto".into()]),
                "muss eine Adresse sein, die mit ftp: oder mailto: beginnt",
            ),
        ] {
            assert_eq!(german(&violation), words);
        }
    }
}
