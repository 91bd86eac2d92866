//! The requests that are measured.

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// A click on a button, which sends `{}`.
    Click,
    /// A form of two fields.
    Feedback,
    /// A form of ten fields.
    Booking,
    /// A form of two fields, both wrong.
    Invalid,
    /// A click on a button that can be used once, and whose reply brings the next one.
    Once,
    /// A text, to an assistant that goes by rules.
    Message,
    /// A conversation of [`TURNS`](Case::TURNS) turns.
    History,
}

/// One request, ready to be sent but for its thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path.
    pub path: String,
    /// Its body in JSON; empty for `GET`.
    pub body: String,
    /// The status that the answer must have.
    pub status: u16,
}

impl Case {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 7] =
        [Self::Click, Self::Feedback, Self::Booking, Self::Invalid, Self::Once, Self::Message, Self::History];

    /// How many turns the conversation has that is read.
    pub const TURNS: usize = 100;

    /// Where all sides mount their routes.
    pub const PREFIX: &'static str = "/api/chat";

    /// Who asks, by the header [`Case::USER_HEADER`].
    pub const USER: &'static str = "ada";

    /// The header that tells who asks: an app would look into a session.
    pub const USER_HEADER: &'static str = "x-user";

    /// Its name on a command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Feedback => "feedback",
            Self::Booking => "booking",
            Self::Invalid => "invalid",
            Self::Once => "once",
            Self::Message => "message",
            Self::History => "history",
        }
    }

    /// The case of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// The request that makes a thread for it; [`Case::Once`] takes its first button from the answer.
    pub fn opening(self) -> Wanted {
        match self {
            Self::Once => action("show_coupon", "{}", None, None, 200),
            Self::History => Self::Click.request(None, None),
            Self::Invalid => Self::Feedback.request(None, None),
            _ => self.request(None, None),
        }
    }

    /// How many more requests like [`Case::opening`] the thread needs before it is read.
    pub fn further_turns(self) -> usize {
        if self == Self::History { Self::TURNS - 1 } else { 0 }
    }

    /// The request itself, in a thread, on a widget.
    pub fn request(self, thread: Option<&str>, widget: Option<&str>) -> Wanted {
        let feedback = r#"{"rating":5,"comments":"The soup was great, and so was the view of the harbour."}"#;
        let booking = r#"{"name":"Ada Lovelace","email":"ada@example.com","phone":"+44 20 7946 0000","date":"2030-12-10","sitting":"late","guests":4,"area":"terrace","high_chairs":1,"newsletter":false,"notes":"A table by the window, please."}"#;
        match self {
            Self::Click => action("press", "{}", thread, widget, 200),
            Self::Feedback => action("submit_feedback", feedback, thread, widget, 200),
            Self::Booking => action("book_table", booking, thread, widget, 200),
            Self::Invalid => {
                let comments = "too long ".repeat(60);
                let payload = format!(r#"{{"rating":9,"comments":"{comments}"}}"#);
                action("submit_feedback", &payload, thread, widget, 422)
            }
            Self::Once => action("redeem", "{}", thread, widget, 200),
            Self::Message => {
                let thread = thread.map(|id| format!(r#","threadId":"{id}""#)).unwrap_or_default();
                let body = format!(r#"{{"message":"When do you open on Sundays?"{thread}}}"#);
                Wanted { method: "POST", path: format!("{}/message", Self::PREFIX), body, status: 200 }
            }
            Self::History => {
                let path = format!("{}/threads/{}", Self::PREFIX, thread.unwrap_or_default());
                Wanted { method: "GET", path, body: String::new(), status: 200 }
            }
        }
    }
}

fn action(name: &str, payload: &str, thread: Option<&str>, widget: Option<&str>, status: u16) -> Wanted {
    let thread = thread.map(|id| format!(r#","threadId":"{id}""#)).unwrap_or_default();
    let widget = widget.map(|id| format!(r#","widgetId":"{id}""#)).unwrap_or_default();
    let body = format!(r#"{{"action":"{name}","payload":{payload}{thread}{widget}}}"#);
    Wanted { method: "POST", path: format!("{}/action", Case::PREFIX), body, status }
}

impl Wanted {
    /// It as HTTP/1.1, as a browser's `fetch` would send it but for headers that no side looks at.
    pub fn to_http(&self, host: &str) -> String {
        let Self { method, path, body, .. } = self;
        let (user, header) = (Case::USER, Case::USER_HEADER);
        let has_body = if body.is_empty() {
            String::new()
        } else {
            format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
        };
        format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\naccept: application/json\r\naccept-language: en-GB,en;q=0.9\r\nuser-agent: chatwidgets-load\r\n{header}: {user}\r\n{has_body}\r\n{body}"
        )
    }
}
