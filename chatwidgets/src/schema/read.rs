//! Reads a schema into shapes.

use std::collections::HashMap;

use chatwidgets_schema::{FIRST, LAST, References, SCHEMES, Validator, escape, format_allows_empty};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::keywords::Keywords;
use super::settle;
use super::shape::{
    Branch, Condition, ListRules, Member, NamePattern, NumberRules, ObjectRules, Shape, ShapeId, TextRules,
};
use super::types::Types;

/// What is encoded in a pointer that is part of a URI.
const IN_POINTER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/');

/// Every shape that can be reached from the root, which is the first.
pub(super) fn read(root: &Value) -> Vec<Shape> {
    let references = References::of(root);
    let mut reader = Reader { root, references, shapes: Vec::new(), by_pointer: HashMap::new() };
    reader.shape_at("");
    settle::settle(&mut reader.shapes);
    reader.shapes
}

struct Reader<'a> {
    root: &'a Value,
    references: References,
    shapes: Vec<Shape>,
    by_pointer: HashMap<String, ShapeId>,
}

impl<'a> Reader<'a> {
    /// The shape of the subschema at a JSON pointer, read when it is first needed.
    fn shape_at(&mut self, pointer: &str) -> ShapeId {
        if let Some(&id) = self.by_pointer.get(pointer) {
            return id;
        }
        let id = ShapeId(self.shapes.len());
        self.shapes.push(Shape::default());
        self.by_pointer.insert(pointer.to_owned(), id);
        let shape = match self.root.pointer(pointer) {
            Some(Value::Object(members)) => self.read(&Keywords::of(members), pointer),
            // `true` is the schema of any value.
            Some(Value::Bool(true)) => Shape { empty_text_matches: true, ..Shape::default() },
            _ => Shape::default(),
        };
        self.shapes[id.0] = Shape { at: pointer.to_owned(), ..shape };
        id
    }

    fn read(&mut self, keywords: &Keywords<'a>, at: &str) -> Shape {
        let own_types = keywords.types();
        let options =
            keywords.list("enum").cloned().or_else(|| keywords.value("const").map(|value| vec![value.clone()]));
        let text = TextRules {
            min_length: keywords.count("minLength"),
            max_length: keywords.count("maxLength"),
            pattern: keywords.text("pattern"),
            format: keywords.text("format"),
            first: keywords.text(FIRST),
            last: keywords.text(LAST),
            schemes: keywords.value(SCHEMES).cloned(),
        };
        let number = NumberRules {
            minimum: keywords.number("minimum"),
            maximum: keywords.number("maximum"),
            exclusive_minimum: keywords.number("exclusiveMinimum"),
            exclusive_maximum: keywords.number("exclusiveMaximum"),
            multiple_of: keywords.number("multipleOf"),
        };
        let list = ListRules {
            items: self.inner(keywords, at, "items"),
            prefix_items: self.each(keywords, at, "prefixItems"),
            min_items: keywords.count("minItems"),
            max_items: keywords.count("maxItems"),
        };
        let target = keywords.text("$ref").and_then(|reference| self.target(at, &reference));
        let reference = target.map(|target| self.shape_at(&target));
        let mut also = self.each(keywords, at, "allOf");
        also.extend(reference);
        let branches = ["anyOf", "oneOf"].map(|keyword| self.each(keywords, at, keyword));
        let types = match own_types {
            own if !own.is_empty() => own,
            _ if has_any_type(keywords) => Types::ALL,
            _ => options.iter().flatten().map(Types::of).fold(Types::default(), Types::union),
        };
        let lists_empty = options.iter().flatten().any(|value| value == "");
        for annotation in ["writeOnly", "deprecated"] {
            keywords.flag(annotation);
        }
        keywords.list("examples");
        let mut shape = Shape {
            title: keywords.text("title"),
            description: keywords.text("description"),
            default: keywords.value("default").cloned(),
            is_read_only: keywords.flag("readOnly") == Some(true),
            lists_empty,
            empty_text_matches: (types.is_any()
                || (types.has(Types::STRING) && (lists_empty || !types.has(Types::NULL))))
                && text.format.as_deref().is_none_or(format_allows_empty)
                && (lists_empty || options.is_none()),
            own_types,
            types,
            number,
            text,
            list,
            object: self.object(keywords, at),
            is_const: keywords.has("const"),
            options,
            branches: branches.into_iter().flatten().map(Branch::of).collect(),
            reference,
            also,
            condition: self.condition(keywords, at),
            widget: keywords.value("x-widget").cloned(),
            message: keywords.value("x-message").cloned(),
            keywords: keywords.constraining(),
            ..Shape::default()
        };
        // What is not known of here may describe members.
        shape.object.is_open |= keywords.has("$ref") && shape.reference.is_none();
        shape.is_well_formed = keywords.is_well_formed();
        shape
    }

    fn object(&mut self, keywords: &Keywords<'a>, at: &str) -> ObjectRules {
        let required = keywords.names("required").unwrap_or_default();
        let mut members = Vec::new();
        for name in keywords.object("properties").into_iter().flat_map(Map::keys) {
            members.push(Member {
                name: name.clone(),
                shape: self.shape_at(&format!("{at}/properties/{}", escape(name))),
                is_required: required.contains(name),
                empty_is_null: false,
            });
        }
        let named = |keyword: &str| keywords.object(keyword).into_iter().flat_map(Map::keys);
        let mut patterns = Vec::new();
        for source in named("patternProperties") {
            let shape = self.shape_at(&format!("{at}/patternProperties/{}", escape(source)));
            patterns.extend(NamePattern::new(source).map(|pattern| (pattern, shape)));
        }
        let mut dependents = Vec::new();
        for name in named("dependentSchemas") {
            dependents.push((name.clone(), self.shape_at(&format!("{at}/dependentSchemas/{}", escape(name)))));
        }
        ObjectRules {
            by_name: members.iter().enumerate().map(|(place, member)| (member.name.clone(), place)).collect(),
            members,
            required,
            patterns,
            dependents,
            additional: self.inner(keywords, at, "additionalProperties"),
            unevaluated: self.inner(keywords, at, "unevaluatedProperties"),
            is_open: ["additionalProperties", "unevaluatedProperties"]
                .iter()
                .any(|keyword| keywords.value(keyword) == Some(&Value::Bool(true))),
            is_closed: keywords.value("additionalProperties") == Some(&Value::Bool(false)),
        }
    }

    /// Where a reference leads, which is a URI.
    fn target(&self, at: &str, reference: &str) -> Option<String> {
        let (name, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        self.references.target(at, name, &fragment)
    }

    /// `if`, unless nothing follows from it.
    fn condition(&mut self, keywords: &Keywords<'a>, at: &str) -> Option<Condition> {
        keywords.value("if")?;
        let then = self.inner(keywords, at, "then");
        let otherwise = self.inner(keywords, at, "else");
        then.or(otherwise)?;
        let matcher = Validator::new(&self.alone(&format!("{at}/if"))).ok()?;
        Some(Condition { matcher, then, otherwise })
    }

    /// The subschema at a pointer as a schema of its own, whose references mean what they mean here.
    fn alone(&self, at: &str) -> Value {
        let mut root = self.root.clone();
        let name = root.get("$id").and_then(Value::as_str).unwrap_or("json-schema:///payload").to_owned();
        if let Value::Object(members) = &mut root {
            members.insert("$id".to_owned(), name.clone().into());
        }
        let at = utf8_percent_encode(at, IN_POINTER);
        json!({ "$ref": format!("{name}#{at}"), "$defs": { "root": root } })
    }

    /// The shape of a keyword's schema; none if that says nothing.
    fn inner(&mut self, keywords: &Keywords<'a>, at: &str, keyword: &str) -> Option<ShapeId> {
        keywords.has_schema(keyword).then(|| self.shape_at(&format!("{at}/{keyword}")))
    }

    /// The shapes of a keyword's list of schemas.
    fn each(&mut self, keywords: &Keywords<'a>, at: &str, keyword: &str) -> Vec<ShapeId> {
        let count = keywords.list(keyword).map_or(0, Vec::len);
        (0..count).map(|place| self.shape_at(&format!("{at}/{keyword}/{place}"))).collect()
    }
}

/// Whether values of any type match, as far as coercion can tell.
fn has_any_type(keywords: &Keywords<'_>) -> bool {
    let telling = ["const", "enum", "oneOf", "anyOf", "allOf", "$ref", "properties", "additionalProperties", "items"];
    !telling.iter().any(|keyword| keywords.has(keyword))
}
