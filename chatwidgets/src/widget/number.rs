//! The numbers that a slider can have.

use serde_json::Number as JsonNumber;

/// A number that a slider can have: any integer of up to 64 bits, `f32` or `f64`.
pub trait Number: Copy + sealed::Sealed {
    /// As a JSON number; nothing if it is not finite.
    #[doc(hidden)]
    fn json(self) -> Option<JsonNumber>;

    /// The step of a slider over the range that is not told one.
    #[doc(hidden)]
    fn default_step(min: Self, max: Self) -> Option<JsonNumber>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! integers {
    ($($t:ty),*) => {$(
        impl sealed::Sealed for $t {}
        impl Number for $t {
            fn json(self) -> Option<JsonNumber> {
                Some(self.into())
            }

            fn default_step(_: Self, _: Self) -> Option<JsonNumber> {
                Some(1.into())
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl sealed::Sealed for f64 {}
impl Number for f64 {
    fn json(self) -> Option<JsonNumber> {
        JsonNumber::from_f64(self)
    }

    fn default_step(min: Self, max: Self) -> Option<JsonNumber> {
        ((max - min) / 100.0).json()
    }
}

impl sealed::Sealed for f32 {}
impl Number for f32 {
    fn json(self) -> Option<JsonNumber> {
        // By way of the shortest decimal, so that 0.1 does not become 0.10000000149011612.
        self.to_string().parse::<f64>().ok()?.json()
    }

    fn default_step(min: Self, max: Self) -> Option<JsonNumber> {
        ((max - min) / 100.0).json()
    }
}

/// Compares two JSON numbers; exactly where both are integers.
pub(super) fn less(a: &JsonNumber, b: &JsonNumber) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a < b,
        _ => a.as_f64() < b.as_f64(),
    }
}
