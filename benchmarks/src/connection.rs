//! A connection that sends the requests of one case, each when the answer to the one before is complete.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::case::{Case, Wanted};

/// The length of an id on the wire.
const ID: usize = 36;

/// When a connection stops to send.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// After the first answer that comes later than this.
    Instant(Instant),
    /// After so many answers.
    Answers(usize),
}

/// A connection, and the thread that it clicks in.
///
/// The generator shares its machine with what it measures, so it does as little as it can: the request lies there as bytes,
/// the answer is read into one buffer, and only its head is looked at, unless the next request needs an id from it.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    case: Case,
    thread: String,
    request: Vec<u8>,
    /// Where the id of the widget is in the request, if it names one.
    widget: Option<usize>,
    status: u16,
    answer: Vec<u8>,
    /// In nanoseconds, of the requests since they were last taken.
    latencies: Vec<u32>,
}

/// What the next request needs of a turn.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Turn<'a> {
    thread_id: &'a str,
    #[serde(borrow)]
    widgets: Vec<Widget<'a>>,
}

#[derive(Deserialize)]
struct Widget<'a> {
    id: &'a str,
}

impl Connection {
    /// Connects, and makes a thread for the case, or goes on in one that is there.
    ///
    /// # Errors
    ///
    /// If the server does not answer as it must.
    pub async fn open(address: SocketAddr, case: Case, thread: Option<&str>) -> io::Result<Self> {
        let mut connection = Self {
            stream: connect(address).await?,
            address,
            case,
            thread: String::new(),
            request: Vec::new(),
            widget: None,
            status: 0,
            answer: Vec::with_capacity(4 << 10),
            latencies: Vec::new(),
        };
        connection.enter(thread).await?;
        Ok(connection)
    }

    /// Goes on in another thread, or in a new one.
    ///
    /// # Errors
    ///
    /// If the server does not answer as it must.
    pub async fn enter(&mut self, thread: Option<&str>) -> io::Result<()> {
        let case = self.case;
        let mut widget = None;
        if let (Some(thread), false) = (thread, case == Case::Once) {
            thread.clone_into(&mut self.thread);
        } else {
            let mut opening = case.opening();
            if let Some(thread) = thread {
                // The opening of any case is an object with members.
                opening.body.insert_str(1, &format!(r#""threadId":"{thread}","#));
            }
            let turn = self.ask(&opening).await?;
            let (thread, id) = (turn.thread_id.to_owned(), turn.widgets.first().map(|widget| widget.id.to_owned()));
            (self.thread, widget) = (thread, id.filter(|_| case == Case::Once));
            for _ in 0..case.further_turns() {
                self.ask(&Case::Click.request(Some(&self.thread), None)).await?;
            }
        }
        let request = case.request(Some(&self.thread), widget.as_deref());
        self.prepare(&request);
        let place = |id: &String| self.request.windows(ID).position(|window| window == id.as_bytes());
        self.widget = widget.as_ref().and_then(place);
        Ok(())
    }

    /// Sends the request again and again.
    ///
    /// # Errors
    ///
    /// If an answer is not what the case expects.
    pub async fn play(&mut self, until: Until) -> io::Result<()> {
        let mut sent = Instant::now();
        let mut answers = 0;
        loop {
            let body = self.exchange().await?;
            if let Some(at) = self.widget {
                let turn: Turn<'_> = serde_json::from_slice(&self.answer[body])?;
                let next = turn.widgets.first().map(|widget| widget.id.as_bytes());
                let next = next.filter(|id| id.len() == ID).ok_or_else(|| io::Error::other("no next button"))?;
                self.request[at..at + ID].copy_from_slice(next);
            }
            answers += 1;
            let now = Instant::now();
            self.latencies.push(u32::try_from((now - sent).as_nanos()).unwrap_or(u32::MAX));
            let is_over = match until {
                Until::Instant(end) => now >= end,
                Until::Answers(most) => answers >= most,
            };
            if is_over {
                return Ok(());
            }
            sent = now;
        }
    }

    /// Connects again if the server has closed the connection, as it does with one that is idle for some seconds.
    ///
    /// # Errors
    ///
    /// If the server is not there.
    pub async fn keep_alive(&mut self) -> io::Result<()> {
        match self.stream.try_read(&mut [0]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            _ => self.stream = connect(self.address).await?,
        }
        Ok(())
    }

    /// How long the requests took since this was last called.
    pub fn take_latencies(&mut self) -> impl Iterator<Item = Duration> {
        self.latencies.drain(..).map(|nanoseconds| Duration::from_nanos(nanoseconds.into()))
    }

    /// The body of the last answer.
    pub fn last_body(&self) -> &[u8] {
        let end = self.answer.windows(4).position(|window| window == b"\r\n\r\n");
        end.map_or(&[], |end| &self.answer[end + 4..])
    }

    /// Sends one request that is not measured.
    async fn ask(&mut self, wanted: &Wanted) -> io::Result<Turn<'_>> {
        self.prepare(wanted);
        let body = self.exchange().await?;
        Ok(serde_json::from_slice(&self.answer[body])?)
    }

    fn prepare(&mut self, wanted: &Wanted) {
        self.request = wanted.to_http("localhost").into_bytes();
        self.status = wanted.status;
    }

    /// Sends the request, and reads the whole answer; where its body is.
    async fn exchange(&mut self) -> io::Result<Range<usize>> {
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        loop {
            if self.answer.len() == self.answer.capacity() {
                self.answer.reserve(self.answer.len());
            }
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                let got = String::from_utf8_lossy(&self.answer);
                return Err(io::Error::new(ErrorKind::UnexpectedEof, format!("the answer ends at: {got:?}")));
            }
            let Some((status, body)) = head(&self.answer)? else { continue };
            if self.answer.len() < body.end {
                continue;
            }
            if status == self.status {
                return Ok(body);
            }
            let (case, expected) = (self.case.name(), self.status);
            let got = String::from_utf8_lossy(&self.answer);
            return Err(io::Error::other(format!("{case}: {expected} was expected, and this came:\n{got}")));
        }
    }
}

async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The status of an answer, and where its body is, if all of its head is there.
fn head(answer: &[u8]) -> io::Result<Option<(u16, Range<usize>)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = head.parse(answer).map_err(io::Error::other)? else { return Ok(None) };
    let length = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|length| str::from_utf8(length.value).ok()?.parse::<usize>().ok());
    let length = length.ok_or_else(|| io::Error::other("an answer without a length"))?;
    Ok(Some((head.code.unwrap_or_default(), start..start + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_where_the_body_is() {
        let answer = b"HTTP/1.1 422 Unprocessable Entity\r\ndate: now\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(head(answer).unwrap(), Some((422, 67..70)));
        assert_eq!(&answer[67..], b"abc");
        assert_eq!(head(&answer[..50]).unwrap(), None);
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(head(b"SSH-2.0-x\r\n").is_err());
    }
}
