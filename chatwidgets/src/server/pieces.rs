//! Answers that are written piece by piece, as the client takes them: one that takes nothing holds little memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

/// How long a piece should be: no longer than what Actix lets wait for the client, 32 KiB.
pub(super) const PIECE: usize = 16 << 10;

/// A body of what an iterator writes.
struct Pieces<I> {
    pieces: I,
    /// How long all of them are together.
    length: usize,
}

impl<I: Iterator<Item = Bytes> + Unpin> MessageBody for Pieces<I> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.pieces.next().map(Ok))
    }
}

/// A body of what an iterator writes: pieces that are not empty, and so long together.
pub(super) fn body(pieces: impl Iterator<Item = Bytes> + Unpin + 'static, length: usize) -> BoxBody {
    BoxBody::new(Pieces { pieces, length })
}
