//! The address: what it asks for, strictly read.
//!
//! `?script=NAME&step=N&theme=light|dark|auto&embed#FRAGMENT`, and for what is shown
//! `messages=all|node|transaction`, `heartbeats` and, in a frame, `view=sync`. The fragment is the
//! core's own (`Lab::link`) and wins over `script` and `step`. Parameters with other names are none
//! of our business: those who embed or link a page put their own there.

use ensemble_scene::Whose;

use super::{crowd::read_whose, theme::Theme};

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The run, if the address holds one.
    pub fragment: Option<String>,
    /// A script of the library, by name.
    pub script: Option<String>,
    /// The stop to show.
    pub step: Option<u32>,
    /// The theme, if the address says.
    pub theme: Option<Theme>,
    /// Whose messages are shown, if the address says.
    pub whose: Option<Whose>,
    /// Whether heartbeats are shown.
    pub heartbeats: bool,
    /// The compact layout, for a frame in another page.
    pub embed: bool,
    /// Whether a frame keeps a place for the synchronisation that is under way.
    pub sync: bool,
    /// What could not be read. The rest holds nevertheless.
    pub faults: Vec<RouteFault>,
}

/// Why a parameter could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteFault {
    /// `step` is not a number.
    Step(String),
    /// `theme` is none of the three.
    Theme(String),
    /// `messages` is none of the three.
    Messages(String),
    /// `heartbeats` takes no value.
    Heartbeats(String),
    /// `embed` takes no value.
    Embed(String),
    /// `view` is not `sync`.
    View(String),
    /// `script` names nothing.
    Script,
    /// A parameter stands there twice.
    Twice(&'static str),
    /// A `%` is not followed by two hexadecimal digits, or the text is not UTF-8.
    Encoding(String),
}

/// Longer addresses are not read: no browser keeps them, and a hostile one should cost nothing.
const LENGTH_MAX: usize = 2_000_000;

impl Address {
    /// Reads an address from what the browser calls `search` and `hash`.
    pub fn read(search: &str, hash: &str) -> Self {
        let mut address = Self::default();
        let search = search.strip_prefix('?').unwrap_or(search);
        if search.len() <= LENGTH_MAX {
            for pair in search.split('&').filter(|pair| !pair.is_empty()) {
                if let Err(fault) = address.parameter(pair) {
                    address.faults.push(fault);
                }
            }
        }
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        if !hash.is_empty() {
            // Our own fragments need no escapes, but what carries links around may add some.
            let text = if hash.len() <= LENGTH_MAX { hash } else { "" };
            let decoded = if text.contains('%') {
                decode(text).ok()
            } else {
                None
            };
            address.fragment = Some(decoded.unwrap_or_else(|| text.to_owned()));
        }
        address
    }

    fn parameter(&mut self, pair: &str) -> Result<(), RouteFault> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "script" => {
                let script = decode(value)?;
                if script.is_empty() {
                    return Err(RouteFault::Script);
                }
                once("script", &mut self.script, script)
            }
            "step" => {
                let step = value.parse().map_err(|_| RouteFault::Step(shown(value)))?;
                once("step", &mut self.step, step)
            }
            "theme" => {
                let theme = Theme::read(value).ok_or_else(|| RouteFault::Theme(shown(value)))?;
                once("theme", &mut self.theme, theme)
            }
            "messages" => {
                let whose = read_whose(value).ok_or_else(|| RouteFault::Messages(shown(value)))?;
                once("messages", &mut self.whose, whose)
            }
            "heartbeats" => {
                self.heartbeats = switch(value, RouteFault::Heartbeats)?;
                Ok(())
            }
            "embed" => {
                self.embed = switch(value, RouteFault::Embed)?;
                Ok(())
            }
            "view" => match value {
                "sync" => {
                    self.sync = true;
                    Ok(())
                }
                other => Err(RouteFault::View(shown(other))),
            },
            _ => Ok(()),
        }
    }
}

/// A parameter that is there or not.
fn switch(value: &str, fault: fn(String) -> RouteFault) -> Result<bool, RouteFault> {
    match value {
        "" | "1" | "true" => Ok(true),
        _ => Err(fault(shown(value))),
    }
}

fn once<T>(name: &'static str, place: &mut Option<T>, value: T) -> Result<(), RouteFault> {
    if place.is_some() {
        return Err(RouteFault::Twice(name));
    }
    *place = Some(value);
    Ok(())
}

/// As much of a foreign text as fits into a message.
fn shown(value: &str) -> String {
    value.chars().take(24).collect()
}

/// Undoes the escapes of an address; `+` stands for a blank.
fn decode(text: &str) -> Result<String, RouteFault> {
    let fault = || RouteFault::Encoding(shown(text));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'%' => {
                let (digits, after) = rest.split_at_checked(2).ok_or_else(fault)?;
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let high = digit(digits[0]).ok_or_else(fault)?;
                let low = digit(digits[1]).ok_or_else(fault)?;
                bytes.push((high * 16 + low) as u8);
                rest = after;
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_address_asks_for_nothing() {
        assert_eq!(Address::read("", ""), Address::default());
        assert_eq!(Address::read("?", "#"), Address::default());
    }

    #[test]
    fn all_parameters_together() {
        let search = "?script=old-value&embed&theme=dark&step=7&messages=node&heartbeats&view=sync";
        let address = Address::read(search, "#v1.abc");
        let expected = Address {
            fragment: Some("v1.abc".into()),
            script: Some("old-value".into()),
            step: Some(7),
            theme: Some(Theme::Dark),
            whose: Some(Whose::Node),
            heartbeats: true,
            embed: true,
            sync: true,
            faults: Vec::new(),
        };
        assert_eq!(address, expected);
    }

    #[test]
    fn what_others_add_is_left_alone() {
        assert_eq!(
            Address::read("?utm_source=x&&y=%zz&lang=fr", ""),
            Address::default()
        );
    }

    #[test]
    fn a_bad_value_is_told_and_the_rest_holds() {
        let address = Address::read(
            "?step=-1&theme=blue&messages=some&embed=no&view=all&script=&script=a",
            "",
        );
        let expected = [
            RouteFault::Step("-1".into()),
            RouteFault::Theme("blue".into()),
            RouteFault::Messages("some".into()),
            RouteFault::Embed("no".into()),
            RouteFault::View("all".into()),
            RouteFault::Script,
        ];
        assert_eq!(address.faults, expected);
        assert_eq!(address.script.as_deref(), Some("a"));
        assert_eq!(
            (address.step, address.theme, address.embed),
            (None, None, false)
        );
    }

    #[test]
    fn the_first_of_two_holds() {
        let address = Address::read("?step=1&step=2&script=a&script=b", "");
        assert_eq!(
            (address.step, address.script.as_deref()),
            (Some(1), Some("a"))
        );
        assert_eq!(
            address.faults,
            [RouteFault::Twice("step"), RouteFault::Twice("script")]
        );
    }

    #[test]
    fn escapes_are_undone_or_told() {
        assert_eq!(
            Address::read("?script=a%20b+c", "").script.as_deref(),
            Some("a b c")
        );
        assert_eq!(
            Address::read("?script=%E6%8F%90", "").script.as_deref(),
            Some("提")
        );
        for bad in ["%", "%2", "%zz", "%ff"] {
            let address = Address::read(&format!("?script={bad}"), "");
            assert_eq!(address.faults, [RouteFault::Encoding(bad.into())], "{bad}");
        }
    }

    #[test]
    fn a_fragment_with_escapes_is_read_like_one_without() {
        assert_eq!(
            Address::read("", "#v1.a%2Db").fragment.as_deref(),
            Some("v1.a-b")
        );
        assert_eq!(
            Address::read("", "#v1.a%").fragment.as_deref(),
            Some("v1.a%")
        );
    }

    #[test]
    fn no_text_panics() {
        for text in [
            "%%%",
            "=",
            "&=&=",
            "script",
            "é=é",
            "?%é",
            "\u{0}",
            "embed=%00",
        ] {
            let address = Address::read(text, text);
            assert!(address.script.is_none());
        }
    }
}
