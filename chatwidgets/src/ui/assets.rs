//! The files of the page: compiled in, compressed once, and named after their content.

use std::io::Write as _;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

/// One file.
pub(crate) struct Asset {
    name: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) text: &'static str,
    pub(crate) gzipped: Vec<u8>,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Compiles a script in, without its comments: types and reasons are for readers of the source.
macro_rules! script {
    ($name:literal) => {{
        const SOURCE: &str = include_str!(concat!("assets/", $name));
        const STRIPPED: ([u8; SOURCE.len()], usize) = without_comments(SOURCE);
        ($name, SCRIPT, str::from_utf8(&STRIPPED.0[..STRIPPED.1]).unwrap_or(SOURCE))
    }};
}

static FILES: LazyLock<(String, Vec<Asset>)> = LazyLock::new(|| {
    let files = [
        ("chat.css", "text/css; charset=utf-8", include_str!("assets/chat.css")),
        script!("chat.js"),
        script!("controls.js"),
        script!("drafts.js"),
        script!("early-theme.js"),
        script!("fields.js"),
        ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
        script!("log.js"),
        script!("memory.js"),
        script!("moments.js"),
        script!("post.js"),
        script!("themes.js"),
    ];
    let mut hash = Sha256::new();
    let mut assets = Vec::with_capacity(files.len());
    for (name, media_type, text) in files {
        hash.update(name);
        hash.update(text);
        assets.push(Asset { name, media_type, gzipped: gzip(text.as_bytes()), text });
    }
    let mut digest = [0; 8];
    digest.copy_from_slice(&hash.finalize()[..8]);
    (format!("{:016x}", u64::from_be_bytes(digest)), assets)
});

/// A script without the lines that are empty or nothing but a comment. It runs in the compiler.
const fn without_comments<const N: usize>(source: &str) -> ([u8; N], usize) {
    let (mut text, mut length) = ([0; N], 0);
    let (mut at, mut line) = (0, 0);
    while at < N {
        text[length] = source.as_bytes()[at];
        length += 1;
        at += 1;
        if text[length - 1] == b'\n' {
            if is_comment(text.split_at(length).0.split_at(line).1.trim_ascii()) {
                length = line;
            }
            line = length;
        }
    }
    (text, length)
}

/// Whether a line is empty or nothing but a comment, as the scripts are laid out: each line inside of a comment begins with
/// `*`, and no line of code does.
const fn is_comment(line: &[u8]) -> bool {
    matches!(line, [] | [b'/', b'/', ..] | [b'/', b'*', b'*'] | [b'*', ..] | [b'/', b'*', .., b'*', b'/'])
}

/// Compresses. Empty if that fails: then the file is sent uncompressed.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// The version of these files, made from their content: 16 hexadecimal digits.
pub(crate) fn version() -> &'static str {
    &FILES.0
}

/// A file of this version.
pub(crate) fn find(version: &str, name: &str) -> Option<&'static Asset> {
    FILES.1.iter().find(|asset| asset.name == name && version == self::version())
}

/// The module that other sites' pages load: its name never changes, and it loads this version.
pub(crate) fn entry() -> String {
    format!("import \"./{}/chat.js\";\n", version())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_of_comment_are_left_out() {
        const SOURCE: &str = "// Why.\n/**\n * @param {string} a\n */\nf(a); // end\n  /** @type {A} */ (b).c(\"/*\");\n/** One. */\n\ng();\n";
        let (text, length) = without_comments::<{ SOURCE.len() }>(SOURCE);
        let text = str::from_utf8(&text[..length]).unwrap();
        assert_eq!(text, "f(a); // end\n  /** @type {A} */ (b).c(\"/*\");\ng();\n");
    }

    #[test]
    fn the_script_is_small() {
        let scripts = FILES.1.iter().filter(|asset| asset.media_type == SCRIPT);
        let bytes: usize = scripts.map(|asset| asset.gzipped.len()).sum();
        assert!(bytes > 0 && bytes <= 16 * 1024, "{bytes} bytes");
    }
}
