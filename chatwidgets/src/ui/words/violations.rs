//! What is wrong with a value, in German.

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
        Violation::MultipleOf(step) => format!("muss ein Vielfaches von {step} sein"),
        Violation::MinLength(limit) => format!("muss mindestens {} lang sein", characters(limit)),
        Violation::MaxLength(limit) => format!("darf höchstens {} lang sein", characters(limit)),
        Violation::MinItems(limit) => format!("muss mindestens {} haben", items(limit)),
        Violation::MaxItems(limit) => format!("darf höchstens {} haben", items(limit)),
        Violation::UniqueItems => "darf keinen Eintrag doppelt haben".into(),
        Violation::Format(format) => format!("muss {} sein", of_format(format)),
        Violation::FormatMinimum(day) => format!("darf nicht vor dem {day} liegen"),
        Violation::FormatMaximum(day) => format!("darf nicht nach dem {day} liegen"),
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
        "email" | "idn-email" => "eine E-Mail-Adresse",
        "uri" | "iri" => "eine Adresse wie https://example.com/",
        _ => "von der erwarteten Form",
    }
}
