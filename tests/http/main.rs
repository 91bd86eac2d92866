//! The chat as a client meets it: a real server on a real socket, a real client, and one that misbehaves.

mod arguments;
mod bodies;
mod context;
mod envelope;
mod errors;
mod gone;
mod limits;
mod logs;
mod payload;
mod preset;
mod routes;
mod server;
mod threads;
