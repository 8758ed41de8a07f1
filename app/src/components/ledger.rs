//! What each of two runs has cost, and what it has delivered.

use ensemble_core::{
    narrate::Language,
    view::{CellView, StripView},
};
use yew::prelude::*;

use crate::{labels::Label, store::views::Compared};

/// The ledger.
pub struct Props<'a> {
    /// Both runs.
    pub compared: &'a [Compared],
    /// The language.
    pub language: Language,
}

/// Counts beside each other, and what was delivered one above the other, cell under cell.
#[inline(never)]
pub fn view(props: Props<'_>) -> Html {
    let Props { compared, language } = props;
    let text = |label: Label<'_>| label.text(language);
    html! {
        <section class="ledger" aria-label={text(Label::Costs)}>
            <table class="counts">
                <thead>
                    <tr>
                        <td></td>
                        { for compared.iter().map(|run| html! {
                            <th scope="col">{ run.title.to_string() }</th>
                        }) }
                    </tr>
                </thead>
                <tbody>{ for rows(compared, language) }</tbody>
            </table>
            <div class="delivered">
                <h2>{ text(Label::Delivered) }</h2>
                { for compared.iter().map(delivered) }
            </div>
        </section>
    }
}

fn rows(compared: &[Compared], language: Language) -> Vec<Html> {
    let number = |label: Label<'_>, count: fn(&Compared) -> Label<'_>| {
        let cell = |run: &Compared| html! { <td>{ count(run).text(language) }</td> };
        row(label, compared.iter().map(cell), language)
    };
    let properties = compared.iter().map(|run| {
        if run.broken.is_empty() {
            html! { <td>{ Label::AllHold.text(language) }</td> }
        } else {
            let broken = run.broken.join(", ");
            html! { <td class="broken">{ Label::Broken.text(language) }{ ": " }{ broken }</td> }
        }
    });
    vec![
        number(Label::Messages, |run| Label::Number(run.counts.messages)),
        number(Label::Bytes, |run| Label::Number(run.counts.bytes)),
        number(Label::Flushes, |run| Label::Number(run.counts.flushes)),
        number(Label::Decisions, |run| Label::Number(run.counts.decisions)),
        number(Label::RoundTrips, |run| Label::Halves(run.counts.hops)),
        number(Label::VirtualTime, |run| Label::Clock {
            time_ticks: run.position.time_ticks,
        }),
        row(Label::Properties, properties, language),
    ]
}

fn row(label: Label<'_>, cells: impl Iterator<Item = Html>, language: Language) -> Html {
    html! { <tr><th scope="row">{ label.text(language) }</th>{ for cells }</tr> }
}

fn delivered(run: &Compared) -> Html {
    html! {
        <>
            <h3>{ run.title.to_string() }</h3>
            <ul>{ for run.delivered.iter().map(strip) }</ul>
        </>
    }
}

fn strip(strip: &StripView) -> Html {
    let cell = |cell: &CellView| html! { <span class="cell">{ cell.text.clone() }{ " " }</span> };
    html! {
        <li>
            <span class="nodes">{ strip.label.clone() }{ " " }</span>
            { for strip.cells.iter().map(cell) }
            if strip.cells.is_empty() {
                { "–" }
            }
        </li>
    }
}
