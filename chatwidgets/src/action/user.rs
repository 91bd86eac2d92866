//! The app's function that says who the user is.

use std::future::Future;
use std::pin::Pin;

use actix_web::{Handler, HttpRequest, dev};

use super::arguments::Extractors;
use super::error::{ActionError, IntoActionError};
use crate::thread::UserId;

pub(crate) type UserFuture = Pin<Box<dyn Future<Output = Result<Option<UserId>, ActionError>>>>;

/// An async function that says who the user is. It takes up to 12 arguments, all of them Actix extractors that do not read
/// the body.
///
/// The trait is sealed: every such function implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say who the user is",
    label = "this is an `async fn` with up to 12 Actix extractors"
)]
pub trait UserFn<Args>: sealed::Sealed<Args> + Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    #[doc(hidden)]
    fn ask(&self, request: HttpRequest) -> UserFuture;
}

impl<F, Args> UserFn<Args> for F
where
    F: Handler<Args, Output: IntoUser> + Send + Sync,
    Args: Extractors,
{
    fn ask(&self, request: HttpRequest) -> UserFuture {
        let function = self.clone();
        Box::pin(async move {
            let arguments = Args::extract(&request, || dev::Payload::None).await?;
            function.call(arguments).await.into_user()
        })
    }
}

mod sealed {
    pub trait Sealed<Args> {}

    impl<F: actix_web::Handler<Args>, Args> Sealed<Args> for F {}
}

/// What a [`UserFn`] may return: a [`UserId`], an `Option` of one, or a `Result` of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who the user is",
    label = "the function returns a `UserId`, an `Option` of one, or a `Result` of either"
)]
pub trait IntoUser {
    /// The user; `None` for nobody in particular.
    ///
    /// # Errors
    ///
    /// Why the request is refused.
    fn into_user(self) -> Result<Option<UserId>, ActionError>;
}

impl IntoUser for UserId {
    fn into_user(self) -> Result<Option<UserId>, ActionError> {
        Ok(Some(self))
    }
}

impl IntoUser for Option<UserId> {
    fn into_user(self) -> Result<Option<UserId>, ActionError> {
        Ok(self)
    }
}

impl<U: IntoUser, E: IntoActionError> IntoUser for Result<U, E> {
    fn into_user(self) -> Result<Option<UserId>, ActionError> {
        self.map_err(IntoActionError::into_action_error)?.into_user()
    }
}
