//! The npm package and `drive.mjs` in one bundle: the package's modules do not load in Node as they are.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::node::{Missing, Packages, packages, run};

/// The oldest Node that the DOM of the tests runs on.
const OLDEST_NODE: u32 = 18;

/// The bundle, ready to run.
pub struct Client {
    bundle: PathBuf,
    _packages: Packages,
}

/// The client, installed and bundled once.
pub fn client() -> Result<&'static Client, &'static Missing> {
    static CLIENT: OnceLock<Result<Client, Missing>> = OnceLock::new();
    CLIENT.get_or_init(make_client).as_ref()
}

fn make_client() -> Result<Client, Missing> {
    let packages = packages("npm_client", OLDEST_NODE)?;
    Ok(Client { bundle: bundle(&packages.folder), _packages: packages })
}

impl Client {
    /// Runs the bundle; an error is all that it printed.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        run(Command::new("node").arg("--enable-source-maps").arg(&self.bundle).args(arguments))
    }
}

fn bundle(folder: &Path) -> PathBuf {
    let modules = folder.join("node_modules");
    let bundle = folder.join("bundle.mjs");
    let outcome = run(Command::new("node")
        .arg(modules.join("esbuild/bin/esbuild"))
        .args(["drive.mjs", "--bundle", "--platform=node", "--format=esm", "--external:jsdom", "--sourcemap=inline"])
        .args(["--log-level=warning", "--outfile=bundle.mjs"])
        .current_dir(folder));
    outcome.unwrap_or_else(|output| panic!("esbuild failed:\n{output}"));
    bundle
}
