//! What the builder says about limits.

use std::time::Duration;

use super::ChatWidgetsBuilder;

/// Limits. An ordinary app never meets the defaults.
impl ChatWidgetsBuilder {
    /// The largest request body, in bytes. Defaults to 1 MiB.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.bodies.max_bytes = bytes;
        self
    }

    /// How long the body of a request may take to arrive. Defaults to 10 s. A body that keeps to
    /// [`min_body_rate`](Self::min_body_rate) may take longer, but never so long without a byte. A slower body is a 408
    /// `request_timeout`.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.bodies.timeout = timeout;
        self
    }

    /// How fast a long body must arrive, in bytes a second. Defaults to 16 KiB/s; at least 1.
    pub fn min_body_rate(mut self, bytes_per_second: u32) -> Self {
        self.bodies.bytes_per_second = bytes_per_second.max(1);
        self
    }

    /// How many bytes of bodies may be in memory in all. Defaults to 64 MiB. Short bodies that arrive in one piece, of 32 KiB
    /// at most, are not counted. A body for which there is no room is a 503 `overloaded`, or a 429 `too_many_requests` if
    /// one person or address has its [share](Self::largest_share).
    pub fn max_bytes_of_bodies(mut self, bytes: usize) -> Self {
        self.bodies.max_bytes_in_all = bytes;
        self
    }

    /// The largest share that one user, and one [`address`](Self::address), may take of what all need: of
    /// [`handlers`](Self::handlers) and of [`max_bytes_of_bodies`](Self::max_bytes_of_bodies). Defaults to 8, which is an
    /// eighth; 1 removes the limit. It is never less than 8 handlers, the handlers of one thread, and one body.
    ///
    /// Behind a proxy all requests have the proxy's address, unless [`proxies`](Self::proxies) or
    /// [`address`](Self::address) says more.
    pub fn largest_share(mut self, one_in: usize) -> Self {
        self.limits.share = one_in.max(1);
        self
    }

    /// The longest message to the assistant, in bytes of UTF-8. Defaults to 64 KiB. A longer message is a 413
    /// `payload_too_large`.
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_message_bytes = bytes;
        self
    }

    /// How long [`ChatWidgets::drained`](crate::ChatWidgets::drained) waits for running handlers. Defaults to 30 s.
    pub fn drain_timeout(mut self, timeout: Duration) -> Self {
        self.limits.drain_timeout = timeout;
        self
    }

    /// How many actions and messages a user may post in a minute, all at once or one by one. Defaults to 600; at least 1;
    /// `None` removes the limit. A post above the limit is a 429 `too_many_requests`. The limit applies to people whom
    /// [`user`](Self::user) knows.
    pub fn requests_per_user(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.posts.per_user = per_minute.into();
        self
    }

    /// How many actions and messages may be posted from one [`address`](Self::address) in a minute, all at once or one by
    /// one. Defaults to 12,000; `None` removes the limit. A post above the limit is a 429 `too_many_requests`. All IPv6
    /// addresses that share their first 64 bits count as one.
    pub fn requests_per_address(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.posts.per_address = per_minute.into();
        self
    }

    /// How many times a user may read in a minute: pages, conversations and the catalogue, and also delete. Defaults to 1,200;
    /// at least 1; `None` removes the limit. A request above the limit is a 429 `too_many_requests`.
    pub fn reads_per_user(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.reads.per_user = per_minute.into();
        self
    }

    /// How many times one [`address`](Self::address) may read in a minute, as [`reads_per_user`](Self::reads_per_user) counts.
    /// Defaults to 24,000; `None` removes the limit.
    pub fn reads_per_address(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.reads.per_address = per_minute.into();
        self
    }

    /// How many handlers may run in one thread at the same time. Defaults to 8; at least 1. A post above the limit is a 429
    /// `too_many_requests`.
    pub fn handlers_per_thread(mut self, handlers: usize) -> Self {
        self.limits.in_thread = handlers.max(1);
        self
    }

    /// How many handlers may run at the same time in all. Defaults to 1,024 for each core of the machine; at least 1. A post
    /// above the limit is a 503 `overloaded`.
    pub fn handlers(mut self, handlers: usize) -> Self {
        self.limits.in_all = handlers.max(1);
        self
    }

    /// How many widgets a reply may send or change. Defaults to 100. A reply with more is a 500 `reply_lost`.
    pub fn max_reply_widgets(mut self, widgets: usize) -> Self {
        self.limits.max_widgets = widgets;
        self
    }

    /// How large a reply may be, in bytes: its JSON, and what is bound to its widgets. Defaults to 512 KiB. A larger reply is
    /// a 500 `reply_lost`.
    pub fn max_reply_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_reply_bytes = bytes;
        self
    }
}
