//! E-mail addresses and URLs, as browsers take them in their inputs.

use url::Url;

/// The schemes of a URL if a schema does not list others. A link to any of these runs no script.
pub(crate) const WEB: [&str; 2] = ["http", "https"];

/// Whether it is a "valid e-mail address" of HTML. Browsers convert an international domain before they look.
pub(crate) fn is_email(text: &str) -> bool {
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_international =
        |domain: &str| !domain.is_ascii() && idna::domain_to_ascii(domain).is_ok_and(|converted| is_domain(&converted));
    !local.is_empty() && local.bytes().all(is_local) && (is_domain(domain) || is_international(domain))
}

fn is_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        let has_letters_only = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        has_letters_only && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    })
}

/// Whether it is a URL of one of these schemes, which are in lower case.
///
/// The parser asks for a host where the scheme must have one, as `https` and `ftp` must.
pub(crate) fn is_url(text: &str, schemes: &[impl AsRef<str>]) -> bool {
    // The parser leaves these out, but the app gets the text as it is.
    let is_padded = text.trim() != text || text.contains(char::is_control);
    let is_listed = |url: Url| schemes.iter().any(|scheme| scheme.as_ref() == url.scheme());
    !is_padded && Url::parse(text).is_ok_and(is_listed)
}

/// Whether a schema may list it, without the colon.
pub(crate) fn is_scheme(name: &str) -> bool {
    let may_follow = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(may_follow)
}
