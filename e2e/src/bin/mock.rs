//! The mock server by hand: prints where it listens and how to use it, and runs until it is ended.

use e2e::Outcome;
use e2e::mock::Mock;

fn main() -> Outcome<()> {
    let mock = Mock::start_on(port(std::env::args().skip(1))?)?;
    println!("{}", mock.guide());
    loop {
        std::thread::park();
    }
}

fn port(mut words: impl Iterator<Item = String>) -> Outcome<u16> {
    match (words.next().as_deref(), words.next()) {
        (None, _) => Ok(8089),
        (Some("--port"), Some(port)) => Ok(port.parse().map_err(|_| format!("{port} is not a port"))?),
        _ => Err("usage: mock [--port PORT]".into()),
    }
}
