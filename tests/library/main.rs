//! The parts of the library that have a door of their own: registry, widgets, threads, `TestChat`.

mod bound;
mod custom;
mod hostile;
mod offers;
mod plain_text;
mod registry;
mod sent;
mod spans;
mod test_chat;
mod text_store;
mod threads;
mod unsteady;
mod widgets;
