//! The only room that knows HTTP: the builder, the scope, one file a route family, doors, problems.

mod action;
mod admission;
mod bodies;
mod body;
mod builder;
mod catalogue;
mod chat;
mod connection;
mod door;
mod doors;
mod envelope;
mod headers;
mod host;
mod json;
mod limits;
mod message;
mod origin;
#[cfg(feature = "page")]
mod page;
mod pieces;
mod post;
mod problem;
mod rates;
mod resource;
mod scope;
mod state;
mod stop;
mod thread_name;
mod threads;

#[cfg(feature = "testing")]
pub(crate) use admission::Impersonated;
pub use builder::ChatWidgetsBuilder;
pub use chat::ChatWidgets;
pub use connection::send_timeout;
#[cfg(feature = "page")]
pub use page::Page;
