//! Texts that try to get out of where they are shown, in every place that has a text.

use chatwidgets::prelude::*;

use crate::handlers::*;
use crate::mixer::Mixer;

/// A small generator, so that a failure can be seen again by its seed.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn text(&mut self) -> String {
        let pieces: &[&str] = &[
            "<script>__pwned=1</script>",
            "<img src=x onerror=__pwned=1>",
            "<svg onload=__pwned=1>",
            "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
            "<a href=\"javascript:__pwned=1\">a</a>",
            "[link](javascript:__pwned=1)",
            "[link](data:text/html,<script>parent.__pwned=1</script>)",
            "![image](https://example.com/seen.png)",
            "\" onfocus=__pwned=1 autofocus x=\"",
            "' onmouseover='__pwned=1",
            "</template></textarea></title></style></script>",
            "</section></chat-widgets></main></body></html>",
            "<!--",
            "-->",
            "<style>*{display:none}</style>",
            "<form action=https://example.com><button>",
            "<base href=https://example.com>",
            "<meta http-equiv=refresh content=0;url=https://example.com>",
            "\u{202e}desrever si siht",
            "\u{2066}isolated",
            "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}",
            "**unclosed `code ~~struck [link](",
            "```\nunclosed",
            "| table\n|--",
            "> > > > deep\n- - - list",
            "&lt;script&gt;&#0;&amp;quot;",
            "{{constructor.constructor('__pwned=1')()}}",
            "${__pwned=1}",
            "日本語🙂👩‍👩‍👧",
            "\t\u{b}\u{85}\u{2028}\u{feff}",
        ];
        let count = 1 + self.throw(4);
        let mut text: String = (0..count).flat_map(|_| [pieces[self.throw(pieces.len())], " "]).collect();
        if self.throw(6) == 0 {
            text.push_str(&"W".repeat(300));
        }
        // No two options of a list may be the same.
        text.push_str(&self.throw(usize::MAX).to_string());
        text
    }

    fn texts(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.text()).collect()
    }

    fn url(&mut self) -> String {
        let urls = [
            "/picture.svg?\"onerror=__pwned=1 x=\"",
            "/picture.svg#'onerror='__pwned=1",
            "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='__pwned=1'/>",
            "/picture.svg?</textarea><script>__pwned=1</script>",
        ];
        urls[self.throw(urls.len())].into()
    }
}

/// Every widget, with no harmless text in it.
pub fn reply(seed: u64) -> Reply {
    let mut dice = Dice(seed);
    // The longest goes where Markdown is read, and only with one seed: it is slow to draw.
    let long = if seed == 1 { "W".repeat(100 << 10) } else { String::new() };
    Reply::new(format!("{} {long}", dice.text()))
        .widget(Button::new(dice.text(), UseOnce))
        .widget(Card::new(dice.text(), dice.text(), UseCard).description(dice.text()).image_url(dice.url()))
        .widget(Input::new(dice.text(), UseInput).placeholder(dice.text()))
        .widget(TextArea::new(dice.text(), UseTextarea).placeholder(dice.text()))
        .widget(Dropdown::new(dice.text(), UseDropdown, dice.texts(9)))
        .widget(Dropdown::new(dice.text(), UseRadio, dice.texts(3)))
        .widget(Slider::new(dice.text(), UseSlider, 0..=10))
        .widget(Toggle::new(dice.text(), UseToggle))
        .widget(FileUpload::new(dice.text(), UseFiles))
        .widget(ThemeSwitcher::new(dice.text(), UseTheme, dice.texts(2)))
        .widget(DatePicker::new(dice.text(), UseDay))
        .widget(MultiSelect::new(dice.text(), UseTags, dice.texts(9)))
        .widget(ProgressBar::new(dice.text(), 1, 3))
        .widget(Mixer::new(&dice.text()))
        .widget(Image::new(dice.text(), dice.url()).alt(dice.text()))
        .widget(ImageCollection::new(dice.text(), [CollectionImage::new(dice.url()).alt(dice.text())]))
        .widget(
            Form::new(dice.text(), PlaceOrder)
                .field("name", Field::input().label(dice.text()).hint(dice.text()).placeholder(dice.text()))
                .field("notes", Field::textarea().label(dice.text()).optional())
                .field("photos", Field::fileupload().label(dice.text()).optional())
                .submit(dice.text())
                .cancel(dice.text()),
        )
}
