//! The parts of the library that have a door of their own: registry, widgets, threads, `TestChat`.

mod hostile;
mod registry;
mod test_chat;
mod threads;
mod widgets;
