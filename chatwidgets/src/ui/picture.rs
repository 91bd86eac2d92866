//! Images as HTML.

#![warn(clippy::wildcard_enum_match_arm)]

use maud::{Markup, html};

use super::view::View;
use crate::widget::{ActionRef, Image, ImageCollection, Picture, WidgetId};

/// An image with its caption.
pub(super) fn image(view: &View<'_>, image: &Image) -> Markup {
    let click = image.get_action().map(|action| (view.instance.id, action));
    html! {
        figure class="cw-figure" {
            (picture(view, image.picture(), image.label(), click))
            figcaption dir="auto" { (image.label()) }
        }
    }
}

/// Several images with their caption.
pub(super) fn collection(view: &View<'_>, collection: &ImageCollection) -> Markup {
    let shared = collection.get_action().map(|action| (view.instance.id, action));
    html! {
        figure class="cw-figure" {
            figcaption dir="auto" { (collection.label()) }
            ul class="cw-gallery" {
                @for image in collection.images() {
                    @let own = image.id().zip(image.get_action());
                    li { (picture(view, image.picture(), "", own.or(shared))) }
                }
            }
        }
    }
}

/// A picture: a click on it triggers its action if it has one, and shows it large if not.
fn picture(view: &View<'_>, picture: &Picture, caption: &str, click: Option<(WidgetId, &ActionRef)>) -> Markup {
    let alt = picture.alt.as_deref().unwrap_or(caption);
    let shown = html! {
        img src=(picture.image_url) alt=(alt) width=[picture.width] height=[picture.height] loading="lazy" decoding="async";
    };
    let words = view.frame.words;
    match click {
        Some((id, action)) if view.is_open() => {
            // A button has a name, also where nobody said what the image shows.
            let name = alt.is_empty().then_some(&words.image);
            let button = html! { button type="submit" class="cw-thumb" aria-label=[name] { (shown) } };
            view.posts(id, action, html! {}, button)
        }
        Some(_) => shown,
        None => html! {
            button type="button" class="cw-thumb" data-cw-open=(picture.image_url) data-cw-caption=(alt)
                aria-label={(words.enlarge) (if alt.is_empty() { "" } else { ": " }) (alt)} { (shown) }
        },
    }
}
