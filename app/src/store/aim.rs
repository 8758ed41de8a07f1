//! Aims as text: what the elements of a picture carry, so that one listener serves all of them.
//!
//! `n3` is a node, `l0-2` a link, `c7` a column of the diagram, `e` and a key a message.

use ensemble_core::view::Target;
use ensemble_scene::Aim;

/// The text of an aim.
pub fn write(aim: &Aim) -> String {
    match aim {
        Aim::Target(target) => write_target(target),
        Aim::Column(column) => format!("c{column}"),
    }
}

/// The text of a target.
pub fn write_target(target: &Target) -> String {
    match target {
        Target::Envelope(key) => format!("e{key}"),
        Target::Node(node) => format!("n{node}"),
        Target::Link(a, b) => format!("l{a}-{b}"),
    }
}

/// The aim written so.
pub fn read(text: &str) -> Option<Aim> {
    let mut characters = text.chars();
    let kind = characters.next()?;
    let rest = characters.as_str();
    match kind {
        'c' => rest.parse().ok().map(Aim::Column),
        'n' => rest
            .parse()
            .ok()
            .map(|node| Aim::Target(Target::Node(node))),
        'l' => {
            let (a, b) = rest.split_once('-')?;
            let (a, b) = (a.parse().ok()?, b.parse().ok()?);
            Some(Aim::Target(Target::Link(a, b)))
        }
        'e' if !rest.is_empty() => Some(Aim::Target(Target::Envelope(rest.to_owned()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for aim in [
            Aim::Column(12),
            Aim::Target(Target::Node(3)),
            Aim::Target(Target::Link(0, 11)),
            Aim::Target(Target::Envelope("p1>a1#0+1".into())),
        ] {
            assert_eq!(read(&write(&aim)), Some(aim));
        }
    }

    #[test]
    fn anything_else_is_nothing() {
        for text in ["", "e", "n", "n-1", "n300", "l1", "l1-", "c1.5", "x1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
