//! The test protocol. Its log says what it was given, so that tests can read it.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use crate::kernel::{
    Choice, Conn, Cx, Expected, File, Input, NodeId, Nodes, Offered, Outbox, Pace, Port, Property,
    Protocol, Shared, Span, Step, Worded, World,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Office;

pub(super) const PORT: Port = Port(1);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Desk {
    /// What it was given, oldest first.
    pub(super) log: Vec<String>,
    /// The connections it believes in.
    pub(super) open: Vec<Conn>,
    /// A queue of one letter: a newer one replaces an older one.
    pub(super) slot: Option<u32>,
    /// Whether it waits for its disk and reads no letters.
    pub(super) busy: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Bell(pub(super) u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Chore {
    /// Move the letter from the slot to the newest connection.
    Pump,
    /// The books are written.
    Written,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Order {
    Dial(NodeId),
    HangUp,
    Put(u32),
    Book(u32),
    Ring(u8, Span),
    Leave,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Did;

impl Protocol for Office {
    type Config = u8;
    type Durable = Vec<u32>;
    type Record = u32;
    type Volatile = Desk;
    type Message = u32;
    type Timer = Bell;
    type Task = Chore;
    type Request = Order;
    type Rule = Did;
    type Ghost = u32;

    fn population(config: &u8) -> u8 {
        *config
    }
    fn format(_: Cx<'_, Self>) -> Vec<u32> {
        Vec::new()
    }
    fn store(disk: &mut Vec<u32>, record: &u32) {
        disk.push(*record);
    }
    fn file(record: &u32) -> File {
        File((record % 2) as u8)
    }
    fn tear(disk: &mut Vec<u32>, record: &u32) -> bool {
        // Half of an odd record; an even one is written at once or not at all.
        let odd = record % 2 == 1;
        disk.extend(odd.then_some(record / 2));
        odd
    }
    fn boot(_: Cx<'_, Self>, disk: &Vec<u32>, out: &mut Outbox<'_, Self>) -> Desk {
        out.applied(Did);
        out.listen(PORT);
        if disk.contains(&666) {
            out.exit();
        }
        Desk {
            log: Vec::new(),
            open: Vec::new(),
            slot: None,
            busy: false,
        }
    }
    fn react(_: Cx<'_, Self>, desk: &mut Desk, input: &Input<Self>, out: &mut Outbox<'_, Self>) {
        out.applied(Did);
        match input {
            Input::Message { from, body, .. } => desk.log.push(format!("{body} from {}", from.0)),
            Input::Opened(conn) => {
                desk.log.push("opened".to_string());
                desk.open.push(*conn);
            }
            Input::Accepted(conn) => {
                desk.log.push("accepted".to_string());
                desk.open.push(*conn);
            }
            Input::Refused(_) => desk.log.push("refused".to_string()),
            Input::Closed(conn) => {
                desk.log.push("closed".to_string());
                desk.open.retain(|other| other != conn);
            }
            Input::Timer(Bell(bell)) => desk.log.push(format!("bell {bell}")),
            Input::Task(Chore::Pump) => {
                if let (Some(letter), Some(conn)) = (desk.slot.take(), desk.open.last()) {
                    out.send_on(*conn, letter);
                }
            }
            Input::Task(Chore::Written) => {
                desk.busy = false;
                desk.log.push("written".to_string());
            }
            Input::Request(order) => obey(desk, *order, out),
        }
    }
    fn ready(desk: &Desk, offered: &Offered<'_, Self>) -> bool {
        !(desk.busy && matches!(offered, Offered::Message { .. }))
    }
    fn requests(_: Cx<'_, Self>, _: &Desk) -> Vec<Order> {
        vec![Order::Put(1), Order::HangUp]
    }
    fn takes(_: &u8, _: NodeId, _: &Order) -> bool {
        true
    }
    fn observe(_: &u8, ghost: &mut Shared<u32>, _: &Step<Self>, after: &Nodes<Self>) {
        // What all books hold.
        *Shared::touch(ghost) = after.iter().map(|node| node.disk.len() as u32).sum();
    }
    fn properties() -> &'static [Property<Self>] {
        &[]
    }
}

fn obey(desk: &mut Desk, order: Order, out: &mut Outbox<'_, Office>) {
    match order {
        Order::Dial(to) => {
            out.dial(to, PORT);
        }
        Order::HangUp => desk.open.drain(..).for_each(|conn| out.hang_up(conn)),
        Order::Put(letter) => {
            desk.slot = Some(letter);
            out.run(Chore::Pump);
        }
        Order::Book(record) => {
            desk.busy = true;
            out.write(record, Some(Chore::Written));
        }
        Order::Ring(bell, after) => out.arm(Bell(bell), after),
        Order::Leave => out.exit(),
    }
}

impl Worded for Office {
    fn node_name(_: &u8, node: NodeId) -> String {
        format!("n{}", node.0)
    }
    fn file_name(file: File) -> &'static str {
        if file.0 == 0 { "even" } else { "odd" }
    }
    fn files() -> &'static [File] {
        &[File(0), File(1)]
    }
    fn timer_text(_: &u8, bell: &Bell) -> String {
        format!("bell {}", bell.0)
    }
    fn task_text(_: &u8, chore: &Chore) -> String {
        match chore {
            Chore::Pump => "pump".into(),
            Chore::Written => "written".into(),
        }
    }
    fn request_text(_: &u8, order: &Order) -> String {
        match order {
            Order::Put(letter) => format!("put {letter}"),
            Order::HangUp => "hang up".into(),
            Order::Dial(_) | Order::Book(_) | Order::Ring(..) | Order::Leave => "other".into(),
        }
    }
    fn request(_: &u8, text: &str) -> Result<Order, Expected> {
        match text.split_once(' ') {
            Some(("put", letter)) => letter.parse().map(Order::Put).map_err(|_| Expected::Number),
            Some(("hang", "up")) => Ok(Order::HangUp),
            _ => Err(Expected::Form("put N | hang up")),
        }
    }
    fn message_kind(_: &u32) -> &'static str {
        "Letter"
    }
    fn message_bytes(_: &u8, _: &u32) -> u32 {
        4
    }
    fn message_brief(_: &u8, letter: &u32) -> String {
        format!("{letter}")
    }
}

/// Offices that have all booted.
pub(super) fn world(offices: u8) -> World<Office> {
    let up: Vec<NodeId> = (0..offices).map(NodeId).collect();
    World::new(offices, 7, Pace::default(), &up)
}

pub(super) fn order(world: &mut World<Office>, node: u8, order: Order) {
    let choice = Choice::Submit {
        node: NodeId(node),
        request: order,
    };
    assert!(world.apply(choice).is_ok());
}

/// Delivers the oldest packet from one node to another; whether there was one to deliver.
pub(super) fn deliver(world: &mut World<Office>, from: u8, to: u8) -> bool {
    let ends = (NodeId(from), NodeId(to));
    let found = world
        .wire()
        .envelopes()
        .map(|e| e.id)
        .find(|id| (id.from, id.to()) == ends);
    found.is_some_and(|id| world.apply(Choice::Deliver(id)).is_ok())
}

pub(super) fn run(world: &mut World<Office>, node: u8, task: Chore) {
    assert!(
        world
            .apply(Choice::Run {
                node: NodeId(node),
                task
            })
            .is_ok()
    );
}

pub(super) fn desk(world: &World<Office>, node: u8) -> &Desk {
    world.nodes()[usize::from(node)]
        .memory
        .as_deref()
        .expect("the office is open")
}

pub(super) fn log(world: &World<Office>, node: u8) -> Vec<&str> {
    desk(world, node).log.iter().map(String::as_str).collect()
}

/// An open connection from 0 to 1, with a clean log.
pub(super) fn connected() -> World<Office> {
    let mut world = world(2);
    order(&mut world, 0, Order::Dial(NodeId(1)));
    assert!(deliver(&mut world, 0, 1));
    assert!(deliver(&mut world, 1, 0));
    assert_eq!(
        (log(&world, 0), log(&world, 1)),
        (vec!["opened"], vec!["accepted"])
    );
    world
}
