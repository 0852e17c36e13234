//! Performs effects: the only place that fetches, stores, waits, copies and downloads. Never names `view`.

pub mod storage;
