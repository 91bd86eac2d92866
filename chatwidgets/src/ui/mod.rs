#![doc = include_str!("../../docs/page.md")]

// It knows no HTTP. Everything is drawn here, by `maud`, which escapes.

pub(crate) mod assets;
mod chat;
pub(crate) mod custom;
mod field;
mod field_choice;
mod field_frame;
mod markdown;
mod picture;
mod pointer;
mod settled;
mod turn;
mod view;
mod widget;
mod words;

pub(crate) use chat::{Notice, POLICY, Page, Start, around_turns, document, policy, root};
pub(crate) use turn::{replacement, turn};
pub(crate) use view::{Entered, Frame};
pub use view::{Render, View};
pub(crate) use widget::widget;
pub use words::Words;
