//! Resources that answer other methods by a problem.

use std::future::ready;

use actix_web::guard::{self, Guard};
use actix_web::{Resource, web};

use super::problem::Problem;

pub(super) fn get_or_head() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

/// Refuses other methods by a problem, where Actix would answer an empty 405.
pub(super) fn only(methods: &'static str, resource: Resource) -> Resource {
    resource.default_service(web::to(move || ready(Err::<&str, _>(Problem::method_not_allowed(methods)))))
}
