//! The built-in page as a browser meets it: real requests, and the HTML that comes back.

mod assets;
mod checks;
mod conversation;
mod custom;
mod document;
mod dom;
mod escaping;
mod everything;
mod fragments;
mod languages;
mod logs;
mod markdown;
mod mounting;
mod negotiation;
mod refused;
mod scriptless;
mod server;
mod settled;
mod turned_away;
mod visits;
mod watched;
mod welcome;
