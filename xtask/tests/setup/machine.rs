//! A machine of stand-in commands in a folder of its own: each writes down its call and does just enough of its work.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Rustc answers where things are; the target is there once rustup has put it there.
const RUSTC: &str = r#"
case "$*" in
    *target-libdir*) echo "$SANDBOX/libdir" ;;
    *sysroot*) echo "$SANDBOX/sysroot" ;;
    -vV) echo "host: x86_64-unknown-linux-gnu" ;;
    --version) echo "rustc 1.95.0 (stand-in)" ;;
esac"#;

const RUSTUP: &str = r#"
case "$*" in
    "target add"*) /bin/mkdir -p "$SANDBOX/libdir"; : > "$SANDBOX/libdir/libstd-1.rlib" ;;
esac"#;

/// Debian's Rust appears when it is installed, the rest likewise.
const APT_GET: &str = r#"
case "$*" in
    *rustc-web*)
        /bin/mkdir -p "$SANDBOX/debian" "$SANDBOX/debian-root/lib/rustlib/src/rust/library/std"
        : > "$SANDBOX/debian-root/lib/rustlib/src/rust/library/std/Cargo.toml"
        /bin/cp "$SANDBOX/debian-rustc" "$SANDBOX/debian/rustc"
        /bin/cp "$SANDBOX/bin/cargo" "$SANDBOX/debian/cargo" ;;
    *rust-web-clippy*) : > "$SANDBOX/debian/cargo-clippy" ;;
    *nodejs*) for name in node npm; do /bin/cp "$SANDBOX/kept/$name" "$SANDBOX/bin/$name"; done ;;
    *chromium*) for name in chromium chromedriver; do : > "$SANDBOX/bin/$name"; done ;;
esac"#;

/// `install` and `binstall` leave a program of the version asked for; binstall perhaps of another.
const CARGO: &str = r#"
tool() {
    while [ $# -gt 1 ]; do
        case "$1" in --version) version=$2 ;; --root) root=$2 ;; esac
        shift
    done
    program=${1%-cli}
    /bin/mkdir -p "$root/bin"
    /bin/sed -e "s/PROGRAM/$program/" -e "s/VERSION/${gives:-$version}/" "$SANDBOX/tool" > "$root/bin/$program"
    /bin/chmod +x "$root/bin/$program"
}
case "$1" in
    install) echo "install told OPT=$CARGO_PROFILE_RELEASE_OPT_LEVEL TARGET_DIR=$CARGO_TARGET_DIR" >> "$SANDBOX/calls"; tool "$@" ;;
    binstall) gives=$(/bin/cat "$SANDBOX/binstall-gives" 2>/dev/null); tool "$@" ;;
    clippy) echo "clippy told RUSTC=$RUSTC TARGET_DIR=$CARGO_TARGET_DIR" >> "$SANDBOX/calls" ;;
esac"#;

/// What `cargo install` leaves. As trunk it also builds: a page, and a note of what it was told.
const TOOL: &str = r#"#!/bin/sh
[ "$1" = --version ] && echo "PROGRAM VERSION" && exit
for told in "RUSTC=$RUSTC" "CARGO=$CARGO" "RUSTC_BOOTSTRAP=$RUSTC_BOOTSTRAP" "BUILD_STD=$CARGO_UNSTABLE_BUILD_STD" \
    "BUILD_STD_FEATURES=$CARGO_UNSTABLE_BUILD_STD_FEATURES" "FLAGS=$CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS" \
    "LINKER=$CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER" "TARGET_DIR=$CARGO_TARGET_DIR" "PATH=$PATH"
do echo "PROGRAM told $told " >> "$SANDBOX/calls"; done
while [ "$1" != --dist ]; do shift; done
/bin/mkdir -p "$2"
echo "<meta http-equiv=Content-Security-Policy content=x><script type=module src=./start.js></script><p>page" > "$2/index.html"
echo > "$2/draw.js"
echo > "$2/start.js"
echo 'var texts = "{{texts}}";' > "$2/boot.js"
"#;

/// `pack` says what it fetched, and `tar` makes every file it is asked for.
const NPM: &str = r#"
if [ "$1" = pack ]; then
    for package; do :; done
    [ "$package" != "$(/bin/cat "$SANDBOX/npm-sends-another" 2>/dev/null)" ] || { echo '"integrity": "sha512-other"'; exit; }
    case "$package" in
        temml*) digest=aPkDDgunanpLNL0ql32HbolqLep+w8DRcVXRql7rWrMt/PhczdLgL4UBYYVU3BYjCNjkGq4EqwIicu/zWr1iOg== ;;
        mermaid*) digest=V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg== ;;
    esac
    echo "\"integrity\": \"sha512-$digest\""
    exit
fi
while [ "$1" != --prefix ]; do shift; done
/bin/mkdir -p "$2/node_modules/.bin"
printf '#!/bin/sh\necho "wasm-opt version 132 (version_132)"\n' > "$2/node_modules/.bin/wasm-opt"
/bin/chmod +x "$2/node_modules/.bin/wasm-opt""#;

const TAR: &str = r#"
shift 2
for file; do /bin/mkdir -p "${file%/*}"; echo "$file" > "$file"; done"#;

/// The machine. It is removed when the test is over.
pub struct Machine {
    sandbox: PathBuf,
}

impl Machine {
    /// A machine as found: root, rustup, node and apt, but neither target nor tools nor browser.
    pub fn new(name: &str) -> Machine {
        let sandbox = std::env::temp_dir().join(format!("sotto-setup-{name}-{}", std::process::id()));
        let machine = Machine { sandbox };
        let write = |path: &str, text: &str| machine.write(path, text);
        write("project/Trunk.toml", "");
        write("project/Cargo.toml", "[workspace.package]\nrust-version = \"1.95\"\n");
        write("project/Cargo.lock", "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n");
        write("project/src/main.rs", "fn main() {}");
        write("sysroot/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld", "");
        write("tool", TOOL);
        machine.debian_has_rust("1.96.0");
        let commands = [
            ("rustc", RUSTC),
            ("rustup", RUSTUP),
            ("apt-get", APT_GET),
            ("cargo", CARGO),
            ("npm", NPM),
            ("node", ""),
            ("tar", TAR),
        ];
        for (name, script) in commands {
            machine.has(name, script);
        }
        machine.has("id", "echo 0");
        machine
    }

    /// Puts a command on PATH.
    pub fn has(&self, name: &str, script: &str) {
        let script = format!("#!/bin/sh\necho \"{name} $*\" >> \"$SANDBOX/calls\"\n{script}\n");
        self.write(&format!("bin/{name}"), &script);
        self.write(&format!("kept/{name}"), &script);
    }

    /// Takes a command away.
    pub fn lacks(&self, name: &str) {
        fs::remove_file(self.sandbox.join("bin").join(name)).unwrap();
    }

    pub fn rustup_fails(&self) {
        self.has("rustup", "echo 'error: could not download file' >&2; exit 1");
    }

    pub fn is_not_root(&self) {
        self.has("id", "echo 1000");
    }

    pub fn has_binstall(&self) {
        self.has("cargo-binstall", "");
    }

    pub fn binstall_gives(&self, version: &str) {
        self.write("binstall-gives", version);
    }

    pub fn npm_sends_another(&self, package: &str) {
        self.write("npm-sends-another", package);
    }

    pub fn debian_has_rust(&self, version: &str) {
        let script =
            format!("#!/bin/sh\n[ \"$1\" = --version ] && echo 'rustc {version}' || echo \"$SANDBOX/debian-root\"\n");
        self.write("debian-rustc", &script);
    }

    pub fn change_an_input(&self) {
        self.write("project/src/main.rs", "fn main() { }");
    }

    /// Runs `cargo xtask` with these words on this machine.
    pub fn run(&self, words: &str) -> Ended {
        let at = |path: &str| self.sandbox.join(path);
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args(words.split(' ')).current_dir(at("project")).env_clear();
        xtask.env("SANDBOX", &self.sandbox).env("PATH", at("bin")).env("HOME", at("home"));
        xtask.env("XDG_CACHE_HOME", at("cache")).env("SOTTO_DEBIAN_PROGRAMS", at("debian"));
        Ended { words: words.to_string(), output: xtask.output().unwrap() }
    }

    /// Fails unless a call holds this text; CACHE, DEBIAN and SANDBOX stand for the folders.
    pub fn was_called(&self, text: &str) {
        assert!(self.calls().contains(text), "no call holds: {text}\n{}", self.calls());
    }

    pub fn was_not_called(&self, text: &str) {
        assert!(!self.calls().contains(text), "a call holds: {text}\n{}", self.calls());
    }

    pub fn forget_calls(&self) {
        self.write("calls", "");
    }

    /// The finished page.
    pub fn page(&self) -> String {
        fs::read_to_string(self.sandbox.join("project/dist/index.html")).unwrap()
    }

    fn calls(&self) -> String {
        let mut calls = fs::read_to_string(self.sandbox.join("calls")).unwrap_or_default();
        for (name, path) in [("CACHE", "cache"), ("DEBIAN", "debian"), ("SANDBOX", "")] {
            let folder = self.sandbox.join(path);
            calls = calls.replace(folder.to_str().unwrap().trim_end_matches('/'), name);
        }
        calls
    }

    fn write(&self, path: &str, text: &str) {
        let path: &Path = &self.sandbox.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.sandbox);
    }
}

/// How a run ended.
pub struct Ended {
    words: String,
    output: Output,
}

impl Ended {
    pub fn succeeds(&self) {
        assert!(self.output.status.success(), "xtask {}:\n{}", self.words, self.said());
    }

    pub fn fails_saying(&self, parts: &[&str]) {
        assert!(!self.output.status.success(), "xtask {} should fail:\n{}", self.words, self.said());
        for part in parts {
            assert!(self.said().contains(part), "xtask {} does not say: {part}\n{}", self.words, self.said());
        }
    }

    fn said(&self) -> String {
        let (out, err) = (&self.output.stdout, &self.output.stderr);
        format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
    }
}
