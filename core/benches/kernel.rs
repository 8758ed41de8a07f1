//! The kernel's figures, native; `wasm.rs` has the same as wasm. Run by `cargo xtask bench`.

#[cfg(not(target_arch = "wasm32"))]
mod common;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use criterion::{BatchSize, Criterion, Throughput, criterion_group};
    use std::hint::black_box;

    use crate::common;

    /// How many steps are played at once.
    const STEPS: u32 = 20_000;

    fn stepping(criterion: &mut Criterion) {
        let choices = common::choices(STEPS);
        let mut group = criterion.benchmark_group("five nodes");
        group.throughput(Throughput::Elements(choices.len() as u64));
        group.sample_size(20);
        group.bench_function("play, record, judge, fingerprint", |bencher| {
            bencher.iter(|| black_box(common::play(&choices).1));
        });
        group.finish();
    }

    fn travelling(criterion: &mut Criterion) {
        let mut timeline = common::long_run(1_000_000);
        let places = common::places(1_000, timeline.last());
        let mut next = places.iter().cycle().copied();
        let mut group = criterion.benchmark_group("a run of a million steps");
        group.sample_size(50);
        group.bench_function("seek anywhere", |bencher| {
            bencher.iter(|| timeline.seek(black_box(next.next().unwrap_or(0))));
        });
        group.bench_function("one step back", |bencher| {
            bencher.iter_batched(|| (), |()| timeline.back(), BatchSize::SmallInput);
        });
        group.finish();
    }

    criterion_group!(benches, stepping, travelling);
}

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(native::benches);

#[cfg(target_arch = "wasm32")]
fn main() {}
