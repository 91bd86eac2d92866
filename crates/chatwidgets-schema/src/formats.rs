//! The formats of texts: how each is checked, and how it is called in English.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::addresses::is_email;
use crate::moment::{self, Moment};

/// What the names of an app's own formats begin with.
const OWN: &str = "x-";

/// Whether a schema may have this format: it is checked, or begins with `x-` and is left to the app.
///
/// ```
/// use chatwidgets_schema::is_known_format;
///
/// assert!(is_known_format("email") && is_known_format("x-iban") && !is_known_format("emial"));
/// ```
pub fn is_known_format(name: &str) -> bool {
    name.starts_with(OWN) || find(name).is_some()
}

/// Whether `formatMinimum` and `formatMaximum` may stand beside this format.
pub fn format_has_order(name: &str) -> bool {
    find(name).is_some_and(|format| matches!(format.how, How::Moment(_)))
}

/// Whether the empty text means something in this format, as it does in a reference: this very page.
///
/// It does not in `password`, which checks nothing: no password is none.
pub fn format_allows_empty(name: &str) -> bool {
    find(name).is_some_and(|format| format.allows_empty)
}

/// Whether a text is a moment of this format: a day, a time, or both.
///
/// ```
/// use chatwidgets_schema::is_moment;
///
/// assert!(is_moment("partial-time", "09:30") && !is_moment("partial-time", "9:30") && !is_moment("email", "a@b"));
/// ```
pub fn is_moment(format: &str, text: &str) -> bool {
    find(format).is_some_and(|format| matches!(format.how, How::Moment(read) if read(text).is_some()))
}

/// The names of all formats that are known, without those that are left to the app.
pub fn known_formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
}

/// A format. There is a function for each way to check one, below, so that no row can leave something out.
pub(crate) struct Format {
    pub(crate) name: &'static str,
    pub(crate) how: How,
    allows_empty: bool,
    /// It follows "must be".
    pub(crate) english: &'static str,
}

/// How a format is checked.
pub(crate) enum How {
    /// By its value. It has an order.
    Moment(fn(&str) -> Option<Moment>),
    Text(fn(&str) -> bool),
    /// It is a URL, of the web or of the schemes that stand beside it.
    Url,
    /// As `jsonschema` does.
    Standard,
    Nothing,
}

pub(crate) fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

static FORMATS: [Format; 39] = [
    moment("date", moment::date, "a date such as 2026-03-14"),
    moment("time", moment::time, "a time such as 09:30:00Z"),
    moment("date-time", moment::date_time, "a date and time such as 2026-03-14T09:30:00Z"),
    moment(
        "zoned-date-time",
        moment::zoned_date_time,
        "a date and time with its zone such as 2026-03-14T09:30:00+01:00[Europe/Zurich]",
    ),
    moment("partial-time", moment::partial_time, "a time such as 09:30"),
    moment("partial-date-time", moment::partial_date_time, "a date and time such as 2026-03-14T09:30"),
    text("email", is_email, "an e-mail address"),
    text("idn-email", is_email, "an e-mail address"),
    text("ipv4", |text| text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address such as 192.0.2.1"),
    text("ipv6", |text| text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address such as 2001:db8::1"),
    text("ip", |text| text.parse::<IpAddr>().is_ok(), "an IP address such as 192.0.2.1 or 2001:db8::1"),
    text("color", is_color, "a colour such as #1e90ff"),
    Format::new("uri", How::Url, "a URL such as https://example.com/"),
    Format::new("iri", How::Url, "a URL such as https://example.com/"),
    standard("duration", "a duration such as P1DT12H"),
    standard("hostname", "a host name such as example.com"),
    standard("idn-hostname", "a host name such as example.com"),
    standard("relative-json-pointer", "a relative JSON pointer such as 1/name"),
    standard("uuid", "a UUID such as 123e4567-e89b-42d3-a456-426614174000"),
    standard("uri-reference", "a URL or a part of one, such as /help").or_empty(),
    standard("iri-reference", "a URL or a part of one, such as /help").or_empty(),
    standard("uri-template", "a URL template such as /users/{id}").or_empty(),
    standard("json-pointer", "a JSON pointer such as /user/name").or_empty(),
    standard("regex", "a regular expression such as ^[a-z]+$").or_empty(),
    unchecked("password", "a password"),
    unchecked("int8", WHOLE),
    unchecked("int16", WHOLE),
    unchecked("int32", WHOLE),
    unchecked("int64", WHOLE),
    unchecked("int128", WHOLE),
    unchecked("int", WHOLE),
    unchecked("uint8", WHOLE),
    unchecked("uint16", WHOLE),
    unchecked("uint32", WHOLE),
    unchecked("uint64", WHOLE),
    unchecked("uint128", WHOLE),
    unchecked("uint", WHOLE),
    unchecked("float", "a number"),
    unchecked("double", "a number"),
];

/// Schemas derived from Rust's number types have a format, and bounds that do the work.
const WHOLE: &str = "a whole number";

const fn moment(name: &'static str, read: fn(&str) -> Option<Moment>, english: &'static str) -> Format {
    Format::new(name, How::Moment(read), english)
}

const fn text(name: &'static str, is_valid: fn(&str) -> bool, english: &'static str) -> Format {
    Format::new(name, How::Text(is_valid), english)
}

const fn standard(name: &'static str, english: &'static str) -> Format {
    Format::new(name, How::Standard, english)
}

const fn unchecked(name: &'static str, english: &'static str) -> Format {
    Format::new(name, How::Nothing, english)
}

impl Format {
    const fn new(name: &'static str, how: How, english: &'static str) -> Self {
        Self { name, how, allows_empty: false, english }
    }

    const fn or_empty(self) -> Self {
        Self { allows_empty: true, ..self }
    }
}

/// What an `<input type=color>` sends.
fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}
