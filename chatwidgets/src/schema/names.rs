//! Names that serde takes and the schema does not know: aliases of members and of variants, and `#[serde(other)]`.
//!
//! What came under such a name would go round every rule of the schema, or be refused though serde takes it. So it is known
//! here what each of them means, and a payload gets the names of the schema before it is checked.

use std::collections::HashMap;

use super::probe::{Answer, Question};
use super::{Schema, ShapeId};

/// Something that no name is.
const NO_NAME: &str = "\u{0}";

/// The names at one place of a payload.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) of: NamesOf,
    aliases: HashMap<String, String>,
    /// What serde does not list has to be asked for, name by name.
    unlisted: Option<Unlisted>,
}

/// What has the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NamesOf {
    Members,
    Variants,
    /// The values of the member of this name.
    Tag(String),
}

#[derive(Debug)]
struct Unlisted {
    path: Vec<String>,
    known: HashMap<Answer, String>,
}

impl NamesOf {
    fn meaning<'a>(&'a self, name: &'a str) -> Question<'a> {
        match self {
            Self::Members | Self::Variants => Question::Meaning(name),
            Self::Tag(tag) => Question::MeaningOfTag { tag, value: name },
        }
    }
}

impl Schema {
    /// The names that are taken at a place beside those of its shape.
    pub(crate) fn names(&self, id: ShapeId) -> Option<&Vec<Names>> {
        self.names.get(&id)
    }

    pub(crate) fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// The name in the schema of what has another name.
    pub(crate) fn name_of<'a>(&self, names: &'a Names, other: &str) -> Option<&'a str> {
        names.aliases.get(other).map(String::as_str).or_else(|| {
            let unlisted = names.unlisted.as_ref()?;
            let path: Vec<&str> = unlisted.path.iter().map(String::as_str).collect();
            unlisted.known.get(&(self.ask)(&path, names.of.meaning(other))?).map(String::as_str)
        })
    }
}

/// Asks at every place of the type.
pub(super) fn find(schema: &Schema) -> HashMap<ShapeId, Vec<Names>> {
    let mut search = Search { schema, path: Vec::new(), seen: Vec::new(), found: HashMap::new() };
    search.at(schema.root());
    search.found
}

struct Search<'a> {
    schema: &'a Schema,
    path: Vec<String>,
    seen: Vec<ShapeId>,
    found: HashMap<ShapeId, Vec<Names>>,
}

impl Search<'_> {
    fn at(&mut self, id: ShapeId) {
        if self.seen.contains(&id) {
            return;
        }
        self.seen.push(id);
        let names: Vec<Names> = self.names(id).into_iter().chain(self.tags(id)).collect();
        if !names.is_empty() {
            self.found.insert(id, names);
        }
        let shape = &self.schema[id];
        for member in &shape.object.members {
            self.below(&member.name, member.shape);
        }
        let maps = shape.object.patterns.iter().map(|(_, shape)| *shape).chain(shape.object.additional);
        for of_map in maps {
            self.below("0", of_map);
        }
        let branches = shape.branches.iter().map(|branch| branch.shape);
        for here in branches.chain(shape.also.iter().copied()).chain(shape.list.items) {
            self.at(here);
        }
    }

    fn below(&mut self, name: &str, id: ShapeId) {
        self.path.push(name.to_owned());
        self.at(id);
        self.path.pop();
    }

    fn ask(&self, question: Question<'_>) -> Option<Answer> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        (self.schema.ask)(&path, question)
    }

    fn names(&self, id: ShapeId) -> Option<Names> {
        match self.ask(Question::Names) {
            Some(Answer::Members(listed)) => self.listed(NamesOf::Members, listed, &self.schema.member_names(id)),
            Some(Answer::Variants(listed)) => self.variants(NamesOf::Variants, listed, &self.schema.variant_names(id)),
            Some(Answer::AnyName) => self.unlisted(NamesOf::Members, &self.schema.member_names(id)),
            Some(Answer::Meaning(_)) | None => None,
        }
    }

    fn tags(&self, id: ShapeId) -> Option<Names> {
        let (tag, known) = self.schema.tag(id)?;
        match self.ask(Question::Tags(&tag))? {
            Answer::Variants(listed) => self.listed(NamesOf::Tag(tag), listed, &known),
            // Every value is taken.
            Answer::Meaning(_) => self.unlisted(NamesOf::Tag(tag), &known),
            Answer::Members(_) | Answer::AnyName => None,
        }
    }

    fn variants(&self, of: NamesOf, listed: &[&str], known: &[String]) -> Option<Names> {
        match self.ask(of.meaning(NO_NAME)) {
            // `#[serde(other)]`
            Some(Answer::Meaning(_)) => self.unlisted(of, known),
            _ => self.listed(of, listed, known),
        }
    }

    /// What the listed names mean that the schema does not know.
    fn listed(&self, of: NamesOf, listed: &[&str], known: &[String]) -> Option<Names> {
        let unknown: Vec<&&str> = listed.iter().filter(|name| !known.iter().any(|known| known == *name)).collect();
        if unknown.is_empty() {
            return None;
        }
        let meanings = self.meanings(&of, known);
        let alias = |name: &&str| Some(((*name).to_owned(), meanings.get(&self.ask(of.meaning(name))?)?.clone()));
        let aliases: HashMap<_, _> = unknown.into_iter().filter_map(alias).collect();
        (!aliases.is_empty()).then_some(Names { of, aliases, unlisted: None })
    }

    fn unlisted(&self, of: NamesOf, known: &[String]) -> Option<Names> {
        let meanings = self.meanings(&of, known);
        // The names of a map all mean the same.
        let can_be_told = !meanings.is_empty()
            && meanings.len() == known.len()
            && (of != NamesOf::Members
                || self.ask(of.meaning(NO_NAME)).is_none_or(|other| !meanings.contains_key(&other)));
        let unlisted = Unlisted { path: self.path.clone(), known: meanings };
        can_be_told.then_some(Names { of, aliases: HashMap::new(), unlisted: Some(unlisted) })
    }

    fn meanings(&self, of: &NamesOf, known: &[String]) -> HashMap<Answer, String> {
        let meaning = |name: &String| match self.ask(of.meaning(name))? {
            meaning @ Answer::Meaning(_) => Some((meaning, name.clone())),
            _ => None,
        };
        known.iter().filter_map(meaning).collect()
    }
}
