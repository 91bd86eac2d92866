//! Members of objects, also of those that a reference or a branch brings in.

use super::shape::Condition;
use super::{Branch, Schema, Shape, ShapeId, Types};

impl Schema {
    /// What is first said by a shape, or by one that holds beside it.
    pub(crate) fn first<T>(&self, id: ShapeId, of: impl Fn(&Shape) -> Option<T>) -> Option<T> {
        self.search(id, &mut Vec::new(), false, &|shape| of(shape))
    }

    /// The shape of a member.
    pub(crate) fn member(&self, id: ShapeId, name: &str) -> Option<ShapeId> {
        let of = |shape: &Shape| shape.object.member(name).map(|member| member.shape);
        self.search(id, &mut Vec::new(), true, &of)
    }

    /// Whether a shape that holds beside this one, or a branch of it, says anything of a member.
    pub(crate) fn describes_below(&self, id: ShapeId, name: &str) -> bool {
        let describes = |shape: &Shape| {
            let object = &shape.object;
            let is_described = object.member(name).is_some()
                || object.additional.is_some()
                || object.patterns.iter().any(|(pattern, _)| pattern.matches(name));
            is_described.then_some(())
        };
        let shape = &self[id];
        let dependents = shape.object.dependents.iter().map(|(_, dependent)| *dependent);
        let below =
            shape.also.iter().copied().chain(shape.branches.iter().map(|branch| branch.shape)).chain(dependents);
        let below = below.chain(shape.condition.iter().flat_map(Condition::outcomes));
        let mut seen = vec![id];
        below.into_iter().any(|below| self.search(below, &mut seen, true, &describes).is_some())
    }

    /// Whether a map with whole numbers as keys is there, or in any member or item.
    pub(super) fn leads_to_whole_keys(&self, id: ShapeId) -> bool {
        self.leads_there(id, &mut Vec::new())
    }

    fn leads_there(&self, id: ShapeId, seen: &mut Vec<ShapeId>) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        let shape = &self[id];
        let inside = shape
            .object
            .members
            .iter()
            .map(|member| member.shape)
            .chain(shape.list.items)
            .chain(shape.object.additional);
        let below = shape.also.iter().copied().chain(shape.branches.iter().map(|branch| branch.shape)).chain(inside);
        shape.object.whole_keys().is_some() || below.into_iter().any(|below| self.leads_there(below, seen))
    }

    /// Whether nothing in the schema asks for a member of this name, nor allows `null` in its place.
    pub(super) fn lets_be_left_out(&self, name: &str) -> bool {
        let named = || self.shapes.iter().filter_map(|shape| shape.object.member(name));
        named().all(|member| !member.is_required && !self[member.shape].types.has(Types::NULL))
    }

    fn search<T>(
        &self,
        id: ShapeId,
        seen: &mut Vec<ShapeId>,
        in_branches: bool,
        of: &dyn Fn(&Shape) -> Option<T>,
    ) -> Option<T> {
        if seen.contains(&id) {
            return None;
        }
        seen.push(id);
        let shape = &self[id];
        let branches = shape.branches.iter().filter(|_| in_branches).map(|branch| branch.shape);
        let mut below = shape.also.iter().copied().chain(branches);
        of(shape).or_else(|| below.find_map(|below| self.search(below, seen, in_branches, of)))
    }
}

impl Schema {
    /// The names of all members, also of those that a branch brings in.
    pub(super) fn member_names(&self, id: ShapeId) -> Vec<String> {
        let mut names = Vec::new();
        self.each(id, &mut |shape| names.extend(shape.object.members.iter().map(|member| member.name.clone())));
        names
    }

    /// The names of an enum's variants: texts, and the only members of objects.
    pub(super) fn variant_names(&self, id: ShapeId) -> Vec<String> {
        let mut names = Vec::new();
        self.each(id, &mut |shape| {
            names.extend(shape.options.iter().flatten().filter_map(|option| option.as_str().map(str::to_owned)));
            if let [only] = &shape.object.members[..] {
                names.push(only.name.clone());
            }
        });
        names
    }

    /// The tag of a tagged enum, and the values that it can have.
    pub(super) fn tag(&self, id: ShapeId) -> Option<(String, Vec<String>)> {
        self.search(id, &mut Vec::new(), true, &|shape| {
            let first = shape.branches.first()?;
            first.tags.iter().find_map(|(name, _)| {
                let value = |branch: &Branch| {
                    branch
                        .tags
                        .iter()
                        .find(|(other, _)| other == name)
                        .and_then(|(_, value)| value.as_str().map(str::to_owned))
                };
                let values = shape.branches.iter().map(value).collect::<Option<Vec<_>>>()?;
                Some((name.clone(), values))
            })
        })
    }

    fn each(&self, id: ShapeId, visit: &mut dyn FnMut(&Shape)) {
        let visit = std::cell::RefCell::new(visit);
        self.search(id, &mut Vec::new(), true, &|shape| {
            (visit.borrow_mut())(shape);
            None::<()>
        });
    }
}
