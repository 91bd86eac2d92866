//! Clients that are slow, or go away in the middle.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use chatwidgets_benchmarks::client::{Client, Request};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::dice::Dice;

/// How long a slow client waits at most before it goes on, in milliseconds.
const WAITS: u64 = 400;

/// How much it sends or reads at a time.
const PIECE: usize = 4 << 10;

/// One slow client after the other, until the time is over; how many there were. The server may close such a connection
/// whenever it likes to.
pub(crate) async fn come(address: SocketAddr, seed: u64, end: Instant) -> u64 {
    let mut dice = Dice::new(seed);
    let mut count = 0;
    while Instant::now() < end {
        if let Ok(stream) = Client::new(address).connect().await {
            let _ = be_slow(stream, &mut dice).await;
        }
        count += 1;
    }
    count
}

async fn be_slow(mut stream: TcpStream, dice: &mut Dice) -> std::io::Result<()> {
    let message = "slow ".repeat(12 << 10);
    let request = Request::post("message", &json!({ "message": message })).by("somebody slow").to_http();
    match dice.below(4) {
        // It sends its body piece by piece, and reads the answer in the same way.
        0 => {
            for piece in request.as_bytes().chunks(PIECE) {
                stream.write_all(piece).await?;
                tokio::time::sleep(dice.pause(WAITS)).await;
            }
            while stream.read(&mut [0; PIECE]).await? > 0 {
                tokio::time::sleep(dice.pause(WAITS)).await;
            }
        }
        // It goes away in the middle of its body.
        1 => {
            stream.write_all(&request.as_bytes()[..request.len() / 2]).await?;
            tokio::time::sleep(dice.pause(4 * WAITS)).await;
        }
        // It sends everything, reads nothing, and goes away.
        2 => {
            stream.write_all(request.as_bytes()).await?;
            tokio::time::sleep(dice.pause(4 * WAITS)).await;
        }
        // It connects, and says nothing.
        _ => tokio::time::sleep(Duration::from_millis(WAITS) + dice.pause(WAITS)).await,
    }
    Ok(())
}
