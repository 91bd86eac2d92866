//! Connections whose client takes nothing of what is answered.

use std::any::Any;
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;

/// Drops a client that takes nothing of its answer for so long: for
/// [`HttpServer::on_connect`](actix_web::HttpServer::on_connect).
///
/// Actix itself waits for such a client for as long as it holds the connection, with the answer in memory. On Linux and
/// Android this sets the socket's `TCP_USER_TIMEOUT` (RFC 5482). Other systems have no such option, and behind TLS or a proxy
/// the socket is not that of the client: nothing is set then, and the proxy has a limit of its own.
///
/// ```no_run
/// use std::time::Duration;
/// use actix_web::{App, HttpServer};
///
/// # fn serve() -> std::io::Result<()> {
/// let server = HttpServer::new(App::new).on_connect(chatwidgets::send_timeout(Duration::from_secs(30)));
/// # server.bind(("127.0.0.1", 8080))?;
/// # Ok(())
/// # }
/// ```
pub fn send_timeout(timeout: Duration) -> impl Fn(&dyn Any, &mut Extensions) + Clone + Send + Sync + 'static {
    move |connection, _| {
        if let Some(socket) = connection.downcast_ref::<TcpStream>() {
            set(socket, timeout);
        }
    }
}

#[cfg(any(target_os = "android", target_os = "linux"))]
fn set(socket: &TcpStream, timeout: Duration) {
    if let Err(error) = socket2::SockRef::from(socket).set_tcp_user_timeout(Some(timeout)) {
        tracing::debug!(%error, "a socket has no send timeout");
    }
}

#[cfg(not(any(target_os = "android", target_os = "linux")))]
fn set(_: &TcpStream, _: Duration) {}
