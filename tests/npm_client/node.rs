//! Node, with the npm package and `drive.mjs` in one bundle: the package's modules do not load in Node as they are.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Set where nothing may be skipped.
const REQUIRE_ALL: &str = "CHATWIDGETS_REQUIRE_ALL";

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The oldest Node that the DOM of the tests runs on.
const OLDEST_NODE: u32 = 18;

/// How npm names a registry that it cannot reach. Whatever else it finds wrong is a failure.
const UNREACHABLE: [&str; 14] = [
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
    "EIDLETIMEOUT",
    "ENOTCACHED",
    "E500",
    "E502",
    "E503",
    "E504",
];

/// What this machine does not have.
pub struct Missing(String);

/// The bundle, ready to run.
pub struct Client {
    bundle: PathBuf,
    /// Held to the end of the process: other test runners run each test in one of its own.
    _lock: File,
}

/// The client, installed and bundled once.
pub fn client() -> Result<&'static Client, &'static Missing> {
    static CLIENT: OnceLock<Result<Client, Missing>> = OnceLock::new();
    CLIENT.get_or_init(make_client).as_ref()
}

fn make_client() -> Result<Client, Missing> {
    check_node()?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm_client");
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    copy_sources(&folder);
    install(&folder)?;
    let bundle = bundle(&folder);
    Ok(Client { bundle, _lock: lock })
}

/// Says that a test did nothing; where all is required, that is a failure.
pub fn skip(task: &str, missing: &Missing) {
    let Missing(what) = missing;
    assert!(std::env::var_os(REQUIRE_ALL).is_none(), "{REQUIRE_ALL} is set, and {what}");
    // Past the test harness, which swallows what a passing test prints.
    let line = format!("\n*** SKIPPED npm_client ({task}): {what}. Set {REQUIRE_ALL} to make that a failure. ***\n\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

impl Client {
    /// Runs the bundle; an error is all that it printed.
    pub fn run(&self, arguments: &[&str]) -> Result<(), String> {
        run(Command::new("node").arg("--enable-source-maps").arg(&self.bundle).args(arguments))
    }
}

fn check_node() -> Result<(), Missing> {
    for program in ["node", NPM] {
        let version = Command::new(program).arg("--version").output();
        let version = version.map_err(|error| Missing(format!("`{program}` does not run: {error}")))?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        if program == "node" && major.is_none_or(|major| major < OLDEST_NODE) {
            return Err(Missing(format!("node {OLDEST_NODE} or later is needed, this is {version:?}")));
        }
    }
    Ok(())
}

/// Copies all but Rust: a bundler looks for packages beside the sources, and the source tree is not to be written to.
fn copy_sources(folder: &Path) {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("npm_client");
    for file in fs::read_dir(sources).unwrap() {
        let file = file.unwrap();
        if file.path().extension().is_none_or(|extension| extension != "rs") {
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    }
}

/// Installs what the lock file says, unless that was done already.
fn install(folder: &Path) -> Result<(), Missing> {
    let wanted = ["package.json", "package-lock.json"].map(|name| fs::read(folder.join(name)).unwrap()).concat();
    let installed = folder.join("installed");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let _ = fs::remove_file(&installed);
    // No script of a package is needed, so none is run.
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries=1"];
    let outcome = run(Command::new(NPM).args(arguments).arg("--fetch-timeout=60000").current_dir(folder));
    if let Err(output) = outcome {
        // `npm error code ENOTFOUND`
        let mut named = output.lines().filter_map(|line| line.trim_end().split_once(" code ")).map(|(_, code)| code);
        if let Some(code) = named.find(|code| UNREACHABLE.contains(code)) {
            return Err(Missing(format!("npm cannot reach its registry: {code}")));
        }
        panic!("`npm ci` failed:\n{output}");
    }
    fs::write(installed, wanted).unwrap();
    Ok(())
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

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{}\n{out}{err}", output.status))
}
