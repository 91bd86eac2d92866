//! Who asks, and whether they may: before anything of the request is read.

use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::Method;
use futures_util::FutureExt as _;

use super::problem::Problem;
use super::{Chat, origin};
use crate::action::{ActionError, Kind, UserFuture, within};
use crate::thread::UserId;
use crate::turn::ThreadId;

/// The app's function that tells who asks.
pub(super) type AskUser = Arc<dyn Fn(HttpRequest) -> UserFuture + Send + Sync>;

/// The app's function that tells the address of who asks.
pub(super) type AskAddress = Arc<dyn Fn(&HttpRequest) -> Option<IpAddr> + Send + Sync>;

/// Somebody whom a test is, whatever the app's function would say. Only code in this process can attach it.
#[cfg(feature = "testing")]
#[derive(Debug, Clone)]
pub(crate) struct Impersonated(pub(crate) UserId);

/// How long the app may take to tell who asks.
const TIME_TO_TELL: Duration = Duration::from_secs(10);

/// Tells who asks, if they may ask at all.
pub(super) async fn admit(chat: &Chat, request: &HttpRequest) -> Result<Option<UserId>, Problem> {
    admit_counted(chat, request, request.method() == Method::POST).await
}

/// The same; a request that is counted may run a handler.
pub(super) async fn admit_counted(
    chat: &Chat,
    request: &HttpRequest,
    is_counted: bool,
) -> Result<Option<UserId>, Problem> {
    origin::check(request, &chat.allowed_origins)?;
    if is_counted && let Some(address) = address(chat, request) {
        chat.rates.check_address(address)?;
    }
    let user = user(chat, request).await?;
    if is_counted && let Some(user) = &user {
        chat.rates.check_user(user)?;
    }
    Ok(user)
}

/// Counts a request that turned out to run a handler.
#[cfg(feature = "page")]
pub(super) fn count(chat: &Chat, request: &HttpRequest, user: Option<&UserId>) -> Result<(), Problem> {
    if let Some(address) = address(chat, request) {
        chat.rates.check_address(address)?;
    }
    user.map_or(Ok(()), |user| chat.rates.check_user(user))
}

fn address(chat: &Chat, request: &HttpRequest) -> Option<IpAddr> {
    match &chat.address {
        Some(ask) => ask(request),
        None => peer(request),
    }
}

fn peer(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}

/// The address that the outermost of so many proxies saw: each appends to `X-Forwarded-For` who asked it. What stands
/// before that is the client's own word. Without such a header it is the connection's other end.
pub(super) fn behind(proxies: usize, request: &HttpRequest) -> Option<IpAddr> {
    let headers = request.headers().get_all("x-forwarded-for");
    // What is no text keeps its place.
    let headers: Vec<_> = headers.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    let hops: Vec<&str> = headers.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
    let hop = hops.len().checked_sub(proxies).and_then(|at| hops.get(at));
    let address = hop.and_then(|hop| hop.parse().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip())));
    address.or_else(|| peer(request))
}

async fn user(chat: &Chat, request: &HttpRequest) -> Result<Option<UserId>, Problem> {
    #[cfg(feature = "testing")]
    {
        use actix_web::HttpMessage as _;
        let impersonated = request.extensions().get::<Impersonated>().cloned();
        if let Some(Impersonated(user)) = impersonated {
            return Ok(Some(user));
        }
    }
    let Some(ask) = &chat.user else { return Ok(None) };
    let asked = AssertUnwindSafe(async { ask(request.clone()).await }).catch_unwind();
    match within(TIME_TO_TELL, std::pin::pin!(asked)).await {
        Ok(Ok(user)) => user.map_err(refuse),
        Ok(Err(_)) => {
            tracing::error!("the function that tells who asks panicked");
            Err(Problem::handler_failed())
        }
        Err(_) => {
            tracing::error!(limit = ?TIME_TO_TELL, "the function that tells who asks took too long");
            Err(Problem::overloaded())
        }
    }
}

/// Any error is a 401, unless it says more.
fn refuse(error: ActionError) -> Problem {
    match error.kind() {
        Kind::Internal(reason) => {
            tracing::warn!(reason, "somebody is not known");
            Problem::unauthenticated()
        }
        Kind::Actix { error: cause, .. } => {
            if cause.as_response_error().status_code().is_server_error() {
                tracing::error!(error = %cause, "it cannot be told who asks");
            }
            Problem::from(error)
        }
        Kind::Invalid { .. } | Kind::Status { .. } => Problem::from(error),
    }
}

/// Finds a thread of somebody, to anybody else it does not exist; or one of nobody, which is there for whoever knows its
/// id.
pub(super) async fn check_owner(chat: &Chat, thread: ThreadId, user: Option<&UserId>) -> Result<(), Problem> {
    let owner = chat.store.owner(thread).await?;
    if owner.is_none() || owner.as_ref() == user {
        return Ok(());
    }
    tracing::info!("somebody asked for another's thread");
    Err(Problem::thread_not_found())
}

/// The thread that a client named, if it named one and it is theirs.
pub(super) async fn existing_thread(
    chat: &Chat,
    given: Option<&str>,
    user: Option<&UserId>,
) -> Result<Option<ThreadId>, Problem> {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Ok(None) };
    let thread = given.parse().map_err(|_| Problem::thread_not_found())?;
    check_owner(chat, thread, user).await?;
    Ok(Some(thread))
}
