//! HTTP/1.1 without a socket: a connection in memory, whose client and server take turns in one thread, so that the same
//! requests always take the same instructions.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use actix_http::{HttpService, Protocol};
use actix_rt::Runtime;
use actix_service::{Service as _, ServiceFactory as _, map_config};
use actix_web::App;
use actix_web::dev::AppConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

use crate::case::Case;
use crate::service::Side;

/// The length of an id on the wire.
const ID: usize = 36;

/// One side, and a client connected to it, whose thread is ready for the requests of one case.
pub struct Wire {
    runtime: Runtime,
    connection: DuplexStream,
    case: Case,
    request: Vec<u8>,
    /// Where the id of the widget is in the request, if it names one.
    widget: Option<usize>,
    status: [u8; 3],
    answer: Vec<u8>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("case", &self.case).finish_non_exhaustive()
    }
}

impl Wire {
    /// Starts a side, and makes the thread that the case needs.
    ///
    /// # Errors
    ///
    /// If the side cannot be started, or does not answer as it must.
    pub fn new(side: Side, case: Case) -> io::Result<Self> {
        Self::edited(side, case, |body| body)
    }

    /// The same, where the body of each request is another one.
    ///
    /// # Errors
    ///
    /// As [`Wire::new`].
    pub fn edited(side: Side, case: Case, edit: impl Fn(String) -> String) -> io::Result<Self> {
        let runtime = Runtime::new()?;
        let routes = side.routes(case)?;
        let (connection, other_end) = tokio::io::duplex(1 << 20);
        runtime.block_on(async {
            let app = map_config(App::new().configure(routes), |()| AppConfig::default());
            let service = HttpService::build().h1_allow_half_closed(false).finish(app);
            let service = service.new_service(()).await.map_err(|()| io::Error::other("the service did not start"))?;
            let client = SocketAddr::from((Ipv4Addr::LOCALHOST, 50_000));
            actix_rt::spawn(service.call((other_end, Protocol::Http1, Some(client))));
            Ok::<_, io::Error>(())
        })?;
        let (request, answer) = (Vec::new(), Vec::with_capacity(1 << 16));
        let mut wire = Self { runtime, connection, case, request, widget: None, status: *b"200", answer };
        let opening = case.opening();
        for turn in 0..=case.further_turns() {
            let thread = wire.member("\"threadId\":\"").map(str::to_owned);
            let wanted = match &thread {
                Some(thread) if turn > 0 => Case::Click.request(Some(thread), None),
                _ => opening.clone(),
            };
            wire.request = wanted.to_http("localhost").into_bytes();
            wire.exchange()?;
        }
        let missing = || io::Error::other("the answer names no thread or no widget");
        let thread = wire.member("\"threadId\":\"").ok_or_else(missing)?.to_owned();
        let widget = match case {
            Case::Once => Some(wire.member("\"widgets\":[{\"id\":\"").ok_or_else(missing)?.to_owned()),
            _ => None,
        };
        let mut wanted = case.request(Some(&thread), widget.as_deref());
        wanted.body = edit(wanted.body);
        wire.status.copy_from_slice(wanted.status.to_string().as_bytes());
        let request = wanted.to_http("localhost");
        wire.widget = widget.and_then(|widget| request.find(&*widget));
        wire.request = request.into_bytes();
        Ok(wire)
    }

    /// Sends the request so many times, one after the other.
    ///
    /// # Errors
    ///
    /// If an answer is not what the case expects.
    pub fn play(&mut self, times: usize) -> io::Result<()> {
        for _ in 0..times {
            self.exchange()?;
            if let Some(at) = self.widget {
                let next = self.member("\"widgets\":[{\"id\":\"").ok_or_else(|| io::Error::other("no button"))?;
                let next: [u8; ID] = next.as_bytes().try_into().map_err(io::Error::other)?;
                self.request[at..at + ID].copy_from_slice(&next);
            }
        }
        Ok(())
    }

    /// The last answer, from its status line on.
    pub fn answer(&self) -> &[u8] {
        &self.answer
    }

    fn exchange(&mut self) -> io::Result<()> {
        let Self { runtime, connection, request, answer, status, .. } = self;
        runtime.block_on(async {
            connection.write_all(request).await?;
            answer.clear();
            while !is_complete(answer) {
                connection.read_buf(answer).await?;
            }
            if answer[9..12] == *status {
                return Ok(());
            }
            Err(io::Error::other(String::from_utf8_lossy(answer).into_owned()))
        })
    }

    /// The id that follows a text in the last answer.
    fn member(&self, before: &str) -> Option<&str> {
        let answer = std::str::from_utf8(&self.answer).ok()?;
        let start = answer.find(before)? + before.len();
        answer.get(start..start + ID)
    }
}

/// Whether an answer is there as a whole.
fn is_complete(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = answer[..end].to_ascii_lowercase();
    let name = b"content-length: ";
    let Some(at) = head.windows(name.len()).position(|window| window == name) else { return false };
    let digits = head[at + name.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    let length = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    answer.len() >= end + 4 + length
}
