//! The rules of the fast path: what a schema of simple keywords accepts.

use chatwidgets_schema::{FIRST, LAST, SCHEMES, Validator, is_known_format};
use serde_json::{Map, Number, Value};

use crate::action::payload::compiled::Compiled;
use crate::schema::{Schema, Shape, ShapeId, Types};

/// The keywords of texts that are left to a small validator of their own.
const LEFT_TO_VALIDATOR: [&str; 4] = ["format", "pattern", FIRST, LAST];

/// What the fast path accepts for one value.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) may_be_null: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text(Text),
    Integer {
        min: i128,
        max: i128,
    },
    Number {
        min: f64,
        max: f64,
    },
    Boolean,
    List {
        item: Box<Rule>,
        min: usize,
        max: usize,
    },
    Object {
        members: Vec<Member>,
        /// See [`Rule::covers_schema`].
        covers_schema: bool,
    },
}

#[derive(Debug)]
pub(super) struct Text {
    /// In characters.
    min: usize,
    max: usize,
    values: Option<Vec<String>>,
    /// Whether the empty text is a value like any other.
    may_be_empty: bool,
    validator: Option<Box<TextValidator>>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_required: bool,
    /// `None` if a payload with this member always takes the full path.
    pub(super) rule: Option<Rule>,
}

impl Rule {
    /// The rule for a shape; `None` if it has a keyword that is not known here, or holds itself.
    pub(super) fn new(schema: &Schema, id: ShapeId) -> Option<Self> {
        Reader { schema, within: Vec::new() }.rule(id)
    }
}

struct Reader<'a> {
    schema: &'a Schema,
    /// The references that lead here.
    within: Vec<ShapeId>,
}

impl<'a> Reader<'a> {
    fn rule(&mut self, id: ShapeId) -> Option<Rule> {
        let shape = &self.schema[id];
        shape.is_well_formed.then_some(())?;
        if let Some(target) = shape.reference.filter(|_| shape.has_only(&["$ref"]) && shape.own_types.is_empty()) {
            (!self.within.contains(&target)).then_some(())?;
            self.within.push(target);
            let rule = self.rule(target);
            self.within.pop();
            return rule;
        }
        if let Some(rule) = self.of_alternatives(shape) {
            return Some(rule);
        }
        let may_be_null = shape.own_types.has(Types::NULL);
        let kind = match shape.own_types.without(Types::NULL) {
            Types::STRING => Kind::Text(Text::new(shape)?),
            Types::INTEGER => integer(shape)?,
            Types::NUMBER => number(shape)?,
            Types::BOOLEAN => shape.has_only(&[]).then_some(Kind::Boolean)?,
            Types::ARRAY => {
                shape.has_only(&["items", "minItems", "maxItems"]).then_some(())?;
                let item = Box::new(self.rule(shape.list.items?)?);
                Kind::List { item, min: count(shape.list.min_items, 0)?, max: count(shape.list.max_items, usize::MAX)? }
            }
            Types::OBJECT => self.object(shape)?,
            _ => return None,
        };
        // An `enum` or `const` has to list `null` as well, or it is refused.
        (!may_be_null || shape.options.is_none()).then_some(Rule { kind, may_be_null })
    }

    /// The two unions that derives make: a value or `null`, and an enum of texts of which some have a description.
    fn of_alternatives(&mut self, shape: &'a Shape) -> Option<Rule> {
        let [keyword] = &shape.keywords[..] else { return None };
        if keyword == "anyOf" {
            let one = shape.only_branch_beside_null(|branch| self.schema[branch].is_null())?;
            return Some(Rule { may_be_null: true, ..self.rule(one)? });
        }
        if keyword != "oneOf" || shape.branches.is_empty() {
            return None;
        }
        let mut values = Vec::new();
        for branch in &shape.branches {
            let branch = &self.schema[branch.shape];
            (branch.is_well_formed && branch.own_types == Types::STRING).then_some(())?;
            let branch = Text::new(branch)?;
            let lists_only = branch.validator.is_none() && branch.min == 0 && branch.max == usize::MAX;
            values.extend(branch.values.filter(|_| lists_only)?);
        }
        let is_twice = (1..values.len()).any(|place| values[..place].contains(&values[place]));
        let kind = Kind::Text(Text { values: Some(values), ..Text::any() });
        (!is_twice).then_some(Rule { kind, may_be_null: false })
    }

    fn object(&mut self, shape: &'a Shape) -> Option<Kind> {
        shape.has_only(&["properties", "required", "additionalProperties"]).then_some(())?;
        let object = &shape.object;
        let mut members = Vec::with_capacity(object.members.len());
        for member in &object.members {
            let mut rule = self.rule(member.shape);
            if let Some(Rule { kind: Kind::Text(text), .. }) = &mut rule {
                // Otherwise coercion takes the empty text for an absent one.
                text.may_be_empty = self.schema[member.shape].empty_text_matches;
            }
            members.push(Member { name: member.name.clone(), is_required: member.is_required, rule });
        }
        // Those that were there are noted in the bits of a `u128`.
        let is_small = members.len() <= 128;
        let required_is_known = object.required.iter().all(|name| object.member(name).is_some());
        let covers_schema = object.additional.is_none()
            && members.iter().all(|member| member.rule.as_ref().is_some_and(Rule::covers_schema));
        (is_small && required_is_known).then_some(Kind::Object { members, covers_schema })
    }
}

fn integer(shape: &Shape) -> Option<Kind> {
    shape.has_only(&["format", "minimum", "maximum"]).then_some(())?;
    let bound = |bound: &Option<Number>, none: i128| bound.as_ref().map_or(Some(none), Number::as_i128);
    let (min, max) = (bound(&shape.number.minimum, i128::MIN)?, bound(&shape.number.maximum, i128::MAX)?);
    Some(Kind::Integer { min, max })
}

fn number(shape: &Shape) -> Option<Kind> {
    shape.has_only(&["format", "minimum", "maximum"]).then_some(())?;
    let is_exact = |bound: &Number| bound.is_f64() || bound.as_i64().is_some_and(is_exact_as_float);
    let bound = |bound: &Option<Number>, none: f64| match bound {
        None => Some(none),
        Some(bound) => bound.as_f64().filter(|_| is_exact(bound)),
    };
    let (min, max) = (bound(&shape.number.minimum, f64::NEG_INFINITY)?, bound(&shape.number.maximum, f64::INFINITY)?);
    Some(Kind::Number { min, max })
}

impl Text {
    fn new(shape: &Shape) -> Option<Self> {
        let [format, pattern, first, last] = LEFT_TO_VALIDATOR;
        shape.has_only(&["minLength", "maxLength", "enum", "const", format, pattern, first, last]).then_some(())?;
        let is_listed_twice = shape.is_const && shape.keywords.iter().any(|keyword| keyword == "enum");
        (!is_listed_twice).then_some(())?;
        let texts =
            |values: &Vec<Value>| values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<_>>();
        let values = match &shape.options {
            None => None,
            Some(values) => Some(texts(values)?),
        };
        let text = &shape.text;
        let mut own = Map::new();
        for (keyword, value) in
            [(format, &text.format), (pattern, &text.pattern), (first, &text.first), (last, &text.last)]
        {
            own.extend(value.as_ref().map(|value| (keyword.to_owned(), Value::from(value.as_str()))));
        }
        // A format that is known always compiles.
        let is_known = text.format.as_deref().is_some_and(is_known_format);
        let compiles = own.len() == 1 && is_known && text.schemes.is_none();
        let validator = if own.is_empty() {
            None
        } else {
            own.extend(text.schemes.as_ref().map(|schemes| (SCHEMES.to_owned(), schemes.clone())));
            own.insert("type".to_owned(), "string".into());
            Some(Box::new(TextValidator::new(own.into(), compiles)?))
        };
        let (min, max) = (count(text.min_length, 0)?, count(text.max_length, usize::MAX)?);
        Some(Self { min, max, values, validator, ..Self::any() })
    }

    fn any() -> Self {
        Self { min: 0, max: usize::MAX, values: None, may_be_empty: true, validator: None }
    }

    fn accepts(&self, text: &str) -> bool {
        (self.may_be_empty || !text.is_empty())
            && self.values.as_ref().is_none_or(|values| values.iter().any(|value| value == text))
            && self.accepts_length(text)
            && self.validator.as_ref().is_none_or(|validator| validator.is_valid(text))
    }

    fn accepts_length(&self, text: &str) -> bool {
        // A text never has more characters than bytes.
        let is_short = text.len() <= self.max || text.chars().count() <= self.max;
        is_short && (self.min == 0 || text.chars().take(self.min).count() == self.min)
    }
}

/// A validator for what is asked of one text.
#[derive(Debug)]
struct TextValidator {
    schema: Value,
    validator: Compiled<Validator>,
}

impl TextValidator {
    fn new(schema: Value, compiles: bool) -> Option<Self> {
        let validator = if compiles { Compiled::deferred() } else { Compiled::now(Validator::new(&schema).ok()?) };
        Some(Self { schema, validator })
    }

    fn is_valid(&self, text: &str) -> bool {
        let validator = self.validator.get(|| Validator::new(&self.schema));
        validator.is_some_and(|validator| validator.is_valid(&Value::String(text.to_owned())))
    }
}

impl Rule {
    /// Whether every keyword of the schema is known here, so that the schema is known to compile.
    pub(super) fn covers_schema(&self) -> bool {
        match &self.kind {
            Kind::Object { covers_schema, .. } => *covers_schema,
            Kind::List { item, .. } => item.covers_schema(),
            Kind::Text(_) | Kind::Integer { .. } | Kind::Number { .. } | Kind::Boolean => true,
        }
    }

    pub(super) fn accepts_text(&self, text: &str) -> bool {
        matches!(&self.kind, Kind::Text(rule) if rule.accepts(text))
    }

    pub(super) fn accepts_number(&self, number: f64) -> bool {
        matches!(self.kind, Kind::Number { min, max } if min <= number && number <= max)
    }

    pub(super) fn accepts_integer(&self, number: i128) -> bool {
        match self.kind {
            Kind::Integer { min, max } => min <= number && number <= max,
            #[expect(clippy::cast_precision_loss, reason = "it is exact up to there")]
            Kind::Number { .. } => is_exact_as_float(number) && self.accepts_number(number as f64),
            Kind::Text(_) | Kind::Boolean | Kind::List { .. } | Kind::Object { .. } => false,
        }
    }
}

/// Up to 2^53 every whole number is a float.
fn is_exact_as_float(number: impl Into<i128>) -> bool {
    number.into().unsigned_abs() <= 1 << 53
}

fn count(count: Option<u64>, none: usize) -> Option<usize> {
    count.map_or(Some(none), |count| usize::try_from(count).ok())
}
