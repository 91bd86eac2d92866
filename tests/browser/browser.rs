//! A browser, driven by a script in Node.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::node::{Missing, Packages, packages, run};

/// Names a browser that is not in the `PATH`.
const CHROMIUM: &str = "CHATWIDGETS_CHROMIUM";

/// The oldest Node that the package which drives the browser runs on.
const OLDEST_NODE: u32 = 20;

/// The scripts with their packages, and the browser that they drive.
pub struct Browser {
    packages: Packages,
    chromium: PathBuf,
}

/// Looked for and installed once.
pub fn browser() -> Result<&'static Browser, &'static Missing> {
    static BROWSER: OnceLock<Result<Browser, Missing>> = OnceLock::new();
    BROWSER.get_or_init(find).as_ref()
}

fn find() -> Result<Browser, Missing> {
    let chromium = chromium()?;
    Ok(Browser { packages: packages("browser", OLDEST_NODE)?, chromium })
}

fn chromium() -> Result<PathBuf, Missing> {
    if let Some(named) = std::env::var_os(CHROMIUM) {
        return Ok(named.into());
    }
    let runs = |name: &&str| {
        let status = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(runs);
    let path = found.and_then(|name| {
        let folders = std::env::var_os("PATH")?;
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
    });
    path.ok_or_else(|| Missing(format!("there is no Chromium in the PATH, and {CHROMIUM} names none")))
}

impl Browser {
    /// Checks the types of the page's own script.
    pub fn check_types(&self) -> Result<String, String> {
        let compiler = self.packages.folder.join("node_modules/typescript/bin/tsc");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../chatwidgets/src/ui/assets/tsconfig.json");
        run(Command::new("node").arg(compiler).args(["--project", script]))
    }

    /// Runs the scenarios of a script at a server, or at an example that the script starts; what it printed.
    pub fn run(&self, script: &str, place: &str) -> Result<String, String> {
        let play = self.packages.folder.join("play.mjs");
        run(Command::new("node").arg(play).args([script, place]).env(CHROMIUM, &self.chromium))
    }
}
