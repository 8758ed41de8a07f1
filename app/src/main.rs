//! Mounts the page.

fn main() {
    ensemble_app::app::mount();
}
