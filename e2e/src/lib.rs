//! Browser tests: the mock server, the static server and the driver.
