use chatwidgets::prelude::*;

#[widget_action("respond")]
pub async fn respond() -> actix_web::HttpResponse {
    actix_web::HttpResponse::Ok().finish()
}

fn main() {}
