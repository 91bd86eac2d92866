//! The languages that a client asks for.

use actix_web::http::header::{self, AcceptLanguage, HeaderValue, Preference};

/// The languages of an `Accept-Language`, the preferred one first.
pub(crate) fn languages(accepted: &HeaderValue) -> Vec<String> {
    let Ok(mut languages) = header::from_comma_delimited::<_, header::QualityItem<_>>([accepted].into_iter()) else {
        return Vec::new();
    };
    // A weight of 0 means "not this one".
    languages.retain(|language| language.quality > header::Quality::ZERO);
    let tags = AcceptLanguage(languages).ranked().into_iter().filter_map(|preference| match preference {
        Preference::Any => None,
        Preference::Specific(tag) => Some(tag.to_string()),
    });
    tags.collect()
}

/// The preferred language of an `Accept-Language`.
pub(crate) fn preferred_language(accepted: &HeaderValue) -> Option<String> {
    let languages = header::from_comma_delimited([accepted].into_iter()).ok()?;
    match AcceptLanguage(languages).preference() {
        Preference::Any => None,
        Preference::Specific(tag) => Some(tag.to_string()),
    }
}
