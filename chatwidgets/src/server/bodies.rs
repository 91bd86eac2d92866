//! Receives bodies: each in a time, all of them in a bounded memory.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::problem::Problem;
use crate::action::LONGEST;
use crate::run::{Holders, Refusal, Share, Shares};

/// What bodies may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyLimits {
    /// Of one body.
    pub(super) max_bytes: usize,
    /// Of all that are received, or kept for their handlers.
    pub(super) max_bytes_in_all: usize,
    /// How long a body may take, and one second longer for each of so many bytes, but never so long without any.
    pub(super) timeout: Duration,
    pub(super) bytes_per_second: u32,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self {
            max_bytes: 1 << 20,
            max_bytes_in_all: 64 << 20,
            timeout: Duration::from_secs(10),
            bytes_per_second: 16 << 10,
        }
    }
}

/// How long a body may take when the server stops.
const LAST_CALL: Duration = Duration::from_secs(1);

/// Receives bodies.
#[derive(Debug)]
pub(super) struct Bodies {
    pub(super) limits: BodyLimits,
    shares: Arc<Shares>,
}

/// A body of several pieces; its memory is counted for as long as somebody has it.
struct Counted {
    body: BytesMut,
    _share: Share,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

impl Bodies {
    pub(super) fn new(limits: BodyLimits, one_in: usize) -> Self {
        let limits = BodyLimits { timeout: limits.timeout.min(LONGEST), ..limits };
        Self { limits, shares: Shares::new(limits.max_bytes_in_all, one_in, limits.max_bytes) }
    }

    /// Receives a whole body. A stop of the server does not wait for it.
    pub(super) async fn collect(
        &self,
        request: &HttpRequest,
        mut body: web::Payload,
        from: &Holders,
        stopping: &CancellationToken,
    ) -> Result<Bytes, Problem> {
        let mut first = Vec::new();
        // Most bodies are one piece, which Actix reads right after it has called this for the first time. They need no timer.
        let mut has_looked = false;
        let look = poll_fn(|context| match body.poll_next_unpin(context) {
            Poll::Ready(piece) => Poll::Ready(Some(piece)),
            Poll::Pending if has_looked => Poll::Ready(None),
            Poll::Pending => {
                has_looked = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        });
        match look.await {
            Some(None) => return Ok(Bytes::new()),
            Some(Some(Err(error))) => return Err(ended_early(&error)),
            Some(Some(Ok(piece))) => match body.poll_next_unpin(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(None) if piece.len() <= self.limits.max_bytes => return Ok(piece),
                Poll::Ready(Some(Ok(second))) => first = vec![piece, second],
                Poll::Ready(Some(Err(error))) => return Err(ended_early(&error)),
                Poll::Ready(None) | Poll::Pending => first = vec![piece],
            },
            None => {}
        }
        // In a box, since most requests do not need it.
        Box::pin(self.collect_more(request, body, first, from, stopping)).await
    }

    async fn collect_more(
        &self,
        request: &HttpRequest,
        body: web::Payload,
        first: Vec<Bytes>,
        from: &Holders,
        stopping: &CancellationToken,
    ) -> Result<Bytes, Problem> {
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: u64| length > self.limits.max_bytes as u64) {
            return Err(Problem::payload_too_large(self.limits.max_bytes));
        }
        let mut pieces = Pieces::new(body, self.limits, stopping);
        for piece in &first {
            pieces.count(piece)?;
        }
        let most = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or(self.limits.max_bytes);
        let mut share = self.shares.share(from.clone());
        let mut body = BytesMut::new();
        let mut first = first.into_iter();
        loop {
            let piece = match first.next() {
                Some(piece) => Some(piece),
                None => pieces.next().await?,
            };
            let Some(piece) = piece else { break };
            let length = body.len() + piece.len();
            if length > body.capacity() {
                let capacity = (2 * length).min(most).max(length);
                share.grow(capacity - body.capacity()).map_err(Refusal::exhausted)?;
                body.reserve(capacity - body.len());
            }
            body.extend_from_slice(&piece);
        }
        Ok(Bytes::from_owner(Counted { body, _share: share }))
    }

    /// Throws the body of a request away that is refused whatever it says, piece by piece. A connection that is closed with
    /// something unread in it is reset, and the client may never see the answer.
    pub(super) async fn discard(&self, body: web::Payload, stopping: &CancellationToken) {
        let mut pieces = Pieces::new(body, self.limits, stopping);
        while let Ok(Some(_)) = pieces.next().await {}
    }
}

/// The pieces of a body, as they arrive.
struct Pieces<'a> {
    body: web::Payload,
    limits: BodyLimits,
    stopping: &'a CancellationToken,
    /// When the next piece must be there; set when it is first waited for one.
    deadline: Option<Instant>,
    /// Whether the server stops, so that nothing may take longer than a moment.
    is_last_call: bool,
    length: usize,
}

impl<'a> Pieces<'a> {
    fn new(body: web::Payload, limits: BodyLimits, stopping: &'a CancellationToken) -> Self {
        Self { body, limits, stopping, deadline: None, is_last_call: false, length: 0 }
    }

    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let mut deadline = self.deadline.unwrap_or_else(|| Instant::now() + self.limits.timeout);
        let piece = loop {
            tokio::select! {
                biased;
                piece = self.body.next() => break piece,
                () = self.stopping.cancelled(), if !self.is_last_call => {
                    self.is_last_call = true;
                    deadline = deadline.min(Instant::now() + LAST_CALL);
                }
                () = tokio::time::sleep_until(deadline) => {
                    return Err(if self.is_last_call { Refusal::shutting_down().into() } else { Problem::too_slow() });
                }
            }
        };
        let piece = piece.transpose().map_err(|error| ended_early(&error))?;
        if let Some(piece) = &piece {
            self.count(piece)?;
            let earned = Duration::from_secs(piece.len() as u64) / self.limits.bytes_per_second;
            let earned = if self.is_last_call { Duration::ZERO } else { earned };
            self.deadline = Some((deadline + earned).min(Instant::now() + self.limits.timeout));
        }
        Ok(piece)
    }

    fn count(&mut self, piece: &Bytes) -> Result<(), Problem> {
        self.length += piece.len();
        if self.length > self.limits.max_bytes {
            return Err(Problem::payload_too_large(self.limits.max_bytes));
        }
        Ok(())
    }
}

fn ended_early(error: &PayloadError) -> Problem {
    Problem::malformed(format!("the body ended early: {error}"))
}
