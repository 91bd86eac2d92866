//! Node with the packages of a suite: what the suites that are driven by Node have in common.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set where nothing may be skipped.
const REQUIRE_ALL: &str = "CHATWIDGETS_REQUIRE_ALL";

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

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
pub struct Missing(pub String);

/// The folder in which a suite's scripts and the packages that they need are.
pub struct Packages {
    pub folder: PathBuf,
    /// Held to the end of the process: other test runners run each test in one of its own.
    _lock: File,
}

/// Copies the scripts of a suite, which has the name of its folder, and installs what its lock file says.
pub fn packages(suite: &str, oldest_node: u32) -> Result<Packages, Missing> {
    check_node(oldest_node)?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(suite);
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    copy_sources(suite, &folder);
    install(&folder)?;
    Ok(Packages { folder, _lock: lock })
}

/// Says that a test did nothing; where all is required, that is a failure.
pub fn skip(suite: &str, task: &str, missing: &Missing) {
    let Missing(what) = missing;
    assert!(std::env::var_os(REQUIRE_ALL).is_none(), "{REQUIRE_ALL} is set, and {what}");
    // Past the test harness, which swallows what a passing test prints.
    let line = format!("\n*** SKIPPED {suite} ({task}): {what}. Set {REQUIRE_ALL} to make that a failure. ***\n\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

fn check_node(oldest: u32) -> Result<(), Missing> {
    for program in ["node", NPM] {
        let version = Command::new(program).arg("--version").output();
        let version = version.map_err(|error| Missing(format!("`{program}` does not run: {error}")))?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        if program == "node" && major.is_none_or(|major| major < oldest) {
            return Err(Missing(format!("node {oldest} or later is needed, this is {version:?}")));
        }
    }
    Ok(())
}

/// Copies all but Rust: a bundler looks for packages beside the sources, and the source tree is not to be written to.
fn copy_sources(suite: &str, folder: &Path) {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join(suite);
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

/// Runs a program to its end; what it printed, and in an error how it ended.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(format!("{out}{err}")) } else { Err(format!("{}\n{out}{err}", output.status)) }
}
