//! What may be shown of a text: HTML in it is text, an image a link, an address that may run something no link.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;

use linkify::{LinkFinder, LinkKind};
use maud::Escaper;
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

/// How deep quotes and lists may be in each other; deeper ones are shown at this depth. Whoever reads HTML takes time that
/// grows with the square of its depth.
const DEEPEST: usize = 24;

/// The events of a text, as they may be shown.
pub(super) struct Tamed<'a, I> {
    events: I,
    /// Events that were made of one.
    made: VecDeque<Event<'a>>,
    levels: Vec<HeadingLevel>,
    id: &'a str,
    depth: usize,
    /// Whether a text is inside of a link, or is code.
    is_verbatim: usize,
    /// Links that are open: whether each is shown as one.
    links: Vec<bool>,
    table: Table,
    /// The footnotes in the order in which they are met, and how many of each were referred to.
    notes: HashMap<CowStr<'a>, Note>,
}

#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    column: usize,
    is_head: bool,
}

#[derive(Clone, Copy)]
struct Note {
    number: usize,
    has_reference: bool,
    is_defined: bool,
}

impl<'a, I: Iterator<Item = Event<'a>>> Tamed<'a, I> {
    pub(super) fn new(events: I, levels: Vec<HeadingLevel>, id: &'a str) -> Self {
        Self {
            events,
            made: VecDeque::new(),
            levels,
            id,
            depth: 0,
            is_verbatim: 0,
            links: Vec::new(),
            table: Table::default(),
            notes: HashMap::new(),
        }
    }

    /// Whether something is not too deep inside of others.
    fn is_shallow(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(_) => {
                self.depth += 1;
                self.depth <= DEEPEST
            }
            Event::End(_) => {
                self.depth -= 1;
                self.depth < DEEPEST
            }
            _ => true,
        }
    }

    fn tame(&mut self, event: Event<'a>) -> Event<'a> {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // A line of its own in what a model writes is meant as one.
            Event::SoftBreak => text("\n"),
            Event::Text(text) if self.is_verbatim == 0 => self.linked(text),
            // A character, and not a control that nobody can use.
            Event::TaskListMarker(is_done) => text(if is_done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(name) => self.reference(name),
            other => other,
        }
    }

    fn start(&mut self, tag: Tag<'a>) -> Event<'a> {
        match tag {
            Tag::Link { link_type: LinkType::Email, dest_url, title, .. } => {
                self.link(&format!("mailto:{dest_url}"), &title)
            }
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => self.link(&dest_url, &title),
            Tag::Heading { level, .. } => {
                let level = self.lowered(level);
                Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() })
            }
            Tag::CodeBlock(_) => {
                self.is_verbatim += 1;
                // What may scroll can be scrolled by keyboard.
                markup("<pre tabindex=\"0\"><code>".to_owned())
            }
            Tag::Table(columns) => {
                self.table = Table { columns, ..Table::default() };
                markup("<table tabindex=\"0\">".to_owned())
            }
            Tag::TableHead => {
                (self.table.is_head, self.table.column) = (true, 0);
                markup("<thead><tr>".to_owned())
            }
            Tag::TableRow => {
                self.table.column = 0;
                markup("<tr>".to_owned())
            }
            Tag::TableCell => markup(self.table.cell()),
            Tag::FootnoteDefinition(name) => {
                let Note { number, has_reference, is_defined } = self.note(name.clone());
                self.notes.insert(name, Note { number, has_reference, is_defined: true });
                let id = self.id;
                let back = if has_reference { format!(" href=\"#cw-r-{id}-{number}\"") } else { String::new() };
                // Of two with the same name, the first is referred to.
                let place = if is_defined { String::new() } else { format!(" id=\"cw-n-{id}-{number}\"") };
                markup(format!("<div class=\"cw-note\"{place}><a{back}>{number}</a>"))
            }
            tag => Event::Start(tag),
        }
    }

    fn end(&mut self, tag: TagEnd) -> Event<'a> {
        let tags = match tag {
            TagEnd::Link | TagEnd::Image => {
                self.is_verbatim -= 1;
                if self.links.pop() == Some(true) { "</a>" } else { "" }
            }
            TagEnd::Heading(level) => return Event::End(TagEnd::Heading(self.lowered(level))),
            TagEnd::CodeBlock => {
                self.is_verbatim -= 1;
                "</code></pre>\n"
            }
            TagEnd::Table => "</tbody></table>\n",
            TagEnd::TableHead => {
                self.table.is_head = false;
                "</tr></thead><tbody>"
            }
            TagEnd::TableRow => "</tr>",
            TagEnd::TableCell if self.table.is_head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::FootnoteDefinition => "</div>\n",
            tag => return Event::End(tag),
        };
        Event::InlineHtml(CowStr::Borrowed(tags))
    }

    /// A link, unless its address may run something, or it is in another link, as an image may be.
    fn link(&mut self, address: &str, title: &str) -> Event<'a> {
        self.is_verbatim += 1;
        let is_shown = is_harmless(address) && !self.links.contains(&true);
        self.links.push(is_shown);
        if is_shown { markup(opening(address, title)) } else { text("") }
    }

    /// Headings are below that of the page, without gaps between their levels.
    fn lowered(&self, level: HeadingLevel) -> HeadingLevel {
        match self.levels.iter().position(|other| *other == level) {
            Some(0) | None => HeadingLevel::H2,
            Some(1) => HeadingLevel::H3,
            Some(2) => HeadingLevel::H4,
            Some(3) => HeadingLevel::H5,
            Some(_) => HeadingLevel::H6,
        }
    }

    /// A text with its addresses as links.
    fn linked(&mut self, text: CowStr<'a>) -> Event<'a> {
        if !text.contains("://") && !text.contains('@') {
            return Event::Text(text);
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url, LinkKind::Email]);
        for span in finder.spans(&text) {
            let part = || CowStr::from(span.as_str().to_owned());
            let address = match span.kind() {
                Some(LinkKind::Url) => span.as_str().to_owned(),
                Some(LinkKind::Email) => format!("mailto:{}", span.as_str()),
                _ => String::new(),
            };
            let is_known = ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
            if is_known {
                self.made.extend([markup(opening(&address, "")), Event::Text(part()), markup("</a>".to_owned())]);
            } else {
                self.made.push_back(Event::Text(part()));
            }
        }
        self.made.pop_front().unwrap_or(Event::Text(CowStr::Borrowed("")))
    }

    fn note(&mut self, name: CowStr<'a>) -> Note {
        let number = self.notes.len() + 1;
        *self.notes.entry(name).or_insert(Note { number, has_reference: false, is_defined: false })
    }

    fn reference(&mut self, name: CowStr<'a>) -> Event<'a> {
        let Note { number, has_reference, is_defined } = self.note(name.clone());
        self.notes.insert(name, Note { number, has_reference: true, is_defined });
        // The first one is where the footnote leads back to.
        let place = if has_reference { String::new() } else { format!(" id=\"cw-r-{}-{number}\"", self.id) };
        markup(format!("<sup><a href=\"#cw-n-{}-{number}\"{place}>{number}</a></sup>", self.id))
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Tamed<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(made) = self.made.pop_front() {
            return Some(made);
        }
        loop {
            let event = self.events.next()?;
            if self.is_shallow(&event) {
                return Some(self.tame(event));
            }
        }
    }
}

impl Table {
    /// The tag of the next cell. A style would need the page to allow styles.
    fn cell(&mut self) -> String {
        let name = if self.is_head { "th" } else { "td" };
        let class = match self.columns.get(self.column) {
            Some(Alignment::Right) => " class=\"cw-right\"",
            Some(Alignment::Center) => " class=\"cw-center\"",
            Some(Alignment::Left | Alignment::None) | None => "",
        };
        self.column += 1;
        format!("<{name}{class}>")
    }
}

fn text<'a>(text: &'static str) -> Event<'a> {
    Event::Text(CowStr::Borrowed(text))
}

/// Tags of our own. No text of a person or model gets here unescaped.
fn markup<'a>(tags: String) -> Event<'a> {
    Event::InlineHtml(tags.into())
}

/// A link's tag: it opens beside the chat, and tells nobody where it was.
fn opening(address: &str, title: &str) -> String {
    let mut tag = String::from("<a href=\"");
    let _ = Escaper::new(&mut tag).write_str(address);
    tag.push('"');
    if !title.is_empty() {
        tag.push_str(" title=\"");
        let _ = Escaper::new(&mut tag).write_str(title);
        tag.push('"');
    }
    tag.push_str(" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");
    tag
}

/// Whether an address is relative, or of a scheme that runs nothing. Browsers leave out line ends and tabs, so an address with
/// any is refused.
fn is_harmless(address: &str) -> bool {
    if address.chars().any(char::is_control) {
        return false;
    }
    let start = address.trim_start().split(['/', '?', '#']).next().unwrap_or_default();
    start.split_once(':').is_none_or(|(scheme, _)| {
        ["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    })
}
