//! Fewer messages: those of one node or of one matter, and heartbeats only when they are wanted.

use ensemble_core::view::{ArrowView, EnvelopeView, Kin, StageView};

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

/// Makes one of all messages of a kind that wait at the same cut on the same way: the oldest, which
/// tells how many there are, and the last of them if that says something else. Those that are new
/// stay by themselves, to be seen leaving. Those that are no longer in the view come back.
#[inline(never)]
pub fn bundle(view: &mut StageView, is_new: impl Fn(&EnvelopeView) -> bool) -> Vec<EnvelopeView> {
    let mut inside = Vec::new();
    let mut kept: Vec<(EnvelopeView, String, usize)> = Vec::new();
    for envelope in std::mem::take(&mut view.envelopes) {
        let like =
            |(other, _, _): &&mut (EnvelopeView, String, usize)| waits_with(other, &envelope);
        let waits = envelope.stalled && !is_new(&envelope);
        match kept.iter_mut().filter(|_| waits).find(like) {
            Some((_, last, count)) => {
                (*last, *count) = (envelope.short.clone(), *count + 1);
                inside.push(envelope);
            }
            None => kept.push((envelope, String::new(), 1)),
        }
    }
    let told = |(mut envelope, last, count): (EnvelopeView, String, usize)| {
        if count > 1 {
            let first = match envelope.short.as_str() {
                "" => envelope.kind.clone(),
                short if short == last => last,
                short => format!("{short}…{last}"),
            };
            envelope.short = format!("{first} ×{count}");
            envelope.brief = format!("{} ×{count}", envelope.brief);
        }
        envelope
    };
    view.envelopes = kept.into_iter().map(told).collect();
    inside
}

/// Whether a message waits at a cut, and the other one belongs into its bundle.
pub fn waits_with(one: &EnvelopeView, other: &EnvelopeView) -> bool {
    one.stalled
        && (one.from, one.to) == (other.from, other.to)
        && (&one.kind, one.held) == (&other.kind, other.held)
}

impl Sieve {
    /// Leaves messages out of a stage. How many of those that would be drawn without a choice of
    /// whose.
    pub fn stage(&self, view: &mut StageView) -> usize {
        let wanted = |kin: Kin| self.heartbeats || kin != Kin::Heartbeat;
        view.envelopes.retain(|it| wanted(it.kin));
        let all = view.envelopes.len();
        let keeps = |it: &EnvelopeView| self.keeps((it.from, it.to), &it.matter, it.kin);
        view.envelopes.retain(keeps);
        view.arrived
            .take_if(|(it, _)| !wanted(it.kin) || !keeps(it));
        all - view.envelopes.len()
    }

    /// Whether a message is drawn in a diagram. There, connections that are set up never are.
    pub fn draws(&self, it: &ArrowView) -> bool {
        match it.kin {
            Kin::Setup => false,
            Kin::Heartbeat => self.heartbeats && self.keeps((it.from, it.to), &it.matter, it.kin),
            Kin::Story => self.keeps((it.from, it.to), &it.matter, it.kin),
        }
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
    fn what_waits_at_a_cut_is_one_bundle() {
        let vote = |key: &str, short: &str, stalled| EnvelopeView {
            key: key.into(),
            short: short.into(),
            to: 1,
            stalled,
            ..EnvelopeView::default()
        };
        let told = |envelopes: Vec<EnvelopeView>| {
            let mut view = StageView {
                envelopes,
                ..StageView::default()
            };
            bundle(&mut view, |it| it.key == "new");
            let short = |it: EnvelopeView| format!("{} {}", it.key, it.short);
            view.envelopes.into_iter().map(short).collect::<Vec<_>>()
        };
        let waiting = vec![
            vote("a", "s1", true),
            vote("b", "s2", true),
            vote("c", "s2", true),
        ];
        assert_eq!(told(waiting.clone()), ["a s1…s2 ×3"]);
        assert_eq!(told(waiting[1..].to_vec()), ["b s2 ×2"]);
        let apart = vec![
            vote("a", "s1", true),
            vote("new", "s2", true),
            vote("c", "s2", false),
        ];
        assert_eq!(told(apart), ["a s1", "new s2", "c s2"]);
        let mut other = waiting;
        other[0].to = 2;
        other[1].kind = "ACK".into();
        assert_eq!(told(other), ["a s1", "b s2", "c s2"]);
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
