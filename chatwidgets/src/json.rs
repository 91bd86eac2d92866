//! JSON of what is sent most. A general writer looks at every byte of every name and every id for what has to be escaped;
//! here these are copied as they are, and texts are looked at many bytes at once.

use serde::Serialize;

/// Adds a text, in quotes.
pub(crate) fn text(json: &mut Vec<u8>, text: &str) {
    if is_plain(text) {
        json.reserve(text.len() + 2);
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    } else {
        value(json, text);
    }
}

/// Adds anything else, as serde writes it.
pub(crate) fn value<T: Serialize + ?Sized>(json: &mut Vec<u8>, value: &T) {
    // What is sent has texts as names, and no part of it refuses to be written.
    let _ = serde_json::to_writer(json, value);
}

/// Adds values, with commas between them.
pub(crate) fn list<T>(json: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            json.push(b',');
        }
        write(json, item);
    }
}

/// Whether a text is in JSON as it is here.
pub(crate) fn is_plain(text: &str) -> bool {
    let is_odd = |byte| matches!(byte, ..0x20 | b'"' | b'\\');
    // To the end, whatever is found: so a processor looks at many bytes at once.
    !text.bytes().fold(false, |odd, byte| odd | is_odd(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_as_serde_writes_it() {
        let all: String = (0..=300).filter_map(char::from_u32).collect();
        for given in ["", "plain", "“täglich”, 日本", "a \"word\"", "C:\\", "line\nbreak", "\u{7f}\u{0}", all.as_str()]
        {
            let mut json = Vec::new();
            text(&mut json, given);
            assert_eq!(String::from_utf8(json).unwrap(), serde_json::to_string(given).unwrap());
        }
    }
}
