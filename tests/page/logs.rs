//! What all tests of this program log: each looks for what it alone can have written.

use std::io::{self, Write};
use std::sync::{Mutex, OnceLock};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

#[derive(Clone, Copy)]
pub struct Log(&'static Mutex<Vec<u8>>);

static WARNINGS: Mutex<Vec<u8>> = Mutex::new(Vec::new());

impl Log {
    #[track_caller]
    pub fn line(self, text: &str) -> String {
        let log = self.0.lock().unwrap();
        let log = String::from_utf8_lossy(&log);
        let line = log.lines().find(|line| line.contains(text));
        line.unwrap_or_else(|| panic!("no line of the log contains {text}")).to_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The warnings and errors from now on.
pub fn log() -> Log {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    let log = Log(&WARNINGS);
    INSTALLED.get_or_init(|| {
        let layer = fmt::layer().with_writer(move || log).with_ansi(false).with_filter(LevelFilter::WARN);
        tracing_subscriber::registry().with(layer).init();
    });
    log
}
