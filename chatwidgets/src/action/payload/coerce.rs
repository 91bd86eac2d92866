//! Coercion: texts, as HTML forms send them, become what the schema expects.
//!
//! A schema is compiled into a plan once. The plan visits only what the payload has.

use serde_json::{Map, Number, Value};

use super::encoding::Encoding;
use super::plan::{Branch, Node, Plan, Types};
use crate::widget::DEEPEST_PATH;

/// Up to here, 2^53, every whole number is a float.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

impl Plan {
    /// Changes texts into what the schema expects, where there is only one way to do so.
    pub(super) fn coerce(&self, payload: &mut Value, encoding: &Encoding) {
        if let Value::Object(members) = payload {
            self.nest(members);
        }
        match encoding {
            Encoding::Json => {}
            Encoding::Urlencoded { shown } => self.complete(payload, shown.as_deref()),
        }
        self.visit(self.root, payload);
    }

    /// Puts `address.city`, which is how a form names a member of an inner struct, into `address`; unless the schema has a
    /// member of that very name.
    fn nest(&self, members: &mut Map<String, Value>) {
        if !members.keys().any(|name| name.contains('.')) {
            return;
        }
        let is_dotted = |name: &&String| self.is_path(name);
        let dotted: Vec<String> = members.keys().filter(is_dotted).cloned().collect();
        for name in dotted {
            let mut path = name.split('.');
            let (Some(first), Some(value)) = (path.next(), members.remove(&name)) else { continue };
            let mut place = members.entry(first).or_insert_with(|| Value::Object(Map::new()));
            for segment in path {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                place = &mut place[segment];
            }
            *place = value;
        }
    }

    /// Whether a name leads from property to property.
    fn is_path(&self, name: &str) -> bool {
        let segments = name.split('.').count();
        if !(2..=DEEPEST_PATH).contains(&segments) || self.property(self.root, name).is_some() {
            return false;
        }
        name.split('.').try_fold(self.root, |node, segment| self.property(node, segment)).is_some()
    }

    /// The node of a property, even if a branch or a reference brings it in.
    fn property(&self, node: usize, name: &str) -> Option<usize> {
        let node = &self.nodes[node];
        let inner = || node.also.iter().copied().chain(node.branches.iter().map(|branch| branch.node));
        let own = node.properties.get(name).map(|property| property.node);
        own.or_else(|| inner().find_map(|inner| self.nodes[inner].properties.get(name).map(|property| property.node)))
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
                // A key of a map was sent on purpose: it stays, and its value becomes null if it may.
                let may_be_null = self.nodes[of_member].types.has(Types::NULL);
                if property.map_or(may_be_null, |property| property.empty_is_null) {
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
    pub(super) fn branch(&self, node: &Node, value: &Value) -> Option<usize> {
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
        let is_whole = self.types.has(Types::INTEGER) && !self.types.has(Types::NUMBER);
        let number = number(text).filter(|number| !(is_whole && is_rounded(text, number)))?;
        Some(Value::Number(self.whole(&number).unwrap_or(number)))
    }

    /// `5.0` as 5 where an integer is wanted.
    fn whole(&self, number: &Number) -> Option<Number> {
        let wanted = self.types.has(Types::INTEGER) && !self.types.has(Types::NUMBER);
        let float = number.as_f64().filter(|float| wanted && number.is_f64() && float.fract() == 0.0)?;
        // The casts saturate, so only a float that comes back the same is within the type.
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp)]
        if (float as i64) as f64 == float && float < i64::MAX as f64 {
            if float > i64::MIN as f64 {
                return Some((float as i64).into());
            }
            // The parser rounds what is just below the least integer to it: it stays out of range.
            return Number::from_f64(float.next_down());
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

/// Whether a whole number was written with a point or an exponent, and is too large to have come through a float as it
/// was; beyond any integer type it is out of range anyway.
fn is_rounded(text: &str, number: &Number) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "the bound need not be exact")]
    let suspicious = LARGEST_EXACT..=u64::MAX as f64;
    text.contains(['.', 'e', 'E']) && number.as_f64().is_some_and(|float| suspicious.contains(&float.abs()))
}
