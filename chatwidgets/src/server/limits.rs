//! What the builder says about limits.

use std::time::Duration;

use super::ChatWidgetsBuilder;

/// Each limit has a default that an ordinary app never meets.
impl ChatWidgetsBuilder {
    /// The largest request body taken, in bytes; 1 MiB unless told.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// The longest message to the assistant, in bytes of UTF-8; 64 KiB unless told. A longer one is 413
    /// `payload_too_large`.
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_message_bytes = bytes;
        self
    }

    /// How long [`ChatWidgets::drained`](crate::ChatWidgets::drained) waits for running handlers; 30 s unless told.
    pub fn drain_timeout(mut self, timeout: Duration) -> Self {
        self.limits.drain_timeout = timeout;
        self
    }

    /// How many actions and messages a user may post a minute, all at once or one by one, before 429
    /// `too_many_requests`; 600 unless told, at least 1, any number with `None`. It counts for those whom
    /// [`user`](Self::user) knows.
    pub fn requests_per_user(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.quotas.per_user = per_minute.into();
        self
    }

    /// How many actions and messages may be posted from an [`address`](Self::address) a minute, all at once or one by
    /// one, before 429 `too_many_requests`; 12,000 unless told, any number with `None`. Of an IPv6 address the network
    /// counts, its first 64 bits.
    pub fn requests_per_address(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.quotas.per_address = per_minute.into();
        self
    }

    /// How many handlers may run in one thread at the same time, before 429 `too_many_requests`; 8 unless told,
    /// at least 1.
    pub fn handlers_per_thread(mut self, handlers: usize) -> Self {
        self.limits.in_thread = handlers.max(1);
        self
    }

    /// How many handlers may run at the same time in all, before 503 `overloaded`; 1,024 for each of the machine's cores
    /// unless told, at least 1.
    pub fn handlers(mut self, handlers: usize) -> Self {
        self.limits.in_all = handlers.max(1);
        self
    }

    /// How many widgets a reply may have, those of earlier turns that it changes included; 100 unless told. A reply
    /// with more is a `handler_failed`.
    pub fn max_reply_widgets(mut self, widgets: usize) -> Self {
        self.limits.max_widgets = widgets;
        self
    }

    /// How long a reply's JSON may be, in bytes, with what is bound to its widgets; 512 KiB unless told. A longer reply is a `handler_failed`.
    pub fn max_reply_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_reply_bytes = bytes;
        self
    }
}
