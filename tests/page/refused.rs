//! What was wrong with a post from a browser without a script: the page again, with all that was typed.

use serde_json::json;

use crate::dom::{Dom, Form, fault, text, within};
use crate::everything::fill;
use crate::server::Server;

/// The page after a form with every kind of field was refused.
async fn refused(change: impl FnOnce(Form) -> Form) -> Dom {
    let server = Server::start();
    let (thread, page) = server.begin("everything.ask").await;
    let form = change(fill(page.page(200).form("everything.take")));
    let dom = server.submit(&form).await.page(422);
    dom.is_sound();
    assert_eq!(dom.attr("section.cw", "data-cw-thread"), thread);
    assert_eq!(dom.all("[data-cw-log] > li").len(), 1);
    let again = dom.form("everything.take");
    assert_eq!(again.value("~widgetId"), form.value("~widgetId"));
    assert_ne!(again.value("~requestId"), form.value("~requestId"));
    dom
}

/// A field shows an error, and its control names it.
#[track_caller]
fn shows(dom: &Dom, field: &str, error: &str) {
    assert_eq!(dom.error(field), error, "{field}");
    let element = dom.field(field);
    let mut targets = within(element, "[data-cw-target]");
    if element.attr("data-cw-target").is_some() {
        targets.push(element);
    }
    assert!(!targets.is_empty(), "{field}");
    for target in targets {
        let ids = target.attr("aria-describedby").unwrap_or_default().split_whitespace();
        let texts: Vec<_> = ids.map(|id| text(dom.by_id(id).unwrap())).collect();
        assert_eq!(target.attr("aria-invalid") == Some("true"), !error.is_empty(), "{field}");
        assert_eq!(texts.last().is_some_and(|text| fault(text) == error), !error.is_empty(), "{field}: {texts:?}");
    }
}

const FIELDS: [&str; 17] = [
    "name",
    "email",
    "site",
    "secret",
    "notes",
    "room",
    "size",
    "extras",
    "window",
    "music",
    "volume",
    "age",
    "day",
    "address.city",
    "address.code",
    "address.deliver",
    "",
];

#[actix_web::test]
async fn what_was_typed_is_there_again_in_every_kind_of_field() {
    let dom = refused(|form| form.set("age", "7")).await;
    let form = dom.form("everything.take");
    for (name, value) in [
        ("name", "Ada <b>"),
        ("email", "ada@example.com"),
        ("site", "https://ada.example/"),
        ("notes", "\nfirst\n\nlast "),
        ("room", "roof"),
        ("size", "large"),
        ("window", "true"),
        ("volume", "7"),
        ("age", "7"),
        ("day", "2026-05-01"),
        ("address.city", "Ulm"),
        ("address.code", "89073"),
        ("address.deliver", "true"),
    ] {
        assert_eq!(form.value(name), value, "{name}");
    }
    assert_eq!(form.get("extras"), ["high_chair", "cake"]);
    assert!(form.get("music").is_empty(), "it was on at first, and was turned off");
    assert_eq!(text(within(dom.field("volume"), "output")[0]), "7");
    shows(&dom, "age", "must be at least 18");
    for field in FIELDS.into_iter().filter(|field| !matches!(*field, "" | "age")) {
        shows(&dom, field, "");
    }
}

#[actix_web::test]
async fn other_values_are_there_again_too() {
    let dom = refused(|form| {
        let form = form.set("name", "").set("notes", "no break").set("room", "").unset("size").unset("extras");
        form.unset("window").set("music", "true").set("volume", "0").set("age", "x").set("day", "")
    });
    let form = dom.await.form("everything.take");
    for (name, value) in [("name", ""), ("notes", "no break"), ("room", ""), ("volume", "0"), ("age", "x"), ("day", "")]
    {
        assert_eq!(form.value(name), value, "{name}");
    }
    for name in ["size", "extras", "window"] {
        assert!(form.get(name).is_empty(), "{name}");
    }
    assert_eq!(form.value("music"), "true");
}

#[actix_web::test]
async fn a_password_is_never_sent_back() {
    let server = Server::start();
    let (_, page) = server.begin("everything.ask").await;
    let form = fill(page.page(200).form("everything.take"));
    for form in [form.clone().set("age", "7"), form.clone().set("name", "taken"), form.clone().set("name", "nobody")] {
        let answer = server.submit(&form).await;
        assert!(!answer.text.contains("xyzzy-4711"), "{answer:?}");
        assert_eq!(answer.page(422).form("everything.take").value("secret"), "");
    }
    let short = server.submit(&form.set("secret", "@!")).await;
    assert!(!short.text.contains("@!"));
    shows(&short.page(422), "secret", "must be at least 3 characters long");
}

#[actix_web::test]
async fn every_field_at_fault_says_so() {
    let dom = refused(|form| {
        let form = form.set("name", "x").set("email", "nobody").set("site", "nowhere").set("secret", "1");
        let form = form.set("notes", &"long ".repeat(20)).set("room", "").unset("size").tick("extras", "flowers");
        let form = form.set("volume", "21").set("age", "").set("day", "2027-01-01");
        form.set("address.city", "U").set("address.code", "0")
    })
    .await;
    for (field, error) in [
        ("name", "must be at least 2 characters long"),
        ("secret", "must be at least 3 characters long"),
        ("notes", "must be at most 60 characters long"),
        ("size", "is required"),
        ("extras", "must have at most 2 items"),
        ("volume", "must be at most 20"),
        ("age", "is required"),
        ("day", "must not be after 2026-12-31"),
        ("address.city", "must be at least 2 characters long"),
        ("address.code", "must be at least 1"),
    ] {
        shows(&dom, field, error);
    }
    for field in ["email", "site", "room"] {
        assert!(!dom.error(field).is_empty(), "{field}");
        shows(&dom, field, &dom.error(field));
    }
    for field in ["window", "music", "address.deliver"] {
        shows(&dom, field, "");
    }
    assert!(dom.one("[data-cw-action='everything.take'] [data-cw-form-error]").attr("hidden").is_some());
}

#[actix_web::test]
async fn nothing_of_an_inner_struct_is_an_error_at_each_of_its_fields() {
    let dom = refused(|form| form.unset("address.city").unset("address.code").unset("address.deliver")).await;
    shows(&dom, "address.city", "is required");
    shows(&dom, "address.code", "is required");
}

#[actix_web::test]
async fn what_the_handler_says_of_a_field_is_there_as_well() {
    let dom = refused(|form| form.set("name", "taken")).await;
    shows(&dom, "name", "is taken");
    assert_eq!(dom.form("everything.take").value("name"), "taken");
    let described = dom.one("[name=name]").attr("aria-describedby").unwrap().split(' ').collect::<Vec<_>>();
    assert_eq!(text(dom.by_id(described[0]).unwrap()), "As on the door", "its hint comes first");
    let dom = refused(|form| form.set("name", "two")).await;
    assert_eq!(dom.sentence("name"), "“Name” is one. “Name” is two.");
    shows(&dom, "address.city", "is three");
}

/// What a form says that belongs to none of its fields, or the page.
fn said(dom: &Dom) -> String {
    let error = dom.one("[data-cw-action='everything.take'] [data-cw-form-error]");
    let of_form = if error.attr("hidden").is_some() { String::new() } else { text(error) };
    format!("{of_form}{}", dom.notice())
}

#[actix_web::test]
async fn an_error_of_no_field_is_said_by_the_form() {
    let dom = refused(|form| form.set("name", "nobody")).await;
    assert_eq!(said(&dom), "Nobody may do that.");
    assert_eq!(dom.form("everything.take").value("name"), "nobody");
    assert!(!dom.has("p.cw-error:not([hidden])[id]"));
}

#[actix_web::test]
async fn an_error_of_a_field_that_is_not_there_is_said_by_the_form() {
    for (name, error) in [("nowhere", "is lost"), ("root", "is wrong as a whole")] {
        let dom = refused(|form| form.set("name", name)).await;
        assert!(said(&dom).contains(error), "{name}: {:?}", said(&dom));
    }
}

#[actix_web::test]
async fn what_was_refused_can_be_put_right() {
    let server = Server::start();
    let (thread, page) = server.begin("everything.ask").await;
    let form = fill(page.page(200).form("everything.take")).set("age", "7");
    let again = server.submit(&form).await.page(422).form("everything.take");
    assert_eq!(again.value("secret"), "");
    let back = server.submit(&again.set("age", "70").set("secret", "abc")).await;
    assert_eq!(back.place(), format!("/?thread={thread}#newest"));
}

#[actix_web::test]
async fn a_handler_that_fails_says_no_more_than_that() {
    let server = Server::start();
    let (_, page) = server.begin("everything.ask").await;
    let form = fill(page.page(200).form("everything.take")).set("name", "broken");
    let answer = server.submit(&form).await;
    let dom = answer.page(500);
    assert!(!answer.text.contains("a secret reason"));
    assert_eq!(said(&dom), "That did not work.");
    assert_eq!(dom.form("everything.take").value("notes"), "\nfirst\n\nlast ");
}

#[actix_web::test]
async fn a_handler_that_has_too_much_to_do_says_when_to_come_back() {
    let server = Server::start();
    let (_, page) = server.begin("everything.ask").await;
    let form = fill(page.page(200).form("everything.take")).set("name", "later");
    let answer = server.submit(&form).await;
    assert_eq!(answer.header("retry-after"), "7");
    let dom = answer.page(429);
    assert_eq!(said(&dom), "That was a lot at once. Try again in 7 s.");
    assert_eq!(dom.form("everything.take").value("name"), "later");
}

#[actix_web::test]
async fn an_input_that_stands_alone_has_its_error_too() {
    let server = Server::start();
    for (action, name, value, error) in [
        ("lone.date", "date", "2026-02-30", "must be a date such as 2026-03-14"),
        ("lone.slider", "value", "x", "must be a whole number"),
        ("lone.theme", "theme", "", ""),
    ] {
        let (_, page) = server.begin("lone.ask").await;
        let form = page.page(200).form(action);
        let form = if value.is_empty() { form.unset(name) } else { form.set(name, value) };
        let dom = server.submit(&form).await.page(422);
        dom.is_sound();
        let fields = dom.all("form.cw-control [data-cw-field]");
        let wrong: Vec<_> = fields.iter().filter(|f| !within(**f, "p.cw-error:not([hidden])").is_empty()).collect();
        assert_eq!(wrong.len(), 1, "{action}");
        let said = fault(&text(within(*wrong[0], "p.cw-error")[0]));
        assert!(!said.is_empty() && (error.is_empty() || said == error), "{action}: {said}");
        if !value.is_empty() {
            assert_eq!(dom.form(action).value(name), value);
        }
    }
}

#[actix_web::test]
async fn only_the_form_that_was_posted_is_filled_in_again() {
    let server = Server::start();
    let thread = server.act("everything.ask").await;
    server.post("action", &json!({"action": "everything.ask", "threadId": thread})).await;
    let dom = server.visit(&format!("/?thread={thread}")).await.page(200);
    let forms = |dom: &Dom| dom.all("form[data-cw-action='everything.take'] [name=name]").len();
    assert_eq!(forms(&dom), 2);
    let names = |dom: &Dom| {
        let inputs = dom.all("[name=name]");
        inputs.iter().map(|input| input.attr("value").unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let second = dom.all("form[data-cw-action='everything.take']")[1].attr("id").unwrap().to_owned();
    let form = Form::of(dom.by_id(&second).unwrap()).set("name", "Eve");
    let dom = server.submit(&form).await.page(422);
    dom.is_sound();
    assert_eq!(names(&dom), ["", "Eve"]);
}
