//! Runs that no HTTP request asked for.

use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage as _, HttpRequest};

/// Marks a request that nobody sent.
#[derive(Debug, Clone, Copy)]
struct Detached;

/// A request for a run that no HTTP request asked for: it has the person's language (a BCP 47 tag such as `de-CH`), an empty
/// body and no data of the app.
#[cfg_attr(not(test), expect(dead_code, reason = "all callers of today have a request"))]
pub(crate) fn without_request(locale: Option<&str>) -> HttpRequest {
    // Actix makes requests of two kinds, those that arrive and these; nothing is tested here.
    let request = locale
        .into_iter()
        .fold(TestRequest::default(), |request, locale| request.insert_header((ACCEPT_LANGUAGE, locale)));
    let request = request.to_http_request();
    request.extensions_mut().insert(Detached);
    request
}

/// Whether a request is one of those.
pub(crate) fn is_detached(request: &HttpRequest) -> bool {
    request.extensions().contains::<Detached>()
}
