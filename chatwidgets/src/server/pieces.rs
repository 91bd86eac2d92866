//! Answers that are written piece by piece, as the client takes them: one that takes nothing holds little memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

/// How long a piece should be: no longer than what Actix lets wait for the client, 32 KiB.
pub(super) const PIECE: usize = 16 << 10;

/// A body of what an iterator writes.
struct Pieces<I>(I);

impl<I: Iterator<Item = Bytes> + Unpin> MessageBody for Pieces<I> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// A body of what an iterator writes, in pieces that are not empty. What is one piece has a length.
pub(super) fn body(mut pieces: impl Iterator<Item = Bytes> + Unpin + 'static) -> BoxBody {
    let first = pieces.next().unwrap_or_default();
    match pieces.next() {
        None => BoxBody::new(first),
        Some(second) => BoxBody::new(Pieces([first, second].into_iter().chain(pieces))),
    }
}
