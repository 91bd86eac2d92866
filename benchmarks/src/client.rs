//! A client for requests that differ from one another, and whose answers are looked at.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::case::Case;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    method: &'static str,
    path: String,
    user: Option<String>,
    headers: String,
    body: String,
}

impl Request {
    /// A post of JSON to a route of the chat: `action` or `message`.
    pub fn post(route: &str, body: &Value) -> Self {
        Self { body: body.to_string(), ..Self::new("POST", route) }.header("content-type", "application/json")
    }

    /// The same post, as a browser sends it without a script. What it says must not need to be escaped.
    pub fn post_form(route: &str, fields: &[(&str, &str)]) -> Self {
        let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let media_type = "application/x-www-form-urlencoded";
        Self { body: fields.join("&"), ..Self::new("POST", route) }.header("content-type", media_type)
    }

    /// A read of a route, such as `threads/{id}`.
    pub fn get(route: &str) -> Self {
        Self::new("GET", route)
    }

    /// A request to delete what is at a route.
    pub fn delete(route: &str) -> Self {
        Self::new("DELETE", route)
    }

    /// A read of what is at another path of the server, such as its page.
    pub fn get_path(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::new("GET", "") }
    }

    fn new(method: &'static str, route: &str) -> Self {
        let path = format!("{}/{route}", Case::PREFIX);
        Self { method, path, user: None, headers: String::new(), body: String::new() }
    }

    /// Says who asks.
    #[must_use]
    pub fn by(self, user: &str) -> Self {
        Self { user: Some(user.to_owned()), ..self }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers = format!("{}{name}: {value}\r\n", self.headers);
        self
    }

    /// It as HTTP/1.1.
    pub fn to_http(&self) -> String {
        let Self { method, path, user, headers, body } = self;
        let user = user.as_ref().map(|user| format!("{}: {user}\r\n", Case::USER_HEADER)).unwrap_or_default();
        let length = if *method == "POST" { format!("content-length: {}\r\n", body.len()) } else { String::new() };
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{user}{headers}{length}\r\n{body}")
    }
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body, if it is JSON of that form.
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn read<T: DeserializeOwned>(&self) -> io::Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| io::Error::other(format!("{error}: {self}")))
    }

    /// `ok`, or the code of the problem.
    pub fn code(&self) -> String {
        if (200..300).contains(&self.status) {
            return "ok".to_owned();
        }
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().map_or_else(|| format!("status {}", self.status), str::to_owned)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

/// Sends requests, one after the other, on a connection that is made again when the server has closed it.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

impl Client {
    /// A client that has not connected yet.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, received: Vec::new() }
    }

    /// Sends a request, and reads the whole answer.
    ///
    /// # Errors
    ///
    /// If there is no answer.
    pub async fn send(&mut self, request: &Request) -> io::Result<Answer> {
        let mut stream = self.connect().await?;
        stream.write_all(request.to_http().as_bytes()).await?;
        self.received.clear();
        loop {
            let count = stream.read_buf(&mut self.received).await?;
            if let Some(Reading { answer, closes }) = read(&self.received)? {
                self.stream = Some(stream).filter(|_| !closes);
                return Ok(answer);
            }
            if count == 0 {
                let got = String::from_utf8_lossy(&self.received);
                return Err(io::Error::new(ErrorKind::UnexpectedEof, format!("the answer ends at: {got:?}")));
            }
        }
    }

    /// Sends a request and hangs up: nobody reads the answer.
    ///
    /// # Errors
    ///
    /// If it cannot be sent.
    pub async fn send_and_leave(&mut self, request: &Request) -> io::Result<()> {
        self.connect().await?.write_all(request.to_http().as_bytes()).await
    }

    /// The connection, which is put back when it can be used again.
    ///
    /// # Errors
    ///
    /// If the server is not there.
    pub async fn connect(&mut self) -> io::Result<TcpStream> {
        if let Some(stream) = self.stream.take()
            && matches!(stream.try_read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
        {
            return Ok(stream);
        }
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// An answer, and whether the server closes the connection after it.
struct Reading {
    answer: Answer,
    closes: bool,
}

/// The answer, if all of it is there.
fn read(received: &[u8]) -> io::Result<Option<Reading>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = head.parse(received).map_err(io::Error::other)? else { return Ok(None) };
    let header = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        str::from_utf8(found.value).ok()
    };
    let status = head.code.unwrap_or_default();
    let rest = &received[start..];
    let body = if status == 204 || status == 304 {
        Some(Vec::new())
    } else if header("transfer-encoding").is_some() {
        unchunked(rest)?
    } else {
        let length = header("content-length").and_then(|length| length.parse().ok());
        let length: usize = length.ok_or_else(|| io::Error::other("an answer without a length"))?;
        rest.get(..length).map(<[u8]>::to_vec)
    };
    let closes = header("connection").is_some_and(|connection| connection.eq_ignore_ascii_case("close"));
    Ok(body.map(|body| Reading { answer: Answer { status, body }, closes }))
}

/// What was sent in chunks, if the last of them is there.
fn unchunked(mut rest: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        let size = httparse::parse_chunk_size(rest).map_err(|_| io::Error::other("a chunk without a size"))?;
        let httparse::Status::Complete((start, size)) = size else { return Ok(None) };
        let end = start + usize::try_from(size).map_err(io::Error::other)?;
        let Some(after) = rest.get(end + 2..) else { return Ok(None) };
        if size == 0 {
            return Ok(Some(body));
        }
        body.extend_from_slice(&rest[start..end]);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(received: &str) -> Option<String> {
        let reading = read(received.as_bytes()).unwrap();
        reading.map(|reading| String::from_utf8(reading.answer.body).unwrap())
    }

    #[test]
    fn an_answer_is_read_when_all_of_it_is_there() {
        let with_length = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
        let in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        for whole in [with_length, in_chunks] {
            assert_eq!(body_of(whole).as_deref(), Some("abc"));
            for end in 0..whole.len() {
                assert_eq!(body_of(&whole[..end]), None, "{end} of {whole:?}");
            }
        }
        assert_eq!(body_of("HTTP/1.1 204 No Content\r\n\r\n").as_deref(), Some(""));
        assert!(read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_code_is_that_of_the_problem() {
        let answer = |status, body: &str| Answer { status, body: body.into() };
        assert_eq!(answer(204, "").code(), "ok");
        assert_eq!(answer(403, r#"{"code":"not_offered"}"#).code(), "not_offered");
        assert_eq!(answer(500, "no JSON").code(), "status 500");
    }
}
