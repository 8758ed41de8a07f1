//! Fewer messages: those of one node or of one matter, and heartbeats only when they are wanted.

use ensemble_core::view::{Kin, StageView, TimeView};

/// Whose messages are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// All of them.
    #[default]
    All,
    /// Those that a node sends or gets.
    Node,
    /// Those that are about the same thing.
    Matter,
}

/// What is left out of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sieve {
    /// Whose messages are drawn.
    pub whose: Whose,
    /// Whether heartbeats are.
    pub heartbeats: bool,
    /// The node, for [`Whose::Node`]; without one, all nodes.
    pub node: Option<u8>,
    /// The matter, for [`Whose::Matter`]; without one, all matters.
    pub matter: String,
}

impl Sieve {
    /// Leaves messages out of a stage. How many of those that would be drawn without a choice of
    /// whose.
    pub fn stage(&self, view: &mut StageView) -> usize {
        let wanted = |kin: Kin| self.heartbeats || kin != Kin::Heartbeat;
        view.envelopes.retain(|it| wanted(it.kin));
        let all = view.envelopes.len();
        let keeps = |it: &ensemble_core::view::EnvelopeView| {
            self.keeps((it.from, it.to), &it.matter, it.kin)
        };
        view.envelopes.retain(keeps);
        view.arrived
            .take_if(|(it, _)| !wanted(it.kin) || !keeps(it));
        all - view.envelopes.len()
    }

    /// Leaves messages out of a diagram. There, connections that are set up are never drawn.
    pub fn time(&self, view: &mut TimeView) {
        view.arrows.retain(|it| match it.kin {
            Kin::Setup => false,
            Kin::Heartbeat => self.heartbeats && self.keeps((it.from, it.to), &it.matter, it.kin),
            Kin::Story => self.keeps((it.from, it.to), &it.matter, it.kin),
        });
    }

    fn keeps(&self, (from, to): (u8, u8), matter: &str, kin: Kin) -> bool {
        match self.whose {
            Whose::All => true,
            Whose::Node => self.node.is_none_or(|node| node == from || node == to),
            Whose::Matter if self.matter.is_empty() => true,
            // Who asks for heartbeats wants to see them whatever else there is.
            Whose::Matter => kin == Kin::Heartbeat || matter == self.matter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ensemble_core::view::{EnvelopeView, Fate};

    fn view() -> StageView {
        let envelope = |from, to, kin, matter: &str| EnvelopeView {
            key: format!("{from}>{to} {matter}"),
            from,
            to,
            kin,
            matter: matter.into(),
            ..EnvelopeView::default()
        };
        StageView {
            envelopes: vec![
                envelope(0, 1, Kin::Story, "A"),
                envelope(0, 2, Kin::Story, "B"),
                envelope(2, 1, Kin::Setup, ""),
                envelope(1, 0, Kin::Heartbeat, "ping"),
            ],
            arrived: Some((envelope(1, 2, Kin::Heartbeat, "ping"), Fate::Delivered)),
            ..StageView::default()
        }
    }

    fn left(sieve: &Sieve) -> (usize, Vec<String>, bool) {
        let mut view = view();
        let hidden = sieve.stage(&mut view);
        let keys = view.envelopes.into_iter().map(|it| it.key).collect();
        (hidden, keys, view.arrived.is_some())
    }

    #[test]
    fn heartbeats_are_drawn_when_they_are_wanted() {
        let quiet = left(&Sieve::default());
        assert_eq!((quiet.0, quiet.1.len(), quiet.2), (0, 3, false));
        let heartbeats = true;
        let loud = left(&Sieve {
            heartbeats,
            ..Sieve::default()
        });
        assert_eq!((loud.0, loud.1.len(), loud.2), (0, 4, true));
    }

    #[test]
    fn a_node_has_what_it_sends_and_what_it_gets() {
        let of = |node| Sieve {
            whose: Whose::Node,
            node,
            ..Sieve::default()
        };
        assert_eq!(left(&of(Some(1))).1, ["0>1 A", "2>1 "]);
        assert_eq!(left(&of(Some(1))).0, 1);
        assert_eq!(left(&of(None)).1.len(), 3);
    }

    #[test]
    fn a_matter_has_its_own() {
        let of = |matter: &str| Sieve {
            whose: Whose::Matter,
            matter: matter.into(),
            ..Sieve::default()
        };
        assert_eq!(left(&of("B")).1, ["0>2 B"]);
        assert_eq!(left(&of("")).1.len(), 3);
    }
}
