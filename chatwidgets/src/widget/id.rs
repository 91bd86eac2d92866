//! Random ids: of threads, turns and widget instances.

/// Declares an id of 122 random bits (RFC 9562, version 4).
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id that nobody can guess.
            pub fn random() -> Self {
                Self(uuid::Uuid::new_v4())
            }

            /// Its 128 bits, of which 122 are random.
            pub fn to_u128(self) -> u128 {
                self.0.as_u128()
            }

            /// One that is random already.
            #[allow(dead_code, reason = "most are made at random")]
            pub(crate) fn of(id: uuid::Uuid) -> Self {
                Self(id)
            }

            /// Adds it to JSON, in quotes.
            #[allow(dead_code, reason = "not every id is sent")]
            pub(crate) fn write_json(self, json: &mut Vec<u8>) {
                let mut text = [b'"'; uuid::fmt::Hyphenated::LENGTH + 2];
                self.0.hyphenated().encode_lower(&mut text[1..=uuid::fmt::Hyphenated::LENGTH]);
                json.extend_from_slice(&text);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::widget::InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                // In one spelling only: an id is compared whole. To the end, so that many bytes are looked at at once.
                let has_capitals = text.bytes().fold(false, |found, byte| found | byte.is_ascii_uppercase());
                let is_as_written = text.len() == 36 && !has_capitals;
                let id = text.parse().ok().filter(|_| is_as_written);
                id.map(Self).ok_or($crate::widget::InvalidId)
            }
        }
    };
}
pub(crate) use random_id;

/// Hashes ids. No client chooses one that becomes a key: a thread's id, and an offer's, are looked for first. The seed is
/// random all the same, since an app's own store may hand out ids that count up or come from elsewhere.
pub(crate) type IdHashes = foldhash::fast::RandomState;

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id: an id is 36 characters such as 67e55044-10b1-426f-9247-bb680e5fe0c8")]
pub struct InvalidId;
