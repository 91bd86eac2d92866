//! The examples, as programs that a script starts, stops and starts again.

use std::path::PathBuf;
use std::process::Command;

use actix_web::web;

use crate::{browser, node};

/// Lets a script act at an example.
pub async fn drive(script: &'static str, example: &'static str) {
    let outcome = web::block(move || match browser::browser() {
        Ok(browser) => Some(browser.run(script, &program(example).to_string_lossy())),
        Err(missing) => {
            node::skip("browser", script, missing);
            None
        }
    });
    match outcome.await.unwrap() {
        Some(Err(output)) => panic!("not everything in {script} went well:\n{output}"),
        Some(Ok(output)) => println!("{output}"),
        None => {}
    }
}

/// Where the example is built; beside this test's own program.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).expect("it is in the folder `deps` of a profile");
    let target = profile.parent().expect("a profile is in the target folder");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "chatwidgets-examples", "--example", name, "--target-dir"])
        .arg(target)
        .status();
    assert!(status.unwrap().success(), "the example builds");
    target.join("debug/examples").join(name)
}
