//! Handlers in a module without a prelude: every path of the macro's output is absolute.
#![no_implicit_prelude]

use ::chatwidgets::widget_action;

/// Takes what the macro must not name by a short name.
#[widget_action("bare")]
pub(crate) async fn bare(
    _: ::chatwidgets::Payload<::chatwidgets::widget::input::Checked>,
    _: ::chatwidgets::ActionContext,
) -> ::std::result::Result<&'static str, ::chatwidgets::ActionError> {
    ::std::result::Result::Ok("bare")
}

/// Takes what the server bound, with every flag: nothing of it names anything by a short name.
#[widget_action("bare_bound", once, offered, timeout = "10s")]
pub(crate) async fn bare_bound(
    _: ::chatwidgets::ActionContext,
    ::chatwidgets::Bound(count): ::chatwidgets::Bound<u8>,
    _: ::chatwidgets::Payload<::chatwidgets::widget::input::Checked>,
) -> ::std::string::String {
    ::std::format!("bare {count}")
}
