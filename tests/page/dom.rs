//! HTML as a browser reads it, and its forms as a browser without a script posts them.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

pub struct Dom(Html);

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

impl Dom {
    pub fn document(text: &str) -> Self {
        Self(Html::parse_document(text))
    }

    pub fn fragment(text: &str) -> Self {
        Self(Html::parse_fragment(text))
    }

    pub fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&selector(css)).collect()
    }

    pub fn has(&self, css: &str) -> bool {
        !self.all(css).is_empty()
    }

    /// The only element of this kind.
    #[track_caller]
    pub fn one(&self, css: &str) -> ElementRef<'_> {
        let found = self.all(css);
        assert_eq!(found.len(), 1, "{css} in {}", self.0.html());
        found[0]
    }

    pub fn by_id(&self, id: &str) -> Option<ElementRef<'_>> {
        self.all("[id]").into_iter().find(|element| element.attr("id") == Some(id))
    }

    /// The text of the only element of this kind.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        text(self.one(css))
    }

    /// The texts of all elements of this kind.
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.all(css).into_iter().map(text).collect()
    }

    /// An attribute of the only element of this kind.
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> &str {
        self.one(css).attr(name).unwrap_or_else(|| panic!("{css} has no {name}"))
    }

    /// The element with the name of a field.
    #[track_caller]
    pub fn field(&self, name: &str) -> ElementRef<'_> {
        self.one(&format!("[data-cw-field='{name}']"))
    }

    /// The only form that posts this action.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        Form::of(self.one(&format!("form[data-cw-action='{action}']")))
    }

    /// The form in which one writes.
    #[track_caller]
    pub fn composer(&self) -> Form {
        Form::of(self.one("form[data-cw-message]"))
    }

    /// What is said to the person beside the conversation.
    #[track_caller]
    pub fn notice(&self) -> String {
        // Not the one in a template.
        let notice = self.one("section.cw > [data-cw-notice]");
        within(notice, "p > span").first().copied().map_or_else(|| text(notice), text)
    }

    /// The error that a field shows, without the field's label before it.
    #[track_caller]
    pub fn error(&self, name: &str) -> String {
        fault(&self.sentence(name))
    }

    /// The error that a field shows, as a sentence.
    #[track_caller]
    pub fn sentence(&self, name: &str) -> String {
        let errors = within(self.field(name), "p.cw-error:not([hidden])");
        errors.into_iter().map(text).collect::<Vec<_>>().join("|")
    }

    /// The checks of a field that a browser makes.
    #[track_caller]
    pub fn checks(&self, name: &str) -> Vec<Vec<Value>> {
        serde_json::from_str(self.field(name).attr("data-cw-checks").unwrap()).unwrap()
    }

    /// No script, style or handler stands in the HTML itself; no id is there twice, and what names one finds it.
    #[track_caller]
    pub fn is_sound(&self) {
        let mut ids = HashSet::new();
        for element in self.all("*") {
            let name = element.value().name();
            assert_ne!(name, "style");
            let is_script = name == "script";
            assert!(!is_script || (element.attr("src").is_some() && text(element).is_empty()), "{}", element.html());
            for (attribute, value) in element.value().attrs() {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{}", element.html());
                let is_link = matches!(attribute, "href" | "src" | "action" | "formaction");
                assert!(!is_link || !value.trim().to_lowercase().starts_with("javascript:"), "{}", element.html());
            }
            if let Some(id) = element.attr("id") {
                assert!(ids.insert(id), "the id {id} is there twice");
            }
        }
        for element in self.all("[aria-describedby], [aria-labelledby], [for], [form]") {
            for name in ["aria-describedby", "aria-labelledby", "for", "form"] {
                for id in element.attr(name).unwrap_or_default().split_whitespace() {
                    assert!(ids.contains(id), "nothing has the id {id} of {}", element.html());
                }
            }
        }
    }
}

pub fn within<'a>(element: ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    element.select(&selector(css)).collect()
}

/// An element's text, without the space around it.
pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// What a form posts.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The successful controls of a form, as a browser finds them.
    pub fn of(form: ElementRef<'_>) -> Self {
        assert_eq!(form.attr("method"), Some("post"));
        assert_eq!(form.attr("enctype"), None);
        let mut fields = Vec::new();
        for control in within(form, "input[name], textarea[name], select[name], button[name]") {
            let is_checked = control.attr("checked").is_some();
            let value = match (control.value().name(), control.attr("type").unwrap_or_default()) {
                ("button", _) => continue,
                ("input", "checkbox" | "radio") if !is_checked => continue,
                ("input", "checkbox" | "radio") => control.attr("value").unwrap_or("on").to_owned(),
                ("input", _) => control.attr("value").unwrap_or_default().to_owned(),
                ("textarea", _) => control.text().collect(),
                _ => {
                    let options = within(control, "option");
                    let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
                    chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
                }
            };
            fields.push((control.attr("name").unwrap().to_owned(), value));
        }
        Self { action: form.attr("action").unwrap().to_owned(), fields }
    }

    pub fn get(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(other, _)| other == name).map(|(_, value)| &**value).collect()
    }

    /// The only value of a field.
    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let values = self.get(name);
        assert_eq!(values.len(), 1, "{name} of {self:?}");
        values[0]
    }

    /// Fills a field in.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let mut fields = self.fields.iter_mut();
        match fields.find(|(other, _)| other == name) {
            Some((_, place)) => value.clone_into(place),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Ticks another box of a name.
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a field out: its boxes are not ticked.
    pub fn unset(mut self, name: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self
    }

    pub fn body(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
        self.fields.iter().map(pair).collect::<Vec<_>>().join("&")
    }
}

/// As browsers do it, line ends included.
fn encoded(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    lines.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() {
            all.push(byte.into());
        } else {
            all.push_str(&format!("%{byte:02X}"));
        }
        all
    })
}

/// What a sentence says is wrong, without the label of its field.
pub fn fault(sentence: &str) -> String {
    let begun = sentence.split_once("” ").or_else(|| sentence.split_once("“ ")).map(|(_, rest)| rest);
    let fault = begun.filter(|_| sentence.starts_with(['“', '„'])).and_then(|rest| rest.strip_suffix('.'));
    fault.unwrap_or(sentence).to_owned()
}
