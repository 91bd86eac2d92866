//! Who asks, as the app knows it.

use std::future::Future;
use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev};

use super::error::{ActionError, IntoActionError};
use crate::thread::UserId;

pub(crate) type UserFuture = Pin<Box<dyn Future<Output = Result<Option<UserId>, ActionError>>>>;

/// An async function that tells who asks: up to 12 arguments, each an Actix extractor that leaves the body alone.
pub trait UserFn<Args>: Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    #[doc(hidden)]
    fn ask(&self, request: HttpRequest) -> UserFuture;
}

/// What such a function may return: a [`UserId`], an `Option` of one, or a `Result` of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell who asks",
    label = "the function returns a `UserId`, an `Option` of one, or a `Result` of these"
)]
pub trait IntoUser {
    /// Who asks; `None` is nobody in particular.
    ///
    /// # Errors
    ///
    /// Why it must not go on.
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

async fn extract<T: FromRequest>(request: &HttpRequest) -> Result<T, ActionError> {
    let extracted = T::from_request(request, &mut dev::Payload::None).await;
    extracted.map_err(|error| ActionError::extractor(std::any::type_name::<T>(), error.into()))
}

macro_rules! functions {
    ($($arg:ident)*) => {
        impl<Func, Fut, $($arg,)*> UserFn<($($arg,)*)> for Func
        where
            Func: Fn($($arg),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output: IntoUser> + 'static,
            $($arg: FromRequest + 'static,)*
        {
            #[allow(non_snake_case, unused_variables)]
            fn ask(&self, request: HttpRequest) -> UserFuture {
                let function = self.clone();
                Box::pin(async move {
                    $(let $arg = extract::<$arg>(&request).await?;)*
                    function($($arg),*).await.into_user()
                })
            }
        }
    };
}

functions!();
functions!(A);
functions!(A B);
functions!(A B C);
functions!(A B C D);
functions!(A B C D E);
functions!(A B C D E G);
functions!(A B C D E G H);
functions!(A B C D E G H I);
functions!(A B C D E G H I J);
functions!(A B C D E G H I J K);
functions!(A B C D E G H I J K L);
functions!(A B C D E G H I J K L M);
