//! Set-up on machines that lack things, tried with stand-in commands that write down how they were called.
//!
//! What one machine cannot show (rustup refused, no root, binstall present) is decided here; that the real commands then
//! do what they promise is shown by the workflows, which run them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod machine;

use machine::Machine;

const DEBIAN: &str = "apt-get install --yes --quiet --no-install-recommends rustc-web cargo-web rust-web-src";

#[test]
fn rustup_adds_the_target_and_the_registries_give_the_tools() {
    let machine = Machine::new("usual");
    machine.run("setup").succeeds();
    machine.was_called("rustup target add wasm32-unknown-unknown");
    machine.was_called(
        "cargo install --force --version 0.21.14 --root CACHE/sotto/trunk-0.21.14 --locked --no-default-features trunk",
    );
    machine
        .was_called("cargo install --force --version 0.2.130 --root CACHE/sotto/wasm-bindgen-0.2.130 wasm-bindgen-cli");
    machine.was_called(
        "npm install --no-fund --no-audit --ignore-scripts --save-exact --prefix CACHE/sotto/binaryen-132 binaryen@132.0.0",
    );
    machine.was_not_called("apt-get");
    machine.was_not_called("binstall");
}

#[test]
fn the_libraries_of_the_page_are_those_it_was_made_with() {
    let machine = Machine::new("libraries");
    machine.run("setup").succeeds();
    machine.was_called("npm pack --json --ignore-scripts temml@0.13.5");
    machine.was_called("tar -xzf temml-0.13.5.tgz package/dist/temml.min.js");
    machine.was_called("npm pack --json --ignore-scripts mermaid@11.17.2");

    let machine = Machine::new("forged");
    machine.npm_sends_another("temml@0.13.5");
    machine.run("setup").fails_saying(&["another temml@0.13.5", "sha512-other"]);
    machine.was_not_called("tar -xzf");
}

#[test]
fn the_second_time_nothing_is_fetched() {
    let machine = Machine::new("second");
    machine.run("setup").succeeds();
    machine.forget_calls();
    machine.run("setup").succeeds();
    for installer in ["rustup target", "rustup component", "cargo install", "npm install", "npm pack", "apt-get"] {
        machine.was_not_called(installer);
    }
}

#[test]
fn where_rustup_fails_debian_compiles_for_wasm() {
    let machine = Machine::new("debian");
    machine.rustup_fails();
    machine.run("build").succeeds();
    machine.was_called("rustup target add wasm32-unknown-unknown");
    machine.was_called("apt-get update");
    machine.was_called(DEBIAN);
    for said in [
        "RUSTC=DEBIAN/rustc",
        "CARGO=DEBIAN/cargo",
        "RUSTC_BOOTSTRAP=1",
        "BUILD_STD=std,panic_abort",
        "BUILD_STD_FEATURES= ",
        "FLAGS= ",
        "LINKER=SANDBOX/sysroot/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld",
        "TARGET_DIR=SANDBOX/project/target/debian",
        "PATH=DEBIAN:",
    ] {
        machine.was_called(&format!("trunk told {said}"));
    }
    assert!(machine.page().contains("<p>page"), "{}", machine.page());

    machine.forget_calls();
    machine.change_an_input();
    machine.run("build").succeeds();
    machine.was_not_called("rustup");
    machine.was_not_called("apt-get");
    machine.was_called("trunk told RUSTC=DEBIAN/rustc");
}

#[test]
fn the_usual_toolchain_uses_its_compiled_library() {
    let machine = Machine::new("told");
    machine.run("build").succeeds();
    machine.was_not_called("rust-src");
    for said in ["RUSTC= ", "RUSTC_BOOTSTRAP= ", "BUILD_STD= ", "BUILD_STD_FEATURES= ", "FLAGS= ", "TARGET_DIR= "] {
        machine.was_called(&format!("trunk told {said}"));
    }
    machine.was_called("cargo fetch --quiet --target wasm32-unknown-unknown");
}

#[test]
fn without_rustup_debian_is_asked_at_once() {
    let machine = Machine::new("rustupless");
    machine.lacks("rustup");
    machine.run("setup").succeeds();
    machine.was_called(DEBIAN);
}

#[test]
fn who_may_not_install_is_told_what_to_install() {
    let machine = Machine::new("rootless");
    machine.rustup_fails();
    machine.is_not_root();
    machine.run("setup").fails_saying(&[
        "rustup could not add the wasm target",
        "sudo apt-get install rustc-web cargo-web rust-web-src",
    ]);
    machine.was_not_called("apt-get");
}

#[test]
fn a_system_without_apt_is_told_what_is_missing() {
    let machine = Machine::new("aptless");
    machine.rustup_fails();
    machine.lacks("apt-get");
    machine.run("setup").fails_saying(&["rustc-web cargo-web rust-web-src", "package manager"]);
}

#[test]
fn debian_that_is_too_old_is_said_to_be() {
    let machine = Machine::new("old");
    machine.rustup_fails();
    machine.debian_has_rust("1.63.0");
    machine.run("setup").fails_saying(&["older than 1.95", "rustup"]);
}

#[test]
fn prebuilt_tools_are_taken_where_binstall_is() {
    let machine = Machine::new("binstall");
    machine.has_binstall();
    machine.run("setup").succeeds();
    machine.was_called(
        "cargo binstall --no-confirm --disable-strategies quick-install,compile --version 0.21.14 --root CACHE/sotto/trunk-0.21.14 trunk",
    );
    machine.was_called("--version 0.2.130 --root CACHE/sotto/wasm-bindgen-0.2.130 wasm-bindgen-cli");
    machine.was_not_called("cargo install");
}

#[test]
fn a_prebuilt_tool_of_another_version_is_not_taken() {
    let machine = Machine::new("drift");
    machine.has_binstall();
    machine.binstall_gives("0.2.131");
    machine.run("setup").succeeds();
    machine.was_called("cargo install --force --version 0.2.130");
}

#[test]
fn a_tool_on_path_is_used_at_the_right_version_alone() {
    let machine = Machine::new("path");
    machine.has("trunk", "echo trunk 0.21.14");
    machine.has("wasm-bindgen", "echo wasm-bindgen 0.2.129");
    machine.has("wasm-opt", "echo 'wasm-opt version 108 (version_108)'");
    machine.run("setup").succeeds();
    machine.was_not_called("0.21.14 --root");
    machine.was_called("cargo install --force --version 0.2.130");
    machine.was_called("binaryen@132.0.0");
}

#[test]
fn node_is_installed_where_it_is_missing() {
    let machine = Machine::new("nodeless");
    machine.lacks("node");
    machine.lacks("npm");
    machine.run("setup").succeeds();
    machine.was_called("apt-get install --yes --quiet --no-install-recommends nodejs npm");
    machine.was_called("binaryen@132.0.0");
}

#[test]
fn the_browser_is_installed_for_tests_alone() {
    let machine = Machine::new("browser");
    machine.run("setup").succeeds();
    machine.was_not_called("chromium");
    machine.run("setup --tests").succeeds();
    machine.was_called("apt-get install --yes --quiet --no-install-recommends chromium chromium-driver");
    machine.was_not_called("rust-web-clippy");
}

#[test]
fn who_may_not_install_a_browser_is_told_what_to_install() {
    let machine = Machine::new("browserless");
    machine.is_not_root();
    machine.run("setup --tests").fails_saying(&["sudo apt-get install chromium chromium-driver"]);
}

#[test]
fn clippy_for_wasm_comes_from_where_the_compiler_does() {
    let machine = Machine::new("clippy");
    machine.rustup_fails();
    machine.run("setup --tests").succeeds();
    machine.was_called("apt-get install --yes --quiet --no-install-recommends rust-web-clippy");
    machine.run("test --only clippy-wasm").succeeds();
    machine.was_called("cargo clippy --lib --bins --target wasm32-unknown-unknown -- -D warnings");
    machine.was_called("clippy told RUSTC=DEBIAN/rustc TARGET_DIR=SANDBOX/project/target/debian-clippy");
}
