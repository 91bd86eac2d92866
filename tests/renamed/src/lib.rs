//! Handlers in a crate that knows `chatwidgets` by another name and nothing that it is made of.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]

pub mod bare {
    //! A module without any prelude.
    #![no_implicit_prelude]

    use ::widgets::prelude::{Bound, Payload, input, widget_action};

    /// Answers a ping.
    #[widget_action("ping", crate = ::widgets)]
    pub async fn ping() -> &'static str {
        "pong"
    }

    /// Sets the volume.
    #[widget_action("set_volume", crate = ::widgets, timeout = "250ms")]
    pub async fn set_volume(Payload(volume): Payload<input::Value<u8>>) -> ::std::string::String {
        ::std::format!("Volume {}", volume.value)
    }

    /// Forgets a note.
    #[widget_action("forget_note", crate = ::widgets, once, offered)]
    pub async fn forget_note(Bound(note): Bound<u64>) -> ::std::string::String {
        ::std::format!("Note {note} is forgotten.")
    }
}

pub mod ordinary {
    //! A module with the prelude, where the path may be relative.
    use widgets::prelude::*;

    /// Answers another ping.
    #[widget_action("pong", crate = widgets)]
    pub async fn pong() -> &'static str {
        "ping"
    }
}
