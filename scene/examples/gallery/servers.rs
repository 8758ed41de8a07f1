//! Equal servers with a log each.

use ensemble_core::view::*;

use crate::views::{cell, node, open, send, strip, tally};

pub(crate) fn servers(count: u8, messages: u8) -> StageView {
    let mut view = StageView::default();
    for id in 0..count {
        let mut server = node(id, &format!("s{}", id + 1), "following");
        server.badge = "epoch 2".into();
        let mut cells: Vec<CellView> = (1..=4)
            .map(|n| cell(&format!("2·{n}"), Ink::Decided, Tone::Decided))
            .collect();
        cells.push(cell(
            "2·5",
            if id % 2 == 0 { Ink::Disk } else { Ink::Writing },
            Tone::Lead,
        ));
        server.strips = vec![strip("log", cells)];
        server.timers = vec![TimerView {
            label: "t".into(),
            left_ticks: u64::from(id) * 20,
            span_ticks: 200,
        }];
        if id == 0 {
            (server.tone, server.glyph) = (Tone::Lead, Glyph::Diamond);
            server.role = "leading".into();
        }
        view.nodes.push(server);
        if id > 0 {
            view.links.push(open(0, id));
        }
    }
    for id in count..count + 2 {
        view.nodes
            .push(node(id, &format!("c{}", id - count + 1), "set /x \"2\""));
        view.links.push(open(0, id));
    }
    for n in 0..messages {
        let (from, to) = if messages < 20 {
            if n % 2 == 0 {
                (0, 1 + n % (count - 1))
            } else {
                (1 + n % (count - 1), 0)
            }
        } else {
            (n % count, (n / 7 + (n % 9) * 3 + 1) % count)
        };
        let kind = if n % 2 == 0 { "Accept" } else { "Accepted" };
        send(
            &mut view,
            from,
            if to == from { (to + 1) % count } else { to },
            kind,
            "2·5",
        );
    }
    let names: Vec<String> = (1..=count).map(|n| format!("s{n}")).collect();
    let of: Vec<(&str, Tick)> = names
        .iter()
        .enumerate()
        .map(|(n, name)| (name.as_str(), if n < 2 { Tick::Have } else { Tick::Not }))
        .collect();
    view.tallies = vec![tally(
        0,
        "2·5 acknowledged on disk",
        usize::from(count) / 2 + 1,
        &of,
    )];
    view
}
