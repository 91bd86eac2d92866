//! A payload's schema, compiled into what coercion needs.

use std::collections::HashMap;

use chatwidgets_schema::escape;
use serde_json::{Map, Value};

use crate::widget::pointer_of;

/// A schema, reduced to what coercion needs.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) nodes: Vec<Node>,
    pub(super) root: usize,
}

/// One subschema. It may refer to itself, so nodes refer to each other by index.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The types of the values that match, including those of all branches; none means any.
    pub(super) types: Types,
    /// Whether the empty text is a value, and not what a form sends for an empty field.
    pub(super) empty_text_matches: bool,
    pub(super) properties: HashMap<String, Property>,
    pub(super) additional: Option<usize>,
    pub(super) is_closed: bool,
    pub(super) items: Option<usize>,
    pub(super) prefix_items: Vec<usize>,
    /// `anyOf` and `oneOf`: at most one of them is followed.
    pub(super) branches: Vec<Branch>,
    /// `allOf` and `$ref`: all of them are followed.
    pub(super) also: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Property {
    pub(super) node: usize,
    /// `""` becomes `null` and is not left out: left out, it would get its default.
    pub(super) empty_is_null: bool,
    pub(super) is_required: bool,
}

#[derive(Debug)]
pub(super) struct Branch {
    pub(super) node: usize,
    /// Members that must have a certain value: the tag of an enum.
    pub(super) tags: Vec<(String, Value)>,
    pub(super) required: Vec<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Types(pub(super) u8);

impl Types {
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(1 << 1);
    pub(super) const INTEGER: Self = Self(1 << 2);
    pub(super) const NUMBER: Self = Self(1 << 3);
    pub(super) const STRING: Self = Self(1 << 4);
    pub(super) const ARRAY: Self = Self(1 << 5);
    pub(super) const OBJECT: Self = Self(1 << 6);
    /// Of a schema without a type.
    pub(super) const ALL: Self = Self((1 << 7) - 1);

    pub(super) fn named(name: &str) -> Self {
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

    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_any(self) -> bool {
        self.0 == 0 || self == Self::ALL
    }

    pub(super) fn and(self, other: Self) -> Self {
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
}

struct Compiler<'a> {
    root: &'a Value,
    nodes: Vec<Node>,
    by_pointer: HashMap<String, usize>,
}

impl<'a> Compiler<'a> {
    /// The node of the subschema at a JSON pointer, compiled when it is first needed.
    fn node_at(&mut self, pointer: &str) -> usize {
        if let Some(&index) = self.by_pointer.get(pointer) {
            return index;
        }
        let index = self.nodes.len();
        self.nodes.push(Node::default());
        self.by_pointer.insert(pointer.to_owned(), index);
        match self.root.pointer(pointer) {
            Some(Value::Object(schema)) => self.nodes[index] = self.compile(schema, pointer),
            // `true` is the schema of any value.
            Some(Value::Bool(true)) => self.nodes[index].empty_text_matches = true,
            _ => {}
        }
        index
    }

    fn compile(&mut self, schema: &'a Map<String, Value>, at: &str) -> Node {
        let types = match schema.get("type") {
            Some(Value::String(name)) => Types::named(name),
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).map(Types::named).fold(Types::default(), Types::and)
            }
            _ if has_any_type(schema) => Types::ALL,
            _ => schema.get("const").map(Types::of).unwrap_or_default(),
        };
        let listed = |keyword: &str| schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        let allows_empty =
            |values: &Value| values.as_array().is_some_and(|values| values.iter().any(|value| value == ""));
        let mut node = Node {
            types,
            empty_text_matches: (types.is_any() || (types.has(Types::STRING) && !types.has(Types::NULL)))
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
                let property = Property {
                    node: inner,
                    empty_is_null: has_default,
                    is_required: required(schema).any(|required| required == name),
                };
                node.properties.insert(name.clone(), property);
            }
        }
        for (keyword, slot) in [("additionalProperties", &mut node.additional), ("items", &mut node.items)] {
            if schema.get(keyword).is_some_and(Value::is_object) {
                *slot = Some(self.node_at(&format!("{at}/{keyword}")));
            }
        }
        node.prefix_items = self.each(at, "prefixItems", listed("prefixItems"));
        node.also = self.each(at, "allOf", listed("allOf"));
        if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(pointer_of) {
            node.also.push(self.node_at(&target));
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

    /// Gives each node the types of its branches and references; repeated, since they may form a circle.
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
                let matches = (types.is_any() || !types.has(Types::NULL))
                    && inner.iter().any(|&inner| self.nodes[inner].empty_text_matches);
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
        let required = schema.as_object().into_iter().flat_map(required).map(str::to_owned);
        Self { node, tags: tags.collect(), required: required.collect() }
    }
}

/// The names of the required members.
fn required(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Whether values of any type match, as far as coercion can tell.
fn has_any_type(schema: &Map<String, Value>) -> bool {
    let telling = ["const", "enum", "oneOf", "anyOf", "allOf", "$ref", "properties", "additionalProperties", "items"];
    !telling.iter().any(|keyword| schema.contains_key(*keyword))
}
