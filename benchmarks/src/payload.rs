//! What is posted: the same types on every side.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A button sends nothing.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// A form of two fields.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Feedback {
    /// How did we do?
    #[schemars(range(min = 1, max = 5))]
    pub rating: u8,
    /// Anything to add?
    #[schemars(length(max = 500))]
    pub comments: Option<String>,
}

/// A form of ten fields.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Booking {
    /// Name
    #[schemars(length(min = 1, max = 80))]
    pub name: String,
    /// Email
    #[schemars(email)]
    pub email: String,
    /// Phone
    #[schemars(length(max = 30))]
    pub phone: Option<String>,
    /// Date
    pub date: NaiveDate,
    /// Sitting
    pub sitting: Sitting,
    /// Guests
    #[schemars(range(min = 1, max = 12))]
    pub guests: u8,
    /// Where
    pub area: Area,
    /// High chairs
    #[schemars(range(max = 4))]
    pub high_chairs: u8,
    /// Send me news
    pub newsletter: bool,
    /// Notes
    #[schemars(length(max = 500))]
    pub notes: Option<String>,
}

/// When a table is wanted.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sitting {
    /// At noon
    Lunch,
    /// At six
    Early,
    /// At eight
    Late,
}

/// Where a table is wanted.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// Inside
    Inside,
    /// On the terrace
    Terrace,
}
