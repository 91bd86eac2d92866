//! The files of the page: in the binary, compressed once, and named by what is in them.

use std::io::Write as _;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

/// One file.
pub(crate) struct Asset {
    name: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) text: String,
    pub(crate) gzipped: Vec<u8>,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! files {
    ($($name:literal: $media_type:expr),* $(,)?) => {
        [$(($name, $media_type, include_str!(concat!("assets/", $name)))),*]
    };
}

static FILES: LazyLock<(String, Vec<Asset>)> = LazyLock::new(|| {
    let files = files! {
        "chat.css": "text/css; charset=utf-8",
        "chat.js": SCRIPT,
        "controls.js": SCRIPT,
        "early-theme.js": SCRIPT,
        "fields.js": SCRIPT,
        "icon.svg": "image/svg+xml",
        "log.js": SCRIPT,
        "memory.js": SCRIPT,
        "post.js": SCRIPT,
        "themes.js": SCRIPT,
    };
    let mut hash = Sha256::new();
    let mut assets = Vec::with_capacity(files.len());
    for (name, media_type, source) in files {
        let text = without_comments(source);
        hash.update(name);
        hash.update(&text);
        assets.push(Asset { name, media_type, gzipped: gzip(text.as_bytes()), text });
    }
    let mut digest = [0; 8];
    digest.copy_from_slice(&hash.finalize()[..8]);
    (format!("{:016x}", u64::from_be_bytes(digest)), assets)
});

/// A file without the lines that are comments from end to end: types and reasons are for who reads the source.
fn without_comments(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut is_inside = false;
    for line in source.lines() {
        let trimmed = line.trim();
        let begins = trimmed.starts_with("/*");
        let is_whole = begins && trimmed.find("*/") == Some(trimmed.len() - 2);
        if is_inside || trimmed.starts_with("//") || begins && !trimmed.contains("*/") {
            is_inside = (is_inside || begins) && !trimmed.ends_with("*/");
        } else if !is_whole && !trimmed.is_empty() {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// Compresses; nothing, if that fails, so that the file is sent as it is.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// What tells these files from those of any other version: 16 hexadecimal digits.
pub(crate) fn version() -> &'static str {
    &FILES.0
}

/// A file of this version.
pub(crate) fn find(version: &str, name: &str) -> Option<&'static Asset> {
    FILES.1.iter().find(|asset| asset.name == name && version == self::version())
}

/// The module that a page of somebody else's loads: its name stays the same, and it loads this version.
pub(crate) fn entry() -> String {
    format!("import \"./{}/chat.js\";\n", version())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_of_comment_are_left_out() {
        let source = "// Why.\n/**\n * @param {string} a\n */\nf(a); // end\n  /** @type {A} */ (b).c(\"/*\");\n/** One. */\n\ng();\n";
        assert_eq!(without_comments(source), "f(a); // end\n  /** @type {A} */ (b).c(\"/*\");\ng();\n");
    }

    #[test]
    fn the_script_is_small() {
        let scripts = FILES.1.iter().filter(|asset| asset.media_type == SCRIPT);
        let bytes: usize = scripts.map(|asset| asset.gzipped.len()).sum();
        assert!(bytes > 0 && bytes <= 12 * 1024, "{bytes} bytes");
    }
}
