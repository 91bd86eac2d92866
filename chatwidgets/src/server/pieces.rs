//! Answers that are written piece by piece, as the client takes them: one that takes nothing holds little memory, and one that
//! is long lets others have their turn.

use std::convert::Infallible;
use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use tokio::time::{Sleep, sleep};

/// How long a piece should be: no longer than what Actix lets wait for the client, 32 KiB.
pub(super) const PIECE: usize = 16 << 10;

/// How long the pieces of an answer may be written before others have their turn.
const TURN: Duration = Duration::from_millis(2);

/// How long that is. The runtime looks for what has arrived when nothing else is to be done; for a task that only steps aside it
/// does not.
const PAUSE: Duration = Duration::from_millis(1);

/// A body of what an iterator writes.
struct Pieces<I> {
    written: I,
    size: BodySize,
    worked: Duration,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<I: Iterator<Item = Bytes> + Unpin> MessageBody for Pieces<I> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            if self.worked >= TURN {
                self.worked = Duration::ZERO;
                self.pause = Some(Box::pin(sleep(PAUSE)));
                continue;
            }
            let started = Instant::now();
            let piece = self.written.next();
            self.worked += started.elapsed();
            match piece {
                Some(piece) if piece.is_empty() => {}
                piece => return Poll::Ready(piece.map(Ok)),
            }
        }
    }
}

/// A body of what an iterator writes, so long together if that is known. Empty pieces are left out.
pub(super) fn body(pieces: impl Iterator<Item = Bytes> + Unpin + 'static, length: Option<usize>) -> BoxBody {
    let size = length.map_or(BodySize::Stream, |length| BodySize::Sized(length as u64));
    BoxBody::new(Pieces { written: pieces, size, worked: Duration::ZERO, pause: None })
}
