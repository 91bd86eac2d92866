//! What a schema says to people.

use super::Shape;

impl Shape {
    /// Its label and its hint: the title and the description, or else the first line of the description and the rest.
    pub(crate) fn words(&self) -> Option<(String, Option<String>)> {
        let text =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let description = text(&self.description);
        if let Some(title) = text(&self.title) {
            return Some((title, description.map(|description| in_one_line(&description))));
        }
        let description = description?;
        let (first, rest) = description.split_once('\n').unwrap_or((&description, ""));
        let rest = in_one_line(rest);
        Some((first.trim().to_owned(), (!rest.is_empty()).then_some(rest)))
    }
}

/// `first_name` → `First name`, `firstName` → `First name`.
pub(crate) fn in_words(name: &str) -> String {
    let mut words = String::new();
    let mut after_lower = false;
    for c in name.trim_matches('_').chars() {
        match c {
            '_' | '-' | '.' => words.push(' '),
            c if c.is_uppercase() && after_lower => {
                words.push(' ');
                words.extend(c.to_lowercase());
            }
            c if words.is_empty() => words.extend(c.to_uppercase()),
            c => words.push(c),
        }
        after_lower = c.is_lowercase() || c.is_numeric();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_field_is_labelled_with_its_name_in_words() {
        assert_eq!(in_words("first_name"), "First name");
        assert_eq!(in_words("firstName"), "First name");
        assert_eq!(in_words("size2"), "Size2");
        assert_eq!(in_words("größe"), "Größe");
    }
}
