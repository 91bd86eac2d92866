//! Generated values of many types: schema, form and serde say the same of all of them.
//!
//! The cases come from one seed, which is printed; `DIFFERENTIAL_SEED` chooses another.

mod members;

use std::fmt::Debug;
use std::marker::PhantomData;

use chatwidgets::prelude::*;
use chatwidgets::testing::TestChat;
use chatwidgets_schema::Validator;
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::round_trip::sent_by_a_browser;
use super::urlencoded::sent_as_it_stands;
use super::{Drawn, Send, chat};

/// How many values of each type are tried: 10,000 cases in all, and more.
const VALUES: usize = 125;

/// A type of which values can be made.
trait Sample: Drawn + Clone + PartialEq + Debug {
    /// Whether a form can be drawn of it.
    const IS_DRAWN: bool;

    fn strategy() -> BoxedStrategy<Self>;
}

/// One type, put to the test.
struct Case<T> {
    chat: TestChat,
    validator: Validator,
    payload: PhantomData<T>,
}

impl<T: Sample> Case<T> {
    fn new() -> Self {
        let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
        Self { chat: chat::<T>(), validator: Validator::new(&schema.into()).unwrap(), payload: PhantomData }
    }

    async fn bound(&self, payload: &Value) -> Result<T, String> {
        let answer = self.chat.post("action", &json!({ "action": "send", "payload": payload })).await;
        let turn = answer.turn().map_err(|refused| refused.to_string())?;
        Ok(serde_json::from_str(&turn.content).unwrap())
    }

    /// What a program sends, with its values as they are and as texts.
    async fn gets_what_was_sent(&self, value: &T) {
        let json = json!(value);
        assert_eq!(self.bound(&json).await.as_ref(), Ok(value), "{json}");
        let texts = as_texts(&json);
        assert_eq!(self.bound(&texts).await.as_ref(), Ok(value), "{texts}");
    }

    /// What the schema and serde take is taken, and means the same; what is taken keeps the schema.
    async fn takes_what_the_schema_and_serde_take(&self, odd: &Value) {
        let bound = self.bound(odd).await;
        // serde reads 1e300 as an infinite number of single precision, which is none in JSON.
        let is_one = |value: &T| self.validator.is_valid(odd) && self.validator.is_valid(&json!(value));
        let by_serde = serde_json::from_value::<T>(odd.clone()).ok().filter(is_one);
        match (by_serde, &bound) {
            (Some(value), bound) => assert_eq!(bound.as_ref(), Ok(&value), "{odd}"),
            (None, Ok(bound)) => assert!(self.validator.is_valid(&json!(bound)), "{odd} is taken as {bound:?}"),
            (None, Err(_)) => {}
        }
    }

    /// What a form shows and a browser sends, with the script and without.
    async fn gets_what_a_form_shows(&self, value: &T) {
        let form = || Form::new("Form", Send::<T>::action()).initial(value);
        let fields: Vec<Value> = form().build().unwrap().fields().iter().map(|field| json!(field)).collect();
        let sent = sent_by_a_browser(&fields);
        assert_eq!(self.bound(&sent).await.as_ref(), Ok(value), "{sent}");
        assert_eq!(&sent_as_it_stands(form()).await, value, "{sent}");
    }
}

/// Numbers and booleans as the texts that an HTML form has for them.
fn as_texts(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(flag) => Value::String(flag.to_string()),
        Value::Array(items) => items.iter().map(as_texts).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), as_texts(member))).collect())
        }
        Value::Null | Value::String(_) => value.clone(),
    }
}

/// Values that are wrong in most places, and right in some.
fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(7),
        json!(255),
        json!(256),
        json!(0.5),
        json!(5.0),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!("x"),
        json!("7"),
        json!("true"),
        json!("2026-03-14"),
        json!("2026-03-14T09:30:00Z"),
        json!("a@b.example"),
        json!("javascript:alert(1)"),
        json!([]),
        json!(["x", 1]),
        json!({}),
        json!({"m": 1}),
    ]
}

/// The value with another one in the place of one of its members, or without that.
fn mutated(value: &Value, by: usize) -> Value {
    let odd = odd_values();
    let mut places = Vec::new();
    collect(value, String::new(), &mut places);
    let mut mutated = value.clone();
    let Some(place) = places.get(by / (odd.len() + 1) % places.len().max(1)) else { return mutated };
    match odd.get(by % (odd.len() + 1)) {
        Some(odd) => *mutated.pointer_mut(place).unwrap() = odd.clone(),
        None => {
            let (holder, name) = place.rsplit_once('/').unwrap();
            mutated.pointer_mut(holder).and_then(Value::as_object_mut).and_then(|members| members.remove(name));
        }
    }
    mutated
}

fn collect(value: &Value, at: String, places: &mut Vec<String>) {
    let none = Map::new();
    for (name, member) in value.as_object().unwrap_or(&none) {
        let at = format!("{at}/{name}");
        collect(member, at.clone(), places);
        places.push(at);
    }
}

fn run<T: Sample>(seed: u8) -> usize {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let case = Case::<T>::new();
    let strategy = T::strategy();
    runtime.block_on(async {
        for place in 0..VALUES {
            let value = strategy.new_tree(&mut runner).unwrap().current();
            case.gets_what_was_sent(&value).await;
            case.takes_what_the_schema_and_serde_take(&mutated(&json!(value), place)).await;
            // Without the script a widget is shown each time, which takes its time.
            if T::IS_DRAWN && place % 5 == 0 {
                case.gets_what_a_form_shows(&value).await;
            }
        }
    });
    VALUES
}

#[test]
fn what_a_type_takes_its_form_shows_and_its_handler_gets() {
    let seed = std::env::var("DIFFERENTIAL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(15);
    eprintln!("the seed is {seed}");
    let cases: usize = members::all().iter().map(|run| run(seed)).sum();
    eprintln!("{cases} cases");
    assert!(cases >= 10_000, "{cases}");
}
