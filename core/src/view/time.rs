//! The space–time diagram of any protocol, from its steps.

use alloc::{string::String, vec::Vec};

use super::{
    ArrowView, BandView, Condition, DotView, Fate, LaneView, MilestoneView, Seat, TimeView, Tone,
};
use crate::{
    drive::timeline::Timeline,
    kernel::{Choice, Effect, NodeId, Packet, Step, World},
    narrate::{Language, Term},
    sorted::sort_by_key,
    view::Present,
};

/// How many stops beyond the window are read, to know where its messages end.
const LOOKAHEAD_STOPS: u32 = 96;

/// A window of `columns` stops from `first` on.
pub(crate) fn window<P: Present>(
    timeline: &Timeline<P>,
    first: u32,
    columns: u32,
    language: Language,
) -> TimeView {
    let last = first.saturating_add(columns);
    let world = timeline.world();
    let config = world.config();
    let mut lanes: Vec<LaneView> = (0..world.nodes().len() as u8)
        .map(|node| LaneView {
            node,
            name: P::node_name(config, NodeId(node)),
            hue: P::hue(config, NodeId(node)),
        })
        .collect();
    // Who asks stands above who answers.
    sort_by_key(&mut lanes, |lane| {
        P::seat(config, NodeId(lane.node)) != Seat::Outside
    });
    let column = |step: u32| timeline.column_of(step);
    let mut view = TimeView {
        lanes,
        first,
        columns: timeline.stop_of(timeline.last()) + 1,
        ..TimeView::default()
    };
    for (step, milestone) in timeline.milestones() {
        let label = P::milestone_label(milestone, world, language);
        let broken = matches!(milestone, crate::kernel::Milestone::Broken(_));
        join(
            &mut view.milestones,
            MilestoneView {
                column: column(*step),
                label,
                broken,
            },
        );
    }
    let from = timeline.step_of(first.saturating_sub(1)) + 1;
    let until = timeline.step_of(last.saturating_add(LOOKAHEAD_STOPS));
    let mut reader = Reader {
        view: &mut view,
        first,
        last,
        config,
        column: &column,
        language,
    };
    reader.begin(&timeline.world_at(from - 1), from);
    for step in timeline.steps(from, until) {
        reader.step(&step);
    }
    reader.end();
    view
}

/// Milestones of one column are one mark; what breaks there matters more than what else happens.
fn join(milestones: &mut Vec<MilestoneView>, next: MilestoneView) {
    match milestones.last_mut() {
        Some(last) if last.column == next.column && last.broken == next.broken => {
            last.label = alloc::format!("{} · {}", last.label, next.label);
        }
        Some(last) if last.column == next.column && next.broken => *last = next,
        Some(last) if last.column == next.column => {}
        Some(_) | None => milestones.push(next),
    }
}

struct Reader<'a, P: Present> {
    view: &'a mut TimeView,
    first: u32,
    last: u32,
    config: &'a P::Config,
    column: &'a dyn Fn(u32) -> u32,
    language: Language,
}

impl<P: Present> Reader<'_, P> {
    /// What is on its way, or not itself, when the window opens.
    fn begin(&mut self, world: &World<P>, from: u32) {
        for envelope in world.wire().envelopes() {
            if let Packet::Message(body) = &envelope.packet {
                let sent = (self.column)(envelope.born.0);
                self.depart(envelope.id, body, sent);
            }
        }
        let column = (self.column)(from.saturating_sub(1));
        for (index, node) in world.nodes().iter().enumerate() {
            let condition = super::node::condition(node.status);
            if condition != Condition::Up {
                self.band(NodeId(index as u8), column, condition);
            }
        }
    }

    fn depart(&mut self, id: crate::kernel::EnvelopeId, body: &P::Message, sent: u32) {
        let kind = P::message_kind(body);
        let brief = P::message_brief(self.config, body);
        self.view.arrows.push(ArrowView {
            key: crate::kernel::text::envelope::<P>(self.config, id),
            from: id.from.0,
            to: id.to().0,
            sent,
            ended: None,
            fate: Fate::InFlight,
            tone: P::look(body).0,
            label: alloc::format!("{kind} {brief}"),
            kin: P::kin(body),
            matter: P::matter(body),
        });
    }

    fn step(&mut self, step: &Step<P>) {
        let column = (self.column)(step.index.0);
        if let Some(id) = step.choice.envelope() {
            let key = crate::kernel::text::envelope::<P>(self.config, id);
            let arrow = self
                .view
                .arrows
                .iter_mut()
                .rev()
                .find(|arrow| arrow.key == key);
            let fate = match (&step.choice, &step.effect) {
                (Choice::Drop(_), _) | (Choice::Deliver(_), Effect::Undelivered { .. }) => {
                    Some(Fate::Lost)
                }
                (Choice::Deliver(_), _) => Some(Fate::Delivered),
                (_, _) => None,
            };
            if let (Some(arrow), Some(fate)) = (arrow, fate) {
                (arrow.ended, arrow.fate) = (Some(column), fate);
            }
        }
        for (id, body) in step.messages() {
            self.depart(id, body, column);
        }
        if column <= self.last {
            self.dot(step, column);
        }
        if let Choice::Crash(node) | Choice::Tear { node, .. } = step.choice {
            self.band(node, column, Condition::Down);
        } else if let Choice::Pause(node) = step.choice {
            self.band(node, column, Condition::Paused);
        } else if let Choice::Restart(node) | Choice::Resume(node) = step.choice {
            self.close(node, column);
        }
    }

    fn dot(&mut self, step: &Step<P>, column: u32) {
        let Some(node) = step.node() else { return };
        let arrives = matches!(step.choice, Choice::Deliver(_));
        if arrives && step.sent.is_empty() {
            return;
        }
        let tone = step
            .messages()
            .next()
            .map_or(Tone::Quiet, |(_, body)| P::look(body).0);
        self.view.dots.push(DotView {
            node: node.0,
            column,
            tone,
            label: String::new(),
        });
    }

    fn band(&mut self, node: NodeId, from: u32, condition: Condition) {
        self.close(node, from);
        let term = if condition == Condition::Down {
            Term::Down
        } else {
            Term::Paused
        };
        let label = self.language.term(term);
        self.view.bands.push(BandView {
            node: node.0,
            from,
            until: None,
            condition,
            label,
        });
    }

    fn close(&mut self, node: NodeId, column: u32) {
        let bands = self.view.bands.iter_mut();
        for band in bands.filter(|band| band.node == node.0 && band.until.is_none()) {
            band.until = Some(column);
        }
    }

    /// What does not touch the window goes, and what came and went within one stop.
    fn end(&mut self) {
        let (first, last) = (self.first, self.last);
        let touches = |arrow: &ArrowView| {
            let brief = arrow.ended == Some(arrow.sent) && arrow.fate == Fate::Delivered;
            arrow.sent <= last && arrow.ended.is_none_or(|ended| ended >= first) && !brief
        };
        self.view.arrows.retain(touches);
        self.view.bands.retain(|band| band.from <= last);
    }
}
