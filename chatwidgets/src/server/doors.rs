//! All doors of a chat.

use actix_web::HttpRequest;

use super::door::Door;
use super::json::Json;
#[cfg(feature = "page")]
use super::page::PageDoor;

/// All doors of a chat.
#[derive(Debug, Default)]
pub(super) struct Doors {
    #[cfg(feature = "page")]
    pub(super) page: PageDoor,
    json: Json,
}

impl Doors {
    /// The doors in the order in which they are asked; the last one answers everything.
    #[inline]
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &dyn Door> {
        let doors: [&dyn Door; _] = [
            #[cfg(feature = "page")]
            &self.page,
            &self.json,
        ];
        doors.into_iter()
    }

    /// The door that answers a request.
    #[inline]
    pub(super) fn of(&self, request: &HttpRequest) -> &dyn Door {
        self.all().find(|door| door.is_wanted(request)).unwrap_or(&self.json)
    }
}
