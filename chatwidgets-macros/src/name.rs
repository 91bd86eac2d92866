//! Names: which ones an action may have, and what is made of them.

/// Says what is wrong with an action's name, or nothing if it is well-formed.
///
/// The rule is `[a-z][a-z0-9_.:-]{0,63}`, the same as `chatwidgets` applies to hand-written entries.
pub(crate) fn fault(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("an action's name must not be empty".into());
    }
    let length = name.chars().count();
    if length > 64 {
        return Some(format!("an action's name may have at most 64 characters, and this one has {length}"));
    }
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    let goes_on_well = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.:-".contains(c));
    (!starts_well || !goes_on_well)
        .then(|| "an action's name must begin with a-z, and may contain a-z, 0-9, `_`, `.`, `:`, `-`".into())
}

/// The identifier that two actions of one name in a crate would define twice.
///
/// Different names give different identifiers: what an identifier cannot hold becomes a capital letter, which a name
/// cannot have.
pub(crate) fn tripwire(name: &str) -> String {
    let mut mangled = String::from("__chatwidgets_two_actions_are_named_");
    for c in name.chars() {
        match c {
            '.' => mangled.push('D'),
            '-' => mangled.push('H'),
            ':' => mangled.push('C'),
            c => mangled.push(c),
        }
    }
    mangled
}

/// `submit_feedback` → `SubmitFeedback`; nothing if no name is left.
pub(crate) fn pascal_case(function: &str) -> Option<String> {
    let mut pascal = String::new();
    for word in function.split('_') {
        let mut chars = word.chars();
        pascal.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        pascal.push_str(chars.as_str());
    }
    let starts_an_identifier = pascal.starts_with(|c: char| !c.is_ascii_digit());
    starts_an_identifier.then_some(pascal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_lower_case_ascii_of_at_most_64_characters() {
        for good in ["a", "submit_feedback", "shop.cart:add-1", &"a".repeat(64)] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in ["", "1a", "_a", "Submit", "a b", "é", "a/b", &"a".repeat(65)] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn different_names_never_share_a_tripwire() {
        let names = ["a.b", "a_b", "a-b", "a:b", "adb", "a__b", "ab", "a_d", "a.", "a-"];
        let mut mangled: Vec<_> = names.map(tripwire).into();
        mangled.sort();
        mangled.dedup();
        assert_eq!(mangled.len(), names.len());
    }

    #[test]
    fn the_action_type_is_the_function_in_pascal_case() {
        assert_eq!(pascal_case("submit_feedback").as_deref(), Some("SubmitFeedback"));
        assert_eq!(pascal_case("step_2").as_deref(), Some("Step2"));
        assert_eq!(pascal_case("_private").as_deref(), Some("Private"));
        assert_eq!(pascal_case("größe").as_deref(), Some("Größe"));
        assert_eq!(pascal_case("__"), None);
        assert_eq!(pascal_case("_2"), None);
    }
}
