//! Refuses what another site lets a person's browser post.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use actix_web::http::uri::{Authority, Uri};

use super::problem::Problem;

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through that changes nothing, comes from the same origin, from an allowed one, or from no browser.
///
/// A browser says where a request comes from: by `Sec-Fetch-Site` (Fetch Metadata), and one from before 2023 by
/// `Origin`, which is then the server's own `Host`. This is the algorithm of `CrossOriginProtection` in Go's standard
/// library.
pub(super) fn check(request: &HttpRequest, allowed: &[String]) -> Result<(), Problem> {
    let is_safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if is_safe || is_from_here_or_allowed(request, allowed) { Ok(()) } else { Err(Problem::cross_site()) }
}

/// The same, whatever the method.
pub(super) fn is_from_here_or_allowed(request: &HttpRequest, allowed: &[String]) -> bool {
    let header = |name: &HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let origin = header(&ORIGIN);
    let is_allowed = || origin.is_some_and(|origin| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)));
    let is_from_here = match (header(&SEC_FETCH_SITE), origin) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = origin.parse::<Uri>().ok();
            let host = host.as_ref().and_then(Uri::authority).map(Authority::as_str);
            // In HTTP/2 there is no `Host`: it is in the request line, so to speak.
            let own = header(&HOST).or_else(|| request.uri().authority().map(Authority::as_str));
            host.is_some_and(|host| own.is_some_and(|own| own.eq_ignore_ascii_case(host)))
        }
        (None, None) => true,
    };
    is_from_here || is_allowed()
}
