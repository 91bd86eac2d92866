//! The words of the page: one catalogue a language.

mod violations;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::action::Violation;

/// Declares the catalogue: every word with its meaning, in English and in German.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident: $english:literal, $german:literal;)*) => {
        /// Every word that the page says of its own, in one language.
        ///
        /// English and German are built in. Another language is a catalogue with other words:
        ///
        /// ```
        /// use chatwidgets::prelude::*;
        /// use chatwidgets::ui::Words;
        ///
        /// let french = Words {
        ///     lang: "fr".into(),
        ///     send: "Envoyer".into(),
        ///     confirm: "Confirmer".into(),
        ///     ..Words::english()
        /// };
        /// let chat = ChatWidgets::builder().words(french).build()?;
        /// # Ok::<(), chatwidgets::BuildError>(())
        /// ```
        #[derive(Clone)]
        pub struct Words {
            /// The language, as a BCP 47 tag such as `de` or `pt-BR`.
            pub lang: Cow<'static, str>,
            /// Whether it is written from right to left.
            pub right_to_left: bool,
            /// What is wrong with a value, in words, unless the app's [`ValidationMessages`](crate::ValidationMessages) say it; `None` for the
            /// built-in English.
            pub violation: fn(&Violation) -> Option<String>,
            $($(#[$doc])* pub $name: Cow<'static, str>,)*
        }

        impl Words {
            /// English.
            pub fn english() -> Self {
                Self {
                    lang: "en".into(),
                    right_to_left: false,
                    violation: |_| None,
                    $($name: $english.into(),)*
                }
            }

            /// German.
            pub fn german() -> Self {
                Self {
                    lang: "de".into(),
                    right_to_left: false,
                    violation: |violation| Some(violations::german(violation)),
                    $($name: $german.into(),)*
                }
            }
        }
    };
}

catalogue! {
    /// The heading, unless the app has a [title](crate::ChatWidgetsBuilder::title).
    chat: "Chat", "Chat";
    /// The link to an empty conversation.
    new_conversation: "New conversation", "Neue Unterhaltung";
    /// The name of the list of turns.
    conversation: "Conversation", "Unterhaltung";
    /// Who said a turn: the person.
    you: "You:", "Sie:";
    /// Who said a turn: the app.
    assistant: "Assistant:", "Assistent:";
    /// While an answer is awaited.
    typing: "An answer is on its way", "Eine Antwort ist unterwegs";
    /// The button that scrolls to the end.
    newest: "Newest message", "Neueste Nachricht";
    /// The label of the text to send.
    your_message: "Your message", "Ihre Nachricht";
    /// The button that sends the text.
    send: "Send", "Senden";
    /// The button of a lone input.
    confirm: "Confirm", "Bestätigen";
    /// The button of a lone choice of files.
    attach: "Attach", "Anhängen";
    /// The button of a choice of themes.
    apply: "Apply", "Übernehmen";
    /// The button that opens a cancelled form again.
    open_again: "Open again", "Wieder öffnen";
    /// A widget that was used for the last time.
    done: "Done", "Erledigt";
    /// A widget whose time is over.
    expired_state: "Expired", "Abgelaufen";
    /// The button that closes a large image.
    close: "Close", "Schließen";
    /// The button on an image, before what it shows.
    enlarge: "Enlarge", "Vergrößern";
    /// The name of a large image.
    image: "Image", "Bild";
    /// The link past everything to the field for a message.
    to_message: "Write a message", "Eine Nachricht schreiben";
    /// What is read out while something is sent.
    sending: "Sending …", "Wird gesendet …";
    /// The search field of a long list.
    search_options: "Search the list", "Liste durchsuchen";
    /// The first entry of a drop-down list.
    choose: "Choose …", "Auswählen …";
    /// What a choice of files says.
    drop_files: "Drop files here, or choose them", "Dateien hier ablegen oder auswählen";
    /// A largest size of a file; `{size}` is the size.
    up_to: "up to {size}", "bis {size}";
    /// A progress; `{value}` and `{max}` are numbers.
    progress: "{value} of {max}", "{value} von {max}";
    /// A toggle that is on.
    on: "On", "An";
    /// A toggle that is off.
    off: "Off", "Aus";
    /// A field in which nothing was entered.
    nothing: "Nothing", "Nichts";
    /// After the label of a field that may be left empty.
    optional: "optional", "freiwillig";
    /// In the place of a widget that this version does not know.
    unknown_widget: "This part cannot be shown here.", "Dieser Teil kann hier nicht angezeigt werden.";
    /// What is wrong with a field, as a sentence; `{label}` is the field's, `{fault}` what is wrong.
    field_fault: "“{label}” {fault}.", "„{label}“ {fault}.";
    /// A file of another kind than is asked for; `{types}` names those.
    wrong_type: "must be one of these kinds of file: {types}", "muss eine dieser Arten von Dateien sein: {types}";
    /// A kind of file: pictures of any format.
    pictures: "pictures", "Bilder";
    /// A kind of file: sound of any format.
    sound: "sound", "Ton";
    /// A kind of file: video of any format.
    video: "video", "Video";
    /// A file that is too large; `{size}` is the limit.
    too_large: "must have at most {size}", "darf höchstens {size} haben";
    /// The browser is offline.
    offline: "You are offline. Nothing is lost: try again when you are back.",
        "Sie sind offline. Nichts ist verloren: Versuchen Sie es erneut, wenn Sie wieder online sind.";
    /// The server does not answer.
    unreachable: "The server cannot be reached.", "Der Server ist nicht erreichbar.";
    /// Too many requests; `{seconds}` counts down.
    wait_seconds: "That was a lot at once. Try again in {seconds} s.", "Das war viel auf einmal. Erneut versuchen in {seconds} s.";
    /// The server has too much to do; `{seconds}` counts down.
    busy: "A lot is going on here just now. Try again in {seconds} s.", "Hier ist gerade viel los. Erneut versuchen in {seconds} s.";
    /// A message or what was entered in a form is too large.
    too_much: "That is too much to be sent at once.", "Das ist zu viel, um es auf einmal zu senden.";
    /// A message without a text.
    empty_message: "Write something first.", "Schreiben Sie zuerst etwas.";
    /// A message where there is no assistant.
    no_assistant: "Messages are not answered here.", "Nachrichten werden hier nicht beantwortet.";
    /// Somebody who is not known.
    unauthenticated: "Log in to go on.", "Melden Sie sich an, um weiterzumachen.";
    /// Another click on the same widget still runs.
    in_progress: "This is being worked on.", "Daran wird gerade gearbeitet.";
    /// A widget that was used before.
    already_done: "This was done already.", "Das ist schon erledigt.";
    /// A widget whose time is over, as a sentence.
    expired: "The time for this is over.", "Die Zeit dafür ist vorbei.";
    /// A widget that is not there any more.
    gone: "This is not there any more.", "Das gibt es nicht mehr.";
    /// The handler took too long.
    timeout: "That took too long.", "Das hat zu lange gedauert.";
    /// Anything else went wrong.
    failed: "That did not work.", "Das hat nicht geklappt.";
    /// The button after a failure.
    try_again: "Try again", "Erneut versuchen";
    /// A conversation that is not there any more.
    thread_gone: "This conversation is not there any more.", "Diese Unterhaltung gibt es nicht mehr.";
    /// A conversation that has no room for more.
    thread_full: "This conversation is full. Begin a new one to go on.",
        "Diese Unterhaltung ist voll. Beginnen Sie eine neue, um weiterzumachen.";
    /// A click that did its work, and whose answer could not be kept.
    reply_lost: "This was done, but the answer was lost. Reload the page to see how things are.",
        "Das wurde ausgeführt, aber die Antwort ging verloren. Laden Sie die Seite neu, um den Stand zu sehen.";
    /// In an empty conversation with an assistant.
    write_to_begin: "Write a message to begin.", "Schreiben Sie eine Nachricht, um zu beginnen.";
    /// In an empty conversation without an assistant.
    empty: "There is nothing here yet.", "Hier ist noch nichts.";
    /// The button that puts a notice away.
    dismiss: "Dismiss", "Ausblenden";
    /// The chat could not be loaded.
    load_failed: "The chat could not be loaded.", "Der Chat konnte nicht geladen werden.";
    /// How many controls an answer has, for those who do not see it; `{count}` is the number.
    widgets: "Controls: {count}.", "Bedienelemente: {count}.";
    /// A form with errors; `{count}` is the number of fields.
    fields_at_fault: "Fields that need attention: {count}.", "Felder, die Aufmerksamkeit brauchen: {count}.";
    /// A time that there is not, because the clocks are put forward.
    skipped_time: "does not exist on that day, since the clocks go forward: choose another time",
        "gibt es an diesem Tag nicht, weil die Uhren vorgestellt werden: Wählen Sie eine andere Zeit";
    /// A time that there is twice, because the clocks are put back.
    doubled_time: "is there twice on that day, since the clocks go back: choose another time",
        "gibt es an diesem Tag zweimal, weil die Uhren zurückgestellt werden: Wählen Sie eine andere Zeit";
    /// What a drop-down list of yes and no says: yes.
    yes: "Yes", "Ja";
    /// What a drop-down list of yes and no says: no.
    no: "No", "Nein";
}

impl Words {
    /// What the script says, by the names that it knows.
    pub(crate) fn for_script(&self) -> String {
        let words = [
            ("offline", &self.offline),
            ("unreachable", &self.unreachable),
            ("waitSeconds", &self.wait_seconds),
            ("busy", &self.busy),
            ("expired", &self.expired),
            ("failed", &self.failed),
            ("widgets", &self.widgets),
            ("fieldsAtFault", &self.fields_at_fault),
            ("loadFailed", &self.load_failed),
            ("tryAgain", &self.try_again),
            ("sending", &self.sending),
        ];
        let words = words.into_iter().map(|(name, word)| (name.to_owned(), Value::from(&**word)));
        Value::Object(words.collect::<Map<_, _>>()).to_string()
    }

    /// `ltr` or `rtl`.
    pub(crate) fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// What is wrong with a field, as a sentence. What does not begin with a small letter is one already.
    pub(crate) fn sentence(&self, label: &str, fault: &str) -> String {
        if label.is_empty() || !fault.starts_with(char::is_lowercase) {
            return fault.to_owned();
        }
        let (before, after) = self.around_fault(label);
        format!("{before}{fault}{after}")
    }

    /// What stands before and after a fault of a field.
    pub(crate) fn around_fault(&self, label: &str) -> (String, String) {
        let (before, after) = self.field_fault.split_once("{fault}").unwrap_or((&self.field_fault, ""));
        (before.replace("{label}", label), after.replace("{label}", label))
    }

    /// Kinds of files, as an `accept` lists them, in words.
    pub(crate) fn kinds_of_files(&self, accept: &str) -> String {
        let kind = |kind: &str| match kind {
            "image/*" => self.pictures.to_string(),
            "audio/*" => self.sound.to_string(),
            "video/*" => self.video.to_string(),
            kind => {
                let name = kind.rsplit(['/', '.']).next().unwrap_or(kind);
                name.to_uppercase()
            }
        };
        accept.split(',').map(|part| kind(part.trim())).collect::<Vec<_>>().join(", ")
    }

    /// What is wrong with a value.
    pub(crate) fn violation(&self, violation: &Violation) -> String {
        (self.violation)(violation).unwrap_or_else(|| violation.english())
    }

    /// Whether it is written in this language, or in a variety of it.
    fn speaks(&self, tag: &str) -> bool {
        let own = self.lang.split('-').next().unwrap_or_default();
        self.lang.eq_ignore_ascii_case(tag) || own.eq_ignore_ascii_case(tag.split('-').next().unwrap_or_default())
    }

    /// The catalogue in the first of the languages that there is one for; else the first catalogue.
    pub(crate) fn choose<'a>(catalogues: &'a [Arc<Self>], languages: &[String]) -> Option<&'a Arc<Self>> {
        let exact = |tag: &String| catalogues.iter().find(|words| words.lang.eq_ignore_ascii_case(tag));
        let near = |tag: &String| catalogues.iter().find(|words| words.speaks(tag));
        languages.iter().find_map(|tag| exact(tag).or_else(|| near(tag))).or_else(|| catalogues.first())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("lang", &self.lang).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_first_that_there_are_words_for() {
        let catalogues = [Words::english(), Words::german()].map(Arc::new);
        let chosen = |languages: &[&str]| {
            let languages: Vec<String> = languages.iter().map(|tag| (*tag).to_owned()).collect();
            Words::choose(&catalogues, &languages).unwrap().lang.clone()
        };
        assert_eq!(chosen(&["fr", "de-CH", "en"]), "de");
        assert_eq!(chosen(&["en-GB", "de"]), "en");
        assert_eq!(chosen(&["fr"]), "en");
        assert_eq!(chosen(&[]), "en");
    }
}
