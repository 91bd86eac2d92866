//! Where a payload differs from what the test suite of JSON Schema says, and why that is so on purpose.

/// Cases of a file that differ for a reason. They are named by the beginning or the end of their
/// title, which is the description of the group and of the case.
pub struct Known {
    pub reason: &'static str,
    pub file: &'static str,
    pub cases: &'static [&'static str],
}

const fn known(reason: &'static str, file: &'static str, cases: &'static [&'static str]) -> Known {
    Known { reason, file, cases }
}

const ELSEWHERE: &str = "no schema is fetched from elsewhere";
const DIALECT: &str = "a schema cannot choose a dialect of its own";
const DEFAULT: &str = "a default that breaks its own rules is an error at the start";
const UNKNOWN: &str = "a format that is not known is an error at the start";
const FORMAT: &str = "formats are checked";
const SPACE: &str = "white space around a text that has a format is taken away, as a browser's inputs do";
const EMAIL: &str = "an e-mail address is what a browser's input takes";
const URL: &str = "a URL is what a browser takes, of the schemes http and https";
const WHOLE: &str = "where an integer is wanted, 1.0 becomes 1";
const NO_WORD: &str = "a member that the schema has no word for is left out";
const TEXT: &str = "where a number is wanted, a text that looks like one is taken";

/// Of the cases as they are.
pub const AS_IT_IS: &[Known] = &[
    known(NO_WORD, "additionalProperties.json", &["additional properties are allowed"]),
    known(NO_WORD, "dependentSchemas.json", &["dependent subschema incompatible with root: no dependency"]),
    known(NO_WORD, "not.json", &["property absent"]),
    known(NO_WORD, "properties.json", &["doesn't invalidate other properties"]),
    known(
        DEFAULT,
        "default.json",
        &[
            "invalid type for default: ",
            "invalid string value for default: ",
            "the default keyword does not do anything if the property is missing: ",
        ],
    ),
    known(
        ELSEWHERE,
        "dynamicRef.json",
        &[
            "strict-tree schema, guards against misspelled properties: ",
            "tests for implementation dynamic anchor and reference link: ",
            "$ref and $dynamicAnchor are independent of order - $defs first: ",
            "$ref and $dynamicAnchor are independent of order - $ref first: ",
            "$ref to $dynamicRef finds detached $dynamicAnchor: ",
        ],
    ),
    known(ELSEWHERE, "optional_cross-draft.json", &["refs to historic drafts are processed as historic drafts: "]),
    known(
        ELSEWHERE,
        "refRemote.json",
        &[
            "remote ref: ",
            "fragment within remote ref: ",
            "anchor within remote ref: ",
            "ref within remote ref: ",
            "base URI change: ",
            "base URI change - change folder: ",
            "base URI change - change folder in subschema: ",
            "root ref in remote ref: ",
            "remote ref with ref to defs: ",
            "Location-independent identifier in remote ref: ",
            "retrieved nested refs resolve relative to their URI not $id: ",
            "remote HTTP ref with different $id: ",
            "remote HTTP ref with different URN $id: ",
            "remote HTTP ref with nested absolute ref: ",
            "$ref to $ref finds detached $anchor: ",
        ],
    ),
    known(FORMAT, "format.json", &["is only an annotation by default"]),
    known(TEXT, "items.json", &["nested array with invalid type"]),
    known(TEXT, "properties.json", &["object with strings is invalid"]),
    known(TEXT, "ref.json", &["object with strings is invalid"]),
    known(
        TEXT,
        "type.json",
        &[
            "a string is still not an integer, even if it looks like one",
            "a string is still not a number, even if it looks like one",
        ],
    ),
    known(SPACE, "optional_format_date-time.json", &["a trailing newline is invalid"]),
    known(
        SPACE,
        "optional_format_date.json",
        &["invalid: leading whitespace is not permitted", "invalid: trailing whitespace is not permitted"],
    ),
    known(
        SPACE,
        "optional_format_duration.json",
        &["leading whitespace is invalid", "trailing whitespace is invalid", "a trailing newline is invalid"],
    ),
    known(SPACE, "optional_format_hostname.json", &["trailing newline is invalid"]),
    known(
        SPACE,
        "optional_format_ipv4.json",
        &[
            "leading whitespace is invalid",
            "trailing whitespace is invalid",
            "trailing newline is invalid",
            "tab character is invalid",
        ],
    ),
    known(SPACE, "optional_format_ipv6.json", &["leading whitespace is invalid", "trailing whitespace is invalid"]),
    known(SPACE, "optional_format_iri.json", &["a trailing newline after a valid IRI is invalid"]),
    known(SPACE, "optional_format_uuid.json", &["a trailing newline after a complete UUID is invalid"]),
    known(
        EMAIL,
        "optional_format_email.json",
        &[
            "a quoted string with a space in the local part is valid",
            "a quoted string with a double dot in the local part is valid",
            "a quoted string with a @ in the local part is valid",
            "an IPv4-address-literal after the @ is valid",
            "an IPv6-address-literal after the @ is valid",
            "dot before local part is not valid",
            "dot after local part is not valid",
            "two subsequent dots inside local part are not valid",
        ],
    ),
    known(
        EMAIL,
        "optional_format_idn-email.json",
        &[
            "a valid idn e-mail (example@example.test in Hangul)",
            "a non-ASCII local part with an ASCII domain is valid",
            "a non-ASCII quoted local part is valid",
            "a local part that is not in Unicode NFC is valid",
            "a C1 control in the local part is valid",
            "a noncharacter in the local part is valid",
            "a local part with a supplementary-plane character is valid",
        ],
    ),
    known(
        URL,
        "optional_format_iri.json",
        &[
            "an IPvFuture host with an uppercase version letter is valid",
            "a valid IRI with no authority and a rootless path",
            "a valid IRI with no authority and an absolute path",
        ],
    ),
    known(
        URL,
        "optional_format_uri.json",
        &[
            "a valid URL with ftp scheme",
            "a valid URL",
            "a valid mailto URI",
            "a valid newsgroup URI",
            "a valid tel URI",
            "a valid URN",
            "invalid userinfo",
            "unescaped non US-ASCII characters",
            "invalid backslash character",
            "invalid \" character",
            "invalid <> characters",
            "invalid {} characters",
            "invalid ^ character",
            "invalid ` character",
            "invalid SPACE character",
            "invalid | character",
            "URI with leading-zero IPv4 is structurally valid as a reg-name",
            "URI with out-of-bounds IPv4 is structurally valid as a reg-name",
            "invalid percent-encoding with non-hex digits",
            "incomplete percent-encoding triplet",
            "lone percent sign is invalid",
            "square brackets are not allowed in a path segment",
        ],
    ),
    known(UNKNOWN, "optional_format_unknown.json", &["unknown format: "]),
    known(WHOLE, "type.json", &["a float with zero fractional part is an integer"]),
    known(DIALECT, "vocabulary.json", &["no validation: invalid number, but it still validates"]),
];

const BRANCH: &str = "of several branches that match, the first one whose members are there is followed";
const CONTAINS: &str = "`contains` does not say which of the items is meant";
const DYNAMIC: &str = "a `$dynamicRef` leads somewhere else from each place, and no derive writes one";
const TOGETHER: &str = "one text among the items is not wanted, but a list of texts is";
const PARTS: &str = "`const` and `enum` say what a list or an object is, and not what its parts are";
const ONLY_IF: &str = "`if` decides by what a value is; it does not ask for it";
const NOT: &str = "`not` says what a value is not";
const OLD: &str = "`dependencies` is no keyword of this draft";
const META: &str = "the schema of all schemas is known to the validator only";

/// Of the cases with their numbers and booleans as texts.
pub const WITH_TEXTS: &[Known] = &[
    known(BRANCH, "anyOf.json", &["both anyOf valid (complex)"]),
    known(CONTAINS, "contains.json", &["array with item 5 is valid"]),
    known(
        CONTAINS,
        "maxContains.json",
        &[
            "all elements match, valid maxContains",
            "some elements match, valid maxContains",
            "one element matches, valid maxContains",
        ],
    ),
    known(
        CONTAINS,
        "minContains.json",
        &[
            "single element matches, valid minContains",
            "some elements match, valid minContains",
            "all elements match, valid minContains (exactly as needed)",
            "both elements match, valid minContains",
            "all elements match, valid maxContains and minContains",
        ],
    ),
    known(
        DYNAMIC,
        "dynamicRef.json",
        &["An array of numbers is valid", "number list with number values", "integer property passes"],
    ),
    known(DYNAMIC, "optional_dynamicRef.json", &["integer property passes"]),
    known(
        TOGETHER,
        "unevaluatedItems.json",
        &["unevaluatedItems with nested items: with only (valid) additional items"],
    ),
    known(
        PARTS,
        "const.json",
        &["[false] is valid", "[true] is valid", "{\"a\": false} is valid", "{\"a\": true} is valid"],
    ),
    known(
        PARTS,
        "enum.json",
        &[
            "valid object matches",
            "[0] is valid",
            "[0.0] is valid",
            "[1] is valid",
            "[1.0] is valid",
            "[false] is valid",
            "[true] is valid",
        ],
    ),
    known(ONLY_IF, "if-then-else.json", &["matches if → else ignored → valid"]),
    known(NOT, "not.json", &["other match"]),
    known(OLD, "optional_dependencies-compatibility.json", &["single schema dependency: valid"]),
    known(META, "ref.json", &["remote ref valid"]),
];
