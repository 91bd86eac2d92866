//! The types: a struct for each kind of member, and pairs of them, one in the other.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sample;
use crate::round_trip::Room;

macro_rules! members {
    ($($name:ident $is_drawn:literal: $type:ty = $strategy:expr $(, $attribute:meta)*;)*) => {
        $(
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
            pub struct $name {
                $(#[$attribute])*
                m: $type,
            }

            impl Sample for $name {
                const IS_DRAWN: bool = $is_drawn;

                fn strategy() -> BoxedStrategy<Self> {
                    $strategy.prop_map(|m| Self { m }).boxed()
                }
            }
        )*

        fn singles() -> Vec<fn(u8) -> usize> {
            vec![$(super::run::<$name>),*]
        }
    };
}

fn room() -> impl Strategy<Value = Room> {
    prop_oneof![Just(Room::Single), Just(Room::ForTwo), Just(Room::Suite)]
}

fn some<T: std::fmt::Debug + Clone>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(strategy)
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (1_i32..=9999, 1_u32..=366).prop_filter_map("a day of the year", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_000_000_000_000_i64..253_000_000_000_000).prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

fn nanos() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..4_000_000_000, 0_u32..1_000_000_000)
        .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos).unwrap())
}

fn time() -> impl Strategy<Value = NaiveTime> {
    (0_u32..86_400).prop_map(|seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap())
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0_u32..=10).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

const LINE: &str = "[^\\p{C}]{0,20}";
const SOMETHING: &str = "[^\\p{C}]{1,20}";

members! {
    Line true: String = LINE;
    Short true: String = "[a-zß-ü]{2,5}", schemars(length(min = 2, max = 5));
    Long true: String = "[^\\p{C}]{0,300}", schemars(length(max = 1000));
    Coded true: String = "[A-Z]{2}[0-9]{3}", schemars(regex(pattern = "^[A-Z]{2}[0-9]{3}$"));
    MaybeLine true: Option<String> = some(SOMETHING);
    Email true: String = "[a-z]{1,8}@[a-z]{1,8}\\.org", schemars(email);
    Url true: Option<String> = some("https?://[a-z]{1,8}\\.example/[a-z]{0,5}"), schemars(url);
    Letter true: char = proptest::char::range('a', 'ÿ');
    Byte true: u8 = any::<u8>();
    Small true: i8 = any::<i8>();
    Large true: u64 = any::<u64>();
    Negative true: i64 = any::<i64>();
    MaybeWhole true: Option<u32> = some(any::<u32>());
    Wide true: i128 = (i128::from(i64::MIN)..=i128::from(u64::MAX));
    Rated true: u8 = (1_u8..=5), schemars(range(min = 1, max = 5));
    Ranged true: i32 = (-50_i32..=50), schemars(range(min = -50, max = 50));
    Fives true: u32 = (0_u32..=20).prop_map(|n| n * 5), schemars(range(max = 103), extend("multipleOf" = 5));
    Above true: i64 = (8_i64..100), schemars(extend("exclusiveMinimum" = 7));
    Float true: f64 = proptest::num::f64::NORMAL;
    Single true: f32 = proptest::num::f32::NORMAL;
    SingleRange true: f32 = (0_u8..=10).prop_map(|tenths| f32::from(tenths) / 10.0), schemars(range(min = 0.0, max = 1.0));
    Ratio true: f64 = (0.0..=1.0_f64), schemars(range(min = 0.0, max = 1.0));
    Million true: f64 = (0.0..=1e6_f64), schemars(range(min = 0.0, max = 1_000_000.0));
    Halves true: f64 = (1_i32..=19).prop_map(|n| f64::from(n) / 2.0), schemars(range(min = 0.25, max = 9.9), extend("multipleOf" = 0.5));
    Cents true: f64 = (0_u32..=300_000_000).prop_map(|cents| f64::from(cents) / 100.0), schemars(extend("multipleOf" = 0.01));
    MaybeFloat true: Option<f64> = some(proptest::num::f64::NORMAL);
    Exact true: Decimal = decimal();
    Price true: Option<Decimal> = some((0_i64..=100_000).prop_map(|cents| Decimal::new(cents, 2))), schemars(range(min = 0, max = 1000), extend("multipleOf" = 0.01));
    Flag true: bool = any::<bool>();
    MaybeFlag true: Option<bool> = some(any::<bool>());
    Choice true: Room = room();
    MaybeChoice true: Option<Room> = some(room());
    Choices true: Vec<Room> = proptest::sample::subsequence(vec![Room::Single, Room::ForTwo, Room::Suite], 0..=3);
    Day true: NaiveDate = day();
    MaybeDay true: Option<NaiveDate> = some(day());
    Instant true: DateTime<Utc> = instant();
    Exactly true: Option<DateTime<Utc>> = some(nanos());
    Local true: NaiveDateTime = instant().prop_map(|instant| instant.naive_utc());
    Time true: Option<NaiveTime> = some(time());
    Defaulted true: u8 = any::<u8>(), serde(default = "seven");
    ByName false: BTreeMap<String, u8> = proptest::collection::btree_map("[a-z]{1,5}", any::<u8>(), 0..4);
    ByNumber false: BTreeMap<u32, Option<bool>> = proptest::collection::btree_map(any::<u32>(), some(any::<bool>()), 0..4);
    Bytes false: Vec<u8> = proptest::collection::vec(any::<u8>(), 0..4);
    Either false: Payment = payment();
    MaybeEither false: Option<Payment> = some(payment());
    Tagged false: Vec<Shape> = proptest::collection::vec(shape(), 0..3);
}

fn seven() -> u8 {
    7
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    Cash,
    Card { number: u32 },
    Note(Option<bool>),
}

fn payment() -> impl Strategy<Value = Payment> {
    prop_oneof![
        Just(Payment::Cash),
        any::<u32>().prop_map(|number| Payment::Card { number }),
        some(any::<bool>()).prop_map(Payment::Note),
    ]
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Shape {
    Circle { radius: f64 },
    Square { side: u16, filled: bool },
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        proptest::num::f64::NORMAL.prop_map(|radius| Shape::Circle { radius }),
        any::<(u16, bool)>().prop_map(|(side, filled)| Shape::Square { side, filled }),
    ]
}

/// Two members, each a struct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(bound = "A: JsonSchema, B: JsonSchema")]
pub struct Pair<A, B> {
    first: A,
    second: B,
}

impl<A: Sample, B: Sample> Sample for Pair<A, B> {
    const IS_DRAWN: bool = A::IS_DRAWN && B::IS_DRAWN;

    fn strategy() -> BoxedStrategy<Self> {
        (A::strategy(), B::strategy()).prop_map(|(first, second)| Self { first, second }).boxed()
    }
}

macro_rules! pairs {
    ($($first:ident $second:ident,)*) => {
        fn pairs() -> Vec<fn(u8) -> usize> {
            vec![$(super::run::<Pair<$first, $second>>),*]
        }
    };
}

pairs! {
    Line Byte, MaybeLine Small, Short Large, Long Negative, Coded MaybeWhole, Email Rated, Url Ranged, Letter Fives, Above Float,
    Single Ratio, Million Halves, Cents MaybeFloat, Exact Price, Flag MaybeFlag, Choice MaybeChoice, Choices Day, MaybeDay Instant,
    Exactly Local, Time Defaulted, ByName ByNumber, Bytes Either, MaybeEither Tagged, Wide SingleRange, Price Choices,
    Flag Tagged, MaybeLine MaybeFlag, Halves Cents, Choices Choices, Defaulted Defaulted, Single Single, Rated Rated, Either Line,
    Instant Exact, Url Email, ByNumber Flag,
}

pub(super) fn all() -> Vec<fn(u8) -> usize> {
    [singles(), pairs()].concat()
}
