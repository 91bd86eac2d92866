//! Coercion: what HTML forms send as texts becomes what the schema asks for.
//!
//! A schema is compiled to a plan once; running it over a payload touches only what is there.

use std::collections::HashMap;

use serde_json::{Map, Number, Value};

/// A schema, reduced to what coercion needs.
#[derive(Debug)]
pub(super) struct Plan {
    nodes: Vec<Node>,
    root: usize,
}

/// One subschema. It may be reached from itself, so nodes name each other by index.
#[derive(Debug, Default)]
struct Node {
    /// The types of the values that match, those of all branches among them; none means any.
    types: Types,
    /// Whether the empty text is a value of its own, and not what a form sends for nothing.
    empty_text_matches: bool,
    properties: HashMap<String, Property>,
    additional: Option<usize>,
    is_closed: bool,
    items: Option<usize>,
    prefix_items: Vec<usize>,
    /// `anyOf` and `oneOf`: at most one of them is followed.
    branches: Vec<Branch>,
    /// `allOf` and `$ref`: all of them are followed.
    also: Vec<usize>,
}

#[derive(Debug)]
struct Property {
    node: usize,
    /// `""` becomes `null` instead of being left out: leaving it out would bring a default back.
    empty_is_null: bool,
}

#[derive(Debug)]
struct Branch {
    node: usize,
    /// Members that must have a certain value: an enum's tag.
    tags: Vec<(String, Value)>,
    required: Vec<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Types(u8);

impl Types {
    const NULL: Self = Self(1);
    const BOOLEAN: Self = Self(1 << 1);
    const INTEGER: Self = Self(1 << 2);
    const NUMBER: Self = Self(1 << 3);
    const STRING: Self = Self(1 << 4);
    const ARRAY: Self = Self(1 << 5);
    const OBJECT: Self = Self(1 << 6);

    fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::default(),
        }
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn is_any(self) -> bool {
        self.0 == 0
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Plan {
    pub(super) fn new(schema: &Value) -> Self {
        let mut compiler = Compiler { root: schema, nodes: Vec::new(), by_pointer: HashMap::new() };
        let root = compiler.node_at("");
        compiler.settle();
        Self { nodes: compiler.nodes, root }
    }

    /// Changes texts to what the schema asks for, where that is beyond doubt.
    pub(super) fn coerce(&self, payload: &mut Value) {
        self.visit(self.root, payload);
    }

    fn visit(&self, index: usize, value: &mut Value) {
        let node = &self.nodes[index];
        match value {
            Value::String(text) => {
                if let Some(coerced) = node.text(text) {
                    *value = coerced;
                }
                return;
            }
            Value::Number(number) => {
                if let Some(whole) = node.whole(number) {
                    *number = whole;
                }
                return;
            }
            Value::Array(items) => {
                for (place, item) in items.iter_mut().enumerate() {
                    if let Some(&of_item) = node.prefix_items.get(place).or(node.items.as_ref()) {
                        self.visit(of_item, item);
                    }
                }
            }
            Value::Object(members) => self.members(node, members),
            Value::Null | Value::Bool(_) => return,
        }
        for &also in &node.also {
            self.visit(also, value);
        }
        if let Some(branch) = self.branch(node, value) {
            self.visit(branch, value);
        }
    }

    fn members(&self, node: &Node, members: &mut Map<String, Value>) {
        members.retain(|name, member| {
            let property = node.properties.get(name);
            let Some(of_member) = property.map(|property| property.node).or(node.additional) else { return true };
            if member.as_str() == Some("") && !self.nodes[of_member].empty_text_matches {
                if property.is_some_and(|property| property.empty_is_null) {
                    *member = Value::Null;
                    return true;
                }
                return property.is_none();
            }
            self.visit(of_member, member);
            true
        });
    }

    /// The branch that an object or array is meant for: the first whose tags and required members are there.
    fn branch(&self, node: &Node, value: &Value) -> Option<usize> {
        let fits = |branch: &&Branch| {
            let target = &self.nodes[branch.node];
            let Value::Object(members) = value else { return target.types.has(Types::of(value)) };
            (target.types.is_any() || target.types.has(Types::OBJECT))
                && branch.tags.iter().all(|(name, tag)| members.get(name) == Some(tag))
                && branch.required.iter().all(|name| members.contains_key(name))
                && (!target.is_closed || members.keys().all(|name| target.properties.contains_key(name)))
        };
        // A tag that is right is enough, so that the other members are coerced and their errors can be found.
        let by_tag = |branch: &&Branch| {
            !branch.tags.is_empty() && branch.tags.iter().all(|(name, tag)| value.get(name) == Some(tag))
        };
        node.branches.iter().find(by_tag).or_else(|| node.branches.iter().find(fits)).map(|branch| branch.node)
    }
}

impl Node {
    /// What a text is meant to be, if the schema does not want a text.
    fn text(&self, text: &str) -> Option<Value> {
        if self.types.is_any() || self.types.has(Types::STRING) {
            return None;
        }
        let text = text.trim();
        match text {
            "true" | "on" if self.types.has(Types::BOOLEAN) => return Some(Value::Bool(true)),
            "false" if self.types.has(Types::BOOLEAN) => return Some(Value::Bool(false)),
            "" if self.types.has(Types::NULL) => return Some(Value::Null),
            _ => {}
        }
        if !(self.types.has(Types::INTEGER) || self.types.has(Types::NUMBER)) {
            return None;
        }
        let number = number(text)?;
        Some(Value::Number(self.whole(&number).unwrap_or(number)))
    }

    /// `5.0` as 5 where an integer is wanted.
    fn whole(&self, number: &Number) -> Option<Number> {
        let wanted = self.types.has(Types::INTEGER) && !self.types.has(Types::NUMBER);
        let float = number.as_f64().filter(|float| wanted && number.is_f64() && float.fract() == 0.0)?;
        // The casts saturate, so only a float that comes back the same is within the type.
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp)]
        if (float as i64) as f64 == float && float < i64::MAX as f64 {
            return Some((float as i64).into());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            clippy::float_cmp
        )]
        if (float as u64) as f64 == float && float < u64::MAX as f64 {
            return Some((float as u64).into());
        }
        None
    }
}

/// A number as HTML's number inputs write it: no plus sign, no `inf`, but `05` and `.5`.
fn number(text: &str) -> Option<Number> {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
        && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    if !is_number {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    Number::from_f64(text.parse().ok()?)
}

struct Compiler<'a> {
    root: &'a Value,
    nodes: Vec<Node>,
    by_pointer: HashMap<String, usize>,
}

impl<'a> Compiler<'a> {
    /// The node of the subschema at a JSON pointer, compiled when it is first asked for.
    fn node_at(&mut self, pointer: &str) -> usize {
        if let Some(&index) = self.by_pointer.get(pointer) {
            return index;
        }
        let index = self.nodes.len();
        self.nodes.push(Node::default());
        self.by_pointer.insert(pointer.to_owned(), index);
        if let Some(Value::Object(schema)) = self.root.pointer(pointer) {
            self.nodes[index] = self.compile(schema, pointer);
        }
        index
    }

    fn compile(&mut self, schema: &'a Map<String, Value>, at: &str) -> Node {
        let types = match schema.get("type") {
            Some(Value::String(name)) => Types::named(name),
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).map(Types::named).fold(Types::default(), Types::and)
            }
            _ => schema.get("const").map(Types::of).unwrap_or_default(),
        };
        let listed = |keyword: &str| schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        let allows_empty =
            |values: &Value| values.as_array().is_some_and(|values| values.iter().any(|value| value == ""));
        let mut node = Node {
            types,
            empty_text_matches: (types.is_any() || types.has(Types::STRING))
                && !types.has(Types::NULL)
                && !schema.contains_key("format")
                && schema.get("enum").is_none_or(allows_empty)
                && schema.get("const").is_none_or(|value| value == ""),
            is_closed: schema.get("additionalProperties") == Some(&Value::Bool(false)),
            ..Node::default()
        };
        if let Some(Value::Object(properties)) = schema.get("properties") {
            for (name, property) in properties {
                let inner = self.node_at(&format!("{at}/properties/{}", escape(name)));
                let has_default = property.get("default").is_some_and(|default| !default.is_null());
                node.properties.insert(name.clone(), Property { node: inner, empty_is_null: has_default });
            }
        }
        for (keyword, slot) in [("additionalProperties", &mut node.additional), ("items", &mut node.items)] {
            if schema.get(keyword).is_some_and(Value::is_object) {
                *slot = Some(self.node_at(&format!("{at}/{keyword}")));
            }
        }
        node.prefix_items = self.each(at, "prefixItems", listed("prefixItems"));
        node.also = self.each(at, "allOf", listed("allOf"));
        if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#')) {
            node.also.push(self.node_at(target));
        }
        for keyword in ["anyOf", "oneOf"] {
            for (place, inner) in self.each(at, keyword, listed(keyword)).into_iter().enumerate() {
                node.branches.push(Branch::new(inner, &schema[keyword][place]));
            }
        }
        node
    }

    fn each(&mut self, at: &str, keyword: &str, count: usize) -> Vec<usize> {
        (0..count).map(|place| self.node_at(&format!("{at}/{keyword}/{place}"))).collect()
    }

    /// Passes on to each node what its branches and references say of types; repeated, since they may form a circle.
    fn settle(&mut self) {
        for _ in 0..self.nodes.len() {
            let mut changed = false;
            for index in 0..self.nodes.len() {
                let node = &self.nodes[index];
                let inner = node.also.iter().copied().chain(node.branches.iter().map(|branch| branch.node));
                let inner: Vec<usize> = inner.collect();
                if inner.is_empty() {
                    continue;
                }
                let types = inner.iter().map(|&inner| self.nodes[inner].types).fold(node.types, Types::and);
                let matches =
                    !types.has(Types::NULL) && inner.iter().any(|&inner| self.nodes[inner].empty_text_matches);
                changed |= types != node.types || matches != node.empty_text_matches;
                self.nodes[index].types = types;
                self.nodes[index].empty_text_matches = matches;
            }
            if !changed {
                break;
            }
        }
        for index in 0..self.nodes.len() {
            let mut properties = std::mem::take(&mut self.nodes[index].properties);
            for property in properties.values_mut() {
                property.empty_is_null &= self.nodes[property.node].types.has(Types::NULL);
            }
            self.nodes[index].properties = properties;
        }
    }
}

impl Branch {
    fn new(node: usize, schema: &Value) -> Self {
        let properties = schema.get("properties").and_then(Value::as_object);
        let tags = properties.into_iter().flatten().filter_map(|(name, property)| {
            let only = || property.get("enum")?.as_array().filter(|values| values.len() == 1)?.first();
            Some((name.clone(), property.get("const").or_else(only)?.clone()))
        });
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        Self { node, tags: tags.collect(), required: required.filter_map(Value::as_str).map(str::to_owned).collect() }
    }
}

/// A name as a segment of a JSON pointer (RFC 6901).
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
