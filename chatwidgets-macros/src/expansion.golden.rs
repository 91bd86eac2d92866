#[allow(clippy::unused_async)]
/// Stores a customer's rating.
pub async fn submit_feedback(
    Payload(feedback): Payload<Feedback>,
    db: web::Data<Db>,
) -> Result<Reply, ActionError> {
    db.insert(&feedback).await?;
    Ok(
        Reply::new("Thank you for your feedback!")
            .widget(Button::new("Rate again", AskFeedback)),
    )
}
/// The action `submit_feedback`, handled by [`submit_feedback`].
#[allow(missing_debug_implementations, missing_copy_implementations)]
pub struct SubmitFeedback;
#[doc(hidden)]
#[allow(non_local_definitions)]
#[macro_export]
macro_rules! __chatwidgets_two_actions_are_named_submit_feedback {
    () => {};
}
#[allow(deprecated)]
const _: () = {
    impl ::chatwidgets::private::Handler for SubmitFeedback {
        const NAME: &'static ::core::primitive::str = "submit_feedback";
        const DESCRIPTION: &'static ::core::primitive::str = "Stores a customer's rating.";
        const LOCATION: ::chatwidgets::private::Location = ::chatwidgets::private::location!();
        type Arity = ::chatwidgets::private::Arity<2usize>;
    }
    impl ::chatwidgets::private::Takes<0usize> for SubmitFeedback {
        type Argument = Payload<Feedback>;
    }
    impl ::chatwidgets::private::Takes<1usize> for SubmitFeedback {
        type Argument = web::Data<Db>;
    }
    const _: () = ::core::assert!(
        ::chatwidgets::private::is_only_payload:: < SubmitFeedback > (1usize),
        "an action takes at most one `Payload`"
    );
    const _: () = ::core::assert!(
        ::chatwidgets::private::is_only_bound:: < SubmitFeedback > (1usize),
        "an action takes at most one `Bound`"
    );
    ::chatwidgets::private::inventory::submit! {
        ::chatwidgets::private::entry:: < SubmitFeedback > (| invocation |
        ::chatwidgets::private::run(async move { ::chatwidgets::private::reply:: < Result
        < Reply, ActionError > > (submit_feedback(::chatwidgets::private::extract:: <
        SubmitFeedback, 0usize > (& invocation). await ?,
        ::chatwidgets::private::extract:: < SubmitFeedback, 1usize > (& invocation).
        await ?). await) }))
    }
};

#[allow(clippy::unused_async)]
pub async fn refund(Bound(order): Bound<Order>) {
    order.pay_back().await;
}
/// The action `refund`, handled by [`refund`].
#[allow(missing_debug_implementations, missing_copy_implementations)]
pub struct Refund;
#[doc(hidden)]
#[allow(non_local_definitions)]
#[macro_export]
macro_rules! __chatwidgets_two_actions_are_named_refund {
    () => {};
}
#[allow(deprecated)]
const _: () = {
    impl ::chatwidgets::private::Handler for Refund {
        const NAME: &'static ::core::primitive::str = "refund";
        const DESCRIPTION: &'static ::core::primitive::str = "";
        const LOCATION: ::chatwidgets::private::Location = ::chatwidgets::private::location!();
        const TIMEOUT: ::core::time::Duration = ::core::time::Duration::from_millis(
            10000u64,
        );
        const ONCE: ::core::primitive::bool = true;
        const OFFERED: ::core::primitive::bool = true;
        type Arity = ::chatwidgets::private::Arity<1usize>;
    }
    impl ::chatwidgets::private::Takes<0usize> for Refund {
        type Argument = Bound<Order>;
    }
    ::chatwidgets::private::inventory::submit! {
        ::chatwidgets::private::entry:: < Refund > (| invocation |
        ::chatwidgets::private::run(async move { ::chatwidgets::private::reply:: < () >
        (refund(::chatwidgets::private::extract:: < Refund, 0usize > (& invocation).
        await ?). await) }))
    }
};
