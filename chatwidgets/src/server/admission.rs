//! Who asks, and whether they may: before anything of the request is read.

use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::Method;
use futures_util::FutureExt as _;

use super::problem::Problem;
use super::rates::Rates;
use super::{host, origin};
use crate::action::{ActionError, Kind, UserFuture, within};
use crate::run::{Holders, Refusal};
use crate::thread::UserId;

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

/// Who asks, and whether they may ask at all.
pub(super) struct Admission {
    pub(super) user: Option<AskUser>,
    pub(super) address: Option<AskAddress>,
    pub(super) allowed_hosts: Vec<String>,
    pub(super) allowed_origins: Vec<String>,
    pub(super) posts: Rates,
    pub(super) reads: Rates,
}

impl Admission {
    /// Tells who asks, if they may ask at all.
    pub(super) async fn admit(&self, request: &HttpRequest) -> Result<Holders, Problem> {
        let rates = if request.method() == Method::POST { &self.posts } else { &self.reads };
        self.admit_counted(request, rates).await
    }

    /// The same, by the rates of posts or of reads.
    pub(super) async fn admit_counted(&self, request: &HttpRequest, rates: &Rates) -> Result<Holders, Problem> {
        host::check(request, &self.allowed_hosts)?;
        origin::check(request, &self.allowed_origins)?;
        let address = self.address(request);
        rates.check_address(address)?;
        let user = self.user(request).await?;
        rates.check_user(user.as_ref())?;
        Ok(Holders { user, address })
    }

    /// Counts a request that turned out to run a handler.
    pub(super) fn count(&self, asking: &Holders) -> Result<(), Problem> {
        self.posts.check_address(asking.address)?;
        Ok(self.posts.check_user(asking.user.as_ref())?)
    }

    /// Whether an address may read still, where it may not post any more; it is counted.
    pub(super) fn may_read(&self, request: &HttpRequest) -> bool {
        self.reads.check_address(self.address(request)).is_ok()
    }

    /// Who asks, as far as that is known without asking the app.
    pub(super) fn somebody(&self, request: &HttpRequest) -> Holders {
        Holders { user: None, address: self.address(request) }
    }

    /// Whether the app tells who asks.
    pub(super) fn knows_users(&self) -> bool {
        self.user.is_some()
    }

    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let address = match &self.address {
            Some(ask) => ask(request),
            None => peer(request),
        };
        address.map(network)
    }

    async fn user(&self, request: &HttpRequest) -> Result<Option<UserId>, Problem> {
        #[cfg(feature = "testing")]
        {
            use actix_web::HttpMessage as _;
            let impersonated = request.extensions().get::<Impersonated>().cloned();
            if let Some(Impersonated(user)) = impersonated {
                return Ok(Some(user));
            }
        }
        let Some(ask) = &self.user else { return Ok(None) };
        let asked = AssertUnwindSafe(async { ask(request.clone()).await }).catch_unwind();
        match within(TIME_TO_TELL, std::pin::pin!(asked)).await {
            Ok(Ok(user)) => user.map_err(refuse),
            Ok(Err(_)) => {
                tracing::error!("the function that tells who asks panicked");
                Err(Refusal::handler_failed().into())
            }
            Err(_) => {
                tracing::error!(limit = ?TIME_TO_TELL, "the function that tells who asks took too long");
                Err(Refusal::overloaded().into())
            }
        }
    }
}

fn peer(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}

/// A person with IPv6 has a whole network of 2^64 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

/// The address that the outermost of so many proxies saw. Each appends the address of its own client to `X-Forwarded-For`;
/// what stands before that comes from the client and proves nothing. Without the header it is the other end of the
/// connection.
pub(super) fn behind(proxies: usize, request: &HttpRequest) -> Option<IpAddr> {
    let headers = request.headers().get_all("x-forwarded-for");
    // A value that is not text still counts as a hop.
    let headers: Vec<_> = headers.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    let hops: Vec<&str> = headers.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
    let hop = hops.len().checked_sub(proxies).and_then(|at| hops.get(at));
    let address = hop.and_then(|hop| hop.parse().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip())));
    address.or_else(|| peer(request))
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

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn addresses_of_one_network_are_one() {
        let network = |address: &str| network(address.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::"), network("2001:db8:1:3::"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
