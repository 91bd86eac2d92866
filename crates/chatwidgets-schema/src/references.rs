//! Where the references of a schema lead: by a pointer, by an anchor, or by the name (`$id`) of a schema within it.

use std::collections::HashMap;

use serde_json::{Map, Value};
use url::Url;

use crate::pointer::escape;

/// What names are relative to in a schema that has none itself.
const NAMELESS: &str = "json-schema:///";

/// Where the references of a schema lead. Of schemas elsewhere it knows nothing.
///
/// ```
/// use chatwidgets_schema::References;
/// use serde_json::json;
///
/// let schema = json!({"$ref": "#size", "$defs": {"a": {"$anchor": "size", "type": "integer"}}});
/// assert_eq!(References::of(&schema).target("", "", "size").as_deref(), Some("/$defs/a"));
/// ```
#[derive(Debug, Default)]
pub struct References {
    /// Each schema with a name: its pointer, and the name in full. The root has one in any case.
    named: Vec<(String, Url)>,
    /// Pointers by the name of the schema and the anchor within.
    anchors: HashMap<(Url, String), String>,
}

impl References {
    /// Of this schema.
    pub fn of(root: &Value) -> Self {
        let mut references = Self::default();
        // Most schemas have no names, and their references are pointers.
        if let Ok(base) = Url::parse(NAMELESS)
            && has_names(root)
        {
            references.named.push((String::new(), base.clone()));
            references.read("", root, &base);
        }
        references
    }

    /// The pointer that a reference at a pointer leads to: to a fragment, which is no longer percent-encoded, of the schema of
    /// a name. It need not lead to a schema.
    pub fn target(&self, at: &str, name: &str, fragment: &str) -> Option<String> {
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        if self.named.is_empty() {
            return (name.is_empty() && is_pointer).then(|| fragment.to_owned());
        }
        let base = self.base(at)?;
        let name = if name.is_empty() { base.clone() } else { join(base, name)? };
        if is_pointer {
            let (schema, _) = self.named.iter().rev().find(|(_, known)| *known == name)?;
            return Some(format!("{schema}{fragment}"));
        }
        self.anchors.get(&(name, fragment.to_owned())).cloned()
    }

    /// What names are relative to there: the name of the innermost schema around it that has one.
    fn base(&self, at: &str) -> Option<&Url> {
        let is_around =
            |schema: &str| at.strip_prefix(schema).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let around = self.named.iter().filter(|(schema, _)| is_around(schema));
        around.max_by_key(|(schema, _)| schema.len()).map(|(_, name)| name)
    }

    fn read(&mut self, at: &str, schema: &Value, base: &Url) {
        match schema {
            Value::Object(members) => {
                let own = members.get("$id").and_then(Value::as_str).and_then(|name| join(base, name));
                self.named.extend(own.clone().map(|own| (at.to_owned(), own)));
                let base = own.as_ref().unwrap_or(base);
                for anchor in anchors(members) {
                    self.anchors.insert((base.clone(), anchor.to_owned()), at.to_owned());
                }
                for (keyword, inner) in members {
                    let at = format!("{at}/{}", escape(keyword));
                    match (keyword.as_str(), inner) {
                        // These keys are names of the app, even if they look like keywords.
                        ("properties" | "patternProperties" | "dependentSchemas" | "$defs", Value::Object(schemas)) => {
                            let schemas = schemas.iter();
                            schemas.for_each(|(name, inner)| self.read(&format!("{at}/{}", escape(name)), inner, base));
                        }
                        // A default, constant or example is data, not a schema.
                        ("default" | "const" | "enum" | "examples", _) => {}
                        _ => self.read(&at, inner, base),
                    }
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(place, item)| self.read(&format!("{at}/{place}"), item, base));
            }
            _ => {}
        }
    }
}

fn anchors(members: &Map<String, Value>) -> impl Iterator<Item = &str> {
    ["$anchor", "$dynamicAnchor"].into_iter().filter_map(|keyword| members.get(keyword)?.as_str())
}

/// Whether there may be a name or an anchor anywhere.
fn has_names(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            let is_named = members.get("$id").is_some_and(Value::is_string) || anchors(members).next().is_some();
            is_named || members.values().any(has_names)
        }
        Value::Array(items) => items.iter().any(has_names),
        _ => false,
    }
}

/// A name in full, without a fragment.
fn join(base: &Url, name: &str) -> Option<Url> {
    let mut name = base.join(name).ok()?;
    name.set_fragment(None);
    Some(name)
}
