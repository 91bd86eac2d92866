use chatwidgets::prelude::*;
use actix_web::web::Data;

#[widget_action("crowd")]
pub async fn crowd(
    _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<u8>,
    _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<u8>, _: Data<i64>,
) {}

fn main() {}
