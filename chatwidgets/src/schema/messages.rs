//! What a type says of the faults of its values, and the rules that a page checks before it sends.

use chatwidgets_schema::{ValueType, Violation};
use serde_json::{Number, Value};

use super::{Schema, ShapeId, Types};

impl Schema {
    /// Whether the type has a message of its own for any violation.
    pub(crate) fn has_messages(&self) -> bool {
        self.shapes.iter().any(|shape| shape.message.is_some())
    }

    /// The type's own message for a violation at a pointer, from `x-message`.
    pub(crate) fn message_at(&self, pointer: &str, code: &str) -> Option<String> {
        let resolved = self.resolved(self.find(pointer)?);
        match resolved.first(|shape| shape.message.as_ref())? {
            Value::String(message) => Some(message.clone()),
            by_code => by_code.get(code)?.as_str().map(str::to_owned),
        }
    }

    /// The rules for the number at a pointer, each as its violation, in the order in which a payload's are reported.
    pub(crate) fn number_rules(&self, pointer: &str) -> Vec<Violation> {
        let Some(id) = self.find(pointer) else { return Vec::new() };
        let resolved = self.resolved(id);
        // Scripts count in floats, in which larger limits are not exact.
        let is_exact = |limit: &Number| limit.as_f64().is_some_and(|limit| limit.abs() < 9_007_199_254_740_992.0);
        let rules = resolved.number();
        let limit = |limit: Option<&Number>| limit.filter(|limit| is_exact(limit)).cloned();
        let number_type = match resolved.types() {
            types if types.has(Types::NUMBER) => Some(ValueType::Number),
            types if types.has(Types::INTEGER) => Some(ValueType::Integer),
            _ => None,
        };
        let rules = [
            number_type.map(|number| Violation::Type(vec![number])),
            limit(rules.minimum).map(Violation::Minimum),
            limit(rules.maximum).map(Violation::Maximum),
            limit(rules.exclusive_minimum).map(Violation::ExclusiveMinimum),
            limit(rules.exclusive_maximum).map(Violation::ExclusiveMaximum),
            limit(rules.multiple_of).and_then(|step| step.as_f64()).map(Violation::MultipleOf),
        ];
        rules.into_iter().flatten().collect()
    }

    /// The shape of the value at a JSON pointer into a payload.
    pub(crate) fn find(&self, pointer: &str) -> Option<ShapeId> {
        pointer
            .split('/')
            .skip(1)
            .try_fold(self.root(), |id, segment| self.inner(id, &segment.replace("~1", "/").replace("~0", "~")))
    }

    /// The shape of a member or an item, even if a branch or a reference brings it in.
    fn inner(&self, id: ShapeId, name: &str) -> Option<ShapeId> {
        self.inner_below(id, name, &mut Vec::new())
    }

    fn inner_below(&self, id: ShapeId, name: &str, seen: &mut Vec<ShapeId>) -> Option<ShapeId> {
        if seen.contains(&id) {
            return None;
        }
        seen.push(id);
        let shape = &self[id];
        let mut own = None;
        shape.object.each_of(name, |shape| own = own.or(Some(shape)));
        let own = own.or(shape.list.items);
        let own = own.or_else(|| shape.also.iter().find_map(|also| self.inner_below(*also, name, seen)));
        own.or_else(|| {
            // If several alternatives have such a member, it is not known which one is meant.
            let mut found = shape.branches.iter().filter_map(|branch| self.inner_below(branch.shape, name, seen));
            found.next().filter(|_| found.next().is_none())
        })
    }
}
