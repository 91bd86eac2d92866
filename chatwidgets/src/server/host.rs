//! Refuses requests to a host name that is not the server's: a page of another site can make its own name point here (DNS
//! rebinding), and its requests are then of the same origin.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;

use super::problem::Problem;

/// Lets a request through that names one of the hosts; where there are none, and the server listens on a loopback address, a
/// loopback name. A request without a host, as of HTTP/1.0, is from no browser.
pub(super) fn check(request: &HttpRequest, allowed: &[String]) -> Result<(), Problem> {
    if allowed.is_empty() && !request.app_config().local_addr().ip().is_loopback() {
        return Ok(());
    }
    let mut headers = request.headers().get_all(HOST);
    let header = match (headers.next(), headers.next()) {
        (Some(host), None) => Some(host.to_str().unwrap_or_default()),
        (Some(_), Some(_)) => Some(""),
        (None, _) => None,
    };
    // In HTTP/2 there is no `Host`: it is in the request line, so to speak.
    let Some(named) = header.or_else(|| request.uri().authority().map(Authority::as_str)) else { return Ok(()) };
    // As most clients say it: what has a name alone, or with a port, needs no parser.
    let name = named.rsplit_once(':').map_or(named, |(name, _)| name);
    if is_known(name, allowed) {
        return Ok(());
    }
    let authority = named.parse::<Authority>().ok();
    let host = authority.as_ref().map(Authority::host).unwrap_or_default().trim_end_matches('.');
    if is_known(host, allowed) || (allowed.is_empty() && is_loopback(host)) {
        Ok(())
    } else {
        Err(Problem::unknown_host(host))
    }
}

fn is_known(name: &str, allowed: &[String]) -> bool {
    let is_it = |known: &str| known.eq_ignore_ascii_case(name);
    if allowed.is_empty() {
        ["localhost", "127.0.0.1"].into_iter().any(is_it)
    } else {
        allowed.iter().any(|known| is_it(known))
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_local = |name: &str| name.eq_ignore_ascii_case("localhost");
    address.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
        // Every name below `localhost` is a loopback name (RFC 6761).
        || host.rsplit('.').next().is_some_and(is_local)
}
