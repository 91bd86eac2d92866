//! The files of the page: by a name that changes with them, and one that does not.

use std::io::Read as _;

use chatwidgets::prelude::*;
use flate2::read::GzDecoder;
use reqwest::Method;
use reqwest::header::ACCEPT_ENCODING;

use crate::server::{Answer, Server};

/// The files that the page names, and those that these import.
const FILES: [(&str, &str); 4] = [
    ("chat.css", "text/css; charset=utf-8"),
    ("chat.js", "text/javascript; charset=utf-8"),
    ("early-theme.js", "text/javascript; charset=utf-8"),
    ("icon.svg", "image/svg+xml"),
];

/// All files: those that the page names, and those that these import.
async fn files(server: &Server, version: &str) -> Vec<(String, String)> {
    let mut files: Vec<_> = FILES.map(|(name, media_type)| (name.to_owned(), media_type.to_owned())).into();
    let mut at = 0;
    while let Some((name, _)) = files.get(at).cloned() {
        let text = server.get(&format!("/support/assets/{version}/{name}")).await.text.clone();
        let imported = text.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next());
        for module in imported.map(str::to_owned) {
            if files.iter().all(|(name, _)| *name != module) {
                files.push((module, "text/javascript; charset=utf-8".to_owned()));
            }
        }
        at += 1;
    }
    files
}

fn server() -> Server {
    let chat = ChatWidgets::builder().build().unwrap();
    Server::mounted(move |app| {
        app.service(chat.scope("/api/chat")).service(chat.page("/support"));
    })
}

/// The version in the names of the files.
async fn version(server: &Server) -> String {
    let dom = server.visit("/support").await.page(200);
    let href = dom.attr("link[rel=stylesheet]", "href");
    let version = href.strip_prefix("/api/chat/assets/").and_then(|rest| rest.strip_suffix("/chat.css"));
    let version = version.unwrap_or_else(|| panic!("{href}"));
    assert!(version.len() == 16 && version.bytes().all(|byte| byte.is_ascii_hexdigit()), "{version}");
    version.to_owned()
}

#[actix_web::test]
async fn a_file_never_changes_under_its_name() {
    let server = server();
    let version = version(&server).await;
    for (name, media_type) in files(&server, &version).await {
        let mut texts = Vec::new();
        for base in ["/api/chat", "/support"] {
            let answer = server.get(&format!("{base}/assets/{version}/{name}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, &*media_type), "{name}");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("vary").to_lowercase(), "accept-encoding");
            assert_eq!(answer.header("content-encoding"), "");
            texts.push(answer.text.clone());
        }
        assert!(!texts[0].is_empty() && texts[0] == texts[1], "{name}");
    }
}

#[actix_web::test]
async fn the_page_names_the_files_that_it_needs() {
    let server = server();
    let version = version(&server).await;
    let dom = server.visit("/support").await.page(200);
    let links = dom.all("link[href], script[src]").into_iter();
    let mut named: Vec<_> = links.map(|link| link.attr("href").or(link.attr("src")).unwrap()).collect();
    named.sort_unstable();
    assert_eq!(named, FILES.map(|(name, _)| format!("/api/chat/assets/{version}/{name}")));
    assert!(files(&server, &version).await.len() > FILES.len(), "modules are found");
}

#[actix_web::test]
async fn a_file_is_compressed_for_those_who_take_it() {
    let server = server();
    let path = format!("/api/chat/assets/{}/chat.js", version(&server).await);
    let plain = server.get(&path).await.bytes.clone();
    let rows = [
        ("gzip", true),
        ("br, GZIP", true),
        ("deflate, gzip;q=0.5, br", true),
        ("gzip; q=1.0", true),
        ("br", false),
        ("identity", false),
        ("gzip;q=0", false),
        ("gzip; q=0.000", false),
        ("br, gzip ; q=0", false),
        ("xgzip", false),
        ("", false),
    ];
    for (accepted, is_compressed) in rows {
        let answer = Answer::to(server.request(Method::GET, &path).header(ACCEPT_ENCODING, accepted)).await;
        assert_eq!(answer.header("content-encoding") == "gzip", is_compressed, "{accepted}");
        assert_eq!(answer.header("vary").to_lowercase(), "accept-encoding");
        let mut bytes = answer.bytes.clone();
        if is_compressed {
            assert!(answer.bytes.len() < plain.len());
            bytes.clear();
            GzDecoder::new(&*answer.bytes).read_to_end(&mut bytes).unwrap();
        }
        assert_eq!(bytes, plain, "{accepted}");
    }
}

#[actix_web::test]
async fn a_wrong_version_or_name_is_not_found() {
    let server = server();
    let version = version(&server).await;
    for base in ["/api/chat", "/support"] {
        for path in [
            format!("{base}/assets/0123456789abcdef/chat.js"),
            format!("{base}/assets/{version}/chat.ts"),
            format!("{base}/assets/{version}/chat-widgets.js"),
            format!("{base}/assets/{version}/..%2fchat.js"),
        ] {
            server.visit(&path).await.problem(404, "not_found");
        }
    }
    let upper = version.to_uppercase();
    for path in [format!("{version}0/chat.js"), format!("{version}/x/chat.js"), "x/chat.js".into(), upper] {
        server.visit(&format!("/api/chat/assets/{path}")).await.problem(404, "not_found");
    }
}

#[actix_web::test]
async fn the_module_of_other_pages_keeps_its_name_and_loads_this_version() {
    let server = server();
    let answer = server.get("/api/chat/assets/chat-widgets.js").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.text.trim(), format!("import \"./{}/chat.js\";", version(&server).await));
}

#[actix_web::test]
async fn head_of_a_file_is_its_headers() {
    let server = server();
    let version = version(&server).await;
    for path in [format!("/support/assets/{version}/chat.css"), "/api/chat/assets/chat-widgets.js".to_owned()] {
        let (get, head) = (server.get(&path).await, Answer::to(server.request(Method::HEAD, &path)).await);
        assert_eq!((head.status, head.text.len()), (200, 0));
        for name in ["content-type", "cache-control", "content-length"] {
            assert_eq!(head.header(name), get.header(name), "{name}");
        }
    }
}

#[actix_web::test]
async fn scripts_and_styles_load_nothing_from_elsewhere() {
    let server = server();
    let version = version(&server).await;
    for (name, _) in files(&server, &version).await {
        let text = server.get(&format!("/support/assets/{version}/{name}")).await.text.clone();
        let text = text.replace("http://www.w3.org/", "");
        for forbidden in ["http://", "https://", "@import", "eval(", "new Function", ".innerHTML +="] {
            assert!(!text.contains(forbidden), "{name} contains {forbidden}");
        }
    }
}
