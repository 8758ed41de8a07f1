//! The slices that components receive, made anew when the store has changed.

use std::rc::Rc;

use ensemble_core::{
    lab::{BranchView, Counts, GoalView, Lab, Position, Side},
    narrate::Language,
    view::{
        Caused, FieldView, PropertyView, StoryView, StripView, SyncView, Target, TimeView, TreeAsk,
        TreeView,
    },
};
use ensemble_scene::{Phase, Scene, TimeGeometry, histories, time};

use super::{
    console::{Console, Typed},
    crowd::Crowd,
    overlay::heading,
    picture::{Picture, touched},
};
use crate::labels::Label;

/// What the inspector shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// What the thing is called; empty if nothing is shown.
    pub heading: String,
    /// What it is doing.
    pub note: String,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// The effects at it whose causes can be asked for.
    pub effects: Vec<Caused>,
    /// Whether the reader chose it; otherwise it is what the stop concerns.
    pub chosen: bool,
}

/// A stage.
#[derive(Clone, Debug, Default)]
pub struct Staged {
    /// The stage.
    pub scene: Rc<Scene>,
    /// What the messages on it do, in their order.
    pub phases: Vec<Phase>,
}

/// A synchronisation under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Synchronised {
    /// What it is.
    pub view: SyncView,
    /// The two histories.
    pub picture: Rc<Scene>,
}

/// How wide histories are drawn; the page makes them as wide as their place.
const HISTORIES_WIDTH: f32 = 264.0;

/// One of two runs side by side.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// What it is called.
    pub title: Rc<str>,
    /// Where it stands.
    pub position: Position,
    /// Whether it stands still while the other one goes on.
    pub waits: bool,
    /// Its sentence.
    pub story: Rc<StoryView>,
    /// What it has cost.
    pub counts: Counts,
    /// What it has delivered.
    pub delivered: Rc<Vec<StripView>>,
    /// The properties that are broken.
    pub broken: Rc<Vec<String>>,
}

/// Everything that is shown, but for what stands open over it.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// The script's title.
    pub title: Rc<str>,
    /// Where the run stands.
    pub position: Position,
    /// The stage, or the left one and the right one.
    pub stages: Vec<Staged>,
    /// The two runs; empty if there is one.
    pub compared: Rc<Vec<Compared>>,
    /// The sentence.
    pub story: Rc<StoryView>,
    /// What the space–time diagram shows.
    pub diagram: TimeView,
    /// The space–time diagram.
    pub time: Rc<Scene>,
    /// Where things are in it.
    pub geometry: Option<TimeGeometry>,
    /// The synchronisation that the stop or the selection concerns, or else the first one.
    pub sync: Option<Rc<Synchronised>>,
    /// The tree of znodes, if there is one.
    pub tree: Option<Rc<TreeView>>,
    /// How many messages the reader has chosen not to see.
    pub hidden: usize,
    /// Whether there are heartbeats and transactions, so that they can be chosen.
    pub beats: bool,
    /// The inspector.
    pub inspected: Rc<Inspected>,
    /// The console of a client.
    pub console: Option<Rc<Console>>,
    /// The properties.
    pub properties: Rc<Vec<PropertyView>>,
    /// The first stop of this branch at which one breaks.
    pub broken_at: Option<u32>,
    /// The branches.
    pub branches: Rc<Vec<BranchView>>,
    /// What can be waited for.
    pub goals: Rc<Vec<GoalView>>,
}

/// What the views are made from.
pub struct Sources<'a> {
    /// The run.
    pub lab: &'a dyn Lab,
    /// A stage for each side of it.
    pub pictures: &'a [Picture],
    /// What is selected.
    pub selected: Option<&'a Target>,
    /// What is typed at a console.
    pub typed: &'a Typed,
    /// Which messages are shown.
    pub crowd: Crowd,
    /// What is to be seen of the trees of znodes.
    pub znodes: &'a TreeAsk,
    /// The language.
    pub language: Language,
    /// Size of the diagram; `None` if it is not shown.
    pub time_size: Option<(f32, f32)>,
    /// Whether a synchronisation is shown nevertheless.
    pub sync: bool,
    /// First column of the diagram's window.
    pub first: u32,
}

impl Views {
    /// What follows the stop, the size and the selection, given the last diagram.
    pub fn of(known: TimeView, sources: &Sources<'_>) -> Self {
        let lab = sources.lab;
        let stages = sources.pictures.iter().map(|picture| {
            let (scene, phases) = picture.draw(sources.selected, sources.language);
            Staged {
                scene: Rc::new(scene),
                phases,
            }
        });
        let mut views = Self {
            title: lab.title().into(),
            position: lab.position(),
            stages: stages.collect(),
            story: Rc::new(lab.story()),
            ..Self::default()
        };
        let sides = lab.sides();
        if sides.len() > 1 {
            views.compared = Rc::new(sides.iter().map(compared).collect());
            return views;
        }
        if sources.sync || sources.time_size.is_some() {
            views.sync = synchronised(&sources.pictures[0], sources.selected).map(Rc::new);
        }
        // A frame in another page shows stage, story and transport: the rest costs nothing there.
        if let Some((width, height)) = sources.time_size {
            let columns = TimeGeometry::capacity(width) + 2;
            let picture = &sources.pictures[0];
            let view = lab.time(sources.first, columns, known);
            let sieve = sources.crowd.sieve(picture.view(), sources.selected);
            let broken = view.milestones.iter().find(|milestone| milestone.broken);
            views.broken_at = broken.map(|milestone| milestone.column);
            let (scene, geometry) = time(&view, &sieve, width, height);
            views.time = Rc::new(scene);
            views.geometry = Some(geometry);
            views.diagram = view;
            views.inspected = Rc::new(inspected(sources));
            views.console = sources.typed.show(lab, sources.selected).map(Rc::new);
            views.tree = lab.tree(sources.znodes).map(Rc::new);
            views.hidden = picture.hidden();
            views.beats = picture.view().nodes.iter().any(|node| node.phase.is_some());
            views.properties = Rc::new(lab.properties());
        }
        views.branches = Rc::new(lab.branches());
        views.goals = Rc::new(lab.goals());
        views
    }
}

#[inline(never)]
fn compared(side: &Side<'_>) -> Compared {
    let lab = side.lab;
    let broken = lab.properties().into_iter().filter(|it| !it.holds);
    Compared {
        title: lab.title().into(),
        position: lab.position(),
        waits: side.waits,
        story: Rc::new(lab.story()),
        counts: lab.counts(),
        delivered: Rc::new(lab.delivered()),
        broken: Rc::new(broken.map(|it| it.name).collect()),
    }
}

#[inline(never)]
fn synchronised(picture: &Picture, selected: Option<&Target>) -> Option<Synchronised> {
    let view = picture.view();
    let followed = touched(view);
    let near = |target: Option<&Target>| {
        let Some(Target::Node(node)) = target else {
            return None;
        };
        let of = |sync: &&SyncView| sync.to == *node;
        let by = |sync: &&SyncView| sync.from == *node;
        view.syncs.iter().find(of).or(view.syncs.iter().find(by))
    };
    let sync = near(selected)
        .or(near(followed.as_ref()))
        .or(view.syncs.first())?;
    Some(Synchronised {
        picture: Rc::new(histories(sync, HISTORIES_WIDTH)),
        view: sync.clone(),
    })
}

#[inline(never)]
fn inspected(sources: &Sources<'_>) -> Inspected {
    let Sources {
        lab,
        pictures,
        selected,
        language,
        ..
    } = sources;
    let picture = &pictures[0];
    let followed = touched(picture.view());
    let Some(target) = selected.or(followed.as_ref()) else {
        return Inspected::default();
    };
    Inspected {
        heading: heading(target, picture, *language),
        note: note(target, picture, *language),
        fields: lab.fields(target),
        effects: lab.effects(target),
        chosen: selected.is_some(),
    }
}

fn note(target: &Target, picture: &Picture, language: Language) -> String {
    match target {
        Target::Node(node) => picture
            .node(*node)
            .map_or_else(String::new, |n| n.role.clone()),
        Target::Link(..) => String::new(),
        Target::Envelope(key) => picture.envelope(key).map_or_else(String::new, |envelope| {
            let (from, to) = (picture.name(envelope.from), picture.name(envelope.to));
            Label::Way { from, to }.text(language).into_owned()
        }),
    }
}
