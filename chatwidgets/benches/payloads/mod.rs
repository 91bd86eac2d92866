//! Payloads of 2, 10 and 50 fields, and what clients send for them.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::marker::PhantomData;

use chatwidgets::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) enum Room {
    /// The hall
    Hall,
    Garden,
    /// On the roof
    Roof,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Two {
    /// Full name
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// Guests
    #[schemars(range(min = 1, max = 12))]
    guests: u8,
}

/// Declares a payload: ten fields a row, one of each kind. They are flat, as those of a long form are: names have to be
/// found among all others.
macro_rules! payload {
    ($payload:ident: $([$name:ident $email:ident $guests:ident $room:ident $extras:ident
                        $day:ident $window:ident $notes:ident $phone:ident $budget:ident])*) => {
        #[derive(Serialize, Deserialize, JsonSchema)]
        pub(crate) struct $payload {
            $(
                /// Full name
                #[schemars(length(min = 1, max = 80))]
                $name: String,
                /// E-mail
                #[schemars(email)]
                $email: String,
                /// Guests
                #[schemars(range(min = 1, max = 12))]
                $guests: u8,
                /// Room
                $room: Room,
                /// Extras
                $extras: Vec<Room>,
                /// Day
                $day: input::DateText,
                /// Window seat
                $window: bool,
                /// Anything else?
                #[schemars(length(max = 500))]
                $notes: Option<String>,
                /// Telephone
                $phone: Option<String>,
                /// Budget
                #[schemars(range(min = 0))]
                $budget: Option<u32>,
            )*
        }

        impl Example for $payload {
            const FIELDS: &'static [&'static str] = &[$(
                stringify!($name), stringify!($email), stringify!($guests), stringify!($room), stringify!($extras),
                stringify!($day), stringify!($window), stringify!($notes), stringify!($phone), stringify!($budget),
            )*];
        }
    };
}

payload! { Ten: [name email guests room extras day window notes phone budget] }

payload! { Fifty:
    [name1 email1 guests1 room1 extras1 day1 window1 notes1 phone1 budget1]
    [name2 email2 guests2 room2 extras2 day2 window2 notes2 phone2 budget2]
    [name3 email3 guests3 room3 extras3 day3 window3 notes3 phone3 budget3]
    [name4 email4 guests4 room4 extras4 day4 window4 notes4 phone4 budget4]
    [name5 email5 guests5 room5 extras5 day5 window5 notes5 phone5 budget5]
}

impl Example for Two {
    const FIELDS: &'static [&'static str] = &["name", "guests"];
}

/// The action that a payload is sent to.
pub(crate) struct Book<T>(PhantomData<T>);

impl<T> Book<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Example> WidgetAction for Book<T> {
    const NAME: &'static str = "book";
    type Payload = T;
    type Bound = NoBound;
}

/// What is sent for a field, by the kind of the field.
struct Sent {
    kind: &'static str,
    typed: &'static str,
    text: &'static str,
    in_form: &'static str,
    wrong: &'static str,
}

#[rustfmt::skip]
const SENT: [Sent; 10] = [
    Sent { kind: "name", typed: r#""Ada Lovelace""#, text: r#""Ada Lovelace""#, in_form: "Ada+Lovelace", wrong: "7" },
    Sent { kind: "email", typed: r#""ada@a.example""#, text: r#""ada@a.example""#, in_form: "ada%40a.example", wrong: r#""ada""# },
    Sent { kind: "guests", typed: "4", text: r#""4""#, in_form: "4", wrong: "99" },
    Sent { kind: "room", typed: r#""Roof""#, text: r#""Roof""#, in_form: "Roof", wrong: r#""Cellar""# },
    Sent { kind: "extras", typed: r#"["Hall"]"#, text: r#"["Hall"]"#, in_form: "Hall", wrong: r#"["Cellar"]"# },
    Sent { kind: "day", typed: r#""2026-07-01""#, text: r#""2026-07-01""#, in_form: "2026-07-01", wrong: r#""2026-02-30""# },
    Sent { kind: "window", typed: "true", text: r#""on""#, in_form: "on", wrong: r#""perhaps""# },
    Sent { kind: "notes", typed: r#""A cake, please""#, text: r#""A cake, please""#, in_form: "A+cake%2C+please", wrong: "7" },
    Sent { kind: "phone", typed: "null", text: r#""""#, in_form: "", wrong: "7" },
    Sent { kind: "budget", typed: "120", text: r#""120""#, in_form: "120", wrong: "-1" },
];

/// A payload, and what clients send for it.
pub(crate) trait Example: Serialize + DeserializeOwned + JsonSchema + 'static {
    const FIELDS: &'static [&'static str];

    /// JSON with numbers and booleans, as a program sends it.
    fn typed() -> String {
        json::<Self>(|_, sent| sent.typed)
    }

    /// JSON with texts, as a script sends the fields of an HTML form.
    fn texts() -> String {
        json::<Self>(|_, sent| sent.text)
    }

    /// Typed, and the last field is at fault.
    fn one_wrong() -> String {
        json::<Self>(|field, sent| if Some(&field) == Self::FIELDS.last() { sent.wrong } else { sent.typed })
    }

    /// Every field is at fault.
    fn all_wrong() -> String {
        json::<Self>(|_, sent| sent.wrong)
    }

    /// What a browser posts without a script.
    fn form() -> String {
        let fields: Vec<_> = Self::FIELDS.iter().map(|field| format!("{field}={}", sent(field).in_form)).collect();
        fields.join("&")
    }
}

fn json<T: Example>(value: impl Fn(&'static str, &'static Sent) -> &'static str) -> String {
    let members: Vec<_> = T::FIELDS.iter().map(|field| format!("\"{field}\":{}", value(field, sent(field)))).collect();
    format!("{{{}}}", members.join(","))
}

fn sent(field: &str) -> &'static Sent {
    let kind = field.trim_end_matches(|c: char| c.is_ascii_digit());
    SENT.iter().find(|sent| sent.kind == kind).expect("every kind of field is sent")
}
