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
                // In one spelling only: an id is compared whole.
                let is_as_written = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
                let id = text.parse().ok().filter(|_| is_as_written);
                id.map(Self).ok_or($crate::widget::InvalidId)
            }
        }
    };
}
pub(crate) use random_id;

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no id: it is 36 characters such as 67e55044-10b1-426f-9247-bb680e5fe0c8")]
pub struct InvalidId;
