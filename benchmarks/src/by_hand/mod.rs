//! The same service written by hand on Actix, for one kind of request at a time: what the framework is measured against.

pub mod bare;
pub mod same;
mod turn;
