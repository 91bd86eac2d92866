//! JSON of what is sent most. A general writer looks at every byte of every name and every id for what has to be escaped;
//! here these are copied as they are, and texts are looked at many bytes at once.

use serde::Serialize;

/// Adds a text, in quotes.
#[inline]
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

/// How many texts are in a piece of JSON, names of members included; quotes inside of texts count as well.
pub(crate) fn texts_in(json: &[u8]) -> usize {
    memchr::memchr_iter(b'"', json).count() / 2
}

/// Whether a text is in JSON as it is here.
pub(crate) fn is_plain(text: &str) -> bool {
    let (eights, rest) = text.as_bytes().as_chunks();
    eights.iter().copied().all(are_plain) && rest.iter().all(|byte| !matches!(byte, ..0x20 | b'"' | b'\\'))
}

/// The same for eight bytes at once, in one register (Warren, *Hacker's Delight*, 6-1): the highest bit of a byte is set
/// where it is less than a number, and was not set before.
fn are_plain(eight: [u8; 8]) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let bytes = u64::from_le_bytes(eight);
    let less = |bytes: u64, than: u64| bytes.wrapping_sub(EACH * than) & !bytes;
    let odd = less(bytes, 0x20) | less(bytes ^ (EACH * 0x22), 1) | less(bytes ^ (EACH * 0x5c), 1);
    odd & (EACH * 0x80) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_as_serde_writes_it() {
        let all: String = (0..=300).filter_map(char::from_u32).collect();
        let each = (0..=255_u8).flat_map(|byte| (0..9).map(move |place| (char::from(byte), place)));
        for (odd, place) in each {
            let mut given = "12345678é日".to_owned();
            given.insert(place, odd);
            let is_same = serde_json::to_string(&given).unwrap().len() == given.len() + 2;
            assert_eq!(is_plain(&given), is_same, "{given:?}");
        }
        for given in ["", "plain", "“täglich”, 日本", "a \"word\"", "C:\\", "line\nbreak", "\u{7f}\u{0}", all.as_str()]
        {
            let mut json = Vec::new();
            text(&mut json, given);
            assert_eq!(String::from_utf8(json).unwrap(), serde_json::to_string(given).unwrap());
        }
    }
}
