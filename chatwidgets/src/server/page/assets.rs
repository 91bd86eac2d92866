//! The files of the page.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::gzip;
use crate::server::problem::Problem;
use crate::ui::assets;

/// A file of one version, which never changes.
pub(super) async fn file(request: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (version, name) = path.into_inner();
    let asset = assets::find(&version, &name).ok_or_else(Problem::not_found)?;
    let mut response = HttpResponse::Ok();
    response
        .content_type(asset.media_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if gzip::is_taken(request.headers()) && !asset.gzipped.is_empty() {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(response.body(&*asset.gzipped));
    }
    Ok(response.body(asset.text))
}

/// The module that a page of somebody else's loads.
pub(super) async fn entry() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(assets::entry())
}
