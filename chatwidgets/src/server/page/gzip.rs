//! Compresses HTML: it repeats itself.

use std::io::Write as _;

use actix_web::http::header::{self, HeaderMap};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Pieces, compressed as they are written. Some are empty, as long as the compressor holds back what it was given.
pub(super) struct Gzipped<I> {
    pieces: I,
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl<I: Iterator<Item = Bytes>> Gzipped<I> {
    pub(super) fn new(pieces: I) -> Self {
        // A long conversation is a twentieth even so; better compression takes three times as long.
        Self { pieces, encoder: Some(GzEncoder::new(Vec::new(), Compression::fast())) }
    }
}

impl<I: Iterator<Item = Bytes>> Iterator for Gzipped<I> {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let encoder = self.encoder.as_mut()?;
        let Some(piece) = self.pieces.next() else {
            // It writes to memory, which does not fail.
            return self.encoder.take().and_then(|encoder| encoder.finish().ok()).map(Bytes::from);
        };
        let _ = encoder.write_all(&piece);
        Some(Bytes::from(std::mem::take(encoder.get_mut())))
    }
}

/// Whether a client takes gzip; `gzip;q=0` says that it does not.
pub(super) fn is_taken(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = weight.split('=').nth(1).is_some_and(|weight| weight.trim().parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}
